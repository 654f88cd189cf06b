/* SPDX-License-Identifier: MIT */
/* The contract of a workload: a set of independent items with a known right answer.
 *
 * A workload is one file, built into one shared object; the file's stem is its name everywhere. It
 * exports one constant, `const struct workload workload`, as its last paragraph.
 */
#ifndef FORKSCALE_WORKLOAD_H
#define FORKSCALE_WORKLOAD_H

#include "kit/hash.h"
#include "kit/job.h"
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#define WORKLOAD_ABI 5

struct workload {
    unsigned abi;                   /* WORKLOAD_ABI. Required */
    const char *summary;            /* one line, no full stop. Required */
    const struct tunable *tunables; /* rows, ended by { 0 }; NULL for none. Optional */
    const char *unavailable;        /* why it cannot run here; NULL when it can. Optional */
    bool is_on_request;             /* the default plan leaves it out. Optional */
    /* Percentage of the processors' time, from open to close. A cell that takes more is refused: its
     * items sleep to emulate more workers than processors, and waited for one. 0: any. Optional */
    unsigned processor_percent_max;

    /* Creates the input from input->values: sets items and, where needed, result_bytes and data.
     * Deterministic, because an exec'd worker creates it again. 0 or an errno number; error_set
     * adds a sentence. Required */
    int (*create)(struct input *input, struct error *error);

    /* Computes one item. 0 or an errno number, which makes the run an error. Required */
    item_function *item;

    /* Compares the results of all items (items × result_bytes) with an answer from outside: a
     * published count, another algorithm, another program. Writes into `text` what was compared
     * with what, also when they agree. Not called without items. Required */
    enum answer (*check)(const struct input *input, const void *results, char *text, size_t bytes);

    /* Names an input that is data, "sha256:…". Called once per run, not in every cell. Optional */
    void (*digest)(const struct input *input, char *digest, size_t digest_bytes);

    /* Frees what create made. Called once, also after a failed create. Optional */
    void (*destroy)(struct input *input);
};

#endif
