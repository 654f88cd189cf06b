/* SPDX-License-Identifier: MIT */
/* How throughput grows with workers: speedup, the serial share that it implies, and the laws that fit
 * it. Pure.
 *
 * A curve is refused what its data cannot bear, with the reason: a law has a least number of distinct
 * numbers of workers, each with a processor, and a peak is none while its cause may be 0.
 */
#ifndef FORKSCALE_ANALYSE_SCALING_H
#define FORKSCALE_ANALYSE_SCALING_H

#include "analyse/estimate.h"
#include "analyse/law.h"
#include "record/results.h"
#include "record/throughput.h"

/* A value of one block. */
struct scaling_sample {
    unsigned block;
    double value; /* of a run the speedup over serial, of a file its throughput */
};

struct scaling_point {
    unsigned workers;
    bool is_fitted;                 /* each worker had a processor, so that laws hold for it */
    struct scaling_sample *samples; /* by rising block */
    size_t sample_count;
    struct estimate value;
    struct estimate relative;   /* over that with one worker, in the same block; or count 0 */
    struct estimate efficiency; /* speedup / workers; over one worker where serial is unknown */
    struct estimate serial; /* serial share, of two workers and more; or count 0. Over one worker
                                 * where that was measured, else over serial */
};

/* An estimate with its 95 % interval. */
struct scaling_range {
    double low;
    double high;
};

enum scaling_refusal {
    SCALING_FITTED,
    SCALING_FEW_POINTS, /* numbers of workers with a processor each */
    SCALING_DIVERGES,   /* no fit was found */
};

/* What a fitted law gives for a number of workers. */
struct scaling_band {
    double workers;
    double value;
    struct scaling_range range; /* 95 % of the bootstrap's fits; without has_interval the value */
};

#define SCALING_BAND 61

struct scaling_law {
    enum scaling_refusal refusal; /* if not SCALING_FITTED, the rest is 0 */
    struct law_fit fit;           /* to the medians */
    double misfit;                /* greatest |law − median| / median … */
    unsigned misfit_workers;      /* … and where */
    bool has_interval;            /* it takes ESTIMATE's least number of blocks */
    struct scaling_range rate;
    struct scaling_range contention;
    struct scaling_range coherence;
    struct scaling_band *band; /* SCALING_BAND of them, over all fitted points; else NULL */
};

enum scaling_peak {
    SCALING_PEAK,
    SCALING_PEAK_NO_LAW,
    SCALING_PEAK_NO_INTERVAL,
    SCALING_PEAK_NONE
};

enum scaling_trend {
    TREND_UNKNOWN, /* too few points or blocks */
    TREND_NONE,    /* at the greatest number of workers it is not surely above 0 */
    TREND_RISES,
    TREND_FALLS,
    TREND_LEVEL, /* it does not surely change */
};

/* Of one strategy on one workload. Owns its strings, points and bands. */
struct scaling_curve {
    char *workload;               /* NULL of a file */
    char *strategy;               /* or the name in the file; NULL if it has none */
    bool has_serial;              /* values are speedups over serial */
    struct scaling_point *points; /* by rising workers */
    size_t count;
    size_t fitted; /* points with is_fitted */
    struct scaling_law law[LAWS];
    enum scaling_peak peak; /* SCALING_PEAK: the two below are known */
    double peak_workers;
    struct scaling_range peak_range;
    /* Of the serial share, from the least to the greatest number of fitted workers: Karp and Flatt,
     * "Measuring parallel processor performance", CACM 33(5), 1990. */
    enum scaling_trend trend;
    struct estimate rise; /* the difference block by block */
};

struct scaling {
    struct scaling_curve *all;
    size_t count;
};

/* The curves of a run: strategies with at least two numbers of workers, none of a base build, by
 * workload and strategy in the order of the plan. Returns 0 or ENOMEM; after an error *scaling needs
 * no release. */
int scaling_of_results(const struct results *results, struct scaling *scaling);

/* The curves of a file, in the order of their first rows. Likewise. */
int scaling_of_throughput(const struct throughput *throughput, struct scaling *scaling);

void scaling_release(struct scaling *scaling);

#endif
