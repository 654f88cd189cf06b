/* SPDX-License-Identifier: MIT */
/* The data of the picture of where the time of the workers went. */
#include "show/label.h"
#include "show/plot.h"
#include <float.h>

static const char *const uses[OVERHEAD_USES] = {
    [OVERHEAD_WARM] = "warm", [OVERHEAD_ONCE] = "once"
};

/* How wide a part is drawn: where items take less time than in serial, dispatch is negative, and
 * compute is as much as there was, so that the whole bar is the time. */
static double width(const struct overhead *overhead, enum overhead_part part)
{
    double dispatch_ns = overhead->part_ns[PART_DISPATCH];
    if (part == PART_DISPATCH)
        return dispatch_ns > 0 ? dispatch_ns : 0;
    return overhead->part_ns[part] + (part == PART_COMPUTE && dispatch_ns < 0 ? dispatch_ns : 0);
}

/* What a bar cannot show stands behind it. */
static void write_text(FILE *stream, const struct overhead *overhead, enum overhead_part part)
{
    double share = overhead->part_ns[PART_DISPATCH] / overhead->wall_ns;
    if (part + 1 == OVERHEAD_PARTS && share < -0.005)
        fprintf(stream, "dispatch −%.0f %%", -100 * share);
    else
        fputc('-', stream); /* gnuplot misreads an empty field at the end of a line */
}

static void write_head(FILE *stream, const struct plot *plot, size_t cell)
{
    const struct grid *grid = &plot->grid;
    label_write_tsv(stream, grid->workloads[grid->panel[cell]]);
    fputc('\t', stream);
    label_write_tsv(stream, grid_strategy(grid, cell));
    fprintf(stream, "\t%u\t%zu\t%zu\t", plot->summaries[cell].cell->workers, grid->panel[cell] + 1,
            plot_series(plot, PICTURE_OVERHEAD, cell));
}

static void write_bar(FILE *stream, const struct plot *plot, size_t cell, enum overhead_use use)
{
    const struct overhead *overhead = &plot->summaries[cell].overhead[use];
    double at_ns = 0;
    for (enum overhead_part part = PART_COMPUTE; part < OVERHEAD_PARTS; part++) {
        double end_ns = at_ns + width(overhead, part);
        write_head(stream, plot, cell);
        fprintf(stream, "%s\t%s\t%d\t%.*g\t%.*g\t%.*g\t%zu\t", uses[use], overhead_part_names[part],
                (int)part + 1, DBL_DECIMAL_DIG, overhead->part_ns[part], DBL_DECIMAL_DIG, at_ns,
                DBL_DECIMAL_DIG, end_ns, overhead->blocks);
        write_text(stream, overhead, part);
        fputc('\n', stream);
        at_ns = end_ns;
    }
}

void plot_write_overhead(FILE *stream, const struct plot *plot)
{
    fputs(
        "workload\tstrategy\tworkers\tpanel\tseries\tuse\tpart\tcode\tns\tfrom_ns\tto_ns\tblocks\t"
        "text\n",
        stream);
    for (size_t place = 0; place < plot->grid.cell_count; place++) {
        if (!plot_shows(plot, PICTURE_OVERHEAD, place))
            continue;
        size_t cell = plot->grid.order[place];
        if (plot_figure(plot, PICTURE_OVERHEAD, place) == NULL) { /* a gap */
            write_head(stream, plot, cell);
            fputs("\t\t1\t\t\t\t0\t-\n", stream);
            continue;
        }
        for (enum overhead_use use = OVERHEAD_WARM; use < OVERHEAD_USES; use++)
            if (plot->summaries[cell].overhead[use].blocks > 0)
                write_bar(stream, plot, cell, use);
    }
}
