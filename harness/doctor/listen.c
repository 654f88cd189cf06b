/* SPDX-License-Identifier: MIT */
/* The machine's own noise: a processor is kept busy with equal pieces of work, and their times show
 * what comes between. */
#include "analyse/estimate.h"
#include "doctor/doctor.h"
#include "kit/clock.h"
#include "machine/noise.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PIECE_NS       UINT64_C(20000000) /* about the time of a repetition */
#define STEPS_FIRST    UINT64_C(100000)
#define STRANGERS_MOST 0.01 /* of a processor */
#define RESOLVES_MOST  0.05 /* a difference above it is too much to be of use */

/* Steps that depend on each other, as those of spin. */
static uint64_t work(uint64_t steps, uint64_t state)
{
    for (uint64_t i = 0; i < steps; i++)
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return state;
}

static uint64_t time_of(uint64_t steps, uint64_t *state)
{
    uint64_t begin_ns = clock_now();
    *state = work(steps, *state);
    return clock_now() - begin_ns;
}

/* Half of the 95 % interval of the median of so many of these times, over the median: two pools have to
 * differ by about as much. The mean over all runs of `blocks` times. */
static double resolution(const double *times, size_t count, unsigned blocks, double *scratch)
{
    double sum = 0;
    size_t runs = 0;
    for (size_t first = 0; first + blocks <= count; first++, runs++) {
        for (unsigned i = 0; i < blocks; i++)
            scratch[i] = times[first + i];
        struct estimate estimate = estimate_median(scratch, blocks, ESTIMATE_LEVEL);
        sum += (estimate.high - estimate.low) / 2 / estimate.median;
    }
    return runs > 0 ? sqrt(2) * sum / (double)runs : (double)NAN;
}

static void judge_strangers(const struct noise *noise, struct diagnosis *diagnosis)
{
    double share = noise->strangers_ns / noise->wall_ns;
    double steal = noise->steal_ns / noise->wall_ns;
    double unsure = noise->error_ns / noise->wall_ns;
    if (!isfinite(share) || !isfinite(steal))
        diagnose_unknown(diagnosis, "/proc/stat does not tell");
    else if (share > STRANGERS_MOST + unsure || steal > STRANGERS_MOST + unsure)
        diagnose_warning(diagnosis,
                         "end other programs; a hypervisor's share needs another machine",
                         "other programs took %.1f %% of a processor, the hypervisor %.1f %%",
                         100 * share, 100 * steal);
    else
        diagnose_ok(diagnosis, "other programs took %.1f %% of a processor, the hypervisor %.1f %%",
                    100 * share, 100 * steal);
}

static void judge_jitter(double *times, size_t count, unsigned blocks, double resolved,
                         struct diagnosis *diagnosis)
{
    double median = estimate_median(times, count, ESTIMATE_LEVEL).median;
    double slowest = times[count - 1] / median - 1;
    if (!isfinite(resolved))
        diagnose_unknown(diagnosis, "the time was too short for so many pieces of work");
    else if (resolved > RESOLVES_MOST)
        diagnose_warning(
            diagnosis, "see the warnings above; or run more blocks, as with --until-certain",
            "pieces of %.0f ms are up to %.1f %% slower; %u blocks resolve differences "
            "of %.1f %%",
            median / 1e6, 100 * slowest, blocks, 100 * resolved);
    else
        diagnose_ok(diagnosis,
                    "pieces of %.0f ms are up to %.1f %% slower; %u blocks resolve differences of "
                    "%.2g %%",
                    median / 1e6, 100 * slowest, blocks, 100 * resolved);
}

int doctor_listen(const char *root, double seconds, unsigned blocks, struct diagnosis *strangers,
                  struct diagnosis *jitter)
{
    size_t most = (size_t)(seconds * 1e9 / (double)PIECE_NS) + 1;
    double *times = calloc(most + blocks, sizeof *times);
    struct noise_meter *meter = noise_open(root);
    if (times == NULL || meter == NULL) {
        free(times);
        if (meter != NULL)
            noise_close(meter);
        return ENOMEM;
    }
    /* As many steps as take about the time of a piece; the least of three, because any may be late. */
    uint64_t state = 1;
    uint64_t first_ns = UINT64_MAX;
    for (int i = 0; i < 3; i++) {
        uint64_t ns = time_of(STEPS_FIRST, &state);
        first_ns = ns > 0 && ns < first_ns ? ns : first_ns;
    }
    uint64_t steps = STEPS_FIRST * PIECE_NS / first_ns;
    size_t count = 0;
    uint64_t end_ns = clock_now() + (uint64_t)(seconds * 1e9);
    noise_begin(meter);
    while (count < most && clock_now() < end_ns)
        times[count++] = (double)time_of(steps, &state);
    struct noise noise = noise_end(meter);
    noise_close(meter);
    /* The state decides it, so the compiler cannot leave out the work. */
    if (count == 0 || state == 0) {
        diagnose_unknown(jitter, "no piece of work was timed");
    } else {
        double resolved = resolution(times, count, blocks, times + most);
        judge_jitter(times, count, blocks, resolved, jitter);
    }
    judge_strangers(&noise, strangers);
    free(times);
    return 0;
}
