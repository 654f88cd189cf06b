/* SPDX-License-Identifier: MIT */
/* forkscale timeline: who worked when? One traced run of each strategy, on one axis of time. */
#include "show/timeline.h"
#include "cli/cli.h"
#include "cli/run.h"
#include "machine/machine.h"
#include "run/traces.h"
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ITERATIONS 5 /* timed runs of a repetition: their median tells what tracing costs */

struct timeline_options {
    struct run_options run;
    int64_t workers; /* 0: not given */
    struct option_list paths;
};

static const struct option_row rows[] = {
    { "workload", 'w', OPTION_LIST, "WORKLOAD",
      .offset = offsetof(struct timeline_options, run.workloads),
      .help = "as of 'forkscale run', but one. Default: spin:shape=falling" },
    { "strategy", 's', OPTION_LIST, "STRATEGY",
      .offset = offsetof(struct timeline_options, run.strategies),
      .help =
          "as of 'forkscale run'; serial only if it is alone. Default: fork_static,pipe_queue" },
    { "workers", 'j', OPTION_NUMBER, "N", .min = 1, .max = BOARD_WORKERS_MAX,
      .offset = offsetof(struct timeline_options, workers),
      .help = "number of workers. Default: the usable processors" },
    { "blocks", .argument = "N", .type = OPTION_NUMBER, .min = 1, .max = PLAN_BLOCKS_MAX,
      .offset = offsetof(struct timeline_options, run.blocks),
      .help = "blocks. Each has a repetition with a trace and one without, which tell what tracing "
              "costs; the first trace is shown" },
    RUN_OPTION_TIMEOUT,
    RUN_OPTION_OUTPUT,
    OPTION_FORMAT(struct run_options),
    RUN_OPTION_QUIET,
    { .argument = "[DIR|FILE]",
      .type = OPTION_WORDS,
      .offset = offsetof(struct timeline_options, paths) },
    { 0 },
};

static const struct timeline_options defaults = {
    .run = { .iterations = ITERATIONS, .seed = 0, .blocks = 6 }
};

static const struct option_table table = {
    .name = "forkscale timeline",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro =
        "Traces one run of each strategy and shows who worked when: a lane for each worker, all "
        "strategies on one axis of time. Start-up, items, what is between items, waiting for the "
        "last worker and finish are told apart. Every strategy can be traced, because every one "
        "runs its items by the same function; what it does between two items is not seen.\n\n"
        "Writes trace.json, plots/timeline.svg and .png, and " TIMELINE_EVENTS
        ", which https://ui.perfetto.dev opens, into a folder.\n\n"
        "With DIR or FILE, such a folder or its trace.json, shows and draws that again and "
        "measures nothing.",
    .outro = "Exit status: 0 all well\n"
             "             2 usage, or nothing selected\n"
             "             3 a cell failed, or something could not be read or written\n"
             "         128+n ended by signal n; nothing is saved",
};

/* --- what is shown ---------------------------------------------------------------------------- */

static int draw(const struct plot_place *place, const struct trace *trace)
{
    struct error error;
    char folder[PATH_MAX];
    const struct plot_place inside = { folder, place->scripts, place->interrupt };
    if (timeline_write_events(place->folder, trace, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    if (staging_plots(place, folder, &error) == 0 && timeline_draw(&inside, trace, &error) == 0)
        return EXIT_YES;
    return program_fail(EXIT_UNMEASURED, "no picture: %s", error.text);
}

static void say_files(const char *folder)
{
    static const struct cli_file files[] = {
        { "plots/timeline.svg", "the lanes" },
        { TIMELINE_EVENTS, "every item, for https://ui.perfetto.dev" },
        { TRACE_FILE, "all of it; 'forkscale timeline' draws it again" },
        { NULL, NULL },
    };
    cli_say_files(stdout, folder, files);
}

static int say_errors(const struct trace *trace)
{
    int status = EXIT_YES;
    for (size_t i = 0; i < trace->run_count; i++)
        if (trace->runs[i].error != NULL)
            status = program_fail(EXIT_UNMEASURED, "%s: %s", trace->runs[i].strategy,
                                  trace->runs[i].error);
    return status;
}

static unsigned columns(void)
{
    unsigned there = cli_columns(stdout);
    return there < TIMELINE_COLUMNS_MIN   ? TIMELINE_COLUMNS_MIN
           : there > TIMELINE_COLUMNS_MAX ? TIMELINE_COLUMNS_MAX
                                          : there;
}

/* Closes place->interrupt: before it prints, because a blocked write must not delay a signal. */
static int show(const struct plot_place *place, const struct trace *trace,
                const struct run_options *options)
{
    int status = draw(place, trace);
    interrupt_close(place->interrupt);
    int failed = say_errors(trace);
    int printed = program_wrote(timeline_print(stdout, trace, columns(), options->format));
    if (status == EXIT_YES && options->format == FORMAT_TABLE)
        say_files(place->folder);
    return status != EXIT_YES ? status : failed != EXIT_YES ? failed : printed;
}

/* --- measuring -------------------------------------------------------------------------------- */

static int save(const char *folder, struct trace *trace)
{
    struct error error;
    json_t *machine = machine_facts();
    if (traces_describe(trace, machine) != 0) {
        json_decref(machine);
        return program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    }
    return trace_write(folder, trace, machine, build_facts(), &error) == 0
               ? EXIT_YES
               : program_fail(EXIT_UNMEASURED, "%s", error.text);
}

static int trace_and_show(const struct plan *plan, const struct run_options *options)
{
    char folder[PATH_MAX];
    struct error error;
    struct interrupt interrupt;
    if (run_folder(options->directory, folder, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "--output %s", error.text);
    int status = cli_hold_signals(&interrupt);
    if (status != EXIT_YES)
        return status;
    struct trace trace = { .utc = NULL };
    struct meter meter = meter_make(options->quiet, false);
    const struct traces_options traces = { plan, &interrupt, meter_watch, &meter, false };
    int failed = traces_run(&traces, &trace, &error);
    meter_clear(&meter);
    if (failed != 0)
        status = program_fail(EXIT_UNMEASURED, "%s", error.text);
    else
        status = save(folder, &trace);
    if (status == EXIT_YES) {
        const struct plot_place place = { folder, plan->home->gnuplot, &interrupt };
        status = show(&place, &trace, options);
    }
    interrupt_close(&interrupt);
    trace_release(&trace);
    return status;
}

static int plan_and_trace(const struct run_options *options, struct catalogue *catalogue)
{
    struct plan_request request;
    struct plan plan;
    struct error error;
    if (run_request(options, NULL, &request, &error) != 0 ||
        plan_make(&request, catalogue, &plan, &error) != 0)
        return cli_fail(&error);
    int status = EXIT_USAGE;
    if (plan.workload_count != 1)
        (void)program_fail(status, "timeline: give one workload; %zu are given",
                           plan.workload_count);
    else if (plan.cell_count - 1 > TRACE_RUNS_MAX)
        (void)program_fail(status, "timeline: %zu strategies are too many; at most %d are traced",
                           plan.cell_count - 1, TRACE_RUNS_MAX);
    else
        status = trace_and_show(&plan, options);
    plan_release(&plan);
    return status;
}

static int measure(const struct timeline_options *options)
{
    static char workload[] = "spin:shape=falling";
    static char slices[] = "fork_static";
    static char queue[] = "pipe_queue";
    char *workloads[] = { workload };
    char *strategies[] = { slices, queue };
    struct run_options run = options->run;
    struct catalogue catalogue;
    struct error error;
    struct run_workers workers;
    (void)run_set_workers(&run, options->workers, &workers);
    if (run.workloads.count == 0)
        run.workloads = (struct option_list){ .items = workloads, .count = 1 };
    if (run.strategies.count == 0)
        run.strategies = (struct option_list){ .items = strategies, .count = 2 };
    if (catalogue_open(&catalogue, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    int status = plan_and_trace(&run, &catalogue);
    catalogue_release(&catalogue);
    return status;
}

/* --- of a trace that there is ----------------------------------------------------------------- */

static int read_and_show(const char *path, const struct run_options *options)
{
    struct trace trace;
    struct error error;
    struct home home;
    struct interrupt interrupt;
    struct stat status;
    if (trace_read(path, &trace, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    char *copy = strdup(path);
    int code = copy == NULL ? program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM))
                            : cli_begin_drawing(&home, &interrupt);
    if (code == EXIT_YES) {
        bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
        const struct plot_place place = { is_folder ? path : dirname(copy), home.gnuplot,
                                          &interrupt };
        code = show(&place, &trace, options);
    }
    free(copy);
    trace_release(&trace);
    return code;
}

static int run(const void *fields, char *const *argv)
{
    (void)argv;
    const struct timeline_options *options = fields;
    const struct run_options *asked = &options->run;
    if (options->paths.count == 0)
        return measure(options);
    if (options->paths.count > 1)
        return program_fail(EXIT_USAGE, "timeline: give one DIR or FILE, or none to measure");
    if (asked->workloads.count > 0 || asked->strategies.count > 0 || options->workers > 0 ||
        asked->directory != NULL)
        return program_fail(EXIT_USAGE,
                            "timeline: '%s' has been traced; only --format and --quiet go with it",
                            options->paths.items[0]);
    return read_and_show(options->paths.items[0], asked);
}

const struct command command_timeline = {
    .name = "timeline",
    .summary = "trace a run of each strategy, and show who worked when",
    .table = &table,
    .run = run,
};
