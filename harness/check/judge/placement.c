/* SPDX-License-Identifier: MIT */
/* Placement: a part of P5. */
#include "check/judge/check.h"
#include "check/judge/parts.h"
#include <sched.h>

/* Those that this process may use, and the caller with it. */
static unsigned count_processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) < 0 ? 1 : (unsigned)CPU_COUNT(&set);
}

void judge_placement(struct check *check)
{
    /* Some runs: a pool may bind its workers when it knows more of them. */
    static const struct scenario scenario = {
        .about = "where 2 workers may run, in 4 runs",
        .inject = { .items = 40, .sleep_us = 500, .note_processors = true },
        .workers = 2,
        .runs = 4
    };
    const struct report *report = &check->outcome.report;
    /* P21 judges whether there can be a second run. */
    if (!check_play(check, &scenario) || report->sentence[0] != '\0' || report->wrong[0] != '\0')
        return;
    unsigned mixed;
    unsigned workers = ledger_workers(&mixed);
    unsigned processors = count_processors();
    unsigned wanted = workers < processors ? workers : processors;
    unsigned used = (unsigned)__builtin_popcountll(ledger->processors);
    if (wanted >= 2 && used < 2)
        check_break(check, BREAK_ONE_PROCESSOR, "%u workers share one of %u processors", workers,
                    processors);
}
