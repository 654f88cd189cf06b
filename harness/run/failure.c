/* SPDX-License-Identifier: MIT */
/* How a cell failed, as a sentence. */
#include "run/failure.h"
#include "kit/text.h"
#include "kit/worker.h"
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define SENTENCE_BYTES 1024

/* "in run 3", "in open": where the cell stood. */
static void say_where(const struct board *board, int board_error, char *text, size_t bytes)
{
    static const char *const steps[] = {
        [STEP_LOAD] = "while loading",
        [STEP_CREATE] = "while computing the reference",
        [STEP_EARLY] = "in early",
        [STEP_BALLAST] = "while touching its ballast",
        [STEP_OPEN] = "in open",
        [STEP_RUN] = "in run",
        [STEP_VERIFY] = "while checking the results of run",
        [STEP_CLOSE] = "in close",
        [STEP_DONE] = "after close",
    };
    if (board == NULL && board_error == ENODATA)
        snprintf(text, bytes, "before it had a board");
    else if (board == NULL && board_error == EPROTONOSUPPORT)
        snprintf(text, bytes, "and left a board of another version of forkscale");
    else if (board == NULL)
        snprintf(text, bytes, "and left no board that makes sense");
    else if (board->step == STEP_RUN || board->step == STEP_VERIFY)
        snprintf(text, bytes, "%s %" PRIu32, steps[board->step], board->samples_done);
    else if (board->step <= STEP_DONE)
        snprintf(text, bytes, "%s", steps[board->step]);
    else
        snprintf(text, bytes, "at an unknown step");
}

/* What a worker has in hand: "item 17 (worker 0, pid 4711)", or "nothing (worker 1, pid 4712)" if
 * its process has not exited. Returns 0 for an idle worker. */
static int say_worker(const struct slot *slot, uint32_t worker, char *text, size_t bytes)
{
    bool is_there = slot->pid != 0 && !slot->reaped && !slot->left;
    if (slot->item == SLOT_NO_ITEM && !is_there)
        return 0;
    char item[40] = "nothing";
    char process[24] = "";
    if (slot->item != SLOT_NO_ITEM)
        snprintf(item, sizeof item, "item %" PRIu64, slot->item);
    if (slot->pid != 0)
        snprintf(process, sizeof process, ", pid %d", (int)slot->pid);
    return snprintf(text, bytes, " %s (worker %" PRIu32 "%s)", item, worker, process);
}

/* "; 16 of 1000 items done; in hand: item 17 (worker 0, pid 4711)", at most three workers. */
static void say_items(struct board *board, enum child_fate fate, char *text, size_t bytes)
{
    text[0] = '\0';
    if (board == NULL || board->step != STEP_RUN)
        return;
    board_settle(board, fate == CHILD_TIMED_OUT);
    size_t used = (size_t)snprintf(text, bytes, "; %" PRIu64 " of %" PRIu64 " items done",
                                   board_tally(board).done, board->items);
    const struct slot *slots = board_slots(board);
    unsigned shown = 0;
    for (uint32_t worker = 0; worker < board->workers && shown < 3; worker++) {
        char one[128];
        if (say_worker(&slots[worker], worker, one, sizeof one) > 0 && used < bytes)
            used += (size_t)snprintf(text + used, bytes - used, "%s%s",
                                     shown++ == 0 ? "; in hand:" : ",", one);
    }
}

/* The last line that the cell itself printed, without its name in front. */
static void say_last_line(const char *output, char *text, size_t bytes)
{
    static const char mark[] = "forkscale-cell: ";
    const char *line = NULL;
    for (const char *at = output; (at = strstr(at, mark)) != NULL; at++)
        line = at + strlen(mark);
    if (line != NULL)
        snprintf(text, bytes, "%.*s", (int)strcspn(line, "\n"), line);
}

static void compose(struct board *board, int board_error, const struct child_result *child,
                    char *text, size_t bytes)
{
    char where[64];
    char items[256];
    char how[64];
    if (child->error != 0) {
        snprintf(text, bytes, "forkscale-cell could not be started: %s", strerror(child->error));
        return;
    }
    say_where(board, board_error, where, sizeof where);
    say_items(board, child->fate, items, sizeof items);
    wait_status_text(child->wait_status, how, sizeof how);
    if (child->fate == CHILD_TIMED_OUT) {
        snprintf(text, bytes, "timed out after %g s %s%s", child->timeout_s, where, items);
    } else if (child->fate == CHILD_INTERRUPTED) {
        snprintf(text, bytes, "interrupted %s", where);
    } else if (WIFSIGNALED(child->wait_status)) {
        snprintf(text, bytes, "the cell was %s %s%s", how, where, items);
    } else if (board != NULL && board->message[0] != '\0') {
        snprintf(text, bytes, "%.*s", (int)sizeof board->message, board->message);
    } else if (WEXITSTATUS(child->wait_status) != 0) {
        snprintf(text, bytes, "the cell %s %s%s", how, where, items);
        say_last_line(child->output, text, bytes);
    } else if (board_error == EPROTONOSUPPORT) {
        snprintf(
            text, bytes,
            "the cell left a board of another version of forkscale, which this one cannot read");
    } else if (board == NULL) {
        snprintf(text, bytes, "the cell left no board that makes sense: %s", strerror(board_error));
    } else if (board->step != STEP_DONE) {
        snprintf(text, bytes, "the cell left with status 0 %s%s", where, items);
    }
}

int failure_sentence(struct board *board, int board_error, const struct child_result *child,
                     char **sentence)
{
    char text[SENTENCE_BYTES] = "";
    compose(board, board_error, child, text, sizeof text);
    *sentence = text[0] != '\0' ? text_printable(text) : NULL;
    return text[0] == '\0' || *sentence != NULL ? 0 : ENOMEM;
}
