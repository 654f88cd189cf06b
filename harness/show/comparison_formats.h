/* SPDX-License-Identifier: MIT */
/* The formats of comparison.h, each in a file of its own. Each returns 0 or ENOMEM. */
#ifndef FORKSCALE_SHOW_COMPARISON_FORMATS_H
#define FORKSCALE_SHOW_COMPARISON_FORMATS_H

#include "show/comparison.h"

int comparison_write_table(FILE *stream, const struct comparison_view *view);
int comparison_write_json(FILE *stream, const struct comparison_view *view);
int comparison_write_tsv(FILE *stream, const struct comparison_view *view);
int comparison_write_markdown(FILE *stream, const struct comparison_view *view);
int comparison_write_github(FILE *stream, const struct comparison_view *view);
int comparison_write_junit(FILE *stream, const struct comparison_view *view);

#endif
