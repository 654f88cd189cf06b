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
#include "show/table_row.h"
#include <errno.h>
#include <stdlib.h>

#define LABEL_COLUMNS_MAX 44 /* a longer label shifts its own line only */
#define INDENT            2
#define GAP               2

struct table {
    FILE *stream;
    const struct results *results;
    const struct summary *summaries;
    struct grid grid;
    struct table_row *lines; /* in grid order, so those of a panel stand together */
    struct table_row *heads; /* one for each panel */
    size_t label_width;
    size_t column_count;
    size_t width[TABLE_COLUMNS_MAX];
    const char *bold; /* escape sequences, or "" */
    const char *red;
    const char *dim;
    const char *plain;
};

/* --- filling in ------------------------------------------------------------------------------- */

static const struct summary *summary_at(const struct table *table, size_t place)
{
    return &table->summaries[table->grid.order[place]];
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

/* One unit for a whole part, so that its times can be compared at a glance. */
static void fill_part(struct table *table, size_t panel, size_t first, size_t end)
{
    double largest_ns = 0;
    for (size_t place = first; place < end; place++)
        if (summary_at(table, place)->run.median > largest_ns)
            largest_ns = summary_at(table, place)->run.median;
    struct unit unit = unit_choose(largest_ns);
    table->column_count = table_row_head(&table->heads[panel], &unit,
                                         any_interval(table, true) ? "95 % interval" : "(range)");
    for (size_t place = first; place < end; place++)
        table_row_fill(&table->lines[place], &unit, summary_at(table, place),
                       table->results->blocks);
}

static size_t panel_at(const struct table *table, size_t place)
{
    return table->grid.panel[table->grid.order[place]];
}

static void fill(struct table *table)
{
    size_t first = 0;
    for (size_t place = 1; place <= table->grid.cell_count; place++)
        if (place == table->grid.cell_count || panel_at(table, place) != panel_at(table, first)) {
            fill_part(table, panel_at(table, first), first, place);
            first = place;
        }
}

/* --- column widths ---------------------------------------------------------------------------- */

static void widen_label(struct table *table, size_t columns)
{
    if (columns > table->label_width && columns <= LABEL_COLUMNS_MAX)
        table->label_width = columns;
}

static void widen(struct table *table, const struct table_row *line)
{
    for (size_t column = 0; column < table->column_count; column++) {
        size_t columns = label_columns(line->text[column]);
        if (columns > table->width[column])
            table->width[column] = columns;
    }
}

static void measure(struct table *table)
{
    const struct grid *grid = &table->grid;
    for (size_t panel = 0; panel < grid->panel_count; panel++) {
        widen_label(table, label_columns(grid->workloads[panel]));
        widen(table, &table->heads[panel]);
    }
    for (size_t series = 0; series < grid->series_count; series++)
        widen_label(table, INDENT + label_columns(grid->strategies[series]));
    if (grid->baseline)
        widen_label(table, INDENT + label_columns(grid->baseline));
    for (size_t place = 0; place < grid->cell_count; place++)
        widen(table, &table->lines[place]);
}

/* --- printing --------------------------------------------------------------------------------- */

/* printf counts bytes, not columns, so padding is done here. */
static void print_spaces(FILE *stream, size_t width, size_t columns)
{
    for (; columns < width; columns++)
        fputc(' ', stream);
}

static void print_line(const struct table *table, int indent, const char *label,
                       const struct table_row *line, const char *note_colour)
{
    fprintf(table->stream, "%*s%s", indent, "", label);
    print_spaces(table->stream, table->label_width, (size_t)indent + label_columns(label));
    for (size_t column = 0; column < table->column_count; column++) {
        print_spaces(table->stream, table->width[column] + GAP, label_columns(line->text[column]));
        fputs(line->text[column], table->stream);
    }
    if (line->note[0])
        fprintf(table->stream, "%*s%s%s%s", GAP, "", note_colour, line->note, table->plain);
    fputc('\n', table->stream);
}

/* The whole sentence, which may be long, on a line of its own. */
static int print_error(const struct table *table, const char *error)
{
    char *sentence = text_printable(error);
    if (!sentence)
        return ENOMEM;
    fprintf(table->stream, "%*s%s%s%s\n", 2 * INDENT, "", table->red, sentence, table->plain);
    free(sentence);
    return 0;
}

static int print_cell(const struct table *table, size_t place)
{
    const struct summary *summary = summary_at(table, place);
    print_line(table, INDENT, grid_strategy(&table->grid, table->grid.order[place]),
               &table->lines[place], summary->error ? table->red : table->dim);
    return summary->error ? print_error(table, summary->error) : 0;
}

/* Does a single use of this strategy consist of its start, for the most part, in any cell? */
static bool is_mostly_open(const struct table *table, size_t series)
{
    for (size_t i = 0; i < table->grid.cell_count; i++)
        if (table->grid.series[i] == series && table->summaries[i].open_share.median > 0.5)
            return true;
    return false;
}

/* A pool that is started beforehand looks free when warm, and is not. */
static void print_starts(const struct table *table)
{
    bool is_first = true;
    for (size_t series = 0; series < table->grid.series_count; series++) {
        if (!is_mostly_open(table, series))
            continue;
        fprintf(table->stream, "%s%s", is_first ? "once is mostly open with " : ", ",
                table->grid.strategies[series]);
        is_first = false;
    }
    if (!is_first)
        fputs(": a warm run does not show what that start costs.\n", table->stream);
}

static void print_legend(const struct table *table)
{
    FILE *stream = table->stream;
    const struct results *results = table->results;
    fprintf(stream, "\n%srun: a warm run", table->dim);
    if (results->calls > 1)
        fprintf(stream, " (mean of %u calls)", results->calls);
    fprintf(stream, ", median over %u block%s%s; once: open + first run + close.\n",
            results->blocks, results->blocks == 1 ? "" : "s",
            results->partial ? " (interrupted: the last may lack cells)" : "");
    print_starts(table);
    if (any_interval(table, true))
        fputs("[low, high]: 95 % confidence interval of the median.\n", stream);
    if (any_interval(table, false))
        fputs("(low, high): least and greatest, since fewer than 6 blocks give no 95 % interval.\n",
              stream);
    fputs("speedup: the baseline's time / this one's in the same block; efficiency: speedup / "
          "workers.\n",
          stream);
    fprintf(
        stream,
        "start-up, imbalance: the part of the run in which a worker, on average, waits to begin, "
        "or for the last to end.%s\n",
        table->plain);
}

static int print(const struct table *table)
{
    int error = 0;
    size_t panel = SIZE_MAX;
    for (size_t place = 0; place < table->grid.cell_count && !error; place++) {
        if (panel_at(table, place) != panel) {
            panel = panel_at(table, place);
            fprintf(table->stream, "%s%s", place > 0 ? "\n" : "", table->bold);
            print_line(table, 0, table->grid.workloads[panel], &table->heads[panel], "");
            fputs(table->plain, table->stream);
        }
        error = print_cell(table, place);
    }
    print_legend(table);
    return error;
}

int table_print(FILE *stream, const struct results *results, const struct summary *summaries,
                bool colour)
{
    struct table table = {
        .stream = stream,
        .results = results,
        .summaries = summaries,
        .bold = colour ? "\033[1m" : "",
        .red = colour ? "\033[31m" : "",
        .dim = colour ? "\033[2m" : "",
        .plain = colour ? "\033[0m" : "",
    };
    int error = grid_create(results, &table.grid);
    if (error)
        return error;
    struct table_row *lines = calloc(results->cell_count + 1, sizeof *lines);
    struct table_row *heads = calloc(table.grid.panel_count + 1, sizeof *heads);
    if (lines && heads) {
        table.lines = lines;
        table.heads = heads;
        fill(&table);
        measure(&table);
        error = print(&table);
    } else {
        error = ENOMEM;
    }
    free(lines);
    free(heads);
    grid_release(&table.grid);
    return error;
}
