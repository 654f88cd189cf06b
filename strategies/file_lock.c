/* SPDX-License-Identifier: MIT */
/* file_lock: children, forked once per run, take turns at one number behind a record lock.
 *
 *     board    step   0 → 1 ───── 1 → 2 ───── 2 → 3
 *     child 0  lock ─ 0 ─ unlock, run ─────── lock ─ 2 ─ unlock, run
 *     child 1  lock ┈┈┈ sleeps ┈┈ 1 ─ unlock, run
 *
 * Costs    fork_static's forks, and two system calls a claim: about a microsecond, ten times
 *          shared_counter's claim and four times pipe_queue's. All claims are one after another,
 *          and a worker that waits for the lock also sleeps and is woken.
 * Fails    to scale where claims are frequent. Any close of the locked file, through whichever
 *          descriptor, drops the locks of the process on it: here nothing else opens or closes the
 *          board, and no item runs while the lock is held. An item that closes all descriptors
 *          makes the next claim fail, and the run with it.
 * Differs  from shared_counter by one idea: the kernel makes the workers take turns, as in
 *          Stevens's preforked server. Such a lock dies with its holder; of those in memory only a
 *          robust mutex does.
 * See      fcntl(2) on F_SETLKW, lockf(3), Stevens, UNIX Network Programming, section 30.7
 */
#include "strategy.h"
#include <fcntl.h>
#include <unistd.h>

/* Locks or unlocks the bytes of the board that hold the step. Not F_OFD_SETLKW: such a lock belongs
 * to the open file description, which all children share with the parent, and would exclude none
 * of them. Each would have to open the file again, and share that with what its items fork. */
static int set_lock(const struct pool *pool, short type)
{
    struct flock record = {
        .l_type = type,
        .l_whence = SEEK_SET,
        .l_start = (const char *)pool->shared - (const char *)pool->job->board,
        .l_len = sizeof(uint64_t),
    };
    while (fcntl(pool->board_fd, F_SETLKW, &record) < 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

/* Takes the next step. A worker that dies in the middle has taken it or has not. */
static int claim(const struct pool *pool, uint64_t *step)
{
    uint64_t *next = pool->shared;
    int error = set_lock(pool, F_WRLCK);
    if (error != 0)
        return error;
    *step = (*next)++;
    return set_lock(pool, F_UNLCK);
}

static noreturn void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    worker_enter(job);
    uint64_t step;
    int error;
    while ((error = claim(pool, &step)) == 0 && step < job->schedule->steps) {
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, worker, chunk.first, chunk.count);
    }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "fcntl", error));
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned started = 0;
    int error = 0;
    *(uint64_t *)pool->shared = 0;
    for (; started < pool_active_workers(pool); started++) {
        pid_t pid = fork();
        if (pid < 0) {
            error = job_fail(job, "fork", errno);
            break;
        }
        if (pid == 0)
            child(pool, started);
        worker_started(job, started, pid);
    }
    if (error == 0)
        return worker_wait_all(job, started);
    worker_end_all(job, started);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "children forked once per run claim chunks under a record lock",
    .shared_bytes = sizeof(uint64_t),
    .traits = TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .schedules = SCHEDULES_QUEUE,
    .schedule = SCHEDULE_SELF,
    .schedules_why = "a chunk goes to the worker that holds the lock; chunks that belong to "
                     "workers from the start need none",
    .run = run,
};
