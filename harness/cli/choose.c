/* SPDX-License-Identifier: MIT */
/* The names of metrics and facts on command lines. */
#include "cli/choose.h"
#include "analyse/summary.h"
#include "kit/nearest.h"
#include <errno.h>
#include <string.h>

static bool is_ratio(const char *name)
{
    for (const struct cell_metric *metric = cell_metrics; metric->name != NULL; metric++)
        if (strcmp(metric->name, name) == 0)
            return true;
    return false;
}

static int refuse_metric(const char *name, struct error *error)
{
    if (is_ratio(name))
        return error_set(error, EINVAL,
                         "--metric '%s': it is a ratio already; expected run, once or a metric of "
                         "a repetition",
                         name);
    struct nearest nearest = nearest_to(name);
    nearest_offer(&nearest, "run");
    nearest_offer(&nearest, "once");
    for (const struct metric *metric = metrics; metric->name != NULL; metric++)
        nearest_offer(&nearest, metric->name);
    bool is_near = nearest.best != NULL;
    return error_set(error, EINVAL,
                     "--metric '%s': expected run, once or a metric of a repetition%s%s%s", name,
                     is_near ? " (did you mean '" : "; see 'forkscale list metrics'",
                     is_near ? nearest.best : "", is_near ? "'?)" : "");
}

int figure_choose(const char *name, struct figure *figure, struct error *error)
{
    return figure_find(name, figure) ? 0 : refuse_metric(name, error);
}

static int allow(const char *name, unsigned *allowed, struct error *error)
{
    struct nearest nearest = nearest_to(name);
    for (unsigned i = 0; i < FACTS; i++) {
        nearest_offer(&nearest, facts[i].name);
        if (strcmp(facts[i].name, name) != 0)
            continue;
        *allowed |= 1U << i;
        return 0;
    }
    bool is_near = nearest.best != NULL;
    return error_set(error, EINVAL, "--allow '%s': expected one of the facts in --help%s%s%s", name,
                     is_near ? " (did you mean '" : "", is_near ? nearest.best : "",
                     is_near ? "'?)" : "");
}

int facts_allow(const struct option_list *names, unsigned *allowed, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < names->count && code == 0; i++)
        code = allow(names->items[i], allowed, error);
    return code;
}
