/* SPDX-License-Identifier: MIT */
/* Labels (of workloads, strategies, machines) and units of time where they are shown. Labels come
 * from files and command lines, so they may hold anything; text_printable has made one clean line
 * of each before it gets here. */
#ifndef FORKSCALE_SHOW_LABEL_H
#define FORKSCALE_SHOW_LABEL_H

#include <stddef.h>
#include <stdio.h>

/* How many columns of a terminal the label takes: 0 for a combining accent, 2 for 日. */
size_t label_columns(const char *label);

/* Writes a text from a file, made printable, and spaces up to `width` columns and `gap` more.
 * Without memory it writes nothing. */
void label_print(FILE *stream, const char *text, size_t width, size_t gap);

/* Writes the label as one field of a TSV file. A quote would open a quoted field for many readers,
 * so it becomes \x22. */
void label_write_tsv(FILE *stream, const char *label);

/* Writes the label as a gnuplot string expression. In single quotes gnuplot knows no escape, macro
 * or command, and a quote is put in between as '…'."'".'…', because gnuplot 5.4 misreads a doubled
 * one at an edge. A letter that the font lacks would be drawn as a black block across the picture,
 * so what is not Latin, Greek or Cyrillic becomes \uNNNN. */
void label_write_gnuplot(FILE *stream, const char *label);

/* Writes the gnuplot assignment "NAME = 'TEXT'\n", or "NAME[PLACE] = …" if `place` is not 0. Text from
 * outside is allowed: control characters are escaped. Returns 0 or ENOMEM. */
int label_write_setting(FILE *stream, const char *name, size_t place, const char *text);

/* The decimals with which a number has three digits; a greater one has none. */
int decimals_of_three(double number);

struct unit {
    const char *name; /* "ms" */
    double ns;
    int decimals;
};

/* A unit for times up to `largest_ns`, with two decimals or more where that means anything, so that
 * small times beside it still have digits to compare. */
struct unit unit_choose(double largest_ns);

#endif
