/* SPDX-License-Identifier: MIT */
/* A template, from the side of its caller. */
#include "kit/template.h"
#include "kit/io.h"
#include "kit/reap.h"
#include "kit/worker.h"
#include <errno.h>
#include <sys/socket.h>

int template_prepare(struct template_process *process, struct job *job, int *end)
{
    int ends[2];
    *process = (struct template_process){ .job = job, .socket = -1 };
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return job_fail(job, "socketpair", errno);
    process->socket = ends[0];
    *end = ends[1];
    return 0;
}

int template_started(struct template_process *process, pid_t pid, int *end)
{
    int error = pid < 0 ? errno : 0;
    fd_close(end);
    process->pid = error == 0 ? pid : 0;
    return error == 0 ? 0 : job_fail(process->job, "fork", error);
}

void template_end(struct template_process *process, int *wait_status)
{
    struct job *job = process->job;
    if (process->pid == 0)
        return;
    (void)reap_killed(process->pid, wait_status);
    process->pid = 0;
    for (unsigned worker = 0; worker < job->workers; worker++) {
        int pidfd = worker_pidfd(job, worker);
        if (pidfd >= 0)
            (void)reap_await(pidfd, -1, 0);
        fd_close(&pidfd);
        /* Orphans of a template are the caller's if it is a subreaper. */
        (void)worker_wait(job, worker);
    }
}

int template_read(struct template_process *process, void *answer, size_t bytes)
{
    if (read_whole(process->socket, answer, bytes) == 0)
        return 0;
    /* It has ended. The kernel has killed its workers, but a run must not return before they are
     * gone. */
    int wait_status = WAIT_STATUS_UNKNOWN;
    char end[64];
    pid_t pid = process->pid;
    template_end(process, &wait_status);
    wait_status_text(wait_status, end, sizeof end);
    return job_say(process->job, EOWNERDEAD, "the template (pid %d) %s", (int)pid, end);
}

int template_close(struct template_process *process)
{
    int error = process->pid != 0 ? reap_child(process->pid, NULL) : 0;
    process->pid = 0;
    fd_close(&process->socket);
    /* The caller ignores SIGCHLD: the kernel has reaped it. */
    return error == ECHILD ? 0 : error;
}
