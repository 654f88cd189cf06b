/* SPDX-License-Identifier: MIT */
/* Texts from outside made safe to print, to store and to plot. */
#include "kit/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Length of the UTF-8 character at `text`, 0 when it is none: stray or missing continuation bytes,
 * overlong forms, surrogates and what is above U+10FFFF (RFC 3629, section 4). */
static size_t utf8_length(const unsigned char *text)
{
    size_t length = text[0] < 0x80 ? 1 : text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    if (length == 1)
        return 1;
    if (text[0] < 0xc2 || text[0] > 0xf4)
        return 0;
    uint32_t point = text[0] & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (text[i] & 0x3fU);
    }
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
    return point < least[length] || point > 0x10ffff || is_surrogate ? 0 : length;
}

/* What does something to a terminal instead of being shown: C0, DEL, C1 (which some obey also in
 * UTF-8), the line and paragraph separators, and the bidirectional controls, which let a line read
 * as what it is not (Unicode Standard Annex 9, table 2). */
static bool is_control(const unsigned char *text, size_t length)
{
    if (length == 1)
        return text[0] < 0x20 || text[0] == 0x7f;
    if (length == 2)
        return (text[0] == 0xc2 && text[1] < 0xa0) || (text[0] == 0xd8 && text[1] == 0x9c);
    if (length != 3 || text[0] != 0xe2)
        return false;
    unsigned char last = text[2];
    return (text[1] == 0x80 && (last == 0x8e || last == 0x8f || (last >= 0xa8 && last <= 0xae))) ||
           (text[1] == 0x81 && last >= 0xa6 && last <= 0xa9);
}

char *text_printable(const char *text)
{
    char *copy = malloc(4 * strlen(text) + 1);
    if (copy == NULL)
        return NULL;
    char *out = copy;
    const unsigned char *in = (const unsigned char *)text;
    while (*in != '\0') {
        size_t length = utf8_length(in);
        if (length > 0 && !is_control(in, length)) {
            memcpy(out, in, length);
            out += length;
            in += length;
            continue;
        }
        for (size_t i = 0; i < (length > 0 ? length : 1); i++)
            out += sprintf(out, "\\x%02x", *in++);
    }
    *out = '\0';
    return copy;
}
