/* SPDX-License-Identifier: MIT */
/* Advice as text or rows. */
#ifndef FORKSCALE_SHOW_ADVICE_H
#define FORKSCALE_SHOW_ADVICE_H

#include "analyse/advice.h"
#include "show/show.h"
#include <stdio.h>

/* Prints what is advised, what cannot be met, and a line for each other candidate: the fastest first,
 * and why not it. Returns 0 or ENOMEM; a write error stays in the stream. */
int advice_print(FILE *stream, const struct advice_question *question, const struct advice *advice,
                 enum table_format format);

#endif
