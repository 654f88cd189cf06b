/* SPDX-License-Identifier: MIT */
/* After each run: is every result there and right, and did every item run once? */
#include "cell/cell.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The first bytes of a result, for a sentence. */
static void hex(const unsigned char *result, size_t bytes, char text[static 19])
{
    size_t shown = bytes < 8 ? bytes : 8;
    for (size_t i = 0; i < shown; i++)
        snprintf(text + 2 * i, 3, "%02x", result[i]);
    snprintf(text + 2 * shown, 3, "%s", bytes > shown ? ".." : "");
}

/* Where the result of an item differs from the right one; result_bytes: it does not, or not any
 * more. */
static size_t first_difference(const struct cell *cell, uint64_t item)
{
    size_t bytes = cell->job.result_bytes;
    const unsigned char *found = cell->job.results + item * bytes;
    const unsigned char *right = cell->reference + item * bytes;
    size_t at = 0;
    while (at < bytes && found[at] == right[at])
        at++;
    return at;
}

/* The first of the results that were found wrong. */
static int blame_difference(struct cell *cell, uint64_t item, uint64_t wrong, uint64_t never)
{
    const struct job *job = &cell->job;
    size_t at = first_difference(cell, item);
    if (wrong == 0 || at == job->result_bytes)
        return cell_refuse(cell, EBADMSG,
                           "item %" PRIu64 ": its result came after run had returned", item);
    char expected[19];
    char found[19];
    char where[40] = "";
    if (at >= 8)
        snprintf(where, sizeof where, " from byte %zu on", at);
    else
        at = 0;
    uint64_t start = item * job->result_bytes + at;
    hex(cell->reference + start, job->result_bytes - at, expected);
    hex(job->results + start, job->result_bytes - at, found);
    return cell_refuse(cell, EBADMSG,
                       "wrong result: item %" PRIu64 " should be %s and is %s%s; %" PRIu64
                       " of %" PRIu64 " items are wrong, of these %" PRIu64 " never ran",
                       item, expected, found, where, wrong, job->items, never);
}

static int blame_results(struct cell *cell)
{
    const struct job *job = &cell->job;
    uint64_t wrong = 0;
    uint64_t first = 0;
    for (uint64_t item = job->items; item-- > 0;) {
        uint64_t at = item * job->result_bytes;
        if (memcmp(job->results + at, cell->reference + at, job->result_bytes) != 0) {
            wrong++;
            first = item;
        }
    }
    uint64_t never = board_items_missing(cell->board, cell->reference);
    if (never == 1 && wrong == 1)
        return cell_refuse(cell, EBADMSG, "item %" PRIu64 " of %" PRIu64 " was never run", first,
                           job->items);
    if (never == wrong && wrong > 0)
        return cell_refuse(cell, EBADMSG,
                           "%" PRIu64 " of %" PRIu64 " items were never run, the first is %" PRIu64,
                           never, job->items, first);
    return blame_difference(cell, first, wrong, never);
}

static int verify_chunks(struct cell *cell)
{
    const struct job *job = &cell->job;
    if (cell->board->stray_worker > 0)
        return cell_refuse(cell, ERANGE, "there was work as worker %" PRIu32 ", and there are %u",
                           cell->board->stray_worker - 1, job->workers);
    for (unsigned worker = 0; worker < job->workers; worker++) {
        const struct slot *slot = &job->slots[worker];
        if (slot->stray_count > 0)
            return cell_refuse(cell, ERANGE,
                               "worker %u was handed a chunk of %" PRIu64
                               " item%s from item %" PRIu64 ", and there are %" PRIu64,
                               worker, slot->stray_count, slot->stray_count == 1 ? "" : "s",
                               slot->stray_first, job->items);
    }
    return 0;
}

/* Of the items that the workload could not compute, the one that comes first. */
static int verify_items(struct cell *cell)
{
    const struct job *job = &cell->job;
    unsigned culprit = job->workers;
    for (unsigned worker = 0; worker < job->workers; worker++)
        if (job->slots[worker].failed_errno != 0 &&
            (culprit == job->workers ||
             job->slots[worker].failed_item < job->slots[culprit].failed_item))
            culprit = worker;
    if (culprit == job->workers)
        return 0;
    int error = job->slots[culprit].failed_errno;
    const char *name = strerrorname_np(error);
    return cell_refuse(
        cell, error,
        "item %" PRIu64 " failed in worker %u: %s (%s); %" PRIu64 " of %" PRIu64 " items done",
        job->slots[culprit].failed_item, culprit, strerror(error),
        name != NULL ? name : "no errno number", board_tally(cell->board).done, job->items);
}

static int verify_counts(struct cell *cell, unsigned calls)
{
    const struct job *job = &cell->job;
    uint64_t items_run = 0;
    for (unsigned worker = 0; worker < job->workers; worker++) {
        const struct slot *slot = &job->slots[worker];
        items_run += slot->items_run;
        if (slot->begin_ns != 0 && slot->end_ns == 0)
            return cell_refuse(cell, EPROTO, "worker %u ran items and never called job_end",
                               worker);
    }
    char times[24] = "";
    if (calls > 1)
        snprintf(times, sizeof times, "%u × ", calls);
    if (items_run != calls * job->items)
        return cell_refuse(
            cell, EBADMSG, "wrong count: %" PRIu64 " item run%s for %s%" PRIu64 " item%s",
            items_run, items_run == 1 ? "" : "s", times, job->items, job->items == 1 ? "" : "s");
    return 0;
}

int cell_verify(struct cell *cell, unsigned calls)
{
    const struct job *job = &cell->job;
    /* First: the items of such a chunk never ran, but that is not why. */
    int error = verify_chunks(cell);
    if (error == 0)
        error = verify_items(cell);
    if (error != 0)
        return error;
    if (memcmp(job->results, cell->reference, job->items * job->result_bytes) != 0)
        return blame_results(cell);
    return verify_counts(cell, calls);
}
