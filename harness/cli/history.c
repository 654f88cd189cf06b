/* SPDX-License-Identifier: MIT */
/* forkscale history: cells over many runs, and where they changed. */
#include "show/history.h"
#include "cli/choose.h"
#include "cli/cli.h"
#include "kit/nearest.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum run_order { ORDER_TIME, ORDER_GIVEN };

struct request {
    const char *metric;
    struct option_list cells;
    struct option_list strategies;
    struct option_list workloads;
    int64_t workers;
    bool absolute;
    unsigned order;
    struct option_list allow;
    double level;
    enum table_format format;
    const char *output;
    struct option_list paths;
};

#define AT(field) offsetof(struct request, field)

static const struct option_row rows[] = {
    { "metric", .argument = "METRIC", .type = OPTION_TEXT, .offset = AT(metric),
      .help = "run, once, or a metric of a repetition ('forkscale list metrics'). Default: run" },
    { "cell", .argument = "NAME", .type = OPTION_LIST, .offset = AT(cells),
      .help = "only this cell, such as 'spin/threads/workers:2'; again, or after a comma, for "
              "more" },
    { "workload", 'w', OPTION_LIST, "LABEL", .offset = AT(workloads),
      .help = "only cells of this workload, as the results name it; again for more" },
    { "strategy", 's', OPTION_LIST, "LABEL", .offset = AT(strategies),
      .help = "only cells of this strategy, likewise" },
    { "workers", 'j', OPTION_NUMBER, "N", .min = 1, .max = 1000000, .offset = AT(workers),
      .help = "only cells with so many workers" },
    { "absolute", .type = OPTION_FLAG, .offset = AT(absolute),
      .help = "times in ns, instead of over the serial cell of the same block" },
    { "order", .argument = "ORDER", .type = OPTION_CHOICE,
      .choices = OPTION_CHOICES("time", "given"), .offset = AT(order),
      .help = "by the time of the runs, or as given, for instance by revision" },
    { "allow", .argument = "FACT", .type = OPTION_LIST, .offset = AT(allow),
      .help = "runs are in one sequence although this differs: " ALLOWED_FACTS },
    { "level", .argument = "P", .type = OPTION_REAL, .min = 0, .max = 1, .offset = AT(level),
      .help = "how likely any change of all may be found by chance. Default: 0.01" },
    OPTION_FORMAT(struct request),
    { "output", 'o', OPTION_TEXT, "DIR", .offset = AT(output),
      .help = "also draw it, as DIR/history.svg and .png" },
    { .argument = "DIR...", .type = OPTION_WORDS, .offset = AT(paths) },
    { 0 },
};

static const struct request defaults = { .metric = "run", .level = 0.01 };

static const struct option_table table = {
    .name = "forkscale history",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro = "Follows cells over many runs, and names the run from which on one takes longer or "
             "shorter. Each DIR is the folder of a run. Runs that are not comparable are divided "
             "into parts.",
    .outro = "Exit status: 0 changes or none; 2 nothing selected; 3 not read or not written.",
};

/* The runs in order, and what was asked. */
struct loaded {
    const struct request *request;
    struct results *runs; /* in order */
    const char **names;   /* likewise */
    size_t count;
};

/* --- showing ---------------------------------------------------------------------------------- */

static int draw(const struct plot_place *place, const void *view, struct error *error)
{
    return history_draw(place, view, error);
}

static int follow(const struct loaded *loaded, const struct history_options *options)
{
    struct history history;
    int code = history_compute(loaded->runs, loaded->count, options, &history);
    if (code == E2BIG)
        return program_fail(EXIT_USAGE,
                            "history: more than %d runs or %d cells; give fewer, or name cells "
                            "with --cell",
                            HISTORY_RUNS_MAX, HISTORY_SERIES_MAX);
    if (code != 0)
        return program_fail(EXIT_UNMEASURED, "history: %s", strerror(code));
    const struct history_view view = { &history, options, loaded->runs, loaded->names };
    int status = history.count == 0
                     ? program_fail(EXIT_USAGE, "history: no cell of the results is selected%s",
                                    options->is_absolute ? "" : "; serial cells need --absolute")
                     : program_wrote(history_write(stdout, &view, loaded->request->format));
    if (status == EXIT_YES && loaded->request->output != NULL)
        status = cli_draw(loaded->request->output, draw, &view);
    history_release(&history);
    return status;
}

/* --- what was asked --------------------------------------------------------------------------- */

static int make_options(const struct request *request, struct history_options *options)
{
    *options = (struct history_options){
        .is_absolute = request->absolute,
        .level = request->level,
        .cells = request->cells.items,
        .cell_count = request->cells.count,
        .workloads = request->workloads.items,
        .workload_count = request->workloads.count,
        .strategies = request->strategies.items,
        .strategy_count = request->strategies.count,
        .workers = (unsigned)request->workers,
    };
    struct error error;
    if (figure_choose(request->metric, &options->figure, &error) != 0 ||
        facts_allow(&request->allow, &options->allowed, &error) != 0)
        return cli_fail(&error);
    return EXIT_YES;
}

struct filter {
    const char *option;
    const char *noun;
    const struct option_list *words;
    size_t offset; /* of a char * in struct result_cell */
};

static bool is_there(const struct loaded *loaded, const struct filter *filter, const char *word)
{
    struct nearest nearest = nearest_to(word);
    for (size_t run = 0; run < loaded->count; run++)
        for (size_t i = 0; i < loaded->runs[run].cell_count; i++) {
            const struct result_cell *cell = &loaded->runs[run].cells[i];
            const char *name = *(char *const *)((const char *)cell + filter->offset);
            if (strcmp(name, word) == 0)
                return true;
            nearest_offer(&nearest, name);
        }
    if (nearest.best != NULL)
        program_say("--%s: the results have no %s '%s' (did you mean '%s'?)", filter->option,
                    filter->noun, word, nearest.best);
    else
        program_say("--%s: the results have no %s '%s'", filter->option, filter->noun, word);
    return false;
}

static int select_and_follow(const struct loaded *loaded, const struct history_options *options)
{
    const struct request *request = loaded->request;
    const struct filter filters[] = {
        { "cell", "cell", &request->cells, offsetof(struct result_cell, name) },
        { "workload", "workload", &request->workloads, offsetof(struct result_cell, workload) },
        { "strategy", "strategy", &request->strategies, offsetof(struct result_cell, strategy) },
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        for (size_t word = 0; word < filters[i].words->count; word++)
            if (!is_there(loaded, &filters[i], filters[i].words->items[word]))
                return EXIT_USAGE;
    return follow(loaded, options);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Adds a run where its time has its place, or at the end; equal times stay as given. UTC texts of
 * one form sort as their times. */
static void insert(struct loaded *loaded, const struct results *run, const char *name)
{
    size_t at = loaded->count++;
    for (; at > 0 && loaded->request->order == ORDER_TIME &&
           strcmp(loaded->runs[at - 1].utc, run->utc) > 0;
         at--) {
        loaded->runs[at] = loaded->runs[at - 1];
        loaded->names[at] = loaded->names[at - 1];
    }
    loaded->runs[at] = *run;
    loaded->names[at] = name;
}

static int read_all(struct loaded *loaded)
{
    const struct option_list *paths = &loaded->request->paths;
    for (size_t i = 0; i < paths->count; i++) {
        struct results run;
        int status = cli_read(paths->items[i], &run);
        if (status != EXIT_YES)
            return status;
        insert(loaded, &run, paths->items[i]);
    }
    return EXIT_YES;
}

/* A run that is given twice would count twice. */
static int check_paths(const struct option_list *paths)
{
    if (paths->count == 0)
        return program_fail(EXIT_USAGE,
                            "history: give the results of at least one run, as results/…");
    for (size_t i = 0; i < paths->count; i++) {
        char *path = realpath(paths->items[i], NULL);
        for (size_t other = 0; other < i && path != NULL; other++) {
            char *same = realpath(paths->items[other], NULL);
            bool is_same = same != NULL && strcmp(path, same) == 0;
            free(same);
            if (!is_same)
                continue;
            free(path);
            return program_fail(EXIT_USAGE, "history: '%s' is given twice", paths->items[i]);
        }
        free(path);
    }
    return EXIT_YES;
}

static int read_and_follow(const void *fields, char *const *words)
{
    (void)words;
    const struct request *request = fields;
    const size_t count = request->paths.count;
    struct history_options options;
    int status = check_paths(&request->paths);
    if (status == EXIT_YES)
        status = make_options(request, &options);
    if (status != EXIT_YES)
        return status;
    struct loaded loaded = {
        .request = request,
        .runs = calloc(count, sizeof *loaded.runs),
        .names = calloc(count, sizeof *loaded.names),
    };
    if (loaded.runs == NULL || loaded.names == NULL)
        status = program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    else
        status = read_all(&loaded);
    if (status == EXIT_YES)
        status = select_and_follow(&loaded, &options);
    while (loaded.count > 0)
        results_release(&loaded.runs[--loaded.count]);
    free(loaded.runs);
    free(loaded.names);
    return status;
}

const struct command command_history = {
    .name = "history",
    .summary = "follow cells over many runs, and name the run that changed them",
    .table = &table,
    .run = read_and_follow,
};
