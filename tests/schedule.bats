#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale schedule and forkscale list schedules: the chunks of a schedule, and which strategy honours which.

# shellcheck disable=SC2012,SC2016,SC2154 # names are plain, awk expands, run sets stderr
load helper

refused()
{
    local sentence=$1
    run -2 --separate-stderr forkscale schedule "${@:2}"
    assert_output ''
    assert_equal "$stderr" "forkscale: $sentence"
}

# The names of all schedules, in order. tests/cell.bats has them as a list.
schedules()
{
    "$FORKSCALE_BUILD/forkscale-cell" --describe "$FORKSCALE_BUILD/strategies/threads.so" |
        awk '$2 == "schedule" { gsub(/\|/, "\n", $3); print $3 }'
}

@test "the published sequences are printed" {
    run -0 forkscale schedule guided -n 1000 -j 4
    assert_line --index 1 '  22 chunks of 1 to 250 items, 26 claims'
    assert_line --index 2 '  250 188 141 106 79 59 45 33 25 19 14 11 8 6 4 3x2 2 1x4'
    run -0 forkscale schedule trapezoid --items 1000 --workers 4
    assert_line --index 2 '  125 117 109 101 93 85 77 69 61 53 45 37 28'
    run -0 forkscale schedule factoring2
    assert_line --index 2 '  125x4 63x4 31x4 16x4 8x4 4x4 2x4 1x4'
}

@test "a static schedule has no claims, and no items give no chunks" {
    run -0 forkscale schedule block -n 10 -j 4
    assert_line --index 1 '  4 chunks of 2 to 3 items, 0 claims'
    run -0 forkscale schedule self -n 0 -j 4
    assert_line --index 1 '  0 chunks of 0 to 0 items, 4 claims'
    assert_line --index 2 '  no chunks'
}

@test "settings change the chunks, and a profile that is needed is asked for" {
    run -0 forkscale schedule guided chunk=100 -j 4
    assert_line --index 2 '  250 188 141 106 100x3 15'
    run -0 forkscale schedule fsc mean_ns=100 sigma_ns=50 claim_ns=20 -n 1000 -j 4
    assert_line --index 2 '  25x40'
    refused 'schedule fsc needs the mean and the deviation of the item costs' fsc
    refused 'schedule fsc needs the cost of a claim' fsc mean_ns=1
    refused 'schedule factoring needs the mean and the deviation of the item costs' factoring sigma_ns=3
}

@test "TSV and JSON have every chunk, and they cover the items" {
    forkscale schedule --all -n 997 -j 5 --format tsv >all.tsv
    run -0 awk -v count="$(schedules | wc -l)" -F '\t' 'NR > 1 { if ($4 != next_of[$1] + 0) exit 1; next_of[$1] = $4 + $5 }
        END { for (name in next_of) { count--; if (next_of[name] != 997) exit 1 } exit count != 0 }' all.tsv
    forkscale schedule --all -n 997 -j 5 --format json >all.json
    assert_equal "$(jq -r '.[].schedule' all.json)" "$(schedules)"
    json 'all(.[]; ([.chunks[].count] | add) == 997 and .items == 997 and .workers == 5)' all.json
    json '.[] | select(.schedule == "cyclic") | .static and .claims == 0' all.json
    json '.[] | select(.schedule == "self") | (.static | not) and .claims == 1002' all.json
}

@test "pictures come with their data and script, which draws them again" {
    run -0 forkscale schedule --all -o pictures
    assert_line 'pictures/schedules.svg, pictures/schedules.png'
    run -0 forkscale schedule guided -o pictures
    assert_equal "$(ls pictures | tr '\n' ' ')" \
        'guided.gp guided.png guided.svg guided.tsv schedules.gp schedules.png schedules.svg schedules.tsv '
    run -0 grep -c 'chunks)' pictures/schedules.svg
    assert_output "$(schedules | wc -l)"
    cp pictures/guided.svg before.svg
    (cd pictures && gnuplot guided.gp)
    cmp before.svg pictures/guided.svg
}

@test "what cannot be written is reported and leaves nothing" {
    touch file
    run -3 --separate-stderr forkscale schedule self -o file
    assert_regex "$stderr" '^forkscale: file: '
    run -3 --separate-stderr forkscale schedule self -o none/where
    assert_regex "$stderr" '^forkscale: none/where: cannot make none/where: No such file or directory$'
    [ ! -e none ]
}

@test "mistakes are refused in a sentence" {
    refused "schedule: unknown schedule 'guidd' (did you mean 'guided'?)" guidd
    refused "schedule: unknown schedule 'x'; 'forkscale list schedules' shows all" x
    refused 'schedule: give the name of a schedule, or --all'
    refused 'schedule self chooses its own sizes and takes no chunk' self chunk=2
    refused "unknown tunable k; there are: schedule, chunk, seed, mean_ns, sigma_ns, claim_ns" guided k=2
    run -2 --separate-stderr forkscale schedule guided -j 0
    assert_regex "$stderr" "^forkscale: .*--workers '0' is not a whole number from 1 to 4096"
}

# --- the matrix ----------------------------------------------------------------------------------

@test "the matrix lists every strategy that can run here, with its default" {
    run -0 forkscale list schedules
    assert_line '  f  guided      a P-th of the rest'
    # A mark for each schedule.
    count=$(schedules | wc -l)
    assert_line --regexp "^  fork_static +D x( \\.){$((count - 2))}  each child must know"
    assert_line --regexp "^  threads +x x D( x){$((count - 3))}\$"
    forkscale list schedules --format json >matrix.json
    forkscale list strategies --format json >list.json
    assert_equal "$(jq -c '[.[].strategy]' matrix.json)" "$(jq -c '[.[] | select(.unavailable == null) | .name]' list.json)"
    json '.[] | select(.strategy == "pipe_queue") | .default == "self" and (.schedules | index("awf")) == null and .reason != ""' matrix.json
    run -0 forkscale list schedules --format tsv
    assert_line --index 0 --regexp $'^strategy\tblock\tcyclic\t.*\tawf\treason$'
    assert_line --regexp $'^fork_gather\tdefault\tyes\tno'
}

@test "a pool runs each item once, on all workers, under every schedule" {
    local schedule
    for schedule in $(schedules) fixed:16; do
        run -0 --separate-stderr forkscale check --jobs 2 --quiet --property P1,P2,P5 "shared_counter:schedule=$schedule"
        assert_equal "$(grep -c '^ok' <<<"$output")" 3
    done
}
