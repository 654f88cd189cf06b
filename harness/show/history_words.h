/* SPDX-License-Identifier: MIT */
/* The words of a history, the same in every format. */
#ifndef FORKSCALE_SHOW_HISTORY_WORDS_H
#define FORKSCALE_SHOW_HISTORY_WORDS_H

#include "show/history.h"

/* Why a run has no value; NULL if it has one. */
const char *history_gap_words(const struct history_point *point);

/* "run over that of the serial cell in the same block", or "run in ns". */
char *history_unit(const struct history_options *options);

/* All of these write whole lines or sentences; those of a series are ended by newlines. */

/* "spin/pool/workers:2: 1.12 times as long from new (revision abc123, 2026-11-30) on; [1.09,
 * 1.15]" */
void history_print_change(FILE *stream, const struct history_view *view,
                          const struct history_series *series, const struct history_change *change);

/* What splits the series, what differs although it is allowed, and what failed. */
void history_print_notes(FILE *stream, const struct history_view *view,
                         const struct history_series *series);

/* The changes of all series, or that there is none; and what that rests on. */
void history_print_conclusion(FILE *stream, const struct history_view *view);

/* What `write` writes, for free(); NULL without memory. */
typedef void history_printer(FILE *stream, const struct history_view *view);
char *history_collect(const struct history_view *view, history_printer *write);

#endif
