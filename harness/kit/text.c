/* SPDX-License-Identifier: MIT */
/* Texts from outside made safe to print, to store and to plot. */
#include "kit/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Length of the UTF-8 character at `text`, whose code point goes to *point; 0 when it is none:
 * stray or missing continuation bytes, overlong forms, surrogates and what is above U+10FFFF (RFC
 * 3629, section 4). */
static size_t decode(const unsigned char *text, uint32_t *point)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = text[0] < 0x80 ? 1 : text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    *point = text[0];
    if (length == 1)
        return 1;
    if (text[0] < 0xc2 || text[0] > 0xf4)
        return 0;
    *point &= 0xffU >> (length + 1);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        *point = *point << 6 | (text[i] & 0x3fU);
    }
    bool is_surrogate = *point >= 0xd800 && *point <= 0xdfff;
    return *point < least[length] || *point > 0x10ffff || is_surrogate ? 0 : length;
}

/* What does something to a terminal instead of being shown: C0, DEL, C1 (which some obey also in
 * UTF-8), the line and paragraph separators, and the bidirectional controls, which let a line read
 * as what it is not (Unicode Standard Annex 9, table 2). */
static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point <= 0x9f) || point == 0x61c || point == 0x200e ||
           point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
           (point >= 0x2066 && point <= 0x2069);
}

char *text_printable(const char *text)
{
    char *copy = malloc(4 * strlen(text) + 1);
    if (copy == NULL)
        return NULL;
    char *out = copy;
    const unsigned char *in = (const unsigned char *)text;
    while (*in != '\0') {
        uint32_t point;
        size_t length = decode(in, &point);
        if (length > 0 && !is_control(point)) {
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

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

void text_fit(const char *text, char *to, size_t bytes)
{
    static const char mark[] = "…";
    size_t length = strlen(text);
    if (length < bytes) {
        memcpy(to, text, length + 1);
        return;
    }
    size_t kept = bytes - sizeof mark;
    size_t head = kept / 2;
    const char *tail = text + length - (kept - head);
    while (head > 0 && is_continuation(text[head]))
        head--;
    while (is_continuation(*tail))
        tail++;
    snprintf(to, bytes, "%.*s%s%s", (int)head, text, mark, tail);
}
