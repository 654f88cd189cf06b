/* SPDX-License-Identifier: MIT */
/* The summaries for other programs. */
#ifndef FORKSCALE_SHOW_EXPORT_H
#define FORKSCALE_SHOW_EXPORT_H

#include "analyse/summary.h"
#include <stdio.h>

/* One object, or one line, per summary, with the same names in both; units are part of the names. A
 * figure that does not exist is null, or an empty field. Return 0, ENOMEM, or EIO when the stream
 * failed. */
int export_json(FILE *stream, const struct summary *summaries, size_t count);
int export_tsv(FILE *stream, const struct summary *summaries, size_t count);

#endif
