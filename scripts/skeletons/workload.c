/* SPDX-License-Identifier: MIT */
/* Idea:   what NAME computes, and what one item is.
 *
 * Costs:  the cost of an item, and its distribution over the items: even, rising, irregular.
 *
 * Answer: what the results are compared with, not computed by this code: a published number, another
 *         algorithm, another program.
 *
 * See:    where the answer is published
 */
#include "workload.h"
#include <stdio.h>

/* Optional. What a user can set: rows as kit/tunable.h describes them, ended by { 0 }. Usually
 * the first is the number of items. */
static const struct tunable tunables[] = { { 0 } };

/* Required. Sets input->items, input->data for what items read and, unless a result has 8 bytes,
 * input->result_bytes. Deterministic: every process must create the same. 0 or an errno number;
 * error_set adds a sentence. */
static int create(struct input *input, struct error *error)
{
    (void)input;
    error_set(error, ENOSYS, "create is not written yet: it sets the number of items");
    return ENOSYS;
}

/* Required. Computes one item into `result`: the same bytes for the same index, in any process and
 * any thread. 0 or an errno number. */
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input, (void)index, (void)result;
    return ENOSYS;
}

/* Required. Right, wrong, or unknown, and in `text` what was compared with what. An earlier output of
 * this code is not an answer from outside. */
static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    (void)input, (void)results;
    snprintf(text, text_bytes, "check is not written yet: the results are not compared");
    return ANSWER_UNKNOWN;
}

/* Optional. Names an input that is data, "sha256:…". */
static void digest(const struct input *input, char *digest, size_t digest_bytes)
{
    (void)input;
    snprintf(digest, digest_bytes, "(digest is not written yet)");
}

/* Optional. Frees what create made, also after a failed create. */
static void destroy(struct input *input)
{
    (void)input;
}

/* Delete what is optional and does nothing: an omitted field is NULL. */
const struct workload workload = {
    .abi = WORKLOAD_ABI,                                             /* Required */
    .summary = "(what an item computes, in one line, no full stop)", /* Required */
    .tunables = tunables,                                            /* Optional */
    .unavailable = NULL,        /* Optional: why it cannot run here */
    .is_on_request = false,     /* Optional: does the default plan leave it out? */
    .processor_percent_max = 0, /* Optional: how much of the processors a run may take */
    .create = create,           /* Required */
    .item = item,               /* Required */
    .check = check,             /* Required */
    .digest = digest,           /* Optional */
    .destroy = destroy,         /* Optional */
};
