/* SPDX-License-Identifier: MIT */
/* The job: the only way to run its items. */
#include "kit/job.h"
#include "kit/board.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/schedule.h"
#include "kit/text.h"
#include "kit/trace.h"
#include "kit/twin.h"
#include "kit/vector.h"
#include "workloads/workload.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static void hold(struct slot *slot, uint64_t item)
{
    /* It names the item when the worker dies. Release: then the results of all items before it are
     * there. */
    atomic_store_explicit(&slot->item, item, memory_order_release);
}

/* Apart from job_run, so that it saves no registers for what hardly ever happens. */
__attribute__((noinline)) static void mark_failed(struct job *job, struct slot *slot, uint64_t item,
                                                  int error)
{
    board_states(job->board)[item] = ITEM_FAILED;
    if (slot->failed_errno != 0)
        return;
    slot->failed_item = item;
    slot->failed_errno = error;
}

/* Results that travel: bytes on the board may be a part of one, so they say nothing. */
__attribute__((noinline)) static void mark_not_run(struct job *job, uint64_t first, uint64_t count)
{
    unsigned char *marks = board_states(job->board);
    for (uint64_t item = first; item < first + count; item++)
        if (marks[item] == ITEM_BY_RESULT || marks[item] == ITEM_BY_RESULT_OTHER)
            marks[item] = ITEM_NOT_RUN;
}

void job_attach(struct job *job, struct board *board)
{
    job->board = board;
    job->slots = board_slots(board);
    job->results = board_results(board);
    job->items = board->items;
    job->result_bytes = board->result_bytes;
    job->workers = board->workers;
    if (board->records > 0)
        job->modes |= JOB_TRACED;
    twin_prepare();
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

static inline bool has_worker(const struct job *job, unsigned worker)
{
    if (worker < job->workers)
        return true;
    job->board->stray_worker = worker + 1;
    return false;
}

bool job_has_worker(const struct job *job, unsigned worker)
{
    return has_worker(job, worker);
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

static inline void run_item(struct job *job, struct slot *slot, uint64_t index, void *result)
{
    hold(slot, index);
    int error = job->item(&job->input, index, result);
    twin_leave();
    if (error != 0)
        mark_failed(job, slot, index, error);
}

/* All that an item costs beside itself, and nearly all that a chunk of one does. It writes the
 * results and lines of this worker's slot: a line that another worker writes, too, would have to
 * come from there first. */
static inline void run_items(struct job *job, struct slot *slot, uint64_t first, uint64_t count)
{
    unsigned char *result = job->results + first * job->result_bytes;
    for (uint64_t index = first; index < first + count; index++) {
        run_item(job, slot, index, result);
        result += job->result_bytes;
    }
    slot->items_run += count;
    hold(slot, SLOT_NO_ITEM);
}

/* The same, and its trace. In a chunk an item begins when the one before has ended, so that the clock
 * is read once for each. */
static void trace_items(struct job *job, unsigned worker, uint64_t first, uint64_t count)
{
    struct slot *slot = &job->slots[worker];
    unsigned char *result = job->results + first * job->result_bytes;
    uint64_t begin_ns = clock_now();
    for (uint64_t index = first; index < first + count; index++) {
        run_item(job, slot, index, result);
        result += job->result_bytes;
        uint64_t end_ns = clock_now();
        trace_add(job->board, worker,
                  &(struct trace_record){ begin_ns, end_ns, end_ns - begin_ns, index, 1,
                                          index == first ? 1 : 0 });
        begin_ns = end_ns;
    }
    slot->items_run += count;
    hold(slot, SLOT_NO_ITEM);
}

static inline bool is_weighted(const struct job *job)
{
    return job->schedule != NULL && job->schedule->kind == SCHEDULE_AWF;
}

/* Not inlined, as mark_failed: what hardly ever happens costs no register of what always does. */
__attribute__((noinline)) static void run_unusual(struct job *job, unsigned worker, uint64_t first,
                                                  uint64_t count)
{
    struct slot *slot = &job->slots[worker];
    if ((job->modes & JOB_DETACHED) != 0)
        mark_not_run(job, first, count);
    uint64_t begin_ns = is_weighted(job) ? clock_now() : 0;
    if ((job->modes & JOB_TRACED) != 0)
        trace_items(job, worker, first, count);
    else
        run_items(job, slot, first, count);
    if (is_weighted(job))
        note_rate(slot, count, begin_ns);
}

/* A worker number may serve several processes, one after another: the run begins with the first, and
 * each has a processor clock of its own. */
__attribute__((noinline)) static void begin(struct slot *slot)
{
    if (slot->begin_ns == 0)
        slot->begin_ns = clock_now();
    slot->end_ns = 0;
    if (slot->is_clocked)
        slot->processor_begin_ns = clock_processor();
}

void job_run(struct job *job, unsigned worker, uint64_t first, uint64_t count)
{
    if (count == 0 || !has_worker(job, worker))
        return;
    struct slot *slot = &job->slots[worker];
    if (first >= job->items || count > job->items - first) {
        slot->stray_first = first;
        slot->stray_count = count;
        return;
    }
    if (slot->begin_ns == 0 || slot->end_ns != 0)
        begin(slot);
    vector_clear_upper();
    twin_begin();
    if (job->modes != 0 || is_weighted(job))
        run_unusual(job, worker, first, count);
    else
        run_items(job, slot, first, count);
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
    job->modes |= JOB_DETACHED;
    return 0;
}

void job_mark_done(struct job *job, uint64_t first, uint64_t count)
{
    unsigned char *marks = board_states(job->board);
    for (uint64_t item = first; item < first + count; item++)
        if (marks[item] != ITEM_FAILED)
            marks[item] = ITEM_DONE;
}

void job_end(struct job *job, unsigned worker)
{
    if (!has_worker(job, worker))
        return;
    struct slot *slot = &job->slots[worker];
    bool has_begun = slot->begin_ns != 0 && slot->end_ns == 0;
    slot->end_ns = clock_now();
    if (slot->is_clocked && has_begun)
        slot->processor_ns += clock_processor() - slot->processor_begin_ns;
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
        char whole[ERROR_TEXT_BYTES];
        vsnprintf(whole, sizeof whole, format, arguments);
        text_fit(whole, board->message, sizeof board->message);
        va_end(arguments);
    }
    return error;
}

void job_note(struct job *job, const char *format, ...)
{
    struct board *board = job->board;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(board->choice, sizeof board->choice, format, arguments);
    va_end(arguments);
}
