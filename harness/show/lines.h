/* SPDX-License-Identifier: MIT */
/* Which strategies a picture with lines shows: more than eight in a panel cannot be told apart, and
 * there are no more colours and markers that the colour-blind can tell apart either. */
#ifndef FORKSCALE_SHOW_LINES_H
#define FORKSCALE_SHOW_LINES_H

#include <stddef.h>
#include <stdio.h>

#define LINES_MAX 8

/* What is known of a strategy in one panel. */
struct line_score {
    size_t series; /* of the strategy, from 0 */
    double score;  /* the greater, the rather it is drawn */
};

/* Numbers `count` strategies by their order: the LINES_MAX that are drawn from 1, so that each has a
 * colour and a marker of its own, and behind them the others. Drawn are the first, which the others
 * are compared with; the one with the least mean score, so that both ends are seen; and those with
 * the greatest. Of equal ones the first is drawn; one without a score comes last. Returns 0 or
 * ENOMEM. */
int lines_number(const struct line_score *scores, size_t score_count, size_t count,
                 size_t *numbers);

/* Writes the gnuplot settings of the lines: series_count, series[], and `hidden`, what is not
 * drawn. Labels may be any text. Returns 0 or ENOMEM. */
int lines_write_settings(FILE *stream, const char *const *labels, const size_t *numbers,
                         size_t count);

/* How many of so many are drawn. */
size_t lines_drawn(size_t count);

/* Writes where in a panel a line ends, so that its name can stand there. lines_begin_ends comes
 * first, and the last end of a line counts; without any it has no point there. Panels are from 0,
 * numbers as above. */
void lines_begin_ends(FILE *stream, size_t panels, size_t count);
void lines_write_end(FILE *stream, size_t panel, size_t count, size_t number, double value);

#endif
