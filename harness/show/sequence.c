/* SPDX-License-Identifier: MIT */
/* The chunks of schedules, as text and as a picture. */
#include "show/sequence.h"
#include "show/rows.h"
#include "show/staging.h"
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COLUMNS 80

/* A walk through the chunks of one schedule. */
struct walk {
    const struct schedule *schedule;
    uint64_t step;
    uint64_t next; /* first item of the next chunk */
    struct chunk chunk;
};

static bool walk_on(struct walk *walk)
{
    const struct schedule *schedule = walk->schedule;
    walk->chunk = schedule->kind == SCHEDULE_AWF ? schedule_weighted(schedule, walk->next, 1)
                                                 : schedule_chunk(schedule, walk->step);
    walk->step++;
    walk->next = walk->chunk.first + walk->chunk.count;
    return walk->chunk.count > 0;
}

struct extent {
    uint64_t chunks;
    uint64_t least;
    uint64_t greatest;
};

static struct extent measure(const struct schedule *schedule)
{
    struct extent extent = { 0 };
    for (struct walk walk = { .schedule = schedule }; walk_on(&walk);) {
        uint64_t count = walk.chunk.count;
        extent.least = extent.chunks == 0 || count < extent.least ? count : extent.least;
        extent.greatest = count > extent.greatest ? count : extent.greatest;
        extent.chunks++;
    }
    return extent;
}

/* Each worker also claims once in vain, to learn that no chunk is left. */
static uint64_t claims(const struct schedule *schedule, const struct extent *extent)
{
    return schedule_is_static(schedule) ? 0 : extent->chunks + schedule->workers;
}

/* --- text ------------------------------------------------------------------------------------- */

/* "250", or "125×4" for equal neighbours, in lines of the terminal's width. */
static void write_sizes(FILE *out, const struct schedule *schedule)
{
    int column = 0;
    struct walk walk = { .schedule = schedule };
    bool more = walk_on(&walk);
    while (more) {
        uint64_t size = walk.chunk.count;
        uint64_t times = 0;
        for (; more && walk.chunk.count == size; more = walk_on(&walk))
            times++;
        char word[48];
        int length = times > 1 ? snprintf(word, sizeof word, " %" PRIu64 "x%" PRIu64, size, times)
                               : snprintf(word, sizeof word, " %" PRIu64, size);
        if (column + length > COLUMNS || column == 0)
            column = fprintf(out, "%s ", column == 0 ? "" : "\n") - (column == 0 ? 0 : 1);
        fputs(word, out);
        column += length;
    }
    fputs(column == 0 ? "  no chunks\n" : "\n", out);
}

static void write_text(FILE *out, const struct schedule *schedule)
{
    struct extent extent = measure(schedule);
    fprintf(out, "%s: %s\n", schedule_name(schedule->kind), schedule_summary(schedule->kind));
    fprintf(out,
            "  %" PRIu64 " chunk%s of %" PRIu64 " to %" PRIu64 " item%s, %" PRIu64 " claim%s%s\n",
            extent.chunks, extent.chunks == 1 ? "" : "s", extent.least, extent.greatest,
            extent.greatest == 1 ? "" : "s", claims(schedule, &extent),
            claims(schedule, &extent) == 1 ? "" : "s",
            schedule->kind == SCHEDULE_AWF ? "; workers of equal rates are assumed" : "");
    write_sizes(out, schedule);
}

static void write_tsv(FILE *out, const struct sequences *sequences)
{
    fputs("schedule\tpanel\tstep\tfirst\tcount\n", out);
    for (size_t i = 0; i < sequences->count; i++)
        for (struct walk walk = { .schedule = &sequences->schedules[i] }; walk_on(&walk);)
            fprintf(out, "%s\t%zu\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
                    schedule_name(walk.schedule->kind), i + 1, walk.step - 1, walk.chunk.first,
                    walk.chunk.count);
}

static json_t *to_json(const struct schedule *schedule)
{
    struct extent extent = measure(schedule);
    json_t *chunks = json_array();
    for (struct walk walk = { .schedule = schedule }; walk_on(&walk);)
        json_array_append_new(chunks, json_pack("{s:I, s:I}", "first", (json_int_t)walk.chunk.first,
                                                "count", (json_int_t)walk.chunk.count));
    return json_pack("{s:s, s:I, s:i, s:b, s:I, s:o}", "schedule", schedule_name(schedule->kind),
                     "items", (json_int_t)schedule->items, "workers", (int)schedule->workers,
                     "static", schedule_is_static(schedule), "claims",
                     (json_int_t)claims(schedule, &extent), "chunks", chunks);
}

static int write_json(FILE *out, const struct sequences *sequences)
{
    json_t *list = json_array();
    int failed = 0;
    for (size_t i = 0; i < sequences->count; i++)
        failed |= json_array_append_new(list, to_json(&sequences->schedules[i]));
    return rows_write(out, json_whole(list, failed), FORMAT_JSON);
}

int sequences_write(FILE *out, const struct sequences *sequences, enum table_format format)
{
    if (format == FORMAT_JSON)
        return write_json(out, sequences);
    if (format == FORMAT_TSV)
        write_tsv(out, sequences);
    else
        for (size_t i = 0; i < sequences->count; i++)
            write_text(out, &sequences->schedules[i]);
    return 0;
}

/* --- picture ---------------------------------------------------------------------------------- */

static int write_data(FILE *stream, const struct staging *staging, struct error *error)
{
    (void)error;
    write_tsv(stream, staging->subject);
    return 0;
}

static int write_script(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct sequences *sequences = staging->subject;
    const char *name = staging->name;
    size_t count = sequences->count;
    fprintf(stream,
            "# %s.svg and %s.png, drawn from %s.tsv by `gnuplot %s.gp` in this folder.\n\n"
            "picture = '%s'\npanel_count = %zu\nitems = %" PRIu64 "\nworkers = %u\n"
            "array panel[%zu]\narray chunks[%zu]\n",
            name, name, name, name, name, count, sequences->schedules[0].items,
            sequences->schedules[0].workers, count, count);
    for (size_t i = 0; i < count; i++) {
        struct extent extent = measure(&sequences->schedules[i]);
        fprintf(stream, "panel[%zu] = '%s'; chunks[%zu] = %" PRIu64 "\n", i + 1,
                schedule_name(sequences->schedules[i].kind), i + 1, extent.chunks);
    }
    return staging_copy(stream, staging, "chunks.gp", error);
}

int sequences_draw(const struct plot_place *place, const struct sequences *sequences,
                   struct error *error)
{
    const struct staging staging = {
        sequences->name, place, write_data, write_script, sequences,
    };
    return staging_draw(&staging, error);
}
