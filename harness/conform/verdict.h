/* SPDX-License-Identifier: MIT */
/* What the checker prints, as a finding or a list of properties. The checker runs a user's code in
 * its process, so its output is not trusted. */
#ifndef FORKSCALE_CONFORM_VERDICT_H
#define FORKSCALE_CONFORM_VERDICT_H

#include "kit/error.h"
#include "process/child.h"
#include "record/finding.h"

/* The code of a break that the checker finds whatever property it is to judge. */
#define CODE_PLAIN_RUN "plain-run-failed"

/* The codes of breaks that the conductor finds; the checker lists them with its own. */
#define CODE_CHECK_TIMED_OUT "check-timed-out"
#define CODE_KNOWN_BUT_KEPT  "known-but-kept"

/* Reads *finding from the checker's output, which it changes. If the timeout ended the checker, the
 * property is broken; if it died, failed or printed no valid verdict, it is unjudged. Returns 0 or
 * ENOMEM; the caller releases *finding in either case. */
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
 * EBADMSG; the caller releases *findings in either case. */
int verdict_read_properties(struct child_result *checker, struct findings *findings,
                            struct error *error);

#endif
