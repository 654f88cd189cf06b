/* SPDX-License-Identifier: MIT */
/* A pool between two runs. Runs in the caller. */
#include "check/scenario/caller.h"
#include "check/scenario/proc.h"
#include "kit/clock.h"
#include "kit/reap.h"
#include "kit/worker.h"
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define SETTLE_US 50000  /* after a run, before a pool counts as idle */
#define NOTICE_US 200000 /* after a death, before the next run: a template reports it */
#define POOL_MOST 16     /* workers of a pool that are looked at */

void idle_kill_workers(const struct job *job, unsigned victim, unsigned count)
{
    unsigned there[POOL_MOST];
    unsigned workers = 0;
    int pidfds[POOL_MOST];
    for (unsigned worker = 0; worker < job->workers && workers < POOL_MOST; worker++)
        if (job->slots[worker].pid > 0)
            there[workers++] = worker;
    unsigned deaths = count < workers ? count : workers;
    for (unsigned i = 0; i < deaths; i++) {
        unsigned worker = there[(victim + i) % workers];
        pidfds[i] = worker_pidfd(job, worker);
        if (pidfds[i] < 0)
            continue;
        ledger_note_death(job->slots[worker].pid);
        kill(job->slots[worker].pid, SIGKILL);
    }
    for (unsigned i = 0; i < deaths; i++)
        if (pidfds[i] >= 0) {
            (void)reap_await(pidfds[i], -1, 0);
            close(pidfds[i]);
        }
    ledger_sleep_us(NOTICE_US);
}

/* What a process has used so far; 0 when it is gone. */
static uint64_t process_cpu_ns(pid_t pid)
{
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0)
        return 0;
    return (uint64_t)used.tv_sec * NS_PER_S + (uint64_t)used.tv_nsec;
}

uint64_t used_cpu_ns(int who)
{
    struct rusage usage;
    getrusage((__rusage_who_t)who, &usage);
    return ((uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec) * NS_PER_S +
           ((uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec) * 1000;
}

uint64_t pool_cpu_ns(void)
{
    pid_t pids[2 * POOL_MOST + 1] = { getpid() };
    size_t count = 1;
    for (unsigned i = 0; i < POOL_MOST && ledger->record[i].tid != 0; i++)
        for (int which = 0; which < 2; which++) {
            pid_t pid = which == 0 ? ledger->record[i].pid : ledger->record[i].parent;
            size_t at = 0;
            while (at < count && pids[at] != pid)
                at++;
            if (at == count)
                pids[count++] = pid;
        }
    uint64_t sum_ns = used_cpu_ns(RUSAGE_CHILDREN);
    for (size_t at = 0; at < count; at++)
        sum_ns += process_cpu_ns(pids[at]);
    return sum_ns;
}

/* Of all threads that have worked, and of what made them, unless that is the caller. */
static uint64_t pool_sleeps(void)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < POOL_MOST && ledger->record[i].tid != 0; i++) {
        const struct worker_record *record = &ledger->record[i];
        pid_t parent = record->parent;
        sum += proc_sleeps(record->pid, record->tid);
        bool is_new = parent != ledger->caller && parent != ledger->checker;
        for (unsigned k = 0; k < i; k++)
            is_new &= ledger->record[k].parent != parent;
        sum += is_new ? proc_sleeps(parent, parent) : 0;
    }
    return sum;
}

void idle_look(unsigned ms, struct report *report)
{
    ledger_sleep_us(SETTLE_US);
    uint64_t before_ns = pool_cpu_ns();
    uint64_t before = pool_sleeps();
    ledger_sleep_us((uint64_t)ms * 1000);
    uint64_t after = pool_sleeps();
    report->idle_cpu_ns = pool_cpu_ns() - before_ns;
    /* Those that have ended do not count any more. */
    report->idle_sleeps = after > before ? after - before : 0;
}
