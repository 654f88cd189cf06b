/* SPDX-License-Identifier: MIT */
/* METG(50 %), the minimum effective task granularity. */
#include "analyse/metg.h"
#include <math.h>

/* Which of the three curves. */
enum limit { LIMIT_LOW, LIMIT_MEDIAN, LIMIT_HIGH };

static double efficiency(const struct metg_point *point, enum limit limit)
{
    const struct estimate *estimate = &point->efficiency;
    return limit == LIMIT_LOW    ? estimate->low
           : limit == LIMIT_HIGH ? estimate->high
                                 : estimate->median;
}

/* The isotonic regression at one of the points, by its max-min formula: the greatest, over the
 * points to the left, of the least mean from there to a point to the right. */
static double rising(const struct metg_point *points, size_t count, enum limit limit, size_t at)
{
    double greatest = -(double)INFINITY;
    double left_sum = 0;
    for (size_t left = at + 1; left-- > 0;) {
        left_sum += efficiency(&points[left], limit);
        double sum = left_sum;
        double least = sum / (double)(at - left + 1);
        for (size_t right = at + 1; right < count; right++) {
            sum += efficiency(&points[right], limit);
            least = fmin(least, sum / (double)(right - left + 1));
        }
        greatest = fmax(greatest, least);
    }
    return greatest;
}

static struct metg find(const struct metg_point *points, size_t count, enum limit limit)
{
    size_t from = 0; /* from here on all are efficient */
    double before = 0;
    double there = rising(points, count, limit, from);
    while (there < METG_EFFICIENCY && ++from < count) {
        before = there;
        there = rising(points, count, limit, from);
    }
    if (from == count)
        return (struct metg){ points[count - 1].grain_ns, METG_ABOVE };
    if (from == 0)
        return (struct metg){ points[0].grain_ns, METG_BELOW };
    const struct metg_point *left = &points[from - 1];
    const struct metg_point *right = &points[from];
    double part = (METG_EFFICIENCY - before) / (there - before);
    double ns = left->grain_ns * pow(right->grain_ns / left->grain_ns, part);
    return (struct metg){ ns, METG_WITHIN };
}

struct metg_estimate metg_estimate(const struct metg_point *points, size_t count)
{
    /* The more efficient, the smaller may items be. */
    struct metg_estimate estimate = {
        .median = find(points, count, LIMIT_MEDIAN),
        .low = find(points, count, LIMIT_HIGH),
        .high = find(points, count, LIMIT_LOW),
        .has_interval = true,
    };
    for (size_t i = 0; i < count; i++)
        estimate.has_interval &= points[i].efficiency.has_interval;
    return estimate;
}
