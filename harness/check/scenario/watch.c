/* SPDX-License-Identifier: MIT */
/* The checker watches a caller: interferes with it, ends it, and counts the processes left. Runs in
 * the checker. */
#include "check/scenario/proc.h"
#include "check/scenario/scenario.h"
#include "kit/clock.h"
#include "kit/hash.h"
#include "kit/reap.h"
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOKS     10    /* at the items that have begun, within a deadline */
#define DEADLINES 3     /* at most, for a run that goes on */
#define GRACE_MS  100   /* between SIGTERM and SIGKILL */
#define MIDST_MS  5000  /* within which workers must be at work */
#define ORPHAN_MS 1000  /* within which they must be gone after the caller */
#define QUIET_US  50000 /* for which no further item may start */

/* Waits until the caller has ended. */
static bool ends_within(int pidfd, long ms)
{
    return reap_await(pidfd, -1, clock_now() + (uint64_t)ms * 1000000) == 0;
}

/* Waits until as many items have begun as there are workers to run them. */
static void await_midst(const struct scenario *scenario, int pidfd)
{
    uint64_t items = scenario->inject.items;
    uint32_t wanted = items < scenario->workers ? (uint32_t)items : scenario->workers;
    for (long ms = 0; ms < MIDST_MS && ledger->started < wanted; ms++)
        if (ends_within(pidfd, 1))
            return;
}

/* The pid of a worker that is there; 0 if there is none. */
static pid_t choose_worker(const struct scenario *scenario, pid_t caller)
{
    unsigned mixed;
    unsigned workers = ledger_workers(&mixed);
    if (workers == 0)
        return 0;
    /* Where a process serves a single chunk, those that began last are still there. */
    unsigned present = workers < scenario->workers ? workers : scenario->workers;
    pid_t victim = ledger->record[workers - 1 - scenario->victim % present].pid;
    return proc_descends(victim, caller) ? victim : 0;
}

static void kill_worker(const struct scenario *scenario, pid_t victim, int pidfd)
{
    (void)scenario;
    ledger_note_death(victim);
    (void)pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
}

static void stop_worker(const struct scenario *scenario, pid_t victim, int pidfd)
{
    (void)victim;
    ledger->stopped = pidfd_send_signal(pidfd, SIGSTOP, NULL, 0) == 0;
    ledger_sleep_us(scenario->after_us);
    (void)pidfd_send_signal(pidfd, SIGCONT, NULL, 0);
}

/* By pidfd, so that the number cannot have gone to another process meanwhile. */
static void treat_worker(const struct scenario *scenario, pid_t caller,
                         void (*treat)(const struct scenario *scenario, pid_t victim, int pidfd))
{
    pid_t victim = choose_worker(scenario, caller);
    int pidfd = victim > 0 ? pidfd_open(victim, 0) : -1;
    if (pidfd < 0)
        return;
    if (proc_descends(victim, caller))
        treat(scenario, victim, pidfd);
    close(pidfd);
}

/* For a moment each, at most until half of the deadline. */
static void stop_workers(const struct scenario *scenario, pid_t caller, int pidfd)
{
    uint64_t seed = scenario->inject.storm.seed;
    uint64_t end_ns = clock_after(scenario->deadline_s / 2);
    unsigned mixed;
    for (uint64_t turn = 0; !ends_within(pidfd, 1) && clock_now() < end_ns; turn++) {
        unsigned workers = ledger_workers(&mixed);
        /* Those that have ended are still in the list. */
        unsigned late = workers < scenario->workers ? workers : scenario->workers;
        if (late == 0)
            continue;
        pid_t victim = ledger->record[workers - 1 - hash_mix(seed, 2 * turn) % late].pid;
        int worker = pidfd_open(victim, 0);
        if (worker < 0)
            continue;
        if (proc_descends(victim, caller) && pidfd_send_signal(worker, SIGSTOP, NULL, 0) == 0) {
            ledger_sleep_us(200 + hash_mix(seed, 2 * turn + 1) % 3000);
            (void)pidfd_send_signal(worker, SIGCONT, NULL, 0);
        }
        close(worker);
    }
}

static void interfere(const struct scenario *scenario, pid_t caller, int pidfd)
{
    if (scenario->interference == LEAVE_ALONE || scenario->interference == SIGNAL_PHASE)
        return;
    await_midst(scenario, pidfd);
    if (scenario->interference == STOP_WORKERS) {
        stop_workers(scenario, caller, pidfd);
        return;
    }
    if (scenario->interference == KILL_WORKER) {
        ledger_sleep_us(scenario->after_us);
        treat_worker(scenario, caller, kill_worker);
        return;
    }
    if (scenario->interference == STOP_WORKER) {
        treat_worker(scenario, caller, stop_worker);
        return;
    }
    ledger_sleep_us(scenario->after_us);
    pid_t target = scenario->interference == SIGNAL_CALLER ? caller : -caller;
    ledger_note_signal();
    kill(target, scenario->signal);
    if (scenario->interference == SIGNAL_TWICE)
        kill(target, scenario->signal);
}

/* A child of the checker that is alive; 0 if there is none. Dead ones are reaped. */
static pid_t find_orphan(void)
{
    while (waitpid(-1, NULL, WNOHANG) > 0)
        continue;
    pid_t first;
    return proc_children(&first, 1) > 0 ? first : 0;
}

/* Processes that outlive the caller have become ours: they have a second to end, then are
 * killed. */
static pid_t clear_orphans(void)
{
    pid_t orphan = 0;
    for (long ms = 0; ms < ORPHAN_MS; ms++) {
        orphan = find_orphan();
        if (orphan == 0)
            return 0;
        ledger_sleep_us(1000);
    }
    for (pid_t pid = orphan; pid > 0; pid = find_orphan())
        (void)reap_killed(pid, NULL);
    return orphan;
}

/* Items that begin although the caller has ended. */
static unsigned count_late_items(void)
{
    if (ledger->signal_ns == 0)
        return 0;
    /* Items that begin at this moment may. */
    ledger_sleep_us(QUIET_US);
    uint32_t before = ledger->started;
    ledger_sleep_us(QUIET_US);
    return ledger->started - before;
}

/* Waits for the caller's end until no item has begun for as long as the deadline: on a busy machine all is
 * slow, but only what hangs stands still. */
static bool ends_in_time(const struct scenario *scenario, int pidfd)
{
    double deadline_s = scenario->deadline_s > 0 ? scenario->deadline_s : SCENARIO_DEADLINE_S;
    long look_ms = (long)(deadline_s * 1000 / LOOKS);
    uint32_t begun = ledger->started;
    for (unsigned look = 0, still = 0; still < LOOKS && look < LOOKS * DEADLINES; look++) {
        if (ends_within(pidfd, look_ms))
            return true;
        still = ledger->started == begun ? still + 1 : 0;
        begun = ledger->started;
    }
    return false;
}

void scenario_watch(const struct scenario *scenario, pid_t caller, int pidfd,
                    struct outcome *outcome)
{
    interfere(scenario, caller, pidfd);
    outcome->fate = FATE_ENDED;
    if (!ends_in_time(scenario, pidfd)) {
        outcome->fate = FATE_TIMED_OUT;
        kill(-caller, SIGTERM);
        (void)ends_within(pidfd, GRACE_MS);
        /* Its workers are in its group. */
        kill(-caller, SIGKILL);
    }
    outcome->end_ns = clock_now() - ledger->signal_ns;
    outcome->items_begun = ledger->started - ledger->signal_started;
    outcome->items_after = count_late_items();
    (void)reap_child(caller, &outcome->wait_status);
    outcome->orphan = clear_orphans();
}
