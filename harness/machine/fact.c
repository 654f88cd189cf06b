/* SPDX-License-Identifier: MIT */
/* Facts about the machine as JSON values. */
#include "machine/fact.h"
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

json_t *fact_unavailable(void)
{
    return json_string("unavailable");
}

json_t *fact_text(const char *text)
{
    if (text == NULL || *text == '\0')
        return fact_unavailable();
    char clean[FACT_TEXT_BYTES];
    size_t length = 0;
    for (; length < sizeof clean && text[length] != '\0'; length++) {
        char letter = text[length];
        clean[length] = (char)(letter < ' ' || letter > '~' ? '?' : letter);
    }
    return json_stringn(clean, length);
}

json_t *fact_number(long long number)
{
    return number > 0 ? json_integer(number) : fact_unavailable();
}

json_t *fact_put(json_t *object, const char *name, json_t *fact)
{
    if (json_object_set_new(object, name, fact) == 0)
        return object;
    json_decref(object);
    return NULL;
}

bool fact_line(char line[static FACT_TEXT_BYTES], const char *format, ...)
{
    char path[PATH_MAX];
    va_list words;
    va_start(words, format);
    int length = vsnprintf(path, sizeof path, format, words);
    va_end(words);
    FILE *file = length >= 0 && length < PATH_MAX ? fopen(path, "re") : NULL;
    if (file == NULL)
        return false;
    bool got = fgets(line, FACT_TEXT_BYTES, file) != NULL;
    (void)fclose(file);
    if (got)
        line[strcspn(line, "\n")] = '\0';
    return got && *line != '\0';
}

json_t *fact_file(const char *path)
{
    char line[FACT_TEXT_BYTES];
    return fact_text(fact_line(line, "%s", path) ? line : NULL);
}
