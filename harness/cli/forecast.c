/* SPDX-License-Identifier: MIT */
/* The first line of a run: machine, load, plan and expected duration. */
#include "cli/run.h"
#include "show/noise.h"
#include <math.h>
#include <string.h>

static void print_machine(const struct forecast *forecast)
{
    bool is_known = forecast->cpu_model != NULL && strcmp(forecast->cpu_model, "unavailable") != 0;
    fprintf(stderr, "%s, %u processor%s, ", is_known ? forecast->cpu_model : "unknown processor",
            forecast->processors, forecast->processors == 1 ? "" : "s");
    if (isnan(forecast->load))
        fputs("load unavailable", stderr);
    else
        fprintf(stderr, "load %.2f", forecast->load);
    if (forecast->is_busy && isfinite(forecast->strangers)) {
        char text[PROCESSORS_TEXT_BYTES];
        processors_text(forecast->strangers, text);
        fprintf(stderr, " (busy: other processes take %s)", text);
    } else if (forecast->is_busy) {
        fputs(" (busy)", stderr);
    } else if (isfinite(forecast->strangers) || isfinite(forecast->load)) {
        fputs(" (quiet)", stderr);
    }
}

static void print_plan(const struct forecast *forecast)
{
    fprintf(stderr, " · %zu cell%s × ", forecast->cells, forecast->cells == 1 ? "" : "s");
    if (forecast->blocks == 0)
        fputs("as many blocks as fit", stderr);
    else
        fprintf(stderr, "%s%u block%s", forecast->budget_s > 0 ? "up to " : "", forecast->blocks,
                forecast->blocks == 1 ? "" : "s");
}

static void print_duration(double seconds)
{
    unsigned long whole = (unsigned long)fmax(round(seconds), 1);
    if (whole < 60)
        fprintf(stderr, " · about %lu s\n", whole);
    else if (whole < 3600)
        fprintf(stderr, " · about %lu min %lu s\n", whole / 60, whole % 60);
    else
        fprintf(stderr, " · about %lu h %lu min\n", whole / 3600, whole % 3600 / 60);
}

void meter_begin(void *context, const struct forecast *forecast)
{
    struct meter *meter = context;
    if (meter->quiet)
        return;
    meter_clear(meter);
    print_machine(forecast);
    print_plan(forecast);
    print_duration(forecast->expected_s);
}
