/* SPDX-License-Identifier: MIT */
/* Claims of several workers, whatever their order and speed, give each item to one of them. */
#include "kit/claim.h"
#include "check.h"
#include "kit/board.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 4

static const struct profile profile = { .mean_ns = 100, .sigma_ns = 120, .claim_ns = 20 };

static uint64_t chunk_items; /* the option `chunk` of the schedules that are made */

static struct job attach(struct board *board, struct schedule *schedule, enum schedule_kind kind)
{
    struct error error;
    const struct schedule_options options = { .kind = kind,
                                              .items = board->items,
                                              .workers = WORKERS,
                                              .chunk = chunk_items,
                                              .seed = 7,
                                              .profile = profile };
    CHECK(schedule_open(schedule, &options, &error) == 0, "%s", error.text);
    struct job job = { .schedule = schedule };
    job_attach(&job, board);
    job_restart(&job);
    return job;
}

static struct board *make(uint64_t items)
{
    struct board_shape shape = { .items = items, .result_bytes = 1, .workers = WORKERS };
    struct board *board;
    int fd = memfd_create("claim", MFD_CLOEXEC);
    CHECK(board_create(fd, &shape, &board) == 0, "no board");
    close(fd);
    return board;
}

/* Workers have their first chunks without a claim. */
static bool has_firsts;

static void restart(struct job *job)
{
    if (has_firsts)
        job_restart_behind(job, WORKERS);
    else
        job_restart(job);
}

/* Marks what it claims in the results; a claim of an item twice shows there as 2. */
static void claim_all(struct job *job, unsigned worker)
{
    struct chunk chunk;
    bool has = has_firsts ? job_claim_first(job, worker, &chunk) : job_claim(job, worker, &chunk);
    for (; has; has = job_claim(job, worker, &chunk)) {
        for (uint64_t item = chunk.first; item < chunk.first + chunk.count; item++)
            __atomic_fetch_add(&job->results[item], 1, __ATOMIC_RELAXED);
        atomic_store(&job->slots[worker].timed_items,
                     atomic_load(&job->slots[worker].timed_items) + chunk.count);
        atomic_store(&job->slots[worker].timed_ns,
                     atomic_load(&job->slots[worker].timed_ns) + chunk.count * (worker + 1));
    }
}

static void each_once(const struct job *job, const char *how)
{
    uint64_t wrong = 0;
    for (uint64_t item = 0; item < job->items; item++)
        wrong += job->results[item] != 1 ? 1 : 0;
    CHECK(wrong == 0, "%s, %" PRIu64 " items, by %s: %" PRIu64 " not once",
          schedule_name(job->schedule->kind), job->items, how, wrong);
    memset(job->results, 0, job->items);
}

static void by_processes(struct job *job)
{
    restart(job);
    for (unsigned worker = 0; worker < WORKERS; worker++) {
        pid_t pid = fork();
        CHECK(pid >= 0, "fork");
        if (pid == 0) {
            claim_all(job, worker);
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    each_once(job, "processes");
}

struct claimer {
    struct job *job;
    unsigned worker;
};

static void *claim_in_thread(void *argument)
{
    const struct claimer *claimer = argument;
    claim_all(claimer->job, claimer->worker);
    return NULL;
}

static void by_threads(struct job *job)
{
    pthread_t threads[WORKERS];
    struct claimer claimers[WORKERS];
    restart(job);
    for (unsigned worker = 0; worker < WORKERS; worker++) {
        claimers[worker] = (struct claimer){ .job = job, .worker = worker };
        CHECK(pthread_create(&threads[worker], NULL, claim_in_thread, &claimers[worker]) == 0,
              "pthread_create");
    }
    for (unsigned worker = 0; worker < WORKERS; worker++)
        pthread_join(threads[worker], NULL);
    each_once(job, "threads");
}

static void in_turn(struct job *job)
{
    restart(job);
    for (unsigned worker = WORKERS; worker-- > 0;)
        claim_all(job, worker);
    each_once(job, "one after another");
}

/* Under a static schedule chunks belong to workers. */
static void bound(void)
{
    struct board *board = make(10);
    struct schedule schedule;
    struct job job = attach(board, &schedule, SCHEDULE_CYCLIC);
    struct chunk chunk;
    CHECK(job_claim(&job, 3, &chunk) && chunk.first == 3, "first of worker 3");
    CHECK(job_claim(&job, 3, &chunk) && chunk.first == 7, "second of worker 3");
    CHECK(!job_claim(&job, 3, &chunk) && chunk.count == 0, "third of worker 3");
    CHECK(job_claim(&job, 0, &chunk) && chunk.first == 0, "first of worker 0");
    CHECK(!job_claim(&job, WORKERS, &chunk) && chunk.count == 0, "no such worker");
    CHECK(board->stray_worker == WORKERS + 1, "a worker that is not there is noted");
    schedule_close(&schedule);
    board_unmap(board);
}

/* A first chunk is the same for its worker and for another who runs it, and may be the only one. */
static void firsts(void)
{
    struct board *board = make(10);
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++) {
        struct schedule schedule;
        struct chunk own = { 0 };
        struct job job = attach(board, &schedule, kind);
        struct chunk other = job_first(&job, 1);
        board->next = 7;
        job_restart_behind(&job, WORKERS);
        bool is_claim = kind == SCHEDULE_AWF;
        CHECK(job_claim_first(&job, 1, &own) && own.count > 0, "%s", schedule_name(kind));
        CHECK(is_claim ? other.count == 0 : other.first == own.first && other.count == own.count,
              "%s: %" PRIu64 " and %" PRIu64, schedule_name(kind), own.first, other.first);
        CHECK(kind != SCHEDULE_SELF || board->next == WORKERS, "behind the first ones");
        CHECK(kind != SCHEDULE_BLOCK || board->next == 7, "a word that nobody needs is written");
        CHECK(job_has_claims(&job, WORKERS) != (kind == SCHEDULE_BLOCK), "%s", schedule_name(kind));
        CHECK(!job_claim_first(&job, WORKERS, &own) && own.count == 0, "no such worker");
        schedule_close(&schedule);
    }
    board_unmap(board);
}

/* Chunks of one size are handed out in order, to any worker; the last one may be smaller. */
static void even(void)
{
    struct board *board = make(10);
    struct schedule schedule;
    struct chunk chunk;
    chunk_items = 3;
    struct job job = attach(board, &schedule, SCHEDULE_FIXED);
    chunk_items = 0;
    for (uint64_t first = 0; first < 10; first += 3)
        CHECK(job_claim(&job, (unsigned)first % WORKERS, &chunk) && chunk.first == first &&
                  chunk.count == (first < 9 ? 3 : 1),
              "%" PRIu64 " items at %" PRIu64, chunk.count, chunk.first);
    CHECK(!job_claim(&job, 0, &chunk) && chunk.count == 0, "none is left");
    job_restart(&job);
    CHECK(!job_claim(&job, WORKERS, &chunk) && chunk.count == 0, "no such worker");
    CHECK(board->stray_worker == WORKERS + 1, "a worker that is not there is noted");
    CHECK(job_claim(&job, 0, &chunk) && chunk.first == 0, "and it has taken nothing");
    schedule_close(&schedule);
    board_unmap(board);
}

/* awf: a worker twice as fast as another gets twice its chunk. */
static void weighted(void)
{
    struct board *board = make(1000);
    struct schedule schedule;
    struct job job = attach(board, &schedule, SCHEDULE_AWF);
    struct slot *slots = job.slots;
    struct chunk chunk;
    CHECK(job_claim(&job, 0, &chunk) && chunk.count == 125, "unmeasured: %" PRIu64, chunk.count);
    slots[0].timed_items = slots[1].timed_items = 100;
    slots[0].timed_ns = 1000;
    slots[1].timed_ns = 2000;
    CHECK(job_claim(&job, 0, &chunk) && chunk.count == 167, "fast: %" PRIu64, chunk.count);
    CHECK(job_claim(&job, 1, &chunk) && chunk.count == 84, "slow: %" PRIu64, chunk.count);
    CHECK(job_claim(&job, 2, &chunk) && chunk.count == 124, "rest of a batch: %" PRIu64,
          chunk.count);
    schedule_close(&schedule);
    board_unmap(board);
}

static void exhausted(void)
{
    struct board *board = make(1000);
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++) {
        struct schedule schedule;
        struct chunk chunk;
        struct job job = attach(board, &schedule, kind);
        job_exhaust(&job);
        CHECK(job_claim(&job, 1, &chunk) == schedule_is_static(&schedule), "%s",
              schedule_name(kind));
        schedule_close(&schedule);
    }
    board_unmap(board);
}

int main(void)
{
    static const uint64_t items[] = { 0, 1, 3, 1000, 20000 };
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        struct board *board = make(items[i]);
        for (int kind = 0; kind < 2 * SCHEDULE_KINDS; kind++) {
            struct schedule schedule;
            struct job job = attach(board, &schedule, (enum schedule_kind)(kind / 2));
            has_firsts = kind % 2 == 1;
            in_turn(&job);
            by_processes(&job);
            by_threads(&job);
            schedule_close(&schedule);
        }
        board_unmap(board);
    }
    firsts();
    bound();
    even();
    weighted();
    exhausted();
    return check_end();
}
