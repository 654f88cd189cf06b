/* SPDX-License-Identifier: MIT */
/* Reaping: through interruptions, by a kill, and waiting until an end, a stop or a deadline. */
#include "kit/reap.h"
#include "check.h"
#include "kit/clock.h"
#include "kit/io.h"
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define MS UINT64_C(1000000)

static void ignore(int number)
{
    (void)number;
}

/* A child that exits with 7 after so many milliseconds, never when negative. */
static pid_t start(int ms)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    for (; ms != 0; ms -= ms > 0 ? 1 : 0)
        usleep(1000);
    _exit(7);
}

/* Interrupts the parent every few milliseconds. */
static pid_t pester(void)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    while (pid == 0) {
        usleep(2000);
        kill(parent, SIGUSR1);
    }
    return pid;
}

static void check_await(void)
{
    struct pipe_ends stop;
    CHECK(pipe_open(&stop) == 0, "no pipe");
    pid_t pid = start(-1);
    int pidfd = pidfd_open(pid, 0);
    uint64_t begin_ns = clock_now();
    CHECK(reap_await(pidfd, stop.read, begin_ns + 30 * MS) == ETIMEDOUT, "no timeout");
    uint64_t took_ns = clock_now() - begin_ns;
    CHECK(took_ns >= 30 * MS && took_ns < 1000 * MS, "%lu ns", (unsigned long)took_ns);
    CHECK(write_whole(stop.write, "", 1) == 0, "not written");
    CHECK(reap_await(pidfd, stop.read, 0) == ECANCELED, "not stopped");
    kill(pid, SIGKILL);
    CHECK(reap_await(pidfd, -1, 0) == 0, "not ended");
    CHECK(reap_await(pidfd, stop.read, 0) == ECANCELED, "an end hides a stop");
    CHECK(reap_await(pidfd, -1, begin_ns) == 0, "a deadline that is over hides an end");
    CHECK(reap_child(pid, NULL) == 0, "it was reaped already");
    fd_close(&pidfd);
    fd_close(&stop.read);
    fd_close(&stop.write);
}

int main(void)
{
    sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = ignore }, NULL);
    pid_t pest = pester();
    int wait_status = 0;
    pid_t pid = start(50);
    CHECK(reap_child(pid, &wait_status) == 0, "not reaped");
    CHECK(WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 7, "%x", (unsigned)wait_status);
    CHECK(reap_child(pid, &wait_status) == ECHILD, "reaped twice");
    pid = start(-1);
    CHECK(reap_killed(pid, &wait_status) == 0, "not reaped");
    CHECK(WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL, "%x",
          (unsigned)wait_status);
    check_await();
    CHECK(reap_killed(pest, NULL) == 0, "not reaped");
    return check_end();
}
