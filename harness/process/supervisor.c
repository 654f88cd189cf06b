/* SPDX-License-Identifier: MIT */
/* A supervisor: a process between the conductor and one child program. */
#include "process/supervisor.h"
#include "kit/clock.h"
#include "kit/io.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdnoreturn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_REPORTED = 0, EXIT_SPEECHLESS = 3 };

/* Becomes what ends its child, and all below it, when it is told to or when the conductor dies.
 * Returns 0 or an errno number. */
static int settle(pid_t conductor, const struct interrupt *theirs, struct interrupt *interrupt)
{
    /* A group of its own: a terminal's Ctrl-C is for the conductor, which passes it on. */
    setpgid(0, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    child_spare_others();
    /* By SIGTERM it is told to stop, also where the conductor ignores it. */
    signal(SIGTERM, SIG_DFL);
    int error = interrupt_open(interrupt);
    if (error != 0)
        return error;
    interrupt->before = theirs->before;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    return getppid() == conductor ? 0 : ESRCH; /* dead before it could tell */
}

noreturn static void keep(const struct supervisor_options *order, pid_t conductor,
                          const struct supervisor *supervisor, int report_fd)
{
    struct interrupt interrupt;
    struct supervisor_report report = { .error = settle(conductor, order->interrupt, &interrupt) };
    if (report.error == 0) {
        char pid[16];
        snprintf(pid, sizeof pid, "%d", (int)getpid());
        order->argv[order->last] = pid;
        const struct child_options child = {
            .argv = order->argv,
            .output = supervisor->output,
            .errors = supervisor->errors,
            .fds = { -1, -1, -1, -1 },
            .deadline_s = order->deadline_s,
            .interrupt = &interrupt,
        };
        uint64_t begin_ns = clock_now();
        report.error = child_run(&child, &report.end);
        report.seconds = (double)(clock_now() - begin_ns) / (double)NS_PER_S;
    }
    bool reported = write_whole(report_fd, &report, sizeof report) == 0;
    /* By _exit: what the conductor has in its stdio buffers is the conductor's to write. */
    _exit(reported ? EXIT_REPORTED : EXIT_SPEECHLESS);
}

int supervisor_start(const struct supervisor_options *order, struct supervisor *supervisor)
{
    *supervisor = (struct supervisor){
        .report = -1,
        .output = child_output_file(),
        .errors = child_output_file(),
    };
    struct pipe_ends ends = { -1, -1 };
    int error = supervisor->output < 0 || supervisor->errors < 0 ? errno : pipe_open(&ends);
    if (error == 0) {
        supervisor->report = ends.read;
        pid_t conductor = getpid();
        supervisor->pid = fork();
        if (supervisor->pid == 0)
            keep(order, conductor, supervisor, ends.write);
        if (supervisor->pid < 0)
            error = errno;
        /* Held by the supervisor alone, it shows the supervisor's end too. */
        fd_close(&ends.write);
    }
    if (error != 0)
        supervisor_release(supervisor);
    return error;
}

void supervisor_stop(const struct supervisor *supervisor)
{
    kill(supervisor->pid, SIGTERM);
}

void supervisor_wait(struct supervisor *supervisor, struct supervisor_report *report)
{
    struct supervisor_report own = { .end = { .fate = CHILD_ENDED } };
    bool reported = read_whole(supervisor->report, report, sizeof *report) == 0;
    while (waitpid(supervisor->pid, &own.end.wait_status, 0) < 0 && errno == EINTR)
        ;
    if (!reported)
        *report = own;
}

void supervisor_release(struct supervisor *supervisor)
{
    fd_close(&supervisor->report);
    fd_close(&supervisor->output);
    fd_close(&supervisor->errors);
}
