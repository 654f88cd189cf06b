/* SPDX-License-Identifier: MIT */
/* A discrete-event simulation of one run. */
#include "predict/simulate.h"
#include "analyse/least.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>

static double begin_ns(const struct model *model, unsigned worker)
{
    return model->costs.start_ns + worker * model->costs.start_each_ns;
}

static double chunk_ns(const struct model *model, struct chunk chunk)
{
    return model->costs.slower *
           (model->until_ns[chunk.first + chunk.count] - model->until_ns[chunk.first]);
}

/* Each worker knows its chunks, so none waits for another. Returns when the last one ends. */
static double run_static(const struct model *model, const struct schedule *schedule)
{
    double last_ns = 0;
    for (unsigned worker = 0; worker < schedule->workers; worker++) {
        double at_ns = begin_ns(model, worker) + model->costs.claim_ns;
        for (uint64_t step = worker; step < schedule->steps; step += schedule->workers)
            at_ns += chunk_ns(model, schedule_chunk(schedule, step)) + model->costs.claim_ns;
        last_ns = fmax(last_ns, at_ns);
    }
    return last_ns;
}

/* The chunk of the next claim. Workers of awf have equal rates here. */
static struct chunk next_chunk(const struct schedule *schedule, uint64_t step, uint64_t first)
{
    return schedule->kind == SCHEDULE_AWF ? schedule_weighted(schedule, first, 1)
                                          : schedule_chunk(schedule, step);
}

/* The worker that is free first claims first; which one it is does not matter, so `free_ns` holds
 * times only. Returns when the last one ends. */
static double run_queue(const struct model *model, const struct schedule *schedule, double *free_ns)
{
    double own_ns = model->costs.claim_ns - model->costs.shared_ns;
    double open_ns = 0; /* when the next may claim */
    double last_ns = 0;
    uint64_t first = 0;
    unsigned left = schedule->workers;
    for (unsigned worker = 0; worker < left; worker++)
        free_ns[worker] = begin_ns(model, worker);
    for (uint64_t step = 0; left > 0; step++) {
        struct chunk chunk = next_chunk(schedule, step, first);
        open_ns = fmax(open_ns, free_ns[0] + own_ns) + model->costs.shared_ns;
        first = chunk.first + chunk.count;
        last_ns = fmax(last_ns, open_ns + chunk_ns(model, chunk));
        if (chunk.count > 0)
            least_replace(free_ns, left, open_ns + chunk_ns(model, chunk));
        else if (--left > 0) /* this worker ends; the last of the heap takes its place */
            least_replace(free_ns, left, free_ns[left]);
    }
    return last_ns;
}

int simulate(const struct model *model, const struct schedule *schedule, double *run_ns)
{
    double *free_ns = NULL;
    double last_ns;
    if (schedule_is_static(schedule)) {
        last_ns = run_static(model, schedule);
    } else {
        free_ns = calloc(schedule->workers, sizeof *free_ns);
        if (free_ns == NULL)
            return ENOMEM;
        last_ns = run_queue(model, schedule, free_ns);
    }
    free(free_ns);
    *run_ns =
        last_ns + model->costs.finish_ns + (schedule->workers - 1) * model->costs.finish_each_ns;
    return 0;
}
