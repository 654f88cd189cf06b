#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale run --counters: hardware counters of the caller and all workers, or why there are none. What counts is the
# machine's; here a library in front of libc stands for it.

# shellcheck disable=SC2154 # run sets stderr
load helper

# A machine with counters. Counter n reads n × 1000 for each process that its opener has forked; children do not count for
# themselves. With SHARED set, each runs for half of the time that it is enabled; the one named by MISSING cannot be opened.
counters()
{
    cat >counters.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define FIRST 900
static int opened;
static uint64_t forks;

long syscall(long number, ...)
{
    va_list list;
    va_start(list, number);
    long a[6];
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(list, long);
    va_end(list);
    static long (*next)(long, ...);
    if (next == NULL)
        next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    if (number != SYS_perf_event_open)
        return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    const struct perf_event_attr *attributes = (const void *)a[0];
    const char *denied = getenv("DENIED");
    const char *missing = getenv("MISSING");
    if (!attributes->inherit || (denied != NULL && !attributes->exclude_kernel)) {
        errno = denied != NULL ? EACCES : EINVAL;
        return -1;
    }
    int counter = opened++;
    if (missing != NULL && atoi(missing) == counter) {
        errno = ENOENT;
        return -1;
    }
    return FIRST + counter;
}

pid_t fork(void)
{
    static pid_t (*next)(void);
    if (next == NULL)
        next = (pid_t (*)(void))dlsym(RTLD_NEXT, "fork");
    forks++;
    return next();
}

ssize_t read(int fd, void *into, size_t bytes)
{
    static ssize_t (*next)(int, void *, size_t);
    if (next == NULL)
        next = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    if (fd < FIRST || fd > FIRST + 3)
        return next(fd, into, bytes);
    uint64_t turns = getenv("SHARED") != NULL ? 2 : 1;
    uint64_t value[3] = { 1000 * forks * (uint64_t)(fd - FIRST + 1), 1000000 * turns, 1000000 };
    memcpy(into, value, sizeof value);
    return sizeof value;
}
C
    "${CC:-cc}" -shared -fPIC -o counters.so counters.c
}

# Runs fork_static, which forks once for each of two workers in each call: counted [VARIABLE=VALUE...]
counted()
{
    env "$@" LD_PRELOAD="$PWD/counters.so" "$FORKSCALE" run -w spin:items=4,grain=0 -s fork_static -j 2 --blocks 1 --iterations 3 --calls 5 \
        --counters -o out 2>said 3>&-
}

setup()
{
    helper_setup
    [[ $FORKSCALE_BUILD != *san ]] || skip 'a sanitizer must be loaded first'
    counters
}

@test "the counts are of a call, with all that it forks, and of open and close" {
    run -0 counted
    forks='[.benchmarks[] | select(.strategy == "fork_static")][0]'
    json "$forks | .instructions == 2000 and .cycles == 4000 and .cache_misses == 6000 and .tlb_misses == 8000" out/results.json
    json "$forks | .open_instructions == 0 and .close_tlb_misses == 0" out/results.json
    json '.context.forkscale.counters == { kernel: true, instructions: "counted", cycles: "counted", cache_misses: "counted", tlb_misses: "counted" }' \
        out/results.json
    assert_line --regexp '^spin.* +workers +instructions +cycles +cache misses +TLB misses$'
    assert_line --regexp '^  fork_static +2 +2000 +4000 +6000 +8000( |$)'
    refute_output --partial unavailable
}

@test "counters that take turns are scaled up" {
    run -0 counted SHARED=1
    json '[.benchmarks[] | select(.strategy == "fork_static")][0].instructions == 4000' out/results.json
}

@test "one that is missing is null, with the reason, and the others are there" {
    run -0 counted MISSING=3
    assert_line 'Hardware counters are unavailable: No such file or directory.'
    json '.context.forkscale.counters | .tlb_misses == "unavailable" and .cycles == "counted" and .reason == "No such file or directory"' out/results.json
    json 'all(.benchmarks[]; has("tlb_misses") | not)' out/results.json
    run -0 --separate-stderr forkscale table --format json out
    json '.[1] | .tlb_misses_median == null and .instructions_median == 2000' - <<<"$output"
}

@test "where the kernel may not be counted, the rest is" {
    run -0 counted DENIED=1
    json '.context.forkscale.counters.kernel == false' out/results.json
    json '[.benchmarks[] | select(.strategy == "fork_static")][0].instructions == 2000' out/results.json
}

@test "on this machine they are there, or unavailable with the reason" {
    run -0 --separate-stderr forkscale run -w spin:items=4,grain=1000 -s threads -j 2 --blocks 1 --counters -q -o here
    if jq -e '.context.forkscale.counters.instructions == "counted"' here/results.json; then
        json 'all(.benchmarks[]; .instructions > 1000)' here/results.json
    else
        assert_line --regexp '^Hardware counters are unavailable: .+\.$'
        json '.context.forkscale.counters.reason | length > 0' here/results.json
        json 'all(.benchmarks[]; has("instructions") | not)' here/results.json
    fi
    # By hand, too.
    run -0 "$FORKSCALE_BUILD/forkscale-cell" -w "$FORKSCALE_BUILD/workloads/spin.so" -s "$FORKSCALE_BUILD/strategies/serial.so" --counters 3>&-
    assert_line --regexp '^instructions: (open [0-9]+, timed runs [0-9]+, close [0-9]+|unavailable: .+)$'
}

@test "without --counters nothing is counted, and nothing said" {
    run -0 --separate-stderr forkscale run -w spin:items=4,grain=0 -s serial --blocks 1 -q -o none
    refute_output --partial 'ardware counters'
    json '.context.forkscale | has("counters") | not' none/results.json
}
