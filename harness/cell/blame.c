/* SPDX-License-Identifier: MIT */
/* Sentences: what a failed hook is to blame for, from what the workers left in their slots. */
#include "cell/cell.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

static bool died(const struct slot *slot)
{
    return slot->pid != 0 && slot->reaped && !slot->left && !slot->was_ended;
}

/* "worker 3 (pid 4711) killed by SIGSEGV in item 17" */
static void describe_death(const struct slot *slot, unsigned worker, char *text, size_t bytes)
{
    char end[64];
    char where[48] = "between items";
    wait_status_text(slot->wait_status, end, sizeof end);
    bool is_early = WIFEXITED(slot->wait_status);
    if (slot->item != SLOT_NO_ITEM)
        snprintf(where, sizeof where, "in item %" PRIu64, slot->item);
    snprintf(text, bytes, "worker %u (pid %d) %s %s%s", worker, (int)slot->pid, end, where,
             is_early ? ", not by worker_exit" : "");
}

static int refuse_dead(struct cell *cell, int error, const char *first, const char *more)
{
    board_settle(cell->board, false);
    return cell_refuse(cell, error, "%s%s; %" PRIu64 " of %" PRIu64 " items done", first, more,
                       board_tally(cell->board).done, cell->job.items);
}

static int blame_dead(struct cell *cell, int error)
{
    const struct job *job = &cell->job;
    char first[160] = "";
    unsigned dead = 0;
    for (unsigned worker = 0; worker < job->workers; worker++)
        if (died(&job->slots[worker]) && dead++ == 0)
            describe_death(&job->slots[worker], worker, first, sizeof first);
    if (dead == 0)
        return cell_refuse(cell, error, "a worker died and was not waited for");
    char more[32] = "";
    if (dead > 1)
        snprintf(more, sizeof more, ", and %u more died", dead - 1);
    return refuse_dead(cell, error, first, more);
}

/* "worker 2: " when it was a worker that left with this error, else "". */
static void name_worker(const struct cell *cell, int error, char *text, size_t bytes)
{
    text[0] = '\0';
    for (unsigned worker = cell->job.workers; worker-- > 0;) {
        const struct slot *slot = &cell->job.slots[worker];
        if (slot->left && slot->error == error)
            snprintf(text, bytes, "worker %u: ", worker);
    }
}

/* "; 64 workers may need 192 descriptors, and ulimit -Hn is 32" where the limit is too low. */
static void describe_limit(unsigned workers, char *text, size_t bytes)
{
    struct rlimit limit;
    uint64_t wanted = cell_descriptors(workers);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted)
        snprintf(text, bytes,
                 "; %u workers may need %" PRIu64 " descriptors, and ulimit -Hn is %" PRIu64,
                 workers, wanted, (uint64_t)limit.rlim_max);
}

int cell_blame(struct cell *cell, const char *hook, int error)
{
    const struct board *board = cell->board;
    /* A process that knew more left a sentence itself. */
    if (board->message[0] != '\0' && error == EOWNERDEAD)
        return refuse_dead(cell, error, board->message, "");
    if (board->message[0] != '\0')
        return cell_refuse(cell, error, "%s", board->message);
    if (error == EOWNERDEAD && board->failed_errno != EOWNERDEAD)
        return blame_dead(cell, error);
    char step[64];
    char worker[32];
    snprintf(step, sizeof step, "%s%s", board->failed_errno != 0 ? ": " : "",
             board->failed_errno != 0 ? board->failed_step : "");
    name_worker(cell, error, worker, sizeof worker);
    char need[128] = "";
    if (error == EMFILE)
        describe_limit(cell->job.workers, need, sizeof need);
    const char *name = strerrorname_np(error);
    return cell_refuse(cell, error, "%s%s%s failed: %s (%s)%s", worker, hook, step, strerror(error),
                       name != NULL ? name : "no errno number", need);
}
