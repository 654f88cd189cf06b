/* SPDX-License-Identifier: MIT */
/* Throughput against workers, from a TSV file. It is untrusted: every field is checked. */
#include "record/throughput.h"
#include "kit/number.h"
#include "kit/text.h"
#include "record/load.h"
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WORKERS_MAX 1000000
#define BLOCK_MAX   1000000
#define COLUMNS_MAX 64
#define ROWS_MAX    1000000

enum column { COLUMN_NAME, COLUMN_WORKERS, COLUMN_BLOCK, COLUMN_THROUGHPUT, COLUMN_TIME, COLUMNS };

static const char *const names[COLUMNS] = { "name", "workers", "block", "throughput", "time" };

/* A file that is being read. */
struct reading {
    const char *path;
    size_t line;          /* from 1 */
    int columns[COLUMNS]; /* their places; −1: not there */
    struct error *error;
};

/* --- fields ----------------------------------------------------------------------------------- */

/* Cuts the line into fields. Returns how many, at most COLUMNS_MAX. */
static int cut(char *line, char *fields[static COLUMNS_MAX])
{
    int count = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *field; count < COLUMNS_MAX && (field = strsep(&line, "\t")) != NULL; count++)
        fields[count] = field;
    return count;
}

static int refuse(struct reading *reading, const char *what, const char *text)
{
    char *printable = text_printable(text);
    error_set(reading->error, EBADMSG, "%s:%zu: %s '%.80s'", reading->path, reading->line, what,
              printable != NULL ? printable : "");
    free(printable);
    return EBADMSG;
}

static int read_head(struct reading *reading, char *line)
{
    char *fields[COLUMNS_MAX];
    int count = cut(line, fields);
    for (int column = 0; column < COLUMNS; column++)
        reading->columns[column] = -1;
    for (int at = 0; at < count; at++)
        for (int column = 0; column < COLUMNS; column++)
            if (strcmp(fields[at], names[column]) == 0)
                reading->columns[column] = at;
    bool has_value =
        (reading->columns[COLUMN_THROUGHPUT] < 0) != (reading->columns[COLUMN_TIME] < 0);
    if (reading->columns[COLUMN_WORKERS] >= 0 && has_value)
        return 0;
    return error_set(reading->error, EBADMSG,
                     "%s: its first line must name the columns, separated by tabs: workers, and "
                     "either throughput or time",
                     reading->path);
}

/* A finite number above 0 as printf writes it; strtod alone would take spaces and hex too. */
static bool read_value(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    return text[0] != '\0' && text[strspn(text, "+-.0123456789eE")] == '\0' && *end == '\0' &&
           isfinite(*value) && *value > 0;
}

/* The field of a column; NULL where there is none. */
static const char *field_of(const struct reading *reading, char *const fields[], int count,
                            enum column column)
{
    int at = reading->columns[column];
    return at >= 0 && at < count ? fields[at] : NULL;
}

static int read_row(struct reading *reading, char *line, struct throughput_row *row)
{
    char *fields[COLUMNS_MAX];
    int count = cut(line, fields);
    const char *text[COLUMNS];
    int64_t workers;
    int64_t block = 0;
    for (int column = 0; column < COLUMNS; column++)
        text[column] = field_of(reading, fields, count, (enum column)column);
    bool is_time = reading->columns[COLUMN_TIME] >= 0;
    const char *value = text[is_time ? COLUMN_TIME : COLUMN_THROUGHPUT];
    if (text[COLUMN_WORKERS] == NULL ||
        number_parse(text[COLUMN_WORKERS], 1, WORKERS_MAX, &workers) != 0)
        return refuse(reading, "expected a number of workers from 1 to 1000000, found",
                      text[COLUMN_WORKERS] != NULL ? text[COLUMN_WORKERS] : "");
    if (text[COLUMN_BLOCK] != NULL && number_parse(text[COLUMN_BLOCK], 0, BLOCK_MAX, &block) != 0)
        return refuse(reading, "expected a block from 0 to 1000000, found", text[COLUMN_BLOCK]);
    if (value == NULL || !read_value(value, &row->value))
        return refuse(reading,
                      is_time ? "expected a time above 0, found"
                              : "expected a throughput above 0, found",
                      value != NULL ? value : "");
    if (is_time)
        row->value = 1 / row->value;
    row->workers = (unsigned)workers;
    row->block = (unsigned)block;
    row->name = text_printable(text[COLUMN_NAME] != NULL ? text[COLUMN_NAME] : "");
    return row->name != NULL ? 0 : ENOMEM;
}

/* --- rows ------------------------------------------------------------------------------------- */

static int add(struct throughput *throughput, const struct throughput_row *row)
{
    size_t count = throughput->count;
    /* Doubled when full: at each power of two. */
    if ((count & (count - 1)) == 0) {
        size_t room = count > 0 ? 2 * count : 1;
        struct throughput_row *rows = realloc(throughput->rows, room * sizeof *rows);
        if (rows == NULL)
            return ENOMEM;
        throughput->rows = rows;
    }
    throughput->rows[throughput->count++] = *row;
    return 0;
}

static int read_lines(struct reading *reading, FILE *file, struct throughput *throughput)
{
    char *line = NULL;
    size_t bytes = 0;
    int error = 0;
    for (; error == 0 && getline(&line, &bytes, file) >= 0;) {
        struct throughput_row row = { 0 };
        reading->line++;
        if (reading->line == 1) {
            error = read_head(reading, line);
        } else if (line[strspn(line, "\r\n")] != '\0') {
            error = throughput->count < ROWS_MAX
                        ? read_row(reading, line, &row)
                        : error_set(reading->error, EBADMSG, "%s: more than %d rows", reading->path,
                                    ROWS_MAX);
            if (error == 0 && (error = add(throughput, &row)) != 0)
                free(row.name);
        }
    }
    if (error == 0 && ferror(file))
        error = error_set_errno(reading->error, EIO, "cannot read %s", reading->path);
    free(line);
    return error;
}

int throughput_read(const char *path, struct throughput *throughput, struct error *error)
{
    struct reading reading = { .path = path, .error = error };
    FILE *file;
    *throughput = (struct throughput){ 0 };
    int code = file_open_regular(path, &file, error);
    if (code != 0)
        return code;
    code = read_lines(&reading, file, throughput);
    (void)fclose(file); /* only read from: nothing can be lost */
    if (code == 0 && throughput->count == 0)
        code = error_set(error, EBADMSG, "%s has no rows", path);
    if (code == ENOMEM)
        error_set_errno(error, ENOMEM, "cannot read %s", path);
    if (code != 0)
        throughput_release(throughput);
    return code;
}

void throughput_release(struct throughput *throughput)
{
    for (size_t i = 0; i < throughput->count; i++)
        free(throughput->rows[i].name);
    free(throughput->rows);
    *throughput = (struct throughput){ 0 };
}
