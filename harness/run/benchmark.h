/* SPDX-License-Identifier: MIT */
/* Google Benchmark for C: the timing engine that counts, names and writes the repetitions.
 *
 * A repetition is a registered benchmark with manual time and fixed iterations. Google Benchmark
 * calls `measure`, which runs the cell elsewhere, and then counts one iteration per timed run. A
 * block is registered, run and cleared; its repetitions are collected, and written by Google
 * Benchmark's own reporters at the end.
 */
#ifndef FORKSCALE_RUN_BENCHMARK_H
#define FORKSCALE_RUN_BENCHMARK_H

#include "record/results.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What `measure` found. It stays the caller's, and must live until the next call. */
struct bench_outcome {
    const char *error;                   /* NULL if it went well; then the figures do not count */
    const struct repetition *repetition; /* with as many runs as the block has iterations; what is
                                          * not finite is left out */
    bool dropped;                        /* it was not run: nothing is recorded */
};

/* Runs entry `index` of the block. */
typedef void bench_measure(void *context, size_t index, struct bench_outcome *outcome);

struct bench_block {
    const char *const *names; /* one per repetition, in the order to run them */
    size_t count;
    unsigned block;      /* 0 … */
    unsigned blocks;     /* how many there will be, as far as known */
    unsigned iterations; /* ≥ 1 */
    bench_measure *measure;
    void *context;
};

struct bench;

/* Takes those of Google Benchmark's own flags, "--benchmark_…", that make sense here. Returns NULL
 * with an error when a flag is refused. Once per process. */
struct bench *bench_open(char *const *flags, size_t count, struct error *error);

/* --benchmark_filter, NULL if not given. Google Benchmark never sees it, because a
 * filtered plan still needs its baselines. */
const char *bench_filter(const struct bench *self);

/* --benchmark_format was given: bench_report, and nothing else, writes to stdout. */
bool bench_prints(const struct bench *self);

void bench_run(struct bench *self, const struct bench_block *block);

/* All repetitions so far as Google Benchmark's JSON document, for free(). NULL without memory. */
char *bench_json(const struct bench *self);

/* Tries whether the file of --benchmark_out can be written, and makes it. Returns 0, or an errno
 * number with a sentence. */
int bench_try(const struct bench *self, struct error *error);

/* Writes all repetitions as --benchmark_format and --benchmark_out say. Returns 0, or an errno number
 * with a sentence. */
int bench_report(const struct bench *self, struct error *error);

void bench_close(struct bench *self);

/* A micro-benchmark. Google Benchmark chooses the number of iterations, so that their times add up to
 * `least_s`; until it has found it, it begins again with more. */
struct bench_rounds {
    const char *name;
    /* What was measured so far does not count; so many iterations follow. False: there is nothing to
     * measure, and that was it. */
    bool (*begin)(void *context, uint64_t iterations);
    double (*round)(void *context); /* one iteration; returns its time in ns */
    void *context;
    double least_s;
};

/* Runs it, and reports nothing: `round` keeps what it measures. Needs no bench_open. */
void bench_run_rounds(const struct bench_rounds *rounds);

#ifdef __cplusplus
}
#endif
#endif
