/* SPDX-License-Identifier: MIT */
/* Options by one table: getopt_long cuts the command line. */
#include "options/options.h"
#include "kit/error.h"
#include "kit/nearest.h"
#include "options/row.h"
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 40  /* with a name */
#define KEY_LONG 256 /* plus the row's index: the key of a row without a letter */

struct reading {
    const struct option_table *table;
    const struct option_row *rows[ROWS_MAX]; /* with a name; options_common come last */
    size_t count;
    struct option options[ROWS_MAX + 1]; /* the same for getopt_long */
    char letters[2 * ROWS_MAX + 3];
    void *fields;
    struct error error;
};

/* --- rows ------------------------------------------------------------------------------------- */

/* "-:" asks for words as well, in their order, and for ':' where a value is missing. */
static void add_rows(struct reading *reading, const struct option_row *row)
{
    for (; !row_is_end(row) && reading->count < ROWS_MAX; row++) {
        if (row->name == NULL)
            continue;
        const int key = row->letter != 0 ? row->letter : KEY_LONG + (int)reading->count;
        char *letters = reading->letters + strlen(reading->letters);
        if (row->letter != 0)
            snprintf(letters, 3, row->argument != NULL ? "%c:" : "%c", row->letter);
        const int has_value = row->optional != NULL   ? optional_argument
                              : row->argument != NULL ? required_argument
                                                      : no_argument;
        reading->options[reading->count] = (struct option){ row->name, has_value, NULL, key };
        reading->rows[reading->count++] = row;
    }
}

static const struct option_row *row_of_key(const struct reading *reading, int key)
{
    size_t i = 0;
    while (i < reading->count && reading->options[i].val != key)
        i++;
    return i < reading->count ? reading->rows[i] : NULL;
}

/* The row for the words after "--", or for other words. */
static const struct option_row *row_of_words(const struct reading *reading, bool is_rest)
{
    const struct option_row *found = NULL;
    for (const struct option_row *row = reading->table->rows; !row_is_end(row); row++)
        if (row->name == NULL && (row->type == OPTION_REST ? is_rest : found == NULL))
            found = row;
    return found;
}

/* --- mistakes --------------------------------------------------------------------------------- */

static int refuse_unknown(struct reading *reading, const char *option)
{
    const struct option_row *rest = row_of_words(reading, true);
    if (rest != NULL && rest->type == OPTION_REST &&
        strncmp(option, rest->choices[0], strlen(rest->choices[0])) == 0)
        return error_set(&reading->error, EINVAL, "'%s' must come after '--'", option);
    struct nearest nearest = nearest_to(option + strspn(option, "-"));
    for (const struct option *each = reading->options; each->name != NULL; each++)
        nearest_offer(&nearest, each->name);
    if (nearest.best != NULL)
        return error_set(&reading->error, EINVAL, "unknown option '%s' (did you mean '--%s'?)",
                         option, nearest.best);
    return error_set(&reading->error, EINVAL, "unknown option '%s'; see '%s --help'", option,
                     reading->table->name);
}

/* No option has this long name, or more than one begins like it. */
static int refuse_long(struct reading *reading, const char *word)
{
    const char *name = word + strlen("--");
    size_t length = strcspn(name, "=");
    const char *matches[2] = { NULL, NULL };
    for (const struct option *each = reading->options; each->name != NULL && length > 0; each++)
        if (strncmp(each->name, name, length) == 0)
            matches[matches[0] == NULL ? 0 : 1] = each->name;
    if (matches[1] == NULL)
        return refuse_unknown(reading, word);
    return error_set(&reading->error, EINVAL, "option '%s' may mean '--%s' or '--%s'", word,
                     matches[0], matches[1]);
}

/* getopt_long leaves the key of an option that lacks its value, or has one too many; an unknown
 * letter; or 0 for a word. */
static int refuse(struct reading *reading, int key, const char *word)
{
    const char letter[] = { '-', (char)key, '\0' };
    const struct option_row *row = row_of_key(reading, key);
    if (row == NULL)
        return key == 0 ? refuse_long(reading, word) : refuse_unknown(reading, letter);
    return error_set(&reading->error, EINVAL,
                     row->argument != NULL ? "--%s needs a value: %s" : "--%s takes no value",
                     row->name, row->argument);
}

/* --- the command line ------------------------------------------------------------------------- */

static int read_word(struct reading *reading, const char *word, bool is_first, bool is_rest)
{
    const struct option_row *row = row_of_words(reading, is_rest);
    if (row == NULL || (row->type == OPTION_CHOICE && !is_first))
        return error_set(&reading->error, EINVAL, "unexpected argument '%s'; see '%s --help'", word,
                         reading->table->name);
    return value_set(row, reading->fields, word, &reading->error);
}

/* Returns 0, EINVAL or ENOMEM; or ECANCELED after the help or the version, when the rest of the
 * command line does not matter. */
static int read_all(struct reading *reading, int argc, char **argv)
{
    enum { WORD = 1 }; /* getopt_long's key of a word that is not an option */
    int error = 0;
    int words = 0;
    int key;
    opterr = 0;
    optind = 0; /* a new command line */
    // NOLINTNEXTLINE(concurrency-mt-unsafe): main calls it, before there is a thread
    while (error == 0 &&
           (key = getopt_long(argc, argv, reading->letters, reading->options, NULL)) >= 0) {
        if (key == WORD) {
            error = read_word(reading, optarg, words++ == 0, false);
        } else if (key == '?' || key == ':') {
            error = refuse(reading, optopt, argv[optind - 1]);
        } else if (key == 'h') {
            help_print(reading->table);
            error = ECANCELED;
        } else if (key == 'V') {
            printf("%s %s\n", program_name, FORKSCALE_VERSION);
            error = ECANCELED;
        } else {
            const struct option_row *row = row_of_key(reading, key);
            const char *value = optarg != NULL ? optarg : row->optional;
            error = value_set(row, reading->fields, value, &reading->error);
        }
    }
    for (int i = optind; i < argc && error == 0; i++)
        error = read_word(reading, argv[i], words++ == 0, true);
    return error;
}

bool options_read(const struct option_table *table, int argc, char **argv, void *fields,
                  int *status)
{
    struct reading reading = { .table = table, .letters = "-:", .fields = fields };
    memset(fields, 0, table->bytes);
    if (table->defaults != NULL)
        memcpy(fields, table->defaults, table->bytes);
    add_rows(&reading, table->rows);
    add_rows(&reading, options_common);
    int error = read_all(&reading, argc, argv);
    if (error == ECANCELED)
        *status = program_finish(EXIT_YES);
    else if (error != 0)
        *status =
            program_fail(error == ENOMEM ? EXIT_UNMEASURED : EXIT_USAGE, "%s", reading.error.text);
    if (error != 0)
        options_release(table, fields);
    return error == 0;
}

void options_release(const struct option_table *table, void *fields)
{
    for (const struct option_row *row = table->rows; !row_is_end(row); row++) {
        if (row->type != OPTION_LIST && row->type != OPTION_WORDS && row->type != OPTION_REST)
            continue;
        struct option_list *list = (struct option_list *)((char *)fields + row->offset);
        for (size_t i = 0; i < list->count; i++)
            free(list->items[i]);
        free(list->items);
        *list = (struct option_list){ .count = 0 }; /* rows may share a list */
    }
}
