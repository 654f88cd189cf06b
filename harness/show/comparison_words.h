/* SPDX-License-Identifier: MIT */
/* The words of a comparison, the same in every format. */
#ifndef FORKSCALE_SHOW_COMPARISON_WORDS_H
#define FORKSCALE_SHOW_COMPARISON_WORDS_H

#include "show/comparison.h"

/* "regressed" …; "" for a yardstick. */
const char *comparison_verdict_word(const struct comparison *comparison);
extern const char *const comparison_verdict_words[COMPARED_VERDICTS];

/* Why it is not comparable, or inconclusive for another reason than its interval; else NULL. */
const char *comparison_reason(const struct comparison *comparison);

/* The number of workers, which is not that of a serial cell where the other is none. */
unsigned comparison_workers(const struct comparison *comparison);

/* A ratio in six columns or so. */
#define RATIO_BYTES 16
void comparison_ratio_text(double ratio, char text[static RATIO_BYTES]);

/* "[0.981, 1.022]", with (…) where there are too few blocks for an interval. */
#define INTERVAL_BYTES 40
void comparison_interval_text(const struct shift *ratio, char text[static INTERVAL_BYTES]);

/* All of these return new texts for free(), NULL without memory. Those that quote a file are
 * printable. */

/* The value of a fact, or "not recorded". */
char *comparison_fact_text(const struct fact *fact, const void *holder);

/* "spin, fork_static, 2 workers, run" */
char *comparison_title(const struct comparison *comparison);

/* "1.052 [1.041, 1.066] in 12 blocks", or why there is no ratio, and how many blocks are needed. */
char *comparison_detail(const struct comparison *comparison);

/* The verdict of the whole and what it rests on, in one or two sentences. */
char *comparison_conclusion(const struct comparison_view *view);

/* Further sentences, one a line, each ended by a newline: what differs, which cells are in one set
 * only, what failed, how the serial cells changed. */
char *comparison_notes(const struct comparison_view *view);

#endif
