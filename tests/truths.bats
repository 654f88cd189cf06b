#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Known truths, end to end: items, starts and ends that sleep for a known time give the speedup, the efficiency and the
# split of time that follow from it. Sleeping takes no processor, so that they hold with any number of processors. Times
# are compared within a run only, and within wide bounds.

load helper

# Items that sleep: `ms` each, and `more` in addition in the first half.
sleepers()
{
    module workload sleepers <<'C'
#include "workload.h"
#include <unistd.h>
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
    usleep(1000 * (unsigned)(input->values[MS].number + more));
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

# Forks a child for each worker, which gets its block of the items, and sleeps on the way.
delayed()
{
    module strategy delayed <<'C'
#include "strategy.h"
#include <unistd.h>
enum { OPEN, START, FINISH, CLOSE };
static const struct tunable tunables[] = {
    [OPEN] = { "open", .max = 100, .help = "ms in open" },
    [START] = { "start", .max = 100, .help = "ms in each worker before its first item" },
    [FINISH] = { "finish", .max = 100, .help = "ms in run after the last worker has ended" },
    [CLOSE] = { "close", .max = 100, .help = "ms in close" },
    { 0 },
};
static int nap(const struct pool *pool, int which)
{
    return usleep(1000 * (unsigned)pool->values[which].number);
}
static int open(struct pool *pool) { return nap(pool, OPEN); }
static int finish(struct pool *pool) { return nap(pool, CLOSE); }
static int run(struct pool *pool)
{
    struct job *job = pool->job;
    for (unsigned worker = 0; worker < pool->workers; worker++) {
        pid_t pid = fork();
        if (pid == 0) {
            worker_enter(job);
            nap(pool, START);
            uint64_t first = worker * job->items / pool->workers;
            job_run(job, worker, first, (worker + 1) * job->items / pool->workers - first);
            worker_exit(job, worker, 0);
        }
        worker_started(job, worker, pid);
    }
    int error = worker_wait_all(job, pool->workers);
    return error != 0 ? error : nap(pool, FINISH);
}
const struct strategy strategy = {
    .abi = STRATEGY_ABI, .summary = "delays", .tunables = tunables, .open = open, .run = run, .close = finish,
};
C
}

# Runs the words, and compares each cell with the line on standard input that has its strategy and workers, its times in ms,
# and the longest share of a worker in the best schedule: truths WORD...
truths()
{
    forkscale run -q --blocks 3 --iterations 1 --format json -o out "$@" >rows.json 2>notes || fail "$(cat notes)" || return
    python3 /dev/fd/3 rows.json out/results.json 3<<'PYTHON'
import json, statistics, sys
rows, document = (json.load(open(path)) for path in sys.argv[1:])
ours = document["context"]["forkscale"]
expected = [line.split() for line in sys.stdin if not line.startswith("#")]
found = {(row["strategy"], str(row["workers"])): row for row in rows}
assert sorted(found) == sorted(tuple(line[:2]) for line in expected), sorted(found)
wrong = []

def near(name, value, wanted, is_share):
    if not (abs(value - wanted) <= 0.1 if is_share else wanted / 1.25 <= value <= wanted * 1.25):
        wrong.append(f"{name} is {value:.3f}, not about {wanted:.3f}")

serial = next(float(line[2]) for line in expected if line[0] == "serial")
for strategy, workers, *times in expected:
    run, startup, busy, imbalance, finish, once, best = map(float, times)
    row = found[strategy, workers]
    entries = [entry for entry in document["benchmarks"] if entry["strategy"] == strategy and str(entry["workers"]) == workers]
    cell = f"{strategy}, {workers} workers: "
    for name, wanted in (("speedup", serial / run), ("efficiency", serial / run / int(workers)),
                         ("once_speedup", serial / once), ("once_efficiency", serial / once / int(workers))):
        near(cell + name, row[name + "_median"], wanted, False)
    # The bound has no more workers than processors.
    best = best if int(workers) <= ours["machine"]["usable_processors"] else 0
    if best > 0:
        near(cell + "regret", row["regret_median"], run / best, False)
    for name, wanted in (("startup", startup), ("imbalance", imbalance), ("finish", finish)):
        near(cell + name, row[name + "_share"], wanted / run, True)
    near(cell + "open", row["open_share"], statistics.median(e["open_ns"] / e["once_ns"] for e in entries), True)
    near(cell + "busy", statistics.median(e["busy_ns"] / statistics.mean(e["run_ns"]) for e in entries), busy / run, True)
    near(cell + "once", statistics.median(e["once_ns"] / statistics.mean(e["run_ns"]) for e in entries), once / run, False)
sys.exit("\n".join(wrong) or 0)
PYTHON
}

# On a busy machine a sleep may end late: what is true shows in one of three runs, and what is false in none.
hold()
{
    local lines
    lines=$(cat)
    truths "$@" <<<"$lines" || truths "$@" <<<"$lines" || truths "$@" <<<"$lines"
}

setup()
{
    helper_setup
    sleepers
    delayed
}

@test "equal items give the speedup, and what is slept in open, start, finish and close its share" {
    hold -w ./sleepers.so -s ./delayed.so,./delayed.so:start=40,./delayed.so:finish=40,./delayed.so:open=30,close=10 \
        -s ./delayed.so:start=20,finish=20 -j 2 <<'LINES'
# strategy            workers  run  start-up  busy  imbalance  finish  once  best
serial                      1   80         0    80          0       0    80    80
delayed                     2   40         0    40          0       0    40    40
delayed:start=40            2   80        40    40          0       0    80    40
delayed:finish=40           2   80         0    40          0      40    80    40
delayed:open=30,close=10    2   40         0    40          0       0    80    40
delayed:start=20,finish=20  2   80        20    40          0      20    80    40
LINES
}

@test "unequal items give the imbalance, and workers without items wait until all is done" {
    hold -w ./sleepers.so:ms=5,more=10 -s ./delayed.so,./delayed.so:start=20 -j 2 <<'LINES'
# strategy            workers  run  start-up  busy  imbalance  finish  once  best
serial                      1   80         0    80          0       0    80    80
delayed                     2   60         0    40         20       0    60    40
delayed:start=20            2   80        20    40         20       0    80    40
LINES
    hold -w ./sleepers.so:items=2,ms=40 -s ./delayed.so -j 2,4 <<'LINES'
serial                      1   80         0    80          0       0    80    80
delayed                     2   40         0    40          0       0    40    40
delayed                     4   40        20    20          0       0    40    40
LINES
}
