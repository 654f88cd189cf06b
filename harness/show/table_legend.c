/* SPDX-License-Identifier: MIT */
/* What the columns of the tables on a terminal mean. */
#include "show/label.h"
#include "show/table.h"
#include <math.h>

/* Whether open takes most of a single use of this strategy in any cell. */
static bool is_mostly_open(const struct table_legend *legend, size_t series)
{
    for (size_t i = 0; i < legend->grid->cell_count; i++)
        if (legend->grid->series[i] == series && legend->summaries[i].open_share.median > 0.5)
            return true;
    return false;
}

/* Warm times hide the cost of a pool that is started beforehand. */
static void print_starts(FILE *stream, const struct table_legend *legend)
{
    bool is_first = true;
    for (size_t series = 0; series < legend->grid->series_count; series++) {
        if (!is_mostly_open(legend, series))
            continue;
        fprintf(stream, "%s%s", is_first ? "once is mostly open with " : ", ",
                legend->grid->strategies[series]);
        is_first = false;
    }
    if (!is_first)
        fputs(": a warm run does not show what that start costs.\n", stream);
}

/* The longest early of a strategy, the median over blocks; 0 if it has none. */
static double longest_early_ns(const struct table_legend *legend, size_t series)
{
    double longest_ns = 0;
    for (size_t i = 0; i < legend->grid->cell_count; i++)
        if (legend->grid->series[i] == series)
            longest_ns = fmax(longest_ns, legend->summaries[i].early_ns);
    return longest_ns;
}

/* The part of a single use that comes before the caller's memory grows. */
static void print_early(FILE *stream, const struct table_legend *legend)
{
    bool is_first = true;
    for (size_t series = 0; series < legend->grid->series_count; series++) {
        double early_ns = longest_early_ns(legend, series);
        if (early_ns <= 0)
            continue;
        struct unit unit = unit_choose(early_ns);
        fprintf(stream, "%s%.*f %s with %s",
                is_first ? "once leaves out early, which takes up to " : ", ", unit.decimals,
                early_ns / unit.ns, unit.name, legend->grid->strategies[series]);
        is_first = false;
    }
    if (!is_first)
        fputs(".\n", stream);
}

static void print_intervals(FILE *stream, const struct table_legend *legend)
{
    if (legend->has_intervals)
        fputs("[low, high]: 95 % confidence interval of the median.\n", stream);
    if (legend->has_ranges)
        fputs("(low, high): least and greatest, since fewer than 6 blocks give no 95 % interval.\n",
              stream);
}

static void explain_times(FILE *stream, const struct table_legend *legend)
{
    const struct results *results = legend->results;
    fputs("run: a warm run", stream);
    if (results->calls > 1)
        fprintf(stream, " (mean of %s%u calls)", results->call_ns > 0 ? "up to " : "",
                results->calls);
    fprintf(stream, ", median over %u block%s%s; once: open + first run + close.\n",
            results->blocks, results->blocks == 1 ? "" : "s",
            results->partial ? " (interrupted: the last may lack cells)" : "");
    print_starts(stream, legend);
    print_early(stream, legend);
    print_intervals(stream, legend);
    fputs("speedup: the baseline's time / this one's in the same block; efficiency: speedup / "
          "workers.\n"
          "start-up, imbalance: the part of the run in which a worker, on average, waits to begin, "
          "or for the last to end.\n",
          stream);
}

static void explain_overhead(FILE *stream, const struct table_legend *legend)
{
    fputs("Where the time of the workers went: workers * run = compute + start-up + dispatch + "
          "imbalance + finish, medians of each.\n"
          "compute: serial's busy time in the same block. dispatch: the rest of the workers' busy "
          "time: claims, and what items take longer\n"
          "beside other workers; negative where they take less time than in serial.\n"
          "uneven: (max / mean - 1) * P / (P - 1) over the P workers, of their busy times by the "
          "wall clock and of their processor times.\n",
          stream);
    if (legend->results->calls > 1)
        fputs("dispatch has in it what workers wait between the calls of a timed run.\n", stream);
}

static void explain_latency(FILE *stream, const struct table_legend *legend)
{
    (void)legend;
    fputs("Latency and load: p50, p99: of the calls in the timed runs, each timed alone (run "
          "--latency). calls/s: that follow each other.\n"
          "processor: processor time per call, of the caller and all workers, with what open and "
          "close took. Medians over blocks.\n",
          stream);
}

static void explain_counters(FILE *stream, const struct table_legend *legend)
{
    (void)legend;
    fputs("Hardware counters: per warm call, of the caller and all workers, medians over blocks.\n",
          stream);
}

void table_legend_print(FILE *stream, enum cell_table which, const struct table_legend *legend)
{
    static void (*const explain[])(FILE *, const struct table_legend *) = {
        [TABLE_TIMES] = explain_times,
        [TABLE_OVERHEAD] = explain_overhead,
        [TABLE_LATENCY] = explain_latency,
        [TABLE_COUNTERS] = explain_counters,
    };
    explain[which](stream, legend);
}
