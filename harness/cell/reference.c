/* SPDX-License-Identifier: MIT */
/* The reference: the right results of the workload, and the profile, which is what its items cost
 * in the serial run that makes them. */
#include "cell/cell.h"
#include "kit/claim.h"
#include "kit/clock.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

struct profiler {
    struct board *board;
    uint64_t clock_ns; /* cost of reading the clock, which is taken off each item */
    uint64_t last_ns;
    uint64_t items;
    double mean_ns;
    double squares; /* sum of squared deviations from the mean */
};

/* Begins with the cost of a claim, while the counter is uncontended. */
static struct profiler begin(struct board *board)
{
    board->profile = (struct profile){ .claim_ns = claim_cost(board) };
    return (struct profiler){ .board = board, .clock_ns = clock_cost(), .last_ns = clock_now() };
}

/* Item `item` has just ended. */
static void profile_item(struct profiler *profiler, uint64_t item)
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

static void end(const struct profiler *profiler)
{
    struct profile *profile = &profiler->board->profile;
    if (profiler->items == 0)
        return;
    /* An item takes some time, even if the clock is too coarse to see it; 0 would be unknown. */
    profile->mean_ns = fmax(profiler->mean_ns, 1);
    profile->sigma_ns = sqrt(profiler->squares / (double)profiler->items);
}

/* The reference is what another cell, run serially and checked, left on its board. */
static int map(struct cell *cell, int fd)
{
    struct board *other;
    int error = board_map(fd, false, &other);
    if (error == 0 &&
        (other->items != cell->job.items || other->result_bytes != cell->job.result_bytes))
        error = EBADMSG;
    if (error != 0)
        return cell_refuse(cell, error, "the reference does not fit the workload: %s",
                           strerror(error));
    cell->reference = board_results(other);
    cell->board->profile = other->profile;
    /* Mapped for reading, it is safe from what the modules do; its descriptor would not be. */
    close(fd);
    return 0;
}

/* Computes the reference here, on the board, and compares it with the answer from outside. */
static int compute(struct cell *cell)
{
    struct board *board = cell->board;
    struct job *job = &cell->job;
    board_clear(board, NULL);
    struct profiler profiler = begin(board);
    for (uint64_t item = 0; item < job->items; item++) {
        int error = job->item(&job->input, item, job->results + item * job->result_bytes);
        if (error != 0)
            return cell_refuse(cell, error, "item %" PRIu64 " failed in the serial reference: %s",
                               item, strerror(error));
        profile_item(&profiler, item);
    }
    end(&profiler);

    if (cell->workload->digest != NULL)
        cell->workload->digest(&job->input, board->digest, sizeof board->digest);
    char text[sizeof board->answer_text] = "no items, no answer";
    enum answer answer = ANSWER_UNKNOWN;
    if (job->items > 0)
        answer = cell->workload->check(&job->input, job->results, text, sizeof text);
    board->answer = answer;
    memcpy(board->answer_text, text, sizeof text);
    if (answer == ANSWER_WRONG)
        return cell_refuse(cell, EBADMSG, "the serial results are wrong: %s", text);

    size_t bytes = job->items * job->result_bytes;
    cell->own_reference = malloc(bytes > 0 ? bytes : 1);
    if (cell->own_reference == NULL)
        return cell_refuse(cell, ENOMEM, "no memory for the reference: %s", strerror(ENOMEM));
    memcpy(cell->own_reference, job->results, bytes);
    cell->reference = cell->own_reference;
    return 0;
}

int cell_reference(struct cell *cell, int fd)
{
    return fd >= 0 ? map(cell, fd) : compute(cell);
}
