/* SPDX-License-Identifier: MIT */
/* A plan: how the items of a run are cut. */
#include "kit/plan.h"

void plan_make(struct plan *plan, uint64_t first, const struct schedule_options *chunks)
{
    plan->number++;
    plan->first = first;
    plan->chunks = *chunks;
}

int plan_follow(const struct plan *plan, struct plan_copy *copy, struct job *job)
{
    struct error error = { 0 };
    if (copy->number == plan->number)
        return 0;
    copy->number = plan->number;
    schedule_close(&copy->schedule);
    job->schedule = &copy->schedule;
    int code = schedule_open(&copy->schedule, &plan->chunks, &error);
    return code == 0 ? 0 : job_fail(job, "malloc", code);
}

void plan_close(struct plan_copy *copy, struct job *job)
{
    if (job->schedule == &copy->schedule)
        job->schedule = NULL;
    schedule_close(&copy->schedule);
}
