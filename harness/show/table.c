/* SPDX-License-Identifier: MIT */
/* The summaries as a table for a terminal: a part for each workload, a line for each cell.
 *
 *     spin            workers  run/ms   95 % interval  speedup   95 % interval  …
 *       serial              1   30.12  [30.02, 30.31]        -               -  …  baseline
 *       fork_static         2   15.22  [15.18, 15.30]     1.98    [1.97, 1.99]  …
 */
#include "show/table.h"
#include "kit/text.h"
#include "show/grid.h"
#include "show/label.h"
#include "show/ranking.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_COLUMNS_MAX 44 /* a longer label shifts its own line only */
#define INDENT            2
#define GAP               2

struct table {
    FILE *stream;
    const struct results *results;
    const struct summary *summaries;
    struct grid grid;
    const struct ranking *ranking;
    enum cell_table which;
    struct table_row *rows; /* a head for each panel, and its cells below it */
    size_t row_count;
    size_t label_width;
    size_t column_count;
    size_t width[TABLE_COLUMNS_MAX];
    const char *bold; /* escape sequences, or "" */
    const char *red;
    const char *dim;
    const char *plain;
};

/* --- filling in ------------------------------------------------------------------------------- */

static size_t panel_at(const struct table *table, size_t place)
{
    return table->grid.panel[table->grid.order[place]];
}

/* Whether any run has an interval, or (with false) a mere range. */
static bool any_interval(const struct table *table, bool has_interval)
{
    for (size_t i = 0; i < table->grid.cell_count; i++)
        if (table->summaries[i].run.count > 0 &&
            table->summaries[i].run.has_interval == has_interval)
            return true;
    return false;
}

/* Adds the panel that begins at `first`. One unit for all of it, so that its times can be compared
 * at a glance. Returns where it ends. */
static size_t fill_panel(struct table *table, size_t first)
{
    const struct grid *grid = &table->grid;
    size_t panel = panel_at(table, first);
    size_t end = first;
    double largest_ns = 0;
    for (; end < grid->cell_count && panel_at(table, end) == panel; end++)
        largest_ns = fmax(largest_ns, table->summaries[grid->order[end]].run.median);
    struct unit unit = unit_choose(largest_ns);
    struct table_row *head = &table->rows[table->row_count++];
    head->label = grid->workloads[panel];
    table->column_count = table_row_head(head, table->which, &unit,
                                         any_interval(table, true) ? "95 % interval" : "(range)");
    for (size_t place = first; place < end; place++) {
        size_t cell = grid->order[place];
        const struct rank *rank;
        struct table_row *row = &table->rows[table->row_count++];
        row->label = grid_strategy(grid, cell);
        bool is_fastest = ranking_standing(table->ranking, cell, &rank) == STANDING_FASTEST;
        table_row_fill(row, table->which, &unit, &table->summaries[cell], table->results->blocks,
                       is_fastest);
    }
    return end;
}

static size_t indent_of(const struct table_row *row)
{
    return row->summary != NULL ? INDENT : 0;
}

static void measure(struct table *table)
{
    for (size_t i = 0; i < table->row_count; i++) {
        const struct table_row *row = &table->rows[i];
        size_t columns = indent_of(row) + label_columns(row->label);
        if (columns > table->label_width && columns <= LABEL_COLUMNS_MAX)
            table->label_width = columns;
        for (size_t column = 0; column < table->column_count; column++) {
            columns = label_columns(row->text[column]);
            if (columns > table->width[column])
                table->width[column] = columns;
        }
    }
}

/* --- printing --------------------------------------------------------------------------------- */

/* printf counts bytes, not columns, so padding is done here. */
static void print_spaces(FILE *stream, size_t width, size_t columns)
{
    for (; columns < width; columns++)
        fputc(' ', stream);
}

static void print_row(const struct table *table, const struct table_row *row)
{
    size_t indent = indent_of(row);
    fprintf(table->stream, "%*s%s", (int)indent, "", row->label);
    print_spaces(table->stream, table->label_width, indent + label_columns(row->label));
    for (size_t column = 0; column < table->column_count; column++) {
        print_spaces(table->stream, table->width[column] + GAP, label_columns(row->text[column]));
        fputs(row->text[column], table->stream);
    }
    if (row->summary != NULL && row->note[0] != '\0')
        fprintf(table->stream, "%*s%s%s%s", GAP, "",
                row->summary->error != NULL ? table->red : table->dim, row->note, table->plain);
    fputc('\n', table->stream);
}

/* The whole sentence, which may be long, on a line of its own. */
static int print_error(const struct table *table, const char *error)
{
    char *sentence = text_printable(error);
    if (sentence == NULL)
        return ENOMEM;
    fprintf(table->stream, "%*s%s%s%s\n", 2 * INDENT, "", table->red, sentence, table->plain);
    free(sentence);
    return 0;
}

static int print_rows(const struct table *table)
{
    int error = 0;
    for (size_t i = 0; i < table->row_count && error == 0; i++) {
        const struct table_row *row = &table->rows[i];
        bool is_head = row->summary == NULL;
        if (is_head)
            fprintf(table->stream, "%s%s", i > 0 ? "\n" : "", table->bold);
        print_row(table, row);
        if (is_head)
            fputs(table->plain, table->stream);
        else if (row->summary->error != NULL && table->which == TABLE_TIMES)
            error = print_error(table, row->summary->error);
    }
    return error;
}

static int print(struct table *table, enum cell_table which)
{
    const struct table_legend legend = {
        .results = table->results,
        .summaries = table->summaries,
        .grid = &table->grid,
        .has_intervals = any_interval(table, true),
        .has_ranges = any_interval(table, false),
    };
    table->which = which;
    table->row_count = 0;
    table->label_width = 0;
    memset(table->width, 0, sizeof table->width);
    for (size_t place = 0; place < table->grid.cell_count;)
        place = fill_panel(table, place);
    measure(table);
    int error = print_rows(table);
    fprintf(table->stream, "\n%s", table->dim);
    table_legend_print(table->stream, which, &legend);
    fputs(table->plain, table->stream);
    return error;
}

/* Whether a table has a figure in it that no other has. */
static bool has_figures(const struct table *table, enum cell_table which)
{
    for (const struct cell_metric *metric = NULL;
         (metric = table_next_column(which, metric)) != NULL;)
        for (size_t i = 0; i < table->grid.cell_count; i++)
            if (metric->column[TABLE_TIMES] == 0 &&
                cell_metric_estimate(metric, &table->summaries[i])->count > 0)
                return true;
    return false;
}

static int print_all(struct table *table, unsigned tables)
{
    int error = print(table, TABLE_TIMES);
    if (error == 0)
        error = ranking_print(table->stream, table->results, table->ranking);
    for (enum cell_table which = TABLE_OVERHEAD; which < CELL_TABLES && error == 0; which++)
        if ((tables >> which & 1) != 0 && has_figures(table, which)) {
            fputc('\n', table->stream);
            error = print(table, which);
        }
    const char *reason = table->results->counters_reason;
    if ((tables >> TABLE_COUNTERS & 1) != 0 && reason != NULL && error == 0) {
        fputs("\nHardware counters are unavailable: ", table->stream);
        label_print(table->stream, reason, 0, 0);
        fputs(".\n", table->stream);
    }
    return error;
}

int table_print(FILE *stream, const struct results *results, const struct summary *summaries,
                const struct ranking *ranking, bool colour, unsigned tables)
{
    struct table table = {
        .stream = stream,
        .results = results,
        .summaries = summaries,
        .ranking = ranking,
        .bold = colour ? "\033[1m" : "",
        .red = colour ? "\033[31m" : "",
        .dim = colour ? "\033[2m" : "",
        .plain = colour ? "\033[0m" : "",
    };
    int error = grid_create(results, &table.grid);
    if (error != 0)
        return error;
    size_t cells = table.grid.cell_count;
    table.rows = calloc(cells + table.grid.panel_count + 1, sizeof *table.rows);
    error = table.rows != NULL ? print_all(&table, tables) : ENOMEM;
    free(table.rows);
    grid_release(&table.grid);
    return error;
}
