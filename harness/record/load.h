/* SPDX-License-Identifier: MIT */
/* An untrusted JSON file, read with bounded memory. */
#ifndef FORKSCALE_RECORD_LOAD_H
#define FORKSCALE_RECORD_LOAD_H

#include "kit/error.h"
#include <jansson.h>
#include <stdio.h>

/* Parses the regular file `path` into a new reference. Returns 0, EBADMSG when it is not JSON or
 * larger than any results file, ENOMEM, or an errno of opening or reading it; with a
 * sentence. */
int document_load(const char *path, json_t **document, struct error *error);

/* Opens the regular file `path` for reading. Returns 0, EBADMSG when it is not one, or the errno number
 * of open; then with a sentence, and *file is NULL. */
int file_open_regular(const char *path, FILE **file, struct error *error);

#endif
