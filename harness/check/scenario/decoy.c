/* SPDX-License-Identifier: MIT */
/* Children of the caller that the strategy must not touch. Runs in the caller, and in them. */
#include "check/scenario/decoy.h"
#include "check/inject/ledger.h"
#include "kit/reap.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ZOMBIE_STATUS = 42, LEAVING_STATUS = 7, LEAVING_MS = 500 };

/* Forks one that leaves with `status` once two items have begun, or after a while; never, if
 * ms < 0. */
static int start(pid_t *pid, long ms, int status)
{
    *pid = fork();
    if (*pid < 0)
        return errno;
    if (*pid > 0)
        return 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (ms < 0)
        for (;;)
            pause();
    while (ms-- > 0 && ledger->started < 2)
        ledger_sleep_us(1000);
    _exit(status);
}

int decoys_start(struct decoys *decoys)
{
    *decoys = (struct decoys){ .zombie = 0 };
    int error = start(&decoys->zombie, 0, ZOMBIE_STATUS);
    siginfo_t end;
    /* WNOWAIT: it stays a zombie, which a strategy may reap by mistake. */
    if (error == 0 && waitid(P_PID, (id_t)decoys->zombie, &end, WEXITED | WNOWAIT) < 0)
        error = errno;
    if (error == 0)
        error = start(&decoys->alive, -1, 0);
    if (error == 0)
        error = start(&decoys->leaving, LEAVING_MS, LEAVING_STATUS);
    return error;
}

bool decoys_have(const struct decoys *decoys, pid_t pid)
{
    return pid == decoys->zombie || pid == decoys->alive || pid == decoys->leaving;
}

/* Reaps one that should leave, or have left, with `status`. */
static void reap(pid_t pid, int status, const char *which, char *text, size_t bytes)
{
    int wait_status;
    if (reap_child(pid, &wait_status) != 0)
        snprintf(text, bytes, "the caller's own child (%s, pid %d) was reaped by the strategy",
                 which, (int)pid);
    else if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != status)
        snprintf(text, bytes, "the caller's own child (%s, pid %d) was killed by signal %d", which,
                 (int)pid, WTERMSIG(wait_status));
}

void decoys_finish(struct decoys *decoys, char *text, size_t bytes)
{
    text[0] = '\0';
    siginfo_t end = { .si_pid = 0 };
    if (waitid(P_PID, (id_t)decoys->alive, &end, WEXITED | WNOHANG | WNOWAIT) < 0)
        snprintf(text, bytes, "the caller's own child (alive, pid %d) was killed and reaped",
                 (int)decoys->alive);
    else if (end.si_pid != 0)
        snprintf(text, bytes, "the caller's own child (alive, pid %d) was killed",
                 (int)decoys->alive);
    (void)reap_killed(decoys->alive, NULL);
    reap(decoys->zombie, ZOMBIE_STATUS, "a zombie", text, bytes);
    reap(decoys->leaving, LEAVING_STATUS, "ending by itself", text, bytes);
}
