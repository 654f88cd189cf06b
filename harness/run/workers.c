/* SPDX-License-Identifier: MIT */
/* Lists of worker counts. */
#include "run/workers.h"
#include "kit/board.h"
#include "kit/number.h"
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct list {
    unsigned *counts;
    size_t most;
    size_t count;
};

/* Inserts in order; false when there is no room. */
static bool insert(struct list *list, unsigned workers)
{
    size_t at = 0;
    while (at < list->count && list->counts[at] < workers)
        at++;
    if (at < list->count && list->counts[at] == workers)
        return true;
    if (list->count == list->most)
        return false;
    memmove(&list->counts[at + 1], &list->counts[at], (list->count - at) * sizeof *list->counts);
    list->counts[at] = workers;
    list->count++;
    return true;
}

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

static int parse(struct list *list, const char *word, unsigned processors, struct error *error)
{
    char part[40]; /* a longer one is not a number in range */
    unsigned first;
    unsigned last;
    snprintf(part, sizeof part, "%s", word);
    if (!read_part(part, processors, &first, &last))
        return error_set(error, EINVAL,
                         "-j: '%s' is not a number of workers from 1 to %d, a range of them (4-8) "
                         "or 'cores'",
                         word, BOARD_WORKERS_MAX);
    for (unsigned workers = first; workers <= last; workers++)
        if (!insert(list, workers))
            return error_set(error, EINVAL,
                             "-j: '%s' makes more than %zu different numbers of workers", word,
                             list->most);
    return 0;
}

int workers_parse(char *const *words, size_t word_count, unsigned processors, unsigned *counts,
                  size_t most, size_t *count, struct error *error)
{
    struct list list = { .counts = counts, .most = most };
    int code = 0;
    if (word_count == 0) {
        for (unsigned workers = 1; workers < processors; workers *= 2)
            insert(&list, workers);
        insert(&list, processors);
        if (2 * processors <= BOARD_WORKERS_MAX)
            insert(&list, 2 * processors);
    }
    for (size_t i = 0; i < word_count && code == 0; i++)
        code = parse(&list, words[i], processors, error);
    *count = list.count;
    return code;
}
