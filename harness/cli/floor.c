/* SPDX-License-Identifier: MIT */
/* forkscale floor: what the bare operations of pools cost on this machine. */
#include "cli/cli.h"
#include "kit/board.h"
#include "kit/limits.h"
#include "machine/machine.h"
#include "record/document.h"
#include "run/benchmark.h"
#include "run/floors.h"
#include "show/floors.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define SCHEMA     1
#define BLOCKS     10
#define BLOCKS_MAX 1000
#define AT(field)  offsetof(struct floor_request, field)

struct floor_request {
    int64_t workers; /* 0: the usable processors */
    int64_t blocks;
    int64_t seed; /* −1: a random one */
    const char *output;
    enum table_format format;
    bool quiet;
    struct option_list names;
};

static const struct option_row rows[] = {
    { "workers", 'j', OPTION_NUMBER, "N", AT(workers), 1, BOARD_WORKERS_MAX,
      .help = "children or threads that fork, thread and spawn start and wait for. Default: the "
              "usable processors" },
    { "blocks", 0, OPTION_NUMBER, "N", AT(blocks), 1, BLOCKS_MAX,
      .help = "blocks, passes over all floors in random order" },
    { "seed", 0, OPTION_NUMBER, "N", AT(seed), 0, UINT32_MAX,
      .help = "seed of the order in the blocks. Default: random, and recorded" },
    { "output", 'o', OPTION_TEXT, "DIR", AT(output),
      .help = "also write DIR/floor.json, with the machine and the median of each block" },
    OPTION_FORMAT(struct floor_request),
    { "quiet", 'q', OPTION_FLAG, .offset = AT(quiet), .help = "nothing on stderr but errors" },
    { .argument = "[NAME...]", .type = OPTION_WORDS, .offset = AT(names) },
    { 0 },
};

static const struct floor_request defaults = { .blocks = BLOCKS, .seed = -1 };

static const struct option_table table = {
    .name = "forkscale floor",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro =
        "Times the bare operations on which pools are built, each in a lean process of its own: "
        "about the least that a pool costs. Google Benchmark chooses how often. NAME is one "
        "of fork, thread, spawn, spin, futex, pipe, fetch_add, fetch_add_contended and clock; "
        "default: all, which takes about ten seconds.",
};

/* --- the plan --------------------------------------------------------------------------------- */

static int choose(const struct option_list *names, struct floors_plan *plan)
{
    for (size_t i = 0; i < names->count; i++) {
        enum floor_kind kind;
        struct error error;
        if (floor_find(names->items[i], &kind, &error) != 0)
            return program_fail(EXIT_USAGE, "floor: %s", error.text);
        plan->is_wanted[kind] = true;
    }
    for (enum floor_kind kind = 0; kind < FLOORS && names->count == 0; kind++)
        plan->is_wanted[kind] = true;
    return EXIT_YES;
}

static int make_plan(const struct floor_request *request, struct floors_plan *plan)
{
    *plan = (struct floors_plan){
        .workers = request->workers > 0 ? (unsigned)request->workers : limits_usable_processors(),
        .blocks = (unsigned)request->blocks,
        .seed = (uint32_t)request->seed,
    };
    if (request->seed < 0 && getrandom(&plan->seed, sizeof plan->seed, 0) < 0)
        return program_fail(EXIT_UNMEASURED, "floor: no random seed: %s", strerror(errno));
    return choose(&request->names, plan);
}

/* --- showing ---------------------------------------------------------------------------------- */

/* Returns how many lines there are. */
static size_t make_lines(const struct floors_plan *plan, struct floor_times times[static FLOORS],
                         struct floor_line lines[static FLOORS])
{
    size_t count = 0;
    for (enum floor_kind kind = 0; kind < FLOORS; kind++) {
        if (!plan->is_wanted[kind])
            continue;
        const struct floor_row *row = &floor_rows[kind];
        struct floor_line *line = &lines[count++];
        *line = (struct floor_line){
            .name = row->name,
            .operation = row->operation,
            .summary = row->summary,
            .unavailable = times[kind].unavailable,
            .block_ns = times[kind].block_ns,
        };
        if (line->unavailable == NULL)
            line->spread = spread_of(times[kind].block_ns, times[kind].blocks, times[kind].round_ns,
                                     times[kind].rounds);
    }
    return count;
}

static int save(const struct floor_request *request, const struct floors_plan *plan,
                const struct floor_line *lines, size_t count)
{
    struct error error;
    json_t *document = json_pack(
        "{s:i, s:s, s:o, s:o, s:i, s:i, s:I, s:o}", "schema", SCHEMA, "version", FORKSCALE_VERSION,
        "machine", machine_facts(), "build", build_facts(), "workers", (int)plan->workers, "blocks",
        (int)plan->blocks, "seed", (json_int_t)plan->seed, "floors", floors_json(lines, count));
    if (document == NULL)
        return program_fail(EXIT_UNMEASURED, "floor: %s", strerror(ENOMEM));
    int code = document_write(request->output, "floor.json", document, &error);
    json_decref(document);
    return code == 0 ? EXIT_YES : program_fail(EXIT_UNMEASURED, "--output %s", error.text);
}

static int show(const struct floor_request *request, const struct floors_plan *plan,
                struct floor_times times[static FLOORS])
{
    struct floor_line lines[FLOORS];
    size_t count = make_lines(plan, times, lines);
    int status = request->output != NULL ? save(request, plan, lines, count) : EXIT_YES;
    int wrote = program_wrote(floors_write(stdout, lines, count, request->format));
    return status != EXIT_YES ? status : wrote;
}

/* --- measuring -------------------------------------------------------------------------------- */

static int measure(const struct floor_request *request, const struct floors_plan *chosen)
{
    struct floors_plan plan = *chosen;
    struct floor_times times[FLOORS];
    struct interrupt interrupt;
    struct error error;
    int status = cli_hold_signals(&interrupt);
    if (status != EXIT_YES)
        return status;
    plan.interrupt = &interrupt;
    status = floors_run(&plan, times, &error) == 0
                 ? show(request, &plan, times)
                 : program_fail(EXIT_UNMEASURED, "floor: %s", error.text);
    floors_release(times);
    interrupt_close(&interrupt);
    return status;
}

static int run(const void *options, char *const *argv)
{
    (void)argv;
    const struct floor_request *request = options;
    struct floors_plan plan;
    struct home home;
    struct error error;
    int status = make_plan(request, &plan);
    if (status != EXIT_YES)
        return status;
    if (home_find(&home, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    if (request->output != NULL && results_folder(request->output, false, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "--output %s", error.text);
    /* Google Benchmark's settings in the environment do not count. */
    struct bench *bench = bench_open(NULL, 0, &error);
    if (bench == NULL)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    plan.home = &home;
    status = measure(request, &plan);
    bench_close(bench);
    return status;
}

const struct command command_floor = {
    .name = "floor",
    .summary = "time the bare operations that limit pools on this machine",
    .table = &table,
    .run = run,
};
