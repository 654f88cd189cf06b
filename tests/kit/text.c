/* SPDX-License-Identifier: MIT */
/* Texts from outside made printable: what stays as it is, and what is written as \xNN. */
#include "kit/text.h"
#include "check.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *raw;
    const char *printable;
} cases[] = {
    { "", "" },
    { "plain, 'quoted' \"too\" and \\back", "plain, 'quoted' \"too\" and \\back" },
    { "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x90\xa7", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x90\xa7" },
    { "\xc2\xa0\xdf\xbf\xe0\xa0\x80\xef\xbf\xbd", "\xc2\xa0\xdf\xbf\xe0\xa0\x80\xef\xbf\xbd" },
    { "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf" },
    /* control characters: C0, DEL, C1 */
    { "a\nb\tc\rd", "a\\x0ab\\x09c\\x0dd" },
    { "\033[31mred\033[0m", "\\x1b[31mred\\x1b[0m" },
    { "\x01\x1f\x7f", "\\x01\\x1f\\x7f" },
    { "\xc2\x80\xc2\x9b\xc2\x9f", "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f" },
    /* bidirectional controls and separators of lines, and their neighbours */
    { "\xe2\x80\x8d\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\x90",
      "\xe2\x80\x8d\\xe2\\x80\\x8e\\xe2\\x80\\x8f\xe2\x80\x90" },
    { "\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xae\xe2\x80\xaf",
      "\xe2\x80\xa7\\xe2\\x80\\xa8\\xe2\\x80\\xae\xe2\x80\xaf" },
    { "\xe2\x81\xa5\xe2\x81\xa6\xe2\x81\xa9\xe2\x81\xaa",
      "\xe2\x81\xa5\\xe2\\x81\\xa6\\xe2\\x81\\xa9\xe2\x81\xaa" },
    /* no UTF-8: stray, missing, cut off at the end */
    { "\x80", "\\x80" },
    { "\xff\xfe", "\\xff\\xfe" },
    { "\xc3(", "\\xc3(" },
    { "\xe2\x82", "\\xe2\\x82" },
    { "\xf0\x9f\x90", "\\xf0\\x9f\\x90" },
    { "\xe2\x82\xc3\xa4", "\\xe2\\x82\xc3\xa4" },
    /* overlong: '/' in two, three and four bytes, and the last of each that is too long */
    { "\xc0\xaf", "\\xc0\\xaf" },
    { "\xc1\xbf", "\\xc1\\xbf" },
    { "\xe0\x80\xaf\xe0\x9f\xbf", "\\xe0\\x80\\xaf\\xe0\\x9f\\xbf" },
    { "\xf0\x80\x80\xaf\xf0\x8f\xbf\xbf", "\\xf0\\x80\\x80\\xaf\\xf0\\x8f\\xbf\\xbf" },
    /* surrogates, and above U+10FFFF */
    { "\xed\xa0\x80\xed\xbf\xbf", "\\xed\\xa0\\x80\\xed\\xbf\\xbf" },
    { "\xf4\x90\x80\x80\xf5\x80\x80\x80", "\\xf4\\x90\\x80\\x80\\xf5\\x80\\x80\\x80" },
    { "\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80" },
};

/* Of a text that is too long both ends stay, with no character cut, and the mark between them. */
static void check_fit(const char *text, size_t bytes, const char *expected)
{
    char fitted[64];
    memset(fitted, '!', sizeof fitted);
    text_fit(text, fitted, bytes);
    CHECK(strcmp(fitted, expected) == 0, "%s in %zu bytes is %s", text, bytes, fitted);
    CHECK(strlen(fitted) < bytes && fitted[bytes] == '!', "more than %zu bytes are used", bytes);
}

int main(void)
{
    check_fit("", 16, "");
    check_fit("0123456789abcde", 16, "0123456789abcde");
    check_fit("0123456789abcdef", 16,
              "012345\xe2\x80\xa6"
              "abcdef");
    check_fit("0123456789abcdefghij", 17,
              "012345\xe2\x80\xa6"
              "defghij");
    check_fit("01234\xc3\xa4____________\xc3\xa4vwxyz", 16, "01234\xe2\x80\xa6vwxyz");
    check_fit("01234\xc3\xa4____________\xc3\xa4vwxyz", 18,
              "01234\xc3\xa4\xe2\x80\xa6\xc3\xa4vwxyz");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *printable = text_printable(cases[i].raw);
        CHECK(strcmp(printable, cases[i].printable) == 0, "case %zu gives %s, not %s", i, printable,
              cases[i].printable);
        char *again = text_printable(printable);
        CHECK(strcmp(again, printable) == 0, "case %zu is printable once, and not twice", i);
        free(printable);
        free(again);
    }
    return check_end();
}
