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
 * See      fork(2), socketpair(2), PR_SET_PDEATHSIG in prctl(2), kit/template.h; Android's Zygote;
 *          forkserver in Python's multiprocessing
 */
#include "kit/template.h"
#include "strategy.h"
#include <stdlib.h>
#include <unistd.h>

static const char go = 'g';
static const char leave = 'l';

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
    int end;
    if (pool->job->items == 0)
        return 0; /* nothing to fork, so no template */
    struct template_process *template = calloc(1, sizeof *template);
    if (template == NULL)
        return ENOMEM;
    pool->state = template;
    int error = template_prepare(template, pool->job, &end);
    if (error != 0)
        return error;
    pid_t pid = fork();
    if (pid == 0) {
        fd_close(&template->socket);
        serve(pool, end);
    }
    return template_started(template, pid, &end);
}

static int run(struct pool *pool)
{
    struct template_process *template = pool->state;
    int result = 0;
    if (pool->job->items == 0)
        return 0;
    if (template == NULL || template->pid == 0)
        return job_fail(pool->job, "a pool that has lost its template", EOWNERDEAD);
    job_restart(pool->job);
    /* Where it has ended, there is no answer, which says so. */
    (void)write_whole(template->socket, &go, 1);
    int error = template_read(template, &result, sizeof result);
    return error == 0 ? result : error;
}

static int close_template(struct pool *pool)
{
    struct template_process *template = pool->state;
    if (template == NULL)
        return 0;
    if (template->pid != 0)
        (void)write_whole(template->socket, &leave, 1);
    int error = template_close(template);
    free(template);
    return error;
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
    .close = close_template,
};
