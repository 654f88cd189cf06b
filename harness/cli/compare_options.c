/* SPDX-License-Identifier: MIT */
/* The options of forkscale compare. */
#include "cli/choose.h"
#include "cli/compare.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(struct compare_request, field)

static const struct option_row rows[] = {
    { "base", .argument = "STRATEGY", .type = OPTION_TEXT, .offset = AT(base),
      .help = "compare strategies of one run: the base, as the results name it, or how the labels "
              "of several begin, such as 'old' for 'old/pool' and 'old/farm'" },
    { "new", .argument = "STRATEGY", .type = OPTION_TEXT, .offset = AT(new),
      .help = "the new one, likewise" },
    { "metric", .argument = "METRIC", .type = OPTION_LIST, .offset = AT(metrics),
      .help =
          "run, once, or a metric of a repetition ('forkscale list metrics'); again, or after a "
          "comma, for more. Of all of them, less is better. Default: run and once" },
    { "margin", .argument = "PERCENT", .type = OPTION_REAL, .min = 0, .max = 1000,
      .offset = AT(margin),
      .help = "regressed, improved: by more than this. Default: 1; of two runs 5" },
    { "same", .argument = "PERCENT", .type = OPTION_REAL, .min = 0, .max = 1000, .offset = AT(same),
      .help = "the same: surely within this. Default: 3; of two runs 8" },
    { "level", .argument = "P", .type = OPTION_REAL, .min = 0, .max = 1, .offset = AT(level),
      .help = "how likely any cell of all may be regressed or improved by chance. Default: 0.01" },
    { "allow", .argument = "FACT", .type = OPTION_LIST, .offset = AT(allow),
      .help = "compare although this differs: " ALLOWED_FACTS },
    { "strict", .type = OPTION_FLAG, .offset = AT(strict), .help = "inconclusive is status 5" },
    { "format", .argument = "FORMAT", .type = OPTION_CHOICE,
      .choices = OPTION_CHOICES("table", "json", "tsv", "markdown", "github", "junit"),
      .offset = AT(format), .help = "what is printed on stdout" },
    { "output", 'o', OPTION_TEXT, "DIR", .offset = AT(output),
      .help = "also draw the ratios, as DIR/comparison.svg and .png" },
    { .argument = "[BASE] NEW", .type = OPTION_WORDS, .offset = AT(paths) },
    { 0 },
};

static const struct compare_request defaults = {
    .level = COMPARISON_LEVEL,
};

const struct option_table compare_table = {
    .name = "forkscale compare",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro = "Judges whether NEW takes longer than BASE, cell by cell: regressed, improved, same, "
             "inconclusive or not comparable. Each is the folder of a run. With --base and --new "
             "one folder is given, and two strategies are compared that were measured in it, block "
             "by block. One folder alone is that of a run with --against: its two builds are "
             "compared in the same way.",
    .outro = "Exit status: 0 same, improved, or inconclusive without --strict; 1 regressed; 3 not "
             "measured or not read; 4 not comparable; 5 inconclusive with --strict.",
};

/* --- metrics ---------------------------------------------------------------------------------- */

static bool is_chosen(const struct figure *figures, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(figures[i].name, name) == 0)
            return true;
    return false;
}

/* Finds `count` figures, each once. */
static int choose_figures(const char *const *names, size_t count, struct figure **figures,
                          size_t *figure_count, struct error *error)
{
    *figures = calloc(count, sizeof **figures);
    if (*figures == NULL)
        return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
    *figure_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct figure figure;
        if (figure_choose(names[i], &figure, error) != 0) {
            free(*figures);
            *figures = NULL;
            return EINVAL;
        }
        if (!is_chosen(*figures, *figure_count, figure.name))
            (*figures)[(*figure_count)++] = figure;
    }
    return 0;
}

int compare_margins(double margin_percent, double same_percent, double *margin, double *same,
                    struct error *error)
{
    if (same_percent > 0)
        *same = same_percent / 100;
    if (margin_percent > 0)
        *margin = margin_percent / 100;
    else if (*margin > *same)
        *margin = *same;
    return *margin <= *same
               ? 0
               : error_set(error, EINVAL, "--same %g: expected at least the margin, %g",
                           100 * *same, 100 * *margin);
}

int compare_options(const struct compare_request *request, struct comparison_options *options,
                    struct figure **figures, struct error *error)
{
    static const char *const usual[] = { "run", "once" };
    const bool is_given = request->metrics.count > 0;
    const char *const *names = is_given ? (const char *const *)request->metrics.items : usual;
    const bool is_apart = request->paths.count == 2;
    *figures = NULL;
    *options = (struct comparison_options){
        .margin = is_apart ? COMPARISON_MARGIN_APART : COMPARISON_MARGIN,
        .same = is_apart ? COMPARISON_SAME_APART : COMPARISON_SAME,
        .level = request->level,
        .base_strategy = request->base,
        .new_strategy = request->new,
        .of_builds = request->base == NULL && request->paths.count == 1,
    };
    if (compare_margins(request->margin, request->same, &options->margin, &options->same, error) !=
        0)
        return EINVAL;
    if (facts_allow(&request->allow, &options->allowed, error) != 0)
        return EINVAL;
    int code = choose_figures(names, is_given ? request->metrics.count : 2, figures,
                              &options->figure_count, error);
    options->figures = *figures;
    return code;
}
