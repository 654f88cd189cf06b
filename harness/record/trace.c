/* SPDX-License-Identifier: MIT */
/* Traces: what a sound one is. */
#include "record/trace.h"
#include <stdlib.h>

uint64_t trace_last_end(const struct trace_run *run)
{
    uint64_t last_ns = 0;
    for (size_t i = 0; i < run->worker_count; i++)
        last_ns = run->workers[i].end_ns > last_ns ? run->workers[i].end_ns : last_ns;
    return last_ns;
}

/* Its records follow each other between its begin and its end. Sets *items to what they have. */
static bool is_sound(const struct trace_worker *worker, uint64_t run_ns, uint64_t *items)
{
    uint64_t now_ns = worker->begin_ns;
    *items = 0;
    for (size_t i = 0; i < worker->count; i++) {
        const struct trace_record *record = &worker->records[i];
        if (record->begin_ns < now_ns || record->end_ns < record->begin_ns ||
            record->work_ns > record->end_ns - record->begin_ns || record->items == 0 ||
            record->chunks > record->items)
            return false;
        now_ns = record->end_ns;
        *items += record->items;
    }
    return now_ns <= worker->end_ns && worker->end_ns <= run_ns &&
           (worker->count > 0 || worker->end_ns == 0);
}

bool trace_is_sound(const struct trace_run *run, uint64_t items)
{
    uint64_t all = 0;
    for (size_t i = 0; i < run->worker_count; i++) {
        uint64_t own;
        if (!is_sound(&run->workers[i], run->run_ns, &own))
            return false;
        all += own;
    }
    return run->run_ns > 0 && all == items;
}

void trace_run_empty(struct trace_run *run)
{
    for (size_t i = 0; run->workers != NULL && i < run->worker_count; i++)
        free(run->workers[i].records);
    free(run->workers);
    run->workers = NULL;
}

static void release_run(struct trace_run *run)
{
    trace_run_empty(run);
    free(run->strategy);
    free(run->error);
    free(run->plain_ns);
    free(run->traced_ns);
}

void trace_release(struct trace *trace)
{
    for (size_t i = 0; trace->runs != NULL && i < trace->run_count; i++)
        release_run(&trace->runs[i]);
    free(trace->runs);
    free(trace->utc);
    free(trace->host);
    free(trace->cpu_model);
    free(trace->version);
    free(trace->workload);
    *trace = (struct trace){ .utc = NULL };
}
