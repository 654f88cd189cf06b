#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# results.json as others read it: what it holds, what adds up in it, and that Google Benchmark's own compare.py
# takes two of them.
# shellcheck disable=SC2016 # the variables in quotes are jq's

load helper

# The plan of most tests: 2 workloads × (serial + 5 strategies × 2 numbers of workers) = 22 cells.
plan()
{
    forkscale run -w spin:items=100,grain=100 -w primes:items=10,limit=1000 -s fork_static \
        -s fork_static:schedule=cyclic -s pipe_queue -s spawn_pool -s threads -j 1,2 "$@"
}

setup_file()
{
    plan --blocks 2 --iterations 3 --seed 7 -q -o "$BATS_FILE_TMPDIR/base" >"$BATS_FILE_TMPDIR/table"
}

setup()
{
    helper_setup
    RESULTS=$BATS_FILE_TMPDIR/base/results.json
}

# The results of a run in which one strategy fails, in the folder failed.
run_with_failure()
{
    module strategy refuses <<'C'
#include "strategy.h"
static int run(struct pool *pool)
{
    (void)pool;
    return EMFILE;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "starts nothing", .run = run };
C
    run -3 forkscale run -w spin:items=100,grain=100 -s ./refuses.so -s threads -j 1,2 --blocks 2 -q -o failed
}

# --- Google Benchmark's ---------------------------------------------------------------------------

compare()
{
    /usr/bin/python3 /usr/share/benchmark/compare.py --no-color benchmarks "$@"
}

@test "compare.py compares two runs, cell by cell" {
    plan --blocks 2 -q -o new >table
    run -0 compare "$RESULTS" new/results.json
    while read -r name; do
        assert_equal "$(grep -cE "^${name//+/\\+} +[-+][0-9.]+ " <<<"$output")" 2
    done < <(jq -r '.context.forkscale.cells[] | .name' "$RESULTS")
    assert_line --regexp '^OVERALL_GEOMEAN '
}

@test "compare.py takes a file with a cell that failed" {
    run_with_failure
    run -0 compare failed/results.json failed/results.json
    assert_line --regexp '^spin:items=100,grain=100/threads/workers:2 +[-+]0\.0000 '
}

@test "what Google Benchmark says of itself is there" {
    json '.context | .date and .host_name and .executable and .num_cpus and .load_avg and .library_build_type' "$RESULTS"
    json 'all(.benchmarks[]; .run_type == "iteration" and .time_unit == "ms" and .threads == 1)' "$RESULTS"
    json 'all(.benchmarks[]; .iterations == 3 and .repetitions == 2)' "$RESULTS"
    json 'all(.benchmarks[]; .repetition_index == .block)' "$RESULTS"
}

# --- the head ------------------------------------------------------------------------------------

@test "the head says what was run, when and where" {
    json '.context.forkscale | .schema == 1 and .partial == false and .blocks == 2 and .iterations == 3' "$RESULTS"
    json '.context.forkscale.utc | test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")' "$RESULTS"
    json ".context.forkscale.host == \"$(uname -n)\"" "$RESULTS"
    json '.context.forkscale.seed | tonumber == 7' "$RESULTS"
    json '.context.forkscale.command_line | .[1:4] == ["run", "-w", "spin:items=100,grain=100"] and .[-2] == "-o"' "$RESULTS"
}

@test "the time is UTC, whatever the zone and the locale" {
    TZ=Pacific/Kiritimati LC_ALL=de_DE.UTF-8 forkscale run -w spin:items=10,grain=10 -s serial --blocks 1 -q -o out >table
    # Kiritimati is 14 hours ahead.
    then=$(date -d "$(jq -r '.context.forkscale.utc' out/results.json)" +%s)
    assert [ $((EPOCHSECONDS - then)) -ge 0 ]
    assert [ $((EPOCHSECONDS - then)) -lt 3600 ]
    json '.benchmarks[0].real_time | type == "number"' out/results.json
}

@test "the head says what the machine is and what state it was in" {
    for fact in cpu_model usable_processors affinity smt governor boost hypervisor hardware_counters mitigations \
        clock_source clock_read_ns kernel os memory_bytes thp limits load_average cache_bytes cores processors; do
        json ".context.forkscale.machine | has(\"$fact\") and .$fact != null and .$fact != \"\"" "$RESULTS"
    done
    json '.context.forkscale.machine.usable_processors >= 1' "$RESULTS"
    json ".context.forkscale.machine.kernel | contains(\"$(uname -r)\")" "$RESULTS"
    json '.context.forkscale.machine.clock_read_ns > 0' "$RESULTS"
}

@test "usable processors are those that the affinity mask leaves" {
    first=$(sed -nE 's/^Cpus_allowed_list:\s*([0-9]+).*/\1/p' /proc/self/status)
    taskset -c "$first" "$FORKSCALE" run -w spin:items=10,grain=10 -s serial --blocks 1 -q -o out >table 3>&-
    json ".context.forkscale.machine | .usable_processors == 1 and .affinity == \"$first\"" out/results.json
}

@test "the head says how forkscale was built, and with which libraries it runs" {
    json '.context.forkscale.build | .compiler and .flags and .git_revision and .mode' "$RESULTS"
    json '.context.forkscale.build.compiler | test("^(gcc|clang) [0-9]")' "$RESULTS"
    for library in glibc benchmark jansson gsl hwloc; do
        json ".context.forkscale.libraries.$library | test(\"^[0-9]+\\\\.[0-9]\")" "$RESULTS"
    done
    json ".context.forkscale.libraries.benchmark == \"$(pkg-config --modversion benchmark)\"" "$RESULTS"
}

@test "each workload is there with its tunables, its items and the answer it was held against" {
    json '[.context.forkscale.workloads[] | .label] == ["spin:items=100,grain=100", "primes:items=10,limit=1000"]' "$RESULTS"
    json '.context.forkscale.workloads[0] | .name == "spin" and .items == 100 and .result_bytes == 8' "$RESULTS"
    json '.context.forkscale.workloads[0].tunables == {"items": 100, "grain": 100, "shape": "uniform", "seed": 1}' "$RESULTS"
    json 'all(.context.forkscale.workloads[]; .answer == "right" and (.answer_text | length > 0) and .reference_run_ns > 0)' "$RESULTS"
}

@test "the digest of a workload's input is recorded" {
    seq 30000 >numbers
    forkscale run -w deflate:file=numbers,level=1 -s serial --blocks 1 -q -o out >table
    json ".context.forkscale.workloads[0].digest | endswith(\"$(sha256sum <numbers | cut -d ' ' -f 1)\")" out/results.json
}

@test "each strategy is there with its summary, traits and tunables" {
    json '.context.forkscale.strategies | length == 6' "$RESULTS"
    json '.context.forkscale.strategies[0] | .label == "serial" and .traits == ["inline"] and .tunables == {}' "$RESULTS"
    json '.context.forkscale.strategies[] | select(.label == "fork_static:schedule=cyclic") |
        .name == "fork_static" and .tunables == {"schedule": "cyclic", "chunk": 1} and (.summary | length > 0)' "$RESULTS"
}

@test "each cell is there, and is named after what it is" {
    json '.context.forkscale.cells | length == 22' "$RESULTS"
    json 'all(.context.forkscale.cells[]; .name == "\(.workload)/\(.strategy)/workers:\(.workers)")' "$RESULTS"
    json 'all(.context.forkscale.cells[]; .baseline == (.strategy == "serial"))' "$RESULTS"
    json '.context.forkscale.machine.usable_processors as $processors |
        all(.context.forkscale.cells[]; .oversubscribed == (.workers > $processors))' "$RESULTS"
}

# --- the repetitions -----------------------------------------------------------------------------

@test "each cell has an entry in each block, named after it" {
    json '.benchmarks | length == 44' "$RESULTS"
    json '[.context.forkscale.cells[] | .name] as $cells | [0, 1] as $blocks |
        ([$cells[] as $cell | $blocks[] as $block | [$cell, $block]] | sort) ==
        ([.benchmarks[] | [.name, .block]] | sort)' "$RESULTS"
    json 'all(.benchmarks[]; .name == "\(.workload)/\(.strategy)/workers:\(.workers)")' "$RESULTS"
}

@test "entries are in the order in which they were measured" {
    json '[.benchmarks[] | [.block, .order]] == [[0, 1][] as $block | range(22) | [$block, .]]' "$RESULTS"
}

@test "each entry has a duration for each timed run, and real_time is their mean" {
    json 'all(.benchmarks[]; (.run_ns | length) == 3 and (.run_ns | all(. > 0)))' "$RESULTS"
    json 'all(.benchmarks[]; (.run_ns | add / 3) as $mean | (.real_time * 1e6 / $mean - 1) | fabs < 1e-9)' "$RESULTS"
}

@test "start-up, busy, imbalance and finish add up to the run" {
    json 'all(.benchmarks[]; [.startup_ns, .busy_ns, .imbalance_ns, .finish_ns] | all(. >= 0))' "$RESULTS"
    json 'all(.benchmarks[]; (.run_ns | add / 3) as $mean |
        (.startup_ns + .busy_ns + .imbalance_ns + .finish_ns - $mean) | fabs < 1)' "$RESULTS"
}

@test "once is open, the first run and close" {
    json 'all(.benchmarks[]; .once_ns == .open_ns + .first_run_ns + .close_ns)' "$RESULTS"
    json 'all(.benchmarks[]; .open_ns > 0 and .first_run_ns > 0 and .close_ns > 0)' "$RESULTS"
}

@test "each entry has what its processes used" {
    for key in user_ns system_ns minor_faults major_faults voluntary_switches involuntary_switches; do
        json "all(.benchmarks[]; .$key >= 0)" "$RESULTS"
    done
    # A child faults in pages of its own, so a strategy that forks cannot come out at none.
    json 'all(.benchmarks[] | select(.strategy | test("fork|pipe")); .minor_faults > 0)' "$RESULTS"
}

@test "there is no NaN and no infinity in it" {
    run -1 grep -iE '[^a-z](nan|inf|infinity)[^a-z]' "$RESULTS"
    run -0 python3 -c 'import json, sys; json.load(open(sys.argv[1]), parse_constant=lambda word: sys.exit(word))' "$RESULTS"
}

@test "a cell that failed has one entry with the sentence, and the others are whole" {
    run_with_failure
    json '[.benchmarks[] | select(.error_occurred) | "\(.strategy) \(.workers) \(.block)"] | sort == ["refuses 1 0", "refuses 2 0"]' \
        failed/results.json
    json 'all(.benchmarks[] | select(.error_occurred); (.error_message | test("Too many open files")) and .run_ns == [])' \
        failed/results.json
    json 'all(.benchmarks[] | select(.strategy == "threads"); .error_occurred == null)' failed/results.json
    json '.context.forkscale.partial == false and .context.forkscale.blocks == 2' failed/results.json
}

# --- the metrics ---------------------------------------------------------------------------------

@test "results/README.md has the metrics, units and meanings that forkscale list metrics prints" {
    run -0 --separate-stderr forkscale list metrics --format tsv
    for of in repetition cell; do
        awk -F '\t' -v of="$of" '$1 == of { printf "| `%s` |%s | %s |\n", $2, $3 == "" ? "" : " " $3, $4 }' <<<"$output" >listed
        assert_file_not_empty listed
        grep -xFf listed "$ROOT/results/README.md" | diff listed -
    done
    # And no others.
    assert_equal "$(awk '/^\| metric / { on = 1 } !/^\|/ { on = 0 } on && /^\| `/' "$ROOT/results/README.md" | wc -l)" $((${#lines[@]} - 1))
}

# The names of the metrics of: names_of repetition|cell
names_of()
{
    forkscale list metrics --format tsv | awk -F '\t' -v of="$1" '$1 == of { print $2 }'
}

@test "every metric of a repetition is a key of every entry" {
    # But for those that the machine may lack, and those of a hook, of ballast, of short runs and on request: noise.bats,
    # ballast.bats, overhead.bats, latency.bats and counters.bats have them.
    for name in $(names_of repetition | grep -vxE 'worker_processor_ns|latency_p(50|99)_ns|(open_|close_)?(instructions|cycles|cache_misses|tlb_misses)|early_ns|ballast_huge_bytes|processor_share|waited_ns|(strangers|strangers_error|steal|throttled|pressure)_ns|runnable'); do
        json "all(.benchmarks[]; .$name | if type == \"array\" then all(. >= 0) else . >= 0 end)" "$RESULTS"
    done
}

@test "the metrics of a cell are the columns of its table" {
    forkscale run -w spin:items=10,grain=10 -s serial --blocks 1 -q --format tsv -o out >rows.tsv
    for name in $(names_of cell); do eval "printf '%s\n' $name"; done >listed
    run -0 bash -c "head -n 1 rows.tsv | tr '\\t' '\\n' | sed '1,5d; \$d' | grep -vE '_(interval|blocks)\$|^standing\$|^behind_'"
    assert_output "$(cat listed)"
}
