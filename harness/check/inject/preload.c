/* SPDX-License-Identifier: MIT */
/* The probe and the watched calls for a process that is not this program: an interpreter.
 *
 * check/probe.so is this file with the others that PROBE_C of the Makefile names. The board names it
 * as the workload, so the interpreter's workers run its items; and the interpreter preloads it, so
 * that its calls come to them as the checker's own do.
 */
#include "check/inject/probe.h"

enum { LEDGER };

/* A pool within an item would be an interpreter within it. */
static int refuse(void)
{
    return ENOTSUP;
}

static int create(struct input *input, struct error *error)
{
    probe_nested = refuse;
    int code = ledger_open(input->values[LEDGER].text);
    return code != 0 ? code : probe.create(input, error);
}

static const struct tunable tunables[] = {
    [LEDGER] = { .name = "ledger", .text = "", .help = "path of the ledger" },
    { 0 },
};

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "does what the checker says",
    .tunables = tunables,
    .create = create,
    .item = probe_item,
    .check = probe_check,
};
