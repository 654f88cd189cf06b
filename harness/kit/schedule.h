/* SPDX-License-Identifier: MIT */
/* Schedules: pure rules that cut the items of a job into chunks.
 *
 * A schedule is a sequence of chunks that covers the items 0 … N−1 in order, each exactly once. It
 * follows from N, the number of workers P and the options below, so any process can compute it
 * again, and processes agree on it without communication. Step s is the position of a chunk in the
 * sequence. Who gets which step is not decided here: workers claim steps (kit/claim.h), or a parent
 * hands them out.
 *
 * R is the number of items that no chunk has yet; k is the option `chunk`; µ and σ are mean and
 * standard deviation of the cost of an item, h is the cost of a claim. All sizes are at least 1 and
 * at most R.
 *
 *     name        next chunk                                        source
 *     block       a P-th of N, to worker s; longer parts first      –
 *     cyclic      k, to worker s mod P                              –
 *     self        1                                                 Tang & Yew 1986
 *     fixed       k                                                 Kruskal & Weiss 1985
 *     fsc         ⌈(√2·N·h / (σ·P·√ln P))^(2/3)⌉                    Kruskal & Weiss 1985
 *     guided      max(k, ⌈R/P⌉)                                     Polychronopoulos & Kuck 1987
 *     trapezoid   from f = ⌊N/2P⌋ down to k, each ⌊(f−k)/(n−1)⌋     Tzen & Ni 1993
 *                 less, with n = ⌈2N/(f+k)⌉
 *     factoring   P chunks of max(k, ⌈R/(x·P)⌉), then R anew, with  Hummel, Schonberg & Flynn 1992
 *                 b = P·σ/(2·√R·µ) and x = 1 + b² + b·√(b²+2) in
 *                 the first batch, x = 2 + b² + b·√(b²+4) later
 *     factoring2  the same with x = 2                               ibidem, section on FAC2
 *     tapering    max(k, ⌈T + v²/2 − v·√(2T + v²/4)⌉), with         Lucco 1992
 *                 T = R/P + k/2 and v = 1.3·σ/µ
 *     random      uniform from k to max(k, ⌊N/2P⌋)                  Ciorba, Iwainsky & Buder 2018
 *     awf         batches as factoring2; of each, a worker takes    Banicescu, Velusamy and
 *                 its weight w / P, where w is its measured rate    Devaprasad 2003
 *                 over the mean rate of all
 *
 * Where σ is 0, fsc gives ⌈N/P⌉ and tapering is guided.
 */
#ifndef FORKSCALE_KIT_SCHEDULE_H
#define FORKSCALE_KIT_SCHEDULE_H

#include "kit/error.h"
#include <stdbool.h>
#include <stdint.h>

#define SCHEDULE_CHUNK_MAX (INT64_C(1) << 20)

/* Consecutive items; count 0: none. */
struct chunk {
    uint64_t first;
    uint64_t count;
};

enum schedule_kind {
    SCHEDULE_BLOCK,
    SCHEDULE_CYCLIC,
    SCHEDULE_SELF,
    SCHEDULE_FIXED,
    SCHEDULE_FSC,
    SCHEDULE_GUIDED,
    SCHEDULE_TRAPEZOID,
    SCHEDULE_FACTORING,
    SCHEDULE_FACTORING2,
    SCHEDULE_TAPERING,
    SCHEDULE_RANDOM,
    SCHEDULE_AWF,
    SCHEDULE_KINDS,
};

/* Sets of schedules that a way of handing out chunks allows. */
#define SCHEDULE_BIT(kind) (1U << (kind))
/* Known to each worker before it starts. */
#define SCHEDULES_STATIC (SCHEDULE_BIT(SCHEDULE_BLOCK) | SCHEDULE_BIT(SCHEDULE_CYCLIC))
/* Each chunk to any worker: cyclic, which binds chunks to workers, and awf, which asks which worker
 * claims, are impossible. */
#define SCHEDULES_QUEUE                                                                            \
    (SCHEDULES_ALL & ~(SCHEDULE_BIT(SCHEDULE_CYCLIC) | SCHEDULE_BIT(SCHEDULE_AWF)))
#define SCHEDULES_ALL (SCHEDULE_BIT(SCHEDULE_KINDS) - 1)

/* What is known of the costs of the items before the run, in nanoseconds; 0: unknown. */
struct profile {
    double mean_ns;
    double sigma_ns;
    double claim_ns;
};

struct schedule_options {
    enum schedule_kind kind;
    uint64_t items;
    unsigned workers;       /* at least 1 */
    uint64_t chunk;         /* k; 0 is 1 */
    uint64_t seed;          /* of random */
    struct profile profile; /* fsc needs all three, factoring and tapering mean and sigma */
};

/* A schedule worked out. Read-only after schedule_open, so processes and threads may share it. */
struct schedule {
    enum schedule_kind kind;
    unsigned workers;
    bool is_even; /* self, fixed and fsc: any worker may take any chunk, and all are of one size */
    uint64_t items;
    uint64_t chunk;   /* size of each chunk of self, fixed, fsc and cyclic; else the least */
    uint64_t steps;   /* number of chunks; of awf, number of batches */
    uint64_t *bounds; /* steps + 1 items at which chunks begin, for sizes that vary; else NULL */
};

const char *schedule_name(enum schedule_kind kind);

/* Finds a schedule by its name. Returns false, and leaves *kind alone, when there is none. */
bool schedule_find(const char *name, enum schedule_kind *kind);

/* One line without a full stop. */
const char *schedule_summary(enum schedule_kind kind);

/* Works out a schedule. Returns 0, ENOMEM, or EINVAL with a sentence if k is given for self or
 * block, or, unless there are no items, a part of the profile is missing. After an error nothing
 * needs to be closed. */
int schedule_open(struct schedule *schedule, const struct schedule_options *options,
                  struct error *error);

/* Frees it. A zeroed schedule is allowed. */
void schedule_close(struct schedule *schedule);

/* Whether chunks belong to workers from the start, step s to worker s mod P: block and cyclic. */
bool schedule_is_static(const struct schedule *schedule);

/* The chunk of a step; empty past the last. Not for awf. */
struct chunk schedule_chunk(const struct schedule *schedule, uint64_t step);

/* awf: the chunk that begins at item `first` for a worker of weight `weight` ≥ 0, 1 being the mean.
 * Never crosses a batch; empty at or past the end. */
struct chunk schedule_weighted(const struct schedule *schedule, uint64_t first, double weight);

/* The contiguous part of `items` that `worker` of `workers` > 0 gets under block. Parts differ by
 * at most one item, and longer ones come first. */
struct chunk schedule_slice(uint64_t items, unsigned workers, unsigned worker);

#endif
