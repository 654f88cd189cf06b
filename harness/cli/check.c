/* SPDX-License-Identifier: MIT */
/* forkscale check: do strategies keep what every strategy promises? */
#include "cli/check_options.h"
#include "cli/cli.h"
#include "conform/conformance.h"
#include "conform/selection.h"
#include "show/findings.h"
#include "show/matrix.h"
#include "show/tap.h"
#include <errno.h>
#include <string.h>

#define WHY_BYTES 2048

/* --- while it checks -------------------------------------------------------------------------- */

struct telling {
    const struct check_options *options;
    size_t points;
};

/* Each line at once: whoever reads them may be a person who waits. */
static void tell(void *context, const struct findings *findings, size_t strategy, size_t property)
{
    struct telling *telling = context;
    telling->points++;
    if (telling->options->format != CHECK_TAP)
        return;
    tap_point(stdout, telling->points, findings, strategy, property);
    (void)fflush(stdout); /* what fails is remembered for cli_finish */
}

/* --- at the end ------------------------------------------------------------------------------- */

static int show(const struct check_options *options, const struct findings *findings)
{
    int error = 0;
    if (options->format == CHECK_TABLE)
        matrix_print(stdout, findings);
    if (options->format == CHECK_JSON)
        error = findings_write_json(stdout, findings);
    if (error != 0)
        return cli_fail(EXIT_UNMEASURED, "the output cannot be written: %s", strerror(error));
    return cli_finish();
}

/* "forkscale: check: 5 strategies, 23 properties: 110 kept, 2 broken, 3 not applicable" */
static void say_tally(const struct findings *findings, const struct tally *tally)
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
    cli_say("check: %zu %s%s, %zu %s: %zu kept, %zu broken%s, %zu not applicable%s",
            tally->available, tally->available == 1 ? "strategy" : "strategies", unavailable,
            findings->property_count, findings->property_count == 1 ? "property" : "properties",
            tally->verdicts[VERDICT_KEPT], tally->verdicts[VERDICT_BROKEN], known,
            tally->verdicts[VERDICT_SKIPPED], unjudged);
}

/* What could not be judged outweighs what was: the answer may be worse than it looks. */
static int conclude(const struct check_options *options, const struct findings *findings)
{
    int status = show(options, findings);
    struct tally tally = findings_tally(findings);
    if (!options->quiet)
        say_tally(findings, &tally);
    if (status != EXIT_WELL || tally.verdicts[VERDICT_UNJUDGED] > 0)
        return EXIT_UNMEASURED;
    return tally.verdicts[VERDICT_BROKEN] > 0 ? EXIT_NO : EXIT_WELL;
}

static int say_interrupted(const struct telling *telling, int signal)
{
    if (telling->options->format == CHECK_TAP) {
        char reason[64];
        snprintf(reason, sizeof reason, "interrupted by SIG%s", sigabbrev_np(signal));
        tap_bail(stdout, reason);
        (void)fflush(stdout);
    }
    return cli_fail(EXIT_UNMEASURED, "check: %s; %zu %s judged before", strsignal(signal),
                    telling->points, telling->points == 1 ? "was" : "were");
}

/* --- the way through it ----------------------------------------------------------------------- */

/* The signals are held back meanwhile, and kill at the very end. */
static int check(const struct check_options *options, const struct home *home,
                 const struct selection *selection, struct findings *findings)
{
    struct interrupt interrupt;
    int error = interrupt_open(&interrupt);
    if (error != 0)
        return cli_fail(EXIT_UNMEASURED, "signals cannot be held: %s", strerror(error));
    if (options->format == CHECK_TAP)
        tap_begin(stdout, findings);
    /* Also before the first fork: a copy of what is not yet written must not be written twice. */
    (void)fflush(stdout);
    struct telling telling = { .options = options };
    const struct conformance_options order = {
        .home = home,
        .settings = selection->settings,
        .thorough = options->thorough,
        .at_once = options->at_once,
        .interrupt = &interrupt,
        .watch = tell,
        .watch_context = &telling,
    };
    error = conformance_check(&order, findings);
    int status;
    if (interrupt.signal != 0)
        status = say_interrupted(&telling, interrupt.signal);
    else if (error != 0)
        status = cli_fail(EXIT_UNMEASURED, "check: %s", strerror(error));
    else
        status = conclude(options, findings);
    interrupt_close(&interrupt);
    return status;
}

static int list(const struct check_options *options, const struct findings *findings)
{
    int error = findings_write_properties(stdout, findings, options->list_format);
    if (error != 0)
        return cli_fail(EXIT_UNMEASURED, "the output cannot be written: %s", strerror(error));
    return cli_finish();
}

static int fail(const struct error *error)
{
    bool is_usage = error->code == EINVAL || error->code == ENOTSUP;
    return cli_fail(is_usage ? EXIT_USAGE : EXIT_UNMEASURED, "%s", error->text);
}

static int select_and_check(const struct check_options *options, struct catalogue *catalogue,
                            struct findings *findings)
{
    struct error error = { 0 };
    struct selection selection;
    int broken = cli_name_broken(catalogue, options->strategy_count == 0, false);
    int code = selection_strategies(options->strategies, options->strategy_count, catalogue,
                                    findings, &selection, &error);
    int status;
    if (code != 0)
        status = fail(&error);
    else if (findings_tally(findings).available == 0)
        status = cli_fail(EXIT_USAGE, "check: no strategy is available; `forkscale list` says why");
    else
        status = check(options, &catalogue->home, &selection, findings);
    selection_release(&selection);
    return broken != EXIT_WELL && status != EXIT_USAGE ? broken : status;
}

static int list_or_check(const struct check_options *options, struct catalogue *catalogue)
{
    struct error error = { 0 };
    struct findings findings = { .property_count = 0 };
    int status;
    if (conformance_properties(&catalogue->home, &findings, &error) != 0) {
        status = cli_fail(EXIT_UNMEASURED, "check: %s", error.text);
    } else {
        int code =
            selection_properties(options->properties, options->property_count, &findings, &error);
        if (code != 0)
            status = fail(&error);
        else if (options->list)
            status = list(options, &findings);
        else
            status = select_and_check(options, catalogue, &findings);
    }
    findings_release(&findings);
    return status;
}

int command_check(int argc, char **argv)
{
    struct check_options options;
    switch (check_options_read(argc, argv, &options)) {
    case CHECK_BAD:
        return EXIT_USAGE;
    case CHECK_HELP:
        return cli_finish();
    case CHECK_GOOD:
        break;
    }
    struct error error;
    struct catalogue catalogue;
    int status;
    if (catalogue_open(&catalogue, &error) != 0) {
        status = cli_fail(EXIT_UNMEASURED, "%s", error.text);
    } else {
        status = list_or_check(&options, &catalogue);
        catalogue_release(&catalogue);
    }
    check_options_release(&options);
    return status;
}
