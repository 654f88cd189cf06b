/* SPDX-License-Identifier: MIT */
/* The noise of a whole run. */
#include "analyse/drift.h"
#include "analyse/noise.h"
#include "analyse/repetition_index.h"
#include <errno.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

/* How often a steady run may be said to drift. */
#define DRIFT_LEVEL 0.01

/* Strangers that take less than this part of all processors are those of every machine. */
#define SPREAD_MOST 0.05

/* --- sums --------------------------------------------------------------------------------------- */

/* Sum of a figure over repetitions that have it, and that of the time to which it is compared. */
struct sum {
    double figure;
    double whole;
};

static void add(struct sum *sum, double figure, double whole)
{
    if (!isfinite(figure) || !isfinite(whole))
        return;
    sum->figure += figure;
    sum->whole += whole;
}

static double share(const struct sum *sum)
{
    return sum->whole > 0 ? sum->figure / sum->whole : (double)NAN;
}

struct sums {
    struct sum all_strangers; /* of all repetitions; the others only of disturbed ones */
    double error_ns;          /* the greatest of these */
    struct sum strangers;
    struct sum serial; /* its processor_share, weighted by the time */
    struct sum steal;  /* this and the rest only of those that it disturbed */
    struct sum throttled;
    struct sum pressure;
};

static void count(const struct results *results, const struct repetition *repetition,
                  struct sums *sums, struct noise_summary *noise)
{
    unsigned causes = noise_causes_of(results, repetition);
    double wall_ns = repetition->wall_ns;
    noise->repetitions++;
    noise->recorded += isfinite(repetition->strangers_ns) || isfinite(repetition->waited_ns);
    noise->disturbed += causes != 0;
    add(&sums->all_strangers, repetition->strangers_ns, wall_ns);
    sums->error_ns = fmax(sums->error_ns, repetition->strangers_error_ns);
    for (unsigned cause = 0; cause < NOISE_CAUSES; cause++)
        noise->by_cause[cause] += causes >> cause & 1;
    if (causes == 0)
        return;
    add(&sums->strangers, repetition->strangers_ns, wall_ns);
    if ((causes >> NOISE_STEAL & 1) != 0)
        add(&sums->steal, repetition->steal_ns, wall_ns);
    if ((causes >> NOISE_THROTTLED & 1) != 0)
        add(&sums->throttled, repetition->throttled_ns, wall_ns);
    if ((causes >> NOISE_PRESSURE & 1) != 0)
        add(&sums->pressure, repetition->pressure_ns, wall_ns);
    double got = repetition->processor_share;
    if (results->cells[repetition->cell].baseline && isfinite(got))
        add(&sums->serial, got * wall_ns, wall_ns);
}

/* --- figures that moved ------------------------------------------------------------------------- */

static void compare_cell(const struct results *results, const struct repetition_index *index,
                         size_t cell, struct noise_summary *noise)
{
    struct cell_repetitions own = index->by_cell[cell];
    size_t quiet = 0;
    for (size_t i = 0; i < own.count; i++)
        if (noise_causes_of(results, own.first[i].repetition) == 0)
            index->values[quiet++] = own.first[i].run_ns;
    if (quiet == own.count)
        return;
    if (quiet < NOISE_FEWEST) {
        noise->lost_cells++;
        return;
    }
    double without_ns = gsl_stats_median(index->values, 1, quiet);
    for (size_t i = 0; i < own.count; i++)
        index->values[i] = own.first[i].run_ns;
    double with_ns = gsl_stats_median(index->values, 1, own.count);
    double moved = fabs(without_ns - with_ns) / with_ns;
    if (isnan(noise->moved) || moved > noise->moved) {
        noise->moved = moved;
        noise->moved_cell = cell;
    }
}

/* --- drift --------------------------------------------------------------------------------------- */

/* `level` is how often this cell may be said to drift while it does not. */
static int find_drift(const struct repetition_index *index, size_t cell, double level,
                      struct noise_summary *noise)
{
    struct cell_repetitions own = index->by_cell[cell];
    double *places = calloc(2 * own.count + 1, sizeof *places);
    if (places == NULL)
        return ENOMEM;
    double *values = places + own.count;
    for (size_t i = 0; i < own.count; i++) {
        places[i] = own.first[i].block;
        values[i] = own.first[i].run_ns;
    }
    struct drift drift;
    int error = drift_find(places, values, own.count, &drift);
    free(places);
    if (error == 0 && drift.probability <= level && fabs(drift.change) > fabs(noise->drift)) {
        noise->drift = drift.change;
        noise->drift_cell = cell;
    }
    return error;
}

/* All serial cells together may be wrong as often as the level, so each gets a part
 * (Bonferroni). */
static int find_drifts(const struct results *results, const struct repetition_index *index,
                       struct noise_summary *noise)
{
    size_t baselines = 0;
    for (size_t cell = 0; cell < results->cell_count; cell++)
        baselines += results->cells[cell].baseline;
    int error = 0;
    for (size_t cell = 0; cell < results->cell_count && error == 0; cell++)
        if (results->cells[cell].baseline)
            error = find_drift(index, cell, DRIFT_LEVEL / (double)baselines, noise);
    return error;
}

/* --- the whole ----------------------------------------------------------------------------------- */

/* The errors of the repetitions are independent, so that of their sum grows with the root of their
 * number; a tick that was cut off has a standard deviation of about a quarter of the greatest
 * error. NaN where the sum is not clearly too much. */
static double spread_share(const struct results *results, const struct sums *sums,
                           const struct noise_summary *noise)
{
    const struct sum *all = &sums->all_strangers;
    double sure_ns = all->figure - sums->error_ns * sqrt((double)noise->repetitions);
    bool is_too_much = sure_ns > SPREAD_MOST * results->processors * all->whole;
    return is_too_much ? share(all) : (double)NAN;
}

static void set_shares(const struct results *results, const struct sums *sums,
                       struct noise_summary *noise)
{
    noise->strangers_share = share(&sums->strangers);
    noise->steal_share = share(&sums->steal);
    noise->throttled_share = share(&sums->throttled);
    noise->pressure_share = share(&sums->pressure);
    noise->serial_share = share(&sums->serial);
    noise->spread_share = noise->disturbed == 0 ? spread_share(results, sums, noise) : (double)NAN;
}

int noise_summarise(const struct results *results, struct noise_summary *noise)
{
    *noise = (struct noise_summary){ .moved = (double)NAN };
    struct sums sums = { 0 };
    for (size_t i = 0; i < results->repetition_count; i++)
        if (results->repetitions[i].error == NULL)
            count(results, &results->repetitions[i], &sums, noise);
    set_shares(results, &sums, noise);
    struct repetition_index index;
    int error = repetition_index_create(results, &index);
    if (error != 0)
        return error;
    for (size_t cell = 0; cell < results->cell_count; cell++)
        compare_cell(results, &index, cell, noise);
    error = find_drifts(results, &index, noise);
    repetition_index_release(&index);
    return error;
}
