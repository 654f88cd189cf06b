/* SPDX-License-Identifier: MIT */
/* The parts of `forkscale run` that compare this build with another one. */
#include "cli/cli.h"
#include "cli/compare.h"
#include "cli/run.h"
#include <errno.h>
#include <string.h>

int against_open(const struct run_options *options, const struct home *own, struct base_build *base)
{
    struct interrupt interrupt;
    struct error error;
    int status = cli_hold_signals(&interrupt);
    if (status != EXIT_YES)
        return status;
    if (base_build_is_revision(options->against) && !options->quiet)
        program_say("building %s, unless it is built", options->against);
    int code = base_build_open(options->against, own, &interrupt, base, &error);
    if (code != 0)
        status = program_fail(code == ENOENT ? EXIT_USAGE : EXIT_UNMEASURED, "%s", error.text);
    interrupt_close(&interrupt);
    return status;
}

static void say_missing(const struct choice *own, const struct base_choice *base, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (base[i].missing != NULL)
            program_say("not compared: %s %s: %s", module_kinds[own[i].module->kind], own[i].label,
                        base[i].missing);
}

void against_warn(const struct plan *plan)
{
    say_missing(plan->workloads, plan->base_workloads, plan->workload_count);
    say_missing(plan->strategies, plan->base_strategies, plan->strategy_count);
    if (base_build_differs(plan->request.base, plan->home))
        program_say("the base build was made with other compilers, flags or libraries: compare "
                    "%s/SETTINGS and %s/SETTINGS",
                    plan->request.base->catalogue.home.path, plan->home->path);
}

int against_print(FILE *stream, const struct plan *plan, const struct results *results, bool strict)
{
    struct figure figures[FIGURES_USUAL];
    figures_usual(figures);
    const struct comparison_options options = {
        .figures = figures,
        .figure_count = FIGURES_USUAL,
        .margin = plan->request.margin,
        .same = plan->request.same,
        .level = COMPARISON_LEVEL,
        .of_builds = true,
        .look = results->looks,
    };
    struct comparisons comparisons;
    int code = comparisons_compute(results, results, &options, &comparisons);
    if (code == E2BIG)
        return program_fail(EXIT_UNMEASURED, "--against: more than %d comparisons",
                            COMPARISONS_MAX);
    if (code != 0)
        return program_fail(EXIT_UNMEASURED, "--against: %s", strerror(code));
    const struct comparison_view view = {
        .comparisons = &comparisons,
        .options = &options,
        .base = results,
        .new = results,
        .base_name = results->against,
        .new_name = "this build",
        .colour = stream != NULL &&cli_has_colour(stream),
    };
    if (stream != NULL) {
        fputc('\n', stream);
        code = comparison_write(stream, &view, COMPARISON_TABLE);
    }
    int status = program_wrote(code);
    if (status == EXIT_YES)
        status = compare_status(&comparisons, strict);
    comparisons_release(&comparisons);
    return status;
}
