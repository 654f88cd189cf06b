/* SPDX-License-Identifier: MIT */
/* Texts from outside made safe to print, to store and to plot. */
#ifndef FORKSCALE_KIT_TEXT_H
#define FORKSCALE_KIT_TEXT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A copy of `text` for free() in which every control character (bidirectional ones too), and every
 * byte that is not part of valid UTF-8, is written as \xNN. So it is valid UTF-8, one line, and
 * moves no terminal. NULL without memory. */
char *text_printable(const char *text);

/* Copies `text` into `to`. Where it is too long for `bytes`, "…" stands for its middle: a sentence
 * begins with what it is about, and ends with the reason. No UTF-8 character is cut. `bytes` is at
 * least 16. */
void text_fit(const char *text, char *to, size_t bytes);

#ifdef __cplusplus
}
#endif
#endif
