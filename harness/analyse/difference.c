/* SPDX-License-Identifier: MIT */
/* Where two runs differ so that their times cannot be compared. */
#include "analyse/difference.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RUN(member)      offsetof(struct results, member)
#define WORKLOAD(member) offsetof(struct result_workload, member)

const struct fact facts[] = {
    { "host", FACT_TEXT, false, RUN(host), "name of the host" },
    { "cpu", FACT_TEXT, false, RUN(cpu_model), "model of the processor" },
    { "processors", FACT_COUNT, false, RUN(processors), "usable processors" },
    { "pin", FACT_TEXT, false, RUN(pin), "what cells are pinned to" },
    { "kernel", FACT_TEXT, false, RUN(kernel), "kernel and its release" },
    { "compiler", FACT_TEXT, false, RUN(compiler), "compiler of forkscale and its modules" },
    { "flags", FACT_TEXT, false, RUN(flags), "flags of that compiler" },
    { "mode", FACT_TEXT, false, RUN(mode), "mode of the build" },
    { "iterations", FACT_COUNT, false, RUN(iterations), "timed runs of a repetition" },
    { "calls", FACT_COUNT, false, RUN(calls), "calls of the strategy in a timed run" },
    { "workload", FACT_TEXT, true, WORKLOAD(build), "build of the workload" },
    { "tunables", FACT_TEXT, true, WORKLOAD(tunables), "tunables of the workload" },
    { "items", FACT_REAL, true, WORKLOAD(items), "items of the workload" },
    { "results", FACT_REAL, true, WORKLOAD(result_bytes), "bytes of a result" },
    { "input", FACT_TEXT, true, WORKLOAD(input), "digest of the input" },
    { 0 },
};

_Static_assert(sizeof facts / sizeof *facts == FACTS + 1, "FACTS counts the rows");

static const void *at(const struct fact *fact, const void *holder)
{
    return (const char *)holder + fact->offset;
}

static const char *text_of(const struct fact *fact, const void *holder)
{
    return *(char *const *)at(fact, holder);
}

static double number_of(const struct fact *fact, const void *holder)
{
    return fact->kind == FACT_COUNT ? *(const unsigned *)at(fact, holder)
                                    : *(const double *)at(fact, holder);
}

bool fact_is_recorded(const struct fact *fact, const void *holder)
{
    if (holder == NULL)
        return false;
    return fact->kind == FACT_TEXT ? text_of(fact, holder) != NULL
                                   : !isnan(number_of(fact, holder));
}

static bool is_alike(const struct fact *fact, const void *base, const void *new)
{
    if (!fact_is_recorded(fact, base) || !fact_is_recorded(fact, new))
        return false;
    return fact->kind == FACT_TEXT ? strcmp(text_of(fact, base), text_of(fact, new)) == 0
                                   : number_of(fact, base) == number_of(fact, new);
}

/* Adds the facts of a holder, a run or a workload, that differ. */
static int add_all(struct differences *differences, struct difference difference, unsigned allowed)
{
    for (unsigned i = 0; i < FACTS; i++) {
        if (facts[i].of_workload != (difference.workload != NULL) ||
            is_alike(&facts[i], difference.base, difference.new))
            continue;
        struct difference *all = realloc(differences->all, (differences->count + 1) * sizeof *all);
        if (all == NULL)
            return ENOMEM;
        difference.fact = &facts[i];
        difference.is_allowed = (allowed >> i & 1) != 0;
        differences->all = all;
        all[differences->count++] = difference;
    }
    return 0;
}

int differences_add_run(struct differences *differences, const struct results *base,
                        const struct results *new, unsigned allowed)
{
    return add_all(differences, (struct difference){ .base = base, .new = new }, allowed);
}

static const struct result_workload *find(const struct results *results, const char *label)
{
    for (size_t i = 0; i < results->workload_count; i++)
        if (strcmp(results->workloads[i].label, label) == 0)
            return &results->workloads[i];
    return NULL;
}

int differences_add_workload(struct differences *differences, const struct results *base,
                             const struct results *new, const char *workload, unsigned allowed)
{
    for (size_t i = 0; i < differences->count; i++)
        if (differences->all[i].workload != NULL &&
            strcmp(differences->all[i].workload, workload) == 0)
            return 0;
    return add_all(differences,
                   (struct difference){ .workload = workload,
                                        .base = find(base, workload),
                                        .new = find(new, workload) },
                   allowed);
}

bool differences_forbid(const struct differences *differences, const char *workload)
{
    for (size_t i = 0; i < differences->count; i++) {
        const struct difference *difference = &differences->all[i];
        if (!difference->is_allowed &&
            (difference->workload == NULL || strcmp(difference->workload, workload) == 0))
            return true;
    }
    return false;
}

void differences_release(struct differences *differences)
{
    free(differences->all);
    *differences = (struct differences){ 0 };
}
