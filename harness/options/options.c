/* SPDX-License-Identifier: MIT */
/* Options by one table: argp does the reading. */
#include "options/options.h"
#include "kit/error.h"
#include "kit/nearest.h"
#include "options/help.h"
#include "options/value.h"
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_LONG 256 /* plus the row's index: the key of a row without a letter */

struct reading {
    const struct option_table *table;
    size_t count; /* rows of the table; those in `options_common` come after them */
    void *fields;
    int next;         /* index of the word after what was last understood */
    bool has_word;    /* a word that is not an option came */
    bool is_answered; /* the help or the version is printed */
    struct error error;
};

/* --- rows ------------------------------------------------------------------------------------- */

static size_t count_rows(const struct option_row *rows)
{
    size_t count = 0;
    while (rows[count].name != NULL || rows[count].argument != NULL)
        count++;
    return count;
}

static const struct option_row *row_at(const struct reading *reading, size_t index)
{
    return index < reading->count ? &reading->table->rows[index]
                                  : &options_common[index - reading->count];
}

static int key_at(const struct reading *reading, size_t index)
{
    const struct option_row *row = row_at(reading, index);
    return row->letter != 0 ? row->letter : KEY_LONG + (int)index;
}

static const struct option_row *row_of_key(const struct reading *reading, int key)
{
    for (size_t i = 0; i < reading->count + OPTIONS_COMMON; i++)
        if (row_at(reading, i)->name != NULL && key_at(reading, i) == key)
            return row_at(reading, i);
    return NULL;
}

/* The row for the words after "--", or for other words. */
static const struct option_row *row_of_words(const struct reading *reading, bool is_rest)
{
    const struct option_row *found = NULL;
    for (size_t i = 0; i < reading->count; i++) {
        const struct option_row *row = row_at(reading, i);
        if (row->name == NULL && (row->type == OPTION_REST ? is_rest : found == NULL))
            found = row;
    }
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
    for (size_t i = 0; i < reading->count + OPTIONS_COMMON; i++)
        if (row_at(reading, i)->name != NULL)
            nearest_offer(&nearest, row_at(reading, i)->name);
    if (nearest.best != NULL)
        return error_set(&reading->error, EINVAL, "unknown option '%s' (did you mean '--%s'?)",
                         option, nearest.best);
    return error_set(&reading->error, EINVAL, "unknown option '%s'; see '%s --help'", option,
                     reading->table->name);
}

/* An option that is known was refused: it lacks its value, or has one too many. */
static int refuse_value(struct reading *reading, const struct option_row *row)
{
    return error_set(&reading->error, EINVAL,
                     row->argument != NULL ? "--%s needs a value: %s" : "--%s takes no value",
                     row->name, row->argument);
}

/* "--blocks", "--bl" or "--quiet=yes" */
static int refuse_long(struct reading *reading, const char *word)
{
    const char *name = word + 2;
    size_t length = strcspn(name, "=");
    const struct option_row *matches[2] = { NULL, NULL };
    for (size_t i = 0; i < reading->count + OPTIONS_COMMON; i++) {
        const struct option_row *row = row_at(reading, i);
        if (row->name == NULL || strncmp(row->name, name, length) != 0)
            continue;
        if (row->name[length] == '\0')
            return refuse_value(reading, row);
        matches[matches[0] == NULL ? 0 : 1] = row;
    }
    if (matches[0] == NULL || length == 0)
        return refuse_unknown(reading, word);
    if (matches[1] == NULL)
        return refuse_value(reading, matches[0]);
    return error_set(&reading->error, EINVAL, "option '%s' may mean '--%s' or '--%s'", word,
                     matches[0]->name, matches[1]->name);
}

/* argp does not tell which word it did not understand. It is the one after the last that it did,
 * although getopt stays at a group of letters until its last. */
static int refuse_word(struct reading *reading, const struct argp_state *state)
{
    const char *word = state->argv[state->next - (state->next > reading->next ? 1 : 0)];
    if (strncmp(word, "--", 2) == 0)
        return refuse_long(reading, word);
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        const struct option_row *row = row_of_key(reading, *letter);
        if (row != NULL && row->argument == NULL)
            continue;
        const char option[] = { '-', *letter, '\0' };
        return row != NULL ? refuse_value(reading, row) : refuse_unknown(reading, option);
    }
    return refuse_unknown(reading, word);
}

/* --- reading ---------------------------------------------------------------------------------- */

static int read_word(struct reading *reading, const char *word, const struct argp_state *state)
{
    bool is_rest = state->quoted != 0 && state->next > state->quoted;
    const struct option_row *row = row_of_words(reading, is_rest);
    if (row == NULL || (row->type == OPTION_CHOICE && reading->has_word))
        return error_set(&reading->error, EINVAL, "unexpected argument '%s'; see '%s --help'", word,
                         reading->table->name);
    reading->has_word = true;
    return value_set(row, reading->fields, word, &reading->error);
}

static error_t read_key(int key, char *text, struct argp_state *state)
{
    struct reading *reading = state->input;
    if (key == ARGP_KEY_ERROR && !reading->is_answered && reading->error.code == 0)
        return refuse_word(reading, state);
    if (key == 'h' || key == 'V') {
        reading->is_answered = true;
        if (key == 'h')
            help_print(reading->table);
        else
            printf("%s %s\n", program_name, FORKSCALE_VERSION);
        return ECANCELED; /* the rest of the command line does not matter */
    }
    const struct option_row *row = row_of_key(reading, key);
    int error = ARGP_ERR_UNKNOWN;
    if (key == ARGP_KEY_ARG)
        error = read_word(reading, text, state);
    else if (row != NULL)
        error = value_set(row, reading->fields, text, &reading->error);
    if (error != ARGP_ERR_UNKNOWN)
        reading->next = state->next;
    return error;
}

/* --- the command line ------------------------------------------------------------------------- */

/* argp's rows of ours, for free(). NULL without memory. */
static struct argp_option *convert(const struct reading *reading)
{
    struct argp_option *options = calloc(reading->count + OPTIONS_COMMON + 1, sizeof *options);
    size_t used = 0;
    for (size_t i = 0; i < reading->count + OPTIONS_COMMON && options != NULL; i++) {
        const struct option_row *row = row_at(reading, i);
        if (row->name != NULL)
            options[used++] = (struct argp_option){ .name = row->name,
                                                    .key = key_at(reading, i),
                                                    .arg = row->argument };
    }
    return options;
}

bool options_read(const struct option_table *table, int argc, char **argv, void *fields,
                  int *status)
{
    memcpy(fields, table->defaults, table->bytes);
    struct reading reading = {
        .table = table, .count = count_rows(table->rows), .fields = fields, .next = 1
    };
    struct argp_option *options = convert(&reading);
    int error = ENOMEM;
    const struct argp argp = { .options = options, .parser = read_key };
    if (options != NULL)
        error = argp_parse(&argp, argc, argv, ARGP_SILENT | ARGP_IN_ORDER, NULL, &reading);
    if (reading.is_answered)
        *status = program_finish(EXIT_YES);
    else if (error != 0)
        *status = program_fail(error == ENOMEM ? EXIT_UNMEASURED : EXIT_USAGE, "%s",
                               reading.error.code != 0 ? reading.error.text : strerror(error));
    free(options);
    if (error != 0)
        options_release(table, fields);
    return error == 0;
}

void options_release(const struct option_table *table, void *fields)
{
    for (const struct option_row *row = table->rows; row->name != NULL || row->argument != NULL;
         row++) {
        if (row->type != OPTION_LIST && row->type != OPTION_WORDS && row->type != OPTION_REST)
            continue;
        struct option_list *list = (struct option_list *)((char *)fields + row->offset);
        for (size_t i = 0; i < list->count; i++)
            free(list->items[i]);
        free(list->items);
        *list = (struct option_list){ .count = 0 }; /* rows may share a list */
    }
}
