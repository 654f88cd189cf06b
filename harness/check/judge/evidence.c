/* SPDX-License-Identifier: MIT */
/* What a break shows. A cause is named only where what was seen supports it: a race is found in any
 * case, and says nothing of the one in which it happens to show. */
#include "check/judge/evidence.h"
#include "kit/hash.h"
#include <string.h>

/* --- what was seen ---------------------------------------------------------------------------- */

enum break_code evidence_of_counts(const struct check *check, enum break_code otherwise)
{
    unsigned runs = check->outcome.report.runs;
    enum break_code code = otherwise;
    for (uint64_t item = 0; item < ledger->inject.items; item++) {
        if (ledger->entry[item].started > runs)
            return BREAK_ITEM_RUN_TWICE;
        if (ledger->entry[item].started < runs)
            code = BREAK_ITEM_NOT_RUN;
    }
    return code;
}

/* The break, told without a cause. */
static enum break_code observe(const struct check *check)
{
    const struct report *report = &check->outcome.report;
    if (check->outcome.fate == FATE_TIMED_OUT)
        return BREAK_DEADLOCK;
    if (!report->finished)
        return BREAK_CALLER_DIED;
    if (report->sentence[0] != '\0')
        return BREAK_HOOK_FAILED;
    return evidence_of_counts(check, BREAK_WORK_NOT_DONE);
}

/* --- whether the case matters ----------------------------------------------------------------- */

/* Breaks whose cause is what is unusual about the case: a number, a neighbour, a setting. */
static bool is_of_case(enum break_code code)
{
    static const enum break_code codes[] = {
        BREAK_NARROW_INDEX,     BREAK_FEWER_ITEMS,     BREAK_REMAINDER_DROPPED,
        BREAK_MANY_WORKERS,     BREAK_TUNABLE,         BREAK_STOPPED_WORKER,
        BREAK_INTERRUPTED_CALL, BREAK_SPURIOUS_WAKEUP, BREAK_INTERRUPTED_DEADLOCK,
        BREAK_STANDARD_STREAM,  BREAK_HIGH_DESCRIPTOR, BREAK_NOT_REUSABLE,
        BREAK_SECOND_POOL,      BREAK_NESTED_POOL,     BREAK_NESTED_POOL_LOST,
        BREAK_NESTED_DEADLOCK,  BREAK_COPIED_LOCK,     BREAK_LATE_WORKER,
    };
    for (size_t i = 0; i < COUNT(codes); i++)
        if (codes[i] == code)
            return true;
    return false;
}

static bool works(const struct check *check, struct scenario scenario)
{
    struct outcome outcome;
    scenario.inject.items = UINT64_C(7) * CHECK_WORKERS; /* without a remainder */
    scenario.workers = CHECK_WORKERS;
    scenario.deadline_s = check_deadline_s(check, 10);
    scenario.ignores_state = true;
    return scenario_play(check->usual != NULL ? check->usual : check->subject, &scenario,
                         &outcome) != 0 ||
           check_has_worked(&outcome);
}

/* Does it break where nothing is unusual, if only its processes are stopped at unlucky moments? In
 * many runs; or in some pools of a single run, where it is the second that would be unusual. */
static bool breaks_anyhow(const struct check *check, enum break_code code)
{
    bool is_single = code == BREAK_NOT_REUSABLE;
    struct scenario plain = { .runs = is_single ? 1 : check_runs(check, 40) };
    struct scenario stopped = plain;
    stopped.inject.storm = (struct storm_options){ .seed = hash_mix(check->seed, 1) | 1,
                                                   .steps = true,
                                                   .seam = CHECK_WORKERS };
    bool breaks = !works(check, plain);
    for (unsigned i = 0; i < (is_single ? 6 : 1) && !breaks; i++)
        breaks = !works(check, stopped);
    return breaks;
}

void evidence_weigh(struct check *check)
{
    struct verdict *verdict = &check->verdict;
    if (!is_of_case(verdict->code) || check_is_foreign(check))
        return;
    /* Before the ledger is that of another scenario. */
    enum break_code seen = observe(check);
    if (!breaks_anyhow(check, verdict->code))
        return;
    verdict->code = seen;
    verdict->is_bare = true;
}

/* --- success ---------------------------------------------------------------------------------- */

/* A hook has failed. An error that says something else than the code is reported by itself. */
static void break_by_sentence(struct check *check, enum break_code code, const char *sentence)
{
    static const enum break_code guesses[] = {
        BREAK_WORK_NOT_DONE,    BREAK_ITEM_RUN_TWICE,    BREAK_ITEM_NOT_RUN,
        BREAK_RESULT_SIZE,      BREAK_RESULT_MISPLACED,  BREAK_NARROW_INDEX,
        BREAK_COMPLETION_ORDER, BREAK_REMAINDER_DROPPED,
    };
    static const char *const means[] = { "(EAGAIN)", "(EMFILE)", "(ENFILE)", "(ENOMEM)",
                                         "(ENOSPC)" };
    bool is_other = false;
    for (size_t i = 0; i < COUNT(guesses); i++)
        is_other |= guesses[i] == code;
    for (size_t i = 0; i < COUNT(means); i++)
        is_other |= strstr(sentence, means[i]) != NULL;
    check_break(check, is_other ? BREAK_HOOK_FAILED : code, "%s", sentence);
}

/* What cell_verify says of a run that returned 0. */
static void break_by_results(struct check *check, enum break_code code, const char *wrong)
{
    if (strstr(wrong, "never called job_end") != NULL)
        code = BREAK_NO_JOB_END;
    else if (strstr(wrong, "after run had returned") != NULL)
        code = BREAK_LATE_RESULT;
    check_break(check, code, "%s", wrong);
}

bool check_success(struct check *check, enum break_code code)
{
    const struct report *report = &check->outcome.report;
    if (report->sentence[0] != '\0') {
        break_by_sentence(check, code, report->sentence);
        return false;
    }
    /* Any run that said 0, not only the last: strays, counts and ends too. */
    if (report->wrong[0] != '\0') {
        break_by_results(check, code, report->wrong);
        return false;
    }
    for (uint64_t item = 0; item < ledger->inject.items; item++) {
        if (scenario_is_right(item))
            continue;
        check_item(check, item);
        check_break(check, code, "item %llu has another result", (unsigned long long)item);
        return false;
    }
    return true;
}
