/* SPDX-License-Identifier: MIT */
/* The caller: the process that uses the strategy, and writes down what it sees. Runs in the caller
 * only. */
#include "check/scenario/caller.h"
#include "cell/cell.h"
#include "check/inject/inherited.h"
#include "check/inject/probe.h"
#include "check/inject/step.h"
#include "check/scenario/proc.h"
#include "check/scenario/state.h"
#include "kit/clock.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATE_MS 500 /* within which the state must be as before */

/* --- getting ready ---------------------------------------------------------------------------- */

/* Before what the user has preloaded. */
static int preload(const char *path)
{
    char all[2 * PATH_MAX];
    const char *others = getenv("LD_PRELOAD"); // NOLINT(concurrency-mt-unsafe): no threads yet
    int length = snprintf(all, sizeof all, "%s%s%s", path, others != NULL ? ":" : "",
                          others != NULL ? others : "");
    if ((size_t)length >= sizeof all)
        return ENAMETOOLONG;
    return setenv("LD_PRELOAD", all, 1) < 0 ? errno : 0; // NOLINT(concurrency-mt-unsafe)
}

/* An interpreter is another program: it must load what is built into this one. */
static int prepare_interpreter(const struct stage *stage, struct board *board)
{
    const char *program = stage->subject->program;
    int length = snprintf(board->workload, sizeof board->workload, "%.*s/check/probe.so",
                          (int)(strrchr(program, '/') - program), program);
    if ((size_t)length >= sizeof board->workload)
        return ENAMETOOLONG;
    snprintf(board->workload_settings, sizeof board->workload_settings, "ledger=%s",
             stage->ledger_path);
    return preload(board->workload);
}

static int prepare(const struct stage *stage, struct cell *cell)
{
    static struct worker_command command;
    const struct scenario *scenario = stage->scenario;
    worker_command_make(&command, stage->subject, stage->ledger_path);
    if ((scenario->environment & WITH_NO_WORKER) != 0)
        snprintf(command.words[0], sizeof command.words[0], "/nonexistent/worker");
    *cell = (struct cell){ .workload = &probe,
                           .worker_argv = command.argv,
                           .worker_number = command.number };
    struct cell_options options = {
        .strategy = stage->subject->path,
        .strategy_settings = stage->subject->settings,
        .workers = scenario->workers,
        .board_fd = stage->board_fd,
        .reference_fd = stage->reference_fd,
        .worker = -1,
    };
    int error = cell_load(cell, &options);
    if (error == 0)
        error = cell_prepare(cell, &options);
    unsigned traits = error == 0 ? cell->strategy->traits : 0;
    if ((traits & TRAIT_FOREIGN) != 0 && (traits & TRAIT_EXEC) == 0)
        error = prepare_interpreter(stage, cell->board);
    return error;
}

/* --- the hooks -------------------------------------------------------------------------------- */

static int call(struct cell *cell, struct report *report, const char *hook,
                int (*function)(struct pool *))
{
    if (function == NULL)
        return 0;
    snprintf(report->hook, sizeof report->hook, "%s", hook);
    ledger->armed = true;
    int error = function(&cell->pool);
    /* A worker process that returns here by mistake is not the caller. */
    if (getpid() == ledger->caller)
        ledger->armed = false;
    return error;
}

static void blame(struct cell *cell, struct report *report, const char *name, int error)
{
    cell->error.code = 0;
    (void)cell_blame(cell, name, error);
    if (report->sentence[0] == '\0')
        memcpy(report->sentence, cell->error.text, sizeof report->sentence);
}

/* By a worker; a process that an item has forked may have taken it along, and is nobody's. */
static bool is_long_item_running(const struct job *job)
{
    const struct inject *inject = &ledger->inject;
    uint64_t item = inject->caller_works ? ledger->long_first - 1 : inject->long_item;
    if (ledger->long_pid == 0 || item >= inject->items ||
        ledger->entry[item].started <= ledger->entry[item].done)
        return false;
    bool is_of_worker = false;
    for (unsigned worker = 0; worker < job->workers; worker++)
        is_of_worker |= job->slots[worker].pid == ledger->long_pid;
    return is_of_worker;
}

static void run_once(struct cell *cell, struct report *report)
{
    board_clear(cell->board, cell->reference);
    ledger->ending = 0;
    memset(ledger->time, 0, cell->job.workers * sizeof *ledger->time);
    bool is_kept = report->runs < REPORT_RUNS;
    uint64_t pool_before_ns = is_kept ? pool_cpu_ns() : 0;
    uint64_t cpu_before_ns = used_cpu_ns(RUSAGE_SELF);
    uint64_t begin_ns = clock_now();
    int error = call(cell, report, "run", cell->strategy->run);
    uint64_t end_ns = clock_now();
    atomic_fetch_add(&ledger->returns, 1);
    if (getpid() != ledger->caller)
        _exit(0);
    report->run_ns = end_ns - begin_ns;
    report->cpu_ns = used_cpu_ns(RUSAGE_SELF) - cpu_before_ns;
    if (report->sentence[0] == '\0')
        report->return_ns = end_ns;
    if (is_kept) {
        report->run_error[report->runs] = error;
        report->pool_cpu_ns[report->runs] = pool_cpu_ns() - pool_before_ns;
    }
    report->runs++;
    report->has_returned_early |= error == 0 && is_long_item_running(&cell->job);
    if (error != 0) {
        blame(cell, report, "run", error);
        return;
    }
    cell->error.code = 0;
    if (cell_verify(cell, 1) != 0 && report->wrong[0] == '\0')
        memcpy(report->wrong, cell->error.text, sizeof report->wrong);
}

/* --- what happens meanwhile ------------------------------------------------------------------- */

/* The next watched call of the caller raises the signal, if this is the phase for it. */
static void raise_in(const struct scenario *scenario, enum phase phase)
{
    if (scenario->interference != SIGNAL_PHASE || scenario->phase != phase)
        return;
    ledger->raise_made = phase == PHASE_START ? 1 : 0;
    ledger->raise = scenario->signal;
}

/* What happens between two runs, and what the next one finds. */
static void before_run(const struct scenario *scenario, struct cell *cell, struct report *report,
                       unsigned run)
{
    bool is_due = scenario->fault_runs > 0
                      ? run < scenario->fault_runs
                      : scenario->fault_run == 0 || run + 1 == scenario->fault_run;
    ledger->inject.fault.kind = is_due ? scenario->inject.fault.kind : FAULT_NONE;
    if (run == 1 && scenario->kill_idle > 0)
        idle_kill_workers(&cell->job, scenario->victim, scenario->kill_idle);
    if (run == 1 && scenario->idle_ms > 0)
        idle_look(scenario->idle_ms, report);
    if (run == 1 && scenario->interference == SIGNAL_PHASE && scenario->phase == PHASE_IDLE) {
        ledger_note_signal();
        raise(scenario->signal);
    }
    if (run == 2 && scenario->later_ms > 0)
        ledger->inject.long_ms = scenario->later_ms;
}

static void use(const struct scenario *scenario, struct cell *cell, struct report *report)
{
    cell->pool.state = NULL;
    memset(cell->pool.shared, 0, cell->pool.shared_bytes);
    board_clear(cell->board, cell->reference);
    raise_in(scenario, PHASE_OPEN);
    raise_in(scenario, PHASE_START);
    report->open_error = call(cell, report, "early", cell->strategy->early);
    if (report->open_error == 0)
        report->open_error = call(cell, report, "open", cell->strategy->open);
    if (report->open_error != 0) {
        if (report->sentence[0] == '\0')
            report->return_ns = clock_now();
        blame(cell, report, report->hook, report->open_error);
    }
    if (scenario->phase == PHASE_OPEN)
        ledger->raise = 0;
    unsigned runs = scenario->runs > 0 ? scenario->runs : 1;
    if (scenario->twin)
        probe_note_nested(twin_open());
    for (unsigned run = 0; run < runs && report->open_error == 0; run++) {
        before_run(scenario, cell, report, run);
        run_once(cell, report);
        if (scenario->twin)
            probe_note_nested(twin_run());
        stock_take_if_due(scenario, report);
    }
    if (runs == 1 && scenario->kill_idle > 0)
        idle_kill_workers(&cell->job, scenario->victim, scenario->kill_idle);
    raise_in(scenario, PHASE_CLOSE);
    int error = call(cell, report, "close", cell->strategy->close);
    report->threads_left += ledger->threads_going_on;
    if (error != 0)
        blame(cell, report, "close", error);
    /* The other pool outlives it. */
    if (scenario->twin)
        probe_note_nested(twin_run());
    if (scenario->twin)
        probe_note_nested(twin_close());
}

/* --- what is left ----------------------------------------------------------------------------- */

static void look_for_children(struct report *report)
{
    pid_t pids[16];
    size_t count = proc_children(pids, sizeof pids / sizeof *pids);
    for (size_t i = 0; i < count && i < sizeof pids / sizeof *pids; i++) {
        if (environment_has_child(pids[i]))
            continue;
        siginfo_t end = { .si_pid = 0 };
        bool is_dead = waitid(P_PID, (id_t)pids[i], &end, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                       end.si_pid == pids[i];
        snprintf(report->left, sizeof report->left, "a child (pid %d), %s", (int)pids[i],
                 is_dead ? "dead and not reaped" : "still running");
        return;
    }
}

/* Has the state changed? Writes how. */
static bool differs(const char *before, struct report *report)
{
    char *after = state_take(STATE_ALL);
    if (before != NULL && after != NULL)
        state_compare(before, after, report->changed, sizeof report->changed);
    else
        snprintf(report->changed, sizeof report->changed, "no memory to look at the state");
    free(after);
    return report->changed[0] != '\0';
}

/* A thread that has been joined is listed for a moment more: what lasts counts. */
static void compare_state(const char *before, struct report *report)
{
    uint64_t end_ns = clock_now() + (uint64_t)STATE_MS * 1000000;
    while (differs(before, report) && clock_now() < end_ns)
        ledger_sleep_us(1000);
}

noreturn void caller_live(const struct stage *stage)
{
    struct report *report = stage->report;
    struct cell cell;
    /* Orphans of a worker become children of the caller, where look_for_children finds them. */
    if ((stage->scenario->environment & WITH_NO_ADOPTION) == 0)
        prctl(PR_SET_CHILD_SUBREAPER, 1);
    ledger->caller = getpid();
    snprintf(report->hook, sizeof report->hook, "preparation");
    report->error = prepare(stage, &cell);
    if (report->error == 0)
        report->error = environment_enter(stage->scenario);
    if (report->error != 0) {
        memcpy(report->sentence, cell.error.text, sizeof report->sentence);
        _exit(1);
    }
    ledger->strategy = cell.strategy;
    inherited_note();
    if (ledger->inject.note_files)
        probe_note_files(PROBE_CALLER);
    if (ledger->inject.storm.steps)
        step_prepare();
    char *before = state_take(STATE_ALL);
    unsigned uses = stage->scenario->uses > 0 ? stage->scenario->uses : 1;
    for (unsigned i = 0; i < uses; i++)
        use(stage->scenario, &cell, report);
    stock_take_last(stage->scenario, report);
    if (!stage->scenario->ignores_state)
        compare_state(before, report);
    free(before);
    look_for_children(report);
    environment_leave(stage->scenario, report->decoys, sizeof report->decoys);
    report->finished = true;
    exit(0); // NOLINT(concurrency-mt-unsafe): as programs end, through atexit and stdio
}
