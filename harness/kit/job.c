/* SPDX-License-Identifier: MIT */
/* The job: the only way to run its items. */
#include "kit/job.h"
#include "kit/board.h"
#include "kit/clock.h"
#include "kit/vector.h"
#include <stdbool.h>
#include <stdio.h>

static void hold(struct slot *slot, uint64_t item)
{
    /* Relaxed: nobody waits for it; it names the item when the worker dies. */
    atomic_store_explicit(&slot->item, item, memory_order_relaxed);
}

/* Whether there is such a worker; if not, that is noted and makes the run invalid. */
static bool is_worker(const struct job *job, unsigned worker)
{
    if (worker < job->workers)
        return true;
    job->board->stray_worker = worker + 1;
    return false;
}

void job_run(struct job *job, unsigned worker, uint64_t first, uint64_t count)
{
    if (count == 0 || !is_worker(job, worker))
        return;
    struct slot *slot = &job->slots[worker];
    if (first >= job->items || count > job->items - first) {
        slot->stray_first = first;
        slot->stray_count = count;
        return;
    }
    if (slot->begin_ns == 0)
        slot->begin_ns = clock_now();
    slot->end_ns = 0; /* a worker number may serve several processes, one after another */
    slot->chunk_first = first;
    vector_clear_upper();
    unsigned char *result = job->results + first * job->result_bytes;
    for (uint64_t index = first; index < first + count; index++) {
        hold(slot, index);
        job->item(&job->input, index, result);
        result += job->result_bytes;
    }
    slot->items_run += count;
    hold(slot, SLOT_NO_ITEM);
}

void job_end(struct job *job, unsigned worker)
{
    if (is_worker(job, worker))
        job->slots[worker].end_ns = clock_now();
}

int job_fail(struct job *job, const char *step, int error)
{
    struct board *board = job->board;
    if (board->failed_errno == 0) {
        board->failed_errno = error;
        snprintf(board->failed_step, sizeof board->failed_step, "%s", step);
    }
    return error;
}
