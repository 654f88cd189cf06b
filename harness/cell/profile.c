/* SPDX-License-Identifier: MIT */
/* The profile of a workload: what its items cost in the serial run that makes the reference. */
#include "cell/profile.h"
#include "kit/claim.h"
#include "kit/clock.h"
#include <math.h>

#define ROUNDS 1024

static uint64_t clock_cost(void)
{
    uint64_t least = UINT64_MAX;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t begin = clock_now();
        uint64_t cost = clock_now() - begin;
        least = cost < least ? cost : least;
    }
    return least;
}

/* The mean of many claims on the board's counter; the counter is 0 again afterwards. */
static double claim_cost(struct board *board)
{
    struct schedule schedule;
    struct error error;
    const struct schedule_options options = { .kind = SCHEDULE_SELF,
                                              .items = ROUNDS,
                                              .workers = 1 };
    (void)schedule_open(&schedule, &options, &error); /* allocates nothing, and cannot fail */
    struct job job = { .schedule = &schedule };
    job_attach(&job, board);
    struct chunk chunk;
    uint64_t begin = clock_now();
    while (job_claim(&job, 0, &chunk))
        continue;
    uint64_t time = clock_now() - begin;
    job_restart(&job);
    return (double)time / ROUNDS;
}

struct profiler profiler_begin(struct board *board)
{
    board->profile = (struct profile){ .claim_ns = claim_cost(board) };
    return (struct profiler){ .board = board, .clock_ns = clock_cost(), .last_ns = clock_now() };
}

void profiler_item(struct profiler *profiler, uint64_t item)
{
    uint64_t now = clock_now();
    uint64_t cost = now - profiler->last_ns;
    cost -= cost < profiler->clock_ns ? cost : profiler->clock_ns;
    board_costs(profiler->board)[item] = cost;
    /* Welford, "Note on a method for calculating corrected sums of squares and products",
     * Technometrics 4, 1962. */
    double delta = (double)cost - profiler->mean_ns;
    profiler->items++;
    profiler->mean_ns += delta / (double)profiler->items;
    profiler->squares += delta * ((double)cost - profiler->mean_ns);
    profiler->last_ns = clock_now();
}

void profiler_end(const struct profiler *profiler)
{
    struct profile *profile = &profiler->board->profile;
    profile->mean_ns = profiler->mean_ns;
    if (profiler->items > 0)
        profile->sigma_ns = sqrt(profiler->squares / (double)profiler->items);
}
