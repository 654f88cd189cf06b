#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# adaptive: that it chooses by what it measures, says so, and keeps up on its grid. The rule itself is in tests/kit/sharing.c.

load helper

# What adaptive says of a cell: choice OPTION...
choice()
{
    "$FORKSCALE_BUILD/forkscale-cell" --strategy "$FORKSCALE_BUILD/strategies/adaptive.so" "$@" 3>&- | sed -n 's/^choice: //p'
}

# Items that sleep are worth sharing on any machine, however busy, and by more workers than it has processors.
some=$(($(nproc) + 1))
long=(--workload "$FORKSCALE_BUILD/workloads/sleep.so" --workload-settings "items=$((8 * some)),grain=4000" --workers "$some")

@test "tiny work is done by one worker, who says why" {
    run -0 choice --workload "$FORKSCALE_BUILD/workloads/spin.so" --workload-settings items=2,grain=0 --workers 2 --runs 20
    local why='a run of [0-9.]+ us is too short for a hand-over of '
    # With a sanitizer even empty items take long enough to share them some day.
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' release : '* ]] || why=''
    assert_output --regexp "^1 worker: $why"
    run -0 choice --workload "$FORKSCALE_BUILD/workloads/spin.so" --workload-settings items=1 --workers 2 --runs 2
    assert_output '1 worker: there are no two items and processors'
}

@test "long work is shared from the first run on, by workers of the caller or, if that is large, of a template" {
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' release : '* ]] || skip 'a caller with a sanitizer is large'
    run -0 choice "${long[@]}" --runs 12
    assert_output --regexp "^$some of $some workers: a run takes [0-9.e+]+ us alone, [0-9.e+]+ us by $some; forked by the caller in run 1; "
    run -0 choice "${long[@]}" --runs 12 --ballast 256M
    assert_output --regexp "^$some of $some workers: a run takes .* us by $some; forked by the template in run 1; "
}

@test "adaptive shares and forks as it is told" {
    run -0 choice "${long[@]}" --runs 2 --strategy-settings start=template
    assert_output --partial '; forked by the template in run 1; '
    run -0 choice "${long[@]}" --runs 2 --strategy-settings start=fork --ballast 256M
    assert_output --partial '; forked by the caller in run 1; '
    run -0 choice --workload "$FORKSCALE_BUILD/workloads/spin.so" --workload-settings items=5,grain=0 --workers 4 --runs 2 \
        --strategy-settings share=always,start=fork
    assert_output --regexp '^4 of 4 workers: told to share; forked by the caller in run 1; '
}

@test "what a strategy chose is in the record and with --verbose, and other strategies choose nothing" {
    forkscale run -w spin:items=2,grain=0 -s adaptive,prefork -j 2 --blocks 2 --iterations 2 -v -o out 3>&- >table 2>lines
    run -0 grep -cE '^block [12]  spin:items=2,grain=0/adaptive/workers:2: .* ms; 1 worker: ' lines
    assert_output 2
    run -0 grep -c '; 1 worker: ' lines
    assert_output 2
    run -0 jq -r '.benchmarks[] | select(.choice) | "\(.strategy) \(.choice)"' out/results.json
    assert_equal "${#lines[@]}" 2
    refute_line --regexp '^(prefork|serial) '
}

@test "workers of a template keep the promises that those of the caller keep" {
    run -0 --separate-stderr forkscale check -j 4 adaptive:share=always,start=template -q 3>&-
    refute_output --partial 'not ok'
}

@test "the grid of adaptive is measured, and its page follows from its table" {
    run -0 "$ROOT/scripts/adaptive-grid" --short --results "$PWD/grid" 3>&-
    assert_equal "$(cut -f 1,2,3,4 grid/docs/adaptive.tsv | sort -u | wc -l)" 9
    run -0 grep -c '^| \(warm\|once\) | 4 | ' grid/docs/adaptive.md
    assert_output 2
    # One run again: the cells of the other are as they were.
    run -0 "$ROOT/scripts/adaptive-grid" --short --run large --results "$PWD/grid" 3>&-
    assert_output 'adaptive-grid: large'
    assert_equal "$(cut -f 1,2,3,4 grid/docs/adaptive.tsv | sort -u | wc -l)" 9
    # Slower than the best by more than 5 %, in one cell.
    awk -F '\t' -v OFS='\t' 'NR > 1 { $8 = $9 = $10 = 0.9 } $1 == "warm" && !n++ { $8 = 1.2; $9 = 1.1; $10 = 1.3 } { print }' \
        grid/docs/adaptive.tsv >changed
    cp changed grid/docs/adaptive.tsv
    run -0 "$ROOT/scripts/adaptive-grid" --page --docs grid/docs 3>&-
    run -0 grep -F '| warm | 4 | 3 (75 %) | 3 | 1 |' grid/docs/adaptive.md
    run -0 grep -F '| 1.20 (1.10, 1.30) |' grid/docs/adaptive.md
    run -2 "$ROOT/scripts/adaptive-grid" --blocks 0
    assert_output "adaptive-grid: --blocks: '0' is no number of blocks from 1 to 9999"
    run -2 "$ROOT/scripts/adaptive-grid" --short --run middle
    assert_output "adaptive-grid: --run 'middle' is none of tiny large"
}
