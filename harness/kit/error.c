/* SPDX-License-Identifier: MIT */
/* Codes and sentences of errors. */
#include "kit/error.h"
#include <stdio.h>
#include <string.h>

int error_vset(struct error *error, int code, const char *format, va_list arguments)
{
    error->code = code;
    vsnprintf(error->text, sizeof error->text, format, arguments);
    return code;
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
    size_t length = strlen(error->text);
    snprintf(error->text + length, sizeof error->text - length, ": %s",
             strerror_r(code, reason, sizeof reason));
    return code;
}

int error_prefix(struct error *error, const char *format, ...)
{
    char rest[ERROR_TEXT_BYTES];
    memcpy(rest, error->text, sizeof rest);
    va_list arguments;
    va_start(arguments, format);
    error_vset(error, error->code, format, arguments);
    va_end(arguments);
    size_t length = strlen(error->text);
    snprintf(error->text + length, sizeof error->text - length, ": %s", rest);
    return error->code;
}
