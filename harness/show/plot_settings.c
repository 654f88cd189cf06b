/* SPDX-License-Identifier: MIT */
/* The settings that a gnuplot script begins with. All external text goes through
 * label_write_gnuplot, so that gnuplot never executes it. */
#include "show/label.h"
#include "show/lines.h"
#include "show/plot.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* --- notes of panels -------------------------------------------------------------------------- */

/* Adds "failed: ring at 2, 4; threads at 4" to the note of a panel, if it has such cells. */
static void list_gaps(FILE *note, const struct plot *plot, enum picture picture, size_t panel,
                      bool failed)
{
    const struct grid *grid = &plot->grid;
    size_t last = SIZE_MAX; /* cell that the list ends with so far */
    for (size_t place = 0; place < grid->cell_count; place++) {
        size_t cell = grid->order[place];
        if (grid->panel[cell] != panel || !plot_shows(plot, picture, place) ||
            plot_figure(plot, picture, place) || (plot->summaries[cell].error != NULL) != failed)
            continue;
        if (last != SIZE_MAX && grid->series[last] == grid->series[cell])
            fputs(", ", note);
        else if (last != SIZE_MAX)
            fprintf(note, "; %s at ", grid_strategy(grid, cell));
        else
            fprintf(note, "%s%s: %s at ", ftell(note) > 0 ? "; " : "",
                    failed ? "failed" : "no value", grid_strategy(grid, cell));
        fprintf(note, "%u", plot->results->cells[cell].workers);
        last = cell;
    }
}

static bool shows_any(const struct plot *plot, enum picture picture, size_t panel)
{
    const struct grid *grid = &plot->grid;
    for (size_t place = 0; place < grid->cell_count; place++)
        if (grid->panel[grid->order[place]] == panel && plot_shows(plot, picture, place))
            return true;
    return false;
}

static bool has_baseline(const struct plot *plot, size_t panel)
{
    for (size_t cell = 0; cell < plot->grid.cell_count; cell++)
        if (plot->grid.panel[cell] == panel && plot->grid.series[cell] == SERIES_NONE)
            return plot->summaries[cell].run.count > 0;
    return false;
}

static void explain_gaps(FILE *note, const struct plot *plot, enum picture picture, size_t panel)
{
    if (!shows_any(plot, picture, panel)) {
        fputs("only the baseline was measured", note);
        return;
    }
    list_gaps(note, plot, picture, panel, true);
    if (picture == PICTURE_TIMES || has_baseline(plot, panel))
        list_gaps(note, plot, picture, panel, false);
    else
        fprintf(note, "%sno baseline for comparison", ftell(note) > 0 ? "; " : "");
}

/* Why the panel has gaps, "" if it has none: "failed: ring at 2, 4; threads at 4". For free(); NULL
 * when out of memory. */
static char *make_note(const struct plot *plot, enum picture picture, size_t panel)
{
    char *text = NULL;
    size_t bytes;
    FILE *note = open_memstream(&text, &bytes);
    if (!note)
        return NULL;
    explain_gaps(note, plot, picture, panel);
    if (fclose(note) == 0)
        return text;
    free(text);
    return NULL;
}

/* --- labels and numbers ----------------------------------------------------------------------- */

static int write_note(FILE *stream, const struct plot *plot, enum picture picture, size_t panel)
{
    char *note = make_note(plot, picture, panel);
    if (!note)
        return ENOMEM;
    int error = label_write_setting(stream, "note", panel + 1, note);
    free(note);
    return error;
}

/* An array of at least one, since gnuplot has no empty ones. */
static int write_labels(FILE *stream, const char *name, char *const *labels, size_t count)
{
    int error = 0;
    fprintf(stream, "array %s[%zu]\n", name, count > 0 ? count : 1);
    for (size_t i = 0; i < count && !error; i++)
        error = label_write_setting(stream, name, i + 1, labels[i]);
    return error;
}

static int write_series(FILE *stream, const struct plot *plot, enum picture picture)
{
    const struct grid *grid = &plot->grid;
    if (!plot_has_bars(picture))
        return lines_write_settings(stream, (const char *const *)grid->strategies, plot->lines,
                                    grid->series_count);
    fprintf(stream, "series_count = %zu\n", grid->series_count);
    return write_labels(stream, "series", grid->strategies, grid->series_count);
}

int plot_write_machine(FILE *stream, const struct results *results)
{
    int error = label_write_setting(stream, "cpu_model", 0, results->cpu_model);
    if (!error)
        error = label_write_setting(stream, "host", 0, results->host);
    if (!error)
        error = label_write_setting(stream, "utc", 0, results->utc);
    if (!error)
        error = label_write_setting(stream, "version", 0, results->version);
    fprintf(stream, "processors = %u\nblocks = %u\n", results->processors, results->blocks);
    return error;
}

/* How many of the figures shown have a 95 % interval, and how many a mere range. */
static void write_kinds(FILE *stream, const struct plot *plot, enum picture picture)
{
    size_t counts[2] = { 0 };
    for (size_t place = 0; place < plot->grid.cell_count; place++) {
        const struct estimate *figure = plot_figure(plot, picture, place);
        if (figure && plot_draws(plot, picture, place))
            counts[figure->has_interval]++;
    }
    fprintf(stream, "intervals = %zu\nranges = %zu\n", counts[true], counts[false]);
}

/* Whether the oracle is known of any cell. */
static void write_bound(FILE *stream, const struct plot *plot, enum picture picture)
{
    bool is_known = false;
    for (size_t place = 0; place < plot->grid.cell_count; place++)
        is_known |= plot_draws(plot, picture, place) && plot_bound(plot, picture, place) > 0;
    fprintf(stream, "has_bound = %d\n", is_known);
}

/* How many of the figures shown rest on disturbed repetitions. */
static void write_disturbed(FILE *stream, const struct plot *plot, enum picture picture)
{
    size_t count = 0;
    for (size_t place = 0; place < plot->grid.cell_count; place++)
        count += plot_draws(plot, picture, place) && plot_figure(plot, picture, place) &&
                 plot->summaries[plot->grid.order[place]].disturbed > 0;
    fprintf(stream, "disturbed = %zu\n", count);
}

/* --- how far the axes go ---------------------------------------------------------------------- */

static void write_ratio_axes(FILE *stream, const struct plot *plot, enum picture picture)
{
    const struct grid *grid = &plot->grid;
    double median = 0;
    double high = 0;
    for (size_t place = 0; place < grid->cell_count; place++) {
        const struct estimate *figure = plot_figure(plot, picture, place);
        if (!figure || !plot_draws(plot, picture, place))
            continue;
        median = figure->median > median ? figure->median : median;
        high = figure->high > high ? figure->high : high;
    }
    fprintf(stream, "greatest_median = %.10g\ngreatest_high = %.10g\n", median, high);
}

static void write_ends(FILE *stream, const struct plot *plot, enum picture picture)
{
    const struct grid *grid = &plot->grid;
    lines_begin_ends(stream, grid->panel_count, grid->series_count);
    /* The order goes through each series by rising workers, so that the last one stays. */
    for (size_t place = 0; place < grid->cell_count; place++) {
        size_t cell = grid->order[place];
        const struct estimate *figure = plot_figure(plot, picture, place);
        if (figure && plot_draws(plot, picture, place))
            lines_write_end(stream, grid->panel[cell], grid->series_count,
                            plot_series(plot, picture, cell), figure->median);
    }
}

/* The counts as words, for gnuplot's `do for`; at least one, so that there is an axis. */
static void write_workers(FILE *stream, const struct plot *plot, enum picture picture)
{
    const struct grid *grid = &plot->grid;
    static const unsigned one = 1;
    const unsigned *workers = grid->worker_count > 0 ? grid->workers : &one;
    size_t count = grid->worker_count > 0 ? grid->worker_count : 1;
    fputs("worker_counts = '", stream);
    for (size_t i = 0; i < count; i++)
        fprintf(stream, "%s%u", i > 0 ? " " : "", workers[i]);
    fprintf(stream, "'\nleast_workers = %u\n", workers[0]);
    if (plot_has_bars(picture))
        fprintf(stream, "shown_workers = %u\n",
                grid_fitting_workers(grid, plot->results->processors));
    else
        fprintf(stream, "greatest_workers = %u\n", workers[count - 1]);
}

static double greatest_time(const struct plot *plot, enum picture picture, size_t panel)
{
    double greatest_ns = 0;
    for (size_t place = 0; place < plot->grid.cell_count; place++) {
        size_t cell = plot->grid.order[place];
        if (plot->grid.panel[cell] != panel || !plot_shows(plot, PICTURE_TIMES, place) ||
            !plot_figure(plot, PICTURE_TIMES, place))
            continue;
        const struct summary *summary = &plot->summaries[cell];
        if (picture == PICTURE_OVERHEAD) {
            greatest_ns = fmax(greatest_ns, fmax(summary->overhead[OVERHEAD_WARM].wall_ns,
                                                 summary->overhead[OVERHEAD_ONCE].wall_ns));
            continue;
        }
        greatest_ns = summary->run.high > greatest_ns ? summary->run.high : greatest_ns;
        greatest_ns = summary->once.high > greatest_ns ? summary->once.high : greatest_ns;
    }
    return greatest_ns;
}

static void write_time_axes(FILE *stream, const struct plot *plot, enum picture picture)
{
    size_t panels = plot->grid.panel_count;
    fprintf(stream, "array unit[%zu]\narray unit_ns[%zu]\narray greatest_ns[%zu]\n", panels, panels,
            panels);
    for (size_t panel = 0; panel < panels; panel++) {
        double greatest_ns = greatest_time(plot, picture, panel);
        struct unit unit = unit_choose(greatest_ns);
        fprintf(stream, "unit[%zu] = '%s'; unit_ns[%zu] = %g; greatest_ns[%zu] = %.10g\n",
                panel + 1, unit.name, panel + 1, unit.ns, panel + 1, greatest_ns);
    }
}

/* --- all -------------------------------------------------------------------------------------- */

int plot_write_settings(FILE *stream, const struct plot *plot, enum picture picture)
{
    const struct grid *grid = &plot->grid;
    int error = plot_write_machine(stream, plot->results);
    fprintf(stream, "partial = %d\n", plot->results->partial);
    write_kinds(stream, plot, picture);
    write_bound(stream, plot, picture);
    write_disturbed(stream, plot, picture);

    fputc('\n', stream);
    if (!error)
        error = write_series(stream, plot, picture);
    if (!error)
        error = label_write_setting(stream, "baseline", 0, grid->baseline ? grid->baseline : "");

    fprintf(stream, "\npanel_count = %zu\n", grid->panel_count);
    if (!error)
        error = write_labels(stream, "panel", grid->workloads, grid->panel_count);
    fprintf(stream, "array note[%zu]\n", grid->panel_count);
    for (size_t panel = 0; panel < grid->panel_count && !error; panel++)
        error = write_note(stream, plot, picture, panel);

    fputc('\n', stream);
    write_workers(stream, plot, picture);
    if (plot_has_bars(picture))
        write_time_axes(stream, plot, picture);
    else
        write_ratio_axes(stream, plot, picture);
    if (!plot_has_bars(picture))
        write_ends(stream, plot, picture);
    fputc('\n', stream);
    return error;
}
