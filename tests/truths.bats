#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Known truths, end to end: items, starts and ends that sleep for a known time give the speedup, the efficiency and the
# split of time that follow from it. Sleeping takes no processor, so that they hold with any number of processors. Times
# are compared within a run only, and within wide bounds.

load helper

# How a module sleeps: SLOWER, from the environment, times as long as it is told.
nap()
{
    cat <<'C'
#include <stdlib.h>
#include <unistd.h>
static void nap(int64_t ms)
{
    usleep(1000 * (unsigned)ms * (unsigned)atoi(getenv("SLOWER")));
}
C
}

# Items that sleep: `ms` each, and `more` in addition in the first half.
sleepers()
{
    { echo '#include "workload.h"' && nap && cat; } <<'C' | module workload sleepers
enum { ITEMS, MS, MORE };
static const struct tunable tunables[] = {
    [ITEMS] = { "items", .min = 1, .max = 100, .default_value = 8, .help = "how many" },
    [MS] = { "ms", .max = 100, .default_value = 10, .help = "that each sleeps" },
    [MORE] = { "more", .max = 100, .help = "that each of the first half sleeps in addition" },
    { 0 },
};
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    int64_t more = 2 * index < input->items ? input->values[MORE].number : 0;
    nap(input->values[MS].number + more);
    *(uint64_t *)result = index;
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "sleep", .tunables = tunables, .create = create, .item = item, .check = check,
};
C
}

# Forks a child for each worker, which takes its block of the items one by one, and sleeps on the way.
delayed()
{
    { echo '#include "strategy.h"' && nap && cat; } <<'C' | module strategy delayed
enum { OPEN, FIRST, START, FINISH, CLOSE };
static const struct tunable tunables[] = {
    [OPEN] = { "open", .max = 100, .help = "ms in open" },
    [FIRST] = { "first", .max = 100, .help = "ms in each worker before its first item, in the first run only" },
    [START] = { "start", .max = 100, .help = "ms in each worker before its first item" },
    [FINISH] = { "finish", .max = 100, .help = "ms in run after the last worker has ended" },
    [CLOSE] = { "close", .max = 100, .help = "ms in close" },
    { 0 },
};
static int open(struct pool *pool) { nap(pool->values[OPEN].number); return 0; }
static int finish(struct pool *pool) { nap(pool->values[CLOSE].number); return 0; }
static int run(struct pool *pool)
{
    struct job *job = pool->job;
    bool is_first = ++*(int *)pool->shared == 1;
    for (unsigned worker = 0; worker < pool->workers; worker++) {
        pid_t pid = fork();
        if (pid == 0) {
            worker_enter(job);
            nap(pool->values[START].number);
            if (is_first)
                nap(pool->values[FIRST].number);
            struct chunk block = schedule_slice(job->items, pool->workers, worker);
            for (uint64_t item = 0; item < block.count; item++)
                job_run(job, worker, block.first + item, 1);
            worker_exit(job, worker, 0);
        }
        worker_started(job, worker, pid);
    }
    int error = worker_wait_all(job, pool->workers);
    nap(pool->values[FINISH].number);
    return error;
}
const struct strategy strategy = {
    .abi = STRATEGY_ABI, .summary = "delays", .tunables = tunables, .open = open, .run = run, .close = finish,
};
C
}

# Runs the words, and compares each cell with the line on standard input that has its strategy and workers, its times in ms,
# and that of the best schedule. Prints what is not near in this run: truths FOLDER WORD...
truths()
{
    forkscale run -q --blocks 3 --iterations 1 --format json -o "$@" >"$1.json" 2>"$1.notes" || fail "$(cat "$1.notes")" || return
    python3 /dev/fd/3 "$1.json" "$1/results.json" 3<<'PYTHON'
import json, statistics, sys
rows, document = (json.load(open(path)) for path in sys.argv[1:])
ours = document["context"]["forkscale"]
expected = [line.split() for line in sys.stdin if not line.startswith("#")]
found = {(row["strategy"], str(row["workers"])): row for row in rows}
assert sorted(found) == sorted(tuple(line[:2]) for line in expected), sorted(found)
serial = next(float(line[2]) for line in expected if line[0] == "serial")

def near(cell, name, value, wanted, is_share):
    if not (abs(value - wanted) <= 0.12 if is_share else wanted / 1.3 <= value <= wanted * 1.3):
        print(f"{cell}, {name} near {wanted:.3f}")

for strategy, workers, *times in expected:
    run, startup, busy, imbalance, finish, opening, once, best = map(float, times)
    row = found[strategy, workers]
    entries = [entry for entry in document["benchmarks"] if entry["strategy"] == strategy and str(entry["workers"]) == workers]
    cell = f"{strategy}, {workers} workers"
    for name, wanted in (("speedup", serial / run), ("efficiency", serial / run / int(workers)),
                         ("once_speedup", serial / once), ("once_efficiency", serial / once / int(workers))):
        near(cell, name, row[name + "_median"], wanted, False)
    # On one processor no schedule is shorter than the serial run.
    best = best if ours["machine"]["usable_processors"] > 1 else serial
    near(cell, "regret", row["regret_median"], run / best, False)
    for name, wanted in (("startup", startup / run), ("imbalance", imbalance / run), ("finish", finish / run),
                         ("open", opening / once)):
        near(cell, name, row[name + "_share"], wanted, True)
    near(cell, "busy", statistics.median(e["busy_ns"] / statistics.mean(e["run_ns"]) for e in entries), busy / run, True)
    near(cell, "once", statistics.median(e["once_ns"] / statistics.mean(e["run_ns"]) for e in entries), once / run, False)
PYTHON
}

# On a busy machine sleeps end late, long ones by no more than short ones. What is true comes out in one of three runs, in
# which all sleeps are longer each time, and what is false in none.
hold()
{
    local lines folder wrong='' waiting
    lines=$(cat)
    folder=$(mktemp -u run.XXXXXX)
    for SLOWER in 1 2 4; do
        truths "$folder" "$@" <<<"$lines" >"$folder.wrong" || return
        # What has not been near in any run so far.
        [ "$SLOWER" -eq 1 ] || wrong=$(grep -xF "$wrong" "$folder.wrong") || return 0
        [ "$SLOWER" -gt 1 ] || wrong=$(cat "$folder.wrong")
        [ -n "$wrong" ] || return 0
    done
    # Where processes wait for a processor most of the time, sleeping is not all that takes time.
    waiting=$(sed -n 's/^some avg10=\([0-9]*\).*/\1/p' /proc/pressure/cpu 2>/dev/null || true)
    [ "${waiting:-0}" -lt 60 ] || {
        echo "processes wait for a processor $waiting % of the time" >"$folder.busy"
        return 0
    }
    fail "in no run: $wrong"
}

# The last line of a test: skips it where the machine was too busy to tell.
settled()
{
    local busy
    for busy in *.busy; do
        [ ! -f "$busy" ] || skip "$(cat "$busy")"
    done
}

setup()
{
    helper_setup
    sleepers
    delayed
    export SLOWER=1
}

@test "equal items give the speedup, and what is slept in open, start, finish and close its share" {
    hold -w ./sleepers.so -s ./delayed.so,./delayed.so:start=40,finish=40,./delayed.so:open=10,close=70,./delayed.so:first=40 \
        -j 2 <<'LINES'
# strategy            workers  run  start-up  busy  imbalance  finish  open  once  best
serial                      1   80         0    80          0       0     0    80    80
delayed                     2   40         0    40          0       0     0    40    40
delayed:start=40,finish=40  2  120        40    40          0      40     0   120    40
delayed:open=10,close=70    2   40         0    40          0       0    10   120    40
delayed:first=40            2   40         0    40          0       0     0    80    40
LINES
    settled
}

@test "unequal items give the imbalance, and workers without items wait until all is done" {
    # Sleepers do not disturb each other, so the runs are made at once.
    hold -w ./sleepers.so:ms=5,more=10 -s ./delayed.so,./delayed.so:start=20 -j 2 <<'LINES' &
# strategy            workers  run  start-up  busy  imbalance  finish  open  once  best
serial                      1   80         0    80          0       0     0    80    80
delayed                     2   60         0    40         20       0     0    60    40
delayed:start=20            2   80        20    40         20       0     0    80    40
LINES
    local first=$!
    hold -w ./sleepers.so:items=2,ms=40 -s ./delayed.so -j 2,4 <<'LINES' &
serial                      1   80         0    80          0       0     0    80    80
delayed                     2   40         0    40          0       0     0    40    40
delayed                     4   40        20    20          0       0     0    40    40
LINES
    local second=$!
    hold -w ./sleepers.so:items=2,more=50 -s ./delayed.so -j 2 <<'LINES'
serial                      1   70         0    70          0       0     0    70    70
delayed                     2   60         0    35         25       0     0    60    60
LINES
    wait "$first"
    wait "$second"
    settled
}

@test "on one processor the shortest schedule is serial, however many workers sleep" {
    taskset -cp "$(sed -nE 's/^Cpus_allowed_list:\s*([0-9]+).*/\1/p' /proc/self/status)" $BASHPID >affinity
    hold -w ./sleepers.so -s ./delayed.so -j 2 <<'LINES'
serial                      1   80         0    80          0       0     0    80    80
delayed                     2   40         0    40          0       0     0    40    80
LINES
    settled
}

# Over all runs of a strategy: the ns in user mode and in the kernel, the number of waits, and the ns that the runs took.
used()
{
    jq -r --arg strategy "$1" '[.benchmarks[] | select(.strategy == $strategy)
            | [.user_ns, .system_ns, .voluntary_switches, .first_run_ns + (.run_ns | add)]]
        | transpose | map(add | floor) | join(" ")' out/results.json
}

@test "what processes use is recorded as what it is" {
    local user system waits wall
    # The kernel counts in ticks, so that a run takes many of them.
    forkscale run -q -w spin:items=10,grain=8000000 -s ./delayed.so -j 2 --blocks 1 --iterations 1 -o out >table
    for strategy in serial delayed; do
        read -r user system waits wall < <(used "$strategy")
        [ $((user)) -gt $((4 * system)) ] || fail "spinning $strategy: $user ns, and $system ns in the kernel"
        [ $((user + system)) -lt $((3 * wall)) ] || fail "spinning $strategy: $user ns of $wall ns"
    done
    module workload readers <<'C'
#include "workload.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 8;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    static char zeros[1 << 20];
    int fd = open("/dev/zero", O_RDONLY);
    for (int i = 0; i < 1000; i++)
        if (read(fd, zeros, sizeof zeros) != sizeof zeros)
            return EIO;
    *(uint64_t *)result = index;
    return close(fd);
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "read", .create = create, .item = item, .check = check,
};
C
    forkscale run -q -w ./readers.so -s ./delayed.so -j 2 --blocks 1 --iterations 1 -o out >table
    for strategy in serial delayed; do
        read -r user system waits wall < <(used "$strategy")
        [ $((system)) -gt $((2 * user)) ] || fail "reading $strategy: $user ns, and $system ns in the kernel"
    done
    forkscale run -q -w ./sleepers.so:ms=1 -s ./delayed.so -j 2 --blocks 2 --iterations 3 -o out >table
    for strategy in serial delayed; do
        read -r user system waits wall < <(used "$strategy")
        # Eight items in eight runs, each of which sleeps.
        [ $((waits)) -ge 64 ] || fail "sleeping $strategy: $waits waits"
        [ $((user + system)) -lt $((wall / 2)) ] || fail "sleeping $strategy: $((user + system)) ns of $wall ns"
    done
}
