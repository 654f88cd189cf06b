/* SPDX-License-Identifier: MIT */
/* The analysis in C against the golden values, before anything prints them:
 *
 *     analyse ESTIMATES.tsv RUN TABLE.tsv [RUN TABLE.tsv]...
 */
#include "../kit/check.h"
#include "analyse/summary.h"
#include "record/results.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 128
#define VALUES_MAX  64
#define TOLERANCE   1e-12

/* A line of a TSV file, cut at its tabs. */
struct line {
    char *text; /* for free() */
    size_t room;
    char *fields[COLUMNS_MAX];
    size_t count;
};

static bool read_line(FILE *file, struct line *line)
{
    if (getline(&line->text, &line->room, file) < 0)
        return false;
    line->text[strcspn(line->text, "\n")] = '\0';
    line->count = 0;
    for (char *rest = line->text; rest != NULL && line->count < COLUMNS_MAX;)
        line->fields[line->count++] = strsep(&rest, "\t");
    return true;
}

static FILE *open_table(const char *path, struct line *head)
{
    FILE *file = fopen(path, "r");
    CHECK(file != NULL && read_line(file, head), "%s", path);
    if (file == NULL)
        exit(check_end());
    return file;
}

static bool is_close(double value, const char *golden)
{
    double wanted = strtod(golden, NULL);
    return fabs(value - wanted) <= TOLERANCE * fabs(wanted);
}

/* --- the median and its interval -------------------------------------------------------------- */

/* level, count, median, low, high, interval: of the values 1 … count, given in no order. */
static void check_estimate(char *const *fields)
{
    size_t count = strtoul(fields[1], NULL, 10);
    double values[VALUES_MAX];
    for (size_t i = 0; i < count; i++)
        values[i * 41 % count] = (double)(i + 1); /* 41 is prime, and above all counts */
    struct estimate estimate = estimate_median(values, count, strtod(fields[0], NULL));
    CHECK(is_close(estimate.median, fields[2]) && is_close(estimate.low, fields[3]) &&
              is_close(estimate.high, fields[4]) && estimate.count == count &&
              estimate.has_interval == (strcmp(fields[5], "yes") == 0),
          "level %s, %zu values: %.17g [%.17g, %.17g]", fields[0], count, estimate.median,
          estimate.low, estimate.high);
}

static void check_estimates(const char *path)
{
    struct line line = { 0 };
    FILE *file = open_table(path, &line);
    while (read_line(file, &line))
        check_estimate(line.fields);
    (void)fclose(file);
    free(line.text);
    struct estimate none = estimate_median(NULL, 0, ESTIMATE_LEVEL);
    CHECK(none.count == 0 && none.median == 0 && none.low == 0 && none.high == 0 &&
              !none.has_interval,
          "no values have an estimate");
}

/* --- summaries -------------------------------------------------------------------------------- */

/* What is in the column NAME_WHAT, or NAME_WHAT_UNIT; "" if the table has no such column. */
static const char *field(const struct line *head, const struct line *row, const char *name,
                         const char *what, const char *unit)
{
    char column[80];
    snprintf(column, sizeof column, "%s%s%s%s", name, what, unit[0] != '\0' ? "_" : "", unit);
    for (size_t i = 0; i < head->count && i < row->count; i++)
        if (strcmp(head->fields[i], column) == 0)
            return row->fields[i];
    CHECK(false, "no column %s", column);
    return "";
}

static void check_metric(const struct line *head, const struct line *row,
                         const struct cell_metric *metric, const struct summary *summary)
{
    const struct estimate *estimate = cell_metric_estimate(metric, summary);
    const char *unit = cell_metric_unit(metric);
    const char *name = metric->name;
    if (metric->kind == CELL_SHARE) {
        const char *golden = field(head, row, name, "", unit);
        CHECK((estimate->count == 0) == (golden[0] == '\0') && is_close(estimate->median, golden),
              "%s, %s: %.17g", summary->cell->name, name, estimate->median);
        return;
    }
    CHECK(estimate->count == strtoul(field(head, row, name, "_blocks", ""), NULL, 10),
          "%s, %s: %zu blocks", summary->cell->name, name, estimate->count);
    CHECK(is_close(estimate->median, field(head, row, name, "_median", unit)) &&
              is_close(estimate->low, field(head, row, name, "_low", unit)) &&
              is_close(estimate->high, field(head, row, name, "_high", unit)),
          "%s, %s: %.17g [%.17g, %.17g]", summary->cell->name, name, estimate->median,
          estimate->low, estimate->high);
    const char *interval = estimate->count == 0 ? "" : estimate->has_interval ? "95%" : "range";
    CHECK(strcmp(interval, field(head, row, name, "_interval", "")) == 0, "%s, %s: %s",
          summary->cell->name, name, interval);
}

static void check_run(const char *folder, const char *table)
{
    struct results results;
    struct error error;
    int code = results_read(folder, &results, &error);
    CHECK(code == 0, "%s", error.text);
    struct summary *summaries = code == 0 ? summarise(&results) : NULL;
    if (summaries == NULL)
        exit(check_end());
    struct line head = { 0 };
    struct line row = { 0 };
    FILE *file = open_table(table, &head);
    size_t cell = 0;
    for (; read_line(file, &row) && cell < results.cell_count; cell++)
        for (const struct cell_metric *metric = cell_metrics; metric->name != NULL; metric++)
            check_metric(&head, &row, metric, &summaries[cell]);
    CHECK(cell == results.cell_count, "%s has %zu cells", table, cell);
    (void)fclose(file);
    free(head.text);
    free(row.text);
    free(summaries);
    results_release(&results);
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc % 2 != 0)
        return 2;
    check_estimates(argv[1]);
    for (int i = 2; i < argc; i += 2)
        check_run(argv[i], argv[i + 1]);
    return check_end();
}
