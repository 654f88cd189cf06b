/* SPDX-License-Identifier: MIT */
/* Lanes: how a worker of a traced run spent its time. */
#include "analyse/lanes.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

/* Equal parts of time. */
struct scale {
    struct lane_time *parts;
    size_t count;
    double part_ns;
};

/* Adds a share of the time from begin_ns to end_ns. */
static void add(const struct scale *scale, enum lane_kind kind, double begin_ns, double end_ns,
                double share)
{
    double at_ns = begin_ns;
    for (size_t part = (size_t)(begin_ns / scale->part_ns); at_ns < end_ns && part < scale->count;
         part++) {
        double part_end_ns = (double)(part + 1) * scale->part_ns;
        bool is_last = part + 1 == scale->count || end_ns < part_end_ns;
        double until_ns = is_last ? end_ns : part_end_ns;
        if (until_ns <= at_ns)
            continue; /* rounded: it begins with the next part */
        scale->parts[part].ns[kind] += share * (until_ns - at_ns);
        at_ns = until_ns;
    }
}

static void add_record(const struct scale *scale, const struct trace_record *record)
{
    double begin_ns = (double)record->begin_ns;
    double end_ns = (double)record->end_ns;
    if (record->end_ns == record->begin_ns)
        return;
    double share = (double)record->work_ns / (double)(record->end_ns - record->begin_ns);
    add(scale, LANE_ITEMS, begin_ns, end_ns, share);
    if (share < 1)
        add(scale, LANE_BETWEEN, begin_ns, end_ns, 1 - share);
}

void lanes_add(const struct trace_run *run, size_t worker, double end_ns, struct lane_time *parts,
               size_t count)
{
    const struct scale scale = { parts, count, end_ns / (double)count };
    const struct trace_worker *lane = &run->workers[worker];
    double last_end_ns = (double)trace_last_end(run);
    if (lane->count == 0) {
        add(&scale, LANE_STARTUP, 0, last_end_ns, 1);
    } else {
        add(&scale, LANE_STARTUP, 0, (double)lane->begin_ns, 1);
        double at_ns = (double)lane->begin_ns;
        for (size_t i = 0; i < lane->count; i++) {
            add(&scale, LANE_BETWEEN, at_ns, (double)lane->records[i].begin_ns, 1);
            add_record(&scale, &lane->records[i]);
            at_ns = (double)lane->records[i].end_ns;
        }
        add(&scale, LANE_BETWEEN, at_ns, (double)lane->end_ns, 1);
        add(&scale, LANE_WAITING, (double)lane->end_ns, last_end_ns, 1);
    }
    add(&scale, LANE_FINISH, last_end_ns, (double)run->run_ns, 1);
}

struct lane_time lanes_total(const struct trace_run *run, size_t worker)
{
    struct lane_time total = { 0 };
    lanes_add(run, worker, (double)run->run_ns, &total, 1);
    return total;
}

struct lane_split lanes_split(const struct trace_run *run)
{
    struct lane_split split = { 0 };
    uint64_t last_end_ns = trace_last_end(run);
    for (size_t i = 0; i < run->worker_count; i++) {
        const struct trace_worker *lane = &run->workers[i];
        uint64_t work_ns = 0;
        for (size_t record = 0; record < lane->count; record++)
            work_ns += lane->records[record].work_ns;
        bool has_run = lane->count > 0;
        split.ns[LANE_STARTUP] += has_run ? lane->begin_ns : last_end_ns;
        split.ns[LANE_ITEMS] += work_ns;
        split.ns[LANE_BETWEEN] += has_run ? lane->end_ns - lane->begin_ns - work_ns : 0;
        split.ns[LANE_WAITING] += has_run ? last_end_ns - lane->end_ns : 0;
        split.ns[LANE_FINISH] += run->run_ns - last_end_ns;
    }
    return split;
}

enum lane_kind lanes_greatest(const struct lane_time *time)
{
    enum lane_kind greatest = LANE_KINDS;
    double most_ns = 0;
    for (enum lane_kind kind = 0; kind < LANE_KINDS; kind++)
        if (time->ns[kind] > most_ns) {
            most_ns = time->ns[kind];
            greatest = kind;
        }
    return greatest;
}

uint64_t lanes_items(const struct trace_worker *worker, uint64_t *chunks)
{
    uint64_t items = 0;
    *chunks = 0;
    for (size_t i = 0; i < worker->count; i++) {
        items += worker->records[i].items;
        *chunks += worker->records[i].chunks;
    }
    return items;
}

uint64_t lanes_longest(const struct trace *trace)
{
    uint64_t longest_ns = 0;
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct trace_run *run = &trace->runs[i];
        if (run->error == NULL && run->run_ns > longest_ns)
            longest_ns = run->run_ns;
    }
    return longest_ns;
}

static uint32_t most_items(const struct trace_worker *worker)
{
    uint32_t most = 0;
    for (size_t i = 0; i < worker->count; i++)
        most = worker->records[i].items > most ? worker->records[i].items : most;
    return most;
}

uint32_t lanes_merged(const struct trace *trace)
{
    uint32_t most = 0;
    for (size_t i = 0; i < trace->run_count; i++)
        for (size_t w = 0; trace->runs[i].error == NULL && w < trace->runs[i].worker_count; w++) {
            uint32_t items = most_items(&trace->runs[i].workers[w]);
            most = items > most ? items : most;
        }
    return most;
}

int lanes_cost(const struct trace_run *run, struct estimate *cost)
{
    double *ratios = calloc(run->blocks + 1, sizeof *ratios);
    if (ratios == NULL)
        return ENOMEM;
    for (size_t i = 0; i < run->blocks; i++)
        ratios[i] = run->traced_ns[i] / run->plain_ns[i];
    *cost = estimate_median(ratios, run->blocks, ESTIMATE_LEVEL);
    free(ratios);
    return 0;
}
