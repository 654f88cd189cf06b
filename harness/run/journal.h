/* SPDX-License-Identifier: MIT */
/* The results document of a run as it grows: an entry for each repetition, and saves in between. */
#ifndef FORKSCALE_RUN_JOURNAL_H
#define FORKSCALE_RUN_JOURNAL_H

#include "kit/error.h"
#include "run/benchmark.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct journal {
    const struct bench *bench; /* which has the other part of each entry */
    const char *directory;
    json_t *context;   /* of the document; owned */
    json_t *additions; /* entries by document_key; owned */
    json_t *document;  /* as it was last saved; NULL before, and after a save that failed */
    uint64_t saved_ns; /* when that was, and how long it took */
    uint64_t save_cost_ns;
};

/* Adds the keys that Google Benchmark does not write of a repetition, and takes `entry` over.
 * Returns 0 or ENOMEM. */
int journal_add(struct journal *journal, const char *cell, unsigned block, json_t *entry);

bool journal_is_empty(const struct journal *journal);

/* Makes the document of the `blocks` that were begun, and writes it. Returns 0, or an errno number
 * with a sentence. */
int journal_save(struct journal *journal, unsigned blocks, bool partial, struct error *error);

/* The cost of a save grows with the document: not after each of a thousand small blocks, but so
 * that saving takes less than two per cent of the time. */
bool journal_is_time_to_save(const struct journal *journal);

/* Whether it is time to save in the middle of a block: a large plan's takes minutes. */
bool journal_is_overdue(const struct journal *journal);

/* Frees all but the document. */
void journal_release(struct journal *journal);

#endif
