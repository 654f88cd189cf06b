#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# scripts/prove-verdicts: how it counts verdicts, judges rates and writes the table of docs/verdicts.md. What takes minutes,
# its short form with real runs, is for make test-thorough.

# shellcheck disable=SC2154,SC2016 # run sets stderr; variables in quotes are those of other programs
load helper

PARTS=$ROOT/scripts/prove-verdicts.d

setup_file()
{
    export BATS_TEST_TIMEOUT=$((${FORKSCALE_THOROUGH:-0} ? 3600 : 600))
}

# The program under test: prove WORD...
prove()
{
    "$ROOT/scripts/prove-verdicts" "$@" 3>&-
}

# What the script prints of counts on standard input, which have no head: section
section()
{
    {
        for fact in cpu hypervisor kernel compiler flags revision date command; do echo "# $fact: none"; done
        printf '# processors: 2\n# blocks: 15\npart\tchange\tpairing\tload\trule\toutcome\tvalue\tof\n'
        tr ' ' '\t' | sed 's/in_turn/in turn/; s/15_blocks/15 blocks/; s/one_cell/one cell/'
    } >verdicts.tsv
    prove --print --docs .
}

# The field of the line of the output that begins with these words: field NUMBER BEGINNING
field()
{
    printf '%s\n' "${lines[@]}" | grep -F "| $2" | head -n 1 | cut -d '|' -f $(($1 + 1)) | sed 's/^ *//; s/ *$//'
}

# --- what is promised --------------------------------------------------------------------------------------------------

@test "intervals cover the true value in 93 to 97 % of made-up blocks with drift and outliers" {
    # shellcheck disable=SC2046 # words
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -I"$ROOT/harness" -o coverage "$PARTS/coverage.c" \
        "$ROOT"/harness/analyse/{estimate,shift,rank_null}.c $(pkg-config --cflags --libs gsl) -lm
    ./coverage 4000 >rows
    run -0 awk -F '\t' '$3 != "one cell" && !($7 / $8 >= 0.93 && $7 / $8 <= 0.97)' rows
    assert_output ''
    # Four kinds of blocks, three methods, four sizes; and the times of a cell, for the two kinds without outliers.
    assert_equal "$(wc -l <rows)" 56
    # A time that is not divided by another of its block has no such interval.
    run -0 awk -F '\t' '$2 == "autocorrelated" && $3 == "one cell" && $7 / $8 > 0.8' rows
    assert_output ''
}

@test "the page holds the table of the committed counts, and no promise is refuted" {
    run -0 prove --print
    printf '%s\n' "$output" >ours
    sed -n '/^<!-- rates -->$/,/^<!-- end -->$/p' "$ROOT/docs/verdicts.md" | sed '1,2d; $d' | sed '$d' >page
    diff page ours || fail 'the table is not current; scripts/prove-verdicts --page writes it'
}

@test "the 5 % level of the rules in use is that, and a 5 % threshold is one of medians" {
    run -0 env PYTHONPATH="$PARTS" /usr/bin/python3 -B - <<'PYTHON'
import random, rules
assert rules.side("threshold", [100] * 5, [104] * 5) is None
assert rules.side("threshold", [100] * 5, [106] * 5) == "slower"
assert rules.side("threshold", [100, 100, 100, 100, 900], [94] * 5) == "faster"
# The smallest samples with p <= 0.05: 2 / C(8, 4), and 2 / C(7, 3) is above.
assert rules.side("mann-whitney", [1, 2, 3, 4], [5, 6, 7, 8]) == "slower"
assert rules.side("mann-whitney", [1, 2, 3], [5, 6, 7, 8]) is None
# Welch's t is 2.00 with 18 degrees of freedom (p = 0.061), then 2.20 (p = 0.041).
base = [9, 11] * 5
assert rules.side("welch", base, [each + 0.9428 for each in base]) is None
assert rules.side("welch", base, [each - 1.0371 for each in base]) == "faster"
draw = random.Random(1)
for rule in ("mann-whitney", "welch"):
    wrong = sum(rules.side(rule, [draw.gauss(9, 1) for _ in range(15)], [draw.gauss(9, 1) for _ in range(15)]) is not None
                for _ in range(2000))
    assert 60 < wrong < 140, (rule, wrong)
PYTHON
}

# --- counting ----------------------------------------------------------------------------------------------------------

# Runs whose verdicts tests/golden/verdicts.tsv has, as identical builds: made_up FACTOR NAME..., the new times by a factor.
made_up()
{
    local factor=$1 name
    shift
    [ -d runs ] || python3 "$ROOT/tests/golden/verdicts.py" make runs
    for name; do
        mkdir -p "results/$name"
        jq --argjson factor "$factor" '(.context.forkscale.cells | INDEX(.name)) as $cells
            | .benchmarks |= map(. + ($cells[.name] | {workload, strategy, workers}))
            | (.context.forkscale.cells, .benchmarks) |= map(select(.strategy | test("serial|pool"))
                | (.name, .strategy) |= (sub("old/"; "base/") | sub("new/"; "same/")))
            | .benchmarks |= map(if .strategy == "same/pool" then .run_ns |= map(. * $factor) | .once_ns *= $factor else . end)' \
            runs/pairs/results.json >"results/$name/results.json"
    done
}

# The counts of the runs: value RULE OUTCOME PAIRING
value()
{
    awk -F '\t' -v OFS=/ -v rule="$1" -v outcome="$2" -v pairing="$3" \
        '$1 == "identical" && $5 == rule && $6 == outcome && $3 == pairing { print $7, $8 }' docs/verdicts.tsv
}

@test "suites are counted by their verdicts, each run once, and rankings by their standings" {
    # The new is 15 % slower in the first two runs, and equal in the others.
    made_up 1.1 alone/0001 alone/0002
    made_up 0.9529 alone/0003 alone/0004
    run -1 prove --short --collect --results results --docs docs
    assert_equal "$(value forkscale wrong paired)" 2/4
    assert_equal "$(value forkscale same paired)" 2/4
    assert_equal "$(value forkscale wrong 'in turn')" 1/2
    assert_equal "$(value forkscale same 'in turn')" 1/2
    # The first half against the second: the new of 3 against the base of 1, and 4 against 2.
    assert_equal "$(value forkscale wrong apart)" 0/2
    assert_equal "$(value forkscale wrong ranking)" 2/4
    assert_equal "$(value mann-whitney wrong paired)" 2/4
    assert_equal "$(value welch wrong paired)" 2/4
    run -1 prove --print --docs docs
    assert_equal "$(field 3 'paired: two modules in one run | alone')" 4
    assert_equal "$(field 5 'paired: two modules in one run | alone')" '50.0 %, at most 93.2 %'
    # The rest of the page stays.
    diff <(sed '/^<!-- rates -->$/,/^<!-- end -->$/{//!d}' docs/verdicts.md) \
        <(sed '/^<!-- rates -->$/,/^<!-- end -->$/{//!d}' "$ROOT/docs/verdicts.md")
    grep -q '^`make prove-verdicts` measured this on 2026-11-23' docs/verdicts.md
}

# --- judging -----------------------------------------------------------------------------------------------------------

@test "a rate of wrong suites keeps its promise, refutes it, or rests on too few" {
    while read -r wrong suites status promise; do
        run "-$status" section <<<"identical – paired alone forkscale wrong $wrong $suites"
        assert_equal "$(field 6 'paired: two modules in one run | alone')" "$promise"
        assert_equal "$(field 6 'paired: two modules in one run | beside')" 'not measured'
    done <<'TABLE'
0 300 0 kept
1 300 0 kept
2 300 0 too few to tell
0 100 0 too few to tell
6 600 0 too few to tell
4 600 0 kept
8 300 1 **refuted**
2 20 1 **refuted**
1 20 0 too few to tell
TABLE
}

@test "the power counts on a quiet machine only, and a slower build that is the same refutes it anywhere" {
    while read -r quiet found same status promise; do
        run "-$status" section <<TABLE
runs slower – alone – quiet $quiet 100
runs slower – alone – strangers 0.01 100
truth work-5 paired alone – least 1.0490 200
truth work-5 paired alone – greatest 1.0510 200
truth work-5 paired alone – low 1.0480 200
truth work-5 paired alone – high 1.0520 200
slower work-5 paired alone forkscale found $found 100
slower work-5 paired alone forkscale same $same 100
TABLE
        assert_equal "$(field 6 '5 % in each item | 4.9')" "${promise//_/ }"
        assert_equal "$(field 2 '5 % in each item | 4.9')" '4.9 to 5.1 % [4.8, 5.2]'
        assert_equal "$(field 6 '2 % in each item')" 'not measured'
    done <<'TABLE'
100 80 0 0 kept
90 100 0 0 kept
89 100 0 0 not_judged:_not_quiet
100 79 0 0 too_few_to_tell
100 60 0 1 **refuted**
89 60 0 0 not_judged:_not_quiet
100 100 1 1 **refuted**
89 100 1 1 **refuted**
TABLE
}

@test "an interval that covers too rarely or too often refutes its promise, and the time of a cell has none" {
    while read -r covered status promise; do
        run "-$status" section <<TABLE
coverage both median 15_blocks forkscale covered $covered 1000
coverage both one_cell 15_blocks forkscale covered 400 1000
TABLE
        assert_equal "$(field 4 'median of ratios')" "${promise//_/ }"
        assert_equal "$(field 4 'median of one cell')" none
    done <<'TABLE'
930 0 kept
970 0 kept
929 0 too_few_to_tell
971 0 too_few_to_tell
900 1 **refuted**
990 1 **refuted**
TABLE
}

# --- refused -----------------------------------------------------------------------------------------------------------

@test "bad options, no build and no runs are refused in a sentence" {
    while IFS='@' read -r status sentence words; do
        # shellcheck disable=SC2086 # words
        run "-$status" --separate-stderr prove $words
        assert_equal "$stderr" "prove-verdicts: $sentence"
        assert_output ''
    done <<TABLE
2@unknown option '--suits'; see --help@--suits 3
2@--suites '0' is not a number from 1 to 99999@--suites 0
2@--power '' is not a number from 1 to 99999@--power
2@--results needs a folder@--results
3@there are no runs in $PWD/none@--collect --results none --docs .
TABLE
    FORKSCALE_BUILD=$PWD/none run -3 --separate-stderr prove
    assert_equal "$stderr" "prove-verdicts: no build at $PWD/none; run make first"
    run -0 prove --help
    assert_line --index 0 --partial 'usage: scripts/prove-verdicts '
}

@test "runs of another build are not counted together" {
    mkdir results
    echo 'another plan' >results/plan
    run -3 --separate-stderr prove --short --results results
    assert_equal "$stderr" "prove-verdicts: the runs in $PWD/results are of another build or plan; remove them, or name another folder with --results"
}

# --- real runs ---------------------------------------------------------------------------------------------------------

@test "the short form: real runs of identical and of slower builds refute no promise" {
    [ "${FORKSCALE_THOROUGH:-0}" = 1 ] || skip 'some minutes of real runs: make test-thorough'
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' release : '* ]] || skip 'rates of a build with a sanitizer say nothing'
    run prove --short --results results
    [ "$status" -eq 0 ] || fail "$output $(grep refuted results/verdicts.md)"
    for pairing in paired 'separate: one' 'separate: half' closing; do
        for load in alone beside; do
            run -0 grep -E "^\| ${pairing}[^|]*\| $load" results/verdicts.md
            refute_output --partial 'not measured'
        done
    done
    run -0 awk -F '\t' '$1 == "truth" && $6 == "greatest" { print $2, ($7 > 1) }' results/verdicts.tsv
    assert_output "$(printf '%s 1\n' {work,dispatch}-{2,5,10})"
}

@test "what was measured before a signal is kept, and the same command goes on" {
    [ "${FORKSCALE_THOROUGH:-0}" = 1 ] || skip 'a minute of real runs: make test-thorough'
    "$ROOT/scripts/prove-verdicts" --short --suites 1 --power 1 --results results 2>errors 3>&- &
    local script=$! before
    until [ -e results/busy/0001 ] || [ -e results/busy/0001.new ]; do
        kill -0 "$script" || fail "it ended: $(cat errors)"
        sleep 0.05
    done
    kill -TERM "$script"
    local ended=0
    wait "$script" || ended=$?
    assert_equal "$ended" 143
    no_processes_left
    before=$(cd results && find alone power -name results.json -exec cksum {} +)
    run prove --short --suites 1 --power 1 --results results
    [ "$status" -le 1 ] || fail "$output"
    assert_equal "$(cd results && find alone power -name results.json -exec cksum {} +)" "$before"
    assert_file_exist results/busy/0002/results.json
}
