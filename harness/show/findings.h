/* SPDX-License-Identifier: MIT */
/* Findings and properties for other programs. */
#ifndef FORKSCALE_SHOW_FINDINGS_H
#define FORKSCALE_SHOW_FINDINGS_H

#include "record/finding.h"
#include "show/show.h"
#include <stdio.h>

/* Writes one JSON document: schema, version, strategies with their properties, totals. What is
 * missing is null. Returns 0 or ENOMEM; the stream's error indicator has the rest. */
int findings_write_json(FILE *stream, const struct findings *findings);

/* Writes the properties alone: aligned text, a JSON array of objects, or TSV with a header line.
 * Returns 0 or ENOMEM; a write error stays in the stream. */
int findings_write_properties(FILE *stream, const struct findings *findings,
                              enum table_format format);

#endif
