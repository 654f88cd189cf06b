/* SPDX-License-Identifier: MIT */
/* Results from their folder into memory, and out of memory again. */
#include "record/results.h"
#include "record/load.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int results_read(const char *directory, struct results *results, char *why, size_t why_bytes)
{
    char *path;
    if (asprintf(&path, "%s/results.json", directory) < 0) {
        snprintf(why, why_bytes, "%s", strerror(ENOMEM));
        return ENOMEM;
    }
    json_t *document;
    int error = document_load(path, &document, why, why_bytes);
    if (!error) {
        char wrong[512];
        error = results_from_json(document, results, wrong, sizeof wrong);
        json_decref(document);
        if (error)
            snprintf(why, why_bytes, "%s: %s", path, wrong);
    }
    free(path);
    return error;
}

void results_release(struct results *results)
{
    for (size_t i = 0; i < results->cell_count; i++) {
        free(results->cells[i].name);
        free(results->cells[i].workload);
        free(results->cells[i].strategy);
    }
    for (size_t i = 0; i < results->repetition_count; i++) {
        free(results->repetitions[i].error);
        free(results->repetitions[i].run_ns);
    }
    free(results->cells);
    free(results->repetitions);
    free(results->utc);
    free(results->host);
    free(results->cpu_model);
    free(results->version);
    *results = (struct results){ 0 };
}
