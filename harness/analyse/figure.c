/* SPDX-License-Identifier: MIT */
/* What of a repetition is compared. */
#include "analyse/figure.h"
#include <string.h>

static const struct metric *find_metric(const char *name)
{
    const struct metric *metric = metrics;
    while (metric->name != NULL && strcmp(metric->name, name) != 0)
        metric++;
    return metric->name != NULL ? metric : NULL;
}

bool figure_find(const char *name, struct figure *figure)
{
    bool is_once = strcmp(name, "once") == 0 || strcmp(name, "once_ns") == 0;
    const struct metric *metric = find_metric(is_once ? "once_ns" : name);
    if (metric != NULL && metric->kind == METRIC_WORKERS)
        return false;
    bool is_run = strcmp(name, "run") == 0 || (metric != NULL && metric->kind == METRIC_RUNS);
    if (metric == NULL && !is_run)
        return false;
    *figure = (struct figure){
        .name = is_run    ? "run"
                : is_once ? "once"
                          : metric->name,
        .metric = is_run ? NULL : metric,
        .is_time = is_run || strcmp(metric->unit, "ns") == 0,
    };
    return true;
}

void figures_usual(struct figure figures[static FIGURES_USUAL])
{
    (void)figure_find("run", &figures[0]);
    (void)figure_find("once", &figures[1]);
}

double figure_value(const struct figure *figure, const struct repetition_summary *summary)
{
    const struct metric *metric = figure->metric;
    if (metric == NULL)
        return repetition_run_ns(summary);
    return metric_value(metric, summary->repetition) + (metric->min > 0 ? 0 : 1);
}

double figure_yardstick(const struct figure *figure, const struct repetition_summary *serial)
{
    if (!figure->is_time)
        return 1;
    return strcmp(figure->name, "once") == 0 ? repetition_once_ns(serial)
                                             : repetition_run_ns(serial);
}
