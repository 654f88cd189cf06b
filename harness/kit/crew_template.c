/* SPDX-License-Identifier: MIT */
/* A crew whose workers a template forks. */
#include "kit/crew_template.h"
#include "kit/board.h"
#include "kit/io.h"
#include "kit/worker.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* And the worker that died or failed; 0: none did. Not from its slot, because the caller may clear
 * that between two runs. */
struct notice {
    int error;
    unsigned worker;
    pid_t pid;
    int wait_status;
};

static unsigned find(const struct job *job, unsigned started, pid_t pid)
{
    unsigned worker = 1;
    while (worker < started && job->slots[worker].pid != pid)
        worker++;
    return worker;
}

/* In the template, which has no other children: reaps them until one fails, and then ends the
 * others. */
static struct notice await(struct job *job, unsigned started)
{
    struct notice notice = { .error = 0 };
    for (unsigned left = started - 1; left > 0 && notice.error == 0;) {
        notice.pid = waitpid(-1, &notice.wait_status, 0);
        if (notice.pid < 0 && errno == EINTR)
            continue;
        if (notice.pid < 0)
            break;
        left--;
        notice.worker = find(job, started, notice.pid);
        notice.error = worker_ended(job, notice.worker, notice.pid, notice.wait_status);
    }
    worker_end_all(job, started);
    return notice;
}

/* In the caller: 0 or an errno number. */
static int read_notice(struct crew_template *by)
{
    struct notice notice = { .error = 0 };
    int error = template_read(&by->process, &notice, sizeof notice);
    if (error == 0 && notice.error != 0 && notice.worker > 0)
        (void)worker_ended(by->process.job, notice.worker, notice.pid, notice.wait_status);
    return error != 0 ? error : notice.error;
}

noreturn void crew_template_serve(struct crew_template *by, struct crew *crew, int end)
{
    unsigned workers; /* a request; 0: leave */
    worker_enter(crew->job);
    fd_close(&by->process.socket);
    signal(SIGCHLD, SIG_DFL); /* or the kernel would reap them, and nobody knew how they ended */
    while (read_whole(end, &workers, sizeof workers) == 0 && workers > 0) {
        crew->workers = workers;
        struct notice notice = { .error = by->fork_workers(crew, getpid(), &end) };
        if (notice.error != 0)
            worker_end_all(crew->job, crew->watch.started);
        else if (write_whole(end, &notice, sizeof notice) == 0)
            notice = await(crew->job, crew->watch.started);
        if (write_whole(end, &notice, sizeof notice) != 0)
            break;
    }
    /* Not exit: the caller's atexit handlers are not the template's to run. */
    _exit(0);
}

static void ask(struct crew_template *by, unsigned workers)
{
    /* Where it has ended, there is no answer, and that says so. */
    (void)write_whole(by->process.socket, &workers, sizeof workers);
}

/* Through the template. */
static int start_by_template(struct crew_template *by, struct crew *crew)
{
    by->has_forked = true;
    ask(by, crew->workers);
    int error = read_notice(by);
    if (error != 0)
        return error;
    /* A copy, because watch_drop closes it. */
    by->reports = fcntl(by->process.socket, F_DUPFD_CLOEXEC, 1);
    if (by->reports < 0)
        return job_fail(crew->job, "fcntl", errno);
    error = crew_watch(crew);
    return error == 0 ? watch_add(&crew->watch, 1, by->reports, EPOLLIN) : error;
}

int crew_template_read(struct crew_template *by)
{
    int error = read_notice(by);
    return error != 0 ? error : ENODATA;
}

int crew_template_start(struct crew_template *by, struct crew *crew)
{
    int none = -1;
    if (by->is_needed)
        return start_by_template(by, crew);
    int error = by->fork_workers(crew, 0, &none);
    return error == 0 ? crew_watch(crew) : error;
}

int crew_template_abort(struct crew_template *by, struct crew *crew, int error)
{
    error = watch_close(&crew->watch, error);
    if (by->has_forked)
        template_end(&by->process, NULL);
    return error;
}

void crew_template_release(struct crew_template *by)
{
    if (by->process.pid != 0 && !by->is_leaving)
        ask(by, 0);
    by->is_leaving = true;
}

int crew_template_close(struct crew_template *by, struct crew *crew)
{
    gate_close(crew->gate);
    int error = by->has_forked && crew->watch.is_open ? read_notice(by) : 0;
    if (by->reports > 0)
        watch_drop(&crew->watch, &by->reports);
    int crew_error = crew_close(crew);
    crew_template_release(by);
    int template_error = template_close(&by->process);
    if (error == 0)
        error = crew_error;
    return error != 0 ? error : template_error;
}
