/* SPDX-License-Identifier: MIT */
/* The data of a picture, as a TSV file for gnuplot, R or a spreadsheet. */
#include "kit/text.h"
#include "show/label.h"
#include "show/lines.h"
#include "show/plot.h"
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

bool plot_has_bars(enum picture picture)
{
    return picture == PICTURE_TIMES || picture == PICTURE_OVERHEAD;
}

bool plot_shows(const struct plot *plot, enum picture picture, size_t place)
{
    const struct grid *grid = &plot->grid;
    size_t cell = grid->order[place];
    if (!plot_has_bars(picture))
        return grid->series[cell] != SERIES_NONE;
    const struct result_cell *cells = plot->results->cells;
    unsigned fitting = grid_fitting_workers(grid, plot->results->processors);
    if (grid->series[cell] == SERIES_NONE || cells[cell].workers > fitting)
        return grid->series[cell] == SERIES_NONE;
    /* The order goes through each series of a panel by rising workers: is this the last that
     * fits? */
    if (place + 1 == grid->cell_count)
        return true;
    size_t next = grid->order[place + 1];
    return grid->panel[next] != grid->panel[cell] || grid->series[next] != grid->series[cell] ||
           cells[next].workers > fitting;
}

size_t plot_series(const struct plot *plot, enum picture picture, size_t cell)
{
    size_t series = plot->grid.series[cell];
    if (series == SERIES_NONE)
        return 0;
    return plot_has_bars(picture) ? series + 1 : plot->lines[series];
}

bool plot_draws(const struct plot *plot, enum picture picture, size_t place)
{
    return plot_shows(plot, picture, place) &&
           (plot_has_bars(picture) ||
            plot_series(plot, picture, plot->grid.order[place]) <= LINES_MAX);
}

/* The greatest speedup in each panel, of the cells that are in the picture of times. */
static void find_best(const struct plot *plot, double *best)
{
    for (size_t place = 0; place < plot->grid.cell_count; place++) {
        const struct estimate *speedup = plot_figure(plot, PICTURE_SPEEDUP, place);
        size_t panel = plot->grid.panel[plot->grid.order[place]];
        if (plot_shows(plot, PICTURE_TIMES, place) && speedup && speedup->median > best[panel])
            best[panel] = speedup->median;
    }
}

int plot_number_lines(struct plot *plot)
{
    const struct grid *grid = &plot->grid;
    double *best = calloc(grid->panel_count + 1, sizeof *best);
    struct line_score *scores = calloc(grid->cell_count + 1, sizeof *scores);
    size_t count = 0;
    int error = best == NULL || scores == NULL ? ENOMEM : 0;
    if (error == 0)
        find_best(plot, best);
    for (size_t place = 0; place < grid->cell_count && error == 0; place++) {
        size_t cell = grid->order[place];
        const struct estimate *speedup = plot_figure(plot, PICTURE_SPEEDUP, place);
        if (grid->series[cell] != SERIES_NONE && speedup && plot_shows(plot, PICTURE_TIMES, place))
            scores[count++] = (struct line_score){ grid->series[cell],
                                                   log(speedup->median / best[grid->panel[cell]]) };
    }
    if (error == 0)
        error = lines_number(scores, count, grid->series_count, plot->lines);
    free(best);
    free(scores);
    return error;
}

const struct estimate *plot_figure(const struct plot *plot, enum picture picture, size_t place)
{
    const struct summary *summary = &plot->summaries[plot->grid.order[place]];
    const struct estimate *figure = picture == PICTURE_SPEEDUP      ? &summary->speedup
                                    : picture == PICTURE_EFFICIENCY ? &summary->efficiency
                                                                    : &summary->run;
    bool is_missing = figure->count == 0 ||
                      (picture == PICTURE_OVERHEAD && summary->overhead[OVERHEAD_WARM].blocks == 0);
    return summary->error || is_missing ? NULL : figure;
}

double plot_bound(const struct plot *plot, enum picture picture, size_t place)
{
    const struct summary *summary = &plot->summaries[plot->grid.order[place]];
    if (!(summary->bound > 0))
        return 0;
    return picture == PICTURE_SPEEDUP ? summary->bound : summary->bound / summary->cell->workers;
}

static void write_estimate(FILE *stream, const struct estimate *estimate)
{
    if (estimate)
        fprintf(stream, "\t%.*g\t%.*g\t%.*g", DBL_DECIMAL_DIG, estimate->median, DBL_DECIMAL_DIG,
                estimate->low, DBL_DECIMAL_DIG, estimate->high);
    else
        fputs("\t\t\t", stream);
}

/* Empty when it is not known. */
static void write_bound(FILE *stream, double bound)
{
    if (bound > 0)
        fprintf(stream, "\t%.*g", DBL_DECIMAL_DIG, bound);
    else
        fputc('\t', stream);
}

static int write_error(FILE *stream, const char *error)
{
    fputc('\t', stream);
    if (!error)
        return 0;
    char *label = text_printable(error);
    if (!label)
        return ENOMEM;
    label_write_tsv(stream, label);
    free(label);
    return 0;
}

static int write_point(FILE *stream, const struct plot *plot, enum picture picture, size_t place)
{
    size_t index = plot->grid.order[place];
    const struct summary *summary = &plot->summaries[index];
    const struct estimate *figure = plot_figure(plot, picture, place);
    label_write_tsv(stream, plot->grid.workloads[plot->grid.panel[index]]);
    fputc('\t', stream);
    label_write_tsv(stream, grid_strategy(&plot->grid, index));
    fprintf(stream, "\t%u\t%zu\t%zu\t%d", summary->cell->workers, plot->grid.panel[index] + 1,
            plot_series(plot, picture, index), summary->cell->oversubscribed);
    write_estimate(stream, figure);
    if (picture == PICTURE_TIMES)
        write_estimate(stream, figure ? &summary->once : NULL);
    else
        write_bound(stream, plot_bound(plot, picture, place));
    if (figure)
        fprintf(stream, "\t%s\t%zu\t%zu", figure->has_interval ? "95%" : "range", figure->count,
                summary->disturbed);
    else
        fputs("\t\t0\t0", stream);
    int error = write_error(stream, summary->error);
    fputc('\n', stream);
    return error;
}

/* Whether a line may be drawn from the cell at `place` to the one after it. */
static bool is_joined(const struct plot *plot, enum picture picture, size_t place)
{
    const struct grid *grid = &plot->grid;
    size_t cell = grid->order[place];
    size_t next = grid->order[place + 1];
    return grid->panel[cell] == grid->panel[next] && grid->series[cell] == grid->series[next] &&
           plot_figure(plot, picture, place) && plot_figure(plot, picture, place + 1);
}

int plot_write_data(FILE *stream, const struct plot *plot, enum picture picture)
{
    static const char *const figures[] = {
        [PICTURE_SPEEDUP] = "speedup\tlow\thigh\tbound",
        [PICTURE_EFFICIENCY] = "efficiency\tlow\thigh\tbound",
        [PICTURE_TIMES] = "run_ns\trun_low_ns\trun_high_ns\tonce_ns\tonce_low_ns\tonce_high_ns",
    };
    int error = 0;
    fprintf(stream,
            "workload\tstrategy\tworkers\tpanel\tseries\toversubscribed\t%s\tinterval\tblocks\t"
            "disturbed\terror\n",
            figures[picture]);
    size_t count = plot->grid.cell_count;
    for (size_t place = 0; place < count && !error; place++) {
        if (!plot_shows(plot, picture, place))
            continue;
        error = write_point(stream, plot, picture, place);
        if (picture != PICTURE_TIMES && place + 1 < count && !is_joined(plot, picture, place))
            fputc('\n', stream);
    }
    return error;
}
