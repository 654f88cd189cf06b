#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale run --latency: how long a call takes, how many there are in a second, and what each costs.

# shellcheck disable=SC2154 # run sets stderr
load helper

# A strategy that sleeps 1 ms in a call, and 12 ms in every 40th.
naps()
{
    module strategy naps <<'C'
#include "strategy.h"
#include <unistd.h>
static int run(struct pool *pool)
{
    int call = ++*(int *)pool->shared;
    usleep(call % 40 == 0 ? 12000 : 1000);
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "naps", .run = run };
C
}

@test "the median and the 99th percentile of the calls, calls per second and processor time per call" {
    naps
    run -0 --separate-stderr forkscale run -w spin:items=2,grain=0 -s ./naps.so -j 1 --calls 120 --blocks 1 --latency -q -o out
    # A table of its own.
    assert_line --regexp '^spin.* +workers +p50/.?s +p99/.?s +calls/s +processor/.?s$'
    json '[.benchmarks[] | select(.strategy | test("naps"))][0] | .latency_p50_ns > 0.99e6 and .latency_p50_ns < 6e6
        and .latency_p99_ns > 11.9e6' out/results.json
    run -0 --separate-stderr forkscale table --format json out
    json '.[1] | (.calls_median_per_s * .run_median_ns / 1e9 - 1 | fabs) < 1e-9 and .calls_median_per_s < 800
        and .call_processor_median_ns > 0 and .call_processor_median_ns < .run_median_ns and .call_p99_median_ns > .call_p50_median_ns' - <<<"$output"
}

@test "below 100 calls there is no 99th percentile, and without --latency neither, but calls per second" {
    run -0 forkscale run -w spin:items=2,grain=0 -s threads -j 2 --calls 99 --blocks 1 --latency -q -o few
    json 'all(.benchmarks[]; .latency_p50_ns > 0 and (has("latency_p99_ns") | not))' few/results.json
    run -0 --separate-stderr forkscale run -w spin:items=2,grain=0 -s threads -j 2 --calls 99 --blocks 1 -q -o none
    refute_output --partial calls/s
    json 'all(.benchmarks[]; has("latency_p50_ns") | not)' none/results.json
    run -0 --separate-stderr forkscale table --format json none
    json 'all(.[]; .call_p50_median_ns == null and .call_p99_median_ns == null and .calls_median_per_s > 0)' - <<<"$output"
    run -0 --separate-stderr forkscale table -v none
    assert_line --regexp 'p50/.?s +p99/.?s +calls/s +processor/.?s$'
}

@test "one call in a timed run has neither" {
    run -0 forkscale run -w spin:items=2,grain=0 -s threads -j 2 --blocks 1 -q -o one
    run -0 --separate-stderr forkscale table --format json one
    json 'all(.[]; .calls_median_per_s == null and .call_processor_median_ns == null)' - <<<"$output"
    refused '--latency needs --calls, of at least 2, or --call-time' run --latency
    refused '--latency needs --calls, of at least 2, or --call-time' run --latency --calls 1
}

@test "a histogram of known durations has their quantiles to a percent" {
    cat >known.c <<'C'
#include "cell/latency.h"
#include <stdio.h>
#include <stdlib.h>
static struct latency latency;
static int is_close(uint64_t found, double wanted)
{
    return (double)found >= 0.99 * wanted && (double)found <= 1.01 * wanted;
}
int main(void)
{
    if (latency_quantile(&latency, 0.5) != 0)
        return 1;
    for (uint64_t ns = 1; ns <= 100; ns++) /* exact */
        latency_add(&latency, ns);
    if (latency_quantile(&latency, 0.5) != 50 || latency_quantile(&latency, 0.99) != 99 || latency_quantile(&latency, 1) != 100)
        return 2;
    for (uint64_t scale = 1; scale < UINT64_C(1) << 32; scale *= 7) {
        latency = (struct latency){ 0 };
        for (uint64_t i = 1; i <= 1000; i++)
            latency_add(&latency, 1000 * scale + i * scale);
        if (!is_close(latency_quantile(&latency, 0.5), 1500.0 * (double)scale) ||
            !is_close(latency_quantile(&latency, 0.99), 1990.0 * (double)scale) || latency.count != 1000)
            return printf("%llu\n", (unsigned long long)scale), 3;
    }
    latency = (struct latency){ 0 };
    latency_add(&latency, UINT64_MAX); /* not beyond the last bucket */
    return latency_quantile(&latency, 0.5) > UINT64_C(1) << 43 ? 0 : 4;
}
C
    # shellcheck disable=SC2046 # words
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -I"$ROOT" -I"$ROOT/harness" -o known known.c "$ROOT/harness/cell/latency.c" $(sanitizers) -lm
    run -0 ./known
}
