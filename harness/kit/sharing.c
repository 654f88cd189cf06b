/* SPDX-License-Identifier: MIT */
/* Sharing: whether more workers pay. */
#include "kit/sharing.h"
#include <math.h>
#include <stdio.h>

/* As `forkscale run --ballast` shows it on two virtual machines: the right order is enough. */
#define FORK_NS     UINT64_C(100000) /* a fork, and the end of the process … */
#define FORK_MIB_NS UINT64_C(38000)  /* … for each MiB that the parent has touched */
#define ASK_NS      UINT64_C(200000) /* a template that has slept: its answer, and its end */

#define WAKE_NS      50000   /* that a shared run may take longer while workers wake up */
#define SETTLE_NS    100000  /* until they have … */
#define START_NS     1000000 /* … and until new ones have touched what they need */
#define SETTLE_MOST  1000    /* runs, at most, that do not count meanwhile */
#define TRIALS_TIMES 100     /* the time between two trials, in what a trial loses */
#define APART_LEAST  50      /* runs between two trials … */
#define APART_MOST   1000000
#define VAIN_MOST    6 /* trials in vain double that so often at most */

#define MEASURE_FIRST 8     /* runs without workers that are all measured, then one of … */
#define MEASURE_EVERY 256   /* … unless the price is near, or … */
#define SURPRISE_NS   10000 /* … one may have taken so long */

/* See sharing_chunks. */
#define UNEVEN_SHARE_NS 1e6
#define SHORT_SHARE_NS  2e3
#define CHUNK_LEAST_NS  200

uint64_t sharing_price(uint64_t copied_bytes, unsigned workers, bool has_template,
                       bool *by_template)
{
    uint64_t forks = workers > 0 ? workers - 1 : 0;
    uint64_t own_ns = forks * (FORK_NS + (copied_bytes >> 20) * FORK_MIB_NS);
    uint64_t template_ns = ASK_NS + forks * FORK_NS;
    *by_template = has_template && template_ns < own_ns;
    return *by_template ? template_ns : own_ns;
}

uint64_t sharing_gain(const struct sharing *sharing, uint64_t alone_ns)
{
    if (sharing->workers < 2)
        return 0;
    uint64_t shared_ns = alone_ns / sharing->workers + sharing->handover_ns;
    return alone_ns > shared_ns ? alone_ns - shared_ns : 0;
}

bool sharing_pays(const struct sharing *sharing, uint64_t rest_ns)
{
    uint64_t gain_ns = sharing_gain(sharing, rest_ns);
    return gain_ns > 0 && sharing->rent_ns + gain_ns >= sharing->price_ns;
}

void sharing_note_rent(struct sharing *sharing, uint64_t alone_ns, uint64_t runs)
{
    sharing_estimate(&sharing->alone_ns, alone_ns);
    sharing->rent_ns += runs * sharing_gain(sharing, sharing->alone_ns);
}

uint32_t sharing_patience(const struct sharing *sharing)
{
    uint64_t gain_ns = sharing_gain(sharing, sharing->alone_ns);
    if (gain_ns == 0)
        return UINT32_MAX;
    uint64_t paid_ns =
        sharing->rent_ns + gain_ns; /* with that of the run that sharing_pays is asked for */
    uint64_t owed_ns = sharing->price_ns > paid_ns ? sharing->price_ns - paid_ns : 1;
    uint64_t runs = (owed_ns - 1) / gain_ns + 1;
    return runs < UINT32_MAX ? (uint32_t)runs : UINT32_MAX;
}

bool sharing_alone_is_measured(struct sharing *sharing)
{
    if (sharing->unmeasured + 1 >= sharing->every)
        return true;
    sharing->unmeasured++;
    return false;
}

void sharing_note_alone(struct sharing *sharing, uint64_t begin_ns, uint64_t end_ns)
{
    sharing_note_rent(sharing, end_ns - begin_ns, UINT64_C(1) + sharing->unmeasured);
    sharing->ended_ns = end_ns;
    sharing->unmeasured = 0;
    uint32_t patience = sharing_patience(sharing);
    if (++sharing->measured < MEASURE_FIRST)
        sharing->every = 1;
    else
        sharing->every = patience < MEASURE_EVERY ? patience : MEASURE_EVERY;
}

void sharing_note_end(struct sharing *sharing, uint64_t end_ns)
{
    if (end_ns - sharing->ended_ns > SURPRISE_NS)
        sharing->every = 1;
    sharing->ended_ns = end_ns;
}

/* The next runs are done in this way, and count after `settle_ns`. */
static void go(struct sharing *sharing, bool is_shared, uint64_t settle_ns)
{
    uint64_t ns = sharing->alone_ns / sharing->workers + sharing->handover_ns;
    uint64_t settling = 1 + (is_shared ? settle_ns / (ns + 1) : 0);
    sharing->is_shared = is_shared;
    sharing->settling = (uint32_t)(settling < SETTLE_MOST ? settling : SETTLE_MOST);
}

static void begin_trial(struct sharing *sharing, bool is_shared, uint64_t settle_ns)
{
    go(sharing, is_shared, settle_ns);
    sharing->is_trial = true;
    sharing->sampled = 0;
}

void sharing_begin(struct sharing *sharing)
{
    begin_trial(sharing, true, START_NS);
}

bool sharing_next(struct sharing *sharing)
{
    if (sharing->until_trial > 0 && --sharing->until_trial == 0)
        begin_trial(sharing, !sharing->is_shared, SETTLE_NS);
    return sharing->is_shared;
}

/* Runs until the other way is tried again; 0: never. */
static uint32_t runs_until_trial(const struct sharing *sharing)
{
    uint64_t own_ns = sharing->is_shared ? sharing->shared_ns : sharing->alone_ns;
    uint64_t other_ns = sharing->is_shared ? sharing->alone_ns : sharing->shared_ns;
    uint64_t all_ns = sharing->workers * own_ns;
    /* Work that took much longer alone still does, and what is shorter than a hand-over still is. */
    bool is_clear =
        sharing->is_shared ? other_ns > own_ns + own_ns / 2 : sharing_gain(sharing, own_ns) == 0;
    /* But alone no run takes longer than all of them together: such a one was interrupted. */
    if (sharing->is_shared && other_ns > all_ns + all_ns / 8) {
        is_clear = false;
        other_ns = all_ns;
    }
    if (is_clear)
        return 0;
    double loss_ns = sharing->is_shared ? 0 : WAKE_NS;
    if (other_ns > own_ns)
        loss_ns += SHARING_SAMPLES * (double)(other_ns - own_ns);
    double runs = TRIALS_TIMES * loss_ns / (double)(own_ns + 1);
    return (uint32_t)fmin(fmax(runs, APART_LEAST) * (1 << sharing->vain), APART_MOST);
}

/* Insertion, up to the middle of few. */
static uint64_t median(uint64_t samples[static SHARING_SAMPLES])
{
    for (unsigned i = 1; i < SHARING_SAMPLES; i++)
        for (unsigned j = i; j > 0 && samples[j - 1] > samples[j]; j--) {
            uint64_t less = samples[j];
            samples[j] = samples[j - 1];
            samples[j - 1] = less;
        }
    return samples[SHARING_SAMPLES / 2];
}

/* The two ways are known: takes the faster one. */
static void decide(struct sharing *sharing, bool is_after_trial)
{
    bool is_shared = sharing->shared_ns < sharing->alone_ns;
    bool is_change = is_shared != sharing->is_shared;
    if (!is_change && !is_after_trial && sharing->until_trial > 0)
        return;
    if (is_change)
        go(sharing, is_shared, SETTLE_NS);
    if (is_after_trial && is_change)
        sharing->vain += sharing->vain < VAIN_MOST ? 1 : 0;
    else
        sharing->vain = 0;
    sharing->until_trial = runs_until_trial(sharing);
}

void sharing_note(struct sharing *sharing, uint64_t ns)
{
    uint64_t *estimate_ns = sharing->is_shared ? &sharing->shared_ns : &sharing->alone_ns;
    bool is_trial = sharing->is_trial;
    if (sharing->settling > 0) {
        sharing->settling--;
        return;
    }
    if (!is_trial) {
        sharing_estimate(estimate_ns, ns);
    } else {
        sharing->samples[sharing->sampled++] = ns;
        if (sharing->sampled < SHARING_SAMPLES)
            return;
        *estimate_ns = median(sharing->samples);
        sharing->is_trial = false;
    }
    decide(sharing, is_trial);
}

void sharing_estimate(uint64_t *estimate_ns, uint64_t ns)
{
    uint64_t old_ns = *estimate_ns;
    if (old_ns == 0) {
        *estimate_ns = ns;
        return;
    }
    uint64_t most_ns = 2 * old_ns;
    uint64_t least_ns = old_ns / 2;
    uint64_t near_ns = ns > most_ns ? most_ns : ns < least_ns ? least_ns : ns;
    *estimate_ns = (3 * old_ns + near_ns) / 4;
}

struct schedule_options sharing_chunks(uint64_t items, unsigned workers, double item_ns)
{
    double share_ns = item_ns * (double)items / workers;
    struct schedule_options options = {
        .kind = SCHEDULE_FACTORING2, .items = items, .workers = workers, .chunk = 1
    };
    if (item_ns <= 0)
        return options;
    if (share_ns < SHORT_SHARE_NS || share_ns >= UNEVEN_SHARE_NS)
        options.kind = SCHEDULE_FIXED;
    double chunk_ns =
        share_ns >= UNEVEN_SHARE_NS ? share_ns / 200 : fmax(CHUNK_LEAST_NS, share_ns / 64);
    if (share_ns < SHORT_SHARE_NS)
        options.chunk = items / workers + (items % workers != 0);
    else if (chunk_ns > item_ns)
        options.chunk = (uint64_t)(chunk_ns / item_ns);
    return options;
}

static double us(uint64_t ns)
{
    return (double)ns / 1e3;
}

void sharing_tell(const struct sharing *sharing, char *text, size_t bytes)
{
    if (sharing->shared_ns > 0)
        snprintf(text, bytes, "a run takes %.3g us alone, %.3g us by %u", us(sharing->alone_ns),
                 us(sharing->shared_ns), sharing->workers);
    else if (sharing->is_shared)
        snprintf(text, bytes, "a run takes %.3g us alone, %u workers cost %.3g us",
                 us(sharing->alone_ns), sharing->workers, us(sharing->price_ns));
    else if (sharing->workers < 2)
        snprintf(text, bytes, "there are no two items and processors");
    else if (sharing_gain(sharing, sharing->alone_ns) == 0)
        snprintf(text, bytes, "a run of %.3g us is too short for a hand-over of %.3g us",
                 us(sharing->alone_ns), us(sharing->handover_ns));
    else
        snprintf(text, bytes, "%.3g us saved by sharing so far, workers cost %.3g us",
                 us(sharing->rent_ns), us(sharing->price_ns));
}
