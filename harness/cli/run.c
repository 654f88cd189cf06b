/* SPDX-License-Identifier: MIT */
/* forkscale run: options → plan → blocks of cells → results file → table and plots. */
#include "cli/cli.h"
#include "cli/dry_run.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "kit/text.h"
#include "module/catalogue.h"
#include "record/document.h"
#include "run/blocks.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Makes the folder that was asked for, or a new one, "results/20261123T154000Z-host". Runs that
 * begin in the same second get -2, -3 … behind it. */
static int make_folder(const char *asked, char folder[static PATH_MAX], struct error *error)
{
    if (asked != NULL) {
        if ((size_t)snprintf(folder, PATH_MAX, "%s", asked) >= PATH_MAX)
            folder[0] = '\0'; /* refused below, as no name */
        for (size_t end = strlen(folder); end > 1 && folder[end - 1] == '/'; end--)
            folder[end - 1] = '\0';
        return results_folder(folder, false, error);
    }
    char host[256] = "host";
    gethostname(host, sizeof host - 1);
    char utc_text[32];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(utc_text, sizeof utc_text, "%Y%m%dT%H%M%SZ", &utc);
    int length = snprintf(folder, PATH_MAX, "results/%s-%s", utc_text, host);
    int code = results_folder(folder, true, error);
    for (unsigned twin = 2; code == EEXIST && twin < 1000; twin++) {
        snprintf(folder + length, PATH_MAX - (size_t)length, "-%u", twin);
        code = results_folder(folder, true, error);
    }
    return code;
}

/* Errors first, each once, so that nobody takes a table with gaps for a whole one. Returns how
 * many. */
static size_t say_errors(const struct summary *summaries, size_t count)
{
    size_t errors = 0;
    for (size_t i = 0; i < count; i++)
        if (summaries[i].error != NULL) {
            cli_say("%s: %s", summaries[i].cell->name, summaries[i].error);
            errors++;
        }
    return errors;
}

/* Where to look next: on stdout below a table, else out of the way of the data. */
static void say_files(FILE *stream, const char *folder, bool has_plots)
{
    char *printable = text_printable(folder);
    const char *name = printable != NULL ? printable : folder;
    fprintf(stream, "\nLook at\n");
    if (has_plots)
        fprintf(stream,
                "  %s/plots/speedup.svg     who scales, and how far\n"
                "  %s/plots/efficiency.svg  what each worker is worth\n"
                "  %s/plots/times.svg       a warm run, and all that a single use costs\n",
                name, name, name);
    fprintf(stream, "  %s/results.json          every sample, and the machine\n", name);
    free(printable);
}

struct shown {
    const struct run_options *options;
    const char *folder;
    const struct home *home;
    const struct bench *bench;
    struct interrupt *interrupt;
};

static int print(const struct shown *shown, const struct results *results,
                 const struct summary *summaries, bool has_plots)
{
    bool is_table = shown->options->format == FORMAT_TABLE && !bench_prints(shown->bench);
    int error = bench_report(shown->bench);
    if (error == 0 && !bench_prints(shown->bench))
        error = show_summaries(stdout, results, summaries, shown->options->format,
                               cli_has_colour(stdout));
    int status = EXIT_WELL;
    if (error != 0)
        status = cli_fail(EXIT_UNMEASURED, "the output cannot be written: %s", strerror(error));
    say_files(is_table ? stdout : stderr, shown->folder, has_plots);
    return status;
}

/* Plots before the table, whose reader may go early and take us with it. */
static int draw_and_print(const struct shown *shown, const struct results *results,
                          const struct summary *summaries)
{
    struct error cause;
    const struct plots_options order = {
        .directory = shown->folder,
        .scripts = shown->home->gnuplot,
        .interrupt = shown->interrupt,
    };
    int error = show_plots(&order, results, summaries, &cause);
    if (error == ECANCELED)
        return cli_fail(EXIT_UNMEASURED,
                        "%s; all that was measured is in %s/results.json, without plots",
                        strsignal(interrupt_poll(shown->interrupt)), shown->folder);
    if (error != 0)
        cli_fail(EXIT_UNMEASURED, "no plots: %s", cause.text);
    /* Everything is saved. A reader who does not read shall not keep a signal waiting. */
    interrupt_close(shown->interrupt);
    int status = print(shown, results, summaries, error == 0);
    return error != 0 ? EXIT_UNMEASURED : status;
}

static int show(const struct shown *shown, const json_t *document)
{
    struct error error;
    struct results results;
    if (results_from_json(document, &results, &error) != 0)
        return cli_fail(EXIT_UNMEASURED, "the results do not read back: %s", error.text);
    struct summary *summaries = summarise(&results);
    if (summaries == NULL) {
        results_release(&results);
        return cli_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    }
    bool has_errors = say_errors(summaries, results.cell_count) > 0;
    int status = draw_and_print(shown, &results, summaries);
    if (has_errors)
        status = EXIT_UNMEASURED;
    free(summaries);
    results_release(&results);
    return status;
}

/* Measures, then shows. The signals are held back until all is saved and drawn, and kill then. */
static int measure_and_show(const struct run_options *options, const struct catalogue *catalogue,
                            const struct plan *plan, struct bench *bench, char *const *words)
{
    struct error cause;
    char folder[PATH_MAX];
    if (make_folder(options->directory, folder, &cause) != 0)
        return cli_fail(EXIT_UNMEASURED, "-o %s", cause.text);

    struct interrupt interrupt;
    int error = interrupt_open(&interrupt);
    if (error != 0)
        return cli_fail(EXIT_UNMEASURED, "signals cannot be held: %s", strerror(error));
    struct meter meter = meter_make(options->quiet, options->verbose);
    const struct blocks_options blocks = {
        .plan = plan,
        .home = &catalogue->home,
        .bench = bench,
        .interrupt = &interrupt,
        .command_line = words,
        .directory = folder,
        .watch = meter_watch,
        .watch_context = &meter,
    };
    json_t *document;
    error = blocks_run(&blocks, &document, &cause);
    meter_clear(&meter);
    int status = EXIT_WELL;
    const struct shown shown = { options, folder, &catalogue->home, bench, &interrupt };
    if (interrupt.signal != 0 && document == NULL)
        status = cli_fail(EXIT_UNMEASURED, "%s; nothing was measured", strsignal(interrupt.signal));
    else if (interrupt.signal != 0)
        status =
            cli_fail(EXIT_UNMEASURED, "%s; what was measured is in %s/results.json, marked partial",
                     strsignal(interrupt.signal), folder);
    else if (document != NULL)
        status = show(&shown, document);
    if (error != 0)
        status = cli_fail(EXIT_UNMEASURED, "%s", cause.text);
    json_decref(document);
    interrupt_close(&interrupt);
    return status;
}

static int plan_and_go(const struct run_options *options, struct bench *bench, char *const *words)
{
    struct error cause;
    struct catalogue catalogue;
    if (catalogue_open(&catalogue, &cause) != 0)
        return cli_fail(EXIT_UNMEASURED, "%s", cause.text);
    struct plan_request request = options->request;
    if (bench_filter(bench) != NULL)
        request.filter = bench_filter(bench);
    /* The default plan would do without them. */
    int broken =
        cli_name_broken(&catalogue, request.strategy_count == 0, request.workload_count == 0);
    struct plan plan;
    int status;
    int error = plan_make(&request, &catalogue, &plan, &cause);
    if (error != 0) {
        status = cli_fail(error == ENOMEM ? EXIT_UNMEASURED : EXIT_USAGE, "%s", cause.text);
    } else {
        status = options->dry_run ? dry_run(&catalogue.home, &plan)
                                  : measure_and_show(options, &catalogue, &plan, bench, words);
        plan_release(&plan);
    }
    catalogue_release(&catalogue);
    return broken != EXIT_WELL && status != EXIT_USAGE ? broken : status;
}

int command_run(int argc, char **argv)
{
    struct run_options options;
    switch (run_options_read(argc, argv, &options)) {
    case OPTIONS_BAD:
        return EXIT_USAGE;
    case OPTIONS_HELP:
        return cli_finish();
    case OPTIONS_GOOD:
        break;
    }
    struct error error;
    int status = EXIT_USAGE;
    struct bench *bench = bench_open(options.bench_argc, options.bench_argv, &error);
    if (bench == NULL)
        cli_fail(EXIT_USAGE, "%s", error.text);
    else if (bench_filter(bench) != NULL && options.request.filter != NULL)
        cli_fail(EXIT_USAGE, "--filter and --benchmark_filter are the same; give one");
    else
        status = plan_and_go(&options, bench, argv - 1);
    if (bench != NULL)
        bench_close(bench);
    run_options_release(&options);
    /* After a failure that was said, stdout has nothing to add. */
    return status != EXIT_WELL ? status : cli_finish();
}
