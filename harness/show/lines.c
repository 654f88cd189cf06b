/* SPDX-License-Identifier: MIT */
/* Which strategies a picture with lines shows. */
#include "show/lines.h"
#include "kit/text.h"
#include "show/label.h"
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Whether line `i` is drawn rather than line `k`. */
static bool is_before(const double *scores, size_t i, size_t k)
{
    double a = isnan(scores[i]) ? -(double)INFINITY : scores[i];
    double b = isnan(scores[k]) ? -(double)INFINITY : scores[k];
    return a > b || (a == b && i < k);
}

static size_t place_of(const double *scores, size_t count, size_t index)
{
    size_t place = 0;
    for (size_t i = 0; i < count; i++)
        place += is_before(scores, i, index) ? 1 : 0;
    return place;
}

/* Puts before all others the first and the one with the least score, unless they have none. */
static void raise_kept(double *scores, size_t count)
{
    size_t least = 0;
    for (size_t i = 1; i < count; i++)
        if (scores[i] < scores[least] || isnan(scores[least]))
            least = i;
    if (!isnan(scores[least]))
        scores[least] = (double)INFINITY;
    if (!isnan(scores[0]))
        scores[0] = (double)INFINITY;
}

size_t lines_drawn(size_t count)
{
    return count < LINES_MAX ? count : LINES_MAX;
}

int lines_number(const struct line_score *scores, size_t score_count, size_t count, size_t *numbers)
{
    double *means = calloc(count + 1, sizeof *means);
    size_t *parts = calloc(count + 1, sizeof *parts);
    size_t drawn = 0;
    size_t hidden = lines_drawn(count);
    int error = means == NULL || parts == NULL ? ENOMEM : 0;
    for (size_t i = 0; i < score_count && error == 0; i++) {
        means[scores[i].series] += scores[i].score;
        parts[scores[i].series]++;
    }
    for (size_t i = 0; i < count && error == 0; i++)
        means[i] = parts[i] > 0 ? means[i] / (double)parts[i] : (double)NAN;
    if (error == 0 && count > LINES_MAX)
        raise_kept(means, count);
    for (size_t i = 0; i < count && error == 0; i++)
        numbers[i] = place_of(means, count, i) < LINES_MAX ? ++drawn : ++hidden;
    free(means);
    free(parts);
    return error;
}

void lines_begin_ends(FILE *stream, size_t panels, size_t count)
{
    size_t ends = panels * lines_drawn(count);
    fprintf(stream, "array end_of[%zu]\n", ends > 0 ? ends : 1);
    for (size_t i = 0; i < ends; i++)
        fprintf(stream, "end_of[%zu] = 0\n", i + 1);
}

void lines_write_end(FILE *stream, size_t panel, size_t count, size_t number, double value)
{
    if (number <= LINES_MAX)
        fprintf(stream, "end_of[%zu] = %.10g\n", panel * lines_drawn(count) + number, value);
}

/* "a, b and c" */
static int write_hidden(FILE *stream, const char *const *labels, const size_t *numbers,
                        size_t count)
{
    char *text = NULL;
    size_t bytes;
    FILE *list = open_memstream(&text, &bytes);
    if (list == NULL)
        return ENOMEM;
    size_t last = count > LINES_MAX ? count : 0;
    for (size_t number = LINES_MAX + 1; number <= last; number++)
        for (size_t i = 0; i < count; i++)
            if (numbers[i] == number)
                fprintf(list, "%s%s",
                        number == LINES_MAX + 1 ? ""
                        : number == last        ? " and "
                                                : ", ",
                        labels[i]);
    int error = fclose(list) == 0 ? label_write_setting(stream, "hidden", 0, text) : ENOMEM;
    free(text);
    return error;
}

int lines_write_settings(FILE *stream, const char *const *labels, const size_t *numbers,
                         size_t count)
{
    size_t drawn = lines_drawn(count);
    int error = 0;
    /* An array of at least one, since gnuplot has no empty ones. */
    fprintf(stream, "series_count = %zu\narray series[%zu]\n", drawn, drawn > 0 ? drawn : 1);
    for (size_t i = 0; i < count && error == 0; i++)
        if (numbers[i] <= LINES_MAX)
            error = label_write_setting(stream, "series", numbers[i], labels[i]);
    return error != 0 ? error : write_hidden(stream, labels, numbers, count);
}
