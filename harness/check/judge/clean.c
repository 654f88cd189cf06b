/* SPDX-License-Identifier: MIT */
/* P8 to P10: what a strategy leaves behind, which is nothing. */
#include "check/inject/files.h"
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include "check/scenario/state.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define LIBC_BYTES 4096 /* that libc may keep for itself: of threads that are gone, say */
#define LEAST_LOST 16L  /* bytes a run */
#define PAGE_RUNS  8    /* runs in which a page is lost, at least */

static void expect_nobody_left(struct check *check)
{
    expect_no_child(check);
    expect_no_orphan(check, BREAK_PROCESS_LEFT);
}

/* A thread that is not joined runs code of the module, and may do so when that is unloaded. */
static void judge_threads_left(struct check *check)
{
    static const struct scenario scenario = { .about = "20 items, 3 threads that take long to end",
                                              .inject.slow_ends = true,
                                              .runs = 2,
                                              .uses = 2 };
    if (!check_play_good(check, &scenario, BREAK_WORK_NOT_DONE))
        return;
    unsigned left = check->outcome.report.threads_left;
    if (left > 0)
        check_break(check, BREAK_THREAD_LEFT, "%u had not ended in 2 uses", left);
}

/* P8 */
void judge_no_child_is_left(struct check *check)
{
    static const struct scenario good = { .about = "20 items, 3 workers, used twice", .uses = 2 };
    static const struct scenario cases[] = {
        { .about = "20 items, 3 workers, item 7 fails",
          .inject.fault = { FAULT_ERROR, .item = 7 } },
        { .about = "20 items, 3 workers, item 7 kills its worker",
          .inject = { .sleep_us = 500, .fault = { FAULT_KILL, .item = 7 } } },
        { .about = "20 items, 2 workers, item 7 kills its worker while item 15 takes 3 s",
          .inject = { .sleep_us = 500,
                      .long_item = 15,
                      .long_ms = 3000,
                      .fault = { FAULT_KILL, .item = 7 } },
          .workers = 2 },
        { .about = "20 items, 3 workers, the third fork fails",
          .inject.fail = { .call = CALL_FORK, .at = 3, .error = EAGAIN } },
    };
    if (check_play(check, &good)) {
        expect_nobody_left(check);
        (void)check_success(check, BREAK_WORK_NOT_DONE);
    }
    check_play_each(check, cases, COUNT(cases), expect_nobody_left);
    if ((check->subject->strategy->traits & TRAIT_THREADS) != 0)
        judge_threads_left(check);
}

static void expect_decoys(struct check *check)
{
    if (check->outcome.report.decoys[0] != '\0')
        check_break(check, BREAK_OTHER_CHILD_HIT, "%s", check->outcome.report.decoys);
}

/* P9 */
void judge_other_children_are_untouched(struct check *check)
{
    static const struct scenario cases[] = {
        { .about = "20 items beside three children of the caller",
          .inject.sleep_us = 2000,
          .environment = WITH_DECOYS },
        { .about = "20 items beside three children of the caller, item 7 kills its worker",
          .inject = { .sleep_us = 2000, .fault = { FAULT_KILL, .item = 7 } },
          .environment = WITH_DECOYS },
    };
    check_play_each(check, cases, COUNT(cases), expect_decoys);
}

/* --- P10 -------------------------------------------------------------------------------------- */

/* Memory that is lost in each run grows all the time. An arena of malloc, the stack of a thread or
 * a cache grows once. Returns the pages of the quarter with the least growth. */
static long least_growth(const struct report *report)
{
    long least = LONG_MAX;
    for (int at = 1; at < STOCKS; at++) {
        long pages = report->stock[at].pages - report->stock[at - 1].pages;
        least = pages < least ? pages : least;
    }
    return least;
}

static void expect_no_growth(struct check *check, const struct scenario *scenario)
{
    const struct report *report = &check->outcome.report;
    const struct holdings *early = &report->stock[0];
    const struct holdings *late = &report->stock[STOCKS - 1];
    bool has_threads = (check->subject->strategy->traits & TRAIT_THREADS) != 0;
    long runs = (long)(report->runs - scenario->early);
    long bytes_allowed = (has_threads ? LIBC_BYTES : 0) + LEAST_LOST * runs;
    long bytes = late->bytes - early->bytes;
    long pages = least_growth(report);
    check_figure(check, "pages_grown", (double)(late->pages - early->pages), "pages");
    check_figure(check, "bytes_grown", (double)bytes, "bytes");
    if (late->files > early->files)
        check_break(check, BREAK_DESCRIPTOR_LEAK, "%d more", late->files - early->files);
    if (late->keys < early->keys)
        check_break(check, BREAK_KEY_LEAK, "%d more", early->keys - late->keys);
    /* The least that could be lost in each of the runs is a block of malloc, of 24 bytes. */
    if (bytes > bytes_allowed)
        check_break(check, BREAK_MEMORY_LEAK, "%ld bytes more", bytes);
    if (pages > 0 && pages * PAGE_RUNS >= runs / (STOCKS - 1))
        check_break(check, BREAK_MEMORY_LEAK, "at least %ld pages more in each %ld runs", pages,
                    runs / (STOCKS - 1));
}

/* In a great number of runs, or of uses from open to close. */
static void judge_growth(struct check *check, bool in_uses)
{
    struct scenario scenario = { .inject.items = 4,
                                 .workers = 2,
                                 .deadline_s = check->thorough ? 120 : 20 };
    unsigned *times = in_uses ? &scenario.uses : &scenario.runs;
    *times = in_uses ? check_runs(check, check->thorough ? 2000 : 500)
                     : check_runs(check, check->thorough ? 10000 : 1000);
    scenario.early = *times < 100 ? 2 : 10;
    check_case(check, in_uses ? "used %u times, open to close" : "%u runs", *times);
    if (!check_play_good(check, &scenario, BREAK_WORK_NOT_DONE))
        return;
    expect_same_state(check);
    expect_no_growth(check, &scenario);
}

/* A name in the system outlives its processes: it must be gone even after SIGKILL. */
static void judge_names(struct check *check)
{
    static const struct scenario scenario = { .about = "the caller is killed in the midst",
                                              .inject.sleep_us = 100000,
                                              .interference = SIGNAL_CALLER,
                                              .signal = SIGKILL };
    files_clear(); /* those of the scenario before */
    char *before = state_take(STATE_NAMES);
    if (check_play_out(check, &scenario)) {
        char *after = state_take(STATE_NAMES);
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
    /* The only caller that adopts no orphans: the others could not become one that does. */
    static const struct scenario used = { .about = "20 items, 3 workers, used three times",
                                          .uses = 3,
                                          .environment = WITH_NO_ADOPTION };
    static const struct scenario killed[] = {
        { .about = "20 items, 3 workers, item 7 kills its worker",
          .inject = { .sleep_us = 500, .fault = { FAULT_KILL, .item = 7 } } },
    };
    static const struct scenario closed = { .about = "descriptors 0 to 2 are closed beforehand",
                                            .environment = WITH_CLOSED };
    static const struct scenario many = { .about = "1024 descriptors and more are open beforehand",
                                          .environment = WITH_FILES };
    check->state_is_broken = false;
    if (check_play_good(check, &used, BREAK_WORK_NOT_DONE))
        expect_same_state(check);
    check_play_each(check, killed, COUNT(killed), expect_same_state);
    if (check_play(check, &closed)) {
        expect_same_state(check);
        (void)check_success(check, BREAK_STANDARD_STREAM);
    }
    if (check_play(check, &many)) {
        expect_same_state(check);
        (void)check_success(check, BREAK_HIGH_DESCRIPTOR);
    }
    judge_growth(check, false);
    judge_growth(check, true);
    judge_names(check);
}
