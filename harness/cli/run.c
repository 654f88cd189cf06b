/* SPDX-License-Identifier: MIT */
/* forkscale run: options → plan → blocks of cells → results file → table and plots. */
#include "cli/run.h"
#include "cli/cli.h"
#include "machine/pin.h"
#include "module/catalogue.h"
#include "record/document.h"
#include "run/blocks.h"
#include "show/noise.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Prints each error once, before the table, whose gaps they explain. Returns how many. */
static size_t say_errors(const struct summary *summaries, size_t count)
{
    size_t errors = 0;
    for (size_t i = 0; i < count; i++)
        if (summaries[i].error != NULL) {
            program_say("%s: %s", summaries[i].cell->name, summaries[i].error);
            errors++;
        }
    return errors;
}

struct run {
    const struct run_options *options;
    char *const *words;
    struct bench *bench;
    struct catalogue catalogue;
    struct base_build base; /* of --against */
    struct plan plan;
    struct interrupt interrupt;
    char folder[PATH_MAX];
    run_shower *show; /* NULL: table and plots */
    bool is_unplottable;
};

/* Those on request that were asked for. */
static unsigned tables(const struct run_options *options)
{
    return (options->verbose ? CELL_TABLES_ALL : 0) | (options->latency ? 1U << TABLE_LATENCY : 0) |
           (options->counters ? 1U << TABLE_COUNTERS : 0);
}

static int print(const struct run *run, const struct results *results,
                 const struct summary *summaries, bool has_plots)
{
    bool is_ours = !bench_prints(run->bench);
    FILE *words = is_ours && run->options->format == FORMAT_TABLE ? stdout : stderr;
    struct error problem;
    if (bench_report(run->bench, &problem) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", problem.text);
    int error = 0;
    if (is_ours)
        error = show_summaries(stdout, results, summaries, run->options->format,
                               cli_has_colour(stdout), tables(run->options));
    if (error == 0 && (words == stdout || !run->options->quiet))
        error = noise_print(words, results, cli_has_colour(words));
    if (error == 0 && fflush(stdout) != 0)
        error = errno;
    int status = program_wrote(error);
    if (status == EXIT_YES && results->against != NULL)
        status = against_print(words == stdout || !run->options->quiet ? words : NULL, &run->plan,
                               results, run->options->strict);
    run_say_files(words, run->folder, has_plots, results);
    return status;
}

/* Draws the plots before it prints the table, because a reader that exits early ends this process
 * by SIGPIPE. */
static int draw_and_print(struct run *run, const struct results *results,
                          const struct summary *summaries)
{
    struct error error;
    const struct plot_place place = { run->folder, run->catalogue.home.gnuplot, &run->interrupt };
    if (run->show != NULL)
        return run->show(&place, results, run->options);
    int failed = show_plots(&place, results, summaries, &error);
    if (failed == ECANCELED)
        return program_fail(EXIT_UNMEASURED,
                            "%s; all that was measured is in %s/results.json, without plots",
                            strsignal(interrupt_poll(&run->interrupt)), run->folder);
    if (failed != 0 && !run->is_unplottable)
        program_say("no plots: %s", error.text);
    /* Everything is saved. A blocked write must not delay a signal. */
    interrupt_close(&run->interrupt);
    int status = print(run, results, summaries, failed == 0);
    return failed != 0 && !run->is_unplottable ? EXIT_UNMEASURED : status;
}

static int show(struct run *run, const json_t *document)
{
    struct error error;
    struct results results;
    if (results_from_json(document, &results, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "the results do not read back: %s", error.text);
    struct summary *summaries = summarise(&results);
    int status;
    if (summaries == NULL) {
        status = program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    } else {
        bool has_errors = say_errors(summaries, results.cell_count) > 0;
        status = draw_and_print(run, &results, summaries);
        /* Regressed says more. */
        status = has_errors && status != EXIT_NO ? EXIT_UNMEASURED : status;
    }
    free(summaries);
    results_release(&results);
    return status;
}

/* Says before the run if there will be no plots of it. */
static void look_at_size(struct run *run)
{
    struct plan_size size;
    struct error error;
    run->is_unplottable = run->show == NULL && plan_size(&run->plan, &size) == 0 &&
                          plots_check(size.workloads, size.strategies, &error) != 0;
    if (run->is_unplottable)
        program_say("no plots: %s", error.text);
}

/* Signals are held until all is saved and drawn, and then kill this process. */
static int measure_and_show(struct run *run)
{
    struct error error;
    if (run_folder(run->options->directory, run->folder, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "--output %s", error.text);
    if (bench_try(run->bench, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    int status = cli_hold_signals(&run->interrupt);
    if (status != EXIT_YES)
        return status;
    look_at_size(run);
    struct meter meter = meter_make(run->options->quiet, run->options->verbose);
    const struct blocks_options blocks = {
        .plan = &run->plan,
        .bench = run->bench,
        .interrupt = &run->interrupt,
        .command_line = run->words,
        .directory = run->folder,
        .watch = meter_watch,
        .begin = meter_begin,
        .watch_context = &meter,
    };
    json_t *document;
    int failed = blocks_run(&blocks, &document, &error);
    meter_clear(&meter);
    const char *signal = run->interrupt.signal != 0 ? strsignal(run->interrupt.signal) : NULL;
    if (signal != NULL && document == NULL)
        status = program_fail(EXIT_UNMEASURED, "%s; nothing was measured", signal);
    else if (signal != NULL)
        status = program_fail(EXIT_UNMEASURED,
                              "%s; what was measured is in %s/results.json, marked partial", signal,
                              run->folder);
    else if (document != NULL)
        status = show(run, document);
    if (failed != 0)
        status =
            program_fail(failed == EXDEV ? EXIT_NOT_COMPARABLE : EXIT_UNMEASURED, "%s", error.text);
    json_decref(document);
    interrupt_close(&run->interrupt);
    return status;
}

static int plan_and_measure(struct run *run, const struct plan_request *request)
{
    struct error error;
    int status = EXIT_YES;
    int failed = plan_make(request, &run->catalogue, &run->plan, &error);
    if (failed != 0)
        return cli_fail(&error);
    if (request->base != NULL && !run->options->quiet)
        against_warn(&run->plan);
    if (run->options->dry_run)
        dry_run(&run->plan);
    else
        status = measure_and_show(run);
    plan_release(&run->plan);
    return status;
}

static int open_and_go(struct run *run, struct plan_request *request)
{
    const struct run_options *options = run->options;
    struct error error;
    /* A catalogue takes longer than a user should wait to learn of a slip. */
    if (plan_check(request, &error) != 0)
        return cli_fail(&error);
    if (catalogue_open(&run->catalogue, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    if (options->strategies.count == 0 && !options->quiet)
        cli_name_unavailable(&run->catalogue, KIND_STRATEGY);
    if (options->workloads.count == 0 && !options->quiet)
        cli_name_unavailable(&run->catalogue, KIND_WORKLOAD);
    /* The default plan leaves them out. */
    int broken = cli_name_broken(&run->catalogue, options->strategies.count == 0,
                                 options->workloads.count == 0);
    int status = options->against != NULL ? against_open(options, &run->catalogue.home, &run->base)
                                          : EXIT_YES;
    if (status == EXIT_YES) {
        request->base = options->against != NULL ? &run->base : NULL;
        status = plan_and_measure(run, request);
        base_build_release(&run->base);
    }
    catalogue_release(&run->catalogue);
    return broken != EXIT_YES && status != EXIT_USAGE ? broken : status;
}

static int pin_and_go(struct run *run, struct plan_request *request, struct pin *pin)
{
    request->pin = *pin;
    if (pin->count > 0 && pin->count < request->processors)
        request->processors = (unsigned)pin->count;
    int status = open_and_go(run, request);
    pin_release(pin);
    return status;
}

int run_measure(const struct run_options *options, char *const *words, run_shower *shower)
{
    static struct run run; /* on a stack of 64 KiB it would be too large */
    run = (struct run){ .options = options, .words = words, .show = shower };
    struct error error;
    run.bench = bench_open(run.options->rest.items, run.options->rest.count, &error);
    if (run.bench == NULL)
        return program_fail(EXIT_USAGE, "%s", error.text);
    struct plan_request request;
    struct pin pin;
    int status;
    if (run_request(run.options, bench_filter(run.bench), &request, &error) != 0)
        status = program_fail(EXIT_USAGE, "%s", error.text);
    else if (pin_make(options->pin, &pin, &error) != 0)
        status = program_fail(EXIT_UNMEASURED, "--pin %s: %s", pin_names[options->pin], error.text);
    else
        status = pin_and_go(&run, &request, &pin);
    bench_close(run.bench);
    return status;
}

static int run(const void *options, char *const *words)
{
    return run_measure(options, words, NULL);
}

const struct command command_run = {
    .name = "run",
    .summary = "measure strategies on workloads; print a table, write results",
    .table = &run_table,
    .run = run,
};
