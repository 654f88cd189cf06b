/* SPDX-License-Identifier: MIT */
/* What the checker prints, made a finding or a list of properties. It runs a stranger's code in its
 * own process, so nothing that it prints is trusted to make sense.
 */
#ifndef FORKSCALE_CONFORM_VERDICT_H
#define FORKSCALE_CONFORM_VERDICT_H

#include "kit/error.h"
#include "process/child.h"
#include "record/finding.h"

/* The codes of breaks that the conductor finds; the checker lists them with its own. */
#define CODE_CHECK_TIMED_OUT "check-timed-out"
#define CODE_KNOWN_BUT_KEPT  "known-but-kept"

/* Makes *finding what the checker says, whose output it cuts to pieces. Where the timeout ended it
 * the property is broken, by never ending; where it died, failed or said no valid verdict, it is
 * unjudged. Returns 0 or ENOMEM; *finding is the caller's to release in either case. */
int verdict_read(struct child_result *checker, struct finding *finding);

/* Each may be NULL: there is nothing to say. */
struct verdict_texts {
    const char *expected;
    const char *seen;
    const char *cause;
    const char *code;
};

/* Makes this the verdict, and replaces those texts of the finding that are given. Returns 0 or
 * ENOMEM. */
int verdict_set(struct finding *finding, enum verdict verdict, const struct verdict_texts *texts);

/* Fills in the properties of *findings from what `--list` printed. Returns 0, ENOMEM or
 * EBADMSG; *findings is the caller's to release in either case. */
int verdict_read_properties(struct child_result *checker, struct findings *findings,
                            struct error *error);

#endif
