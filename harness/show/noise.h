/* SPDX-License-Identifier: MIT */
/* The sentence under the table that says whether the run was disturbed. */
#ifndef FORKSCALE_SHOW_NOISE_H
#define FORKSCALE_SHOW_NOISE_H

#include "record/results.h"
#include <stdbool.h>
#include <stdio.h>

/* Prints it as a line. Returns 0 or ENOMEM; a write error stays in the stream. */
int noise_print(FILE *stream, const struct results *results, bool colour);

#define PROCESSORS_TEXT_BYTES 40

/* "0.34 of a processor", "1.20 processors". */
void processors_text(double processors, char text[static PROCESSORS_TEXT_BYTES]);

#endif
