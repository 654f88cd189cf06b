/* SPDX-License-Identifier: MIT */
/* "Did you mean": the known name nearest to a mistyped one. */
#ifndef FORKSCALE_KIT_NEAREST_H
#define FORKSCALE_KIT_NEAREST_H

#include <stddef.h>

struct nearest {
    const char *word;
    const char *best; /* NULL until an offer is near enough: at most a third of the word is wrong */
    size_t distance;
};

struct nearest nearest_to(const char *word);

/* Keeps `name`, which must outlive *nearest, if it is nearer than what was offered before. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
