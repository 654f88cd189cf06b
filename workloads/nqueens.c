/* SPDX-License-Identifier: MIT */
/* Idea:   count the ways to place n queens on an n × n board so that none attacks another. An item
 *         places the queens of the first two rows, in one of n² ways, and counts the ways to fill
 *         the rows below by backtracking, with a bit for each column and diagonal under attack.
 *
 * Costs:  unknown in advance. Where the two queens attack each other, in 3n − 2 of the items, there
 *         is nothing to do; the others differ by small factors. There are few items, so the last
 *         ones determine the length of the run.
 *
 * Answer: the number of solutions, as published (OEIS A000170).
 *
 * See:    Richards, "Backtracking algorithms in MCPL using bit patterns and recursion", 1997;
 *         https://oeis.org/A000170
 */
#include "workload.h"
#include <inttypes.h>
#include <stdio.h>

enum { N };

static const struct tunable tunables[] = {
    [N] = { .name = "n",
            .min = 2,
            .max = 18,
            .default_value = 13,
            .help = "queens, and rows and columns of the board; there are n*n items" },
    { 0 }
};

/* The squares of one row that are under attack, a bit a column. */
struct attacked {
    uint32_t columns;
    uint32_t left;  /* along diagonals that move a column left with each row … */
    uint32_t right; /* … and right */
};

/* What is attacked in the next row, with one more queen at the bit `queen` of this one. */
static struct attacked attacked_next(const struct attacked *row, uint32_t queen)
{
    return (struct attacked){
        .columns = row->columns | queen,
        .left = (row->left | queen) << 1,
        .right = (row->right | queen) >> 1,
    };
}

static uint32_t squares_free(uint32_t board, const struct attacked *row)
{
    return board & ~(row->columns | row->left | row->right);
}

/* The number of ways to fill this row and all below it. `board` has a bit for each column. */
static uint64_t solutions(uint32_t board, const struct attacked *row)
{
    if (row->columns == board)
        return 1;
    uint64_t count = 0;
    for (uint32_t squares = squares_free(board, row); squares != 0; squares &= squares - 1) {
        struct attacked next = attacked_next(row, squares & -squares);
        count += solutions(board, &next);
    }
    return count;
}

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)(input->values[N].number * input->values[N].number);
    return 0;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    uint64_t n = (uint64_t)input->values[N].number;
    uint32_t board = (UINT32_C(1) << n) - 1;
    uint32_t first = UINT32_C(1) << (index / n);
    uint32_t second = UINT32_C(1) << (index % n);

    struct attacked row = attacked_next(&(struct attacked){ 0 }, first);
    uint64_t count = 0;
    if ((squares_free(board, &row) & second) != 0) {
        row = attacked_next(&row, second);
        count = solutions(board, &row);
    }
    *(uint64_t *)result = count;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    static const uint64_t published[] = { /* from n = 2 on */
                                          0,      0,       2,        10,       4,        40,
                                          92,     352,     724,      2680,     14200,    73712,
                                          365596, 2279184, 14772512, 95815104, 666090624
    };
    const uint64_t *counts = results;
    int64_t n = input->values[N].number;
    uint64_t count = 0;
    for (uint64_t i = 0; i < input->items; i++)
        count += counts[i];
    snprintf(text, text_bytes,
             "%" PRIu64 " ways for %" PRId64 " queens, published are %" PRIu64 " (OEIS A000170)",
             count, n, published[n - 2]);
    return count == published[n - 2] ? ANSWER_RIGHT : ANSWER_WRONG;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "solutions of the n queens puzzle, by the first two rows",
    .tunables = tunables,
    .create = create,
    .item = item,
    .check = check,
};
