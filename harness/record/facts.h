/* SPDX-License-Identifier: MIT */
/* The part of a results document that says where and with what it was measured. */
#ifndef FORKSCALE_RECORD_FACTS_H
#define FORKSCALE_RECORD_FACTS_H

#include "record/field.h"
#include "record/results.h"

/* Reads all but schema, cells and repetitions. `ours` is the forkscale object; errors are in it. */
void facts_read(const struct fields *ours, struct results *results);

void facts_release(struct results *results);

#endif
