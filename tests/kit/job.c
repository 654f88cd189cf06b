/* SPDX-License-Identifier: MIT */
/* The job runs the items of a chunk, notes what was done, and runs no chunk that is not inside. */
#include "kit/job.h"
#include "check.h"
#include "kit/board.h"
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ITEMS 10

static struct job job;
static uint64_t failing = UINT64_MAX; /* the item that cannot be computed, and all behind it */

/* While it runs, its slot names it. */
static int item(const struct input *input, uint64_t index, void *result)
{
    unsigned holders = 0;
    for (unsigned worker = 0; worker < job.workers; worker++)
        holders += job.slots[worker].item == index ? 1 : 0;
    CHECK(holders == 1, "item %" PRIu64 " is in %u hands", index, holders);
    CHECK(input == &job.input, "item %" PRIu64 " has another input", index);
    memset(result, (int)index + 1, job.result_bytes);
    return index < failing ? 0 : ENOSPC;
}

static void make(size_t result_bytes)
{
    struct board_shape shape = { .items = ITEMS, .result_bytes = result_bytes, .workers = 3 };
    int error = board_create(memfd_create("board", MFD_CLOEXEC), &shape, &job.board);
    CHECK(error == 0, "%s", strerror(error));
    job.item = item;
    job.slots = board_slots(job.board);
    job.results = board_results(job.board);
    job.items = ITEMS;
    job.result_bytes = result_bytes;
    job.workers = 3;
    board_clear(job.board, NULL);
}

/* The results of first … end−1 are there, and each only of its own item. */
static void done(uint64_t first, uint64_t end)
{
    for (uint64_t i = 0; i < ITEMS; i++)
        for (size_t byte = 0; byte < job.result_bytes; byte++) {
            int expected = i >= first && i < end ? (int)i + 1 : BOARD_POISON;
            CHECK(job.results[i * job.result_bytes + byte] == expected,
                  "byte %zu of item %" PRIu64 " of %" PRIu64 "-%" PRIu64, byte, i, first, end);
        }
}

static void chunks(size_t result_bytes)
{
    make(result_bytes);
    job_run(&job, 1, 3, 4);
    done(3, 7);
    struct slot *slot = &job.slots[1];
    uint64_t begin_ns = slot->begin_ns;
    CHECK(slot->item == SLOT_NO_ITEM && slot->items_run == 4, "%" PRIu64, slot->items_run);
    CHECK(begin_ns != 0 && slot->end_ns == 0, "begun, and not ended");
    uint64_t done_count = board_tally(job.board).done;
    CHECK(done_count == 4, "%" PRIu64, done_count);
    for (uint64_t i = 0; i < ITEMS; i++)
        CHECK(board_states(job.board)[i] == ITEM_BY_RESULT, "%" PRIu64 " is marked", i);
    job_run(&job, 1, 7, 3);
    done(3, 10);
    CHECK(slot->begin_ns == begin_ns && slot->items_run == 7, "begun once");
    job_end(&job, 1);
    CHECK(slot->end_ns >= begin_ns, "ended");
    CHECK(job.slots[0].begin_ns == 0 && job.slots[2].begin_ns == 0, "the others did nothing");
    job_run(&job, 1, 0, 1);
    CHECK(slot->end_ns == 0, "there is no item after the end");
    board_unmap(job.board);
}

/* A chunk that is not inside leaves its trace, and none of its items is run. */
static void strays(void)
{
    static const struct {
        uint64_t first;
        uint64_t count;
    } outside[] = {
        { 8, 3 },          { 10, 1 },         { 11, 1 },
        { 0, 11 },         { UINT64_MAX, 1 }, { UINT64_MAX, 2 },
        { 1, UINT64_MAX }, { 0, UINT64_MAX }, { UINT64_MAX - 8, 10 },
    };
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        make(8);
        job_run(&job, 2, outside[i].first, outside[i].count);
        done(0, 0);
        struct slot *slot = &job.slots[2];
        CHECK(slot->stray_first == outside[i].first && slot->stray_count == outside[i].count,
              "case %zu", i);
        CHECK(slot->items_run == 0 && slot->begin_ns == 0, "case %zu", i);
        board_unmap(job.board);
    }
    static const uint64_t anywhere[] = { 0, 10, 11, UINT64_MAX };
    make(8);
    for (size_t i = 0; i < sizeof anywhere / sizeof *anywhere; i++) {
        job_run(&job, 0, anywhere[i], 0);
        CHECK(job.slots[0].stray_count == 0 && job.slots[0].begin_ns == 0, "no items are nowhere");
    }
    board_unmap(job.board);

    static const unsigned nobodies[] = { 3, 4, UINT_MAX - 1 };
    for (size_t i = 0; i < sizeof nobodies / sizeof *nobodies; i++) {
        make(8);
        job_run(&job, nobodies[i], 0, 1);
        done(0, 0);
        CHECK(job.board->stray_worker == nobodies[i] + 1, "worker %u", nobodies[i]);
        board_clear(job.board, NULL);
        CHECK(job.board->stray_worker == 0, "worker %u is of the last run", nobodies[i]);
        board_unmap(job.board);
    }
}

/* An item that fails is marked at once, and costs no other item anything. */
static void failures_of_items(void)
{
    make(8);
    failing = 6;
    job_run(&job, 0, 0, 5);
    CHECK(job.slots[0].failed_errno == 0, "none has failed yet");
    job_run(&job, 1, 5, 4);
    failing = UINT64_MAX;
    job_run(&job, 1, 9, 1);
    CHECK(job.slots[1].failed_item == 6 && job.slots[1].failed_errno == ENOSPC, "the first stays");
    CHECK(job.slots[1].items_run == 5, "all were run");
    struct board_tally tally = board_tally(job.board);
    CHECK(tally.done == 7 && tally.failed == 3, "%" PRIu64 " and %" PRIu64, tally.done,
          tally.failed);
    board_clear(job.board, NULL);
    CHECK(job.slots[1].failed_errno == 0, "it was of the last run");
    board_unmap(job.board);
}

/* What a detached process computes is its own, until its parent has put it on the board. */
static void detached(size_t result_bytes)
{
    make(result_bytes);
    struct job parent = job;
    CHECK(job_detach(&job) == 0, "detached");
    failing = 7;
    job_run(&job, 2, 4, 4);
    failing = UINT64_MAX;
    CHECK(job.results[4 * result_bytes] == 5 && job.results[7 * result_bytes - 1] == 7, "its own");
    CHECK(board_items_missing(job.board, NULL) == ITEMS, "a result is on the board");
    CHECK(job.slots[2].items_run == 4, "the runs are counted on the board");
    struct board_tally tally = board_tally(job.board);
    CHECK(tally.done == 0 && tally.failed == 1, "%" PRIu64 " and %" PRIu64, tally.done,
          tally.failed);

    memcpy(parent.results + 4 * result_bytes, job.results + 4 * result_bytes, 4 * result_bytes);
    tally = board_tally(job.board);
    CHECK(tally.done == 0, "%" PRIu64 " are done by their bytes", tally.done);
    job_mark_done(&parent, 4, 1);
    job_mark_done(&parent, 5, 0);
    tally = board_tally(job.board);
    CHECK(tally.done == 1, "%" PRIu64, tally.done);
    job_mark_done(&parent, 5, 3);
    tally = board_tally(job.board);
    CHECK(tally.done == 3 && tally.failed == 1, "%" PRIu64 " and %" PRIu64, tally.done,
          tally.failed);
    /* A worker of the same run that writes on the board, and items that had arrived before. */
    job_run(&job, 2, 5, 1);
    unsigned char *own = job.results;
    job.results = parent.results;
    job.modes = 0;
    job_run(&job, 0, 0, 2);
    tally = board_tally(job.board);
    CHECK(tally.done == 5 && tally.not_run == 4, "%" PRIu64 " and %" PRIu64, tally.done,
          tally.not_run);
    munmap(own, ITEMS * result_bytes);
    board_unmap(job.board);
}

static void failures_of_steps(void)
{
    make(8);
    CHECK(job_fail(&job, "fork", EAGAIN) == EAGAIN, "the error itself");
    CHECK(job_fail(&job, "pipe", EMFILE) == EMFILE, "the error itself");
    CHECK(job.board->failed_errno == EAGAIN, "%d", job.board->failed_errno);
    CHECK(strcmp(job.board->failed_step, "fork") == 0, "the first stays: %s",
          job.board->failed_step);
    board_unmap(job.board);

    make(8);
    job_fail(&job, "a step with a name that is longer than there is room for", EIO);
    CHECK(memchr(job.board->failed_step, '\0', sizeof job.board->failed_step) != NULL, "no end");
    CHECK(strncmp(job.board->failed_step, "a step with a name", 18) == 0, "%s",
          job.board->failed_step);
    board_unmap(job.board);
}

/* Forks in item 3, by a call that runs no handlers of pthread_atfork. */
static int forking_item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    if (index == 3 && syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL) < 0)
        return errno;
    *(uint64_t *)result += 1;
    return 0;
}

/* What an item forks ends when it returns from the item; what a pool forks runs chunks, also inside an
 * item. */
static void twins(void)
{
    make(8);
    job_attach(&job, job.board);
    job.item = forking_item;
    memset(job.results, 0, ITEMS * 8);
    for (int generation = 0; generation < 2; generation++) {
        pid_t pid = fork();
        if (pid == 0) {
            pid_t self = getpid();
            job_run(&job, 0, 2, 4);
            _exit(getpid() != self ? 3 : wait(NULL) > 0 ? 0 : 4);
        }
        int status = -1;
        waitpid(pid, &status, 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "it left with %#x", (unsigned)status);
    }
    const uint64_t *results = (const uint64_t *)job.results;
    CHECK(results[2] == 2 && results[3] == 4 && results[4] == 2 && results[5] == 2,
          "a twin ran more than its item: %" PRIu64 " %" PRIu64 " %" PRIu64, results[2], results[4],
          results[5]);
    board_unmap(job.board);
}

int main(void)
{
    chunks(1);
    chunks(8);
    chunks(4097);
    strays();
    failures_of_items();
    detached(1);
    detached(8);
    detached(4097);
    failures_of_steps();
    twins();
    return check_end();
}
