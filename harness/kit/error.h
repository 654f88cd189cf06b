/* SPDX-License-Identifier: MIT */
/* An error on its way to the user: what a caller can test, and the sentence it prints. */
#ifndef FORKSCALE_KIT_ERROR_H
#define FORKSCALE_KIT_ERROR_H

#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ERROR_TEXT_BYTES 2048

/* Zero is "no error". A function that takes one writes it only when it fails. */
struct error {
    int code; /* an errno number */
    char text[ERROR_TEXT_BYTES];
};

/* Each returns error->code, so that `return error_set(error, EINVAL, …)` works. Of a text that is
 * too long the middle is left out, as text_fit does. */

/* Sets code and sentence. */
int error_set(struct error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int error_vset(struct error *error, int code, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* Sets "PHRASE: what strerror says of the code". */
int error_set_errno(struct error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "PHRASE: " before the sentence. */
int error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif
#endif
