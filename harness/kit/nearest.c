/* SPDX-License-Identifier: MIT */
/* "Did you mean": the known name nearest to a mistyped one. */
#include "kit/nearest.h"
#include <string.h>

#define WORD_MOST 64 /* longer ones are no typing mistakes */

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Levenshtein's distance: insertions, deletions and replacements (Wagner & Fischer, J. ACM 21,
 * 1974), one row at a time. */
static size_t distance(const char *a, const char *b)
{
    size_t columns = strlen(b);
    size_t row[WORD_MOST + 1];
    for (size_t j = 0; j <= columns; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < columns; j++) {
            size_t above = row[j + 1];
            row[j + 1] = least(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1));
            diagonal = above;
        }
    }
    return row[columns];
}

struct nearest nearest_to(const char *word)
{
    return (struct nearest){ .word = word, .best = NULL, .distance = strlen(word) / 3 + 1 };
}

void nearest_offer(struct nearest *nearest, const char *name)
{
    if (strlen(nearest->word) > WORD_MOST || strlen(name) > WORD_MOST)
        return;
    size_t away = distance(nearest->word, name);
    if (away < nearest->distance || (away == nearest->distance && nearest->best == NULL)) {
        nearest->best = name;
        nearest->distance = away;
    }
}
