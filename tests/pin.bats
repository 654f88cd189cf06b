#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale run --pin: which processors a cell gets, on machines that hwloc makes up and on this one.

# shellcheck disable=SC2154 # run sets stderr
load helper

# The processors of each cell by hand, on a machine that hwloc makes up: masks TOPOLOGY WORD...
masks()
{
    HWLOC_SYNTHETIC=$1 HWLOC_THISSYSTEM=0 "$FORKSCALE" run --dry-run -w spin:items=4,grain=0 -s threads "${@:2}" 3>&- |
        sed -nE 's/^  (taskset -c [0-9,]+ )?.*--workers ([0-9]+) .*/\2 \1/p' | sort -u | sed 's/taskset -c //; s/ $//'
}

@test "cores gives one thread of each core, and threads all of a core before the next" {
    run -0 masks 'core:2 pu:2' -j 1,2,3,4 --pin cores
    assert_output $'1 0\n2 0,2\n3 0,2\n4 0,2'
    run -0 masks 'core:2 pu:2' -j 1,2,3,4 --pin threads
    assert_output $'1 0\n2 0,1\n3 0,1,2\n4 0,1,2,3'
    run -0 masks 'package:2 core:2 pu:1' -j 3 --pin cores
    assert_output $'1 0\n3 0,1,2'
}

@test "without --pin, and with none, a cell gets all" {
    for words in '' '--pin none'; do
        # shellcheck disable=SC2086 # words
        run -0 masks 'core:2 pu:2' -j 2 $words
        assert_output $'1\n2'
    done
}

@test "more workers than cores share them, and the plan says so" {
    run -0 env HWLOC_SYNTHETIC='core:1 pu:2' HWLOC_THISSYSTEM=0 "$FORKSCALE" run --dry-run -w spin:items=4,grain=0 -s threads -j 2 --pin cores 3>&-
    assert_line --regexp ', 1 usable processors$'
    assert_line --regexp '^spin.*/threads/workers:2  \(oversubscribed\)$'
}

# A workload whose answer is right where the process may use exactly these processors: on NAME LIST
on()
{
    module workload "$1" <<C
#include "workload.h"
#include <sched.h>
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 2;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    cpu_set_t set;
    sched_getaffinity(0, sizeof set, &set);
    *(uint64_t *)result = index;
    return CPU_COUNT(&set) == $2 && CPU_ISSET($3, &set) ? 0 : 34;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = { .abi = WORKLOAD_ABI, .summary = "on", .create = create, .item = item, .check = check };
C
}

@test "the workers run on those processors, the affinity mask is respected, and both are recorded" {
    last=$(taskset -cp $$ | sed 's/.*[^0-9]//')
    on alone 1 "$last"
    run -0 taskset -c "$last" "$FORKSCALE" run -w ./alone.so -s fork_static -s threads -j 1 --blocks 1 -q --pin cores -o out 3>&-
    json ".context.forkscale.pin == { kind: \"cores\", processors: [$last] }" out/results.json
    json '.context.forkscale.machine.usable_processors == 1' out/results.json
    [ "$(nproc)" -gt 1 ] || skip 'this machine has one processor'
    # Serial has one of several.
    first=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')
    on single 1 "$first"
    run -0 forkscale run -w ./single.so -s serial --blocks 1 -q --pin threads -o single
    json ".context.forkscale.pin | .kind == \"threads\" and .processors[0] == $first and (.processors | length) == $(nproc)" single/results.json
    # The conductor has its own mask back for the next cell.
    run -0 forkscale run -w spin:items=4,grain=0 -s threads -j 1,2 --blocks 2 -q --pin threads -o again
    json '.context.forkscale.machine.affinity != "0"' again/results.json
}

@test "a run without --pin records none" {
    run -0 forkscale run -w spin:items=4,grain=0 -s serial --blocks 1 -q -o out
    json '.context.forkscale.pin == { kind: "none", processors: [] }' out/results.json
}

@test "what is no place to pin to is refused" {
    refused "--pin 'sockets': expected none, cores or threads" run --pin sockets
}
