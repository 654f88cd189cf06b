/* SPDX-License-Identifier: MIT */
/* A supervisor, and its guard. */
#include "process/supervisor.h"
#include "kit/io.h"
#include "kit/reap.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_REPORTED = 0, EXIT_UNREPORTED = 3 };

/* Becomes what ends its child, and all below it, on SIGTERM or when its parent dies. Returns 0 or an
 * errno number. */
static int settle(pid_t parent, const struct interrupt *theirs, struct interrupt *interrupt)
{
    /* A group of its own: a terminal's Ctrl-C is for the conductor, which passes it on. */
    setpgid(0, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    child_spare_others();
    /* The conductor stops it by SIGTERM, also where it ignores that itself. */
    signal(SIGTERM, SIG_DFL);
    int error = interrupt_open(interrupt);
    if (error != 0)
        return error;
    if (theirs != NULL)
        interrupt->before = theirs->before;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    return getppid() == parent ? 0 : ESRCH; /* it died before this */
}

/* The texts follow the result. */
static int write_text(int fd, const char *text)
{
    size_t bytes = text != NULL ? strlen(text) + 1 : 0;
    int error = write_whole(fd, &bytes, sizeof bytes);
    return error != 0 || bytes == 0 ? error : write_whole(fd, text, bytes);
}

static int read_text(int fd, char **text)
{
    size_t bytes = 0;
    int error = read_whole(fd, &bytes, sizeof bytes);
    *text = error == 0 && bytes > 0 ? malloc(bytes) : NULL;
    if (error != 0 || bytes == 0)
        return error;
    return *text != NULL ? read_whole(fd, *text, bytes) : ENOMEM;
}

/* The supervisor. */
static int report(int fd, const struct child_result *result)
{
    int error = write_whole(fd, result, sizeof *result);
    if (error == 0)
        error = write_text(fd, result->output);
    return error == 0 ? write_text(fd, result->errors) : error;
}

noreturn static void supervise(const struct child_options *options, pid_t parent, int report_fd)
{
    struct interrupt interrupt;
    struct child_result result = { .error = settle(parent, options->interrupt, &interrupt) };
    if (result.error == 0) {
        struct child_options own = *options;
        own.interrupt = &interrupt;
        (void)child_run(&own, &result);
    }
    /* By _exit: what the conductor has in its stdio buffers is the conductor's to write. */
    _exit(report(report_fd, &result) == 0 ? EXIT_REPORTED : EXIT_UNREPORTED);
}

/* Waits for the supervisor's end, and passes SIGTERM on to it. Returns its wait status. */
static int await_supervisor(pid_t pid, const struct interrupt *interrupt)
{
    int status = 0;
    int pidfd = pidfd_open(pid, 0);
    if (pidfd >= 0 && reap_await(pidfd, interrupt->fd, 0) == ECANCELED) {
        kill(pid, SIGTERM);
        (void)reap_await(pidfd, -1, 0);
    }
    fd_close(&pidfd);
    (void)reap_child(pid, &status);
    return status;
}

/* The guard. */
noreturn static void guard(const struct child_options *options, pid_t conductor, int report_fd)
{
    struct interrupt interrupt;
    struct child_options own = *options;
    own.interrupt = &interrupt; /* with the mask for the program */
    pid_t self = getpid();
    struct child_result none = { .error = settle(conductor, options->interrupt, &interrupt) };
    pid_t pid = none.error == 0 ? fork() : -1;
    if (pid == 0)
        supervise(&own, self, report_fd);
    if (pid < 0) {
        none.error = none.error != 0 ? none.error : errno;
        _exit(report(report_fd, &none) == 0 ? EXIT_REPORTED : EXIT_UNREPORTED);
    }
    /* Held by the supervisor alone, it shows the supervisor's end. */
    close(report_fd);
    int status = await_supervisor(pid, &interrupt);
    child_sweep();
    if (WIFSIGNALED(status))
        raise(WTERMSIG(status)); /* the conductor sees how the supervisor ended */
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_UNREPORTED);
}

int supervisor_start(const struct child_options *options, struct supervisor *supervisor)
{
    struct pipe_ends ends = { -1, -1 };
    int error = pipe_open(&ends);
    if (error != 0)
        return error;
    pid_t conductor = getpid();
    *supervisor = (struct supervisor){ .pid = fork(), .report = ends.read };
    if (supervisor->pid == 0)
        guard(options, conductor, ends.write);
    if (supervisor->pid < 0) {
        error = errno;
        fd_close(&supervisor->report);
    }
    fd_close(&ends.write);
    return error;
}

void supervisor_stop(const struct supervisor *supervisor)
{
    kill(supervisor->pid, SIGTERM);
}

void supervisor_finish(struct supervisor *supervisor, struct child_result *result)
{
    int wait_status = 0;
    int error = read_whole(supervisor->report, result, sizeof *result);
    result->output = NULL;
    result->errors = NULL;
    if (error == 0)
        error = read_text(supervisor->report, &result->output);
    if (error == 0)
        error = read_text(supervisor->report, &result->errors);
    fd_close(&supervisor->report);
    (void)reap_child(supervisor->pid, &wait_status);
    if (error != 0) {
        child_result_release(result);
        result->error = error == ENOMEM ? ENOMEM : 0;
        result->wait_status = wait_status;
        result->output = strdup("");
        result->errors = strdup("");
    }
}
