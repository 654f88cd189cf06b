/* SPDX-License-Identifier: MIT */
/* Tunables: settings in words, checked against the rows of a module's table. */
#include "kit/tunable.h"
#include "kit/number.h"
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum tunable_kind tunable_kind(const struct tunable *row)
{
    if (row->choices != NULL)
        return TUNABLE_CHOICE;
    return row->text != NULL ? TUNABLE_TEXT : TUNABLE_INTEGER;
}

int64_t tunable_choice_count(const struct tunable *row)
{
    int64_t count = 1;
    for (const char *at = row->choices; *at != '\0'; at++)
        count += *at == '|' ? 1 : 0;
    return count;
}

const char *tunable_default_choice(const struct tunable *row)
{
    const char *choice = row->choices;
    for (int64_t skip = row->default_value; skip > 0; skip--)
        choice += strcspn(choice, "|") + 1;
    return choice;
}

size_t tunable_count(const struct tunable *table)
{
    size_t count = 0;
    if (table != NULL)
        while (count < TUNABLES_MAX && table[count].name != NULL)
            count++;
    return count;
}

/* Finds `word` in "a|b|c". Returns its index, or −1. */
static int64_t choice_index(const char *choices, const char *word)
{
    size_t length = strlen(word);
    for (int64_t index = 0;; index++) {
        size_t span = strcspn(choices, "|");
        if (span == length && strncmp(choices, word, span) == 0)
            return index;
        if (choices[span] == '\0')
            return -1;
        choices += span + 1;
    }
}

static int set(struct value *value, const struct tunable *row, const char *word,
               struct error *error)
{
    enum tunable_kind kind = tunable_kind(row);
    if (kind != TUNABLE_INTEGER)
        value->text = word;
    if (kind == TUNABLE_CHOICE && (value->number = choice_index(row->choices, word)) < 0)
        return error_set(error, EINVAL, "%s=%s is none of %s%s%s", row->name, word, row->choices,
                         row->reason != NULL ? ": " : "", row->reason != NULL ? row->reason : "");
    if (kind == TUNABLE_INTEGER && number_parse(word, row->min, row->max, &value->number) != 0)
        return error_set(error, EINVAL, "%s=%s is not a whole number from %" PRId64 " to %" PRId64,
                         row->name, word, row->min, row->max);
    return 0;
}

static const struct tunable *row_named(const struct tunable *table, const char *name)
{
    for (size_t i = 0; i < tunable_count(table); i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

static int refuse_name(const struct tunable *table, const char *name, struct error *error)
{
    char names[256] = "";
    for (size_t i = 0; i < tunable_count(table); i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i == 0 ? "" : ", ", table[i].name);
    }
    if (names[0] == '\0')
        return error_set(error, EINVAL, "%s: there is nothing to tune", name);
    return error_set(error, EINVAL, "unknown tunable %s; there are: %s", name, names);
}

/* Gives every row its default. The words of a choice's default are copied to *words, which moves
 * on. */
static void default_value(struct values *values, const struct tunable *table, char **words)
{
    for (size_t i = 0; i < tunable_count(table); i++) {
        const struct tunable *row = &table[i];
        values->row[i] = (struct value){ .number = row->default_value, .text = row->text };
        if (tunable_kind(row) != TUNABLE_CHOICE)
            continue;
        const char *choice = tunable_default_choice(row);
        size_t span = strcspn(choice, "|");
        values->row[i].text = *words;
        *words = stpncpy(*words, choice, span);
        *(*words)++ = '\0';
    }
}

static int set_named(struct values *values, const struct tunable *table, const char *name,
                     const char *word, struct error *error)
{
    const struct tunable *row = row_named(table, name);
    if (row == NULL)
        return refuse_name(table, name, error);
    struct value *value = &values->row[row - table];
    if (value->is_set)
        return error_set(error, EINVAL, "%s is set twice", row->name);
    value->is_set = true;
    return set(value, row, word, error);
}

/* One "k=v", or "k=v:w" where the row of k takes a second value. `setting` is cut at '=' and
 * ':'. */
static int parse_one(struct values *values, const struct tunable *table, char *setting,
                     struct error *error)
{
    char *word = strchr(setting, '=');
    if (word == NULL)
        return error_set(error, EINVAL, "'%s' is not a setting; write tunable=value", setting);
    *word++ = '\0';
    const struct tunable *row = row_named(table, setting);
    char *colon = row != NULL && row->with != NULL ? strchr(word, ':') : NULL;
    if (colon != NULL)
        *colon = '\0';
    int code = set_named(values, table, setting, word, error);
    return code == 0 && colon != NULL ? set_named(values, table, row->with, colon + 1, error)
                                      : code;
}

int values_parse(struct values *values, const struct tunable *table, const char *settings,
                 struct error *error)
{
    if (settings == NULL)
        settings = "";
    size_t room = strlen(settings) + 1;
    for (size_t i = 0; i < tunable_count(table); i++)
        room += table[i].choices != NULL ? strlen(table[i].choices) + 1 : 0;
    *values = (struct values){ .words = malloc(room) };
    if (values->words == NULL)
        return error_set_errno(error, ENOMEM, "settings");

    char *rest = values->words;
    default_value(values, table, &rest);
    memcpy(rest, settings, strlen(settings) + 1);

    int code = 0;
    if (*rest == '\0')
        rest = NULL;
    while (code == 0 && rest != NULL) {
        code = parse_one(values, table, strsep(&rest, ","), error);
        if (code == 0 && rest != NULL && *rest == '\0')
            code = error_set(error, EINVAL, "'%s' ends with a comma", settings);
    }
    if (code != 0)
        values_release(values);
    return code;
}

void values_release(struct values *values)
{
    free(values->words);
    *values = (struct values){ .words = NULL };
}

static bool is_default(const struct value *value, const struct tunable *row)
{
    if (tunable_kind(row) == TUNABLE_TEXT)
        return strcmp(value->text, row->text) == 0;
    return value->number == row->default_value;
}

size_t values_format(const struct values *values, const struct tunable *table, char *text,
                     size_t bytes)
{
    size_t used = 0;
    if (bytes > 0)
        text[0] = '\0';
    for (size_t i = 0; i < tunable_count(table); i++) {
        const struct value *value = &values->row[i];
        if (is_default(value, &table[i]))
            continue;
        char *rest = used < bytes ? text + used : NULL;
        size_t room = used < bytes ? bytes - used : 0;
        const char *comma = used > 0 ? "," : "";
        int wrote = tunable_kind(&table[i]) == TUNABLE_INTEGER
                        ? snprintf(rest, room, "%s%s=%" PRId64, comma, table[i].name, value->number)
                        : snprintf(rest, room, "%s%s=%s", comma, table[i].name, value->text);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    return used;
}
