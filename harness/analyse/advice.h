/* SPDX-License-Identifier: MIT */
/* Which strategy for so many items of this grain? Pure: the costs of a calibration and a question in,
 * ranked predictions out.
 *
 * The time of a call on P workers is predicted as
 *
 *     lead + E[makespan] + tail
 *
 * lead and tail are what a call takes before its first worker and after its last; worker w begins
 * w / (P − 1) of the stagger later. The makespan is that of list scheduling (Graham, "Bounds on
 * multiprocessing timing anomalies", SIAM J. Appl. Math. 17, 1969): the chunks of the schedule
 * (kit/schedule.h) in order, each to the worker that is free first; under a static schedule each to
 * its own. A chunk of k items takes k·claim + slowdown·G, where G has the gamma distribution of shape
 * k/CV² and scale grain·CV²: the sum of k independent gamma costs with this mean and coefficient of
 * variation CV. The expectation is a mean of simulations, of which the part that follows from the sum
 * of all costs is known. serial takes items·(grain + claim).
 *
 * Costs differ from block to block, and so does the prediction: its interval is that of the median of
 * the blocks (analyse/estimate.h), the spread of the calibration and nothing else.
 */
#ifndef FORKSCALE_ANALYSE_ADVICE_H
#define FORKSCALE_ANALYSE_ADVICE_H

#include "analyse/estimate.h"
#include "kit/schedule.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ADVICE_CANDIDATES 29

/* Workers that spin sleep when there has been no call for so long: as those of kit/spin.h do. */
#define ADVICE_SPIN_NS 50e3

/* Predictions that differ by less are not told apart; the simpler one is advised. */
#define ADVICE_SAME 0.02

enum advice_use {
    ADVICE_ONCE,  /* open, one run, close */
    ADVICE_AGAIN, /* a run of an open pool, one after the other */
    ADVICE_USES,
};

/* How a candidate works. */
enum advice_kind {
    ADVICE_ALONE,    /* the caller does everything */
    ADVICE_SHARED,   /* as in the formula */
    ADVICE_PER_ITEM, /* starts a process for each item */
    ADVICE_CHOOSES,  /* adaptive: alone, or as prefork */
};

enum advice_trait {
    ADVICE_THREADS = 1, /* its workers are threads, not processes */
    ADVICE_CHOSEN = 2,  /* by the candidate that chooses, when it shares */
    ADVICE_SPINS = 4,   /* its workers spin for a while before they sleep between calls */
    ADVICE_SLEEPS = 8,  /* … and then wake up like those of this one, which never spin */
};

struct advice_candidate {
    const char *strategy; /* label, as in the results */
    enum schedule_kind schedule;
    enum advice_kind kind;
    unsigned traits; /* enum advice_trait */
};

/* By rising complexity: what has to be written or installed, and known. */
extern const struct advice_candidate advice_candidates[ADVICE_CANDIDATES];

/* A call without work. */
struct advice_call {
    double lead_ns;
    double stagger_ns;
    double tail_ns;
};

struct advice_cost {
    bool is_known;
    struct advice_call call[ADVICE_USES];
    double claim_ns;          /* what an item takes its worker beside its work */
    double more[ADVICE_USES]; /* by which share its work takes longer than that of its kind */
};

/* What one block of a calibration has. */
struct advice_block {
    struct advice_cost costs[ADVICE_CANDIDATES];
    /* What work takes beside other workers over what it takes alone: [1] where chunks belong to
     * workers, which wait for the slowest, else [0]. */
    double slowdown[ADVICE_USES][2];
};

struct advice_question {
    uint64_t items; /* at least 1 */
    double grain_ns;
    double unevenness; /* coefficient of variation of the costs */
    enum advice_use use;
    double calls_per_s; /* 0: none are asked for */
    unsigned workers;   /* the processors, of the calibration too */
    bool has_processes; /* only candidates whose workers are processes, and serial */
};

/* Where the time of a call goes: all but `work` are overhead. */
struct advice_parts {
    double start_ns;  /* lead, stagger, tail */
    double claims_ns; /* of a worker */
    double wait_ns;   /* for the last worker */
    double work_ns;   /* of a worker */
};

/* Why a candidate loses: the part that exceeds that of the advised one most. */
enum advice_reason { ADVICE_SAME_TIME, ADVICE_START, ADVICE_CLAIMS, ADVICE_WAIT, ADVICE_WORK };

struct advice_line {
    const struct advice_candidate *candidate;
    struct estimate time_ns;
    struct estimate ratio;     /* its time over that of the advised one in the same block */
    struct advice_parts parts; /* medians */
    enum advice_reason reason;
    double reason_ns; /* what this part takes in all */
};

struct advice {
    struct advice_line lines[ADVICE_CANDIDATES]; /* the advised one, and the others by time */
    size_t count;
    double processors_needed; /* work in a second, in processors; 0 where no rate is asked for */
    bool has_processors;      /* there are more */
    bool is_in_time;          /* … and the advised candidate is done before the next call */
};

/* Predicts one call by the costs of one block. Returns 0 or ENOMEM. */
int advice_predict(const struct advice_question *question, const struct advice_block *block,
                   size_t candidate, struct advice_parts *parts);

/* Answers the question; candidates that no block knows are left out. Returns 0; ENOMEM; or ENOENT
 * when none is left. */
int advice_make(const struct advice_question *question, const struct advice_block *blocks,
                size_t block_count, struct advice *advice);

/* Of all parts. */
double advice_sum(const struct advice_parts *parts);

#endif
