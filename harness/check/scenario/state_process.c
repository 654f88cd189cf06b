/* SPDX-License-Identifier: MIT */
/* The kinds of state that the kernel and libc keep for a process. Runs in the caller. */
#include "check/inject/holdings.h"
#include "check/scenario/state_kinds.h"
#include "kit/sanitizer.h"
#include <ctype.h>
#include <fenv.h>
#include <inttypes.h>
#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- signals and timers ----------------------------------------------------------------------- */

#define SHOWN_FLAGS                                                                                \
    (SA_NOCLDSTOP | SA_NOCLDWAIT | SA_NODEFER | SA_ONSTACK | SA_RESETHAND | SA_RESTART | SA_SIGINFO)

static void write_action(FILE *out, const struct sigaction *action)
{
    /* One handler may have replaced another. */
    if (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN) {
        fprintf(out, "handled by %#" PRIxPTR ", flags %#x, blocks", (uintptr_t)action->sa_handler,
                (unsigned)action->sa_flags & SHOWN_FLAGS);
        for (int number = 1; number < NSIG; number++)
            if (sigismember(&action->sa_mask, number) == 1)
                fprintf(out, " %d", number);
        return;
    }
    fputs(action->sa_handler == SIG_DFL ? "default" : "ignored", out);
    /* Without a handler, only these two flags mean something. */
    if ((action->sa_flags & SA_NOCLDWAIT) != 0)
        fputs(", SA_NOCLDWAIT", out);
    if ((action->sa_flags & SA_NOCLDSTOP) != 0)
        fputs(", SA_NOCLDSTOP", out);
}

void state_signals(FILE *out, const char *kind)
{
    (void)kind;
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        const char *name = sigabbrev_np(number);
        if (sigaction(number, NULL, &action) < 0)
            continue;
        if (name != NULL)
            fprintf(out, "SIG%s: ", name);
        else
            fprintf(out, "real-time signal %d: ", number);
        write_action(out, &action);
        fputs(sigismember(&mask, number) == 1 ? " and blocked\n" : "\n", out);
    }
    stack_t stack;
    if (sigaltstack(NULL, &stack) == 0)
        fprintf(out, "signal stack: %p, %zu bytes, flags %d\n", stack.ss_sp, stack.ss_size,
                stack.ss_flags);
}

/* Lines of a file that `is_shown` accepts, each as "KIND TEXT". */
static void write_lines(FILE *out, const char *kind, const char *path,
                        bool (*is_shown)(const char *line))
{
    FILE *file = fopen(path, "re");
    char line[4096];
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (is_shown == NULL || is_shown(line)) {
            fprintf(out, "%s ", kind);
            state_write_text(out, line);
        }
    if (file != NULL)
        (void)fclose(file);
}

static bool is_timer_id(const char *line)
{
    return strncmp(line, "ID:", 3) == 0;
}

void state_timers(FILE *out, const char *kind)
{
    static const char *const names[] = { "ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF" };
    for (int which = 0; which < 3; which++) {
        struct itimerval timer;
        getitimer((__itimer_which_t)which, &timer);
        /* Only whether it is armed, because the time left runs down. alarm() has no interval. */
        bool is_armed = timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0;
        fprintf(out, "%s %s: %s, every %ld us\n", kind, names[which],
                is_armed ? "armed" : "at rest",
                (long)timer.it_interval.tv_sec * 1000000 + (long)timer.it_interval.tv_usec);
    }
    write_lines(out, kind, "/proc/self/timers", is_timer_id);
}

/* --- settings --------------------------------------------------------------------------------- */

void state_settings(FILE *out, const char *kind)
{
    static const struct {
        const char *name;
        int option;
        bool writes; /* to where its argument points, instead of returning the value */
    } settings[] = {
        { "PR_GET_PDEATHSIG", PR_GET_PDEATHSIG, true },
        { "PR_GET_CHILD_SUBREAPER", PR_GET_CHILD_SUBREAPER, true },
        { "PR_GET_DUMPABLE", PR_GET_DUMPABLE, false },
        { "PR_GET_KEEPCAPS", PR_GET_KEEPCAPS, false },
        { "PR_GET_NO_NEW_PRIVS", PR_GET_NO_NEW_PRIVS, false },
        { "PR_GET_SECUREBITS", PR_GET_SECUREBITS, false },
        { "PR_GET_THP_DISABLE", PR_GET_THP_DISABLE, false },
        { "PR_GET_TIMERSLACK", PR_GET_TIMERSLACK, false },
        { "PR_GET_TIMING", PR_GET_TIMING, false },
        { "PR_GET_TSC", PR_GET_TSC, true },
        { "PR_MCE_KILL_GET", PR_MCE_KILL_GET, false },
    };
    for (size_t i = 0; i < COUNT(settings); i++) {
        int value = 0;
        int result = settings[i].writes ? prctl(settings[i].option, &value, 0, 0, 0)
                                        : prctl(settings[i].option, 0, 0, 0, 0);
        fprintf(out, "%s %s: %d\n", kind, settings[i].name, settings[i].writes ? value : result);
    }
}

void state_scheduling(FILE *out, const char *kind)
{
    enum { IOPRIO_WHO_PROCESS = 1 };
    struct sched_param param = { .sched_priority = 0 };
    sched_getparam(0, &param);
    fprintf(out, "%s: policy %d, priority %d, nice %d, of input and output %ld\n", kind,
            sched_getscheduler(0), param.sched_priority, getpriority(PRIO_PROCESS, 0),
            syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, 0));
}

void state_identity(FILE *out, const char *kind)
{
    fprintf(out, "%s: group %d, session %d\n", kind, (int)getpgrp(), (int)getsid(0));
}

/* --- what /proc says -------------------------------------------------------------------------- */

/* "Max open files   1024   4096   files": the name ends at the first two blanks. */
void state_limits(FILE *out, const char *kind)
{
    FILE *file = fopen("/proc/self/limits", "re");
    char line[256];
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *end = strstr(line, "  ");
        if (end == NULL || strncmp(line, "Max ", 4) != 0)
            continue;
        fprintf(out, "%s %.*s: ", kind, (int)(end - line), line);
        state_write_text(out, end);
    }
    if (file != NULL)
        (void)fclose(file);
}

/* All but what changes by itself, and signals, which have their own lines. */
static bool is_lasting(const char *line)
{
    static const char *const passing[] = {
        "State:",       "Ngid:",   "TracerPid:", "FDSize:",       "Rss",
        "CoreDumping:", "SigQ:",   "SigPnd:",    "ShdPnd",        "SigBlk:",
        "SigIgn:",      "SigCgt:", "voluntary_", "nonvoluntary_", "Hugetlb",
    };
    if (strncmp(line, "Vm", 2) == 0)
        return strncmp(line, "VmLck:", 6) == 0 || strncmp(line, "VmPin:", 6) == 0;
    if (HAS_SANITIZER_THREAD && strncmp(line, "Threads:", 8) == 0)
        return false;
    for (size_t i = 0; i < COUNT(passing); i++)
        if (strncmp(line, passing[i], strlen(passing[i])) == 0)
            return false;
    return true;
}

void state_status(FILE *out, const char *kind)
{
    write_lines(out, kind, "/proc/self/status", is_lasting);
}

void state_proc(FILE *out, const char *kind)
{
    static const char *const names[] = { "oom_score_adj", "coredump_filter", "personality",
                                         "cgroup", "cpuset" };
    for (size_t i = 0; i < COUNT(names); i++) {
        char path[64];
        char name[64];
        snprintf(path, sizeof path, "/proc/self/%s", names[i]);
        snprintf(name, sizeof name, "%s %s:", kind, names[i]);
        write_lines(out, name, path, NULL);
    }
}

/* --- what libc keeps -------------------------------------------------------------------------- */

void state_environment(FILE *out, const char *kind)
{
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        int name = (int)strcspn(*entry, "=");
        fprintf(out, "%s %.*s: ", kind, name, *entry);
        state_write_text(out, *entry + name + ((*entry)[name] == '=' ? 1 : 0));
    }
}

void state_locale(FILE *out, const char *kind)
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): it only asks
    fprintf(out, "%s: %s, of the thread %p\n", kind, setlocale(LC_ALL, NULL),
            (void *)uselocale((locale_t)0));
}

/* Not the flags of exceptions that have occurred: any division raises one. */
void state_arithmetic(FILE *out, const char *kind)
{
    unsigned control = 0;
#if defined(__x86_64__)
    control = __builtin_ia32_stmxcsr() & ~(unsigned)FE_ALL_EXCEPT; /* also flush to zero */
#endif
    fprintf(out, "%s: rounding %d, traps %#x, control %#x\n", kind, fegetround(),
            (unsigned)fegetexcept(), control);
}

void state_fork_handlers(FILE *out, const char *kind)
{
    fprintf(out, "%s: %u\n", kind, holdings_fork_handlers());
}

void state_write_text(FILE *out, const char *text)
{
    while (*text != '\0') {
        size_t blanks = strspn(text, " \t\n");
        size_t word = strcspn(text + blanks, " \t\n");
        for (size_t i = 0; i < word; i++)
            fputc(iscntrl((unsigned char)text[blanks + i]) ? '?' : text[blanks + i], out);
        text += blanks + word;
        if (word > 0 && *text != '\0' && text[strspn(text, " \t\n")] != '\0')
            fputc(' ', out);
    }
    fputc('\n', out);
}
