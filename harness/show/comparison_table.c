/* SPDX-License-Identifier: MIT */
/* A comparison as a table for a terminal.
 *
 *                    workers  metric    ratio  95 % interval   blocks  verdict
 *     spin
 *       fork_static        2  run       1.052  [1.041, 1.066]      12  regressed
 */
#include "kit/text.h"
#include "show/comparison_formats.h"
#include "show/comparison_words.h"
#include "show/label.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_COLUMNS_MAX 44 /* a longer label shifts its own line only */

struct layout {
    FILE *stream;
    const struct comparison_view *view;
    size_t label; /* columns */
    size_t metric;
};

static void widen(size_t *width, const char *text, size_t indent)
{
    char *printable = text_printable(text);
    size_t columns = printable != NULL ? label_columns(printable) + indent : 0;
    free(printable);
    if (columns > *width && columns <= LABEL_COLUMNS_MAX)
        *width = columns;
}

static void measure(struct layout *layout)
{
    const struct comparisons *comparisons = layout->view->comparisons;
    layout->metric = strlen("metric");
    for (size_t i = 0; i < comparisons->count; i++) {
        const struct comparison *comparison = &comparisons->all[i];
        if (comparison->is_yardstick)
            continue;
        widen(&layout->label, comparison->new->strategy, 2);
        widen(&layout->metric, comparison->figure->name, 0);
    }
}

static void print_side(const struct layout *layout, const char *side, const char *name,
                       const struct results *results)
{
    fprintf(layout->stream, "%-4s  ", side);
    label_print(layout->stream, name, 0, 0);
    fputs(": ", layout->stream);
    label_print(layout->stream, results->host, 0, 0);
    fprintf(layout->stream, ", %s, %u block%s%s\n", results->utc, results->blocks,
            results->blocks == 1 ? "" : "s", results->partial ? " (interrupted)" : "");
}

static void print_head(const struct layout *layout)
{
    label_print(layout->stream, "", layout->label, 2);
    fprintf(layout->stream, "workers  %-*s  %7s  %-14s  blocks  verdict\n", (int)layout->metric,
            "metric", "ratio", "95 % interval");
}

static void print_verdict(const struct layout *layout, const struct comparison *comparison)
{
    static const char *const colours[COMPARED_VERDICTS] = {
        [COMPARED_SAME] = "",
        [COMPARED_IMPROVED] = "\033[1;32m",
        [COMPARED_INCONCLUSIVE] = "\033[33m",
        [COMPARED_REGRESSED] = "\033[1;31m",
        [COMPARED_NOT] = "\033[1;35m",
    };
    const char *word = comparison_verdict_word(comparison);
    const char *colour = layout->view->colour ? colours[comparison->verdict] : "";
    fprintf(layout->stream, "%s%s%s%s\n", colour, word, colour[0] != '\0' ? "\033[0m" : "",
            comparison->is_disturbed ? ", disturbed" : "");
}

static void print_row(const struct layout *layout, const struct comparison *comparison)
{
    char ratio[RATIO_BYTES] = "-";
    char interval[INTERVAL_BYTES] = "-";
    char blocks[48] = "-";
    const struct shift *shift = &comparison->ratio;
    if (shift->count > 0) {
        comparison_ratio_text(shift->estimate, ratio);
        comparison_interval_text(shift, interval);
        snprintf(blocks, sizeof blocks, "%zu", shift->count);
    }
    if (comparison->needed > 0)
        snprintf(blocks, sizeof blocks, "%zu/%zu", shift->count, comparison->needed);
    fputs("  ", layout->stream);
    label_print(layout->stream, comparison->new->strategy, layout->label - 2, 2);
    fprintf(layout->stream, "%7u  %-*s  %7s  %-14s  %6s  ", comparison_workers(comparison),
            (int)layout->metric, comparison->figure->name, ratio, interval, blocks);
    print_verdict(layout, comparison);
}

static void print_rows(const struct layout *layout)
{
    const struct comparisons *comparisons = layout->view->comparisons;
    const char *workload = NULL;
    for (size_t i = 0; i < comparisons->count; i++) {
        const struct comparison *comparison = &comparisons->all[i];
        if (comparison->is_yardstick)
            continue;
        if (workload == NULL) {
            fputc('\n', layout->stream);
            print_head(layout);
        }
        if (workload == NULL || strcmp(workload, comparison->new->workload) != 0) {
            label_print(layout->stream, comparison->new->workload, 0, 0);
            fputc('\n', layout->stream);
        }
        workload = comparison->new->workload;
        print_row(layout, comparison);
    }
}

static void print_legend(const struct layout *layout)
{
    const struct comparison_options *options = layout->view->options;
    fprintf(layout->stream,
            "\nRatio: new / base%s; below 1, new is less.\n"
            "[…] is its 95 %% interval, (…) the range of too few blocks. Blocks: those\n"
            "measured, and about how many would decide. Regressed, improved: by more than\n"
            "%g %%, none of all by chance with probability %g. Same: within %g %%.\n",
            comparison_is_of_one_run(options) ? " in the same block"
                                              : ", each over the serial cell of its block",
            100 * options->margin, 1 - options->level, 100 * options->same);
}

int comparison_write_table(FILE *stream, const struct comparison_view *view)
{
    struct layout layout = { .stream = stream, .view = view };
    char *notes = comparison_notes(view);
    char *conclusion = comparison_conclusion(view);
    measure(&layout);
    print_side(&layout, "base", view->base_name, view->base);
    print_side(&layout, "new", view->new_name, view->new);
    print_rows(&layout);
    if (view->comparisons->tests > 0)
        print_legend(&layout);
    if (notes != NULL && conclusion != NULL)
        fprintf(stream, "%s%s\n%s\n", notes[0] != '\0' ? "\n" : "", notes, conclusion);
    int code = notes == NULL || conclusion == NULL ? ENOMEM : 0;
    free(notes);
    free(conclusion);
    return code;
}
