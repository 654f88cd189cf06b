/* SPDX-License-Identifier: MIT */
/* gnuplot as a child program. */
#include "show/gnuplot.h"
#include "kit/clock.h"
#include "kit/io.h"
#include "kit/text.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAID_BYTES 4096

/* --- starting it ------------------------------------------------------------------------------ */

/* What the caller blocks or ignores is its own affair. */
static void reset_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int set_files(int said)
{
    if (dup2(said, STDERR_FILENO) < 0)
        return errno;
    close(STDIN_FILENO);
    int input = open("/dev/null", O_RDWR); /* 0, the lowest number that is free */
    return input < 0 || dup2(input, STDOUT_FILENO) < 0 ? errno : 0;
}

/* The child. Returns the errno of what failed. */
static int become(const struct gnuplot_options *order, pid_t parent, int said)
{
    /* gnuplot may hang, and then nobody would be left to end it. The parent may have died before
     * this line. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
        return ECHILD;
    reset_signals();
    if (setpgid(0, 0) < 0 || chdir(order->folder) < 0)
        return errno;
    int error = set_files(said);
    if (error)
        return error;
    execlp("gnuplot", "gnuplot", "--default-settings", order->script, (char *)NULL);
    return errno;
}

/* posix_spawn cannot ask for a signal at the parent's death: hence a fork. What the child fails at
 * before it is gnuplot comes back through `failure`, which both share. */
static pid_t start(const struct gnuplot_options *order, int said, volatile int *failure)
{
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        *failure = become(order, parent, said);
        _exit(127); /* exit would flush the parent's stdout once more */
    }
    if (child < 0)
        *failure = errno;
    else
        setpgid(child, child); /* as the child does, whoever is first */
    return child;
}

/* --- its end ---------------------------------------------------------------------------------- */

/* Waits until it has ended (0), the deadline is there (ETIMEDOUT) or the caller was told to stop
 * (ECANCELED). */
static int wait_for_end(const struct gnuplot_options *order, int pidfd)
{
    uint64_t deadline_ns = clock_now() + (uint64_t)(order->deadline_s * (double)NS_PER_S);
    for (;;) {
        uint64_t now_ns = clock_now();
        if (now_ns >= deadline_ns)
            return ETIMEDOUT;
        struct timespec left = {
            .tv_sec = (time_t)((deadline_ns - now_ns) / NS_PER_S),
            .tv_nsec = (long)((deadline_ns - now_ns) % NS_PER_S),
        };
        struct pollfd wait[2] = {
            { .fd = pidfd, .events = POLLIN },
            { .fd = order->stop_fd, .events = POLLIN },
        };
        if (ppoll(wait, 2, &left, NULL) <= 0)
            continue;
        return wait[1].revents != 0 ? ECANCELED : 0;
    }
}

/* The group is killed before its leader is reaped: until then its number can be no one else's. */
static int end(const struct gnuplot_options *order, pid_t child, int *wait_status)
{
    int pidfd = (int)syscall(SYS_pidfd_open, child, 0);
    int error = pidfd < 0 ? errno : wait_for_end(order, pidfd);
    kill(-child, SIGKILL);
    while (waitpid(child, wait_status, 0) < 0 && errno == EINTR)
        continue;
    fd_close(&pidfd);
    return error;
}

/* The last line that is not empty: "\"speedup.gp\" line 12: undefined variable: x". */
static char *last_line(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' '))
        text[--length] = '\0';
    char *newline = strrchr(text, '\n');
    return newline ? newline + 1 : text;
}

/* What gnuplot says may quote the labels, so it is made printable. */
static void report(int said, int status, char *why, size_t why_bytes)
{
    char text[SAID_BYTES + 1];
    off_t end = lseek(said, 0, SEEK_END);
    off_t from = end > SAID_BYTES ? end - SAID_BYTES : 0;
    ssize_t got = pread(said, text, SAID_BYTES, from);
    text[got > 0 ? got : 0] = '\0';
    char *line = text_printable(last_line(text));
    if (WIFSIGNALED(status))
        snprintf(why, why_bytes, "gnuplot was killed by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(why, why_bytes, "gnuplot failed with status %d: %s", WEXITSTATUS(status),
                 line && *line ? line : "it said nothing");
    free(line);
}

/* One sentence for each way in which it does not end well. */
static int judge(const struct gnuplot_options *order, int error, char *why, size_t why_bytes)
{
    if (error == ENOENT)
        snprintf(why, why_bytes, "there is no gnuplot on the PATH");
    else if (error == ETIMEDOUT)
        snprintf(why, why_bytes, "gnuplot did not end within %g s", order->deadline_s);
    else if (error == ECANCELED)
        snprintf(why, why_bytes, "gnuplot was stopped");
    else
        snprintf(why, why_bytes, "cannot run gnuplot: %s", strerror(error));
    return error;
}

static int run(const struct gnuplot_options *order, int said, volatile int *failure, char *why,
               size_t why_bytes)
{
    int status = 0;
    pid_t child = start(order, said, failure);
    int error = child > 0 ? end(order, child, &status) : 0;
    if (*failure || error)
        return judge(order, *failure ? *failure : error, why, why_bytes);
    if (status == 0)
        return 0;
    report(said, status, why, why_bytes);
    return EIO;
}

/* An anonymous file for what it says, and not one of the standard descriptors, should they be
 * closed: they become gnuplot's own. */
static int open_said(void)
{
    int low = memfd_create("gnuplot-stderr", MFD_CLOEXEC);
    int fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int error = errno;
    fd_close(&low);
    errno = error;
    return fd;
}

int gnuplot_run(const struct gnuplot_options *order, char *why, size_t why_bytes)
{
    int said = open_said();
    if (said < 0)
        return judge(order, errno, why, why_bytes);
    int *failure =
        mmap(NULL, sizeof *failure, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int error = failure != MAP_FAILED ? run(order, said, failure, why, why_bytes)
                                      : judge(order, errno, why, why_bytes);
    if (failure != MAP_FAILED)
        munmap(failure, sizeof *failure);
    fd_close(&said);
    return error;
}
