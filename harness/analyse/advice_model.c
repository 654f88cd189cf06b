/* SPDX-License-Identifier: MIT */
/* The time of one call by the costs of one block. */
#include "analyse/advice.h"
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

/* Of a call of uneven items: as many as take so many chunks, between these bounds. */
#define SIMULATIONS_LEAST 24
#define SIMULATIONS_MOST  1024
#define SIMULATED_CHUNKS  65536
#define SEED              20141

/* Chunks before the last so many are shared evenly: who gets which of them no longer matters when the
 * last one ends. */
#define LAST_CHUNKS 1024

/* One call to be simulated. */
struct call {
    const struct advice_question *question;
    const struct advice_cost *cost;
    double stagger_ns;
    double slowdown;
    struct schedule schedule;
    gsl_rng *random;
    double *free_ns; /* when each worker is free, from when the first one begins */
    double drawn_ns; /* what all items of a simulation take */
};

/* --- what items take -------------------------------------------------------------------------- */

static double take(struct call *call, double items)
{
    double variance = call->question->unevenness * call->question->unevenness;
    double work = items * call->question->grain_ns;
    if (variance > 0 && work > 0)
        work = gsl_ran_gamma(call->random, items / variance, call->question->grain_ns * variance);
    work = call->slowdown * work + items * call->cost->claim_ns;
    call->drawn_ns += work;
    return work;
}

/* --- makespans -------------------------------------------------------------------------------- */

static double begin_ns(const struct call *call, unsigned worker)
{
    unsigned others = call->question->workers - 1;
    return others == 0 ? 0 : call->stagger_ns * worker / others;
}

static double latest(const struct call *call)
{
    double latest_ns = 0;
    for (unsigned worker = 0; worker < call->question->workers; worker++)
        latest_ns = fmax(latest_ns, call->free_ns[worker]);
    return latest_ns;
}

/* Each worker does its own part. A cyclic part has as many items as a contiguous one. */
static double static_makespan(struct call *call)
{
    const struct advice_question *question = call->question;
    for (unsigned worker = 0; worker < question->workers; worker++) {
        struct chunk part = schedule_slice(question->items, question->workers, worker);
        call->free_ns[worker] =
            part.count > 0 ? begin_ns(call, worker) + take(call, (double)part.count) : 0;
    }
    return latest(call);
}

/* Fills the workers up to one level, those that begin later least. */
static void share_evenly(const struct call *call, double ns)
{
    double level_ns = 0;
    double begun_ns = 0;
    for (unsigned worker = 0; worker < call->question->workers; worker++) {
        if (worker > 0 && level_ns <= begin_ns(call, worker))
            break;
        begun_ns += begin_ns(call, worker);
        level_ns = (ns + begun_ns) / (worker + 1);
    }
    for (unsigned worker = 0; worker < call->question->workers; worker++)
        call->free_ns[worker] = fmax(begin_ns(call, worker), level_ns);
}

static unsigned first_free(const struct call *call)
{
    unsigned first = 0;
    for (unsigned worker = 1; worker < call->question->workers; worker++)
        if (call->free_ns[worker] < call->free_ns[first])
            first = worker;
    return first;
}

static double dynamic_makespan(struct call *call)
{
    const struct schedule *schedule = &call->schedule;
    uint64_t first = schedule->steps > LAST_CHUNKS ? schedule->steps - LAST_CHUNKS : 0;
    uint64_t before = schedule_chunk(schedule, first).first;
    double latest_ns = 0;
    share_evenly(call, before > 0 ? take(call, (double)before) : 0);
    for (uint64_t step = first; step < schedule->steps; step++) {
        unsigned worker = first_free(call);
        call->free_ns[worker] += take(call, (double)schedule_chunk(schedule, step).count);
        latest_ns = fmax(latest_ns, call->free_ns[worker]);
    }
    return latest_ns;
}

/* By how much the makespan exceeds a worker's share of all that was drawn, on average. The mean of the
 * makespans themselves would also have the chance in their sums. */
static double mean_excess(struct call *call)
{
    double chunks = fmin((double)call->schedule.steps, LAST_CHUNKS);
    double most = fmin(SIMULATED_CHUNKS / fmax(chunks, 1), SIMULATIONS_MOST);
    unsigned simulations =
        call->question->unevenness > 0 ? (unsigned)fmax(most, SIMULATIONS_LEAST) : 1;
    double sum_ns = 0;
    gsl_rng_set(call->random, SEED);
    for (unsigned i = 0; i < simulations; i++) {
        call->drawn_ns = 0;
        sum_ns +=
            schedule_is_static(&call->schedule) ? static_makespan(call) : dynamic_makespan(call);
        sum_ns -= call->drawn_ns / call->question->workers;
    }
    return sum_ns / simulations;
}

/* --- candidates ------------------------------------------------------------------------------- */

static void predict_alone(const struct advice_question *question, const struct advice_cost *cost,
                          struct advice_parts *parts)
{
    const struct advice_call *own = &cost->call[question->use];
    *parts = (struct advice_parts){
        .start_ns = own->lead_ns + own->stagger_ns + own->tail_ns,
        .claims_ns = (double)question->items * cost->claim_ns,
        .work_ns = (double)question->items * question->grain_ns,
    };
}

/* The first candidate with this trait; ADVICE_CANDIDATES where the block knows none. */
static size_t find(const struct advice_block *block, enum advice_trait trait)
{
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++)
        if ((advice_candidates[i].traits & trait) && block->costs[i].is_known)
            return i;
    return ADVICE_CANDIDATES;
}

/* What a call takes without work. In the calibration calls follow each other at once; workers that
 * have gone to sleep since the last call have to wake up. */
static const struct advice_call *find_call(const struct advice_question *question,
                                           const struct advice_block *block, size_t candidate)
{
    double work_ns = (double)question->items * question->grain_ns / question->workers;
    size_t sleeper = find(block, ADVICE_SLEEPS);
    bool is_asleep = question->calls_per_s > 0 &&
                     1e9 / question->calls_per_s - work_ns > ADVICE_SPIN_NS &&
                     (advice_candidates[candidate].traits & ADVICE_SPINS) != 0;
    if (is_asleep && sleeper < ADVICE_CANDIDATES)
        candidate = sleeper;
    return &block->costs[candidate].call[question->use];
}

static int predict_shared(const struct advice_question *question, const struct advice_block *block,
                          size_t candidate, struct advice_parts *parts)
{
    const struct advice_cost *cost = &block->costs[candidate];
    const struct advice_call *own = find_call(question, block, candidate);
    const struct schedule_options chunks = {
        .kind = advice_candidates[candidate].schedule,
        .items = question->items,
        .workers = question->workers,
    };
    struct error error;
    struct call call = { .question = question, .cost = cost, .stagger_ns = own->stagger_ns };
    int code = schedule_open(&call.schedule, &chunks, &error);
    if (code != 0)
        return code;
    const double *slowdown = block->slowdown[question->use];
    call.slowdown = slowdown[schedule_is_static(&call.schedule)] * (1 + cost->more[question->use]);
    call.random = gsl_rng_alloc(gsl_rng_taus2);
    call.free_ns = calloc(question->workers, sizeof *call.free_ns);
    if (call.random != NULL && call.free_ns != NULL) {
        double share = (double)question->items / question->workers;
        double work_ns = share * question->grain_ns;
        *parts = (struct advice_parts){
            .start_ns = own->lead_ns + own->stagger_ns / 2 + own->tail_ns,
            .claims_ns = share * cost->claim_ns,
            .work_ns = work_ns * slowdown[0],
        };
        /* A call that is over before the last worker begins does not wait for it. */
        double wait_ns =
            mean_excess(&call) - own->stagger_ns / 2 + (call.slowdown - slowdown[0]) * work_ns;
        parts->wait_ns = fmax(0, wait_ns);
        parts->start_ns += fmin(0, wait_ns);
    } else {
        code = ENOMEM;
    }
    if (call.random != NULL)
        gsl_rng_free(call.random);
    free(call.free_ns);
    schedule_close(&call.schedule);
    return code;
}

/* adaptive knows the number of items and measures the first ones, so it takes the better of the two;
 * before that it has its own costs in either case. */
static int predict_choice(const struct advice_question *question, const struct advice_block *block,
                          size_t candidate, struct advice_parts *parts)
{
    const struct advice_cost *own = &block->costs[candidate];
    const struct advice_call *call = &own->call[question->use];
    struct advice_parts shared = { .start_ns = 0 };
    size_t other = find(block, ADVICE_CHOSEN);
    predict_alone(question, own, parts);
    if (other == ADVICE_CANDIDATES)
        return 0;
    int code = predict_shared(question, block, other, &shared);
    shared.start_ns += call->lead_ns + call->stagger_ns + call->tail_ns;
    if (code == 0 && advice_sum(&shared) < advice_sum(parts))
        *parts = shared;
    return code;
}

double advice_sum(const struct advice_parts *parts)
{
    return parts->start_ns + parts->claims_ns + parts->wait_ns + parts->work_ns;
}

int advice_predict(const struct advice_question *question, const struct advice_block *block,
                   size_t candidate, struct advice_parts *parts)
{
    switch (advice_candidates[candidate].kind) {
    case ADVICE_ALONE:
        predict_alone(question, &block->costs[candidate], parts);
        return 0;
    case ADVICE_SHARED:
    case ADVICE_PER_ITEM:
        return predict_shared(question, block, candidate, parts);
    case ADVICE_CHOOSES:
        return predict_choice(question, block, candidate, parts);
    }
    return EINVAL;
}
