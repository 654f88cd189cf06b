/* SPDX-License-Identifier: MIT */
/* Labels and units of time where they are shown. */
#include "show/label.h"
#include "kit/text.h"
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static bool is_ascii(const char *label)
{
    while (*label != 0 && (unsigned char)*label < 0x80)
        label++;
    return *label == '\0';
}

size_t label_columns(const char *label)
{
    if (is_ascii(label))
        return strlen(label);
    /* The library knows the widths, but only in a UTF-8 locale, and the user's may be another. */
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!utf8)
        return strlen(label);
    locale_t before = uselocale(utf8);
    const char *end = label + strlen(label);
    mbstate_t state = { 0 };
    size_t columns = 0;
    while (label < end) {
        wchar_t character;
        size_t bytes = mbrtowc(&character, label, (size_t)(end - label), &state);
        if (bytes > (size_t)(end - label))
            break; /* not UTF-8, so not printable, as was promised */
        int width = wcwidth(character);
        columns += width > 0 ? (size_t)width : 0;
        label += bytes;
    }
    uselocale(before);
    freelocale(utf8);
    return columns;
}

void label_print(FILE *stream, const char *text, size_t width, size_t gap)
{
    char *printable = text_printable(text);
    if (printable == NULL)
        return;
    size_t columns = label_columns(printable);
    size_t spaces = (columns < width ? width - columns : 0) + gap;
    fprintf(stream, "%s%*s", printable, (int)spaces, "");
    free(printable);
}

void label_write_tsv(FILE *stream, const char *label)
{
    for (; *label; label++)
        if (*label == '"')
            fputs("\\x22", stream);
        else
            fputc(*label, stream);
}

/* The code point of the UTF-8 character at `*text`, which moves on to the next one. */
static unsigned long take_point(const unsigned char **text)
{
    unsigned long point = *(*text)++;
    point &= point >= 0xf0 ? 0x07 : point >= 0xe0 ? 0x0f : point >= 0xc0 ? 0x1f : 0x7f;
    while ((**text & 0xc0) == 0x80)
        point = point << 6 | (*(*text)++ & 0x3fUL);
    return point;
}

void label_write_gnuplot(FILE *stream, const char *label)
{
    const unsigned char *next = (const unsigned char *)label;
    fputc('\'', stream);
    while (*next) {
        const unsigned char *from = next;
        unsigned long point = take_point(&next);
        if (point == '\'')
            fputs("'.\"'\".'", stream);
        else if (point < 0x530)
            (void)fwrite(from, 1, (size_t)(next - from), stream);
        else
            fprintf(stream, "\\u%04lx", point);
    }
    fputc('\'', stream);
}

int label_write_setting(FILE *stream, const char *name, size_t place, const char *text)
{
    char *label = text_printable(text);
    if (label == NULL)
        return ENOMEM;
    fputs(name, stream);
    if (place > 0)
        fprintf(stream, "[%zu]", place);
    fputs(" = ", stream);
    label_write_gnuplot(stream, label);
    fputc('\n', stream);
    free(label);
    return 0;
}

int decimals_of_three(double number)
{
    double size = fabs(number);
    if (size < 9.995)
        return 2;
    return size < 99.95 ? 1 : 0;
}

struct unit unit_choose(double largest_ns)
{
    static const struct unit units[] = {
        { "s", 1e9, 2 }, { "ms", 1e6, 2 }, { "µs", 1e3, 2 }, { "ns", 1, 0 }
    };
    size_t i = 0;
    while (units[i].ns > 1 && largest_ns < units[i].ns)
        i++;
    struct unit unit = units[i];
    if (unit.decimals > 0 && largest_ns < 10 * unit.ns)
        unit.decimals++;
    return unit;
}
