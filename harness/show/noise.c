/* SPDX-License-Identifier: MIT */
/* The sentence under the table that says whether the run was disturbed. */
#include "show/noise.h"
#include "analyse/noise.h"
#include "kit/text.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>

void processors_text(double processors, char text[static PROCESSORS_TEXT_BYTES])
{
    snprintf(text, PROCESSORS_TEXT_BYTES,
             processors < 0.995 ? "%.2f of a processor" : "%.2f processors", processors);
}

static void print_share(FILE *stream, const char **separator, const char *who, double processors)
{
    char text[PROCESSORS_TEXT_BYTES];
    processors_text(processors, text);
    fprintf(stream, "%s%s took %s", *separator, who, text);
    *separator = ", ";
}

static void print_causes(FILE *stream, const struct noise_summary *noise)
{
    const char *separator = " (";
    bool has_strangers = noise->strangers_share >= 0.005;
    if (has_strangers)
        print_share(stream, &separator, "strangers", noise->strangers_share);
    if (noise->serial_share < 0.995) {
        fprintf(stream, "%sserial got %.2f of %s", separator, noise->serial_share,
                has_strangers ? "one" : "a processor");
        separator = ", ";
    }
    if (noise->by_cause[NOISE_STEAL] > 0)
        print_share(stream, &separator, "the hypervisor", noise->steal_share);
    if (noise->by_cause[NOISE_THROTTLED] > 0)
        print_share(stream, &separator, "a quota", noise->throttled_share);
    if (separator[0] == ' ' && noise->by_cause[NOISE_PRESSURE] > 0)
        fprintf(stream, " (processes waited for a processor in %.0f %% of the time",
                100 * noise->pressure_share);
    else if (separator[0] == ' ')
        fputs(" (cells waited for a processor", stream);
    fputc(')', stream);
}

/* How much it moved the figures. */
static void print_effect(FILE *stream, const struct noise_summary *noise)
{
    if (isnan(noise->moved)) {
        fputs("; too few others are left to say how much that moved the medians", stream);
        return;
    }
    fprintf(stream, "; without them the medians differ by up to %.*f %%",
            noise->moved < 0.0995 ? 1 : 0, 100 * noise->moved);
    if (noise->lost_cells > 0)
        fprintf(stream, " (in %zu cell%s too few others are left to compare)", noise->lost_cells,
                noise->lost_cells == 1 ? "" : "s");
}

static int print_drift(FILE *stream, const struct results *results,
                       const struct noise_summary *noise)
{
    if (!(fabs(noise->drift) > 0))
        return 0;
    char *workload = text_printable(results->cells[noise->drift_cell].workload);
    if (workload == NULL)
        return ENOMEM;
    fprintf(stream, "; serial of %s became %.1f %% %s over the blocks", workload,
            100 * fabs(noise->drift), noise->drift > 0 ? "slower" : "faster");
    free(workload);
    return 0;
}

static void print_head(FILE *stream, const struct noise_summary *noise)
{
    const char *plural = noise->repetitions == 1 ? "" : "s";
    if (noise->recorded < noise->repetitions) {
        fprintf(stream, "Noise: not recorded for %zu of %zu repetition%s",
                noise->repetitions - noise->recorded, noise->repetitions, plural);
        if (noise->disturbed > 0)
            fprintf(stream, "; %zu others were disturbed", noise->disturbed);
    } else if (noise->disturbed > 0) {
        fprintf(stream, "Disturbed: %zu of %zu repetition%s", noise->disturbed, noise->repetitions,
                plural);
    } else if (isfinite(noise->spread_share)) {
        char text[PROCESSORS_TEXT_BYTES];
        processors_text(noise->spread_share, text);
        fprintf(stream,
                "Disturbed: strangers took %s overall, but the %zu repetition%s too short to say "
                "which",
                text, noise->repetitions, noise->repetitions == 1 ? " is" : "s are");
    } else {
        fprintf(stream, "Quiet: none of %zu repetition%s was disturbed", noise->repetitions,
                plural);
    }
}

int noise_print(FILE *stream, const struct results *results, bool colour)
{
    struct noise_summary noise;
    int error = noise_summarise(results, &noise);
    if (error != 0 || noise.repetitions == 0)
        return error;
    bool is_loud = noise.disturbed > 0 || isfinite(noise.spread_share);
    fputs(colour && is_loud ? "\033[31m" : "", stream);
    print_head(stream, &noise);
    if (noise.disturbed > 0) {
        print_causes(stream, &noise);
        print_effect(stream, &noise);
    }
    error = print_drift(stream, results, &noise);
    fputs(colour && is_loud ? ".\033[0m\n" : ".\n", stream);
    return error;
}
