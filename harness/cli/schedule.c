/* SPDX-License-Identifier: MIT */
/* forkscale schedule: the chunks of a schedule. */
#include "cli/cli.h"
#include "kit/board.h"
#include "kit/nearest.h"
#include "kit/schedule_tunable.h"
#include "process/interrupt.h"
#include "show/sequence.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS_MAX 1000000000

struct schedule_request {
    enum table_format format;
    const char *output;
    int64_t items;
    int64_t workers;
    bool all;
    struct option_list words;
};

static const struct option_row rows[] = {
    { "items", 'n', OPTION_NUMBER, "N", .max = ITEMS_MAX,
      .offset = offsetof(struct schedule_request, items), .help = "number of items" },
    { "workers", 'j', OPTION_NUMBER, "N", .min = 1, .max = BOARD_WORKERS_MAX,
      .offset = offsetof(struct schedule_request, workers), .help = "number of workers" },
    { "all", .type = OPTION_FLAG, .offset = offsetof(struct schedule_request, all),
      .help =
          "all schedules; where mean_ns, sigma_ns or claim_ns is not given, 1000, 1000 and 20" },
    OPTION_FORMAT(struct schedule_request),
    { "output", 'o', OPTION_TEXT, "DIR", .offset = offsetof(struct schedule_request, output),
      .help = "also draw the sizes of the chunks, as DIR/NAME.svg and .png, or DIR/schedules.svg "
              "and .png with --all" },
    { .argument = "[NAME] [KEY=VALUE...]",
      .type = OPTION_WORDS,
      .offset = offsetof(struct schedule_request, words) },
    { 0 },
};

static const struct schedule_request defaults = { .items = 1000, .workers = 4 };

static const struct option_table table = {
    .name = "forkscale schedule",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro = "Prints the chunks into which a schedule cuts the items, and how many claims the "
             "workers make. NAME is one of 'forkscale list schedules'.",
    .outro = "Keys: chunk, the size or the least size of a chunk; seed, of random; mean_ns and "
             "sigma_ns, mean and standard deviation of the cost of an item; claim_ns, cost of a "
             "claim. In a run, the serial reference measures the last three.",
};

static const struct schedule_set every = { .allowed = SCHEDULES_ALL, .kind = SCHEDULE_SELF };

/* Joins "NAME" and "k=v" words to the settings of a strategy, "schedule=NAME,k=v". */
static char *join(const char *name, char *const *words, size_t count)
{
    char *settings = NULL;
    if (asprintf(&settings, "schedule=%s", name) < 0)
        return NULL;
    for (size_t i = 0; i < count && settings != NULL; i++) {
        char *longer = NULL;
        int length = asprintf(&longer, "%s,%s", settings, words[i]);
        free(settings);
        settings = length < 0 ? NULL : longer;
    }
    return settings;
}

static int make(const struct schedule_request *request, const char *settings,
                const struct profile *profile, struct schedule *schedule, struct error *error)
{
    struct tunable rows_of[SCHEDULE_ROWS + 1] = { 0 };
    char names[SCHEDULE_NAMES_BYTES];
    schedule_tunables(&every, rows_of, names);
    struct values values;
    int code = values_parse(&values, rows_of, settings, error);
    if (code != 0)
        return code;
    const struct schedule_options options = schedule_options(
        &every, values.row, (uint64_t)request->items, (unsigned)request->workers, profile);
    code = schedule_open(schedule, &options, error);
    values_release(&values);
    return code;
}

static int draw(const struct plot_place *place, const void *sequences, struct error *error)
{
    return sequences_draw(place, sequences, error);
}

/* Prints and draws; the sentence about where the picture is comes last. */
static int show(const struct schedule_request *request, const struct schedule *schedules,
                size_t count, const char *name)
{
    const struct sequences sequences = { schedules, count, name };
    int status = program_wrote(sequences_write(stdout, &sequences, request->format));
    if (status != EXIT_YES || request->output == NULL)
        return status;
    status = cli_draw(request->output, draw, &sequences);
    if (status == EXIT_YES && request->format == FORMAT_TABLE)
        printf("%s/%s.svg, %s/%s.png\n", request->output, name, request->output, name);
    return status;
}

static int make_all(const struct schedule_request *request, struct schedule *schedules,
                    struct error *error)
{
    static const struct profile assumed = { .mean_ns = 1000, .sigma_ns = 1000, .claim_ns = 20 };
    int code = 0;
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS && code == 0; kind++) {
        char *settings = join(schedule_name(kind), request->words.items, request->words.count);
        code = settings == NULL ? error_set_errno(error, ENOMEM, "schedule")
                                : make(request, settings, &assumed, &schedules[kind], error);
        free(settings);
    }
    return code;
}

static int run_all(const struct schedule_request *request)
{
    struct schedule schedules[SCHEDULE_KINDS] = { 0 };
    struct error error;
    int code = make_all(request, schedules, &error);
    int status =
        code == 0 ? show(request, schedules, SCHEDULE_KINDS, "schedules") : cli_fail(&error);
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
        schedule_close(&schedules[kind]);
    return status;
}

static int refuse_name(const char *name)
{
    struct nearest nearest = nearest_to(name);
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
        nearest_offer(&nearest, schedule_name(kind));
    if (nearest.best != NULL)
        return program_fail(EXIT_USAGE, "schedule: unknown schedule '%s' (did you mean '%s'?)",
                            name, nearest.best);
    return program_fail(
        EXIT_USAGE, "schedule: unknown schedule '%s'; 'forkscale list schedules' shows all", name);
}

static int run(const void *options, char *const *argv)
{
    (void)argv;
    const struct schedule_request *request = options;
    const struct option_list *words = &request->words;
    if (request->all)
        return run_all(request);
    if (words->count == 0)
        return program_fail(EXIT_USAGE, "schedule: give the name of a schedule, or --all");
    const char *name = words->items[0];
    enum schedule_kind kind;
    if (!schedule_find(name, &kind))
        return refuse_name(name);
    char *settings = join(name, words->items + 1, words->count - 1);
    if (settings == NULL)
        return program_fail(EXIT_UNMEASURED, "schedule: %s", strerror(ENOMEM));
    static const struct profile unknown;
    struct schedule schedule;
    struct error error;
    int status = make(request, settings, &unknown, &schedule, &error);
    status = status == 0 ? show(request, &schedule, 1, name) : cli_fail(&error);
    free(settings);
    schedule_close(&schedule);
    return status;
}

const struct command command_schedule = {
    .name = "schedule",
    .summary = "print and draw the chunks of a schedule",
    .table = &table,
    .run = run,
};
