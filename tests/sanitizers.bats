#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `make test MODE=asan` and `MODE=tsan` prove nothing unless the sanitizers see what happens in a module, in a cell, in a
# worker. So here each is given its fault: planted in a good module, built with the mode's own flags.

# shellcheck disable=SC2154 # run sets stderr
load helper

# Goes on in the build of that mode alone: only_in asan|tsan
only_in()
{
    # Looked for whole, since grep -q would end nm early, and pipefail see that.
    nm -D "$FORKSCALE_BUILD/libforkscale.so" >symbols
    grep -q "__${1}_init" symbols || skip "it takes a build of that mode: make test MODE=$1"
}

# The words of a variable of the Makefile in a mode: mode_flags MODE
mode_flags()
{
    # shellcheck disable=SC2016 # make expands it
    make -s --no-print-directory -C "$ROOT" MODE="$1" --eval='print-flags: ; @echo $(CFLAGS)' print-flags 3>&-
}

# Builds NAME.so from C on standard input with the flags of a mode: planted MODE NAME
planted()
{
    local flags
    flags=$(mode_flags "$1")
    cat >"$2.c"
    # shellcheck disable=SC2086 # words
    "${CC:-gcc}" -std=c11 -D_GNU_SOURCE $flags -fPIC -pthread -shared -I"$ROOT" -I"$ROOT/harness" \
        -I"$ROOT/strategies" -o "$2.so" "$2.c" -L"$FORKSCALE_BUILD" -lforkscale -lm
}

# Runs a cell by hand; its errors end up in `errors`: cell_fails WORKLOAD STRATEGY
cell_fails()
{
    local status=0
    timeout -k 1 60 "$FORKSCALE_BUILD/forkscale-cell" --workload "$1" --strategy "$2" --workers 4 --runs 3 \
        >said 2>errors 3>&- || status=$?
    [ "$status" -ne 0 ] || fail "the cell saw no fault: $(cat said errors)"
}

@test "a write behind an item's result is found by the address sanitizer" {
    only_in asan
    planted asan overflow <<'C'
#include "workloads/workload.h"
#include <stdlib.h>
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 8;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    volatile size_t room = 4; /* a size that is known would be the other sanitizer's */
    uint64_t *squares = calloc(room, sizeof *squares);
    if (squares == NULL)
        abort();
    squares[index % 5] = index * index; /* 0 to 4: one too many */
    *(uint64_t *)result = squares[index % 5];
    free(squares);
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "writes too far", .create = create, .item = item, .check = check,
};
C
    cell_fails ./overflow.so "$FORKSCALE_BUILD/strategies/threads.so"
    grep -q 'ERROR: AddressSanitizer: heap-buffer-overflow' errors
    grep -q 'in item .*overflow\.c:' errors
}

@test "a sum that overflows is found by the undefined-behaviour sanitizer" {
    only_in asan
    planted asan wraps <<'C'
#include "workloads/workload.h"
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 8;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    volatile int most = 2147483640;
    *(uint64_t *)result = (uint64_t)(most + (int)index + 1);
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "sums up too much", .create = create, .item = item, .check = check,
};
C
    cell_fails ./wraps.so "$FORKSCALE_BUILD/strategies/serial.so"
    grep -q 'wraps\.c:[0-9]*:[0-9]*: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented' errors
}

@test "what a strategy leaves allocated is found by the leak sanitizer" {
    only_in asan
    planted asan leaks <<'C'
#include "strategies/strategy.h"
#include <stdlib.h>
static int run(struct pool *pool)
{
    *(void *volatile *)malloc(sizeof(void *)) = NULL;
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "leaks", .run = run };
C
    cell_fails "$FORKSCALE_BUILD/workloads/nqueens.so" ./leaks.so
    grep -q 'ERROR: LeakSanitizer: detected memory leaks' errors
}

@test "a claim that is not atomic is found by the thread sanitizer" {
    only_in tsan
    planted tsan good <"$ROOT/strategies/threads.c"
    timeout 60 "$FORKSCALE_BUILD/forkscale-cell" --workload "$FORKSCALE_BUILD/workloads/spin.so" --strategy ./good.so \
        --workers 4 --runs 3 >said 2>errors 3>&- || fail "the good one is refused: $(cat errors)"
    # Read and written in two steps: two threads may claim the same.
    planted tsan racy < <(sed -E 's/^static void \*work\(/static uint64_t next;\n\n\
static bool claim(const struct job *job, struct chunk *chunk)\n{\n\
    *chunk = schedule_chunk(job->schedule, next++);\n    return chunk->count > 0;\n}\n\n&/
        s/job_claim\(job, self->number, &chunk\)/claim(job, \&chunk)/
        s/job_restart\(pool->job\)/next = 0/' good.c)
    run -1 grep -E 'job_claim|job_restart|_Atomic' racy.c
    cell_fails "$FORKSCALE_BUILD/workloads/spin.so" ./racy.so
    grep -q 'WARNING: ThreadSanitizer: data race' errors
}

@test "no strategy of threads has a race on any workload, nor a result that is not serial's" {
    only_in tsan
    local -A settings=([spin]='items=997,grain=100' [primes]='items=100,limit=100000' [nqueens]='n=8'
        [mandelbrot]='items=50,width=50,limit=100' [deflate]='items=3' [cow_touch]='items=9,pages=10'
        [mmap_storm]='items=50,maps=3' [malloc_storm]='items=50,blocks=200' [false_sharing]='items=100,writes=200'
        [sleep]='items=14,grain=10000' [matmul]='n=50,block=16' [sort]='items=20,length=300'
        [nbody]='items=20,steps=100')
    forkscale list strategies --format json >listed
    run -0 jq -r '.[] | select(.unavailable == null and (.traits | index("threads"))).name' listed
    assert_line threads
    for strategy in "${lines[@]}"; do
        for workload in "${!settings[@]}"; do
            for options in '-j 1' '-j 2' '-j 7'; do
                # shellcheck disable=SC2086 # words
                run -0 --separate-stderr forkscale run -v -w "$workload:${settings[$workload]}" -s "$strategy" $options \
                    --blocks 1 --iterations 5 -o out
                [[ $stderr != *ThreadSanitizer* ]] || fail "$stderr"
            done
        done
    done
}
