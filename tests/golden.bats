#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The statistics against golden values: tests/golden/*.tsv were computed by tests/golden/figures.py, which shares no code
# with forkscale, from the results in tests/golden/{long,short,few}, which tests/golden/make.py made up. After a change of the columns in
# figures.py, this writes the tables again:
#     for run in long short few; do
#         python3 tests/golden/figures.py table tests/golden/$run >tests/golden/table-$run.tsv
#     done

# shellcheck disable=SC2016 # variables in quotes are those of other programs
load helper

GOLDEN=$BATS_TEST_DIRNAME/golden

# The output is the golden table: the same columns, lines and words, and numbers that differ by no more than rounding.
is_golden()
{
    python3 - "$1" <(printf '%s\n' "$output") <<'PYTHON'
import math, sys
golden, ours = ([line.rstrip("\n").split("\t") for line in open(path)] for path in sys.argv[1:])
assert golden[0] == ours[0], f"columns: {ours[0]}"
assert len(golden) == len(ours) > 1, f"{len(ours)} lines"
for number, (left, right) in enumerate(zip(golden, ours)):
    assert len(left) == len(right), f"line {number} has {len(right)} fields"
    for name, a, b in zip(golden[0], left, right):
        try:
            same = math.isclose(float(a), float(b), rel_tol=2e-9)
        except ValueError:
            same = a == b
        assert same, f"line {number}, {name}: {b}, not {a}"
PYTHON
}

@test "the table's medians, intervals and shares are golden" {
    for run in long short few; do
        run -0 --separate-stderr forkscale table --format tsv "$GOLDEN/$run"
        is_golden "$GOLDEN/table-$run.tsv"
    done
}

@test "ratios, differences and their intervals are golden, and so are the sides that a margin gives a claim of a pair" {
    run -0 --separate-stderr forkscale ratios --first near --first slow --second fast --format tsv "$GOLDEN"/{long,short,few}
    is_golden "$GOLDEN/ratios-pair.tsv"
    for side in above undecided; do run -0 grep -qw "$side" "$GOLDEN/ratios-pair.tsv"; done
}

@test "the sides that a threshold gives a claim of a workload are golden" {
    run -0 --separate-stderr forkscale ratios --first fast --second near --second slow --second broken \
        --claim workload --threshold 1.02 --format tsv "$GOLDEN"/{long,short,few}
    is_golden "$GOLDEN/ratios-workload.tsv"
    for side in below undecided 'no ratio'; do run -0 grep -qw "$side" "$GOLDEN/ratios-workload.tsv"; done
}

@test "speedups are ratios of the baseline to any number of workers, and another confidence is golden, too" {
    run -0 --separate-stderr forkscale ratios --first serial --second fast --second near --second slow \
        --threshold 1.9 --confidence 0.99 --format tsv "$GOLDEN"/{long,short,few}
    is_golden "$GOLDEN/ratios-threshold.tsv"
}

@test "the golden values are what the independent program computes from the results, and it from what was made up" {
    cd "$GOLDEN"
    python3 make.py "$BATS_TEST_TMPDIR"
    figures() { python3 figures.py "$@"; }
    for run in long short few; do
        diff "$BATS_TEST_TMPDIR/$run/results.json" "$run/results.json"
        figures table "$run" | diff - "table-$run.tsv"
    done
    figures ratios 0.9803921568627451 1.02 0.05 pair near,slow fast long short few | diff - ratios-pair.tsv
    figures ratios 1.02 1.02 0.05 workload fast near,slow,broken long short few | diff - ratios-workload.tsv
    figures ratios 1.9 1.9 0.01 pair serial fast,near,slow long short few | diff - ratios-threshold.tsv
}

# --- what is compared ----------------------------------------------------------------------------

@test "without names each two strategies are compared once, and none with the baseline" {
    run -0 forkscale ratios --format json --use warm --workers 2 "$GOLDEN/few"
    jq -r '.[] | select(.workload == "even") | .first + " " + .second' <<<"$output" >pairs
    assert_equal "$(sort pairs)" "$(printf '%s\n' 'fast broken' 'fast near' 'fast slow' 'near broken' 'near slow' 'slow broken')"
}

@test "the terminal's table has a line for each claim and each ratio below it" {
    run -0 forkscale ratios --first slow --second fast "$GOLDEN"/long "$GOLDEN"/few/
    assert_line --index 0 'slow  /  fast  8 above 1.02, 0 below 0.980392, 8 undecided'
    assert_line --regexp '^  long +even +warm +2 +1\.610  \[1\.563, 1\.639\]  above$'
    assert_line --regexp '^  few +even +warm +2 +1\.[0-9]+  \(1\.[0-9]+, 1\.[0-9]+\)  undecided$'
}

@test "a missing strategy, pair or results file is refused, and nothing is printed" {
    refused "the results have no strategy 'fasst' (did you mean 'fast'?)" ratios --first fasst "$GOLDEN/few"
    refused 'ratios: no two cells of one workload are such a pair' ratios --first fast --second fast "$GOLDEN/few"
    refused 'ratios: give the results of at least one run, as results/…' ratios
    refused 'table: give the results of one run, as results/…' table
    refused 'table: give the results of one run, as results/…' table "$GOLDEN/few" "$GOLDEN/long"
    refused "--use 'cold': expected warm, once or both" ratios --use cold "$GOLDEN/few"
    refused "--claim 'all': expected pair or workload" ratios --claim all "$GOLDEN/few"
    for command in table ratios; do
        run -3 --separate-stderr forkscale "$command" nowhere
        # shellcheck disable=SC2154 # run sets it
        assert_equal "$stderr" 'forkscale: cannot read nowhere/results.json: No such file or directory'
        assert_output ''
        run -0 forkscale "$command" --help
        assert_line --index 0 --partial "Usage: forkscale $command "
        run -3 --separate-stderr bash -c '"$FORKSCALE" "$@" >/dev/full 3>&-' sh "$command" "$GOLDEN/few"
    done
}
