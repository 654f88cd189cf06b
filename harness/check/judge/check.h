/* SPDX-License-Identifier: MIT */
/* Judging a property: playing scenarios, and the verdict.
 *
 *     void judge_other_children_are_untouched(struct check *check)
 *     {
 *         static const struct scenario scenario = {
 *             .about = "beside three children of the caller", .environment = WITH_DECOYS };
 *         if (check_play(check, &scenario) &&
 *             check->outcome.report.decoys[0] != '\0')
 *             check_break(check, BREAK_OTHER_CHILD_HIT, "%s", check->outcome.report.decoys);
 *     }
 */
#ifndef FORKSCALE_CHECK_JUDGE_CHECK_H
#define FORKSCALE_CHECK_JUDGE_CHECK_H

#include "check/judge/catalogue.h"
#include "check/scenario/scenario.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define FIGURES_MAX   8
#define CHECK_ITEMS   20 /* of a scenario that has no number of its own */
#define CHECK_WORKERS 3
#define CHECK_STARTS  200 /* items, above which no process is started for each of them */

enum verdict_kind { KEPT, BROKEN, SKIPPED, UNJUDGED };

struct figure {
    const char *name;
    const char *unit;
    double value;
};

struct verdict {
    enum verdict_kind kind;
    char about[256]; /* the case; or why it was skipped, or could not be judged */
    char seen[REPORT_TEXT + 128];
    enum break_code code; /* of a broken property */
    bool is_bare;         /* what was seen does not show the usual cause */
    bool has_item;
    uint64_t item; /* with has_item */
    pid_t pid;     /* 0: none */
    struct figure figures[FIGURES_MAX];
};

struct check {
    const struct subject *subject;
    const struct subject *usual; /* the same with its usual settings; NULL: subject has them */
    bool thorough;
    unsigned seed;          /* of all that is at random */
    bool has_helpers;       /* see check_find_helpers */
    bool state_is_broken;   /* by the plain run already, which P10 reports */
    bool starts_per_chunk;  /* it has been seen to start more workers than it has numbers */
    unsigned workers;       /* of the scenario played last */
    enum break_code hang;   /* what a scenario that does not end breaks */
    struct outcome outcome; /* of the scenario played last */
    struct verdict verdict;
};

/* Plays a small run to see whether all processes that call worker_enter run items: a template or a
 * janitor does not. */
void check_find_helpers(struct check *check);

/* Plays the simplest scenario: without an error in it no property is broken yet, and there is
 * something to judge. */
bool check_plain(struct check *check);

/* As many of these runs as fit a deadline: far fewer where each run starts programs. At least 2. */
unsigned check_runs(const struct check *check, unsigned runs);

/* Is it run by another program, which takes long to start? */
static inline bool check_is_foreign(const struct check *check)
{
    return (check->subject->strategy->traits & TRAIT_FOREIGN) != 0;
}

/* What deadlines are multiplied by: a sanitizer makes each fork and exec slower. */
double check_patience(void);

/* The deadline of a scenario that wants `deadline_s`, 0 for the usual one: another program gets the
 * time to start, and twice as much; a sanitizer, which makes each fork and exec slower, three times
 * as much. */
double check_deadline_s(const struct check *check, double deadline_s);

/* Names the case that is played next, where the scenario does not. */
void check_case(struct check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Plays the scenario, with CHECK_ITEMS and CHECK_WORKERS where it has no number. True when the
 * caller ended by itself, in time, and wrote its report; else the property is broken, or cannot be
 * judged. */
bool check_play(struct check *check, const struct scenario *scenario);

/* The same, for scenarios in which nothing goes wrong: true when check_success is too. */
bool check_play_good(struct check *check, const struct scenario *scenario, enum break_code code);

/* The same, for scenarios in which the caller may die or be ended: true unless it cannot be
 * judged. */
bool check_play_out(struct check *check, const struct scenario *scenario);

/* Plays these scenarios one after another, each followed by `expect` if check_play is true. Those
 * that kill a worker are left out where that would kill the caller. */
void check_play_each(struct check *check, const struct scenario *scenarios, size_t count,
                     void (*expect)(struct check *check));

/* The property is broken in the case that was played last. The first break stays. */
void check_break(struct check *check, enum break_code code, const char *seen, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, where what was seen does not show that the usual cause of this break is the cause. */
void check_observe(struct check *check, enum break_code code, const char *seen, ...)
    __attribute__((format(printf, 3, 4)));

/* The property does not apply. */
void check_skip(struct check *check, const char *reason);

/* The same sentence in all properties: after the scenario no hook has failed, and each item of the
 * last run has its right result. Breaks the property if not, and returns false: by `code`, unless
 * what was seen has another cause. BREAK_WORK_NOT_DONE is for properties that are about something
 * else. */
bool check_success(struct check *check, enum break_code code);

/* Keeps the greatest value given under this name. */
void check_figure(struct check *check, const char *name, double value, const char *unit);

/* Has every hook returned 0, with all results right? */
bool check_has_worked(const struct outcome *outcome);

/* Which item the next break is about. */
static inline void check_item(struct check *check, uint64_t item)
{
    check->verdict.has_item = true;
    check->verdict.item = item;
}

/* Has the property not been broken so far? */
static inline bool check_holds(const struct check *check)
{
    return check->verdict.kind == KEPT;
}

#endif
