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
    if (found == NULL)
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

static const json_t *find(const struct fields *from, const char *key)
{
    return json_object_get(from->object, key);
}

/* Only the first error counts: the others follow from it. */
static void refuse(const struct fields *from, const char *place, const json_t *found,
                   const char *wanted)
{
    char text[80];
    if (from->error->code == 0)
        error_set(from->error, EBADMSG, "%s%s is %s; it must be %s", from->place, place,
                  describe(found, text, sizeof text), wanted);
}

bool field_exists(const struct fields *from, const char *key)
{
    return find(from, key) != NULL;
}

void field_refuse(const struct fields *from, const char *key, const char *wanted, ...)
{
    char text[160];
    va_list arguments;
    va_start(arguments, wanted);
    vsnprintf(text, sizeof text, wanted, arguments);
    va_end(arguments);
    refuse(from, key, find(from, key), text);
}

void *field_memory(const struct fields *from, void *memory)
{
    if (memory == NULL && from->error->code == 0)
        error_set(from->error, ENOMEM, "%s", strerror(ENOMEM));
    return memory;
}

static struct fields enter(const struct fields *from, const char *name, const json_t *object)
{
    struct fields inside = { .object = object, .error = from->error };
    int length = snprintf(inside.place, sizeof inside.place, "%s%s.", from->place, name);
    if (length < 0 || (size_t)length >= sizeof inside.place)
        snprintf(inside.place, sizeof inside.place, "….%.32s.", name);
    return inside;
}

struct fields field_object(const struct fields *from, const char *key)
{
    const json_t *found = find(from, key);
    if (!json_is_object(found))
        field_refuse(from, key, "an object");
    return enter(from, key, found);
}

size_t field_array(const struct fields *from, const char *key)
{
    const json_t *found = find(from, key);
    if (!json_is_array(found))
        field_refuse(from, key, "an array");
    return json_array_size(found);
}

struct fields field_element(const struct fields *from, const char *key, size_t index)
{
    const json_t *found = json_array_get(find(from, key), index);
    char element[48];
    snprintf(element, sizeof element, "%s[%zu]", key, index);
    if (!json_is_object(found))
        refuse(from, element, found, "an object");
    return enter(from, element, found);
}

char *field_text(const struct fields *from, const char *key)
{
    const json_t *found = find(from, key);
    if (json_is_string(found) && strlen(json_string_value(found)) == json_string_length(found))
        return field_memory(from, strdup(json_string_value(found)));
    field_refuse(from, key, "a string");
    return NULL;
}

char *field_optional_text(const struct fields *from, const char *key)
{
    return find(from, key) != NULL ? field_text(from, key) : NULL;
}

char *field_optional_object(const struct fields *from, const char *key)
{
    const json_t *found = find(from, key);
    if (found == NULL)
        return NULL;
    if (!json_is_object(found))
        field_refuse(from, key, "an object");
    return field_memory(from, json_dumps(found, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII |
                                                    JSON_ENCODE_ANY));
}

bool field_flag(const struct fields *from, const char *key)
{
    if (!json_is_boolean(find(from, key)))
        field_refuse(from, key, "true or false");
    return json_is_true(find(from, key));
}

unsigned field_count(const struct fields *from, const char *key, int64_t min, int64_t max)
{
    const json_t *found = find(from, key);
    double number = json_number_value(found); /* 0 for other types */
    if (json_is_number(found) && number >= (double)min && number <= (double)max &&
        number == floor(number))
        return (unsigned)number;
    field_refuse(from, key, "a whole number in %lld … %lld", (long long)min, (long long)max);
    return 0;
}

/* The value of `found`, which is at `place`. */
static double number_of(const struct fields *from, const char *place, const json_t *found,
                        const char *unit, double min)
{
    char wanted[80];
    double number = json_number_value(found);
    if (!json_is_number(found) || !(number >= min && number <= NUMBER_MAX)) { /* or a NaN */
        snprintf(wanted, sizeof wanted, "a number%s in %g … %g",
                 strcmp(unit, "ns") == 0 ? " of nanoseconds" : "", min, NUMBER_MAX);
        refuse(from, place, found, wanted);
    }
    return number;
}

double field_number(const struct fields *from, const char *key, const char *unit, double min)
{
    return number_of(from, key, find(from, key), unit, min);
}

double *field_durations(const struct fields *from, const char *key, double min, size_t *count)
{
    *count = field_array(from, key);
    double *ns = field_memory(from, calloc(*count + 1, sizeof *ns));
    for (size_t i = 0; ns != NULL && i < *count; i++) {
        char element[48];
        snprintf(element, sizeof element, "%s[%zu]", key, i);
        ns[i] = number_of(from, element, json_array_get(find(from, key), i), "ns", min);
    }
    return ns;
}
