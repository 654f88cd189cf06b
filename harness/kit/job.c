/* SPDX-License-Identifier: MIT */
/* The job: the only way to run its items. */
#include "kit/job.h"
#include "kit/board.h"
#include "kit/clock.h"
#include "kit/schedule.h"
#include "kit/vector.h"
#include "workloads/workload.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static void hold(struct slot *slot, uint64_t item)
{
    /* It names the item when the worker dies. Release: then all that the worker had written before
     * is there too. */
    atomic_store_explicit(&slot->item, item, memory_order_release);
}

static void mark_failed(struct job *job, struct slot *slot, uint64_t item, int error)
{
    board_states(job->board)[item] = ITEM_FAILED;
    if (slot->failed_errno != 0)
        return;
    slot->failed_item = item;
    slot->failed_errno = error;
}

void job_attach(struct job *job, struct board *board)
{
    job->board = board;
    job->slots = board_slots(board);
    job->results = board_results(board);
    job->items = board->items;
    job->result_bytes = board->result_bytes;
    job->workers = board->workers;
}

int job_create(struct job *job, const struct workload *workload, const struct value *values,
               struct error *error)
{
    struct input *input = &job->input;
    struct error detail = { 0 };
    *input = (struct input){ .values = values, .result_bytes = 8 };
    int code = workload->create(input, &detail);
    if (code != 0)
        return error_set(error, code, "the workload cannot be created: %s",
                         detail.text[0] != '\0' ? detail.text : strerror(code));
    if (input->result_bytes == 0)
        return error_set(error, EINVAL, "the workload says that a result has 0 bytes");
    if (job->board != NULL &&
        (input->items != job->items || input->result_bytes != job->result_bytes))
        return error_set(error, EBADMSG, "it made another input than the cell");
    job->item = workload->item;
    job->items = input->items;
    job->result_bytes = input->result_bytes;
    return 0;
}

bool job_has_worker(const struct job *job, unsigned worker)
{
    if (worker < job->workers)
        return true;
    job->board->stray_worker = worker + 1;
    return false;
}

/* Adds to the rate of a worker, which schedule awf reads. Only the worker itself writes it. */
static void note_rate(struct slot *slot, uint64_t items, uint64_t begin_ns)
{
    uint64_t all = atomic_load_explicit(&slot->timed_items, memory_order_relaxed) + items;
    uint64_t time =
        atomic_load_explicit(&slot->timed_ns, memory_order_relaxed) + clock_now() - begin_ns;
    atomic_store_explicit(&slot->timed_items, all, memory_order_relaxed);
    atomic_store_explicit(&slot->timed_ns, time, memory_order_relaxed);
}

void job_run(struct job *job, unsigned worker, uint64_t first, uint64_t count)
{
    if (count == 0 || !job_has_worker(job, worker))
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
    slot->is_detached = job->is_detached;
    vector_clear_upper();
    bool is_timed = job->schedule != NULL && job->schedule->kind == SCHEDULE_AWF;
    uint64_t begin_ns = is_timed ? clock_now() : 0;
    unsigned char *result = job->results + first * job->result_bytes;
    bool is_whole = true;
    for (uint64_t index = first; index < first + count; index++) {
        hold(slot, index);
        int error = job->item(&job->input, index, result);
        if (error != 0) {
            mark_failed(job, slot, index, error);
            is_whole = false;
        }
        result += job->result_bytes;
    }
    if (is_timed)
        note_rate(slot, count, begin_ns);
    slot->items_run += count;
    /* While the last item is still in hand, the slot says the same of the chunk: a worker that dies
     * between two of these lines leaves no item without a state. */
    if (!job->is_detached && is_whole)
        memset(board_states(job->board) + first, ITEM_DONE, count);
    else if (!job->is_detached)
        job_mark_done(job, first, count);
    hold(slot, SLOT_NO_ITEM);
}

int job_detach(struct job *job)
{
    size_t bytes = job->items * job->result_bytes;
    /* NORESERVE: every child maps all results and touches its own alone. */
    void *results = mmap(NULL, bytes > 0 ? bytes : 1, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (results == MAP_FAILED)
        return errno;
    job->results = results;
    job->is_detached = true;
    return 0;
}

void job_mark_done(struct job *job, uint64_t first, uint64_t count)
{
    unsigned char *states = board_states(job->board);
    for (uint64_t item = first; item < first + count; item++)
        if (states[item] != ITEM_FAILED)
            states[item] = ITEM_DONE;
}

void job_end(struct job *job, unsigned worker)
{
    if (job_has_worker(job, worker))
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

int job_say(struct job *job, int error, const char *format, ...)
{
    struct board *board = job->board;
    if (board->message[0] == '\0') {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(board->message, sizeof board->message, format, arguments);
        va_end(arguments);
    }
    return error;
}
