#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale history: cells over many runs, where they changed, what splits a history and what is missing in it; what is
# refused; and every format through a parser of its own. tests/golden/history.py makes the runs up and computes their
# values without any of forkscale's code; kit.bats has the change points by themselves.

# shellcheck disable=SC2016,SC2154 # variables in quotes are those of other programs; run sets stderr
load helper

GOLDEN=$BATS_TEST_DIRNAME/golden
POOL=even/pool/workers:2
# What every history of all 18 runs says at its end.
CULPRIT="$POOL: 1\\.1[12][0-9] times as long from r10 \\(revision abc0010, 2026-11-10\\) on; \\[1\\.11[0-9], 1\\.12[0-9]\\]"

setup_file()
{
    RUNS=$BATS_FILE_TMPDIR/runs
    export RUNS
    python3 "$GOLDEN/history.py" make "$RUNS"
}

# Follows runs in their folder: history STATUS WORD...
history()
{
    local status=$1
    shift
    cd "$RUNS" || return
    run "-$status" --separate-stderr forkscale history "$@"
    cd "$BATS_TEST_TMPDIR" || return
}

# Prints r01 … r18, or those of a range: all [FROM TO]
all()
{
    seq -f 'r%02g' "${1-1}" "${2-18}"
}

# Prints the distinct parts of a TSV, and how many points each has.
parts()
{
    cut -f 6 <<<"$output" | sort | uniq -c | tr -s ' ' | paste -sd ';'
}

# --- changes -------------------------------------------------------------------------------------

@test "the run from which on a cell takes longer is named, with its revision, date, factor and interval" {
    # shellcheck disable=SC2046 # words
    history 0 $(all)
    assert_line --regexp "^$CULPRIT$"
    assert_equal "${lines[-1]}" 'With probability 99 %, no part without a change was divided.'
    assert_equal "$(grep -c ' times as ' <<<"$output")" 1
    assert_line --regexp '^  r10  2026-11-10T03:00:00Z  abc0010      1      12    0\.58[0-9]  \[0\.58[0-9], 0\.58[0-9]\]  1\.1[12][0-9] times$'
    assert_equal "$(grep -cE '^  r[01][0-9]  2026' <<<"$output")" 36
    assert_equal "$(awk 'length > 100' <<<"$output")" ''
    # The serial cell is there only by itself.
    refute_output --partial serial/
}

@test "the values, intervals and blocks of a series are the independent program's" {
    # shellcheck disable=SC2046 # words
    history 0 $(all) few flaky --cell $POOL --format tsv
    cut -f 2,7-9,11 <<<"$output" | tail -n +2 >ours
    # shellcheck disable=SC2046 # words
    python3 "$GOLDEN/history.py" values "$RUNS" $POOL $(all) flaky few >golden
    python3 - ours golden <<'PYTHON'
import math, sys
ours, golden = ([line.split("\t") for line in open(path)] for path in sys.argv[1:])
assert len(ours) == len(golden) == 20, len(ours)
for a, b in zip(ours, golden):
    assert (a[0], int(a[4])) == (b[0], int(b[4])), (a, b)
    assert all(math.isclose(float(x), float(y), rel_tol=1e-9) for x, y in zip(a[1:4], b[1:4])), (a, b)
PYTHON
}

@test "too few runs are said to be too few, and enough without a change to show none" {
    # shellcheck disable=SC2046 # words
    history 0 $(all 1 5) --cell $POOL
    assert_equal "${lines[-1]}" 'Too few runs: no more than 5 are comparable, and at least 14 must be to show a change.'
    history 0 r01
    assert_equal "${lines[-1]}" 'Too few runs: no more than 1 are comparable, and at least 14 must be to show a change.'
    # shellcheck disable=SC2046 # words
    history 0 $(all) -s farm
    assert_equal "${lines[-1]}" 'No change is shown at a level of 1 % in all together.'
}

@test "runs are in order of time, or as given" {
    # shellcheck disable=SC2046 # words
    history 0 $(all | tac) --cell $POOL
    assert_line --regexp "^$CULPRIT$"
    # shellcheck disable=SC2046 # words
    history 0 $(all | tac) --cell $POOL --order given
    assert_line --regexp "^$POOL: 0\\.89[0-9] times as long from r09 \\(revision abc0009, 2026-11-09\\) on; "
}

@test "a host twice as fast changes absolute times only, and serial cells are there only then" {
    mkdir -p fast
    for number in $(all 10 18); do
        mkdir "fast/$number"
        jq '(.benchmarks[].run_ns) |= map(. / 2)' "$RUNS/$number/results.json" >"fast/$number/results.json"
    done
    # shellcheck disable=SC2046 # words
    run -0 forkscale history $(all 1 9 | sed "s,^,$RUNS/,") fast/* -s farm
    assert_equal "${lines[-1]}" 'No change is shown at a level of 1 % in all together.'
    # shellcheck disable=SC2046 # words
    run -0 forkscale history $(all 1 9 | sed "s,^,$RUNS/,") fast/* -s serial --absolute
    assert_line --regexp '^even/serial/workers:1: 0\.[45][0-9]+ times as long from fast/r10 '
    assert_line 'Value: run in ns,'
}

@test "another metric is followed, a count as it is" {
    # shellcheck disable=SC2046 # words
    history 0 $(all) --cell $POOL --metric once
    assert_line --regexp "^$POOL: 1\\.1[0-9]+ times as long from r10 "
    # shellcheck disable=SC2046 # words
    history 0 $(all) --metric minor_faults --format json
    jq -e '.metric == "minor_faults" and .unit == "minor_faults" and (.points | length) == 54
        and all(.points[]; .value_median > 100 and .value_median < 105 and .change == null)' <<<"$output"
}

# --- what splits, what is missing ------------------------------------------------------------------

@test "runs that are not comparable are in parts of their own, and named with what differs" {
    # shellcheck disable=SC2046 # words
    history 0 $(all) other-host --cell $POOL
    assert_line '  other-host: host differs: before nowhere, now elsewhere'
    assert_line '  other-host: kernel differs: before Linux 6.1, now Linux 9.9'
    assert_line '  Not all runs are comparable: they form 2 parts, each searched by itself.'
    assert_line --regexp "^$CULPRIT$"
    # shellcheck disable=SC2046 # words
    history 0 $(all) other-host --cell $POOL --allow host,kernel
    assert_line '  other-host: host differs, as allowed: before nowhere, now elsewhere'
    refute_output --partial 'Not all runs'
    # One of two is not enough.
    # shellcheck disable=SC2046 # words
    history 0 $(all) other-host --cell $POOL --allow kernel --format tsv
    assert_equal "$(parts)" ' 18 1; 1 2; 1 part'
}

@test "two hosts that take turns are two parts, and a change of one is found there" {
    mkdir mixed
    for number in $(all); do
        mkdir "mixed/$number-a" "mixed/$number-b"
        cp "$RUNS/$number/results.json" "mixed/$number-a"
        jq '.context.forkscale.host = "elsewhere" | (.benchmarks[] | select(.name | startswith("even/pool")).run_ns) |= map(. * 3)' \
            "$RUNS/r01/results.json" | jq --arg at "$(jq -r .context.forkscale.utc "$RUNS/$number/results.json")" \
            '.context.forkscale.utc = $at' >"mixed/$number-b/results.json"
    done
    run -0 forkscale history mixed/* --cell $POOL
    assert_line --regexp "^$POOL: 1\\.1[12][0-9] times as long from mixed/r10-a "
    assert_equal "$(grep -c ' times as ' <<<"$output")" 1
    run -0 forkscale history mixed/* --cell $POOL --format tsv
    assert_equal "$(parts)" ' 18 1; 18 2; 1 part'
}

@test "a run without the cell, without good repetitions or without serial is a gap that is named" {
    # shellcheck disable=SC2046 # words
    history 0 $(all) no-pool broken flaky no-serial --cell $POOL
    assert_line --regexp '^  no-pool +2026-11-20T03:00:00Z  abc0020 +- +- +-  no such cell$'
    assert_line --regexp '^  broken +2026-11-21T03:00:00Z  abc0021 +- +- +-  all repetitions failed$'
    assert_line --regexp '^  no-serial +2026-11-23T03:00:00Z  abc0023 +- +- +-  no block has all that the value needs$'
    assert_line '  broken: 12 repetitions failed: it broke'
    assert_line '  flaky: 2 repetitions failed: it broke'
    assert_line --regexp "^$CULPRIT$"
    # shellcheck disable=SC2046 # words
    history 0 $(all) no-pool --cell $POOL --format json
    jq -e '[.points[] | select(.gap != null)] | length == 1 and .[0].run == "no-pool" and .[0].gap == "no such cell"
        and .[0].value_median == null and .[0].part == null' <<<"$output"
}

# --- selection -----------------------------------------------------------------------------------

@test "cells are selected by name, workload, strategy and workers" {
    for words in "--cell $POOL" '-s pool' '--workload even --strategy pool --workers 2' '-w even -j 2 -s pool,pool'; do
        # shellcheck disable=SC2086 # words
        history 0 r01 $words --format tsv
        assert_equal "$(cut -f 1 <<<"$output" | sort -u | paste -sd ' ')" "cell $POOL"
    done
    history 0 r01 --format tsv
    assert_equal "$(cut -f 1 <<<"$output" | paste -sd ' ')" "cell $POOL even/farm/workers:2"
}

@test "words that make no sense are refused" {
    cd "$RUNS"
    refused 'history: give the results of at least one run, as results/…' history
    refused "history: './r01/' is given twice" history r01 r02 ./r01/
    refused "--cell: the results have no cell 'even/pol/workers:2' (did you mean '$POOL'?)" history r01 --cell even/pol/workers:2
    refused "--strategy: the results have no strategy 'zzzzzz'" history r01 -s zzzzzz
    refused "--workload: the results have no workload 'evn' (did you mean 'even'?)" history r01 -w evn
    refused 'history: no cell of the results is selected; serial cells need --absolute' history r01 -s serial
    refused 'history: no cell of the results is selected' history r01 -j 9 --absolute
    refused "--metric 'speedup': it is a ratio already; expected run, once or a metric of a repetition" history r01 --metric speedup
    refused "--metric 'runs': expected run, once or a metric of a repetition (did you mean 'run'?)" history nowhere --metric runs
    refused "--allow 'hots': expected one of the facts in --help (did you mean 'host'?)" history r01 --allow hots
    refused "--order 'revision': expected time or given" history r01 --order revision
    run -2 --separate-stderr forkscale history r01 --level 0
    assert_regex "$stderr" "^forkscale: --level '0'"
}

@test "runs that cannot be read, and output that cannot be written, have status 3" {
    history 3 r01 nowhere
    assert_equal "$stderr" 'forkscale: cannot read nowhere/results.json: No such file or directory'
    assert_output ''
    run -3 --separate-stderr bash -c '"$FORKSCALE" history "$RUNS/r01" >/dev/full 3>&-'
    history 3 r01 -o /proc/nowhere
    assert_regex "$stderr" '^forkscale: /proc/nowhere: cannot make /proc/nowhere: '
    run -3 --separate-stderr env PATH=/nowhere "$FORKSCALE" history "$RUNS/r01" -o drawn 3>&-
    assert_equal "$stderr" 'forkscale: drawn: there is no gnuplot on the PATH'
}

# --- formats and picture ---------------------------------------------------------------------------

@test "json has schema, version, runs, differences, and the rows of tsv" {
    # shellcheck disable=SC2046 # words
    history 0 $(all) other-host --format json
    jq -e --arg version "$(forkscale --version | cut -d ' ' -f 2)" '
        .schema == 1 and .version == $version and .metric == "run" and .absolute == false and .level == 0.01
        and .fewest == 15 and (.runs | length) == 19 and .runs[9].revision == "abc0010" and .runs[18].host == "elsewhere"
        and [.differences[] | select(.cell == "even/pool/workers:2").name] == ["host", "kernel"]
        and all(.differences[]; .allowed == false)
        and ([.points[] | select(.change != null)] | length == 1 and .[0].run == "r10"
             and .[0].change_interval == "95%" and .[0].p < 0.01 and .[0].change_low < .[0].change)
        and (.conclusion | startswith("even/pool/workers:2: 1.1"))' <<<"$output"
    jq -r '.points[] | [.cell, .run, .part, .value_blocks] | @tsv' <<<"$output" >json.tsv
    # shellcheck disable=SC2046 # words
    history 0 $(all) other-host --format tsv
    tail -n +2 <<<"$output" | cut -f 1,2,6,11 | diff - json.tsv
    assert_equal "$(awk -F '\t' '{ print NF }' <<<"$output" | sort -u)" 20
}

@test "a hostile label is escaped in every format and in the picture, and nothing in it runs" {
    local label='<b>|`x`,%0A\x1b[31m\x0a@all"'"'"'&$(pwned)'
    for format in table json tsv; do
        history 0 hostile r01 --format "$format" -o "$PWD/drawn"
        refute_output --regexp $'[\033\r]'
        refute_line --regexp '^@all'
        printf '%s\n' "$output" >"hostile.$format"
        xmllint --noout drawn/history.svg
    done
    jq -r '.points[].cell' hostile.json | grep -qF "even/$label"
    grep -qF "even/$label" hostile.table
    jq -r '.runs[1].revision' hostile.json | grep -qF "$label"
    assert_not_exist pwned
}

@test "the picture has a panel for each cell, beside its data and its script" {
    # shellcheck disable=SC2046 # words
    history 0 $(all) no-pool -o "$PWD/drawn"
    for kind in svg png tsv gp; do assert_file_not_empty "drawn/history.$kind"; done
    assert_equal "$(wc -l <drawn/history.tsv)" 39
    assert_equal "$(awk -F '\t' '{ print NF }' drawn/history.tsv | sort -u)" 9
    run -0 python3 -c 'import xml.etree.ElementTree
for text in xml.etree.ElementTree.parse("drawn/history.svg").iter("{http://www.w3.org/2000/svg}text"):
    print("".join(text.itertext()).strip())'
    for word in $POOL even/farm/workers:2 r01 'run over that of the serial cell in the same block'; do assert_line "$word"; done
    assert_line --regexp '^× 1\.1[12][0-9]$'
    rm drawn/history.svg
    (cd drawn && gnuplot history.gp)
    assert_file_not_empty drawn/history.svg
}
