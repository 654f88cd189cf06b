/* SPDX-License-Identifier: MIT */
/* The schedules, and which strategy honours which. */
#ifndef FORKSCALE_CLI_SCHEDULE_MATRIX_H
#define FORKSCALE_CLI_SCHEDULE_MATRIX_H

#include "module/catalogue.h"
#include "show/show.h"

/* Prints them on stdout. Returns 0, or ENOMEM in a document of JSON. */
int schedule_matrix_print(const struct catalogue *catalogue, enum table_format format);

#endif
