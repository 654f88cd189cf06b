#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# run --ballast: callers with memory; what a strategy does before that; cost against memory.

# shellcheck disable=SC2016,SC2154 # jq's variables; run sets stderr
load helper

SMALL=spin:items=2,grain=0

# The smallest cell by hand; more words follow.
cell()
{
    "$FORKSCALE_BUILD/forkscale-cell" --workload "$FORKSCALE_BUILD/workloads/spin.so" --workload-settings items=10,grain=10 \
        --workers 2 "$@" 3>&-
}

# --- sizes --------------------------------------------------------------------------------------------------------

@test "a size that is none, or too large, is refused with what is expected" {
    for word in 64X M -1 1.5G 64M:small 64M: 64M:hugo 0:huge 99999999999G 1G:huge:shared; do
        refused "--ballast '$word' is not a size (0, 64M, 1G), alone or with :huge or :shared behind it" \
            run -w "$SMALL" --ballast "0,$word"
    done
    half=$(($(getconf _PHYS_PAGES) * $(getconf PAGESIZE) / 2097152))
    refused "--ballast '$((half + 1))M' is too large: expected at most half of this machine's memory, ${half}M" \
        run -w "$SMALL" --ballast $((half + 1))M
    refused '--ballast: more than 16 different sizes' run -w "$SMALL" --ballast "$(seq -s , 17)"
    run -2 --separate-stderr cell --strategy "$FORKSCALE_BUILD/strategies/threads.so" --ballast much
    assert_regex "$stderr" "^forkscale-cell: --ballast 'much' is not a size"
}

@test "each size is a cell of its own, and a cell without ballast keeps its name" {
    run -0 forkscale run -w "$SMALL" -s fork_static -j 1,2 --ballast 0,65536K,64M,1024K:shared,0 --dry-run
    assert_equal "$(sed -n 's/^\(spin[^ ]*\).*/\1/p' <<<"$output")" "$(printf '%s\n' "$SMALL"/serial/workers:1 \
        "$SMALL"/fork_static{,/ballast:64M,/ballast:1M:shared}/workers:1 \
        "$SMALL"/fork_static{,/ballast:64M,/ballast:1M:shared}/workers:2)"
    assert_equal "$(grep -c -e '--ballast 64M$' <<<"$output")" 2
    assert_equal "$(grep -c -e '--ballast' <<<"$output")" 4
    run -0 forkscale run -w "$SMALL" -s fork_static -j 1 --ballast 2M --filter serial --dry-run
    refute_output --partial ballast
}

# --- what is recorded ---------------------------------------------------------------------------------------------

@test "the record says which cells had ballast, and how much of it was resident and in huge pages" {
    run -0 forkscale run -q -w "$SMALL" -s fork_static,spawn_pool,threads -j 2 --blocks 1 --ballast 0,8M,16M:huge,8M:shared -o out
    json '[.context.forkscale.cells[] | select(has("ballast_bytes") | not).name] ==
        ["spin:items=2,grain=0/serial/workers:1"] + (["fork_static", "spawn_pool", "threads"]
            | map("spin:items=2,grain=0/\(.)/workers:2"))' out/results.json
    json '[.context.forkscale.cells[] | select(.strategy == "threads/ballast:16M:huge")
        | .ballast_bytes == 16777216 and .ballast_pages == "huge"] == [true]' out/results.json
    json '[.benchmarks[] | (.strategy | test("/ballast:")) == has("ballast_huge_bytes")] | all' out/results.json
    # What is resident beside it, a MiB or, with a sanitizer, some more, is that of the cell without.
    json 'def base: .strategy | split("/")[0];
        ([.benchmarks[] | select(.strategy | test("ballast") | not) | {(base): .resident_bytes}] | add) as $own
        | [.benchmarks[] | select(.strategy | test("ballast:")) | (.strategy | if test("16M") then 16 else 8 end) as $mib
            | (.resident_bytes - $own[base]) / 1048576 | . > $mib - 1 and . < $mib + 2] | all and length == 9' out/results.json
    json '[.benchmarks[] | select(.strategy | test("ballast:8M$")).ballast_huge_bytes == 0] | all' out/results.json
    json '[.benchmarks[] | select(.strategy | test("huge")).ballast_huge_bytes <= 16777216] | all and length == 3' out/results.json
    # Where the kernel gives huge pages on request, it has given some.
    if grep -q '\[never\]' /sys/kernel/mm/transparent_hugepage/enabled; then
        json '[.benchmarks[] | select(.strategy | test("huge")).ballast_huge_bytes == 0] | all' out/results.json
    else
        json '[.benchmarks[] | select(.strategy | test("huge")).ballast_huge_bytes > 0] | any' out/results.json
    fi
    json '[.benchmarks[] | select(has("early_ns"))] == []' out/results.json
}

@test "ballast counts neither in open nor in run, and a fork pays for it" {
    run -0 forkscale run -q -w "$SMALL" -s fork_static,threads -j 2 --blocks 5 --ballast 0,256M -o out
    # To touch so much takes far longer than to fork with it.
    json '[.benchmarks[] | select(.strategy == "threads/ballast:256M") | .once_ns < .wall_ns / 4] | all' out/results.json
    run -0 forkscale ratios out --first fork_static/ballast:256M --second fork_static --use once --format json
    jq -e '.[0].ratio_estimate > 3' <<<"$output"
}

@test "only cells with the least ballast are ranked" {
    run -0 --separate-stderr forkscale run -q -w "$SMALL" -s fork_static,threads -j 2 --blocks 1 --ballast 8M,2M -o out --format json
    jq -e '[.[] | select(.strategy | test("8M")).standing] == [null, null]' <<<"$output"
    jq -e '[.[] | select(.strategy | test("2M")).standing | . == null] == [false, false]' <<<"$output"
}

# --- early --------------------------------------------------------------------------------------------------------

# A strategy whose hooks note how much of the cell is resident: notes NAME [STATEMENT OF EARLY]
notes()
{
    module strategy "$1" <<C
#include "strategy.h"
#include <stdio.h>
#include <stdlib.h>
static void note(const char *hook)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1)
        pages = -1;
    fclose(file);
    fprintf(stderr, "%s %s\n", hook, pages * 4096 < 32 << 20 ? "small" : "large");
}
static int early(struct pool *pool)
{
    (void)pool;
    note("early");
    ${2:-return 0;}
}
static int open_pool(struct pool *pool) { (void)pool; note("open"); return 0; }
static int close_pool(struct pool *pool) { (void)pool; note("close"); return 0; }
static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = {
    .abi = STRATEGY_ABI, .summary = "notes", .early = early, .open = open_pool, .run = run, .close = close_pool
};
C
}

@test "early is called before the ballast is touched, open after that, and both are timed apart" {
    notes good
    run -0 --separate-stderr cell --strategy ./good.so --ballast 64M
    assert_equal "$stderr" $'early small\nopen large\nclose large'
    assert_line --regexp '^early [0-9]+ ns, open [0-9]+ ns, close [0-9]+ ns$'
    assert_line --regexp '^ballast 67108864 bytes, 0 of them in huge pages; resident [0-9]+ bytes$'
    run -0 --separate-stderr cell --strategy ./good.so
    assert_equal "$stderr" $'early small\nopen small\nclose small'
    refute_output --partial ballast
    run -0 forkscale run -q -w spin:items=10,grain=10 -s ./good.so -j 2 --blocks 1 --ballast 64M -o out
    json '[.benchmarks[] | select(.strategy | test("good")) | .early_ns > 0
        and .once_ns == .open_ns + .first_run_ns + .close_ns] == [true]' out/results.json
    assert_line --regexp '^once leaves out early, which takes up to [0-9.]+ (ns|µs|ms) with good/ballast:64M\.$'
}

@test "an early that fails is named, and neither open nor run is called" {
    notes bad 'return job_fail(pool->job, "first fork", EAGAIN);'
    run -3 --separate-stderr cell --strategy ./bad.so --ballast 64M
    assert_equal "${stderr_lines[*]}" 'early small close small forkscale-cell: early: first fork failed: Resource temporarily unavailable (EAGAIN)'
    notes dies 'abort(); return 0;'
    run -3 --separate-stderr forkscale run -q -w spin:items=10,grain=10 -s ./dies.so -j 2 --blocks 1 -o out
    assert_regex "$stderr" 'the cell was killed by SIGABRT in early'
}

# --- zygote -------------------------------------------------------------------------------------------------------

@test "the workers of zygote stay small under a large caller" {
    # What a worker has resident is what its template had.
    module workload sizes <<'C'
#include "workload.h"
#include <stdio.h>
#include <string.h>
static int create(struct input *input, struct error *error) { (void)error; input->items = 4; return 0; }
static int item(const struct input *input, uint64_t index, void *result)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    (void)input;
    if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1)
        return 5;
    fclose(file);
    *(uint64_t *)result = index;
    return pages * 4096 < 96 << 20 ? 0 : 7;
}
static enum answer check(const struct input *input, const void *results, char *text, size_t bytes)
{
    (void)input, (void)results, (void)text, (void)bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = { .abi = WORKLOAD_ABI, .summary = "fails in a large process", .create = create, .item = item, .check = check };
C
    run -0 --separate-stderr "$FORKSCALE_BUILD/forkscale-cell" --workload ./sizes.so --workers 2 --ballast 128M \
        --strategy "$FORKSCALE_BUILD/strategies/zygote.so" 3>&-
    run -3 --separate-stderr "$FORKSCALE_BUILD/forkscale-cell" --workload ./sizes.so --workers 2 --ballast 128M \
        --strategy "$FORKSCALE_BUILD/strategies/fork_static.so" 3>&-
    assert_regex "$stderr" 'item [0-9]+ failed'
}

@test "the death of the template is named, and nothing is left" {
    # Item 2 kills the process that forked its worker.
    module workload orphans <<'C'
#include "workload.h"
#include <signal.h>
#include <unistd.h>
static int create(struct input *input, struct error *error) { (void)error; input->items = 8; return 0; }
static int item(const struct input *input, uint64_t index, void *result)
{
    static pid_t cell;
    (void)input;
    if (cell == 0)
        cell = getpid(); /* the reference is made there */
    if (index == 2 && getpid() != cell) {
        kill(getppid(), SIGKILL);
        pause();
    }
    *(uint64_t *)result = index;
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *text, size_t bytes)
{
    (void)input, (void)results, (void)text, (void)bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = { .abi = WORKLOAD_ABI, .summary = "kills its parent", .create = create, .item = item, .check = check };
C
    run -3 --separate-stderr "$FORKSCALE_BUILD/forkscale-cell" --workload ./orphans.so --workers 2 \
        --strategy "$FORKSCALE_BUILD/strategies/zygote.so" 3>&-
    assert_regex "$stderr" '^forkscale-cell: the template \(pid [0-9]+\) killed by SIGKILL; [2-7] of 8 items done$'
    no_processes_left
}

# --- cost against memory ------------------------------------------------------------------------------------------

# A run of three strategies and four sizes, in which `steep` costs 1 ms + 40 ms/GiB, `flat` 3 ms, and `huge` pages a
# tenth of the slope; the blocks differ in speed.
known_lines()
{
    jq '
        def mib: 1048576;
        ["serial", "steep", "flat"] as $strategies
        | ([{ name: "w/serial/workers:1", strategy: "serial", baseline: true, workers: 1 }]
          + [$strategies[1:][] as $s | { name: "w/\($s)/workers:2", strategy: $s, baseline: false, workers: 2 },
             ((64, 256, 1024) as $m | ("small", "huge") as $p
             | { name: "w/\($s)/ballast:\($m)M:\($p)/workers:2", strategy: "\($s)/ballast:\($m)M:\($p)", baseline: false,
                 workers: 2, ballast_bytes: ($m * mib), ballast_pages: $p })]) as $cells
        | (.benchmarks[0] | with_entries(select(.value | type != "array"))) as $one
        | .context.forkscale.cells = [$cells[] | . + { workload: "w", oversubscribed: false }]
        | .context.forkscale.blocks = 9
        | .benchmarks = [range(9) as $block | $cells[]
            | (.ballast_bytes // 0) as $b | ($b + 2 * mib) as $x
            | (if (.strategy | startswith("steep")) then 1e6 + 40e6 / 1073741824 * $x * (if .ballast_pages == "huge" then 0.1 else 1 end)
               else 3e6 end) as $y
            | $one + { name, block: $block, run_ns: [1000], once_ns: ($y * (1 + $block / 100)), resident_bytes: $x }
              + (if $b > 0 then { ballast_huge_bytes: (if .ballast_pages == "huge" then $b * 0.75 else 0 end) } else {} end)]
    ' "$BATS_TEST_DIRNAME/fuzz/corpus/good.json"
}

@test "slope, intercept and crossing of known lines" {
    mkdir known
    known_lines >known/results.json
    run -0 forkscale table known
    # The zero of all kinds of pages is one cell; 1.04 is the speed of the middle block.
    assert_line '  w, 2 workers, small pages'
    assert_line '    steep  1.04 ms + 41.6 ms/GiB [40.4, 42.8]; loses to flat from 51.2 MiB [51.2, 51.2]'
    assert_line '    flat   3.12 ms + 0.00 ms/GiB [0.00, 0.00]'
    assert_line '  w, 2 workers, huge pages (75 % of the ballast)'
    assert_line --regexp '^    steep  1\.[0-9]+ ms \+ 4\.[0-9]+ ms/GiB \[4\.[0-9]+, 4\.[0-9]+\]; loses to flat from 5[0-9]{2} MiB \[5[0-9]{2}, 5[0-9]{2}\]$'
}

@test "one size that was disturbed does not tilt the line" {
    mkdir tilted
    known_lines | jq '(.benchmarks[] | select(.name | test("256M:small")).once_ns) *= 50' >tilted/results.json
    run -0 forkscale table tilted
    slope=$(sed -n 's/^    flat  *[-0-9.]* ms [+-] \([0-9.]*\) ms.*/\1/p' <<<"$output" | head -n 1)
    # Least squares would give 30 ms/GiB and more.
    awk -v slope="$slope" 'BEGIN { exit !(slope < 1) }' || fail "$slope ms/GiB: $output"
}

@test "plot draws cost against memory where two sizes were measured" {
    mkdir known one
    known_lines >known/results.json
    run -0 --separate-stderr forkscale plot known
    assert_equal "$stderr" ''
    assert_output 'known/plots: speedup, efficiency, times, overhead, ballast'
    for kind in svg png tsv gp; do
        assert_file_not_empty "known/plots/ballast.$kind"
    done
    assert_equal "$(cut -f 2,4,7 known/plots/ballast.tsv | sed -n 's/^steep\tsmall\t//p' | paste -sd ' ')" '0 67108864 268435456 1073741824'
    # The script alone draws it again.
    mv known/plots/ballast.svg before.svg
    (cd known/plots && gnuplot ballast.gp) 3>&-
    cmp known/plots/ballast.svg before.svg
    known_lines | jq 'del(.benchmarks[] | select(.name | test("ballast"))) | del(.context.forkscale.cells[] | select(.ballast_bytes))' \
        >one/results.json
    run -0 forkscale plot one
    assert_output 'one/plots: speedup, efficiency, times, overhead'
    assert_not_exist one/plots/ballast.svg
    run -0 forkscale table one
    refute_output --partial 'Memory of the caller'
}
