#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Modules of a user's own: good ones work like those that are shipped, and broken ones are named, with what went
# wrong, and cost nothing but their own cell.

# shellcheck disable=SC2154 # run sets stderr
load helper

setup()
{
    helper_setup
    # A sanitizer must not take a module's death for its own.
    export ASAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:detect_leaks=0
    export TSAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0
}

# Builds a strategy from the C on standard input, in which tests/kit/faulty.h is at hand: faulty NAME
faulty()
{
    { echo '#include "tests/kit/faulty.h"' && cat; } | module strategy "$1"
}

# Runs the strategy ./NAME.so beside good ones, and expects that it alone fails, in its first block and not again,
# with a sentence that matches the expression, on stderr and in the results: blamed NAME EXPRESSION [OPTION]...
blamed()
{
    run -3 --separate-stderr timeout -k 1 20 "$FORKSCALE" run -q -w spin:items=10,grain=100 \
        -s fork_static -s "./$1.so" -s threads -j 2 --blocks 2 --iterations 3 -o out "${@:3}" 3>&-
    assert_regex "$stderr" "^forkscale: spin:items=10,grain=100/$1/workers:[12]: $2\$"
    failed=$(jq '[.benchmarks[] | select(.error_occurred)]' out/results.json)
    assert_regex "$(jq -r '.[] | "\(.strategy): \(.error_message)"' <<<"$failed")" "^$1: $2\$"
    json '[.benchmarks[] | select(.error_occurred | not) | .strategy] | sort ==
        (["fork_static", "serial", "threads"] | [.[], .[]] | sort)' out/results.json
    json '[.benchmarks[] | select(.error_occurred | not) | .run_ns | length] | unique == [3]' out/results.json
    assert_line --regexp "^  $1 .*  failed, 0 of 2 blocks good\$"
}

# After blamed or trapped: as many timed runs were good before each fault, and are kept.
good_runs()
{
    jq -e --argjson runs "$1" 'all(.[].run_ns; length == $runs and all(. > 0))' <<<"$failed"
}

# --- good ones --------------------------------------------------------------------------------------------------

@test "a strategy and a workload by path work like those that are shipped" {
    mkdir mine
    sed 's/fork once per run/mine, once per run/' "$ROOT/strategies/fork_static.c" | module strategy mine/split
    sed 's/the n queens puzzle/my puzzle/' "$ROOT/workloads/nqueens.c" | module workload mine/queens
    run -0 --separate-stderr forkscale run -q -w ./mine/queens.so:n=6 -s mine/split.so:schedule=cyclic \
        -s "$PWD/mine/split.so" -j 1,3 --blocks 2 --iterations 2 -o out
    assert_equal "$stderr" ''
    json '[.context.forkscale.cells[].name] == ["queens:n=6/serial/workers:1",
        "queens:n=6/split:schedule=cyclic/workers:1", "queens:n=6/split:schedule=cyclic/workers:3",
        "queens:n=6/split/workers:1", "queens:n=6/split/workers:3"]' out/results.json
    json '.context.forkscale.workloads[0] | .answer == "right" and .tunables.n == 6' out/results.json
    json '[.context.forkscale.strategies[].summary][1] == "mine, once per run, each child does its own part"' \
        out/results.json
    json '[.benchmarks[].run_ns | length] == [range(10) | 2]' out/results.json
    assert_exist out/plots/speedup.svg
}

@test "a module by path needs a slash, and a name without one is looked up" {
    module strategy split <"$ROOT/strategies/fork_static.c"
    run -2 --separate-stderr forkscale run -s split.so -o out
    assert_equal "$stderr" "forkscale: --strategy split.so: unknown strategy; 'forkscale list' shows all, and a module of your own is given as a path with a '/'"
    assert_not_exist out
}

@test "what a strategy keeps on pool->state and pool->shared is there in every hook" {
    faulty stateful <<'C'
static int open_pool(struct pool *pool)
{
    const unsigned char *shared = pool->shared;
    for (size_t i = 0; i < 4096; i++)
        if (shared[i] != 0)
            return EBADMSG;
    pool->state = strdup("mine");
    return pool->workers == 2 && pool->board_fd > WORKER_BOARD && pool->values == NULL ? EINVAL : 0;
}
static void count(struct job *job, unsigned worker, uint64_t item)
{
    (void)worker;
    job_run(job, worker, item, 1);
}
static int run(struct pool *pool)
{
    ++*(int *)pool->shared;
    return strcmp(pool->state, "mine") == 0 ? share(pool, count) : EBADMSG;
}
static int close_pool(struct pool *pool)
{
    free(pool->state);
    return *(int *)pool->shared == 3 ? 0 : EBADMSG;
}
STRATEGY(.open = open_pool, .run = run, .close = close_pool);
C
    run -0 --separate-stderr forkscale run -q -w spin:items=10,grain=100 -s ./stateful.so -j 2 --blocks 1 --iterations 2 -o out
    assert_equal "$stderr" ''
}

@test "each worker has the shared memory that a strategy asks for, also 4096 of them" {
    faulty roomy <<'C'
struct seat { unsigned char bytes[64]; };
static int open_pool(struct pool *pool)
{
    struct seat *seats = (struct seat *)((char *)pool->shared + 5000);
    memset(&seats[pool->workers - 1], 7, sizeof *seats);
    return pool->shared_bytes >= 5000 + pool->workers * sizeof *seats ? 0 : EBADMSG;
}
static int run(struct pool *pool)
{
    struct seat *seats = (struct seat *)((char *)pool->shared + 5000);
    return seats[pool->workers - 1].bytes[63] == 7 ? run_inline(pool) : EBADMSG;
}
STRATEGY(.shared_bytes = 5000, .shared_bytes_per_worker = sizeof(struct seat), .open = open_pool, .run = run);
C
    faulty greedy <<'C'
STRATEGY(.shared_bytes_per_worker = SIZE_MAX / 2, .run = run_inline);
C
    run -0 --separate-stderr forkscale run -q -w spin:items=10,grain=100 -s ./roomy.so -j 1,4096 --blocks 1 -o out
    assert_equal "$stderr" ''
    run -3 --separate-stderr forkscale run -q -w spin:items=10,grain=100 -s ./greedy.so -j 4 --blocks 1 -o greedy
    assert_regex "$stderr" 'no board for 10 results of 8 bytes: Value too large'
}

@test "workers may be grandchildren, and a death among them is named" {
    faulty grand <<'C'
#include "kit/reap.h"
#include <stdlib.h>
#include <unistd.h>
#include <sys/pidfd.h>
/* The cell forks a template in open; in each run that forks the workers, reaps them and replies. */
struct state { struct pipe_ends go, reply; pid_t pid; int pidfd; };
static void child(struct pool *pool, unsigned worker, unsigned workers, pid_t parent)
{
    struct job *job = pool->job;
    worker_enter_external(job, worker, parent);
    struct chunk slice = schedule_slice(job->items, workers, worker);
    job_run(job, worker, slice.first, slice.count);
    if (*(int *)pool->shared == 3 && worker == 1)
        raise(SIGKILL);
    worker_exit(job, worker, 0);
}
static void serve(struct pool *pool, struct state *state)
{
    char byte;
    worker_enter(pool->job);
    fd_close(&state->go.write);
    fd_close(&state->reply.read);
    pid_t self = getpid();
    unsigned workers = pool_active_workers(pool);
    while (read_whole(state->go.read, &byte, 1) == 0) {
        for (unsigned worker = 0; worker < workers; worker++) {
            pid_t pid = fork();
            if (pid == 0) {
                fd_close(&state->go.read);
                fd_close(&state->reply.write);
                child(pool, worker, workers, self);
            }
            worker_started(pool->job, worker, pid);
        }
        int error = worker_wait_all(pool->job, workers);
        write_whole(state->reply.write, &error, sizeof error);
    }
    _exit(0);
}
static int open_pool(struct pool *pool)
{
    struct state *state = calloc(1, sizeof *state);
    pool->state = state;
    if (pipe_open(&state->go) != 0 || pipe_open(&state->reply) != 0)
        return EMFILE;
    state->pid = fork();
    if (state->pid == 0)
        serve(pool, state);
    fd_close(&state->go.read);
    fd_close(&state->reply.write);
    state->pidfd = pidfd_open(state->pid, 0);
    return state->pidfd < 0 ? errno : 0;
}
static int run(struct pool *pool)
{
    struct state *state = pool->state;
    ++*(int *)pool->shared;
    int error = write_whole(state->go.write, "g", 1);
    if (error == 0)
        error = reap_await(state->reply.read, state->pidfd, 0);
    if (error == ECANCELED)
        return job_fail(pool->job, "end of the template", EOWNERDEAD);
    int reply = 0;
    return error == 0 && (error = read_whole(state->reply.read, &reply, sizeof reply)) == 0 ? reply : error;
}
static int close_pool(struct pool *pool)
{
    struct state *state = pool->state;
    fd_close(&state->go.write);
    fd_close(&state->reply.read);
    fd_close(&state->pidfd);
    int error = reap_child(state->pid, NULL);
    free(state);
    return error;
}
STRATEGY(.traits = TRAIT_PERSISTENT, .open = open_pool, .run = run, .close = close_pool);
C
    run -3 --separate-stderr "$FORKSCALE_BUILD/forkscale-cell" --workload "$FORKSCALE_BUILD/workloads/spin.so" \
        --workload-settings items=10,grain=100 --strategy ./grand.so --workers 2 --runs 3 3>&-
    assert_regex "$stderr" '^forkscale-cell: worker 1 \(pid [0-9]+\) killed by SIGKILL between items; [0-9]+ of 10 items done$'
    no_processes_left
    run -0 --separate-stderr "$FORKSCALE_BUILD/forkscale-cell" --workload "$FORKSCALE_BUILD/workloads/spin.so" \
        --workload-settings items=10,grain=100 --strategy ./grand.so --workers 2 --runs 1 3>&-
    assert_equal "$stderr" ''
}

# --- crashes ----------------------------------------------------------------------------------------------------

@test "a strategy that crashes in a hook is named with the hook" {
    faulty in_open <<'C'
static int open_pool(struct pool *pool) { (void)pool; raise(SIGSEGV); return 0; }
STRATEGY(.open = open_pool, .run = run_inline);
C
    faulty in_run <<'C'
static int run(struct pool *pool) { job_run(pool->job, 0, 0, 4); raise(SIGSEGV); return 0; }
STRATEGY(.run = run);
C
    faulty in_close <<'C'
static int close_pool(struct pool *pool) { (void)pool; abort(); }
STRATEGY(.run = run_inline, .close = close_pool);
C
    faulty at_exit <<'C'
__attribute__((destructor)) static void leave(void) { raise(SIGBUS); }
STRATEGY(.run = run_inline);
C
    blamed in_open 'the cell was killed by SIGSEGV in open'
    good_runs 0
    blamed in_run 'the cell was killed by SIGSEGV in run 0; 4 of 10 items done'
    good_runs 0
    blamed in_close 'the cell was killed by SIGABRT in close'
    good_runs 3
    blamed at_exit 'the cell was killed by SIGBUS after close'
    good_runs 3
}

@test "the runs before a crash are kept" {
    faulty late <<'C'
static int run(struct pool *pool)
{
    int *runs = pool->shared;
    if (++*runs == 3)
        raise(SIGKILL);
    return run_inline(pool);
}
STRATEGY(.run = run);
C
    blamed late 'the cell was killed by SIGKILL in run 2; 0 of 10 items done'
    good_runs 1
}

@test "a strategy that leaves the cell by exit is named with the status" {
    faulty exits <<'C'
static int run(struct pool *pool) { (void)pool; exit(7); }
STRATEGY(.run = run);
C
    faulty exits_well <<'C'
static int close_pool(struct pool *pool) { (void)pool; exit(0); }
STRATEGY(.run = run_inline, .close = close_pool);
C
    faulty exits_quietly <<'C'
static int run(struct pool *pool) { job_run(pool->job, 0, 0, 9); _exit(0); }
STRATEGY(.run = run);
C
    blamed exits 'the cell exited with status 7 in run 0; 0 of 10 items done'
    blamed exits_well 'the cell left with status 0 in close'
    good_runs 3
    blamed exits_quietly 'the cell left with status 0 in run 0; 9 of 10 items done'
}

@test "a worker that dies is named with its number, its pid, its end and what is done" {
    faulty segv <<'C'
static void step(struct job *job, unsigned worker, uint64_t item)
{
    if (item == 7)
        raise(SIGSEGV);
    job_run(job, worker, item, 1);
}
static int run(struct pool *pool) { return share(pool, step); }
STRATEGY(.run = run);
C
    sed 's/raise(SIGSEGV)/abort()/' segv.c | module strategy aborts
    sed 's/raise(SIGSEGV)/_exit(3)/' segv.c | module strategy exits_3
    sed 's/raise(SIGSEGV)/exit(0)/' segv.c | module strategy exits_0
    blamed segv 'worker 1 \(pid [0-9]+\) killed by SIGSEGV between items; [2-7] of 10 items done'
    good_runs 0
    blamed aborts 'worker 1 \(pid [0-9]+\) killed by SIGABRT between items; [2-7] of 10 items done'
    blamed exits_3 'worker 1 \(pid [0-9]+\) exited with status 3 between items, not by worker_exit; [2-7] of 10 items done'
    blamed exits_0 'worker 1 \(pid [0-9]+\) exited with status 0 between items, not by worker_exit; [2-7] of 10 items done'
}

@test "when all workers die, the first is named and the others are counted" {
    faulty all_die <<'C'
static int run(struct pool *pool)
{
    struct job *job = pool->job;
    for (unsigned worker = 0; worker < pool->workers; worker++) {
        pid_t pid = fork();
        if (pid == 0) {
            worker_enter(job);
            job_run(job, worker, 4 * worker, 2);
            raise(SIGSEGV);
        }
        worker_started(job, worker, pid);
        siginfo_t info;
        waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
    }
    return worker_wait_all(job, pool->workers);
}
STRATEGY(.run = run);
C
    blamed all_die 'worker [01] \(pid [0-9]+\) killed by SIGSEGV between items, and 1 more died; 4 of 10 items done'
}

# A workload of which item 7, 17, 27 … does something bad, in a worker, in the run after `good` good ones.
module_trap()
{
    module workload trap <<'C'
#include "workload.h"
#include "tests/kit/cell.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FAULT, GOOD, ITEMS };
enum { SEGV, ABORT, KILL, EXIT_0, EXIT_3, STOP, HANG, DEAF };

static const struct tunable tunables[] = {
    [FAULT] = { .name = "fault", .choices = "segv|abort|kill|exit_0|exit_3|stop|hang|deaf", .help = "what it does" },
    [GOOD] = { .name = "good", .max = 100, .help = "runs that go well before" },
    [ITEMS] = { .name = "items", .max = 1000000, .default_value = 10, .help = "number of items" },
    { 0 },
};

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    return 0;
}

static void spring(int64_t fault)
{
    switch (fault) {
    case SEGV: raise(SIGSEGV); break;
    case ABORT: abort();
    case KILL: kill(getpid(), SIGKILL); break;
    case EXIT_0: exit(0);
    case EXIT_3: _exit(3);
    case STOP: kill(getpid(), SIGSTOP); break;
    case DEAF: signal(SIGTERM, SIG_IGN); break;
    }
    for (;;)
        pause();
}

/* A file for each cell, which is a process group, has a byte for each time. */
static bool is_time(int64_t good)
{
    struct stat times;
    char path[32];
    snprintf(path, sizeof path, "trap.%d", (int)getpgrp());
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    bool is = write(fd, ".", 1) == 1 && fstat(fd, &times) == 0 && times.st_size > good;
    close(fd);
    return is;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    if (index % 10 == 7 && is_worker() && is_time(input->values[GOOD].number))
        spring(input->values[FAULT].number);
    *(uint64_t *)result = index;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "one item is a trap",
    .tunables = tunables,
    .create = create,
    .item = item,
    .check = check,
};
C
}

# The strategies of this build whose workers are processes, or threads, and whose caller only waits; foreign ones have
# tests/foreign.bats: strategies_with processes|threads
strategies_with()
{
    local has='index("threads") and (index("foreign") | not)'
    [ "$1" = threads ] || has='index("threads") or index("inline") or index("foreign") | not'
    forkscale list strategies --format json | jq -r ".[] | select(.unavailable == null and (.traits | $has)).name" |
        with_idle_caller
}

# Runs the trap in each of the strategies, and expects the sentence of each:
# trapped "STRATEGY..." FAULT[,good=N] EXPRESSION [OPTION]...
trapped()
{
    local strategy strategies
    mapfile -t strategies < <(xargs -n 1 <<<"$1")
    rm -f trap.[0-9]*
    run -3 --separate-stderr timeout -k 1 300 "$FORKSCALE" run -q -w "./trap.so:fault=$2" -w spin:items=10,grain=100 \
        "${strategies[@]/#/-s}" -j 2 --blocks 1 --iterations 3 -o out "${@:4}" 3>&-
    failed=$(jq '[.benchmarks[] | select(.error_occurred)]' out/results.json)
    assert_equal "$(jq -r '.[].strategy' <<<"$failed" | sort)" "$(printf '%s\n' "${strategies[@]}" | sort)"
    for strategy in "${strategies[@]}"; do
        assert_regex "$(grep "/$strategy/" <<<"$stderr")" "^forkscale: trap:?[^ ]*/$strategy/workers:2: $3\$"
        assert_regex "$(jq -r --arg name "$strategy" '.[] | select(.strategy == $name).error_message' <<<"$failed")" "^$3\$"
    done
    assert_equal "$(wc -l <<<"$stderr")" ${#strategies[@]}
    json '[.benchmarks[] | select(.error_occurred | not) | .run_ns | length] | all(. == 3)' out/results.json
    assert_equal "$(jq '[.benchmarks[] | select(.error_occurred | not)] | length' out/results.json)" $((${#strategies[@]} + 2))
}

@test "an item that kills its worker process is named by every strategy that has some" {
    module_trap
    run -0 strategies_with processes
    assert_line fork_static
    local all=$output
    trapped "$all" segv 'worker [01] \(pid [0-9]+\) killed by SIGSEGV in item 7; [0-9] of 10 items done'
    good_runs 0
    trapped "$all" abort,good=2 'worker [01] \(pid [0-9]+\) killed by SIGABRT in item 7; [0-9] of 10 items done'
    good_runs 1
    trapped "$all" kill,good=3 'worker [01] \(pid [0-9]+\) killed by SIGKILL in item 7; [0-9] of 10 items done'
    good_runs 2
    for status in 0 3; do
        trapped "$all" exit_$status \
            "worker [01] \\(pid [0-9]+\\) exited with status $status in item 7, not by worker_exit; [0-9] of 10 items done"
    done
}

@test "when workers die with work still to hand out, they are named, and one that was only ended is not" {
    module_trap
    trapped "$(strategies_with processes)" kill,items=100000 \
        'worker [01] \(pid [0-9]+\) killed by SIGKILL in item [0-9]*7(, and 1 more died)?; [0-9]+ of 100000 items done'
}

@test "an item that kills the process of its thread is named with the item in hand" {
    module_trap
    local hand='in run 0; [0-9] of 10 items done; in hand: (item [0-9] \(worker 0\), )?item 7 \(worker [01](, pid [0-9]+)?\)(, item [0-9] \(worker 1\))?'
    trapped threads segv "the cell was killed by SIGSEGV $hand"
    trapped threads abort "the cell was killed by SIGABRT $hand"
    trapped threads kill "the cell was killed by SIGKILL $hand"
    trapped threads exit_0 "the cell left with status 0 $hand"
    trapped threads exit_3 "the cell exited with status 3 $hand"
    good_runs 0
    trapped threads kill,good=3 "the cell was killed by SIGKILL ${hand/run 0/run 3}"
    good_runs 2
}

# --- items that fail -----------------------------------------------------------------------------------------------

# A workload of which, in a worker, the item 613 cannot be computed.
module_failing()
{
    module workload failing <<'C'
#include "workload.h"
#include "tests/kit/cell.h"

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 1000;
    return 0;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    if (index == 613 && is_worker())
        return ENOMEM;
    *(uint64_t *)result = index;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "some items fail",
    .create = create,
    .item = item,
    .check = check,
};
C
}

@test "an item that fails is named with its reason, by every strategy, and all others are done" {
    module_failing
    mapfile -t all < <(strategies_with processes && strategies_with threads)
    run -3 --separate-stderr forkscale run -q -w ./failing.so "${all[@]/#/-s}" -j 3 --blocks 1 --timeout 100 -o out
    for strategy in "${all[@]}"; do
        assert_regex "$(grep "/$strategy/" <<<"$stderr")" "^forkscale: failing/$strategy/workers:3: item 613 failed in worker [012]: Cannot allocate memory \(ENOMEM\); 999 of 1000 items done\$"
    done
    # Of several, the first: not the one that failed first.
    sed 's/index == 613/index % 100 == 13/' failing.c | module workload many
    run -3 --separate-stderr forkscale run -q -w ./many.so -s fork_static -j 2 --blocks 1 -o out
    assert_equal "$stderr" 'forkscale: many/fork_static/workers:2: item 13 failed in worker 0: Cannot allocate memory (ENOMEM); 990 of 1000 items done'
    sed 's/ && is_worker()//' failing.c | module workload never
    run -3 --separate-stderr forkscale run -q -w ./never.so -s serial --blocks 1 -o out
    assert_equal "$stderr" 'forkscale: never/serial/workers:1: no right results to compare with: item 613 failed in the serial reference: Cannot allocate memory'
}

# --- hangs ------------------------------------------------------------------------------------------------------

@test "an item that never ends is named with its item and its worker, whatever it does to SIGTERM" {
    module_trap
    local rest='s in run 0; [0-9] of 10 items done; in hand: .*item 7 \(worker [01](, pid [0-9]+)?\).*'
    local hand="timed out after 0\.5 $rest"
    # The good cell of spawn_per_item starts 50 programs.
    trapped "$(strategies_with processes | grep -vx spawn_per_item) $(strategies_with threads)" hang "$hand" --timeout 0.5
    trapped spawn_per_item hang "timed out after 3 $rest" --timeout 3
    for fault in deaf stop; do
        trapped fork_static "$fault" "$hand" --timeout 0.5
        trapped threads "$fault" "$hand" --timeout 0.5
    done
    trapped fork_static hang,good=2 \
        'timed out after 0\.5 s in run 2; [0-9] of 10 items done; in hand: item 7 \(worker 1(, pid [0-9]+)?\)' --timeout 0.5
    good_runs 1
}

@test "a hook that never returns is named" {
    faulty in_open <<'C'
static int open_pool(struct pool *pool) { (void)pool; hang(); return 0; }
STRATEGY(.open = open_pool, .run = run_inline);
C
    faulty in_run <<'C'
static int run(struct pool *pool) { (void)pool; signal(SIGTERM, SIG_IGN); hang(); return 0; }
STRATEGY(.run = run);
C
    faulty in_close <<'C'
static int close_pool(struct pool *pool) { (void)pool; hang(); return 0; }
STRATEGY(.run = run_inline, .close = close_pool);
C
    blamed in_open 'timed out after 0\.5 s in open' --timeout 0.5
    blamed in_run 'timed out after 0\.5 s in run 0; 0 of 10 items done' --timeout 0.5
    blamed in_close 'timed out after 0\.5 s in close' --timeout 0.5
    good_runs 3
}

# --- wrong work -------------------------------------------------------------------------------------------------

@test "a wrong result is named with its item, the right result and the wrong one" {
    faulty wrong <<'C'
static int run(struct pool *pool)
{
    int error = share(pool, well);
    pool->job->results[3 * 8] ^= 0xff;
    return error;
}
STRATEGY(.run = run);
C
    blamed wrong 'wrong result: item 3 should be [0-9a-f]{16} and is [0-9a-f]{16}; 1 of 10 items are wrong, of these 0 never ran'
    assert_regex "$stderr" 'should be (..)(..............) and is ..(..............);'
    assert_equal "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
    good_runs 0
}

@test "an item that is dropped is named" {
    faulty drops_last <<'C'
static void step(struct job *job, unsigned worker, uint64_t item)
{
    if (item + 1 < job->items)
        job_run(job, worker, item, 1);
}
static int run(struct pool *pool) { return share(pool, step); }
STRATEGY(.run = run);
C
    faulty does_nothing <<'C'
static int run(struct pool *pool) { (void)pool; return 0; }
STRATEGY(.run = run);
C
    blamed drops_last 'item 9 of 10 was never run'
    blamed does_nothing '10 of 10 items were never run, the first is 0'
}

@test "an item that is run twice, or in secret, is noticed by the count" {
    faulty twice <<'C'
static void step(struct job *job, unsigned worker, uint64_t item)
{
    job_run(job, worker, item, item == 4 ? 2 : 1);
}
static int run(struct pool *pool) { return share(pool, step); }
STRATEGY(.run = run);
C
    faulty copies <<'C'
static int run(struct pool *pool)
{
    static unsigned char copy[80];
    if (++*(int *)pool->shared == 1) {
        run_inline(pool);
        memcpy(copy, pool->job->results, sizeof copy);
    }
    memcpy(pool->job->results, copy, sizeof copy);
    return 0;
}
STRATEGY(.run = run);
C
    blamed twice 'wrong count: 11 item runs for 10 items'
    blamed copies 'wrong count: 0 item runs for 10 items'
}

@test "a chunk that is not inside the job, or of no worker of it, is named, and not run" {
    faulty beyond <<'C'
static int run(struct pool *pool)
{
    job_run(pool->job, 1, 8, 5);
    job_run(pool->job, 0, 0, 10);
    job_end(pool->job, 0);
    return 0;
}
STRATEGY(.run = run);
C
    faulty instead <<'C'
static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, 8);
    job_run(pool->job, 0, 8, 5);
    job_end(pool->job, 0);
    return 0;
}
STRATEGY(.run = run);
C
    sed 's/job_run(pool->job, 1, 8, 5)/job_run(pool->job, 7, 8, 1)/' beyond.c | module strategy nobody
    blamed beyond 'worker 1 was handed a chunk of 5 items from item 8, and there are 10'
    blamed instead 'worker 0 was handed a chunk of 5 items from item 8, and there are 10'
    blamed nobody 'there was work as worker 7, and there are 2'
}

@test "a worker that never says that it has ended, or too early, is named" {
    faulty endless <<'C'
static int run(struct pool *pool) { job_run(pool->job, 1, 0, pool->job->items); return 0; }
STRATEGY(.run = run);
C
    faulty hasty <<'C'
static int run(struct pool *pool)
{
    job_end(pool->job, 0);
    job_run(pool->job, 0, 0, pool->job->items);
    return 0;
}
STRATEGY(.run = run);
C
    blamed endless 'worker 1 ran items and never called job_end'
    blamed hasty 'worker 0 ran items and never called job_end'
}

@test "a worker whose work begins before run is called, or ends after it has returned, is named" {
    faulty early <<'C'
#include "kit/board.h"
static int run(struct pool *pool)
{
    pool->job->slots[0].begin_ns = 1;
    return run_inline(pool);
}
STRATEGY(.run = run);
C
    faulty late <<'C'
#include "kit/board.h"
static int run(struct pool *pool)
{
    run_inline(pool);
    pool->job->slots[0].end_ns += UINT64_C(1) << 40;
    return 0;
}
STRATEGY(.run = run);
C
    blamed early 'worker 0 began before run was called'
    blamed late 'run returned while a worker was still at work'
}

# --- what is left behind ----------------------------------------------------------------------------------------

@test "a child that is left behind is named, however it hides, and killed" {
    faulty leaves <<'C'
static void leave(void) { if (fork() == 0) hang(); }
static int run(struct pool *pool) { leave(); return share(pool, well); }
STRATEGY(.run = run);
C
    sed 's/fork() == 0)/fork() == 0 \&\& setsid() > 0)/' leaves.c | module strategy leaves_session
    sed 's/hang();/{ signal(SIGTERM, SIG_IGN); setpgid(0, 0); hang(); }/' leaves.c | module strategy leaves_group
    sed 's/hang();/{ setsid(); if (fork() == 0) hang(); _exit(0); }/; s/leave(); return/leave(); wait(NULL); return/' \
        leaves.c | module strategy leaves_daemon
    sed 's/hang();/_exit(0);/' leaves.c | module strategy leaves_zombie
    for name in leaves leaves_session leaves_group leaves_daemon; do
        blamed "$name" 'run left a child running'
        good_runs 0
        no_processes_left
    done
    blamed leaves_zombie 'run left a child unreaped \(pid [0-9]+\)|run left a child running'
    good_runs 0
    faulty leaves_late <<'C'
static int run(struct pool *pool) { return share(pool, well); }
static int leave(struct pool *pool) { (void)pool; if (fork() == 0) hang(); return 0; }
STRATEGY(.run = run, .close = leave);
C
    blamed leaves_late 'close left a child running'
    good_runs 3
}

@test "a child that outlives a crashed cell is killed" {
    faulty orphans <<'C'
static int run(struct pool *pool)
{
    (void)pool;
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            hang();
        hang();
    }
    raise(SIGKILL);
    return 0;
}
STRATEGY(.run = run);
C
    blamed orphans 'the cell was killed by SIGKILL in run 0; 0 of 10 items done'
    no_processes_left
}

# --- errors -----------------------------------------------------------------------------------------------------

@test "an error that a hook returns is named with the hook and the errno" {
    faulty open_fails <<'C'
static int open_pool(struct pool *pool) { (void)pool; return EAGAIN; }
STRATEGY(.open = open_pool, .run = run_inline);
C
    faulty run_fails <<'C'
static int run(struct pool *pool) { return job_fail(pool->job, "clone", ENOMEM); }
STRATEGY(.run = run);
C
    faulty close_fails <<'C'
static int close_pool(struct pool *pool) { (void)pool; return EIO; }
STRATEGY(.run = run_inline, .close = close_pool);
C
    faulty both_fail <<'C'
static int run(struct pool *pool) { (void)pool; return EPERM; }
static int close_pool(struct pool *pool) { (void)pool; return EIO; }
STRATEGY(.run = run, .close = close_pool);
C
    faulty minus <<'C'
static int run(struct pool *pool) { (void)pool; errno = ENOENT; return -1; }
STRATEGY(.run = run);
C
    faulty worker_fails <<'C'
static void step(struct job *job, unsigned worker, uint64_t item)
{
    if (item == 7)
        worker_exit(job, worker, ENOSPC);
    well(job, worker, item);
}
static int run(struct pool *pool) { return share(pool, step); }
STRATEGY(.run = run);
C
    blamed open_fails 'open failed: Resource temporarily unavailable \(EAGAIN\)'
    good_runs 0
    blamed run_fails 'run: clone failed: Cannot allocate memory \(ENOMEM\)'
    blamed close_fails 'close failed: Input/output error \(EIO\)'
    good_runs 3
    blamed both_fail 'run failed: Operation not permitted \(EPERM\)'
    blamed minus 'run failed: Unknown error -1 \(no errno number\)'
    blamed worker_fails 'worker 1: run failed: No space left on device \(ENOSPC\)'
}

@test "a board that a strategy has scribbled over is named as that" {
    faulty scribbles <<'C'
#include "kit/board.h"
static int run(struct pool *pool)
{
    run_inline(pool);
    pool->job->board->items = UINT64_MAX;
    raise(SIGKILL);
    return 0;
}
STRATEGY(.run = run);
C
    sed 's/raise(SIGKILL)/_exit(0)/' scribbles.c | module strategy scribbles_and_leaves
    blamed scribbles 'the cell was killed by SIGKILL and left no board that makes sense'
    blamed scribbles_and_leaves 'the cell left no board that makes sense: Bad message'
}

@test "samples that a strategy has made up are no samples" {
    faulty zero <<'C'
#include "kit/board.h"
static int run(struct pool *pool)
{
    struct board *board = pool->job->board;
    if (board->samples_done == 3)
        board_samples(board)[2].run_ns = 0;
    return run_inline(pool);
}
STRATEGY(.run = run);
C
    sed 's/run_ns = 0/run_ns = UINT64_MAX/' zero.c | module strategy huge
    sed 's/\[2\].run_ns = 0/[2].busy_ns += 1000000/' zero.c | module strategy odd
    sed 's/\[2\].run_ns = 0/[2].busy_ns \/= 2/' zero.c | module strategy less
    sed 's/board_samples.*;/{ board->step = STEP_DONE; _exit(0); }/' zero.c | module strategy finished
    for name in zero huge odd less; do
        blamed "$name" 'the cell left samples that make no sense'
        good_runs 1
    done
    blamed finished 'the cell left samples that make no sense'
    good_runs 2
}

@test "what a broken module printed is shown with -v, made harmless" {
    faulty talks <<'C'
static int run(struct pool *pool)
{
    (void)pool;
    printf("to stdout \033[31m%d\n", 1);
    fflush(stdout);
    fprintf(stderr, "to stderr \377\n");
    return EIO;
}
STRATEGY(.run = run);
C
    run -3 --separate-stderr forkscale run -v -w spin:items=10,grain=100 -s ./talks.so -j 2 --blocks 1 -o out
    assert_regex "$stderr" $'block 1  spin:items=10,grain=100/talks/workers:2: run failed: Input/output error \(EIO\)\n    \| to stdout \\\\x1b\[31m1\n    \| to stderr \\\\xff\n'
    refute_output --partial 'to stdout'
}

# --- refused before anything is run -----------------------------------------------------------------------------

# Expects --strategy ./NAME.so (or --workload) to be refused with the reason, before anything is measured: refused OPTION NAME REASON
refused()
{
    run "-${expected-2}" --separate-stderr timeout -k 1 20 "$FORKSCALE" run "$1" "./$2.so" -o out 3>&-
    assert_equal "$stderr" "forkscale: $1 ./$2.so: ${3//PATH/$PWD/$2.so}"
    assert_output ''
    assert_not_exist out
}

# The same with status 3, because its description failed.
failed()
{
    expected=3 refused "$@"
}

@test "a module with another ABI number is refused" {
    faulty liar <<'C'
const struct strategy strategy = { .abi = STRATEGY_ABI + 41, .summary = "from the future", .run = run_inline };
C
    sed 's/WORKLOAD_ABI,/0,/' "$ROOT/workloads/nqueens.c" | module workload old
    refused --strategy liar 'unavailable: it was built for strategy ABI 48, this forkscale has 7: rebuild it'
    refused --workload old 'unavailable: it was built for workload ABI 0, this forkscale has 5: rebuild it'
}

@test "a module of the other kind, of both or of none is refused" {
    faulty none <<<'int nothing;'
    faulty both <<'C'
#include "workloads/workload.h"
STRATEGY(.run = run_inline);
const struct workload workload = { .abi = WORKLOAD_ABI };
C
    cp "$FORKSCALE_BUILD/strategies/serial.so" "$FORKSCALE_BUILD/workloads/spin.so" .
    refused --strategy none 'unavailable: it exports neither a strategy nor a workload'
    refused --workload none 'unavailable: it exports neither a strategy nor a workload'
    refused --strategy spin 'it is a workload, not a strategy'
    refused --workload serial 'it is a strategy, not a workload'
    refused --workload both 'it is a strategy, not a workload'
}

@test "a file that is no shared object is refused with what the loader says" {
    head -c 40 "$FORKSCALE_BUILD/strategies/serial.so" >cut.so
    echo 'no program' >text.so
    : >empty.so
    mkdir folder.so
    faulty undefined <<'C'
int nowhere(struct pool *pool);
STRATEGY(.run = nowhere);
C
    refused --strategy cut 'unavailable: it cannot be loaded: PATH: file too short'
    refused --strategy text 'unavailable: it cannot be loaded: PATH: file too short'
    refused --strategy empty 'unavailable: it cannot be loaded: PATH: file too short'
    refused --strategy folder 'unavailable: it cannot be loaded: PATH: cannot read file data: Is a directory'
    refused --strategy undefined 'unavailable: it cannot be loaded: PATH: undefined symbol: nowhere'
    refused --strategy missing 'No such file or directory'
    yes 'no program at all, and longer than any header' | head -c 100000 >text.so
    refused --strategy text 'unavailable: it cannot be loaded: PATH: invalid ELF header'
}

@test "a shared object that is cut short anywhere is refused or works, and harms nothing" {
    local size
    size=$(stat -c %s "$FORKSCALE_BUILD/strategies/serial.so")
    for cut in 1 64 1000 4096 8192 12288 $((size / 2)) $((size - 4096)) $((size - 1)); do
        head -c "$cut" "$FORKSCALE_BUILD/strategies/serial.so" >cut.so
        run --separate-stderr timeout -k 1 20 "$FORKSCALE" run -q -w spin:items=2,grain=1 -s ./cut.so -j 1 --blocks 1 -o out 3>&-
        case $status in
        0) json '[.benchmarks[].run_ns | length] == [1, 1]' out/results.json ;;
        2) assert_regex "$stderr" '^forkscale: --strategy \./cut\.so: unavailable: it cannot be loaded: ' ;;
        3) assert_regex "$stderr" '^forkscale: --strategy \./cut\.so: unavailable: describing it failed: the process was killed by SIG' ;;
        *) fail "cut to $cut of $size bytes: status $status: $stderr" ;;
        esac
    done
}

@test "a module that crashes, exits or hangs while it is described is named, and one that prints is harmless" {
    faulty crashes <<'C'
__attribute__((constructor)) static void begin(void) { raise(SIGSEGV); }
STRATEGY(.run = run_inline);
C
    sed 's/raise(SIGSEGV)/exit(0)/' crashes.c | module strategy exits
    sed 's/raise(SIGSEGV)/_exit(3)/' crashes.c | module strategy exits_3
    sed 's/raise(SIGSEGV)/hang()/' crashes.c | module strategy hangs
    sed 's/raise(SIGSEGV)/puts("kind\\tworkload\\nend"); fflush(stdout)/' crashes.c | module strategy prints
    faulty half_way <<'C'
static char help[10000];
__attribute__((constructor)) static void begin(void) { memset(help, 'x', sizeof help - 1); }
static const struct tunable tunables[] = {
    { .name = "first", .max = 1, .help = help }, { .name = "second", .max = 1, .help = (char *)1 }, { 0 },
};
STRATEGY(.run = run_inline, .tunables = tunables);
C
    failed --strategy half_way 'unavailable: describing it failed: the process was killed by SIGSEGV'
    failed --strategy crashes 'unavailable: describing it failed: the process was killed by SIGSEGV'
    failed --strategy exits 'unavailable: describing it failed: the process exited with status 0'
    failed --strategy exits_3 'unavailable: describing it failed: the process exited with status 3'
    failed --strategy hangs 'unavailable: describing it did not end within 5 s: its constructor hangs'
    run -0 --separate-stderr forkscale run -q -w spin:items=10,grain=100 -s ./prints.so -j 2 --blocks 1 -o out
    assert_equal "$stderr" ''
}

@test "a constructor that crashes in the cell alone is named as well" {
    faulty choosy <<'C'
__attribute__((constructor)) static void begin(int count, char **words)
{
    if (count > 1 && strcmp(words[1], "--describe") != 0)
        raise(SIGSEGV);
}
STRATEGY(.run = run_inline);
C
    blamed choosy 'the cell was killed by SIGSEGV before it had a board'
}

@test "a description that lacks something is refused with what it lacks" {
    describe()
    {
        faulty "$1"
        refused --strategy "$1" "unavailable: $2"
    }
    describe no_run 'its strategy has no run hook' <<<'STRATEGY(.open = NULL);'
    describe no_worker 'its strategy has TRAIT_EXEC and no worker hook' \
        <<<'STRATEGY(.run = run_inline, .traits = TRAIT_EXEC);'
    describe no_summary 'its strategy has no summary' \
        <<<'const struct strategy strategy = { .abi = STRATEGY_ABI, .run = run_inline };'
    describe endless 'its tunables have no end mark within 16 rows' <<'C'
#define ROW { .name = "row", .max = 1, .help = "" }
static const struct tunable tunables[] = { ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW, ROW };
STRATEGY(.run = run_inline, .tunables = tunables);
C
    describe capital 'its tunable 0 has no lower-case name or no help' <<'C'
static const struct tunable tunables[] = { { .name = "Chunk", .max = 1, .help = "" }, { 0 } };
STRATEGY(.run = run_inline, .tunables = tunables);
C
    describe default_value 'the default_value of its tunable chunk is out of its range' <<'C'
static const struct tunable tunables[] = { { .name = "chunk", .min = 1, .max = 2, .help = "" }, { 0 } };
STRATEGY(.run = run_inline, .tunables = tunables);
C
    describe choice 'the default_value of its tunable layout is out of its range' <<'C'
static const struct tunable tunables[] = { { .name = "layout", .choices = "a|b", .default_value = 2, .help = "" }, { 0 } };
STRATEGY(.run = run_inline, .tunables = tunables);
C
    for choices in '' 'a|' '|a' 'a||b' 'a b' 'a,b' 'a|\t' 'a|\033[31m'; do
        describe choices 'the choices of its tunable layout are no words like a|b' <<C
static const struct tunable tunables[] = { { .name = "layout", .choices = "$choices", .help = "" }, { 0 } };
STRATEGY(.run = run_inline, .tunables = tunables);
C
    done
    describe cannot 'there is no such hardware here' \
        <<<'STRATEGY(.run = run_inline, .unavailable = "there is no such hardware here");'
}

@test "two different files of one name have labels of their own in the results, with their tunables" {
    mkdir a b
    cp "$FORKSCALE_BUILD/strategies/serial.so" a/mine.so
    cp "$FORKSCALE_BUILD/strategies/threads.so" b/mine.so
    run -0 forkscale run -w spin:items=10,grain=10 -s ./a/mine.so -s ./b/mine.so:schedule=cyclic -j 2 --blocks 1 -q -o out
    json '[.context.forkscale.strategies[].label] == ["serial", "a/mine", "b/mine:schedule=cyclic"]' out/results.json
    json '[.benchmarks[].strategy] | sort == ["a/mine", "b/mine:schedule=cyclic", "serial"]' out/results.json
}

@test "a broken module among those that are shipped is listed with the reason, and the others are run" {
    cp -r "$FORKSCALE_BUILD" build
    echo 'no program' >build/strategies/broken.so
    faulty crashes <<'C'
__attribute__((constructor)) static void begin(void) { raise(SIGSEGV); }
STRATEGY(.run = run_inline);
C
    mv crashes.so build/workloads/crashes.so
    run -3 --separate-stderr build/forkscale list 3>&-
    assert_line --regexp '^      unavailable: it cannot be loaded: .*/build/strategies/broken\.so: file too short$'
    run -3 --separate-stderr build/forkscale list --format json 3>&-
    assert_equal "$(unavailable <<<"$output")" $'broken\ncrashes'
    run -3 --separate-stderr build/forkscale run --dry-run 3>&-
    assert_regex "$stderr" '^forkscale: strategy broken: it cannot be loaded: '
    assert_regex "$stderr" 'forkscale: workload crashes: describing it failed: the process was killed by SIGSEGV'
    assert_line --regexp '^spin/fork_static/workers:2'
    refute_line --regexp '^[^ ]*(broken|crashes)'
    run -2 --separate-stderr build/forkscale run -s broken 3>&-
    assert_regex "$stderr" 'forkscale: --strategy broken: unavailable: it cannot be loaded: [^'$'\n'']*$'
}

# --- workloads --------------------------------------------------------------------------------------------------

# Builds a workload of 10 items from hooks on standard input, and expects its one cell to fail with the sentence:
# bad_workload NAME EXPRESSION [OPTION]...
bad_workload()
{
    {
        cat <<'C'
#include "workload.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static inline int ten(struct input *input, struct error *error)
{
    (void)error;
    input->items = 10;
    return 0;
}
static inline int index_of(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    *(uint64_t *)result = index;
    return 0;
}
static inline enum answer unknown(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
#define WORKLOAD(...) \
    const struct workload workload = { .abi = WORKLOAD_ABI, .summary = "broken on purpose", __VA_ARGS__ }
C
        cat
    } | module workload "$1"
    run -3 --separate-stderr timeout -k 1 20 "$FORKSCALE" run -q -w "./$1.so" -w spin:items=10,grain=100 -s serial \
        --blocks 1 --iterations 3 -o out "${@:3}" 3>&-
    assert_regex "$stderr" "^forkscale: $1/serial/workers:1: $2\$"
    assert_regex "$(jq -r '.benchmarks[] | select(.error_occurred).error_message' out/results.json)" "^$2\$"
    json '[.benchmarks[] | select(.error_occurred | not) | .run_ns | length] == [3]' out/results.json
}

@test "a workload that is broken is named, and costs its own cells only" {
    local without='no right results to compare with'
    bad_workload no_create "$without: the workload cannot be created: Permission denied" <<'C'
static int create(struct input *input, struct error *error)
{
    (void)input, (void)error;
    return EACCES;
}
WORKLOAD(.create = create, .item = index_of, .check = unknown);
C
    bad_workload reason "$without: the workload cannot be created: the moon is full" <<'C'
static int create(struct input *input, struct error *error)
{
    (void)input;
    return error_set(error, EAGAIN, "the moon is full");
}
WORKLOAD(.create = create, .item = index_of, .check = unknown);
C
    bad_workload no_bytes "$without: the workload says that a result has 0 bytes" <<'C'
static int create(struct input *input, struct error *error)
{
    input->result_bytes = 0;
    return ten(input, error);
}
WORKLOAD(.create = create, .item = index_of, .check = unknown);
C
    bad_workload too_many "$without: no board for 4611686018427387904 results of 8 bytes: Value too large for defined data type" <<'C'
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = UINT64_C(1) << 62;
    return 0;
}
WORKLOAD(.create = create, .item = index_of, .check = unknown);
C
    bad_workload crashes "$without: the cell was killed by SIGFPE while computing the reference" <<'C'
static int item(const struct input *input, uint64_t index, void *result)
{
    if (index == 6)
        raise(SIGFPE);
    return index_of(input, index, result);
}
WORKLOAD(.create = ten, .item = item, .check = unknown);
C
    bad_workload hangs "$without: timed out after 0\.5 s while computing the reference" --timeout 0.5 <<'C'
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    for (;;)
        pause();
    return unknown(input, results, why, why_bytes);
}
WORKLOAD(.create = ten, .item = index_of, .check = check);
C
    bad_workload wrong "$without: the serial results are wrong: seven is not prime" <<'C'
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results;
    snprintf(why, why_bytes, "seven is not prime");
    return ANSWER_WRONG;
}
WORKLOAD(.create = ten, .item = index_of, .check = check);
C
    bad_workload moody 'wrong result: item 0 should be [0-9a-f]{16} and is [0-9a-f]{16}; 10 of 10 items are wrong, of these 0 never ran' <<'C'
static int item(const struct input *input, uint64_t index, void *result)
{
    index_of(input, index, result);
    *(uint64_t *)result += (uint64_t)getpid() << 8;
    return 0;
}
WORKLOAD(.create = ten, .item = item, .check = unknown);
C
}

@test "a workload that comes out different in an exec'd worker is named" {
    module workload growing <<'C'
#include "workload.h"
#include "tests/kit/cell.h"

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = is_child() ? 11 : 10;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    *(uint64_t *)result = index;
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "not deterministic", .create = create, .item = item, .check = check,
};
C
    run -3 --separate-stderr forkscale run -v -w ./growing.so -s spawn_pool -s fork_static -j 2 --blocks 1 -o out
    assert_regex "$stderr" $'\nforkscale: growing/spawn_pool/workers:2: an exec\'d worker could not begin: it made another input than the cell$'
    json '[.benchmarks[] | select(.error_occurred | not) | .run_ns | length] == [1, 1]' out/results.json
}
