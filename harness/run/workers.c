/* SPDX-License-Identifier: MIT */
/* Lists of worker counts. */
#include "run/workers.h"
#include "kit/board.h"
#include "kit/number.h"
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool read_one(const char *word, unsigned processors, unsigned *workers)
{
    int64_t number = processors;
    if (strcmp(word, "cores") != 0 && number_parse(word, 1, BOARD_WORKERS_MAX, &number) != 0)
        return false;
    *workers = (unsigned)number;
    return true;
}

/* "N", "cores", or a range of two of them. */
static bool read_part(char *part, unsigned processors, unsigned *first, unsigned *last)
{
    char *dash = strchr(part, '-');
    if (dash != NULL)
        *dash = '\0';
    if (!read_one(part, processors, first))
        return false;
    *last = *first;
    return dash == NULL || (read_one(dash + 1, processors, last) && *last >= *first);
}

/* Marks the counts that `word` names. */
static int mark(const char *word, unsigned processors, bool *wanted, struct error *error)
{
    char part[40]; /* a longer one is not a number in range */
    unsigned first;
    unsigned last;
    snprintf(part, sizeof part, "%s", word);
    if (!read_part(part, processors, &first, &last))
        return error_set(error, EINVAL,
                         "--workers '%s' is not a number of workers from 1 to %d, a range of them "
                         "(4-8) or 'cores'",
                         word, BOARD_WORKERS_MAX);
    for (unsigned workers = first; workers <= last; workers++)
        wanted[workers] = true;
    return 0;
}

int workers_parse(const struct plan_words *words, unsigned processors, unsigned *counts,
                  size_t most, size_t *count, struct error *error)
{
    bool wanted[BOARD_WORKERS_MAX + 1] = { false };
    int code = 0;
    if (processors > BOARD_WORKERS_MAX)
        processors = BOARD_WORKERS_MAX;
    for (size_t i = 0; i < words->count && code == 0; i++)
        code = mark(words->items[i], processors, wanted, error);
    if (words->count == 0) {
        for (unsigned workers = 1; workers < processors; workers *= 2)
            wanted[workers] = true;
        wanted[processors] = true;
        if (2 * processors <= BOARD_WORKERS_MAX)
            wanted[2 * processors] = true;
    }
    *count = 0;
    for (unsigned workers = 1; workers <= BOARD_WORKERS_MAX && code == 0; workers++) {
        if (wanted[workers] && *count == most)
            code = error_set(error, EINVAL, "--workers: more than %zu different numbers of workers",
                             most);
        else if (wanted[workers])
            counts[(*count)++] = workers;
    }
    return code;
}
