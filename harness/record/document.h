/* SPDX-License-Identifier: MIT */
/* The results document, Google Benchmark's JSON with forkscale's keys added, and how it is
 * saved. */
#ifndef FORKSCALE_RECORD_DOCUMENT_H
#define FORKSCALE_RECORD_DOCUMENT_H

#include "kit/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* The key that joins an entry of Google Benchmark with ours: the cell's name and the block. For
 * free(); NULL without memory. */
char *document_key(const char *cell, unsigned block);

/* Adds `context` as context.forkscale, and to each benchmark the keys of the object that
 * `additions` has under its document_key. Borrows all. Returns NULL when the two do not have the
 * same entries, or without memory. */
json_t *document_make(const char *benchmark_json, json_t *context, json_t *additions);

/* Makes the folder, with its parents, and writes a trial file there, so that a full disk is
 * found before a minute of measuring, not after. With `is_new`, an existing folder is EEXIST.
 * Returns 0 or an errno number with a sentence. */
int results_folder(const char *directory, bool is_new, struct error *error);

/* Whether there is a DIR/results.json. */
bool results_exist(const char *directory);

/* Writes what there is of `subject`. Returns 0 or an errno number; errors of the stream are found
 * when it is closed. */
typedef int file_writer(FILE *stream, const void *subject);

/* Writes DIR/NAME whole or not at all: to a temporary file beside it, which is flushed to
 * the disk and then renamed. Every step is checked, close included; the old file stays as it was
 * until the last. Returns 0 or an errno number with a sentence. */
int file_write(const char *directory, const char *name, file_writer *write, const void *subject,
               struct error *error);

/* The same for a document. */
int document_write(const char *directory, const char *name, const json_t *document,
                   struct error *error);

/* The same for DIR/results.json. */
int results_write(const char *directory, const json_t *document, struct error *error);

#endif
