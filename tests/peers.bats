#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# scripts/peers: what it refuses, its short form with real runs, and how it judges figures that are made up.

# shellcheck disable=SC2154,SC2016 # run sets stderr; variables in quotes are those of other programs
load helper

PARTS=$ROOT/scripts/peers.d

setup_file()
{
    # All runs in their short form; no test takes longer.
    export BATS_TEST_TIMEOUT=600
}

# The program under test: peers WORD...
peers()
{
    "$ROOT/scripts/peers" "$@" 3>&-
}

# A run of figures that are made up: figures FILE <<'TSV', in which words stand for tabs.
figures()
{
    mkdir -p results
    tr ' ' '\t' | tr '_' ' ' | sed "s/~/_/g" >"results/$1.tsv"
}

# The columns of two tables, with ~ for _.
RATIOS='target run first second use limit ratio low high blocks'
CELLS='run workload strategy workers baseline run~median~ns run~low~ns run~high~ns once~median~ns once~low~ns once~high~ns run~blocks error'
FLOOR='floor operation operation~median~ns operation~low~ns operation~high~ns fast~ns slow~ns slow~share unavailable summary'

# Figures that make a page: a step of two strategies, and floors.
made_up()
{
    figures setting <<'TSV'
name value
date 2026-01-02
cpu Made_Up
processors 2
hypervisor none
kernel Linux
compiler gcc
flags -O2
revision abc
command_step-1us forkscale_run_-q_-s_prefork_--calls_3
without_tbb tbb_is_missing
TSV
    figures ratios <<TSV
$RATIOS
${1:-bag-chunk-1 bag prefork openmp warm 1.0 0.9 0.8 0.95 12}
TSV
    figures floor <<TSV
$FLOOR
spin round_trip 100 90 110     it_spins
futex round_trip 40000 30000 50000 30000 60000 0.25  it_sleeps
fork all_workers 200000 190000 210000     it_forks
thread all_workers 40000 39000 41000     it_creates
pipe record 150 140 160     it_writes
fetch~add~contended addition 16 15 17    it_is_not_here it_adds
TSV
    {
        echo "$CELLS"
        for run in once:spin:items=2,grain=0 step-1us:spin:items=2,grain=1000 bag:spin:items=1000,grain=20; do
            echo "${run%%:*} ${run#*:} serial 1 true 2000 1900 2100 3000 2900 3100 12 "
            echo "${run%%:*} ${run#*:} prefork 2 false 1500 1400 1600 150000 140000 160000 12 "
            echo "${run%%:*} ${run#*:} thread~pool 2 false 50000 49000 51000 60000 59000 61000 12 "
            echo "${run%%:*} ${run#*:} pipe~queue 2 false 300000 290000 310000 310000 300000 320000 12 "
        done
        for floor in once:floor:2:200000 once:floor:of=thread:2:40000 once-one:floor:1:120000; do
            echo "${floor%%:*} spin:items=2,grain=0 $(sed -E 's/^[^:]*:(.*):(.):.*/\1 \2/' <<<"$floor") false 1 1 1 ${floor##*:} 1 1 12 "
        done
    } | figures cells
}

# The word and the ratio of the page about the target of the first row of ratios: judged RATIOS...
judged()
{
    made_up "$@"
    run -0 /usr/bin/python3 -B "$PARTS/page.py" results seen
    grep "^| an item of a bag" <<<"$output" | cut -d '|' -f 4-6 | tr -d ' '
}

@test "bad options, no build and no figures are refused in a sentence" {
    while IFS='@' read -r status sentence words; do
        # shellcheck disable=SC2086 # words
        run "-$status" --separate-stderr peers $words
        assert_equal "$stderr" "peers: $sentence"
        assert_output ''
    done <<TABLE
2@unknown option '--blocs'; see --help@--blocs 3
2@--blocks '0' is not a number from 1 to 9999@--blocks 0
2@--blocks '' is not a number from 1 to 9999@--blocks
2@--run 'all' is none of floor once once-one bag step-1us step-10us step-100us crowded neighbour queue parent memory items workers-64 workers-256 workers-1024 grain@--run all
2@--results needs a folder@--results
3@there are no runs in $PWD/none; scripts/peers measures some@--collect --runs none
3@there is no $PWD/none/setting.tsv; scripts/peers --collect makes it@--page --results none --docs .
TABLE
    FORKSCALE_BUILD=$PWD/none run -3 --separate-stderr peers
    assert_equal "$stderr" "peers: no build at $PWD/none; run make first"
    run -0 peers --help
    assert_line --index 0 --partial 'usage: scripts/peers '
}

@test "the committed page is that of the committed figures" {
    [ -e "$ROOT/results/peers/setting.tsv" ] || skip 'there are none yet'
    run -0 /usr/bin/python3 -B "$PARTS/page.py" "$ROOT/results/peers" ../results/peers
    diff "$ROOT/docs/peers.md" - <<<"$output" || fail 'the page is not current; scripts/peers --page writes it'
}

@test "the short form runs everything, and its figures alone make the same page again" {
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' release : '* ]] || skip 'no interpreter can load a build with a sanitizer'
    [ "$(nproc)" -ge 2 ] || skip 'it needs two processors'
    # -o: with whatever flags the build under test was made, it stays.
    env -u MAKEFLAGS make -s -C "$ROOT" -o "$FORKSCALE_BUILD/SETTINGS" -o "$FORKSCALE_BUILD/REVISION" OUT="$FORKSCALE_BUILD" \
        "$FORKSCALE_BUILD/bench/floor.so" 3>&-
    run -0 --separate-stderr peers --short --runs runs
    assert_output ''
    for name in floor once once-one bag step-1us step-10us step-100us crowded neighbour queue parent memory items workers-1024; do
        assert_file_exist "runs/$name/command"
    done
    # Every target has a figure, but for METG, which needs forkscale grain and more blocks.
    grep -v METG runs/peers.md >targets
    run -0 grep -c -E '^\| .* \| ≤ [0-9.]+ \| [0-9.]+ \| \([0-9.]+, [0-9.]+\) \| (met|missed), not surely \| `[a-z0-9-]+` \|$' targets
    assert_output 15
    run -0 cut -f 13 runs/results/cells.tsv
    assert_equal "$(sort -u <<<"$output")" 'error'
    for picture in once step bag memory; do
        run -0 xmllint --noout "runs/results/$picture.svg"
        assert_file_exist "runs/results/$picture.png"
    done
    cp runs/peers.md before
    run -0 --separate-stderr peers --page --runs none --results runs/results --docs runs
    assert_equal "$stderr" ''
    cmp before runs/peers.md
}

@test "a target is surely met or missed when its whole interval is, and not by a range" {
    assert_equal "$(judged)" '0.900|[0.800,0.950]|**met**'
    assert_equal "$(judged 'bag-chunk-1 bag prefork openmp warm 1.0 0.9 0.8 1.05 12')" '0.900|[0.800,1.050]|met,notsurely'
    assert_equal "$(judged 'bag-chunk-1 bag prefork openmp warm 1.0 1.1 0.8 1.25 12')" '1.100|[0.800,1.250]|missed,notsurely'
    assert_equal "$(judged 'bag-chunk-1 bag prefork openmp warm 1.0 1.1 1.01 1.25 12')" '1.100|[1.010,1.250]|**missed**'
    assert_equal "$(judged 'bag-chunk-1 bag prefork openmp warm 1.0 0.9 0.8 0.95 5')" '0.900|(0.800,0.950)|met,notsurely'
    assert_equal "$(judged 'other bag prefork openmp warm 1.0 0.9 0.8 0.95 12')" '–|–|notmeasured'
}

@test "among rivals the one counts against which the ratio is greatest" {
    run -0 judged $'bag-chunk-1 bag prefork openmp warm 1.0 0.9 0.8 0.95 12\nbag-chunk-1 bag prefork openmp~llvm warm 1.0 1.2 1.1 1.3 12'
    assert_output '1.200|[1.100,1.300]|**missed**'
    run -0 /usr/bin/python3 -B "$PARTS/page.py" results seen
    assert_output --partial '(`openmp_llvm`) | ≤ 1 |'
}

@test "METG is compared with the least of the others, and not where it is beyond the grains" {
    made_up
    figures grain <<'TSV'
kind strategy workers metg~ns metg~side low~ns low~side high~ns high~side interval efficiency~last calibration~fault
step tbb 2 1500 within 1400 within 1600 within 95% 0.98 false
step openmp 2 1000 within 900 within 1100 within 95% 0.97 false
step prefork 2 800 within 700 within 850 within 95% 0.99 false
bag prefork 2 100 below 100 below 100 below 95% 1.10 true
TSV
    run -0 /usr/bin/python3 -B "$PARTS/page.py" results seen
    assert_line --regexp '^\| METG.*\(`openmp`\) \| ≤ 1 \| 0\.800 \| \[0\.636, 0\.944\] \| \*\*met\*\* \| `grain` \|$'
    assert_line '| bag | `prefork` | 2 | <100 ns | [<100 ns, <100 ns] | 1.10, calibration fault |'
    sed -i 's/^\(step\tprefork.*\)within\(.*within.*within\)/\1below\2/' results/grain.tsv
    run -0 /usr/bin/python3 -B "$PARTS/page.py" results seen
    assert_line --regexp '^\| METG.* \| not within the grains \| – \|$'
}

@test "a page says what the floors are, what was not measured, and what did not run" {
    made_up
    run -0 /usr/bin/python3 -B "$PARTS/page.py" results seen
    assert_line '| `futex` | round trip | 40 µs | [30 µs, 50 µs] | 30 µs or 60 µs, in 25 % of blocks | it sleeps |'
    assert_line '| `fetch_add_contended` | addition | unavailable: it is not here |  |  | it adds |'
    assert_line 'Here the floors are 200 µs for fork of two, 40 µs for thread of two, 120 µs for fork of one.'
    assert_line '- `tbb` did not run here: tbb is missing'
    assert_line '    forkscale run -q -s prefork --calls 3'
    assert_line '| `prefork` | 2 | 1.5 µs | [1.4 µs, 1.6 µs] | 150 µs | [140 µs, 160 µs] |'
    assert_line --partial 'Not measured: the build that measured this page had no `forkscale grain`.'
}

# Strategy, value and floor of each bar of a picture: bars NAME
bars()
{
    /usr/bin/python3 -B "$PARTS/bars.py" results "$1" . || return
    paste -d ' ' <(sed -n "s/^series\[.*\] = '\(.*\)'/\1/p" "$1.gp") <(cut -f 4,7 "$1.tsv" | tail -n +2 | tr '\t' ' ')
}

@test "each bar has the floor of what its strategy does" {
    made_up
    run -0 bars once
    assert_output $'thread_pool 60 40\nprefork 150 120\npipe_queue 310 200'
    # The floor and half of the work, or all of it by the caller; a pool that sleeps; forks for each call.
    run -0 bars step
    assert_output $'prefork 1.5 1.1\nthread_pool 50 41\npipe_queue 300 201'
    # An item of a thousand: the record of a pipe, and no floor where it is unavailable.
    run -0 bars bag
    assert_output $'thread_pool 50 \npipe_queue 300 150'
    sed -i 's/^fork\t.*//; /^$/d' results/floor.tsv
    run -0 bars step
    assert_output $'prefork 1.5 1.1\nthread_pool 50 41\npipe_queue 300 '
}
