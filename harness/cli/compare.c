/* SPDX-License-Identifier: MIT */
/* forkscale compare: whether a new run, or a new strategy of a run, takes longer than a base. */
#include "cli/compare.h"
#include "cli/cli.h"
#include "kit/nearest.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- the exit status -------------------------------------------------------------------------- */

static bool is_any_obstacle(const struct comparisons *comparisons,
                            enum comparison_obstacle obstacle)
{
    for (size_t i = 0; i < comparisons->count; i++)
        if (comparisons->all[i].obstacle == obstacle)
            return true;
    return false;
}

/* What could not be compared has status 4 if the runs differ or have nothing in common, and 3 if it
 * could not be measured. */
static int not_comparable(const struct comparisons *comparisons)
{
    bool is_unmeasured = is_any_obstacle(comparisons, OBSTACLE_NEW_FAILED) ||
                         is_any_obstacle(comparisons, OBSTACLE_BASE_FAILED) ||
                         is_any_obstacle(comparisons, OBSTACLE_NO_BLOCK);
    return is_unmeasured && !is_any_obstacle(comparisons, OBSTACLE_DIFFERENCE)
               ? EXIT_UNMEASURED
               : EXIT_NOT_COMPARABLE;
}

/* No failure is 0: repetitions of the new set that failed are one, even where others were good. */
static bool has_new_failed(const struct comparisons *comparisons)
{
    for (size_t i = 0; i < comparisons->failed_count; i++)
        if (comparisons->failed[i].is_new)
            return true;
    return false;
}

int compare_status(const struct comparisons *comparisons, bool strict)
{
    switch (comparisons->whole) {
    case COMPARED_NOT:
        return not_comparable(comparisons);
    case COMPARED_REGRESSED:
        return EXIT_NO;
    case COMPARED_INCONCLUSIVE:
        if (strict)
            return EXIT_INCONCLUSIVE;
        break;
    case COMPARED_SAME:
    case COMPARED_IMPROVED:
    case COMPARED_VERDICTS:
        break;
    }
    return has_new_failed(comparisons) ? EXIT_UNMEASURED : EXIT_YES;
}

/* --- showing ---------------------------------------------------------------------------------- */

static int draw(const struct plot_place *place, const void *view, struct error *error)
{
    return comparison_draw(place, view, error);
}

static int compare(const struct compare_request *request, const struct comparison_options *options,
                   struct comparison_view view)
{
    struct comparisons comparisons;
    int code = comparisons_compute(view.base, view.new, options, &comparisons);
    if (code == E2BIG)
        return program_fail(EXIT_USAGE, "compare: more than %d comparisons; name fewer metrics",
                            COMPARISONS_MAX);
    if (code != 0)
        return program_fail(EXIT_UNMEASURED, "compare: %s", strerror(code));
    view.comparisons = &comparisons;
    int status;
    if (comparisons.count == 0 && options->base_strategy != NULL)
        status = program_fail(EXIT_USAGE, "compare: no cells of '%s' and '%s' are such a pair",
                              options->base_strategy, options->new_strategy);
    else
        status = program_wrote(comparison_write(stdout, &view, request->format));
    if (status == EXIT_YES && request->output != NULL)
        status = cli_draw(request->output, draw, &view);
    if (status == EXIT_YES)
        status = compare_status(&comparisons, request->strict);
    comparisons_release(&comparisons);
    return status;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool has_strategy(const struct results *results, const char *option, const char *name)
{
    struct nearest nearest = nearest_to(name);
    for (size_t i = 0; i < results->cell_count; i++) {
        if (comparison_selects(results, name, results->cells[i].strategy))
            return true;
        nearest_offer(&nearest, results->cells[i].strategy);
    }
    if (nearest.best != NULL)
        program_say("--%s: the results have no strategy '%s' (did you mean '%s'?)", option, name,
                    nearest.best);
    else
        program_say("--%s: the results have no strategy '%s'", option, name);
    return false;
}

static int compare_one(const struct compare_request *request,
                       const struct comparison_options *options)
{
    struct results run;
    int status = cli_read(request->paths.items[0], &run);
    if (status != EXIT_YES)
        return status;
    struct comparison_view view = { .options = options,
                                    .base = &run,
                                    .new = &run,
                                    .base_name = request->base,
                                    .new_name = request->new,
                                    .colour = cli_has_colour(stdout) };
    status = has_strategy(&run, "base", request->base) && has_strategy(&run, "new", request->new)
                 ? compare(request, options, view)
                 : EXIT_USAGE;
    results_release(&run);
    return status;
}

/* A run with --against. */
static int compare_builds(const struct compare_request *request, struct comparison_options *options)
{
    const char *path = request->paths.items[0];
    struct results run;
    int status = cli_read(path, &run);
    if (status != EXIT_YES)
        return status;
    struct comparison_view view = { .options = options,
                                    .base = &run,
                                    .new = &run,
                                    .base_name = run.against,
                                    .new_name = path,
                                    .colour = cli_has_colour(stdout) };
    options->look = run.looks;
    status = run.against != NULL
                 ? compare(request, options, view)
                 : program_fail(EXIT_USAGE,
                                "compare: %s was not measured with --against: give the results of "
                                "two runs, BASE and NEW, or --base and --new",
                                path);
    results_release(&run);
    return status;
}

static int compare_two(const struct compare_request *request,
                       const struct comparison_options *options)
{
    char *const *paths = request->paths.items;
    struct results base;
    struct results new;
    int status = cli_read(paths[0], &base);
    if (status != EXIT_YES)
        return status;
    status = cli_read(paths[1], &new);
    if (status == EXIT_YES) {
        struct comparison_view view = { .options = options,
                                        .base = &base,
                                        .new = &new,
                                        .base_name = paths[0],
                                        .new_name = paths[1],
                                        .colour = cli_has_colour(stdout) };
        status = compare(request, options, view);
        results_release(&new);
    }
    results_release(&base);
    return status;
}

static int check_words(const struct compare_request *request)
{
    bool is_one = request->base != NULL || request->new != NULL;
    if (is_one && (request->base == NULL || request->new == NULL))
        return program_fail(EXIT_USAGE, "compare: give both --base and --new, or neither");
    if (is_one && request->paths.count != 1)
        return program_fail(EXIT_USAGE,
                            "compare: with --base and --new, give the results of one run");
    if (is_one && strcmp(request->base, request->new) == 0)
        return program_fail(EXIT_USAGE, "compare: --base and --new are both '%s'", request->base);
    if (!is_one && request->paths.count != 1 && request->paths.count != 2)
        return program_fail(EXIT_USAGE,
                            "compare: give the results of two runs, BASE and NEW; or of "
                            "one, with --base and --new, or that was measured with --against");
    return EXIT_YES;
}

static int run(const void *fields, char *const *words)
{
    (void)words;
    const struct compare_request *request = fields;
    struct comparison_options options;
    struct figure *figures;
    struct error error;
    int status = check_words(request);
    if (status != EXIT_YES)
        return status;
    if (compare_options(request, &options, &figures, &error) != 0)
        return cli_fail(&error);
    if (options.of_builds)
        status = compare_builds(request, &options);
    else
        status =
            request->base != NULL ? compare_one(request, &options) : compare_two(request, &options);
    free(figures);
    return status;
}

const struct command command_compare = {
    .name = "compare",
    .summary = "judge whether a run, or a strategy of one, regressed",
    .table = &compare_table,
    .run = run,
};
