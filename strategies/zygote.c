/* SPDX-License-Identifier: MIT */
/* zygote: a template process, forked while the parent is small, forks the workers.
 *
 *     parent     fork ─ its memory grows ─ request ─────────────────────────── reply
 *     template      └ read ·····················│ fork fork ─────── wait wait ─┘ read ···
 *     child 0                                        └ 0 1 2 3 4 _exit
 *     child 1                                             └ 5 6 7 8 9 _exit
 *
 * Costs    fork_static's forks and waits, but of a process that stays small: a hundredth of them
 *          under a parent of 1 GiB. A request and a reply per run, and a fork in early.
 * Fails    to share what the parent makes later: a child inherits the template's memory, not the
 *          parent's. Both see the board, which is mapped MAP_SHARED; all else must be sent or made
 *          again. The template has the parent's descriptors of then, and keeps them open.
 * Differs  from fork_static by one idea: who forks. A fork copies the page tables of the process
 *          that calls it, so let a small one call it. spawn_per_item also starts small, and pays
 *          for a new program; here the template has loaded all there is to load.
 * See      fork(2), socketpair(2), PR_SET_PDEATHSIG in prctl(2); Android's Zygote; forkserver in
 *          Python's multiprocessing
 */
#include "kit/reap.h"
#include "strategy.h"
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const char go = 'g';
static const char leave = 'l';

struct zygote {
    pid_t template; /* 0 once it is reaped */
    int socket;     /* the parent's end */
};

/* --- in the template -------------------------------------------------------------------------- */

static noreturn void child(struct job *job, unsigned worker, pid_t template)
{
    /* It dies with the template, and the template with the parent. */
    worker_enter_external(job, worker, template);
    for (struct chunk chunk; job_claim(job, worker, &chunk);)
        job_run(job, worker, chunk.first, chunk.count);
    worker_exit(job, worker, 0);
}

/* fork_static's run, in a smaller process. */
static int fork_workers(struct pool *pool, int socket)
{
    struct job *job = pool->job;
    pid_t self = getpid();
    unsigned started = 0;
    for (; started < pool_active_workers(pool); started++) {
        pid_t pid = fork();
        if (pid < 0) {
            int error = job_fail(job, "fork", errno);
            worker_end_all(job, started);
            return error;
        }
        if (pid == 0) {
            /* A process that an item leaves behind would hold it, and hide the template's end. */
            fd_close(&socket);
            child(job, started, self);
        }
        worker_started(job, started, pid);
    }
    return worker_wait_all(job, started);
}

static noreturn void serve(struct pool *pool, int socket)
{
    char request;
    worker_enter(pool->job);
    while (read_whole(socket, &request, 1) == 0 && request == go) {
        int result = fork_workers(pool, socket);
        if (write_whole(socket, &result, sizeof result) != 0)
            break;
    }
    /* Not exit: the parent's atexit handlers are not the template's to run. */
    _exit(0);
}

/* --- in the parent ---------------------------------------------------------------------------- */

static int start_template(struct pool *pool)
{
    int ends[2];
    if (pool->job->items == 0)
        return 0; /* nothing to fork, so no template */
    struct zygote *zygote = calloc(1, sizeof *zygote);
    if (zygote == NULL)
        return ENOMEM;
    pool->state = zygote;
    zygote->socket = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return job_fail(pool->job, "socketpair", errno);
    zygote->socket = ends[0];
    pid_t pid = fork();
    int error = pid < 0 ? errno : 0;
    if (pid == 0) {
        fd_close(&zygote->socket);
        serve(pool, ends[1]);
    }
    /* Held here, it would hide the template's end: the reply would never come. */
    fd_close(&ends[1]);
    zygote->template = error == 0 ? pid : 0;
    return error == 0 ? 0 : job_fail(pool->job, "fork", error);
}

/* The template has ended. The kernel has killed its workers, but a run must not return before they
 * are gone. */
static int lose_template(struct pool *pool)
{
    struct zygote *zygote = pool->state;
    struct job *job = pool->job;
    int wait_status = WAIT_STATUS_UNKNOWN;
    char end[64];
    (void)reap_killed(zygote->template, &wait_status);
    for (unsigned worker = 0; worker < job->workers; worker++) {
        int pidfd = worker_pidfd(job, worker);
        if (pidfd >= 0)
            (void)reap_await(pidfd, -1, 0);
        fd_close(&pidfd);
        /* Orphans of a template are the parent's if it is a subreaper. */
        (void)worker_wait(job, worker);
    }
    wait_status_text(wait_status, end, sizeof end);
    job_say(job, EOWNERDEAD, "the template (pid %d) %s", (int)zygote->template, end);
    zygote->template = 0;
    return EOWNERDEAD;
}

static int run(struct pool *pool)
{
    struct zygote *zygote = pool->state;
    int result = 0;
    if (pool->job->items == 0)
        return 0;
    if (zygote == NULL || zygote->template == 0)
        return job_fail(pool->job, "a pool that has lost its template", EOWNERDEAD);
    job_restart(pool->job);
    int error = write_whole(zygote->socket, &go, 1);
    if (error == 0)
        error = read_whole(zygote->socket, &result, sizeof result);
    return error == 0 ? result : lose_template(pool);
}

static int close_zygote(struct pool *pool)
{
    struct zygote *zygote = pool->state;
    int error = 0;
    if (zygote == NULL)
        return 0;
    /* A message, not an EOF: the template of another pool may hold a copy of this end. */
    if (zygote->template != 0) {
        (void)write_whole(zygote->socket, &leave, 1);
        error = reap_child(zygote->template, NULL);
    }
    fd_close(&zygote->socket);
    free(zygote);
    /* The caller ignores SIGCHLD: the kernel has reaped it. */
    return error == ECHILD ? 0 : error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "a template, forked while the caller is small, forks the workers of each run",
    .traits = TRAIT_ON_REQUEST,
    .schedules = SCHEDULES_STATIC,
    .schedule = SCHEDULE_BLOCK,
    .schedules_why = "each child must know its part before it is forked",
    .early = start_template,
    .run = run,
    .close = close_zygote,
};
