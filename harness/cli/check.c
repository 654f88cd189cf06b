/* SPDX-License-Identifier: MIT */
/* forkscale check: do strategies keep what every strategy promises? */
#include "cli/cli.h"
#include "conform/conformance.h"
#include "conform/selection.h"
#include "kit/error.h"
#include "show/findings.h"
#include "show/show.h"
#include <errno.h>
#include <string.h>

/* --- options ---------------------------------------------------------------------------------- */

/* In the order of the choices; after them the default, which depends on --list. */
enum check_format { CHECK_TAP, CHECK_TABLE, CHECK_JSON, CHECK_TSV, CHECK_DEFAULT };

struct check_options {
    struct option_list strategies; /* empty: all that the default takes */
    struct option_list properties; /* empty: all */
    enum check_format format;
    bool list;
    bool thorough;
    bool quiet;
    int64_t at_once;
};

static const struct option_row rows[] = {
    { .argument = "[STRATEGY...]",
      .type = OPTION_LIST,
      .offset = offsetof(struct check_options, strategies) },
    { "strategy", 's', OPTION_LIST, "STRATEGY",
      .offset = offsetof(struct check_options, strategies),
      .help = "NAME[:K=V,...] with tunables K, or the path of a .so (with a '/') for NAME; again, "
              "or after a comma, for more; the word alone does the same. Default: all but the "
              "foreign ones, which start another program" },
    { "property", 'p', OPTION_LIST, "P1,P14", .offset = offsetof(struct check_options, properties),
      .help = "only these properties. Default: all" },
    { "thorough", .offset = offsetof(struct check_options, thorough),
      .help = "all shapes and sizes, which takes minutes" },
    { "jobs", 'j', OPTION_NUMBER, "N", .min = 1, .max = CONFORMANCE_AT_ONCE_MAX,
      .offset = offsetof(struct check_options, at_once), .help = "properties judged at once" },
    { "format", .argument = "FORMAT", .type = OPTION_CHOICE,
      .choices = OPTION_CHOICES("tap", "table", "json", "tsv"),
      .offset = offsetof(struct check_options, format),
      .help = "tap (the default), the Test Anything Protocol, version 13: a line for each verdict "
              "as it comes; table (the default with --list), strategies against properties; json, "
              "one document with all figures; tsv, only with --list" },
    { "list", .offset = offsetof(struct check_options, list),
      .help = "print the properties, and check nothing" },
    { "quiet", 'q', .offset = offsetof(struct check_options, quiet),
      .help = "no summary at the end" },
    { 0 },
};

static const struct check_options defaults = { .at_once = 1, .format = CHECK_DEFAULT };

static const struct option_table table = {
    .name = "forkscale check",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro = "Shows whether strategies keep what every strategy promises: each property in a fresh "
             "process, with a deadline.",
    .outro = "A module is code: checking one by its path runs its code.\n\n"
             "Exit status: 0 all properties are kept, do not apply, or are broken as is known\n"
             "             1 one is broken, or one known to be broken is kept\n"
             "             2 usage, or nothing selected\n"
             "             3 one could not be judged, or something could not be written\n"
             "         128+n ended by signal n",
};

/* --- progress ------------------------------------------------------------------------------------ */

struct progress {
    const struct check_options *options;
    size_t points;
};

/* A conformance_watch. Flushes each line, because a person may be waiting for it. */
static void print_point(void *context, const struct findings *findings, size_t strategy,
                        size_t property)
{
    struct progress *progress = context;
    progress->points++;
    if (progress->options->format != CHECK_TAP)
        return;
    tap_point(stdout, progress->points, findings, strategy, property);
    program_flush();
}

/* --- conclusion ------------------------------------------------------------------------------- */

/* "forkscale: check: 5 strategies, 23 properties: 110 kept, 2 broken, 3 not applicable" */
static void print_tally(const struct findings *findings, const struct tally *tally)
{
    char unavailable[48] = "";
    char known[48] = "";
    char unjudged[48] = "";
    if (tally->unavailable > 0)
        snprintf(unavailable, sizeof unavailable, " (and %zu unavailable)", tally->unavailable);
    if (tally->verdicts[VERDICT_KNOWN] > 0)
        snprintf(known, sizeof known, ", %zu broken as is known", tally->verdicts[VERDICT_KNOWN]);
    if (tally->verdicts[VERDICT_UNJUDGED] > 0)
        snprintf(unjudged, sizeof unjudged, ", %zu not judged", tally->verdicts[VERDICT_UNJUDGED]);
    program_say("check: %zu %s%s, %zu %s: %zu kept, %zu broken%s, %zu not applicable%s",
                tally->available, tally->available == 1 ? "strategy" : "strategies", unavailable,
                findings->property_count, findings->property_count == 1 ? "property" : "properties",
                tally->verdicts[VERDICT_KEPT], tally->verdicts[VERDICT_BROKEN], known,
                tally->verdicts[VERDICT_SKIPPED], unjudged);
}

/* An unjudged property outweighs the others: it may be broken. Not where the plain run is. */
static int conclude(const struct check_options *options, const struct findings *findings)
{
    int failed = 0;
    if (options->format == CHECK_TABLE)
        matrix_print(stdout, findings);
    if (options->format == CHECK_JSON)
        failed = findings_write_json(stdout, findings);
    if (failed != 0)
        return program_wrote(failed);
    program_flush();
    struct tally tally = findings_tally(findings);
    if (!options->quiet)
        print_tally(findings, &tally);
    if (tally.verdicts[VERDICT_UNJUDGED] > tally.settled)
        return EXIT_UNMEASURED;
    return tally.verdicts[VERDICT_BROKEN] > 0 ? EXIT_NO : EXIT_YES;
}

static int report_interrupt(const struct progress *progress, int signal)
{
    if (progress->options->format == CHECK_TAP) {
        char reason[64];
        snprintf(reason, sizeof reason, "interrupted by SIG%s", sigabbrev_np(signal));
        tap_bail(stdout, reason);
        program_flush();
    }
    return program_fail(EXIT_UNMEASURED, "check: %s; %zu %s judged before", strsignal(signal),
                        progress->points, progress->points == 1 ? "was" : "were");
}

/* --- the command ------------------------------------------------------------------------------ */

/* Signals are held until the end, and then kill this process. */
static int check(const struct check_options *options, const struct home *home,
                 const struct selection *selection, struct findings *findings)
{
    struct interrupt interrupt;
    if (cli_hold_signals(&interrupt) != EXIT_YES)
        return EXIT_UNMEASURED;
    if (options->format == CHECK_TAP)
        tap_begin(stdout, findings);
    /* Also before the first fork, or a child might write the buffer again. */
    program_flush();
    struct progress progress = { .options = options };
    const struct conformance_options order = {
        .home = home,
        .settings = selection->settings,
        .thorough = options->thorough,
        .at_once = (unsigned)options->at_once,
        .interrupt = &interrupt,
        .watch = print_point,
        .watch_context = &progress,
    };
    int error = conformance_check(&order, findings);
    int status;
    if (interrupt.signal != 0)
        status = report_interrupt(&progress, interrupt.signal);
    else if (error != 0)
        status = program_fail(EXIT_UNMEASURED, "check: %s", strerror(error));
    else
        status = conclude(options, findings);
    interrupt_close(&interrupt);
    return status;
}

static int list(const struct check_options *options, const struct findings *findings)
{
    static const enum table_format formats[] = {
        [CHECK_TABLE] = FORMAT_TABLE,
        [CHECK_JSON] = FORMAT_JSON,
        [CHECK_TSV] = FORMAT_TSV,
    };
    return program_wrote(findings_write_properties(stdout, findings, formats[options->format]));
}

static int select_and_check(const struct check_options *options, struct catalogue *catalogue,
                            struct findings *findings)
{
    struct error error;
    struct selection selection;
    int broken = cli_name_broken(catalogue, options->strategies.count == 0, false);
    int status;
    if (selection_strategies(options->strategies.items, options->strategies.count, catalogue,
                             findings, &selection, &error) != 0)
        status = cli_fail(&error);
    else if (findings_tally(findings).available == 0)
        status =
            program_fail(EXIT_USAGE, "check: no strategy is available; `forkscale list` shows why");
    else
        status = check(options, &catalogue->home, &selection, findings);
    selection_release(&selection);
    return broken != EXIT_YES && status != EXIT_USAGE ? broken : status;
}

/* Sets the default format, and refuses options that exclude each other. */
static int settle(struct check_options *options)
{
    if (options->list && options->strategies.count > 0)
        return program_fail(EXIT_USAGE, "check: --list lists properties; unexpected strategy '%s'",
                            options->strategies.items[0]);
    if (options->list && options->format == CHECK_TAP)
        return program_fail(EXIT_USAGE,
                            "--format 'tap' is not table, json or tsv, as --list needs");
    if (!options->list && options->format == CHECK_TSV)
        return program_fail(EXIT_USAGE, "--format 'tsv' needs --list");
    if (options->format == CHECK_DEFAULT)
        options->format = options->list ? CHECK_TABLE : CHECK_TAP;
    return EXIT_YES;
}

static int list_or_check(const void *fields, char *const *words)
{
    (void)words;
    struct check_options options = *(const struct check_options *)fields;
    struct error error;
    struct catalogue catalogue;
    int status = settle(&options);
    if (status != EXIT_YES)
        return status;
    if (catalogue_open(&catalogue, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    struct findings findings = { .property_count = 0 };
    if (conformance_properties(&catalogue.home, &findings, &error) != 0)
        status = program_fail(EXIT_UNMEASURED, "check: %s", error.text);
    else if (selection_properties(options.properties.items, options.properties.count, &findings,
                                  &error) != 0)
        status = cli_fail(&error);
    else if (options.list)
        status = list(&options, &findings);
    else
        status = select_and_check(&options, &catalogue, &findings);
    findings_release(&findings);
    catalogue_release(&catalogue);
    return status;
}

const struct command command_check = {
    .name = "check",
    .summary = "show whether strategies keep what every strategy promises",
    .table = &table,
    .run = list_or_check,
};
