/* SPDX-License-Identifier: MIT */
/* The help that a table makes. */
#include "options/row.h"
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 79
#define INDENT  29 /* of the text of an option */

const struct option_row options_common[] = {
    { "help", 'h', .help = "print this help" },
    { "version", 'V', .help = "print the version" },
    { 0 },
};

/* Prints lines of at most COLUMNS bytes. The first begins in the column `indent`, and the others
 * are moved there. */
static void print_text(const char *text, int indent)
{
    const size_t room = COLUMNS - (size_t)indent;
    for (;;) {
        size_t length = strcspn(text, "\n");
        if (length > room)
            for (length = room; length > 0 && text[length] != ' ';)
                length--;
        printf("%.*s\n", (int)length, text);
        if (text[length] == '\0')
            return;
        text += length + 1;
        printf("%*s", indent, "");
    }
}

/* "  -j, --workers=LIST", and blanks or a line break up to INDENT. */
static void print_name(const struct option_row *row)
{
    int width = row->letter != 0 ? printf("  -%c, ", row->letter) : printf("      ");
    width += printf("--%s", row->name);
    if (row->argument != NULL)
        width += printf(row->optional != NULL ? "[=%s]" : "=%s", row->argument);
    if (width >= INDENT) {
        puts("");
        width = 0;
    }
    printf("%*s", INDENT - width, "");
}

/* " (1 to 100; default 2)": what the row takes. `defaults` may be NULL, as in a table. */
static void print_range(const struct option_row *row, const void *defaults, FILE *stream)
{
    const void *field = defaults != NULL ? (const char *)defaults + row->offset : NULL;
    bool is_number = row->type == OPTION_NUMBER || row->type == OPTION_VARIABLE;
    if (is_number && row->max != INT_MAX) { /* else a descriptor or a pid */
        int64_t number = field != NULL ? *(const int64_t *)field : 0;
        fprintf(stream, " (%" PRId64 " to %" PRId64, row->min, row->max);
        if (number >= row->min)
            fprintf(stream, "; default %" PRId64, number);
        fputs(")", stream);
    }
    if (row->type == OPTION_CHOICE) {
        const char *choice = row->choices[field != NULL ? *(const unsigned *)field : 0];
        fputs(" (", stream);
        value_print_choices(row->choices, stream);
        fprintf(stream, choice != NULL ? "; default %s)" : ")", choice);
    }
}

static void print_rows(const struct option_row *row, const void *defaults)
{
    for (; !row_is_end(row); row++) {
        char *text = NULL;
        size_t bytes;
        FILE *stream = row->name != NULL ? open_memstream(&text, &bytes) : NULL;
        if (stream == NULL)
            continue;
        fputs(row->help, stream);
        print_range(row, defaults, stream);
        if (fclose(stream) == 0) {
            print_name(row);
            print_text(text, INDENT);
        }
        free(text);
    }
}

void help_print(const struct option_table *table)
{
    printf("Usage: %s [OPTION...]", table->name);
    for (const struct option_row *row = table->rows; !row_is_end(row); row++)
        if (row->name == NULL)
            printf(" %s", row->argument);
    puts("\n");
    print_text(table->intro, 0);
    puts("");
    print_rows(table->rows, table->defaults);
    print_rows(options_common, NULL);
    if (table->outro != NULL) {
        puts("");
        print_text(table->outro, 0);
    }
}
