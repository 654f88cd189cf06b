/* SPDX-License-Identifier: MIT */
/* What the checker prints, made a finding or a list of properties. It runs a stranger's code in its
 * own process, so nothing that it prints is trusted to make sense.
 */
#ifndef FORKSCALE_CONFORM_VERDICT_H
#define FORKSCALE_CONFORM_VERDICT_H

#include "process/child.h"
#include "record/finding.h"

/* How a checker ended, and what it left. */
struct checker_result {
    char *output;       /* its stdout, which the reading cuts to pieces */
    const char *errors; /* the end of its stderr */
    int start_error;    /* errno number: it could not be started, and the rest says nothing */
    struct child_end end;
    double deadline_s;
};

/* Makes *finding what the checker says. Where the deadline ended it the property is broken, by
 * never ending; where it died, failed or said no valid verdict, it is unjudged. Returns 0 or
 * ENOMEM; *finding is the caller's to release in either case. */
int verdict_read(const struct checker_result *checker_result, struct finding *finding);

/* Fills in the properties of *findings from what `--list` printed. Returns 0, ENOMEM, or EBADMSG
 * with a sentence in `why`; *findings is the caller's to release in either case. */
int verdict_read_properties(const struct checker_result *checker_result, struct findings *findings,
                            char *why, size_t why_bytes);

#endif
