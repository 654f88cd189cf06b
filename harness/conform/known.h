/* SPDX-License-Identifier: MIT */
/* What a strategy says that it does not keep, against what was found. */
#ifndef FORKSCALE_CONFORM_KNOWN_H
#define FORKSCALE_CONFORM_KNOWN_H

#include "record/finding.h"

/* What the strategy says of itself: a break that it tells is known, and one that it tells and that
 * is none has been mended, which somebody must notice. It speaks of its defaults: with other
 * `settings` it may well keep more. Returns 0 or ENOMEM. */
int known_compare(const struct checked *strategy, const char *settings, const char *property,
                  struct finding *finding);

#endif
