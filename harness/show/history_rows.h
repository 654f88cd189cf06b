/* SPDX-License-Identifier: MIT */
/* A history for programs. Both return 0 or ENOMEM. */
#ifndef FORKSCALE_SHOW_HISTORY_ROWS_H
#define FORKSCALE_SHOW_HISTORY_ROWS_H

#include "show/history.h"

int history_write_json(FILE *stream, const struct history_view *view);
int history_write_tsv(FILE *stream, const struct history_view *view);

#endif
