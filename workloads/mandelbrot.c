/* SPDX-License-Identifier: MIT */
/* Idea:   the Mandelbrot set, one row of pixels per item. For each pixel c, z becomes z² + c, starting
 *         from z = 0, until |z| > 2 or after `limit` steps. A pixel that does not escape counts as
 *         inside the set.
 *
 * Costs:  a pixel inside takes all the steps, most others a few. The set lies in the middle rows, so
 *         costly items are neighbours: contiguous slices give them all to the same workers.
 *
 * Answer: two. The pixels inside, times the area of a pixel, are compared with the area of the set,
 *         1.5065918849 ± 2.8e-9 (Förstemann, "Numerical estimation of the area of the Mandelbrot
 *         set", 2012). And the set is symmetric: rows that mirror each other must agree in every
 *         escape count.
 *
 * See:    Munafo, https://mrob.com/pub/muency/pixelcounting.html, on the errors of a pixel count
 */
#include "workload.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define AREA 1.5065918849

/* The picture: real −2 … 0.5, imaginary −1.25 … 1.25. It contains the whole set. */
#define LEFT (-2.0)
#define SIDE 2.5

/* A tenth of the area. A larger tolerance would accept almost any picture. */
#define TOO_COARSE 0.15

enum { ITEMS, WIDTH, LIMIT };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items",
                .max = 1000000,
                .default_value = 240,
                .help = "rows of the picture" },
    [WIDTH] = { .name = "width",
                .min = 1,
                .max = 1000000,
                .default_value = 200,
                .help = "pixels in a row" },
    [LIMIT] = { .name = "limit",
                .min = 1,
                .max = 1000000000,
                .default_value = 1000,
                .help = "steps after which a pixel counts as inside" },
    { 0 }
};

struct row {
    uint64_t inside; /* pixels that never escaped */
    uint64_t digest; /* of the escape counts of all pixels, in order */
};

/* The steps until c = x + iy escapes, at most `limit`. */
static uint32_t escape_steps(double x, double y, uint32_t limit)
{
    double re = 0;
    double im = 0;
    for (uint32_t step = 0; step < limit; step++) {
        double re2 = re * re;
        double im2 = im * im;
        if (re2 + im2 > 4)
            return step;
        im = 2 * re * im + y;
        re = re2 - im2 + x;
    }
    return limit;
}

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    input->result_bytes = sizeof(struct row);
    return 0;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    int64_t width = input->values[WIDTH].number;
    uint32_t limit = (uint32_t)input->values[LIMIT].number;
    struct row row = { 0 };

    /* The middle of each pixel. In the mirror row, y is −y to the last bit. */
    double rows = (double)input->items;
    double y = ((double)(2 * index + 1) - rows) * (SIDE / 2 / rows);
    for (int64_t column = 0; column < width; column++) {
        double x = LEFT + (double)(2 * column + 1) * (SIDE / 2 / (double)width);
        uint32_t steps = escape_steps(x, y, limit);
        row.inside += steps == limit;
        row.digest = hash_mix(row.digest, steps);
    }
    *(struct row *)result = row;
    return 0;
}

/* The greatest error of the area of a right picture, as measured. Limit: after n steps, about 4/n too
 * much has not escaped. Grid: the edge is rough, and the needle along the real axis, which is all
 * edge, is in a row of pixels or in none; each error is at most a strip one pixel wide, or high, and
 * 1 long. Of 3000 random sizes, each at six limits, those that were not too coarse had errors of at
 * most 0.83 of the sum. */
static double area_tolerance(const struct input *input)
{
    return 5 / (double)input->values[LIMIT].number + SIDE / (double)input->items +
           SIDE / (double)input->values[WIDTH].number;
}

/* The first row that differs from its mirror image; items / 2 when all agree. */
static uint64_t find_asymmetry(const struct row *rows, uint64_t items)
{
    uint64_t i = 0;
    while (i < items / 2 && rows[i].inside == rows[items - 1 - i].inside &&
           rows[i].digest == rows[items - 1 - i].digest)
        i++;
    return i;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const struct row *rows = results;
    uint64_t row = find_asymmetry(rows, input->items);
    if (row < input->items / 2) {
        snprintf(text, text_bytes, "row %" PRIu64 " differs from its mirror image, row %" PRIu64,
                 row, input->items - 1 - row);
        return ANSWER_WRONG;
    }
    uint64_t inside = 0;
    for (uint64_t i = 0; i < input->items; i++)
        inside += rows[i].inside;
    double pixel = SIDE / (double)input->items * (SIDE / (double)input->values[WIDTH].number);
    double area = (double)inside * pixel;
    double tolerance = area_tolerance(input);
    if (tolerance > TOO_COARSE) {
        snprintf(text, text_bytes, "the picture is too coarse: area %.3f, tolerance %.3f", area,
                 tolerance);
        return ANSWER_UNKNOWN;
    }
    snprintf(text, text_bytes, "mirror rows agree; area %.4f, published is %.4f, tolerance %.4f",
             area, AREA, tolerance);
    return fabs(area - AREA) <= tolerance ? ANSWER_RIGHT : ANSWER_WRONG;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "rows of the Mandelbrot set, costly ones side by side",
    .tunables = tunables,
    .create = create,
    .item = item,
    .check = check,
};
