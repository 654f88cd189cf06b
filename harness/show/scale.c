/* SPDX-License-Identifier: MIT */
/* How throughput grows with workers, as text:
 *
 *     spin, shared_counter
 *       workers  speedup  [low, high]     efficiency  over one  serial share  [low, high]
 *             1     0.97  [0.96, 0.98]          0.97
 *             2     1.91  [1.88, 1.93]          0.95      1.97         4.7 %  [3.5, 6.3]
 *       Serial share: it does not change surely from 2 to 4 workers, so a serial part limits the speedup.
 *       Amdahl's law: not fitted, because 2 numbers of workers have a processor each; it takes 4.
 */
#include "show/scale.h"
#include "show/label.h"
#include "show/scale_rows.h"
#include <string.h>

/* "[0.96, 0.98]", or in parentheses where it is a mere range. */
static void write_range(char *text, size_t bytes, const struct estimate *estimate, double unit)
{
    double low = estimate->low / unit;
    double high = estimate->high / unit;
    snprintf(text, bytes, "%c%.*f, %.*f%c", estimate->has_interval ? '[' : '(',
             decimals_of_three(high), low, decimals_of_three(high), high,
             estimate->has_interval ? ']' : ')');
}

/* The figure in so many columns; spaces where there is none. */
static void print_figure(FILE *stream, const struct estimate *estimate, double unit, int width,
                         const char *behind)
{
    double value = estimate->median / unit;
    if (estimate->count > 0)
        fprintf(stream, "%*.*f%s", width - (int)strlen(behind), decimals_of_three(value), value,
                behind);
    else
        fprintf(stream, "%*s", width, "");
}

static void print_point(FILE *stream, const struct scaling_curve *curve,
                        const struct scaling_point *point)
{
    char range[48];
    fprintf(stream, "  %7u  ", point->workers);
    write_range(range, sizeof range, &point->value, 1);
    print_figure(stream, &point->value, 1, curve->has_serial ? 7 : 10, "");
    fprintf(stream, "  %-16s  ", range);
    print_figure(stream, &point->efficiency, 1, 10, "");
    if (curve->has_serial) {
        fputs("  ", stream);
        print_figure(stream, &point->relative, 1, 8, "");
    }
    if (point->serial.count > 0) {
        fputs("  ", stream);
        print_figure(stream, &point->serial, 0.01, 12, " %");
        write_range(range, sizeof range, &point->serial, 0.01);
        fprintf(stream, "  %s", range);
    }
    fprintf(stream, "%s\n", point->is_fitted ? "" : "  oversubscribed");
}

static void print_points(FILE *stream, const struct scaling_curve *curve)
{
    if (curve->has_serial)
        fprintf(stream, "  %7s  %7s  %-16s  %10s  %8s  %12s  %s\n", "workers", "speedup",
                "[low, high]", "efficiency", "over one", "serial share", "[low, high]");
    else
        fprintf(stream, "  %7s  %10s  %-16s  %10s  %12s  %s\n", "workers", "throughput",
                "[low, high]", "efficiency", "serial share", "[low, high]");
    for (size_t i = 0; i < curve->count; i++)
        print_point(stream, curve, &curve->points[i]);
}

/* --- what it means ---------------------------------------------------------------------------- */

static void print_trend(FILE *stream, const struct scaling_curve *curve)
{
    static const char *const meanings[] = {
        [TREND_UNKNOWN] = "not known to change: it takes two numbers of workers above 1 that have "
                          "a processor each, and 6 blocks",
        [TREND_NONE] = "not surely above 0, so nothing is seen to limit the speedup",
        [TREND_RISES] = "rises, so each worker adds cost (start-up, contention, memory), which a "
                        "serial part does not",
        [TREND_FALLS] = "falls, so a fixed cost is shared by more workers",
        [TREND_LEVEL] = "does not surely change, as that of a serial part",
    };
    fprintf(stream, "  Serial share: %s", meanings[curve->trend]);
    if (curve->trend == TREND_RISES || curve->trend == TREND_FALLS)
        fprintf(stream, " (by %.2f [%.2f, %.2f] percentage points)", 100 * curve->rise.median,
                100 * curve->rise.low, 100 * curve->rise.high);
    fputs(".\n", stream);
}

static void print_parameter(FILE *stream, const char *name, double value,
                            const struct scaling_law *law, const struct scaling_range *range)
{
    fprintf(stream, "%s %.4g", name, value);
    if (law->has_interval)
        fprintf(stream, " [%.4g, %.4g]", range->low, range->high);
}

static void print_misfit(FILE *stream, const struct scaling_law *law)
{
    fprintf(stream, "; at most %.*f %% off, at %u worker%s.\n",
            decimals_of_three(100 * law->misfit), 100 * law->misfit, law->misfit_workers,
            law->misfit_workers == 1 ? "" : "s");
}

/* Returns false, after the reason, where the law is not fitted. */
static bool print_law_head(FILE *stream, const struct scaling_curve *curve, enum law law)
{
    static const char *const names[] = {
        [LAW_AMDAHL] = "Amdahl's law", [LAW_USL] = "Universal scalability law"
    };
    static const unsigned least[] = {
        [LAW_AMDAHL] = LAW_AMDAHL_POINTS, [LAW_USL] = LAW_USL_POINTS
    };
    fprintf(stream, "  %s: ", names[law]);
    switch (curve->law[law].refusal) {
    case SCALING_FEW_POINTS:
        fprintf(stream, "not fitted, because %zu number%s of workers %s; it takes %u.\n",
                curve->fitted, curve->fitted == 1 ? "" : "s",
                curve->fitted == 1 ? "has a processor for each" : "have a processor for each",
                least[law]);
        return false;
    case SCALING_DIVERGES:
        fputs("not fitted, because no fit converges.\n", stream);
        return false;
    case SCALING_FITTED:
        break;
    }
    return true;
}

static void print_laws(FILE *stream, const struct scaling_curve *curve)
{
    const struct scaling_law *amdahl = &curve->law[LAW_AMDAHL];
    const struct scaling_law *usl = &curve->law[LAW_USL];
    if (print_law_head(stream, curve, LAW_AMDAHL)) {
        print_parameter(stream, "serial share", amdahl->fit.contention, amdahl,
                        &amdahl->contention);
        print_parameter(stream, ", one worker", amdahl->fit.rate, amdahl, &amdahl->rate);
        print_misfit(stream, amdahl);
    }
    if (print_law_head(stream, curve, LAW_USL)) {
        print_parameter(stream, "contention", usl->fit.contention, usl, &usl->contention);
        print_parameter(stream, ", coherence", usl->fit.coherence, usl, &usl->coherence);
        print_parameter(stream, ", one worker", usl->fit.rate, usl, &usl->rate);
        print_misfit(stream, usl);
    }
    fputs("  Peak: ", stream);
    switch (curve->peak) {
    case SCALING_PEAK:
        fprintf(stream, "%.3g workers [%.3g, %.3g].\n", curve->peak_workers, curve->peak_range.low,
                curve->peak_range.high);
        break;
    case SCALING_PEAK_NO_LAW:
        fputs("unknown without the universal scalability law.\n", stream);
        break;
    case SCALING_PEAK_NO_INTERVAL:
        fputs("unknown, because coherence has no interval; that takes 6 blocks.\n", stream);
        break;
    case SCALING_PEAK_NONE:
        fputs("none is seen, because the interval of coherence has 0 in it.\n", stream);
        break;
    }
}

static void print_title(FILE *stream, const struct scaling_curve *curve)
{
    if (curve->workload != NULL) {
        label_print(stream, curve->workload, 0, 0);
        fputs(", ", stream);
    }
    label_print(stream, curve->strategy != NULL ? curve->strategy : "throughput", 0, 0);
    fputs("\n", stream);
}

static int print_text(FILE *stream, const struct scaling *scaling)
{
    bool has_serial = false;
    for (size_t i = 0; i < scaling->count; i++) {
        const struct scaling_curve *curve = &scaling->all[i];
        has_serial |= curve->has_serial;
        fputs(i > 0 ? "\n" : "", stream);
        print_title(stream, curve);
        print_points(stream, curve);
        print_trend(stream, curve);
        print_laws(stream, curve);
    }
    fprintf(
        stream,
        "\n%sserial share: Karp and Flatt's, (1/S - 1/workers) / (1 - 1/workers); S is over one "
        "worker, or else the speedup.\n"
        "[low, high]: 95 %% interval; (low, high): least and greatest, since fewer than 6 "
        "blocks give none.\n",
        has_serial ? "speedup: serial time / this one's in the same block. over one: over the "
                     "same pool with one worker.\n"
                   : "efficiency: throughput over that of one worker / workers.\n");
    return 0;
}

int scale_print(FILE *stream, const struct scaling *scaling, enum table_format format)
{
    return format == FORMAT_TABLE ? print_text(stream, scaling)
                                  : rows_write(stream, scale_rows(scaling), format);
}
