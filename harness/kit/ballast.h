/* SPDX-License-Identifier: MIT */
/* Ballast: memory that a cell touches before it opens its pool, so that it is as large as a program
 * with data. What fork costs grows with it. */
#ifndef FORKSCALE_KIT_BALLAST_H
#define FORKSCALE_KIT_BALLAST_H

#include "kit/error.h"
#include <stdint.h>

#define BALLAST_TEXT_BYTES 32
#define BALLAST_HUGE_PAGE  (UINT64_C(2) << 20)

enum ballast_pages {
    BALLAST_SMALL,  /* private, in pages of 4 KiB */
    BALLAST_HUGE,   /* private, and the kernel is asked for huge pages */
    BALLAST_SHARED, /* MAP_SHARED, so that fork copies no page tables */
    BALLAST_PAGES,
};

struct ballast {
    uint64_t bytes; /* 0: none */
    enum ballast_pages pages;
};

/* "small", "huge", "shared" */
extern const char *const ballast_pages_names[BALLAST_PAGES];

/* Reads "64M", "1G:huge", "256M:shared" or "0". Returns 0, or EINVAL with a sentence when `word` is
 * no such size, or is more than half of the machine's memory. */
int ballast_parse(const char *word, struct ballast *ballast, struct error *error);

/* The shortest word for it: "1G:huge" for 1024M:huge. */
void ballast_text(const struct ballast *ballast, char text[static BALLAST_TEXT_BYTES]);

#endif
