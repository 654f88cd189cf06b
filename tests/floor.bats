#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale floor: what the floors do, as the kernel sees it, and what is made of their times, from a cell whose times are
# known.

# shellcheck disable=SC2154,SC2016 # run sets stderr; variables in quotes are those of other programs
load helper

CELL=$FORKSCALE_BUILD/forkscale-cell
ALL='fork thread spawn spin futex pipe fetch_add fetch_add_contended clock'

# The system calls of a floor with three workers, in calls.PID for each process: calls FLOOR ROUNDS CALL...
calls()
{
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' release : '* ]] || skip 'a sanitizer makes calls of its own'
    strace -o log true || skip 'strace cannot trace here'
    rm -f calls.*
    run -0 strace -ff -qq -o calls -e "trace=$3" "$CELL" --floor "$1" --runs "$2" --workers 3 3>&-
}

needs_two_processors()
{
    [ "$(nproc)" -ge 2 ] || skip 'it needs two processors'
}

# --- the floors --------------------------------------------------------------------------------------------------------

@test "a round of fork is a fork for each worker, and then a wait for each" {
    calls fork 3 clone,clone3,fork,vfork,wait4
    # One round more than asked for, which does not count.
    assert_equal "$(sed -E 's/^(clone|fork|vfork).* = [0-9]+$/f/; s/^wait4.* = [0-9]+$/w/' calls.* | grep -x '[fw]' | tr -d '\n')" \
        "$(printf 'fffwww%.0s' 1 2 3 4)"
}

@test "a round of thread creates a thread for each worker, and one of spawn execs a program for each" {
    calls thread 3 clone,clone3
    assert_equal "$(cat calls.* | grep -c CLONE_THREAD)" 12
    calls spawn 3 execve
    assert_equal "$(cat calls.* | grep -c 'execve("/bin/true".* = 0$')" 12
}

@test "the records of pipe are those of pipe_queue, and two readers take one at a time" {
    calls pipe 0 read,write
    # All records of the round, in writes of PIPE_BUF but for the last one.
    cat calls.* | awk '/^write\([^1]/ { count[$NF]++; bytes += $NF } END { exit !(bytes == 16 * 20000 && count[4096] == 78) }'
    assert_equal "$(cat calls.* | grep -c '^read(.*, 16) *= 16$')" 20000
    assert_equal "$(cat calls.* | grep -c '^read(.*, 16) *= 0$')" 2
}

@test "the two processes of spin, futex and fetch_add_contended have a processor each" {
    needs_two_processors
    for floor in spin futex fetch_add_contended; do
        calls "$floor" 1 sched_setaffinity
        # This process, its partner, and this process again with its former mask.
        assert_equal "$(sed -nE 's/^sched_setaffinity\(0, [0-9]+, (\[[0-9]+\])\) += 0$/\1/p' calls.* | sort -u | wc -l)" 2
    done
}

@test "only futex sleeps between its turns" {
    needs_two_processors
    calls futex 1 futex
    [ "$(cat calls.* | grep -c FUTEX_WAKE)" -ge 80 ] # twenty round trips, of two rounds, both ways
    calls spin 1 futex
    refute grep -q FUTEX_WA calls.*
}

@test "a cell by hand prints each round" {
    run -0 "$CELL" --floor clock --runs 3 3>&-
    assert_line --index 0 'reading, 1000 in a round: ns of each round'
    assert_equal "${#lines[@]}" 4
    assert_line --index 3 --regexp '^[1-9][0-9]*$'
    run -2 "$CELL" --floor fok 3>&-
    assert_output "forkscale-cell: unknown floor 'fok' (did you mean 'fork'?)"
}

# --- a real run --------------------------------------------------------------------------------------------------------

@test "every floor is measured, or unavailable for a reason, and written with the machine" {
    run -0 --separate-stderr forkscale floor --blocks 2 -j 2 --format json -o out
    assert_equal "$stderr" ''
    printf '%s' "$output" >rows
    assert_equal "$(jq -r '.[].floor' rows | tr '\n' ' ')" "$ALL "
    json 'all(.[]; .unavailable != null or (.operation_median_ns > 0 and .lower_quartile_ns <= .upper_quartile_ns))' rows
    json 'all(.[]; .unavailable != null or (.operation_blocks == 2 and .operation_interval == "range"))' rows
    json '.schema == 1 and .workers == 2 and .blocks == 2 and (.machine.usable_processors >= 1)' out/floor.json
    json '[.floors[] | select(.unavailable == null) | (.block_ns | length)] | unique == [2]' out/floor.json
    assert_equal "$(jq -r '.floors[].floor' out/floor.json)" "$(jq -r '.[].floor' rows)"
    json 'INDEX(.floor) | .fetch_add.operation_median_ns < .fork.operation_median_ns' rows
}

@test "on one processor, what needs two is unavailable, and the rest is measured" {
    run -0 taskset -c "$(taskset -cp $$ | grep -oE '[0-9]+' | tail -n 1)" "$FORKSCALE" floor spin clock --blocks 1 3>&-
    assert_line --regexp '^  spin +round trip +unavailable: it needs 2 processors, and 1 is usable$'
    assert_line --regexp '^  clock +reading +[0-9]+\.[0-9] +.* ns$'
    run -3 taskset -c "$(taskset -cp $$ | grep -oE '[0-9]+' | tail -n 1)" "$CELL" --floor spin 3>&-
    assert_output 'forkscale-cell: spin: it needs 2 processors of its own'
}

# --- what is made of the times -----------------------------------------------------------------------------------------

# A build whose cell leaves what the shell function `rounds` prints, a number for each round: pretend <<'SH'
pretend()
{
    mkdir -p build/strategies build/workloads build/gnuplot
    cp "$FORKSCALE_BUILD"/{forkscale,libforkscale.so} build
    {
        echo '#!/bin/bash'
        cat
        cat <<'SH'
name=$2 count=$4
echo "$name $count $6" >>"${0%/*}/log"
block=$(grep -c "^$name 1 " "${0%/*}/log") # each block begins with one round
/usr/bin/python3 -c 'import array, sys; array.array("Q", map(int, sys.stdin.read().split())).tofile(open(3, "wb", closefd=False))' \
    < <(rounds)
SH
    } >build/forkscale-cell
    chmod +x build/forkscale-cell
    FORKSCALE=$PWD/build/forkscale
}

@test "a time is that of an operation, and the median that of the blocks" {
    pretend <<'SH'
rounds() { for ((i = 0; i < count; i++)); do echo $((block * 20000000)); done; }
SH
    run -0 forkscale floor pipe --blocks 7 --format json -j 5
    # 20000 records in a round of 20 ms and more.
    jq -e '.[0] | .operation_median_ns == 4000 and .operation_low_ns == 1000 and .operation_high_ns == 7000' <<<"$output"
    jq -e '.[0] | .operation_interval == "95%" and .operation_blocks == 7' <<<"$output"
    run -0 cut -d ' ' -f 3 build/log
    assert_equal "$(sort -u <<<"$output")" 5
}

@test "Google Benchmark asks for more rounds until they take 50 ms, and only its last attempt counts" {
    pretend <<'SH'
rounds() { for ((i = 0; i < count; i++)); do echo $((count == 1 ? 9000000 : 1000000)); done; }
SH
    run -0 forkscale floor fork --blocks 1 --format json
    jq -e '.[0] | .operation_median_ns == 1000000 and .upper_quartile_ns == 1000000' <<<"$output"
    run -0 tail -n 1 build/log
    [ "$(cut -d ' ' -f 2 <<<"$output")" -ge 50 ]
}

@test "two modes are shown as two figures with the share of the slow one" {
    pretend <<'SH'
rounds() { for ((i = 0; i < count; i++)); do echo $((block <= 2 ? 300000000 : 150000000)); done; }
SH
    run -0 forkscale floor fetch_add --blocks 8
    assert_line --regexp '^  fetch_add .* µs  15\.00 or 30\.00 \(25 % of blocks\)$'
    rm build/log
    run -0 forkscale floor fetch_add --blocks 8 --format tsv
    run -0 cut -f 10-12 <<<"$output"
    assert_line --index 0 $'fast_ns\tslow_ns\tslow_share'
    assert_line --index 1 $'15000\t30000\t0.25'
}

@test "each block has every floor once, in an order that follows from the seed" {
    needs_two_processors
    pretend <<'SH'
rounds() { for ((i = 0; i < count; i++)); do echo 60000000; done; }
SH
    order()
    {
        rm -f build/log
        forkscale floor --blocks 4 --seed "$1" >/dev/null
        cut -d ' ' -f 1 build/log
    }
    order 1 >first
    order 1 >again
    order 2 >other
    diff first again
    refute diff -q first other
    assert_equal "$(head -n 9 first | sort)" "$(tail -n 9 first | sort)"
    refute diff -q <(head -n 9 first) <(tail -n 9 first)
}

@test "a cell that fails, or leaves too little, ends the run with its sentence" {
    pretend <<'SH'
rounds() { echo 'forkscale-cell: fork: Resource temporarily unavailable' >&2; kill -TERM $$; }
SH
    run -3 --separate-stderr forkscale floor fork
    assert_equal "$stderr" 'forkscale: floor: fork: Resource temporarily unavailable'
    pretend <<'SH'
rounds() { ((count == 1)) && echo 1; }
SH
    run -3 --separate-stderr forkscale floor fork
    assert_equal "$stderr" 'forkscale: floor: fork: it left fewer rounds than it was asked for'
    assert_output ''
}

@test "a signal ends it, and nothing is kept" {
    "$FORKSCALE" floor spawn --blocks 1000 -o out >printed 2>errors 3>&- &
    local pid=$!
    until pgrep -P "$pid" forkscale-cell >/dev/null; do sleep 0.05; done
    kill -TERM "$pid"
    local status=0
    wait "$pid" || status=$?
    assert_equal "$status" 143
    assert_equal "$(cat errors)" 'forkscale: floor: interrupted; nothing is kept'
    assert_file_not_exist out/floor.json
    no_processes_left
}

@test "an unknown floor is refused" {
    refused "floor: unknown floor 'spn' (did you mean 'spin'?)" floor spn
    refused "floor: unknown floor 'ceiling'; 'forkscale floor --help' has all" floor clock ceiling
    run -0 forkscale floor --help
    for name in $ALL; do assert_output --partial "$name"; done
}
