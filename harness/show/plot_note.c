/* SPDX-License-Identifier: MIT */
/* The note above a panel that explains its gaps. */
#include "show/plot.h"
#include <stdlib.h>

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

char *plot_note(const struct plot *plot, enum picture picture, size_t panel)
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
