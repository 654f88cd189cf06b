/* SPDX-License-Identifier: MIT */
/* The help that a table makes. Not by argp_help, which indents some lines wrongly once its buffer
 * has grown (glibc 2.36).
 */
#include "options/help.h"
#include "options/value.h"
#include <stdlib.h>
#include <string.h>

#define COLUMNS 79
#define INDENT  29 /* of what is said of an option */

const struct option_row options_common[OPTIONS_COMMON] = {
    { "help", 'h', .help = "print this help" },
    { "version", 'V', .help = "print the version" },
};

/* Prints lines of at most COLUMNS bytes. The first begins in the column `indent`, and the others are
 * moved there. */
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
        width += printf("=%s", row->argument);
    if (width >= INDENT) {
        puts("");
        width = 0;
    }
    printf("%*s", INDENT - width, "");
}

static void print_row(const struct option_row *row, const void *defaults)
{
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream == NULL)
        return;
    fputs(row->help, stream);
    value_print_range(row, defaults, stream);
    if (fclose(stream) == 0) {
        print_name(row);
        print_text(text, INDENT);
    }
    free(text);
}

void help_print(const struct option_table *table)
{
    printf("Usage: %s [OPTION...]", table->name);
    const struct option_row *row;
    for (row = table->rows; row->name != NULL || row->argument != NULL; row++)
        if (row->name == NULL)
            printf(" %s", row->argument);
    puts("\n");
    print_text(table->intro, 0);
    puts("");
    for (row = table->rows; row->name != NULL || row->argument != NULL; row++)
        if (row->name != NULL)
            print_row(row, table->defaults);
    for (size_t i = 0; i < OPTIONS_COMMON; i++)
        print_row(&options_common[i], table->defaults);
    if (table->outro != NULL) {
        puts("");
        print_text(table->outro, 0);
    }
}
