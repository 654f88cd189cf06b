/* SPDX-License-Identifier: MIT */
/* Results from their folder into memory, and out of memory again. */
#include "record/results.h"
#include "record/load.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int results_read(const char *directory, struct results *results, struct error *error)
{
    char *path;
    if (asprintf(&path, "%s/results.json", directory) < 0)
        return error_set_errno(error, ENOMEM, "cannot read %s", directory);
    json_t *document;
    int code = document_load(path, &document, error);
    if (code == 0) {
        code = results_from_json(document, results, error);
        json_decref(document);
        if (code != 0)
            error_prefix(error, "%s", path);
    }
    free(path);
    return code;
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
