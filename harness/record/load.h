/* SPDX-License-Identifier: MIT */
/* A JSON file that nobody vouches for, read without letting it take the machine's memory. */
#ifndef FORKSCALE_RECORD_LOAD_H
#define FORKSCALE_RECORD_LOAD_H

#include <jansson.h>
#include <stddef.h>

/* Parses the regular file `path` into a new reference. Returns 0, EBADMSG when it is no JSON or
 * more than a results file can sensibly be, ENOMEM, or an errno of opening or reading it; with a
 * sentence in `why`. */
int document_load(const char *path, json_t **document, char *why, size_t why_bytes);

#endif
