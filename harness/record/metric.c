/* SPDX-License-Identifier: MIT */
/* The metrics of a repetition. */
#include "record/metric.h"
#include "record/results.h"

#define AT(member) offsetof(struct repetition, member)

const struct metric metrics[] = {
    { "run_ns", "ns", METRIC_RUNS, 1, AT(run_ns), "the timed runs, in order" },
    { "early_ns", "ns", METRIC_OPTIONAL, 0, AT(early_ns),
      "the strategy's early, before the ballast is touched; no part of once, and absent if it has "
      "no "
      "such hook" },
    { "open_ns", "ns", METRIC_REQUIRED, 0, AT(open_ns), "the strategy's open" },
    { "first_run_ns", "ns", METRIC_OPTIONAL, 0, AT(first_run_ns),
      "the first run, which warms up and is not among run_ns" },
    { "close_ns", "ns", METRIC_OPTIONAL, 0, AT(close_ns), "the strategy's close" },
    { "once_ns", "ns", METRIC_REQUIRED, 1, AT(once_ns), "open + first run + close" },
    { "startup_ns", "ns", METRIC_REQUIRED, 0, AT(startup_ns),
      "from the call of run to a worker's first item; this and the next three are means over "
      "workers and timed runs, and add up to the mean of run_ns" },
    { "busy_ns", "ns", METRIC_REQUIRED, 0, AT(busy_ns),
      "from a worker's first item to its end: the items, and the claims between them" },
    { "imbalance_ns", "ns", METRIC_REQUIRED, 0, AT(imbalance_ns),
      "from a worker's end to the end of the last one" },
    { "finish_ns", "ns", METRIC_REQUIRED, 0, AT(finish_ns),
      "from the end of the last worker to the return of run" },
    { "first_startup_ns", "ns", METRIC_OPTIONAL, 0, AT(first_startup_ns),
      "startup_ns of the first run; with the next three it adds up to first_run_ns" },
    { "first_busy_ns", "ns", METRIC_OPTIONAL, 0, AT(first_busy_ns), "busy_ns of the first run" },
    { "first_imbalance_ns", "ns", METRIC_OPTIONAL, 0, AT(first_imbalance_ns),
      "imbalance_ns of the first run" },
    { "first_finish_ns", "ns", METRIC_OPTIONAL, 0, AT(first_finish_ns),
      "finish_ns of the first run" },
    { "worker_busy_ns", "ns", METRIC_WORKERS, 0, AT(worker_busy_ns),
      "busy_ns of each worker, by its number, a mean over timed runs; their mean is busy_ns" },
    { "worker_processor_ns", "ns", METRIC_WORKERS, 0, AT(worker_processor_ns),
      "processor time of each worker in its worker_busy_ns; absent where the first run took less "
      "than 1 ms, in which reading that clock would show, and of foreign strategies" },
    { "user_ns", "ns", METRIC_OPTIONAL, 0, AT(user_ns),
      "processor time in user mode; this and the next five count the cell inside the strategy's "
      "hooks, and all its children, over all runs" },
    { "system_ns", "ns", METRIC_OPTIONAL, 0, AT(system_ns), "processor time in the kernel" },
    { "minor_faults", "", METRIC_OPTIONAL, 0, AT(minor_faults), "page faults that need no input" },
    { "major_faults", "", METRIC_OPTIONAL, 0, AT(major_faults), "page faults that need input" },
    { "voluntary_switches", "", METRIC_OPTIONAL, 0, AT(voluntary_switches),
      "context switches of processes that wait" },
    { "involuntary_switches", "", METRIC_OPTIONAL, 0, AT(involuntary_switches),
      "context switches of processes that are preempted" },
    { "timed_calls", "", METRIC_OPTIONAL, 0, AT(timed_calls),
      "calls of the strategy in all timed runs" },
    { "latency_p50_ns", "ns", METRIC_OPTIONAL, 0, AT(latency_p50_ns),
      "median of the calls in the timed runs, each timed alone, to 0.8 %; with --latency" },
    { "latency_p99_ns", "ns", METRIC_OPTIONAL, 0, AT(latency_p99_ns),
      "their 99th percentile, likewise; absent below 100 calls" },
    { "instructions", "", METRIC_OPTIONAL, 0, AT(instructions),
      "instructions per call of the timed runs, of the caller and all workers; "
      "with --counters, absent where the machine cannot count" },
    { "cycles", "", METRIC_OPTIONAL, 0, AT(cycles), "processor cycles, likewise" },
    { "cache_misses", "", METRIC_OPTIONAL, 0, AT(cache_misses),
      "misses of the last cache, likewise" },
    { "tlb_misses", "", METRIC_OPTIONAL, 0, AT(tlb_misses),
      "reads that miss the data TLB, likewise" },
    { "open_instructions", "", METRIC_OPTIONAL, 0, AT(open_instructions), "the same in open" },
    { "open_cycles", "", METRIC_OPTIONAL, 0, AT(open_cycles), "the same in open" },
    { "open_cache_misses", "", METRIC_OPTIONAL, 0, AT(open_cache_misses), "the same in open" },
    { "open_tlb_misses", "", METRIC_OPTIONAL, 0, AT(open_tlb_misses), "the same in open" },
    { "close_instructions", "", METRIC_OPTIONAL, 0, AT(close_instructions), "the same in close" },
    { "close_cycles", "", METRIC_OPTIONAL, 0, AT(close_cycles), "the same in close" },
    { "close_cache_misses", "", METRIC_OPTIONAL, 0, AT(close_cache_misses), "the same in close" },
    { "close_tlb_misses", "", METRIC_OPTIONAL, 0, AT(close_tlb_misses), "the same in close" },
    { "oracle_share", "", METRIC_OPTIONAL, 0, AT(oracle_share),
      "makespan of list scheduling, longest item first, over the sum of all costs: the costs are "
      "those of the reference run, sharing is free, and there are no more workers than "
      "processors, unless the workload has the trait idle" },
    { "in_order_share", "", METRIC_OPTIONAL, 0, AT(in_order_share),
      "the same with the items in order, as a queue without cost would hand them out" },
    { "resident_bytes", "bytes", METRIC_OPTIONAL, 0, AT(resident_bytes),
      "memory of the cell that is resident when open is called" },
    { "ballast_huge_bytes", "bytes", METRIC_OPTIONAL, 0, AT(ballast_huge_bytes),
      "of the cell's ballast, what is in huge pages, as the kernel counts it" },
    { "wall_ns", "ns", METRIC_OPTIONAL, 0, AT(wall_ns),
      "the whole repetition, from the start of the cell to the end of all its processes; the rest "
      "is what disturbed it in this time, and a key is absent where the machine cannot tell" },
    { "processor_share", "", METRIC_OPTIONAL, 0, AT(processor_share),
      "processor time of the cell's first thread / (this time + waited_ns): 0.5 if another process "
      "had the processor for half of the time" },
    { "waited_ns", "ns", METRIC_OPTIONAL, 0, AT(waited_ns),
      "time in which the cell's first thread, which calls the strategy and does all the work of "
      "serial, could have run but had no processor" },
    { "strangers_ns", "ns", METRIC_OPTIONAL, 0, AT(strangers_ns),
      "processor time of strangers, all processes that are not of this run, on the processors of "
      "the affinity mask" },
    { "strangers_error_ns", "ns", METRIC_OPTIONAL, 0, AT(strangers_error_ns),
      "the most by which strangers_ns and steal_ns can be wrong, because the kernel counts in "
      "ticks; what one repetition has too little, the next has too much" },
    { "steal_ns", "ns", METRIC_OPTIONAL, 0, AT(steal_ns),
      "time for which the hypervisor did not run these processors" },
    { "throttled_ns", "ns", METRIC_OPTIONAL, 0, AT(throttled_ns),
      "time for which the quota of a control group stopped processors" },
    { "pressure_ns", "ns", METRIC_OPTIONAL, 0, AT(pressure_ns),
      "time in which at least one process of the machine, our own among them, waited for a "
      "processor: `some` of PSI" },
    { "runnable", "", METRIC_OPTIONAL, 0, AT(runnable),
      "tasks that could run, besides forkscale: the mean of beginning and end" },
    { 0 },
};

bool metric_is_number(const struct metric *metric)
{
    return metric->kind != METRIC_RUNS && metric->kind != METRIC_WORKERS;
}

double *metric_at(const struct metric *metric, struct repetition *repetition)
{
    return (double *)(void *)((char *)repetition + metric->offset);
}

double metric_value(const struct metric *metric, const struct repetition *repetition)
{
    return *(const double *)(const void *)((const char *)repetition + metric->offset);
}

struct worker_figures *metric_workers_at(const struct metric *metric, struct repetition *repetition)
{
    return (struct worker_figures *)(void *)((char *)repetition + metric->offset);
}
