/* SPDX-License-Identifier: MIT */
/* From what a cell left to the figures that are recorded of it. */
#include "run/sample.h"
#include "kit/clock.h"
#include <errno.h>
#include <stdlib.h>

/* Means over the timed runs, in nanoseconds. */
struct means {
    double startup;
    double busy;
    double imbalance;
    double finish;
};

static struct means means(const struct outcome *outcome)
{
    struct means sum = { 0 };
    for (unsigned run = 0; run < outcome->runs; run++) {
        const struct sample *sample = &outcome->samples[run];
        sum.startup += (double)sample->startup_ns / outcome->runs;
        sum.busy += (double)sample->busy_ns / outcome->runs;
        sum.imbalance += (double)sample->imbalance_ns / outcome->runs;
        sum.finish += (double)sample->finish_ns / outcome->runs;
    }
    return sum;
}

int sample_figures(const struct outcome *outcome, struct figures *figures)
{
    double *time_s = realloc(figures->time_s, (outcome->runs + 1) * sizeof *time_s);
    if (time_s == NULL)
        return ENOMEM;
    figures->time_s = time_s;
    for (unsigned run = 0; run < outcome->runs; run++)
        time_s[run] = (double)outcome->samples[run].run_ns / (double)NS_PER_S;

    struct means mean = means(outcome);
    const struct usage *usage = &outcome->usage;
    double first_ns = (double)outcome->first.run_ns;
    const struct bench_counter counters[FIGURE_COUNTERS] = {
        { "open_ns", (double)outcome->open_ns },
        { "first_run_ns", first_ns },
        { "close_ns", (double)outcome->close_ns },
        { "once_ns", (double)outcome->open_ns + first_ns + (double)outcome->close_ns },
        { "startup_ns", mean.startup },
        { "busy_ns", mean.busy },
        { "imbalance_ns", mean.imbalance },
        { "finish_ns", mean.finish },
        { "user_ns", (double)usage->user_ns },
        { "system_ns", (double)usage->system_ns },
        { "minor_faults", (double)usage->minor_faults },
        { "major_faults", (double)usage->major_faults },
        { "voluntary_switches", (double)usage->voluntary_switches },
        { "involuntary_switches", (double)usage->involuntary_switches },
    };
    for (size_t i = 0; i < FIGURE_COUNTERS; i++)
        figures->counters[i] = counters[i];
    return 0;
}

json_t *sample_runs_json(const struct outcome *outcome)
{
    json_t *runs = json_array();
    for (unsigned run = 0; run < outcome->runs; run++)
        json_array_append_new(runs, json_integer((json_int_t)outcome->samples[run].run_ns));
    return runs;
}
