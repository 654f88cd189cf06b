/* SPDX-License-Identifier: MIT */
/* The values by which two cells are compared. */
#include "analyse/comparison_sample.h"
#include "analyse/noise.h"
#include <math.h>

struct shift sample_shift(const struct sample *sample, double level)
{
    return sample->is_paired ? shift_paired(sample->new, sample->new_count, level)
                             : shift_separate(sample->new, sample->new_count, sample->base,
                                              sample->base_count, level);
}

double sample_p_above(const struct sample *sample, double offset)
{
    return sample->is_paired ? shift_paired_p(sample->new, sample->new_count, offset)
                             : shift_separate_p(sample->new, sample->new_count, sample->base,
                                                sample->base_count, offset);
}

double sample_p_below(const struct sample *sample, double offset)
{
    return sample->is_paired ? shift_paired_p_below(sample->new, sample->new_count, offset)
                             : shift_separate_p_below(sample->new, sample->new_count, sample->base,
                                                      sample->base_count, offset);
}

/* Adds a logarithm that is a number. */
static void add(double *values, size_t *count, double ratio)
{
    if (isfinite(ratio) && ratio > 0)
        values[(*count)++] = log(ratio);
}

static size_t take_pairs(const struct comparison_sets *sets, const struct comparison *comparison)
{
    const struct result_cell *cells = sets->new->cells;
    struct block_pairs pairs = repetitions_pairs(
        &sets->new_index, (size_t)(comparison->new - cells), (size_t)(comparison->base - cells));
    const struct repetition_summary *new;
    const struct repetition_summary *base;
    size_t count = 0;
    while (block_pairs_next(&pairs, &new, &base))
        add(sets->new_index.values, &count,
            figure_value(comparison->figure, new) / figure_value(comparison->figure, base));
    return count;
}

size_t sample_take_cell(const struct repetition_index *index, const struct results *results,
                        const struct figure *figure, const struct result_cell *cell,
                        bool is_absolute)
{
    size_t own = (size_t)(cell - results->cells);
    bool is_plain = is_absolute || !figure->is_time;
    size_t serial = is_plain ? own : repetitions_baseline(results, cell);
    struct block_pairs pairs = repetitions_pairs(index, own, serial);
    const struct repetition_summary *one;
    const struct repetition_summary *yardstick;
    size_t count = 0;
    while (block_pairs_next(&pairs, &one, &yardstick))
        add(index->values, &count,
            figure_value(figure, one) / (is_plain ? 1 : figure_yardstick(figure, yardstick)));
    return count;
}

struct sample sample_take(const struct comparison_sets *sets, const struct comparison *comparison)
{
    struct sample sample = {
        .is_paired = sets->is_paired,
        .new = sets->new_index.values,
        .base = sets->base_index.values,
    };
    if (sample.is_paired) {
        sample.new_count = take_pairs(sets, comparison);
        return sample;
    }
    /* The serial cell itself is taken as it is. */
    const bool is_absolute = comparison->is_yardstick;
    sample.new_count = sample_take_cell(&sets->new_index, sets->new, comparison->figure,
                                        comparison->new, is_absolute);
    sample.base_count = sample_take_cell(&sets->base_index, sets->base, comparison->figure,
                                         comparison->base, is_absolute);
    return sample;
}

static double disturbed_part(const struct repetition_index *index, const struct results *results,
                             const struct result_cell *cell)
{
    struct block_pairs pairs = repetitions_pairs(index, (size_t)(cell - results->cells),
                                                 repetitions_baseline(results, cell));
    const struct repetition_summary *own;
    const struct repetition_summary *serial;
    size_t blocks = 0;
    size_t disturbed = 0;
    while (block_pairs_next(&pairs, &own, &serial)) {
        blocks++;
        disturbed += noise_causes_of(results, own->repetition) != 0 ||
                     noise_causes_of(results, serial->repetition) != 0;
    }
    return blocks > 0 ? (double)disturbed / (double)blocks : 0;
}

double sample_disturbed(const struct comparison_sets *sets, const struct comparison *comparison)
{
    if (sets->is_paired)
        return 0;
    return fmax(disturbed_part(&sets->base_index, sets->base, comparison->base),
                disturbed_part(&sets->new_index, sets->new, comparison->new));
}
