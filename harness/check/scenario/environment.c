/* SPDX-License-Identifier: MIT */
/* What else is going on in the process that calls a strategy. Runs in the caller. */
#include "check/scenario/caller.h"
#include "kit/reap.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HAMMERS     2
#define FILES_MOST  ((rlim_t)2 * FD_SETSIZE)
#define FILES_SPARE 64 /* left to the strategy where the limit is low */

static _Atomic bool hammers_rest;
static pthread_t hammers[HAMMERS];
static FILE *nowhere; /* what they write to */

/* --- children --------------------------------------------------------------------------------- */

enum { ALIVE, ZOMBIE, LEAVING, DECOYS };

/* Children of the caller that the strategy must not touch. */
static struct decoy {
    const char *which;
    long ms; /* after which it exits, or as soon as two items have begun; −1: never */
    int status;
    pid_t pid;
} decoys[DECOYS] = {
    [ALIVE] = { "alive", -1, 0, 0 },
    [ZOMBIE] = { "a zombie", 0, 42, 0 },
    [LEAVING] = { "ending by itself", 500, 7, 0 },
};

static int fork_decoy(struct decoy *decoy)
{
    pid_t caller = getpid();
    decoy->pid = fork();
    if (decoy->pid != 0)
        return decoy->pid < 0 ? errno : 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != caller)
        _exit(1);
    while (decoy->ms < 0)
        pause();
    for (long ms = 0; ms < decoy->ms && ledger->started < 2; ms++)
        ledger_sleep_us(1000);
    _exit(decoy->status);
}

static int fork_decoys(void)
{
    int error = 0;
    for (size_t at = 0; at < DECOYS && error == 0; at++)
        error = fork_decoy(&decoys[at]);
    siginfo_t end;
    /* WNOWAIT: it stays a zombie, which a strategy may reap by mistake. */
    if (error == 0 && waitid(P_PID, (id_t)decoys[ZOMBIE].pid, &end, WEXITED | WNOWAIT) < 0)
        error = errno;
    return error;
}

/* Ends a decoy. Writes what happened to it that should not have, if something did. */
static void reap_decoy(const struct decoy *decoy, char *text, size_t bytes)
{
    bool never_exits = decoy->ms < 0;
    siginfo_t end = { .si_pid = 0 };
    int wait_status = 0;
    char what[64] = "";
    if (never_exits)
        (void)waitid(P_PID, (id_t)decoy->pid, &end, WEXITED | WNOHANG | WNOWAIT);
    int error = never_exits ? reap_killed(decoy->pid, NULL) : reap_child(decoy->pid, &wait_status);
    if (error != 0)
        snprintf(what, sizeof what, "%s",
                 never_exits ? "killed and reaped" : "reaped by the strategy");
    else if (end.si_pid != 0)
        snprintf(what, sizeof what, "killed");
    else if (wait_status != W_EXITCODE(decoy->status, 0))
        snprintf(what, sizeof what, "killed by signal %d", WTERMSIG(wait_status));
    if (what[0] != '\0')
        snprintf(text, bytes, "the caller's own child (%s, pid %d) was %s", decoy->which,
                 (int)decoy->pid, what);
}

/* --- signals ---------------------------------------------------------------------------------- */

static void pass(int number)
{
    (void)number;
}

/* Without SA_RESTART: system calls fail with EINTR. */
static void handle(int number)
{
    struct sigaction action = { .sa_handler = pass };
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static void start_timer(void)
{
    handle(SIGALRM);
    struct itimerval every_ms = { .it_interval.tv_usec = 1000, .it_value.tv_usec = 1000 };
    setitimer(ITIMER_REAL, &every_ms, NULL);
}

static void block(int number)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

/* --- threads ---------------------------------------------------------------------------------- */

/* A fork in the midst of this copies locks that another thread holds: of the one arena of malloc, of
 * streams, and of parts of libc that have one lock for all. */
static void *hammer(void *argument)
{
    (void)argument;
    time_t never = 0;
    for (unsigned long turn = 0; !hammers_rest; turn++) {
        struct tm date;
        char *block = malloc(16 + turn % 5000);
        flockfile(stdout);
        fprintf(nowhere, "%lu %p %ld\n", turn, (void *)block, random());
        funlockfile(stdout);
        (void)localtime_r(&never, &date);
        free(block);
    }
    return NULL;
}

/* Opened here: a descriptor that came a moment later would be a change of the state. */
static int start_hammers(void)
{
    nowhere = fopen("/dev/null", "we");
    int error = nowhere != NULL ? 0 : errno;
    (void)mallopt(M_ARENA_MAX, 1); /* a sanitizer's has none */
    for (int i = 0; i < HAMMERS && error == 0; i++)
        error = pthread_create(&hammers[i], NULL, hammer, NULL);
    return error;
}

static void stop_hammers(void)
{
    hammers_rest = true;
    for (int i = 0; i < HAMMERS; i++)
        pthread_join(hammers[i], NULL);
    (void)fclose(nowhere);
}

static void count_up(void *count)
{
    atomic_fetch_add((_Atomic int *)count, 1);
}

/* The runtime of gcc, as a compiled `#pragma omp parallel` calls it. */
static int run_openmp(void)
{
    /* Never closed: its threads stay for ever. */
    static void *runtime;
    runtime = dlopen("libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);
    if (runtime == NULL)
        return ENOTSUP;
    void (*parallel)(void (*)(void *), void *, unsigned, unsigned);
    *(void **)&parallel = dlsym(runtime, "GOMP_parallel");
    if (parallel == NULL)
        return ENOTSUP;
    _Atomic int count = 0;
    parallel(count_up, &count, 2, 0);
    return count == 2 ? 0 : ENOTSUP;
}

/* --- the rest --------------------------------------------------------------------------------- */

static void count_exit(void)
{
    atomic_fetch_add(&ledger->at_exit, 1);
}

static void leave_text(void)
{
    printf(SCENARIO_TEXT "\n");
    (void)atexit(count_exit);
}

static void keep_to_one_processor(void)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
}

/* So many that the next one has a number past FD_SETSIZE, where the limit allows it. */
static int open_many_files(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < FILES_MOST)
        limit.rlim_cur = limit.rlim_max < FILES_MOST ? limit.rlim_max : FILES_MOST;
    setrlimit(RLIMIT_NOFILE, &limit);
    int fd;
    do
        fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && fd < FD_SETSIZE && (rlim_t)fd + FILES_SPARE < limit.rlim_cur);
    return fd < 0 ? errno : 0;
}

int environment_enter(const struct scenario *scenario)
{
    unsigned environment = scenario->environment;
    int error = 0;
    belongings_open();
    if ((environment & WITH_DECOYS) != 0)
        error = fork_decoys();
    if ((environment & WITH_OPENMP) != 0 && error == 0)
        error = run_openmp();
    if ((environment & WITH_THREADS) != 0 && error == 0)
        error = start_hammers();
    if ((environment & WITH_FILES) != 0 && error == 0)
        error = open_many_files();
    if ((environment & WITH_TEXT) != 0)
        leave_text();
    if ((environment & WITH_ONE_CPU) != 0)
        keep_to_one_processor();
    if ((environment & WITH_HANDLER) != 0)
        handle(SIGINT);
    if (scenario->ignored != 0)
        signal(scenario->ignored, SIG_IGN);
    if (scenario->blocked != 0)
        block(scenario->blocked);
    for (int fd = 0; fd <= STDERR_FILENO && (environment & WITH_CLOSED) != 0; fd++)
        close(fd);
    if ((environment & WITH_TIMER) != 0)
        start_timer();
    return error;
}

bool environment_has_child(pid_t pid)
{
    for (size_t at = 0; at < DECOYS; at++)
        if (decoys[at].pid == pid)
            return true;
    return false;
}

void environment_leave(const struct scenario *scenario, char *text, size_t bytes)
{
    static const struct itimerval never = { .it_value.tv_sec = 0 };
    setitimer(ITIMER_REAL, &never, NULL);
    text[0] = '\0';
    if ((scenario->environment & WITH_THREADS) != 0)
        stop_hammers();
    for (size_t at = 0; at < DECOYS && (scenario->environment & WITH_DECOYS) != 0; at++)
        reap_decoy(&decoys[at], text, bytes);
}
