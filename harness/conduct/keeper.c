/* SPDX-License-Identifier: MIT */
/* A keeper: a process between the conductor and one child program. */
#include "conduct/keeper.h"
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

noreturn static void keep(const struct keeper_order *order, pid_t conductor,
                          const struct keeper *keeper, int report_fd)
{
    struct interrupt interrupt;
    struct keeper_report report = { .error = settle(conductor, order->interrupt, &interrupt) };
    if (report.error == 0) {
        char pid[16];
        snprintf(pid, sizeof pid, "%d", (int)getpid());
        order->argv[order->last] = pid;
        const struct child_order child = {
            .argv = order->argv,
            .output = keeper->output,
            .errors = keeper->errors,
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

int keeper_start(const struct keeper_order *order, struct keeper *keeper)
{
    *keeper = (struct keeper){
        .report = -1,
        .output = child_output_file(),
        .errors = child_output_file(),
    };
    struct pipe_ends ends = { -1, -1 };
    int error = keeper->output < 0 || keeper->errors < 0 ? errno : pipe_open(&ends);
    if (error == 0) {
        keeper->report = ends.read;
        pid_t conductor = getpid();
        keeper->pid = fork();
        if (keeper->pid == 0)
            keep(order, conductor, keeper, ends.write);
        if (keeper->pid < 0)
            error = errno;
        /* Held by the keeper alone, it shows the keeper's end too. */
        fd_close(&ends.write);
    }
    if (error != 0)
        keeper_release(keeper);
    return error;
}

void keeper_stop(const struct keeper *keeper)
{
    kill(keeper->pid, SIGTERM);
}

void keeper_wait(struct keeper *keeper, struct keeper_report *report)
{
    struct keeper_report own = { .end = { .fate = CHILD_ENDED } };
    bool reported = read_whole(keeper->report, report, sizeof *report) == 0;
    while (waitpid(keeper->pid, &own.end.wait_status, 0) < 0 && errno == EINTR)
        ;
    if (!reported)
        *report = own;
}

void keeper_release(struct keeper *keeper)
{
    fd_close(&keeper->report);
    fd_close(&keeper->output);
    fd_close(&keeper->errors);
}
