/* SPDX-License-Identifier: MIT */
/* forkscale run: options → plan → blocks of cells → results file → table and plots. */
#include "cli/run.h"
#include "cli/cli.h"
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
    int failed = EEXIST;
    for (unsigned twin = 1; failed == EEXIST && twin < 1000; twin++) {
        if (twin > 1)
            snprintf(folder + length, PATH_MAX - (size_t)length, "-%u", twin);
        failed = results_folder(folder, true, error);
    }
    return failed;
}

/* Errors first, each once, so that nobody takes a table with gaps for a whole one. Returns how
 * many. */
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
    int status = program_wrote(error);
    say_files(is_table ? stdout : stderr, shown->folder, has_plots);
    return status;
}

/* Plots before the table, whose reader may go early and take us with it. */
static int draw_and_print(const struct shown *shown, const struct results *results,
                          const struct summary *summaries)
{
    struct error error;
    const struct plots_options order = {
        .directory = shown->folder,
        .scripts = shown->home->gnuplot,
        .interrupt = shown->interrupt,
    };
    int failed = show_plots(&order, results, summaries, &error);
    if (failed == ECANCELED)
        return program_fail(EXIT_UNMEASURED,
                            "%s; all that was measured is in %s/results.json, without plots",
                            strsignal(interrupt_poll(shown->interrupt)), shown->folder);
    if (failed != 0)
        program_say("no plots: %s", error.text);
    /* Everything is saved. A reader who does not read shall not keep a signal waiting. */
    interrupt_close(shown->interrupt);
    int status = print(shown, results, summaries, failed == 0);
    return failed != 0 ? EXIT_UNMEASURED : status;
}

static int show(const struct shown *shown, const json_t *document)
{
    struct error error;
    struct results results;
    if (results_from_json(document, &results, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "the results do not read back: %s", error.text);
    struct summary *summaries = summarise(&results);
    if (summaries == NULL) {
        results_release(&results);
        return program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
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
    struct error error;
    char folder[PATH_MAX];
    if (make_folder(options->directory, folder, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "--output %s", error.text);

    struct interrupt interrupt;
    int failed = interrupt_open(&interrupt);
    if (failed != 0)
        return program_fail(EXIT_UNMEASURED, "signals cannot be held: %s", strerror(failed));
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
    failed = blocks_run(&blocks, &document, &error);
    meter_clear(&meter);
    int status = EXIT_YES;
    const struct shown shown = { options, folder, &catalogue->home, bench, &interrupt };
    if (interrupt.signal != 0 && document == NULL)
        status =
            program_fail(EXIT_UNMEASURED, "%s; nothing was measured", strsignal(interrupt.signal));
    else if (interrupt.signal != 0)
        status = program_fail(EXIT_UNMEASURED,
                              "%s; what was measured is in %s/results.json, marked partial",
                              strsignal(interrupt.signal), folder);
    else if (document != NULL)
        status = show(&shown, document);
    if (failed != 0)
        status = program_fail(EXIT_UNMEASURED, "%s", error.text);
    json_decref(document);
    interrupt_close(&interrupt);
    return status;
}

static int plan_and_go(const struct run_options *options, struct plan_request *request,
                       struct bench *bench, char *const *words)
{
    struct error error;
    struct catalogue catalogue;
    if (catalogue_open(&catalogue, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    /* The default plan would do without them. */
    int broken =
        cli_name_broken(&catalogue, options->strategies.count == 0, options->workloads.count == 0);
    struct plan plan;
    int status;
    int failed = plan_make(request, &catalogue, &plan, &error);
    if (failed != 0) {
        status = program_fail(failed == ENOMEM ? EXIT_UNMEASURED : EXIT_USAGE, "%s", error.text);
    } else {
        status = options->dry_run ? dry_run(&catalogue.home, &plan)
                                  : measure_and_show(options, &catalogue, &plan, bench, words);
        plan_release(&plan);
    }
    catalogue_release(&catalogue);
    return broken != EXIT_YES && status != EXIT_USAGE ? broken : status;
}

static int run(const struct run_options *options, struct bench *bench, char *const *words)
{
    struct error error;
    struct plan_request request;
    if (run_request(options, &request, &error) != 0)
        return program_fail(EXIT_USAGE, "%s", error.text);
    const char *filter = bench_filter(bench);
    if (filter != NULL && options->filter != NULL)
        return program_fail(EXIT_USAGE,
                            "--filter and --benchmark_filter are the same; give one of them");
    if (filter != NULL)
        request.filter = filter;
    return plan_and_go(options, &request, bench, words);
}

/* Google Benchmark's flags, after a program name, for free(). NULL without memory. */
static char **bench_words(const struct option_list *rest)
{
    static char name[] = "forkscale";
    char **words = calloc(rest->count + 2, sizeof *words);
    if (words == NULL)
        return NULL;
    words[0] = name;
    for (size_t i = 0; i < rest->count; i++)
        words[i + 1] = rest->items[i];
    return words;
}

int command_run(int argc, char **argv)
{
    int status;
    struct run_options options;
    if (!options_read(&run_table, argc, argv, &options, &status))
        return status;
    struct error error = { .text = "out of memory" };
    char **words = bench_words(&options.rest);
    struct bench *bench = NULL;
    if (words != NULL)
        bench = bench_open((int)options.rest.count + 1, words, &error);
    if (bench != NULL) {
        status = run(&options, bench, argv - 1);
        bench_close(bench);
    } else {
        status = program_fail(EXIT_USAGE, "%s", error.text);
    }
    free(words);
    options_release(&run_table, &options);
    return status;
}
