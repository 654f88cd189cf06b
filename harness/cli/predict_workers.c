/* SPDX-License-Identifier: MIT */
/* The numbers of workers for which a run is predicted: not each of a range, which says no more. */
#include "cli/cli.h"
#include "cli/predict.h"
#include "kit/board.h"
#include "kit/number.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right)
{
    unsigned a = *(const unsigned *)left;
    unsigned b = *(const unsigned *)right;
    return (a > b) - (a < b);
}

static void add(unsigned *workers, size_t *count, unsigned number)
{
    for (size_t i = 0; i < *count; i++)
        if (workers[i] == number)
            return;
    if (*count < PREDICT_POINTS_MAX)
        workers[(*count)++] = number;
}

/* "N" or "N-M". */
static bool read_word(const char *word, unsigned *workers, size_t *count)
{
    char part[24];
    int64_t first;
    int64_t last;
    if (strlen(word) >= sizeof part)
        return false;
    snprintf(part, sizeof part, "%s", word);
    char *dash = strchr(part, '-');
    if (dash != NULL)
        *dash = '\0';
    if (number_parse(part, 1, BOARD_WORKERS_MAX, &first) != 0)
        return false;
    last = first;
    if (dash != NULL && (number_parse(dash + 1, 1, BOARD_WORKERS_MAX, &last) != 0 || last < first))
        return false;
    add(workers, count, (unsigned)first);
    for (unsigned between = 1; dash != NULL && between < (unsigned)last; between *= 2)
        if (between > (unsigned)first)
            add(workers, count, between);
    add(workers, count, (unsigned)last);
    return true;
}

size_t predict_workers(const char *option, const struct option_list *words,
                       unsigned workers[static PREDICT_POINTS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < words->count; i++)
        if (!read_word(words->items[i], workers, &count)) {
            (void)program_fail(EXIT_USAGE,
                               "predict: --%s '%s' is not a number of workers from 1 to %d, or "
                               "a range of them (1-4096)",
                               option, words->items[i], BOARD_WORKERS_MAX);
            return 0;
        }
    qsort(workers, count, sizeof *workers, compare);
    return count;
}
