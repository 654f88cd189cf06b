/* SPDX-License-Identifier: MIT */
/* Idea:   what is computed, and what one item of it is. NAME is its name.
 *
 * Costs:  what an item costs, and how that spreads over the items: even, rising, wild.
 *
 * Answer: what the results are compared with that this code has not computed: a published number,
 *         another algorithm, another program.
 *
 * See:    where the answer is published
 */
#include "workload.h"
#include <stdio.h>

/* Optional. What a user can set: rows as kit/tunable.h describes them, ended by { 0 }. The number of
 * items is the first that comes to mind. */
static const struct tunable tunables[] = { { 0 } };

/* Required. Sets input->items and, where a result is not of 8 bytes, input->result_bytes; what items
 * read hangs on input->data. The same in every process that calls it. 0 or an errno number; error_set
 * tells more than the number does. */
static int create(struct input *input, struct error *error)
{
    (void)input;
    error_set(error, ENOSYS, "create is yet to be written: it says how many items there are");
    return ENOSYS;
}

/* Required. Computes one item into `result`: the same bytes for the same index, in any process and
 * any thread. 0 or an errno number. */
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input, (void)index, (void)result;
    return ENOSYS;
}

/* Required. Right, wrong, or unknown, and in `text` what was compared with what. That the code gives
 * what it gave before is no answer from outside. */
static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    (void)input, (void)results;
    snprintf(text, text_bytes, "check is yet to be written: nothing is compared with the results");
    return ANSWER_UNKNOWN;
}

/* Optional. Names the input where that is data, as "sha256:…". */
static void digest(const struct input *input, char *digest, size_t digest_bytes)
{
    (void)input;
    snprintf(digest, digest_bytes, "(digest is yet to be written)");
}

/* Optional. Frees what create made, also after a create that failed. */
static void destroy(struct input *input)
{
    (void)input;
}

/* A field that is left out is NULL. So leave out what is optional and does nothing. */
const struct workload workload = {
    .abi = WORKLOAD_ABI,                                             /* Required */
    .summary = "(what an item computes, in one line, no full stop)", /* Required */
    .tunables = tunables,                                            /* Optional */
    .unavailable = NULL, /* Optional: why it cannot run here */
    .create = create,    /* Required */
    .item = item,        /* Required */
    .check = check,      /* Required */
    .digest = digest,    /* Optional */
    .destroy = destroy,  /* Optional */
};
