/* SPDX-License-Identifier: MIT */
/* Writes ratios to a stream. */
#include "show/ratios.h"
#include "kit/text.h"
#include "show/label.h"
#include "show/rows.h"
#include <errno.h>
#include <stdlib.h>

static const char *const uses[USES] = { [USE_WARM] = "warm", [USE_ONCE] = "once" };

static const char *const sides[SIDES] = {
    [SIDE_NONE] = "no ratio",
    [SIDE_UNDECIDED] = "undecided",
    [SIDE_ABOVE] = "above",
    [SIDE_BELOW] = "below",
};

static bool add_claim(json_t *row, const struct claim *claim, enum ratio_use use)
{
    bool done = row_add(row, "claim_points", json_integer((json_int_t)claim->points));
    for (enum ratio_side side = SIDE_UNDECIDED; side < SIDES; side++) {
        char key[32];
        snprintf(key, sizeof key, "claim_%s", sides[side]);
        done = done && row_add(row, key, json_integer((json_int_t)claim->sides[side]));
    }
    bool exists = claim->greatest[use] > 0;
    return done && row_add(row, "claim_fewest", json_integer((json_int_t)claim->fewest)) &&
           row_add_number(row, "claim_least", exists, claim->least[use]) &&
           row_add_number(row, "claim_greatest", exists, claim->greatest[use]);
}

static bool fill_row(json_t *row, const struct ratios *ratios, const struct ratio *ratio,
                     const char *run)
{
    const struct estimate *judged = &ratio->judged;
    unsigned workers = ratio->first->baseline ? ratio->second->workers : ratio->first->workers;
    return row_add(row, "run", json_string(run)) &&
           row_add(row, "workload", json_string(ratio->first->workload)) &&
           row_add(row, "workers", json_integer(workers)) &&
           row_add(row, "use", json_string(uses[ratio->use])) &&
           row_add(row, "first", json_string(ratio->first->strategy)) &&
           row_add(row, "second", json_string(ratio->second->strategy)) &&
           row_add_estimate(row, "ratio", "", &ratio->ratio) &&
           row_add_estimate(row, "difference", "ns", &ratio->difference) &&
           row_add_number(row, "judged_low", judged->has_interval, judged->low) &&
           row_add_number(row, "judged_high", judged->has_interval, judged->high) &&
           row_add(row, "side", json_string(sides[ratio->side])) &&
           add_claim(row, &ratios->claims[ratio->claim], ratio->use);
}

/* NULL without memory. */
static json_t *make_rows(const struct ratios *ratios, char *const *runs)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < ratios->count; i++) {
        const struct ratio *ratio = &ratios->ratios[i];
        json_t *row = json_object();
        if (json_array_append_new(rows, row) < 0 ||
            !fill_row(row, ratios, ratio, runs[ratio->run])) {
            json_decref(rows);
            return NULL;
        }
    }
    return rows;
}

/* Texts come from files: they are shown printable. */
static void print_text(FILE *stream, const char *text, int width)
{
    char *printable = text_printable(text);
    if (printable == NULL)
        return;
    int columns = (int)label_columns(printable);
    fprintf(stream, "%s%*s  ", printable, columns < width ? width - columns : 0, "");
    free(printable);
}

static void print_claim(FILE *stream, const struct ratio_options *options,
                        const struct claim *claim, const struct ratio *ratio)
{
    print_text(stream, ratio->first->strategy, 0);
    fputs("/  ", stream);
    if (options->scope == CLAIM_PAIR) {
        print_text(stream, ratio->second->strategy, 0);
    } else {
        fputs("others: ", stream);
        print_text(stream, ratio->first->workload, 0);
        print_text(stream, uses[ratio->use], 0);
    }
    fprintf(stream, "%zu above %g, %zu below %g, %zu undecided\n", claim->sides[SIDE_ABOVE],
            options->high, claim->sides[SIDE_BELOW], options->low, claim->sides[SIDE_UNDECIDED]);
}

static void print_ratio(FILE *stream, const struct ratio_options *options,
                        const struct ratio *ratio, const char *run)
{
    const struct estimate *estimate = &ratio->ratio;
    unsigned workers = ratio->first->baseline ? ratio->second->workers : ratio->first->workers;
    fputs("  ", stream);
    print_text(stream, run, 12);
    if (options->scope == CLAIM_PAIR) {
        print_text(stream, ratio->first->workload, 24);
        print_text(stream, uses[ratio->use], 4);
    } else {
        print_text(stream, ratio->second->strategy, 28);
    }
    fprintf(stream, "%4u  ", workers);
    if (estimate->count > 0)
        fprintf(stream, "%6.3f  %c%.3f, %.3f%c  ", estimate->median,
                estimate->has_interval ? '[' : '(', estimate->low, estimate->high,
                estimate->has_interval ? ']' : ')');
    fprintf(stream, "%s\n", sides[ratio->side]);
}

static void print(FILE *stream, const struct ratios *ratios, char *const *runs,
                  const struct ratio_options *options)
{
    for (size_t number = 0; number < ratios->claim_count; number++) {
        bool is_first = true;
        for (size_t i = 0; i < ratios->count; i++) {
            const struct ratio *ratio = &ratios->ratios[i];
            if (ratio->claim != number)
                continue;
            if (is_first)
                print_claim(stream, options, &ratios->claims[number], ratio);
            is_first = false;
            print_ratio(stream, options, ratio, runs[ratio->run]);
        }
    }
    fprintf(stream,
            "\nA ratio is the first strategy's time over the second's in the same block: the "
            "median over\nblocks, [low, high] its 95 %% interval, (low, high) the range where "
            "there are too few blocks.\nAbove and below are judged by intervals so wide that all "
            "of a group are right together\nin %g %% of cases.\n",
            100 * (1 - options->level));
}

int ratios_write(FILE *stream, const struct ratios *ratios, char *const *runs,
                 const struct ratio_options *options, enum table_format format)
{
    if (format != FORMAT_TABLE)
        return rows_write(stream, make_rows(ratios, runs), format);
    print(stream, ratios, runs, options);
    return 0;
}
