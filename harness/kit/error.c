/* SPDX-License-Identifier: MIT */
/* Codes and sentences of errors. */
#include "kit/error.h"
#include "kit/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int error_vset(struct error *error, int code, const char *format, va_list arguments)
{
    char *whole = NULL;
    va_list again;
    va_copy(again, arguments);
    error->code = code;
    int length = vsnprintf(error->text, sizeof error->text, format, arguments);
    if (length >= (int)sizeof error->text && vasprintf(&whole, format, again) >= 0) {
        text_fit(whole, error->text, sizeof error->text);
        free(whole);
    }
    va_end(again);
    return code;
}

/* Puts ": TAIL" behind the sentence. */
static int append(struct error *error, const char *tail)
{
    char whole[2 * ERROR_TEXT_BYTES + 2];
    snprintf(whole, sizeof whole, "%s: %s", error->text, tail);
    text_fit(whole, error->text, sizeof error->text);
    return error->code;
}

int error_set(struct error *error, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_vset(error, code, format, arguments);
    va_end(arguments);
    return code;
}

int error_set_errno(struct error *error, int code, const char *format, ...)
{
    char reason[128];
    va_list arguments;
    va_start(arguments, format);
    error_vset(error, code, format, arguments);
    va_end(arguments);
    return append(error, strerror_r(code, reason, sizeof reason));
}

int error_prefix(struct error *error, const char *format, ...)
{
    char rest[ERROR_TEXT_BYTES];
    memcpy(rest, error->text, sizeof rest);
    va_list arguments;
    va_start(arguments, format);
    error_vset(error, error->code, format, arguments);
    va_end(arguments);
    return append(error, rest);
}
