/* SPDX-License-Identifier: MIT */
/* Texts from outside made safe to print, to store and to plot. */
#ifndef FORKSCALE_KIT_TEXT_H
#define FORKSCALE_KIT_TEXT_H

/* A copy of `text` for free() in which every control character (bidirectional ones too), and every
 * byte that is not part of valid UTF-8, is written as \xNN. So it is valid UTF-8, one line, and
 * moves no terminal. NULL without memory. */
char *text_printable(const char *text);

#endif
