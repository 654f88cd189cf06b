/* SPDX-License-Identifier: MIT */
/* The known breaks of a strategy, listed in NAME.known next to NAME.so, against what was found.
 *
 * A line is a break: property, cause code (`forkscale-checker --list-codes`), "always", "flaky" or the
 * setting with which it may occur ("start=spawn"), and the reason with the upstream issue, separated
 * by tabs. Empty lines and those with a '#' in front are skipped.
 */
#ifndef FORKSCALE_CONFORM_KNOWN_H
#define FORKSCALE_CONFORM_KNOWN_H

#include "kit/error.h"
#include "record/finding.h"

/* Reads the known breaks of the strategy from next to its shared object; without that file there
 * are none. Returns 0, ENOMEM, EBADMSG for a line that is malformed, or an errno of open or
 * read. */
int known_read(struct checked *strategy, struct error *error);

/* A break with a known code becomes a known one; one with another code stays. A property that is
 * always broken and was kept becomes broken, so that its line gets removed; not with
 * `settings` other than the defaults, which the file is about. Returns 0 or ENOMEM. */
int known_compare(const struct checked *strategy, const char *settings, const char *property,
                  struct finding *finding);

#endif
