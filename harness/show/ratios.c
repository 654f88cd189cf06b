/* SPDX-License-Identifier: MIT */
/* Writes ratios to a stream. */
#include "show/ratios.h"
#include "show/label.h"
#include "show/rows.h"
#include <errno.h>

static const char *const uses[USES] = { [USE_WARM] = "warm", [USE_ONCE] = "once" };

static const char *const sides[SIDES] = {
    [SIDE_NONE] = "no ratio",
    [SIDE_UNDECIDED] = "undecided",
    [SIDE_ABOVE] = "above",
    [SIDE_BELOW] = "below",
};

static json_t *claim_json(const struct claim *claim, enum ratio_use use)
{
    bool exists = claim->greatest[use] > 0;
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "claim_points", (json_int_t)claim->points,
        "claim_undecided", (json_int_t)claim->sides[SIDE_UNDECIDED], "claim_above",
        (json_int_t)claim->sides[SIDE_ABOVE], "claim_below", (json_int_t)claim->sides[SIDE_BELOW],
        "claim_fewest", (json_int_t)claim->fewest, "claim_least",
        json_figure(exists, claim->least[use]), "claim_greatest",
        json_figure(exists, claim->greatest[use]));
}

/* The baseline's own number of workers says nothing. */
static unsigned workers_of(const struct ratio *ratio)
{
    return ratio->first->baseline ? ratio->second->workers : ratio->first->workers;
}

static json_t *row_json(const struct ratios *ratios, const struct ratio *ratio, const char *run)
{
    json_t *row =
        json_pack("{s:s, s:s, s:i, s:s, s:s, s:s}", "run", run, "workload", ratio->first->workload,
                  "workers", (int)workers_of(ratio), "use", uses[ratio->use], "first",
                  ratio->first->strategy, "second", ratio->second->strategy);
    int failed = json_object_update_new(row, json_shift("ratio", "", &ratio->ratio, "claim"));
    failed |=
        json_object_update_new(row, json_shift("difference", "ns", &ratio->difference, "95%"));
    failed |= json_object_set_new(row, "side", json_string(sides[ratio->side]));
    failed |= json_object_update_new(row, claim_json(&ratios->claims[ratio->claim], ratio->use));
    return json_whole(row, failed);
}

static json_t *rows_json(const struct ratios *ratios, char *const *runs)
{
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < ratios->count; i++) {
        const struct ratio *ratio = &ratios->ratios[i];
        failed |= json_array_append_new(rows, row_json(ratios, ratio, runs[ratio->run]));
    }
    return json_whole(rows, failed);
}

static void print_claim(FILE *stream, const struct ratio_options *options,
                        const struct claim *claim, const struct ratio *ratio)
{
    label_print(stream, ratio->first->strategy, 0, 2);
    fputs("/  ", stream);
    if (options->scope == CLAIM_PAIR) {
        label_print(stream, ratio->second->strategy, 0, 2);
    } else {
        fputs("others: ", stream);
        label_print(stream, ratio->first->workload, 0, 2);
        label_print(stream, uses[ratio->use], 0, 2);
    }
    fprintf(stream, "%zu above %g, %zu below %g, %zu undecided\n", claim->sides[SIDE_ABOVE],
            options->high, claim->sides[SIDE_BELOW], options->low, claim->sides[SIDE_UNDECIDED]);
}

static void print_ratio(FILE *stream, const struct ratio_options *options,
                        const struct ratio *ratio, const char *run)
{
    const struct shift *shift = &ratio->ratio;
    fputs("  ", stream);
    label_print(stream, run, 12, 2);
    if (options->scope == CLAIM_PAIR) {
        label_print(stream, ratio->first->workload, 24, 2);
        label_print(stream, uses[ratio->use], 4, 2);
    } else {
        label_print(stream, ratio->second->strategy, 28, 2);
    }
    fprintf(stream, "%4u  ", workers_of(ratio));
    if (shift->count > 0)
        fprintf(stream, "%6.3f  %c%.3f, %.3f%c  ", shift->estimate, shift->has_interval ? '[' : '(',
                shift->low, shift->high, shift->has_interval ? ']' : ')');
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
    fprintf(
        stream,
        "\nA ratio is the first strategy's time over the second's in the same block, as Hodges "
        "and\nLehmann estimate it. Its interval [low, high] is so wide that all of a group hold "
        "together in\n%g %% of cases. Above, below: the whole interval is; undecided: the blocks "
        "do not tell. For\n(low, high), the range, there are too few blocks to decide.\n",
        100 * (1 - options->level));
}

int ratios_write(FILE *stream, const struct ratios *ratios, char *const *runs,
                 const struct ratio_options *options, enum table_format format)
{
    if (format != FORMAT_TABLE)
        return rows_write(stream, rows_json(ratios, runs), format);
    print(stream, ratios, runs, options);
    return 0;
}
