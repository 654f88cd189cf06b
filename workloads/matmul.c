/* SPDX-License-Identifier: MIT */
/* Idea:   multiply two n × n matrices without a library. An item is a tile of the product: it goes
 *         through a row of tiles of one matrix and a column of tiles of the other, so that the
 *         tiles in use stay in the cache while each number in them is used `block` times.
 *
 * Costs:  even, but for the tiles at the lower and right edge where `block` does not divide n. All
 *         workers read the same two matrices, and results are large. Nothing is written that
 *         workers share, so processes and threads should not differ.
 *
 * Answer: Freivalds' check: the product times a random vector is A(Bv), which takes n² steps
 *         instead of n³. The numbers are small integers, so every sum is exact; the check computes
 *         modulo 2⁶⁴.
 *
 * See:    Freivalds, "Probabilistic machines can use less running time", IFIP Congress 1977; Golub
 *         & Van Loan, Matrix Computations, 4th ed., 1.5.4
 */
#include "kit/memory.h"
#include "workload.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GREATEST = 8 }; /* numbers in the factors are integers from −8 to 8 */

enum { N, BLOCK };

static const struct tunable tunables[] = {
    [N] = { .name = "n",
            .max = 16384,
            .default_value = 384,
            .help = "rows and columns of the matrices" },
    [BLOCK] = { .name = "block",
                .min = 1,
                .max = 1024,
                .default_value = 64,
                .help =
                    "rows and columns of a tile; there are (n/block)*(n/block) items, rounded up" },
    { 0 }
};

/* Row by row. */
struct factors {
    const double *a;
    const double *b;
    double number[];
};

static size_t tiles_across(const struct input *input)
{
    size_t block = (size_t)input->values[BLOCK].number;
    return ((size_t)input->values[N].number + block - 1) / block;
}

static int create(struct input *input, struct error *error)
{
    size_t n = (size_t)input->values[N].number;
    size_t block = (size_t)input->values[BLOCK].number;
    input->items = tiles_across(input) * tiles_across(input);
    input->result_bytes = block * block * sizeof(double);

    size_t bytes = sizeof(struct factors) + 2 * n * n * sizeof(double);
    int code = memory_check(bytes, error);
    if (code != 0)
        return code;
    struct factors *factors = malloc(bytes);
    if (factors == NULL)
        return ENOMEM;
    for (size_t i = 0; i < 2 * n * n; i++)
        factors->number[i] = (double)(hash_mix(1, i) % (2 * GREATEST + 1)) - GREATEST;
    factors->a = factors->number;
    factors->b = factors->number + n * n;
    input->data = factors;
    return 0;
}

static void destroy(struct input *input)
{
    free(input->data);
}

/* Some rows, or some columns. */
struct span {
    size_t begin;
    size_t end;
};

/* Smaller at an edge. */
struct tile {
    struct span rows;
    struct span columns;
};

static struct span span_of(const struct input *input, size_t tile)
{
    size_t n = (size_t)input->values[N].number;
    size_t block = (size_t)input->values[BLOCK].number;
    size_t end = (tile + 1) * block;
    return (struct span){ .begin = tile * block, .end = end < n ? end : n };
}

static struct tile tile_of(const struct input *input, uint64_t index)
{
    size_t across = tiles_across(input);
    return (struct tile){ .rows = span_of(input, index / across),
                          .columns = span_of(input, index % across) };
}

/* Adds `factor` times the numbers of b to those of c. */
static void add_scaled(double *restrict c, const double *restrict b, double factor, size_t count)
{
    for (size_t i = 0; i < count; i++)
        c[i] += factor * b[i];
}

/* Adds to a tile of the product what columns `middle` of A and rows `middle` of B make. */
static void add_product(const struct input *input, const struct tile *tile, struct span middle,
                        double *result)
{
    const struct factors *factors = input->data;
    size_t n = (size_t)input->values[N].number;
    size_t block = (size_t)input->values[BLOCK].number;
    size_t count = tile->columns.end - tile->columns.begin;
    for (size_t row = tile->rows.begin; row < tile->rows.end; row++)
        for (size_t k = middle.begin; k < middle.end; k++)
            add_scaled(result + (row - tile->rows.begin) * block,
                       factors->b + k * n + tile->columns.begin, factors->a[row * n + k], count);
}

static int item(const struct input *input, uint64_t index, void *result)
{
    struct tile tile = tile_of(input, index);
    memset(result, 0, input->result_bytes);
    for (size_t middle = 0; middle < tiles_across(input); middle++)
        add_product(input, &tile, span_of(input, middle), result);
    return 0;
}

/* A number of a factor, modulo 2⁶⁴. */
static uint64_t modular(double number)
{
    return (uint64_t)(int64_t)number;
}

/* matrix × vector, modulo 2⁶⁴. */
static void multiply_vector(const double *matrix, const uint64_t *vector, size_t n,
                            uint64_t *product)
{
    for (size_t row = 0; row < n; row++) {
        product[row] = 0;
        for (size_t column = 0; column < n; column++)
            product[row] += modular(matrix[row * n + column]) * vector[column];
    }
}

/* Adds to `product` what one tile of C contributes to C × vector. Returns the first row with a
 * number that no product has, or n. */
static size_t multiply_tile(const struct input *input, uint64_t index, const double *result,
                            const uint64_t *vector, uint64_t *product)
{
    struct tile tile = tile_of(input, index);
    size_t n = (size_t)input->values[N].number;
    size_t block = (size_t)input->values[BLOCK].number;
    double greatest = (double)n * GREATEST * GREATEST;
    for (size_t row = tile.rows.begin; row < tile.rows.end; row++)
        for (size_t column = tile.columns.begin; column < tile.columns.end; column++) {
            double number = result[(row - tile.rows.begin) * block + column - tile.columns.begin];
            if (!(fabs(number) <= greatest) || trunc(number) != number)
                return row;
            product[row] += modular(number) * vector[column];
        }
    return n;
}

/* The first row in which C × vector is not `right`, or n. `product` is scratch space of n zeros. */
static size_t find_wrong_row(const struct input *input, const double *results,
                             const uint64_t *vector, const uint64_t *right, uint64_t *product)
{
    size_t n = (size_t)input->values[N].number;
    size_t row = n;
    for (uint64_t i = 0; i < input->items && row == n; i++)
        row = multiply_tile(input, i, results + i * (input->result_bytes / sizeof *results), vector,
                            product);
    if (row == n)
        for (row = 0; row < n && product[row] == right[row];)
            row++;
    return row;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const struct factors *factors = input->data;
    size_t n = (size_t)input->values[N].number;
    uint64_t *vector = calloc(4 * n, sizeof *vector);
    if (vector == NULL) {
        snprintf(text, text_bytes, "no memory for Freivalds' check");
        return ANSWER_UNKNOWN;
    }
    uint64_t *between = vector + n;
    uint64_t *right = vector + 2 * n;
    for (size_t i = 0; i < n; i++)
        vector[i] = hash_mix(2, i);
    multiply_vector(factors->b, vector, n, between);
    multiply_vector(factors->a, between, n, right);
    size_t row = find_wrong_row(input, results, vector, right, vector + 3 * n);
    free(vector);
    if (row < n) {
        snprintf(text, text_bytes, "row %zu of the product is wrong by Freivalds' check", row);
        return ANSWER_WRONG;
    }
    snprintf(text, text_bytes, "all %zu rows of the product are right by Freivalds' check", n);
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "a product of two matrices, a tile per item, without a library",
    .tunables = tunables,
    .is_on_request = true,
    .create = create,
    .item = item,
    .check = check,
    .destroy = destroy,
};
