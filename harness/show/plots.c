/* SPDX-License-Identifier: MIT */
/* The pictures: for each its data, its script, and gnuplot to draw it. */
#include "show/ballast.h"
#include "show/grain.h"
#include "show/plot.h"
#include "show/show.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PANELS_MAX 48 /* more are unreadable, and exhaust memory in gnuplot */
#define SERIES_MAX 48
#define PARTS      4

/* A picture's script is its settings and then these parts. */
static const struct {
    const char *name;
    const char *parts[PARTS];
} pictures[] = {
    [PICTURE_SPEEDUP] = { "speedup", { "styles.gp", "ratio.gp", "canvas.gp", "lines.gp" } },
    [PICTURE_EFFICIENCY] = { "efficiency", { "styles.gp", "ratio.gp", "canvas.gp", "lines.gp" } },
    [PICTURE_TIMES] = { "times", { "styles.gp", "times.gp", "canvas.gp", "bars.gp" } },
    [PICTURE_OVERHEAD] = { "overhead", { "styles.gp", "overhead.gp", "canvas.gp", "stack.gp" } },
};

/* What a picture is made of. */
struct subject {
    const struct plot *plot;
    enum picture picture;
};

static int out_of_memory(struct error *error)
{
    return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
}

static int write_data(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct subject *subject = staging->subject;
    int code = 0;
    if (subject->picture == PICTURE_OVERHEAD)
        plot_write_overhead(stream, subject->plot);
    else
        code = plot_write_data(stream, subject->plot, subject->picture);
    return code != 0 ? out_of_memory(error) : 0;
}

static int write_script(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct subject *subject = staging->subject;
    const char *name = staging->name;
    fprintf(stream,
            "# %s.svg and %s.png, drawn from %s.tsv by `gnuplot %s.gp` in this folder.\n"
            "# Change what you like and draw again. First, what was measured:\n\n"
            "picture = '%s'\n",
            name, name, name, name, name);
    if (plot_write_settings(stream, subject->plot, subject->picture) != 0)
        return out_of_memory(error);
    int code = 0;
    for (size_t i = 0; i < PARTS && code == 0; i++)
        code = staging_copy(stream, staging, pictures[subject->picture].parts[i], error);
    return code;
}

int plots_check(size_t workloads, size_t strategies, struct error *error)
{
    if (workloads > 0 && workloads <= PANELS_MAX && strategies <= SERIES_MAX)
        return 0;
    return error_set(
        error, ERANGE,
        "%zu workloads with %zu strategies cannot be drawn: 1 to %d with at most %d can", workloads,
        strategies, PANELS_MAX, SERIES_MAX);
}

static int draw_all(const struct plot_place *place, const struct plot *plot, struct error *error)
{
    int code = plots_check(plot->grid.panel_count, plot->grid.series_count, error);
    for (enum picture picture = PICTURE_SPEEDUP; picture < PICTURES && code == 0; picture++) {
        const struct subject subject = { plot, picture };
        const struct staging staging = {
            pictures[picture].name, place, write_data, write_script, &subject,
        };
        code = staging_draw(&staging, error);
    }
    return code;
}

static int draw_cells(const struct plot_place *place, const struct results *results,
                      const struct summary *summaries, struct error *error)
{
    struct plot plot = { .results = results, .summaries = summaries };
    if (grid_create(results, &plot.grid) != 0)
        return out_of_memory(error);
    plot.lines = calloc(plot.grid.series_count + 1, sizeof *plot.lines);
    int code = plot.lines != NULL && plot_number_lines(&plot) == 0 ? draw_all(place, &plot, error)
                                                                   : out_of_memory(error);
    free(plot.lines);
    grid_release(&plot.grid);
    return code;
}

static int draw_grain(const struct plot_place *place, const struct results *results,
                      struct error *error)
{
    struct grain_curves curves;
    if (grain_curves_make(results, &curves) != 0)
        return out_of_memory(error);
    int code = grain_draw(place, results, &curves, error);
    grain_curves_release(&curves);
    return code;
}

/* Cells of a base build are no strategies to choose from: comparison_draw shows them. */
int show_plots(const struct plot_place *place, const struct results *results,
               const struct summary *summaries, struct error *error)
{
    struct results drawn = *results;
    struct summary *of_drawn = calloc(results->cell_count + 1, sizeof *of_drawn);
    drawn.cells = calloc(results->cell_count + 1, sizeof *drawn.cells);
    drawn.cell_count = 0;
    char folder[PATH_MAX];
    int code = staging_plots(place, folder, error);
    if (of_drawn == NULL || drawn.cells == NULL) {
        code = out_of_memory(error);
    } else if (code == 0) {
        const struct plot_place inside = { folder, place->scripts, place->interrupt };
        for (size_t i = 0; i < results->cell_count; i++)
            if (!results->cells[i].is_base) {
                of_drawn[drawn.cell_count] = summaries[i];
                drawn.cells[drawn.cell_count++] = results->cells[i];
            }
        code = draw_cells(&inside, &drawn, of_drawn, error);
        if (code == 0)
            code = ballast_draw(&inside, results, summaries, error);
        if (code == 0)
            code = draw_grain(&inside, results, error);
    }
    free(of_drawn);
    free(drawn.cells);
    return code;
}
