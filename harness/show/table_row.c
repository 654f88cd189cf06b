/* SPDX-License-Identifier: MIT */
/* A row of the table on a terminal. */
#include "show/table.h"
#include <stdio.h>

#define WRITE(text, ...) snprintf(text, sizeof(text), __VA_ARGS__)

const struct cell_metric *table_next_column(enum cell_table which, const struct cell_metric *metric)
{
    unsigned column = metric == NULL ? 1 : metric->column[which] + 1;
    for (metric = cell_metrics; metric->name != NULL; metric++)
        if (metric->column[which] == column)
            return metric;
    return NULL;
}

size_t table_row_head(struct table_row *head, enum cell_table which, const struct unit *unit,
                      const char *interval)
{
    size_t column = 1;
    WRITE(head->text[0], "workers");
    for (const struct cell_metric *metric = NULL;
         (metric = table_next_column(which, metric)) != NULL;) {
        bool is_time = metric->kind == CELL_TIME;
        WRITE(head->text[column], "%s%s%s", metric->heading, is_time ? "/" : "",
              is_time ? unit->name : "");
        column++;
        if (metric->with_interval) {
            WRITE(head->text[column], "%s", interval);
            column++;
        }
    }
    head->note[0] = '\0';
    return column;
}

static void fill_note(struct table_row *line, const struct summary *summary, unsigned blocks,
                      bool is_fastest)
{
    const struct result_cell *cell = summary->cell;
    const char *kind = cell->baseline ? "baseline" : cell->oversubscribed ? "oversubscribed" : "";
    if (summary->error != NULL)
        WRITE(line->note, "failed, %zu of %u blocks good%s", summary->run.count, blocks,
              cell->oversubscribed ? ", oversubscribed" : "");
    else
        WRITE(line->note, "%s%s%s", kind, kind[0] != '\0' && is_fastest ? ", " : "",
              is_fastest ? "fastest" : "");
}

/* Writes a figure, and behind it its interval where that has a column. Returns the next column. */
static size_t fill_columns(struct table_row *line, size_t column, const struct cell_metric *metric,
                           const struct estimate *estimate, const struct unit *unit)
{
    WRITE(line->text[column], "%.*f%s", unit->decimals, estimate->median / unit->ns,
          metric->kind == CELL_SHARE ? unit->name : "");
    column++;
    if (!metric->with_interval)
        return column;
    bool has_interval = estimate->has_interval;
    WRITE(line->text[column], "%c%.*f, %.*f%c", has_interval ? '[' : '(', unit->decimals,
          estimate->low / unit->ns, unit->decimals, estimate->high / unit->ns,
          has_interval ? ']' : ')');
    return column + 1;
}

/* How a metric is written; `time`: in what unit times are. */
static const struct unit *unit_of(const struct cell_metric *metric, const struct unit *time)
{
    static const struct unit percent = { " %", 0.01, 1 };
    static const struct unit ratio = { "", 1, 2 };
    static const struct unit whole = { "", 1, 0 };
    switch (metric->kind) {
    case CELL_RATIO:
    case CELL_PER_WORKER:
        return &ratio;
    case CELL_SHARE:
        return &percent;
    case CELL_RATE:
    case CELL_COUNT:
        return &whole;
    case CELL_TIME:
    case CELL_REGRET:
        break;
    }
    return time;
}

void table_row_fill(struct table_row *line, enum cell_table which, const struct unit *unit,
                    const struct summary *summary, unsigned blocks, bool is_fastest)
{
    size_t column = 1;
    line->summary = summary;
    WRITE(line->text[0], "%u", summary->cell->workers);
    for (const struct cell_metric *metric = NULL;
         (metric = table_next_column(which, metric)) != NULL;) {
        const struct estimate *estimate = cell_metric_estimate(metric, summary);
        bool is_ratio = metric->kind == CELL_RATIO || metric->kind == CELL_PER_WORKER;
        /* The ratios of a baseline are 1 by definition. */
        if (estimate->count > 0 && !(is_ratio && summary->cell->baseline)) {
            column = fill_columns(line, column, metric, estimate, unit_of(metric, unit));
            continue;
        }
        for (int texts = metric->with_interval ? 2 : 1; texts > 0; texts--, column++)
            WRITE(line->text[column], "-");
    }
    fill_note(line, summary, blocks, is_fastest);
}
