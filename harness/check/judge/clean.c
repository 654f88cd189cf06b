/* SPDX-License-Identifier: MIT */
/* P8 to P10: what a strategy leaves behind, which is nothing. */
#include "check/inject/files.h"
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include "check/judge/properties.h"
#include "check/scenario/state.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIBC_BYTES   4096 /* that libc may keep for itself: of threads that are gone, say */
#define LEAST_LOST   16   /* bytes a run */
#define COUNT(array) (sizeof(array) / sizeof *(array))

static void expect_no_child(struct check *check)
{
    if (check->outcome.report.left[0] != '\0')
        check_break(check, BREAK_CHILD_LEFT, "%s is left", check->outcome.report.left);
    if (check->outcome.orphan == 0)
        return;
    check->verdict.pid = check->outcome.orphan;
    check_break(check, BREAK_PROCESS_LEFT, "process %d lives on", (int)check->outcome.orphan);
}

/* P8 */
void judge_no_child_is_left(struct check *check)
{
    struct scenario good = { .uses = 2 };
    if (check_play(check_case(check, "20 items, 3 workers, used twice"), &good)) {
        expect_no_child(check);
        (void)check_worked(check);
    }
    struct scenario failing = { .inject = { .fault = { FAULT_ERROR, .item = 7 } } };
    if (check_play(check_case(check, "20 items, 3 workers, item 7 fails"), &failing))
        expect_no_child(check);
    if (check_is_one_process(check))
        return;
    struct scenario killed = { .inject = { .sleep_us = 500, .fault = { FAULT_KILL, .item = 7 } } };
    if (check_play(check_case(check, "20 items, 3 workers, item 7 kills its worker"), &killed))
        expect_no_child(check);
    struct scenario busy = { .inject = { .sleep_us = 500,
                                         .long_item = 15,
                                         .long_ms = 3000,
                                         .fault = { FAULT_KILL, .item = 7 } },
                             .workers = 2 };
    if (check_play(
            check_case(check,
                       "20 items, 2 workers, item 7 kills its worker while item 15 takes 3 s"),
            &busy))
        expect_no_child(check);
    struct scenario no_second = { .inject = {
                                      .fail = { .call = CALL_FORK, .at = 3, .error = EAGAIN } } };
    if (check_play(check_case(check, "20 items, 3 workers, the third fork fails"), &no_second))
        expect_no_child(check);
}

/* P9 */
void judge_other_children_are_untouched(struct check *check)
{
    for (int death = 0; death <= (check_is_one_process(check) ? 0 : 1); death++) {
        struct scenario scenario = {
            .inject = { .sleep_us = 2000,
                        .fault = { .kind = death ? FAULT_KILL : FAULT_NONE, .item = 7 } },
            .environment = WITH_DECOYS,
        };
        if (check_play(check_case(check, "20 items beside three children of the caller%s",
                                  death ? ", item 7 kills its worker" : ""),
                       &scenario) &&
            check->outcome.report.decoys[0] != '\0')
            check_break(check, BREAK_OTHER_CHILD_HIT, "%s", check->outcome.report.decoys);
    }
}

/* --- P10 -------------------------------------------------------------------------------------- */

static void expect_no_growth(struct check *check, const struct scenario *scenario)
{
    const struct report *report = &check->outcome.report;
    bool has_threads = (check->subject->strategy->traits & TRAIT_THREADS) != 0;
    long bytes_allowed =
        (has_threads ? LIBC_BYTES : 0) + (long)LEAST_LOST * (long)(report->runs - scenario->early);
    long bytes = report->bytes_late - report->bytes_early;
    check_figure(check, "pages_grown", (double)(report->pages_late - report->pages_early), "pages");
    check_figure(check, "bytes_grown", (double)bytes, "bytes");
    if (report->files_late > report->files_early)
        check_break(check, BREAK_DESCRIPTOR_LEAK, "%d more",
                    report->files_late - report->files_early);
    /* The least that could be lost in each of the runs is a block of malloc, of 24 bytes. */
    if (bytes > bytes_allowed)
        check_break(check, BREAK_MEMORY_LEAK, "%ld bytes more", bytes);
    /* An allocator may take another arena or two. */
    if (report->pages_late > report->pages_early + 256)
        check_break(check, BREAK_MEMORY_LEAK, "%ld pages more",
                    report->pages_late - report->pages_early);
}

static void judge_growth(struct check *check)
{
    struct scenario runs = { .inject = { .items = 4 },
                             .workers = 2,
                             .runs = check_runs(check, check->thorough ? 10000 : 1000),
                             .deadline_s = check->thorough ? 120 : 20 };
    runs.early = runs.runs < 100 ? 2 : 10;
    if (check_play_good(check_case(check, "%u runs", runs.runs), &runs)) {
        expect_same_state(check);
        expect_no_growth(check, &runs);
    }
    struct scenario uses = { .inject = { .items = 4 },
                             .workers = 2,
                             .uses = check_runs(check, check->thorough ? 2000 : 500),
                             .deadline_s = check->thorough ? 120 : 20 };
    uses.early = uses.uses < 100 ? 2 : 10;
    if (check_play_good(check_case(check, "used %u times, open to close", uses.uses), &uses)) {
        expect_same_state(check);
        expect_no_growth(check, &uses);
    }
}

/* A name in the system outlives its processes: it must be gone even after SIGKILL. */
static void judge_names(struct check *check)
{
    struct scenario scenario = { .inject = { .sleep_us = 100000 },
                                 .interference = SIGNAL_CALLER,
                                 .signal = SIGKILL };
    files_clear(); /* those of the scenario before are none of this one's */
    char *before = state_take_names();
    if (check_play_out(check_case(check, "the caller is killed in the midst"), &scenario)) {
        char *after = state_take_names();
        char text[REPORT_TEXT] = "no memory to look at the names";
        if (before != NULL && after != NULL)
            state_compare(before, after, text, sizeof text);
        if (text[0] != '\0')
            check_break(check, BREAK_NAME_LEFT, "%s", text);
        free(after);
    }
    free(before);
}

/* P10 */
void judge_state_is_restored(struct check *check)
{
    struct scenario good = { .uses = 3 };
    if (check_play_good(check_case(check, "20 items, 3 workers, used three times"), &good))
        expect_same_state(check);
    if (!check_is_one_process(check)) {
        struct scenario killed = { .inject = { .sleep_us = 500,
                                               .fault = { FAULT_KILL, .item = 7 } } };
        if (check_play(check_case(check, "20 items, 3 workers, item 7 kills its worker"), &killed))
            expect_same_state(check);
    }
    struct scenario closed = { .environment = WITH_CLOSED };
    if (check_play(check_case(check, "descriptors 0 to 2 are closed beforehand"), &closed)) {
        expect_same_state(check);
        (void)check_success(check, BREAK_STANDARD_STREAM);
    }
    struct scenario many = { .environment = WITH_FILES };
    if (check_play(check_case(check, "1024 descriptors and more are open beforehand"), &many)) {
        expect_same_state(check);
        (void)check_success(check, BREAK_HIGH_DESCRIPTOR);
    }
    judge_growth(check);
    judge_names(check);
}
