/* SPDX-License-Identifier: MIT */
/* Which cells make a line. */
#include "analyse/ballast_lines.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool ballast_is_alike(const struct ballast_line *one, const struct ballast_line *other)
{
    return strcmp(one->cell->workload, other->cell->workload) == 0 &&
           one->cell->workers == other->cell->workers && strcmp(one->pages, other->pages) == 0;
}

static bool has_ballast(const struct result_cell *cell)
{
    return cell->ballast_bytes > 0 && cell->ballast_pages != NULL;
}

/* The length of the label without the ballast. */
static size_t stem(const struct result_cell *cell)
{
    const char *end = has_ballast(cell) ? strstr(cell->strategy, RESULT_BALLAST) : NULL;
    return end != NULL ? (size_t)(end - cell->strategy) : strlen(cell->strategy);
}

/* Whether `other` is on the line of `cell`, which has ballast. */
static bool is_on_line(const struct result_cell *cell, const struct result_cell *other)
{
    return !cell->is_base && !other->is_base && !other->baseline &&
           cell->workers == other->workers && strcmp(cell->workload, other->workload) == 0 &&
           stem(cell) == stem(other) && strncmp(cell->strategy, other->strategy, stem(cell)) == 0 &&
           (!has_ballast(other) || strcmp(cell->ballast_pages, other->ballast_pages) == 0);
}

/* Whether it opens a line: it has ballast, and no cell before it is on its line. */
static bool is_first(const struct results *results, size_t index)
{
    const struct result_cell *cell = &results->cells[index];
    if (!has_ballast(cell) || cell->is_base)
        return false;
    for (size_t i = 0; i < index; i++)
        if (has_ballast(&results->cells[i]) && is_on_line(cell, &results->cells[i]))
            return false;
    return true;
}

/* Puts the cell in its place by ballast. */
static void insert(const struct results *results, struct ballast_line *line, size_t cell)
{
    size_t at = line->count++;
    for (; at > 0 &&
           results->cells[line->cells[at - 1]].ballast_bytes > results->cells[cell].ballast_bytes;
         at--)
        line->cells[at] = line->cells[at - 1];
    line->cells[at] = cell;
}

static size_t count_cells(const struct results *results, const struct result_cell *cell)
{
    size_t count = 0;
    for (size_t i = 0; i < results->cell_count; i++)
        count += is_on_line(cell, &results->cells[i]) ? 1 : 0;
    return count;
}

static int make_line(const struct results *results, size_t first, struct ballast_line *line)
{
    const struct result_cell *cell = &results->cells[first];
    size_t count = count_cells(results, cell);
    *line = (struct ballast_line){
        .strategy = strndup(cell->strategy, stem(cell)),
        .pages = cell->ballast_pages,
        .cells = calloc(count + 1, sizeof *line->cells),
        .resident = calloc(count + 1, sizeof *line->resident),
    };
    if (line->strategy == NULL || line->cells == NULL || line->resident == NULL)
        return ENOMEM;
    for (size_t i = 0; i < results->cell_count; i++)
        if (is_on_line(cell, &results->cells[i]))
            insert(results, line, i);
    line->cell = &results->cells[line->cells[0]];
    return 0;
}

static void release_line(struct ballast_line *line)
{
    free(line->strategy);
    free(line->cells);
    free(line->resident);
    free(line->fits);
}

int ballast_lines_make(const struct results *results, struct ballast_lines *lines)
{
    lines->all = calloc(results->cell_count + 1, sizeof *lines->all);
    int error = lines->all == NULL ? ENOMEM : 0;
    for (size_t i = 0; i < results->cell_count && error == 0; i++) {
        if (!is_first(results, i))
            continue;
        struct ballast_line *line = &lines->all[lines->count++];
        error = make_line(results, i, line);
        if (error == 0 && (line->count < 2 || line->count > BALLAST_SIZES_MAX))
            release_line(&lines->all[--lines->count]);
    }
    return error;
}

void ballast_lines_release(struct ballast_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        release_line(&lines->all[i]);
    free(lines->all);
    free(lines->crossings);
    *lines = (struct ballast_lines){ 0 };
}

bool ballast_has_lines(const struct results *results)
{
    struct ballast_lines lines = { 0 };
    bool has_lines = ballast_lines_make(results, &lines) == 0 && lines.count > 0;
    ballast_lines_release(&lines);
    return has_lines;
}
