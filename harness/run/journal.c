/* SPDX-License-Identifier: MIT */
/* The results document of a run as it grows. */
#include "run/journal.h"
#include "kit/clock.h"
#include "record/document.h"
#include <errno.h>
#include <stdlib.h>

#define BLOCK_NS (5 * NS_PER_S) /* of the usual plan; within it, nothing is saved */

int journal_add(struct journal *journal, const char *cell, unsigned block, json_t *entry)
{
    char *key = document_key(cell, block);
    int failed = json_object_set_new(journal->additions, key, entry);
    free(key);
    return failed != 0 ? ENOMEM : 0;
}

bool journal_is_empty(const struct journal *journal)
{
    return json_object_size(journal->additions) == 0;
}

static json_t *join(const struct journal *journal)
{
    char *json = bench_json(journal->bench);
    json_t *document =
        json != NULL ? document_make(json, journal->context, journal->additions) : NULL;
    free(json);
    return document;
}

int journal_save(struct journal *journal, unsigned blocks, bool partial, struct error *error)
{
    uint64_t begin_ns = clock_now();
    json_object_set_new(journal->context, "blocks", json_integer(blocks));
    json_object_set_new(journal->context, "partial", json_boolean(partial));
    for (void *at = json_object_iter(journal->additions); at != NULL;
         at = json_object_iter_next(journal->additions, at))
        json_object_set_new(json_object_iter_value(at), "repetitions", json_integer(blocks));
    json_decref(journal->document);
    journal->document = join(journal);
    int code;
    if (journal->document != NULL)
        code = results_write(journal->directory, journal->document, error);
    else
        code = error_set(error, EPROTO,
                         "the results cannot be joined: Google Benchmark reports other repetitions "
                         "than were run, or memory is short");
    journal->saved_ns = clock_now();
    journal->save_cost_ns = journal->saved_ns - begin_ns;
    return code;
}

bool journal_is_time_to_save(const struct journal *journal)
{
    return clock_now() - journal->saved_ns >= 50 * journal->save_cost_ns;
}

bool journal_is_overdue(const struct journal *journal)
{
    return !journal_is_empty(journal) && clock_now() - journal->saved_ns >= BLOCK_NS &&
           journal_is_time_to_save(journal);
}

void journal_release(struct journal *journal)
{
    json_decref(journal->context);
    json_decref(journal->additions);
    journal->context = NULL;
    journal->additions = NULL;
}
