/* SPDX-License-Identifier: MIT */
/* From the words of a command line to the properties and strategies of a check. */
#ifndef FORKSCALE_CONFORM_SELECTION_H
#define FORKSCALE_CONFORM_SELECTION_H

#include "kit/error.h"
#include "module/choice.h"
#include "record/finding.h"

/* The strategies of a check, which borrow from it and from the catalogue. Owns its lists. */
struct selection {
    struct choice *choices; /* of the words; none without words */
    size_t choice_count;
    char **settings; /* of each strategy, "k=v,k=v" or "" */
};

/* Keeps those properties of *findings whose id is among `ids`, in any case, in their own order; all
 * of them without ids. Returns 0, EINVAL or ENOMEM. */
int selection_properties(char *const *ids, size_t count, struct findings *findings,
                         struct error *error);

/* Makes the strategies of *findings those that the `words` name, each once; without words all of
 * the catalogue, also those that are unavailable; and reads what is known of each. Returns 0;
 * EINVAL, or ENOTSUP for one that was named and is unavailable; or what known_read returns. The
 * caller releases both in either case. */
int selection_strategies(char *const *words, size_t count, struct catalogue *catalogue,
                         struct findings *findings, struct selection *selection,
                         struct error *error);

void selection_release(struct selection *selection);

#endif
