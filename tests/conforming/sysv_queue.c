/* SPDX-License-Identifier: MIT */
/* sysv_queue: the step of the next chunk is the one message of a System V queue, which a janitor
 * removes when the caller dies. */
#include "sysv.h"
#include <sys/msg.h>

struct message {
    long type;
    uint64_t step;
};

static void remove_queue(int id)
{
    msgctl(id, IPC_RMID, NULL);
}

static int open_queue(struct pool *pool)
{
    return sysv_open(pool, msgget(IPC_PRIVATE, 0600), remove_queue, "msgget");
}

static int take(struct pool *pool, uint64_t *step)
{
    const struct sysv *sysv = pool->state;
    struct message message;
    while (msgrcv(sysv->id, &message, sizeof message.step, 0, 0) < 0)
        if (errno != EINTR)
            return errno;
    *step = message.step;
    return 0;
}

static int pass(struct pool *pool, uint64_t step)
{
    const struct sysv *sysv = pool->state;
    struct message message = { .type = 1, .step = step };
    while (msgsnd(sysv->id, &message, sizeof message.step, 0) < 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

static void child(struct pool *pool, unsigned worker)
{
    struct sysv *sysv = pool->state;
    fd_close(&sysv->lifeline);
    work_by_token(pool, worker, take, pass);
}

static int run(struct pool *pool)
{
    const struct sysv *sysv = pool->state;
    struct message old;
    /* The token of the run before. */
    while (msgrcv(sysv->id, &old, sizeof old.step, 0, IPC_NOWAIT) >= 0 || errno == EINTR)
        continue;
    int error = pass(pool, 0);
    return error == 0 ? fork_each(pool, child) : job_fail(pool->job, "msgsnd", error);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "the step of the next chunk is the message of a System V queue",
    .traits = TRAIT_DYNAMIC,
    TOKEN_SCHEDULES,
    .open = open_queue,
    .run = run,
    .close = sysv_close,
};
