/* SPDX-License-Identifier: MIT */
/* What the doctor found, as text or rows. */
#ifndef FORKSCALE_SHOW_DOCTOR_H
#define FORKSCALE_SHOW_DOCTOR_H

#include "doctor/doctor.h"
#include "show/show.h"
#include <stdio.h>

struct doctor_line {
    const char *name;
    struct diagnosis diagnosis;
};

/* Returns 0 or ENOMEM; a write error stays in the stream. */
int doctor_print(FILE *stream, const struct doctor_line *lines, size_t count,
                 enum table_format format);

#endif
