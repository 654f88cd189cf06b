/* SPDX-License-Identifier: MIT */
/* What a process that runs items has of the caller's: the signals that end it, and its limits. A
 * strategy may protect a moment of its own by a mask or a limit; an item must not find it. Only of
 * processes: a caller may want that its threads leave the signals to it. */
#include "check/inject/inherited.h"
#include <sys/resource.h>
#include <unistd.h>

/* What a user or a system sends to end a process. */
static const int ends[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

void inherited_note(void)
{
    struct inherited *had = &ledger->inherited;
    sigprocmask(SIG_BLOCK, NULL, &had->blocked);
    for (int which = 0; which < RLIM_NLIMITS; which++)
        getrlimit((__rlimit_resource_t)which, &had->limit[which]);
    had->niceness = getpriority(PRIO_PROCESS, 0);
}

static void compare_signals(const struct inherited *had)
{
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (sigismember(&blocked, ends[i]) == 1 && sigismember(&had->blocked, ends[i]) == 0)
            ledger->blocked_signal = ends[i];
}

static void compare_limits(const struct inherited *had)
{
    for (int which = 0; which < RLIM_NLIMITS; which++) {
        struct rlimit now;
        /* A dump of memory is no item's need. */
        if (which != RLIMIT_CORE && getrlimit((__rlimit_resource_t)which, &now) == 0 &&
            now.rlim_cur < had->limit[which].rlim_cur)
            ledger->lowered_limit = which + 1;
    }
    if (getpriority(PRIO_PROCESS, 0) > had->niceness)
        ledger->is_nicer = true;
}

void inherited_compare(void)
{
    if (!ledger->inject.note_inherited || ledger->inject.threads || getpid() == ledger->caller)
        return;
    compare_signals(&ledger->inherited);
    compare_limits(&ledger->inherited);
}
