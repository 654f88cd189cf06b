/* SPDX-License-Identifier: MIT */
/* The wait for a processor of two children that share one, and of a process that is not there. */
#include "process/run_delay.h"
#include "check.h"
#include "kit/clock.h"
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORK_NS 60e6

static double processor_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static pid_t start(void)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    while (processor_ns() < WORK_NS)
        ;
    _exit(0);
}

int main(void)
{
    CHECK(!run_delay_read(0x7fffffff).is_known, "a process that cannot be");
    cpu_set_t mask;
    CPU_ZERO(&mask);
    CPU_SET((unsigned)sched_getcpu(), &mask);
    sched_setaffinity(0, sizeof mask, &mask);
    uint64_t begin_ns = clock_now();
    pid_t pids[2] = { start(), start() };
    double waited_ns = 0;
    for (int i = 0; i < 2; i++) {
        siginfo_t info;
        CHECK(waitid(P_PID, (id_t)pids[i], &info, WEXITED | WNOWAIT) == 0, "%d", pids[i]);
        struct run_delay delay = run_delay_read(pids[i]);
        double wall_ns = (double)(clock_now() - begin_ns);
        waitpid(pids[i], NULL, 0);
        CHECK(delay.is_known, "of a child that was not reaped");
        CHECK(delay.ran_ns >= WORK_NS && delay.ran_ns <= wall_ns, "%g of %g", delay.ran_ns,
              wall_ns);
        CHECK(delay.waited_ns <= wall_ns, "%g of %g", delay.waited_ns, wall_ns);
        waited_ns += delay.waited_ns;
    }
    /* While one works, the other waits: together as long as the shorter work, or nearly. */
    CHECK(waited_ns > 0.5 * WORK_NS, "%g", waited_ns);
    return check_end();
}
