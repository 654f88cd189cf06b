/* SPDX-License-Identifier: MIT */
/* Circular binary segmentation on ranks. */
#include "analyse/change_points.h"
#include "kit/hash.h"
#include <errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Permutations: so many that at least 20 or so reach the statistic where the p-value equals the
 * level. */
#define DRAWS_AT_LEVEL 20
#define DRAWS_MIN      10000
#define DRAWS_MAX      1000000
#define SEED           1

/* Values first … first + count − 1, still to be tested. */
struct part {
    size_t first;
    size_t count;
    double p; /* of the cuts that made it */
};

struct arc {
    size_t first; /* in the part */
    size_t count;
    double
        difference; /* from the rest: the squared statistic, but for a factor that n determines */
};

struct search {
    const double *values;
    double level;
    size_t family;
    struct part *parts; /* a stack */
    size_t part_count;
    size_t *order;
    int32_t *ranks;    /* twice the rank, ties at their mean, minus its mean: so the sum is 0 */
    int32_t *shuffled; /* likewise */
    int32_t *sums;     /* of the first 0, 1 … n ranks */
};

/* --- the statistic ---------------------------------------------------------------------------- */

static void rank(struct search *search, const struct part *part)
{
    const double *values = search->values + part->first;
    const size_t n = part->count;
    gsl_sort_index(search->order, values, 1, n);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin; end < n; end++)
            if (values[search->order[end]] != values[search->order[begin]])
                break;
        for (size_t i = begin; i < end; i++)
            search->ranks[search->order[i]] = (int32_t)(begin + end) - (int32_t)n;
    }
}

static void sum_up(int32_t *sums, const int32_t *ranks, size_t count)
{
    sums[0] = 0;
    for (size_t i = 0; i < count; i++)
        sums[i + 1] = sums[i] + ranks[i];
}

/* The first of the arcs of `length` values whose sum is farthest from 0, and that distance. */
static int32_t farthest(const int32_t *sums, size_t count, size_t length)
{
    int32_t most = 0;
    for (size_t i = 0; i + length <= count; i++) {
        int32_t distance = abs(sums[i + length] - sums[i]);
        most = distance > most ? distance : most;
    }
    return most;
}

/* The variance of the sum of m ranks is proportional to m (n − m). The products are whole numbers,
 * so that equal differences come out equal. */
static double difference_of(int32_t distance, size_t count, size_t length)
{
    return (double)distance * distance / (double)(length * (count - length));
}

/* The greatest difference of an arc, and the shortest and first arc that has it. */
static struct arc scan(const int32_t *sums, size_t count)
{
    struct arc best = { 0 };
    int32_t distance = 0;
    for (size_t length = 1; length < count; length++) {
        int32_t most = farthest(sums, count, length);
        double difference = difference_of(most, count, length);
        if (difference > best.difference) {
            best = (struct arc){ .count = length, .difference = difference };
            distance = most;
        }
    }
    while (best.count > 0 && abs(sums[best.first + best.count] - sums[best.first]) != distance)
        best.first++;
    return best;
}

static double greatest_difference(const int32_t *sums, size_t count)
{
    double greatest = 0;
    for (size_t length = 1; length < count; length++) {
        double difference = difference_of(farthest(sums, count, length), count, length);
        greatest = difference > greatest ? difference : greatest;
    }
    return greatest;
}

/* --- the test --------------------------------------------------------------------------------- */

/* The shuffle of Fisher and Yates. */
static void shuffle(int32_t *values, size_t count, uint64_t *draw)
{
    for (size_t i = count - 1; i > 0; i--) {
        size_t other = (size_t)((hash_mix(SEED, (*draw)++) >> 32) * (i + 1) >> 32);
        int32_t value = values[i];
        values[i] = values[other];
        values[other] = value;
    }
}

/* How likely so great a difference is if the values are in random order. Drawing ends when it is
 * clear that this exceeds the level. */
static double find_p(struct search *search, size_t count, double difference, double level)
{
    const size_t draws = (size_t)fmin(fmax(ceil(DRAWS_AT_LEVEL / level), DRAWS_MIN), DRAWS_MAX);
    const size_t too_many = (size_t)(level * (double)(draws + 1));
    size_t reached = 0;
    uint64_t draw = 0;
    for (size_t i = 0; i < count; i++)
        search->shuffled[i] = search->ranks[i];
    for (size_t drawn = 1; drawn <= draws; drawn++) {
        shuffle(search->shuffled, count, &draw);
        sum_up(search->sums, search->shuffled, count);
        reached += greatest_difference(search->sums, count) >= difference ? 1 : 0;
        if (reached > 0 && reached >= too_many)
            return fmax((double)reached / (double)drawn, nextafter(level, 1));
    }
    return (double)(reached + 1) / (double)(draws + 1);
}

/* --- the cut ---------------------------------------------------------------------------------- */

/* How much the mean ranks of the values before and after `at` differ, over their standard
 * deviation. */
static double step_at(const int32_t *sums, size_t begin, size_t at, size_t end)
{
    double before = (double)(at - begin);
    double after = (double)(end - at);
    double step = (sums[end] - sums[at]) / after - (sums[at] - sums[begin]) / before;
    return step * step * (before * after) / (before + after);
}

/* The end of the arc that is the greater step; an end of the part is none. */
static size_t choose_cut(const int32_t *sums, size_t count, const struct arc *arc)
{
    const size_t end = arc->first + arc->count;
    if (arc->first == 0)
        return end;
    if (end == count)
        return arc->first;
    return step_at(sums, 0, arc->first, end) > step_at(sums, arc->first, end, count) ? arc->first
                                                                                     : end;
}

/* --- the search ------------------------------------------------------------------------------- */

static void add(struct search *search, size_t first, size_t count, double p)
{
    search->parts[search->part_count++] = (struct part){ first, count, p };
}

/* Tests a part. True if it has a change; then its parts are added. */
static bool cut(struct search *search, const struct part *part, struct change_point *change)
{
    const size_t n = part->count;
    if (n < 2)
        return false;
    rank(search, part);
    sum_up(search->sums, search->ranks, n);
    struct arc arc = scan(search->sums, n);
    if (arc.count == 0) /* all are alike */
        return false;
    size_t at = choose_cut(search->sums, n, &arc);
    const double share = (double)n / (double)search->family;
    double p = find_p(search, n, arc.difference, search->level * share);
    if (p > search->level * share)
        return false;
    *change = (struct change_point){ part->first + at, fmax(part->p, p / share) };
    add(search, part->first, at, change->p);
    add(search, part->first + at, n - at, change->p);
    return true;
}

static int by_place(const void *left, const void *right)
{
    const struct change_point *a = left;
    const struct change_point *b = right;
    return (a->at > b->at) - (a->at < b->at);
}

int change_points_find(const double *values, size_t count, double level, size_t family,
                       struct change_point *changes, size_t *found)
{
    *found = 0;
    if (count > CHANGE_VALUES_MAX)
        return E2BIG;
    struct search search = {
        .values = values,
        .level = level,
        .family = family > count ? family : count,
        .parts = calloc(count + 1, sizeof *search.parts),
        .order = calloc(count + 1, sizeof *search.order),
        .ranks = calloc(count + 1, sizeof *search.ranks),
        .shuffled = calloc(count + 1, sizeof *search.shuffled),
        .sums = calloc(count + 1, sizeof *search.sums),
    };
    bool is_whole = search.parts != NULL && search.order != NULL && search.ranks != NULL &&
                    search.shuffled != NULL && search.sums != NULL;
    if (is_whole)
        add(&search, 0, count, 0);
    while (search.part_count > 0) {
        struct part part = search.parts[--search.part_count];
        if (cut(&search, &part, &changes[*found]))
            ++*found;
    }
    if (*found > 1)
        qsort(changes, *found, sizeof *changes, by_place);
    free(search.parts);
    free(search.order);
    free(search.ranks);
    free(search.shuffled);
    free(search.sums);
    return is_whole ? 0 : ENOMEM;
}

/* In the most significant orders a half of n values, the lower or the upper one, is on one arc of
 * the circle. There are n such arcs, and C(n, ⌊n/2⌋) ways to place a half. If n is odd, both the
 * lower and the upper half without the middle value count, and 2n orders of them have both on
 * arcs. */
static double least_p(size_t count)
{
    const double n = (double)count;
    const double p = n / exp(gsl_sf_lnchoose((unsigned)count, (unsigned)(count / 2)));
    return count % 2 == 0 ? p : 2 * p * (n - 1) / (n + 1);
}

size_t change_points_fewest(double level, size_t family)
{
    size_t count = 2;
    while (least_p(count) > level * fmin(1, (double)count / (double)family))
        count++;
    return count;
}
