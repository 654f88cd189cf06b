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
#include <stdint.h>

#define WORKLOAD_ABI 2

struct workload {
    unsigned abi;                   /* WORKLOAD_ABI. Required */
    const char *summary;            /* one line, no full stop. Required */
    const struct tunable *tunables; /* rows, ended by { 0 }; NULL for none. Optional */
    const char *unavailable;        /* why it cannot run here; NULL when it can. Optional */

    /* Makes the input from input->values: sets items and, where needed, result_bytes and data.
     * Deterministic, for an exec'd worker makes it again. 0 or an errno number, with a sentence in
     * `why` if there is more to say than the errno does. Required */
    int (*create)(struct input *input, char *why, size_t why_bytes);

    /* Computes one item. 0 or an errno number, which makes the run an error. Required */
    item_function *item;

    /* Holds the results of all items (items × result_bytes) against an answer from outside: a
     * published count, another algorithm, another program. Says in `why` what was held against
     * what. Required */
    enum answer (*check)(const struct input *input, const void *results, char *why,
                         size_t why_bytes);

    /* Names the input where it is data, "sha256:…", into `digest`: asked for once a run, not in
     * every cell. Optional */
    void (*digest)(const struct input *input, char *digest, size_t digest_bytes);

    /* Frees what create made. Called once, also after a failed create. Optional */
    void (*destroy)(struct input *input);
};

#endif
