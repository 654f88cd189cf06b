#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Where the time of the workers went: workers × wall = compute + start-up + dispatch + imbalance + finish.

# shellcheck disable=SC2016,SC2154 # jq's variables; run sets stderr
load helper

setup_file()
{
    cd "$BATS_FILE_TMPDIR" || return
    # Items of 0.1 ms in runs of some milliseconds, and of none in many calls.
    "$FORKSCALE" run -w spin:items=64,grain=100000,shape=falling -s fork_static -s pipe_queue -s threads -j 1,2,3 --blocks 2 --iterations 3 \
        -q -o long --format tsv >long.tsv 3>&-
    "$FORKSCALE" run -w spin:items=4,grain=0 -s prefork -s threads -j 2 --blocks 2 --iterations 2 --calls 7 -q -o calls --format tsv >calls.tsv 3>&-
}

setup()
{
    helper_setup
    cp -r "$BATS_FILE_TMPDIR"/* .
}

# Adds to each repetition the busy time of serial in its block, `compute_ns`.
with_compute()
{
    jq '[.benchmarks[] | select(.strategy == "serial") | { key: "\(.block)", value: .busy_ns }] as $serial
        | ($serial | from_entries) as $serial | [.benchmarks[] | . + { compute_ns: $serial["\(.block)"] }]' "$1/results.json"
}

# A run of two strategies with two workers over serial's 1 ms in eight blocks. In block b, `pool` takes 600 + b µs: 50 start-up,
# 480 busy, 60 + b imbalance, 10 finish; of the first run 100, 450, 40 and 10, between open 200 and close 100. The items of
# `fast` take less time than in serial.
known()
{
    jq '"spin" as $workload
        | ([{ strategy: "serial", baseline: true, workers: 1 }, { strategy: "pool", baseline: false, workers: 2 },
            { strategy: "fast", baseline: false, workers: 2 }]
           | map(. + { workload: $workload, oversubscribed: false, name: "spin/\(.strategy)/workers:\(.workers)" })) as $cells
        | (.benchmarks[0] | with_entries(select(.value | type != "array"))) as $one
        | .context.forkscale.cells = $cells | .context.forkscale.blocks = 8
        | .benchmarks = [range(8) as $b | $cells[]
            | $one + { name, block: $b } + if .baseline then
                { run_ns: [800e3], startup_ns: 0, busy_ns: 800e3, imbalance_ns: 0, finish_ns: 0, open_ns: 1e3, close_ns: 1e3,
                  once_ns: 802e3, first_startup_ns: 0, first_busy_ns: 800e3, first_imbalance_ns: 0, first_finish_ns: 0, worker_busy_ns: [800e3] }
              elif .strategy == "pool" then
                { run_ns: [600e3 + $b * 1e3], startup_ns: 50e3, busy_ns: 480e3, imbalance_ns: (60e3 + $b * 1e3), finish_ns: 10e3,
                  open_ns: 200e3, close_ns: 100e3, once_ns: 900e3, first_startup_ns: 100e3, first_busy_ns: 450e3,
                  first_imbalance_ns: 40e3, first_finish_ns: 10e3, worker_busy_ns: [580e3, 380e3], worker_processor_ns: [380e3, 380e3] }
              else
                { run_ns: [400e3], startup_ns: 10e3, busy_ns: 380e3, imbalance_ns: 10e3, finish_ns: 0, open_ns: 1e3, close_ns: 1e3,
                  once_ns: 402e3, first_startup_ns: 10e3, first_busy_ns: 380e3, first_imbalance_ns: 10e3, first_finish_ns: 0,
                  worker_busy_ns: [760e3, 0], worker_processor_ns: [760e3, 0] }
              end]
    ' "$BATS_TEST_DIRNAME/fuzz/corpus/good.json"
}

# --- the record ----------------------------------------------------------------------------------

@test "the time of the workers closes to a nanosecond in every repetition" {
    for folder in long calls; do
        with_compute "$folder" >all.json
        json 'length > 5 and all(.[]; (.run_ns | add / length) as $run
            | (.busy_ns * .workers - .compute_ns) as $dispatch
            | (.compute_ns + $dispatch + (.startup_ns + .imbalance_ns + .finish_ns) * .workers - $run * .workers | fabs) < 1)' all.json
        json 'all(.[]; (.first_startup_ns + .first_busy_ns + .first_imbalance_ns + .first_finish_ns - .first_run_ns | fabs) < 1)' all.json
    done
}

@test "the busy times of the workers add up to those of all" {
    for folder in long calls; do
        json 'all(.benchmarks[]; (.worker_busy_ns | length) == .workers
            and ((.worker_busy_ns | add) - .busy_ns * .workers | fabs) < 1)' "$folder/results.json"
    done
}

@test "the processor time of a worker is within its busy time, and read only where that does not show" {
    json '[.benchmarks[] | select(.workers == 2)] | length == 6 and all(.[]; (.worker_processor_ns | length) == 2
        and ([.worker_busy_ns, .worker_processor_ns] | transpose | all(.[]; .[1] > 0 and .[1] <= .[0] * 1.02 + 20000)))' long/results.json
    json '[.benchmarks[] | select(.first_run_ns < 1e6)] | length > 0 and all(.[]; has("worker_processor_ns") | not)' calls/results.json
}

@test "a worker that sleeps in its items is busy, and uses no processor" {
    module workload naps <<'C'
#include "workload.h"
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
    usleep(3000);
    *(uint64_t *)result = index;
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = { .abi = WORKLOAD_ABI, .summary = "naps", .create = create, .item = item, .check = check };
C
    # A thread, a forked process and an exec'd one, one of them for each item.
    for strategy in threads prefork fork_per_item spawn_pool; do
        run -0 forkscale run -w ./naps.so -s "$strategy" -j 2 --blocks 1 -q -o "naps-$strategy"
        json '[.benchmarks[] | select(.workers == 2)][0] | (.worker_processor_ns | add) < (.worker_busy_ns | add) / 4
            and (.worker_busy_ns | add) > 20e6' "naps-$strategy/results.json"
    done
}

@test "arrays of the wrong length or type are refused" {
    known >known.json
    refuse()
    {
        mkdir -p bad
        jq "$1" known.json >bad/results.json
        run -3 --separate-stderr forkscale table bad
        assert_equal "$stderr" "forkscale: bad/results.json: $2"
    }
    refuse '.benchmarks[1].worker_busy_ns = [1]' 'benchmarks[1].worker_busy_ns is an array; it must be an array of 2 durations, one for each worker'
    refuse '.benchmarks[1].worker_busy_ns[1] = -1' 'benchmarks[1].worker_busy_ns[1] is -1; it must be a number of nanoseconds in 0 … 1e+18'
    refuse '.benchmarks[1].worker_processor_ns = 4' 'benchmarks[1].worker_processor_ns is 4; it must be an array'
}

# --- the table -----------------------------------------------------------------------------------

@test "the shares of a known run, as rows" {
    mkdir known
    known >known/results.json
    run -0 --separate-stderr forkscale table --format json known
    # 400 of 603.5 µs is work, 80 claims. The busy times are 580 and 380: (580 / 480 − 1) · 2.
    json '.[1] | (.compute_share - 400 / 603.5 | fabs) < 1e-3 and (.dispatch_share - 80 / 603.5 | fabs) < 1e-3
        and (.startup_share - 50 / 603.5 | fabs) < 1e-3 and (.finish_share - 10 / 603.5 | fabs) < 1e-3
        and (.busy_imbalance - 5 / 12 | fabs) < 1e-9 and .processor_imbalance == 0' - <<<"$output"
    json '.[2] | (.dispatch_share + 0.05 | fabs) < 1e-9 and .compute_share == 1 and .busy_imbalance == 2' - <<<"$output"
    json '.[0] | .compute_share == 1 and .dispatch_share == 0 and .busy_imbalance == null and .processor_imbalance == null' - <<<"$output"
}

@test "-v adds the table of where the time went, and only -v" {
    mkdir known
    known >known/results.json
    run -0 --separate-stderr forkscale table known
    refute_output --partial dispatch
    run -0 --separate-stderr forkscale table -v known
    assert_line --regexp '^spin +workers +compute +start-up +dispatch +imbalance +finish +uneven, wall +processor$'
    assert_line --regexp '^  pool +2 +66\.[0-9] % +8\.[0-9] % +13\.[0-9] % +10\.[0-9] % +1\.[0-9] % +41\.7 % +0\.0 %( |$)'
    assert_line --regexp '^  fast +2 +100\.0 % +2\.5 % +-5\.0 % +2\.5 % +0\.0 % +200\.0 % +200\.0 %( |$)'
    assert_line --regexp '^  serial +1 +100\.0 % +0\.0 % +0\.0 % +0\.0 % +0\.0 % +- +- +baseline'
    # A run prints it too.
    run -0 --separate-stderr forkscale run -w spin:items=4,grain=1000 -s threads -j 2 --blocks 1 -v -o out
    assert_line --regexp '^spin:.* workers +compute +start-up +dispatch'
}

# --- the picture ---------------------------------------------------------------------------------

@test "the parts of a bar begin where the last one ends, and add up to the time" {
    forkscale plot long
    python3 - long/plots/overhead.tsv <<'PYTHON'
import csv, sys
bars = {}
for row in csv.DictReader(open(sys.argv[1]), delimiter="\t"):
    bars.setdefault((row["strategy"], row["use"]), []).append(row)
assert set(bars) == {(s, use) for s in ("serial", "fork_static", "pipe_queue", "threads") for use in ("warm", "once")}, bars.keys()
for name, parts in bars.items():
    assert [part["part"] for part in parts] == "compute open start-up dispatch imbalance finish close".split(), parts
    at = 0
    for part in parts:
        assert float(part["from_ns"]) == at
        at = float(part["to_ns"])
    total = sum(float(part["ns"]) for part in parts)
    assert abs(at - total) < 1, (name, at, total)
    assert (name[1] == "once") == (float(parts[1]["ns"]) > 0), parts
PYTHON
}

@test "the bars of a known run: the mean of the middle half, and what takes less time than in serial" {
    mkdir known
    known >known/results.json
    forkscale plot known
    # Blocks 2 to 5 of 8: 603.5 µs on average.
    run -0 awk -F '\t' '$2 == "pool" && $6 == "warm" { print $7, $9, $12 }' known/plots/overhead.tsv
    assert_output $'compute 400000 4\nopen 0 4\nstart-up 50000 4\ndispatch 80000 4\nimbalance 63500 4\nfinish 10000 4\nclose 0 4'
    run -0 awk -F '\t' '$2 == "pool" && $6 == "once" { print $7, $9 }' known/plots/overhead.tsv
    assert_output $'compute 400000\nopen 200000\nstart-up 100000\ndispatch 50000\nimbalance 40000\nfinish 10000\nclose 100000'
    run -0 awk -F '\t' '$2 == "fast" && $6 == "warm" && ($7 == "compute" || $7 == "dispatch" || $7 == "close") { print $7, $9, $10, $11, $13 }' \
        known/plots/overhead.tsv
    assert_output $'compute 400000 0 380000 -\ndispatch -20000 390000 390000 -\nclose 0 400000 400000 dispatch −5 %'
    words=$(xmllint --xpath 'string(/)' known/plots/overhead.svg)
    for word in compute open start-up dispatch imbalance finish close 'dispatch −5 %' 'Where the time went'; do
        assert_regex "$words" "$word"
    done
}

@test "results of before have no bars of single uses, and without serial none at all" {
    mkdir before none
    known | jq '.benchmarks[] |= with_entries(select(.key | test("^(first_(startup|busy|imbalance|finish)|worker)") | not))' >before/results.json
    forkscale plot before
    run -0 cut -f 6 before/plots/overhead.tsv
    assert_line warm
    refute_line once
    known | jq '.context.forkscale.cells |= map(select(.baseline | not)) | .benchmarks |= map(select(.name | test("serial") | not))' >none/results.json
    forkscale plot none
    run -0 awk -F '\t' 'NR > 1 { print $9 $12 }' none/plots/overhead.tsv
    assert_output $'0\n0'
    assert_regex "$(xmllint --xpath 'string(/)' none/plots/overhead.svg)" 'no baseline for comparison'
}
