/* SPDX-License-Identifier: MIT */
/* From the text of an option to the field that it sets. */
#include "kit/nearest.h"
#include "kit/number.h"
#include "options/row.h"
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_MIN 0.001
#define SECONDS_MAX 86400.0
#define SIZE_MOST   0x1p50

/* --- single values ---------------------------------------------------------------------------- */

static int set_number(const struct option_row *row, int64_t *field, const char *text,
                      struct error *error)
{
    const char *digits = text;
    if (row->type == OPTION_VARIABLE && text[0] == '$')
        digits = getenv(text + 1); // NOLINT(concurrency-mt-unsafe): no thread sets it
    if (digits == NULL)
        return error_set(error, EINVAL, "--%s '%s' is a variable that is not set", row->name, text);
    if (number_parse(digits, row->min, row->max, field) == 0)
        return 0;
    return error_set(error, EINVAL, "--%s '%s' is not a whole number from %" PRId64 " to %" PRId64,
                     row->name, digits, row->min, row->max);
}

static int set_real(const struct option_row *row, double *field, const char *text,
                    struct error *error)
{
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end != '\0' || !(number > (double)row->min && number < (double)row->max))
        return error_set(error, EINVAL,
                         "--%s '%s' is not a number between %" PRId64 " and %" PRId64, row->name,
                         text, row->min, row->max);
    *field = number;
    return 0;
}

static int set_seconds(const struct option_row *row, double *field, const char *text,
                       struct error *error)
{
    /* strtod would take inf, nan, hex, exponents and spaces. The locale is C: no program sets
     * another. */
    bool is_plain = isdigit((unsigned char)text[0]) && strlen(text) < 16 &&
                    text[strspn(text, "0123456789.")] == '\0' &&
                    strchr(text, '.') == strrchr(text, '.');
    double seconds = is_plain ? strtod(text, NULL) : 0;
    if (seconds < SECONDS_MIN || seconds > SECONDS_MAX)
        return error_set(error, EINVAL, "--%s '%s' is not a number of seconds from %g to %g",
                         row->name, text, SECONDS_MIN, SECONDS_MAX);
    *field = seconds;
    return 0;
}

struct suffix {
    const char *text;
    double factor;
};

/* A number with one of these suffixes. −1 if it is none. */
static double read_suffixed(const char *text, const struct suffix *suffixes)
{
    char *end;
    if (!isdigit((unsigned char)text[0]) || strpbrk(text, "xXeE+-") != NULL)
        return -1;
    double number = strtod(text, &end);
    for (; suffixes->text != NULL; suffixes++)
        if (strcmp(end, suffixes->text) == 0)
            return number * suffixes->factor;
    return -1;
}

static int set_time(const struct option_row *row, double *field, const char *text,
                    struct error *error)
{
    static const struct suffix suffixes[] = { { "ns", 1 },   { "us", 1e3 }, { "µs", 1e3 },
                                              { "ms", 1e6 }, { "s", 1e9 },  { NULL, 0 } };
    double ns = read_suffixed(text, suffixes);
    if (!(ns >= 1 && ns <= SECONDS_MAX * 1e9))
        return error_set(error, EINVAL, "--%s '%s' is not a time from 1ns to %gs (20us, 1.5ms, 2s)",
                         row->name, text, SECONDS_MAX);
    *field = ns;
    return 0;
}

static int set_size(const struct option_row *row, double *field, const char *text,
                    struct error *error)
{
    static const struct suffix suffixes[] = {
        { "", 1 },         { "K", 0x1p10 },   { "M", 0x1p20 },   { "G", 0x1p30 },   { "T", 0x1p40 },
        { "KiB", 0x1p10 }, { "MiB", 0x1p20 }, { "GiB", 0x1p30 }, { "TiB", 0x1p40 }, { NULL, 0 }
    };
    double bytes = read_suffixed(text, suffixes);
    if (!(bytes >= 0 && bytes <= SIZE_MOST))
        return error_set(error, EINVAL, "--%s '%s' is not a size up to 1024T (0, 64M, 1GiB)",
                         row->name, text);
    *field = bytes;
    return 0;
}

void value_print_choices(const char *const *choices, FILE *stream)
{
    for (size_t i = 0; choices[i] != NULL; i++)
        fprintf(stream, "%s%s", i == 0 ? "" : choices[i + 1] != NULL ? ", " : " or ", choices[i]);
}

static int set_choice(const struct option_row *row, unsigned *field, const char *text,
                      struct error *error)
{
    struct nearest nearest = nearest_to(text);
    for (unsigned i = 0; row->choices[i] != NULL; i++) {
        if (strcmp(text, row->choices[i]) == 0) {
            *field = i;
            return 0;
        }
        nearest_offer(&nearest, row->choices[i]);
    }
    char choices[256] = "";
    FILE *stream = fmemopen(choices, sizeof choices, "w");
    if (stream != NULL) {
        value_print_choices(row->choices, stream);
        if (nearest.best != NULL)
            fprintf(stream, " (did you mean '%s'?)", nearest.best);
        (void)fclose(stream); /* what does not fit is cut */
    }
    if (row->name == NULL)
        return error_set(error, EINVAL, "'%s': expected %s", text, choices);
    return error_set(error, EINVAL, "--%s '%s': expected %s", row->name, text, choices);
}

/* --- lists ------------------------------------------------------------------------------------ */

static int append(struct option_list *list, const char *text, size_t length, struct error *error)
{
    char **items = realloc(list->items, (list->count + 2) * sizeof *items);
    if (items != NULL)
        list->items = items;
    char *copy = items != NULL ? strndup(text, length) : NULL;
    if (copy == NULL)
        return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
    items[list->count++] = copy;
    items[list->count] = NULL;
    return 0;
}

/* The comma that ends an item, or the end. "\\," does not end it. */
static size_t comma(const char *text)
{
    size_t length = strcspn(text, ",");
    while (text[length] == ',' && length > 0 && text[length - 1] == '\\')
        length += 1 + strcspn(text + length + 1, ",");
    return length;
}

/* Is this KEY=VALUE, rather than a name, a path, or a name with settings? */
static bool is_setting(const char *text)
{
    return text[strcspn(text, ",:/=")] == '=';
}

/* Puts "," for "\\,". */
static void unescape(char *item)
{
    char *out = item;
    for (const char *in = item; *in != '\0'; in++)
        if (in[0] != '\\' || in[1] != ',')
            *out++ = *in;
    *out = '\0';
}

static int append_all(struct option_list *list, const char *text, struct error *error)
{
    int failed;
    bool is_last;
    do {
        size_t length = comma(text);
        while (text[length] == ',' && is_setting(text + length + 1))
            length += 1 + comma(text + length + 1);
        failed = append(list, text, length, error);
        if (failed == 0)
            unescape(list->items[list->count - 1]);
        is_last = text[length] == '\0';
        text += length + 1;
    } while (failed == 0 && !is_last);
    return failed;
}

/* --- any row ---------------------------------------------------------------------------------- */

int value_set(const struct option_row *row, void *fields, const char *text, struct error *error)
{
    void *field = (char *)fields + row->offset;
    switch (row->type) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return 0;
    case OPTION_TEXT:
        *(const char **)field = text;
        return 0;
    case OPTION_NUMBER:
    case OPTION_VARIABLE:
        return set_number(row, field, text, error);
    case OPTION_REAL:
        return set_real(row, field, text, error);
    case OPTION_SECONDS:
        return set_seconds(row, field, text, error);
    case OPTION_TIME:
        return set_time(row, field, text, error);
    case OPTION_SIZE:
        return set_size(row, field, text, error);
    case OPTION_CHOICE:
        return set_choice(row, field, text, error);
    case OPTION_LIST:
        return append_all(field, text, error);
    case OPTION_WORDS:
    case OPTION_REST:
        return append(field, text, strlen(text), error);
    }
    return EINVAL;
}
