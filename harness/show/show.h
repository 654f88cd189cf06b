/* SPDX-License-Identifier: MIT */
/* Results as a table on a stream and as pictures in a folder, and what their metrics mean. */
#ifndef FORKSCALE_SHOW_SHOW_H
#define FORKSCALE_SHOW_SHOW_H

#include "analyse/summary.h"
#include "record/results.h"
#include "show/staging.h"

enum table_format { FORMAT_TABLE, FORMAT_JSON, FORMAT_TSV };

/* Prints one line per summary: aligned text (in colour if `colour`; of the tables on request, those
 * with a bit in `tables`), a JSON array of objects, or TSV with a header line. Names are escaped for
 * the terminal. Returns 0 or ENOMEM; a write error stays in the stream. */
int show_summaries(FILE *stream, const struct results *results, const struct summary *summaries,
                   enum table_format format, bool colour, unsigned tables);

/* Writes a line for each metric of a repetition and of a cell: its name, unit and meaning. Returns
 * 0 or ENOMEM; a write error stays in the stream. */
int metrics_write(FILE *stream, enum table_format format);

/* Draws plots/NAME.{svg,png} in the folder for each NAME in speedup, efficiency, times, overhead,
 * each beside its data NAME.tsv and its script NAME.gp, which draws it again when run in that
 * folder; of a run with ballast also ballast, of one with many grains of spin also grain and metg.
 * Returns 0, ECANCELED when it was interrupted, or another errno number. The picture that was being
 * drawn is then as it was before. */
int show_plots(const struct plot_place *place, const struct results *results,
               const struct summary *summaries, struct error *error);

/* Whether so many can be drawn. Returns 0, or ERANGE with a sentence. */
int plots_check(size_t workloads, size_t strategies, struct error *error);

#endif
