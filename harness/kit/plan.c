/* SPDX-License-Identifier: MIT */
/* A plan: how the items of a run are cut. */
#include "kit/plan.h"

int plan_follow(const struct plan *plan, uint32_t number, struct plan_copy *copy, struct job *job)
{
    struct error error = { 0 };
    copy->number = number;
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
