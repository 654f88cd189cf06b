/* SPDX-License-Identifier: MIT */
/* Why a panel has gaps, for its small print. */
#include "show/scene.h"
#include <stdlib.h>

/* Adds "failed: ring at 2, 4; threads at 4" to the note of a panel, if it has such cells. */
static void list_gaps(FILE *note, const struct scene *scene, enum picture picture, size_t panel,
                      bool failed)
{
    const struct grid *grid = &scene->grid;
    size_t last = SIZE_MAX; /* cell that the list ends with so far */
    for (size_t place = 0; place < grid->cell_count; place++) {
        size_t cell = grid->order[place];
        if (grid->panel[cell] != panel || !scene_shows(scene, picture, place) ||
            scene_figure(scene, picture, place) || (scene->summaries[cell].error != NULL) != failed)
            continue;
        if (last != SIZE_MAX && grid->series[last] == grid->series[cell])
            fputs(", ", note);
        else if (last != SIZE_MAX)
            fprintf(note, "; %s at ", grid_strategy(grid, cell));
        else
            fprintf(note, "%s%s: %s at ", ftell(note) > 0 ? "; " : "",
                    failed ? "failed" : "no value", grid_strategy(grid, cell));
        fprintf(note, "%u", scene->results->cells[cell].workers);
        last = cell;
    }
}

static bool shows_any(const struct scene *scene, enum picture picture, size_t panel)
{
    const struct grid *grid = &scene->grid;
    for (size_t place = 0; place < grid->cell_count; place++)
        if (grid->panel[grid->order[place]] == panel && scene_shows(scene, picture, place))
            return true;
    return false;
}

static bool has_baseline(const struct scene *scene, size_t panel)
{
    for (size_t cell = 0; cell < scene->grid.cell_count; cell++)
        if (scene->grid.panel[cell] == panel && scene->grid.series[cell] == SERIES_NONE)
            return scene->summaries[cell].run.count > 0;
    return false;
}

static void explain_gaps(FILE *note, const struct scene *scene, enum picture picture, size_t panel)
{
    if (!shows_any(scene, picture, panel)) {
        fputs("only the baseline was measured", note);
        return;
    }
    list_gaps(note, scene, picture, panel, true);
    if (picture == PICTURE_TIMES || has_baseline(scene, panel))
        list_gaps(note, scene, picture, panel, false);
    else
        fprintf(note, "%sno baseline to hold them against", ftell(note) > 0 ? "; " : "");
}

char *scene_note(const struct scene *scene, enum picture picture, size_t panel)
{
    char *text = NULL;
    size_t bytes;
    FILE *note = open_memstream(&text, &bytes);
    if (!note)
        return NULL;
    explain_gaps(note, scene, picture, panel);
    if (fclose(note) == 0)
        return text;
    free(text);
    return NULL;
}
