/* SPDX-License-Identifier: MIT */
/* The metrics of a cell: what each is made of, and where it is shown. */
#include "analyse/repetition_index.h"
#include "analyse/summary.h"
#include <math.h>

/* The parts add up to the mean run, so a share of their sum is a share of that, and never above
 * 1. */
static double share(const struct repetition_summary *summary, double part_ns)
{
    const struct repetition *repetition = summary->repetition;
    double run_ns = repetition->startup_ns + repetition->busy_ns + repetition->imbalance_ns +
                    repetition->finish_ns;
    return run_ns > 0 ? part_ns / run_ns : 0;
}

static double startup_share(const struct repetition_summary *summary)
{
    return share(summary, summary->repetition->startup_ns);
}

static double imbalance_share(const struct repetition_summary *summary)
{
    return share(summary, summary->repetition->imbalance_ns);
}

static double finish_share(const struct repetition_summary *summary)
{
    return share(summary, summary->repetition->finish_ns);
}

static double open_share(const struct repetition_summary *summary)
{
    return summary->repetition->open_ns / summary->repetition->once_ns;
}

/* NaN where the block has no serial repetition. */
static double part_share(const struct repetition_summary *summary, enum overhead_part part)
{
    if (summary->serial == NULL)
        return (double)NAN;
    const struct overhead overhead =
        overhead_of(summary->repetition, summary->workers, summary->serial, OVERHEAD_WARM);
    return share(summary, overhead.part_ns[part]);
}

static double compute_share(const struct repetition_summary *summary)
{
    return part_share(summary, PART_COMPUTE);
}

static double dispatch_share(const struct repetition_summary *summary)
{
    return part_share(summary, PART_DISPATCH);
}

static double busy_imbalance(const struct repetition_summary *summary)
{
    return overhead_imbalance(&summary->repetition->worker_busy_ns);
}

static double processor_imbalance(const struct repetition_summary *summary)
{
    return overhead_imbalance(&summary->repetition->worker_processor_ns);
}

/* What the record has as it is. */
#define FIGURE(name, member)                                                                       \
    static double name(const struct repetition_summary *summary)                                   \
    {                                                                                              \
        return summary->repetition->member;                                                        \
    }

FIGURE(call_p50, latency_p50_ns)
FIGURE(call_p99, latency_p99_ns)
FIGURE(instructions, instructions)
FIGURE(cycles, cycles)
FIGURE(cache_misses, cache_misses)
FIGURE(tlb_misses, tlb_misses)

/* Only where calls follow each other. */
static bool has_calls(const struct repetition *repetition)
{
    return repetition->timed_calls > (double)repetition->runs;
}

static double calls_per_s(const struct repetition_summary *summary)
{
    return has_calls(summary->repetition) ? 1e9 / summary->run_ns : (double)NAN;
}

/* The first run is a call, too. */
static double call_processor(const struct repetition_summary *summary)
{
    const struct repetition *repetition = summary->repetition;
    double used_ns = repetition->user_ns + repetition->system_ns;
    return has_calls(repetition) ? used_ns / (repetition->timed_calls + 1) : (double)NAN;
}

#define AT(member) offsetof(struct summary, member)
#define COLUMNS(...)                                                                               \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

const struct cell_metric cell_metrics[] = {
    { "run", CELL_TIME, COLUMNS(1), true, AT(run), repetition_run_ns, "run",
      "warm: one call of the strategy's run, all items, pool already open" },
    { "once", CELL_TIME, COLUMNS(4), false, AT(once), repetition_once_ns, "once",
      "open + first run + close: what a program pays that uses the pool a single time" },
    { "speedup", CELL_RATIO, COLUMNS(2), true, AT(speedup), repetition_run_ns, "speedup",
      "serial run / run" },
    { "efficiency", CELL_PER_WORKER, COLUMNS(3), false, AT(efficiency), repetition_run_ns,
      "efficiency", "speedup / workers; 1 is ideal" },
    { "once_speedup", CELL_RATIO, COLUMNS(5), false, AT(once_speedup), repetition_once_ns,
      "speedup", "serial once / once" },
    { "once_efficiency", CELL_PER_WORKER, COLUMNS(0), false, AT(once_efficiency),
      repetition_once_ns, NULL, "once speedup / workers" },
    { "startup_share", CELL_SHARE, COLUMNS(6, 2), false, AT(startup_share), startup_share,
      "start-up",
      "part of the run that a worker, on average, waits for its first item to begin; one that gets "
      "none waits until all is done" },
    { "imbalance_share", CELL_SHARE, COLUMNS(7, 4), false, AT(imbalance_share), imbalance_share,
      "imbalance",
      "part of the run that a worker, on average, has ended and waits for the last one" },
    { "finish_share", CELL_SHARE, COLUMNS(0, 5), false, AT(finish_share), finish_share, "finish",
      "part of the run after the last worker has ended and before run returns" },
    { "open_share", CELL_SHARE, COLUMNS(0), false, AT(open_share), open_share, NULL,
      "part of once that open takes" },
    { "regret", CELL_REGRET, COLUMNS(0), false, AT(regret), repetition_run_ns, NULL,
      "run / (serial run * oracle_share): how much longer than the shortest schedule of items of "
      "known cost; 1 is ideal" },
    { "compute_share", CELL_SHARE, COLUMNS(0, 1), false, AT(compute_share), compute_share,
      "compute",
      "serial's busy time in the same block / (workers * run): what the work itself takes" },
    { "dispatch_share", CELL_SHARE, COLUMNS(0, 3), false, AT(dispatch_share), dispatch_share,
      "dispatch",
      "the rest of the workers' busy time / (workers * run): claims and messages, and what items "
      "take longer beside other workers; negative where they take less time than in serial" },
    { "busy_imbalance", CELL_SHARE, COLUMNS(0, 6), false, AT(busy_imbalance), busy_imbalance,
      "uneven, wall",
      "(max / mean - 1) * P / (P - 1) of the busy times of P workers: 0 if all have the same, P if "
      "one has all" },
    { "processor_imbalance", CELL_SHARE, COLUMNS(0, 7), false, AT(processor_imbalance),
      processor_imbalance, "processor",
      "the same of their processor times: a worker that was preempted is not uneven by it" },
    { "call_p50", CELL_TIME, COLUMNS(0, 0, 1), false, AT(call_p50), call_p50, "p50",
      "median of the calls in the timed runs, each timed alone; with --latency" },
    { "call_p99", CELL_TIME, COLUMNS(0, 0, 2), false, AT(call_p99), call_p99, "p99",
      "their 99th percentile" },
    { "calls", CELL_RATE, COLUMNS(0, 0, 3), false, AT(calls), calls_per_s, "calls/s",
      "calls per second that follow each other; with --calls or --call-time" },
    { "call_processor", CELL_TIME, COLUMNS(0, 0, 4), false, AT(call_processor), call_processor,
      "processor",
      "processor time per call, of the caller and all workers, with what open and close took" },
    { "instructions", CELL_COUNT, COLUMNS(0, 0, 0, 1), false, AT(instructions), instructions,
      "instructions", "per warm call, of the caller and all workers; with --counters" },
    { "cycles", CELL_COUNT, COLUMNS(0, 0, 0, 2), false, AT(cycles), cycles, "cycles",
      "processor cycles, likewise" },
    { "cache_misses", CELL_COUNT, COLUMNS(0, 0, 0, 3), false, AT(cache_misses), cache_misses,
      "cache misses", "misses of the last cache, likewise" },
    { "tlb_misses", CELL_COUNT, COLUMNS(0, 0, 0, 4), false, AT(tlb_misses), tlb_misses,
      "TLB misses", "reads that miss the data TLB, likewise" },
    { 0 },
};

const char *cell_metric_unit(const struct cell_metric *metric)
{
    return metric->kind == CELL_TIME ? "ns" : metric->kind == CELL_RATE ? "per_s" : "";
}

const struct estimate *cell_metric_estimate(const struct cell_metric *metric,
                                            const struct summary *summary)
{
    return (const struct estimate *)((const char *)summary + metric->offset);
}
