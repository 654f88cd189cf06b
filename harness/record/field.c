/* SPDX-License-Identifier: MIT */
/* Checked getters for an untrusted JSON document. */
#include "record/field.h"
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Describes a JSON value in a few words of plain ASCII: the document may contain escape sequences
 * that a terminal would obey. */
static const char *describe(const json_t *found, char *text, size_t bytes)
{
    if (!found)
        return "missing";
    if (json_is_object(found))
        return "an object";
    if (json_is_array(found))
        return "an array";
    size_t needed = json_dumpb(found, text, bytes - 1, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
    if (needed == 0 || needed > bytes - 1)
        return "a long string";
    text[needed] = '\0';
    return text;
}

int field_refuse(const struct fields *from, const char *key, const json_t *found,
                 const char *wanted, ...)
{
    char found_text[80];
    char wanted_text[160];
    va_list arguments;
    va_start(arguments, wanted);
    vsnprintf(wanted_text, sizeof wanted_text, wanted, arguments);
    va_end(arguments);
    return error_set(from->error, EBADMSG, "%s%s is %s; it must be %s", from->place, key,
                     describe(found, found_text, sizeof found_text), wanted_text);
}

static void enter(const struct fields *from, const char *name, const json_t *object,
                  struct fields *inside)
{
    *inside = (struct fields){ .object = object, .error = from->error };
    int length = snprintf(inside->place, sizeof inside->place, "%s%s.", from->place, name);
    if (length < 0 || (size_t)length >= sizeof inside->place)
        snprintf(inside->place, sizeof inside->place, "….%.32s.", name);
}

int field_object(const struct fields *from, const char *key, struct fields *inside)
{
    const json_t *found = json_object_get(from->object, key);
    if (!json_is_object(found))
        return field_refuse(from, key, found, "an object");
    enter(from, key, found, inside);
    return 0;
}

int field_array(const struct fields *from, const char *key, const json_t **array)
{
    const json_t *found = json_object_get(from->object, key);
    if (!json_is_array(found))
        return field_refuse(from, key, found, "an array");
    *array = found;
    return 0;
}

int field_element(const struct fields *from, const char *key, size_t index, struct fields *inside)
{
    const json_t *found = json_array_get(json_object_get(from->object, key), index);
    char element[48];
    snprintf(element, sizeof element, "%s[%zu]", key, index);
    if (!json_is_object(found))
        return field_refuse(from, element, found, "an object");
    enter(from, element, found, inside);
    return 0;
}

int field_text(const struct fields *from, const char *key, char **text)
{
    const json_t *found = json_object_get(from->object, key);
    if (!json_is_string(found) || strlen(json_string_value(found)) != json_string_length(found))
        return field_refuse(from, key, found, "a string");
    char *copy = strdup(json_string_value(found));
    if (!copy)
        return ENOMEM;
    *text = copy;
    return 0;
}

int field_flag(const struct fields *from, const char *key, bool *flag)
{
    const json_t *found = json_object_get(from->object, key);
    if (!json_is_boolean(found))
        return field_refuse(from, key, found, "true or false");
    *flag = json_is_true(found);
    return 0;
}

int field_optional_flag(const struct fields *from, const char *key, bool *flag)
{
    if (json_object_get(from->object, key))
        return field_flag(from, key, flag);
    *flag = false;
    return 0;
}

int field_count(const struct fields *from, const char *key, int64_t min, int64_t max,
                unsigned *count)
{
    const json_t *found = json_object_get(from->object, key);
    double number = json_number_value(found); /* 0 for other types */
    if (!json_is_number(found) || !(number >= (double)min && number <= (double)max) ||
        number != floor(number))
        return field_refuse(from, key, found, "a whole number in %lld … %lld", (long long)min,
                            (long long)max);
    *count = (unsigned)number;
    return 0;
}

static bool is_in_range(const json_t *found, double min)
{
    double number = json_number_value(found);
    return json_is_number(found) && number >= min && number <= NUMBER_MAX; /* false for a NaN */
}

int field_number(const struct fields *from, const char *key, const char *unit, double min,
                 double *number)
{
    const json_t *found = json_object_get(from->object, key);
    if (!is_in_range(found, min))
        return field_refuse(from, key, found, "a number%s in %g … %g",
                            strcmp(unit, "ns") == 0 ? " of nanoseconds" : "", min, NUMBER_MAX);
    *number = json_number_value(found);
    return 0;
}

int field_durations(const struct fields *from, const char *key, double **ns, size_t *count)
{
    const json_t *array = NULL;
    int error = field_array(from, key, &array);
    if (error)
        return error;
    size_t length = json_array_size(array);
    double *copy = calloc(length > 0 ? length : 1, sizeof *copy);
    if (!copy)
        return ENOMEM;
    for (size_t i = 0; i < length; i++) {
        const json_t *found = json_array_get(array, i);
        if (!is_in_range(found, 1)) {
            char element[48];
            snprintf(element, sizeof element, "%s[%zu]", key, i);
            free(copy);
            return field_refuse(from, element, found, "a number of nanoseconds in 1 … %g",
                                NUMBER_MAX);
        }
        copy[i] = json_number_value(found);
    }
    *ns = copy;
    *count = length;
    return 0;
}
