/* SPDX-License-Identifier: MIT */
/* What all properties share: playing a case, and the verdict. */
#include "check/judge/check.h"
#include "check/judge/evidence.h"
#include "check/judge/limit.h"
#include "kit/sanitizer.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

unsigned check_runs(const struct check *check, unsigned runs)
{
    unsigned traits = check->subject->strategy->traits;
    bool execs_each_run = (traits & TRAIT_EXEC) != 0 && (traits & TRAIT_PERSISTENT) == 0;
    unsigned fewer = runs / 50 > 2 ? runs / 50 : 2;
    return check_is_foreign(check) || execs_each_run ? fewer : runs;
}

double check_patience(void)
{
    return IS_SANITIZED ? 3 : 1;
}

double check_deadline_s(const struct check *check, double deadline_s)
{
    double wanted_s = deadline_s > 0 ? deadline_s : SCENARIO_DEADLINE_S;
    return check_patience() * (check_is_foreign(check) ? 2 * wanted_s + 1 : wanted_s);
}

/* Not judged because a limit has been met, for which no strategy is to blame. */
static bool is_limited(struct check *check)
{
    struct verdict *verdict = &check->verdict;
    char limit[128];
    if (!limit_was_met(check->workers, limit, sizeof limit))
        return false;
    verdict->kind = UNJUDGED;
    snprintf(verdict->seen, sizeof verdict->seen, "not judged: %s", limit);
    return true;
}

__attribute__((format(printf, 3, 0))) static void
note_break(struct check *check, enum break_code code, const char *seen, va_list arguments)
{
    struct verdict *verdict = &check->verdict;
    if (verdict->kind != KEPT || is_limited(check))
        return;
    verdict->kind = BROKEN;
    verdict->code = code;
    vsnprintf(verdict->seen, sizeof verdict->seen, seen, arguments);
    if (!verdict->has_item && ledger->deaths > 0) {
        verdict->has_item = ledger->death_in_item;
        verdict->item = ledger->death_item;
    }
    if (verdict->pid == 0 && ledger->deaths > 0)
        verdict->pid = ledger->death_pid;
    evidence_weigh(check);
}

void check_break(struct check *check, enum break_code code, const char *seen, ...)
{
    va_list arguments;
    va_start(arguments, seen);
    note_break(check, code, seen, arguments);
    va_end(arguments);
}

void check_observe(struct check *check, enum break_code code, const char *seen, ...)
{
    va_list arguments;
    va_start(arguments, seen);
    check->verdict.is_bare |= check->verdict.kind == KEPT;
    note_break(check, code, seen, arguments);
    va_end(arguments);
}

void check_skip(struct check *check, const char *reason)
{
    if (check->verdict.kind != KEPT)
        return;
    check->verdict.kind = SKIPPED;
    snprintf(check->verdict.about, sizeof check->verdict.about, "%s", reason);
}

void check_figure(struct check *check, const char *name, double value, const char *unit)
{
    for (struct figure *figure = check->verdict.figures;
         figure < check->verdict.figures + FIGURES_MAX; figure++) {
        if (figure->name == NULL)
            *figure = (struct figure){ .name = name, .unit = unit, .value = value };
        else if (strcmp(figure->name, name) != 0)
            continue;
        else if (value > figure->value)
            figure->value = value;
        return;
    }
}

/* The first item that a worker has in hand. */
static void find_item_in_hand(struct verdict *verdict)
{
    struct board *board = scenario_board();
    if (board == NULL)
        return;
    const struct slot *slots = board_slots(board);
    for (uint32_t worker = 0; worker < board->workers && !verdict->has_item; worker++)
        if (slots[worker].item != SLOT_NO_ITEM) {
            verdict->has_item = true;
            verdict->item = slots[worker].item;
            verdict->pid = slots[worker].pid;
        }
}

/* Far more processes than there are workers: one for each chunk. */
static bool has_started_per_chunk(const struct check *check, const struct scenario *scenario)
{
    uint64_t runs = (scenario->runs > 0 ? scenario->runs : 1) *
                    (uint64_t)(scenario->uses > 0 ? scenario->uses : 1);
    return (check->subject->strategy->schedules & SCHEDULE_BIT(SCHEDULE_FACTORING2)) != 0 &&
           ledger->forked > 2 * runs * scenario->workers;
}

bool check_has_worked(const struct outcome *outcome)
{
    const struct report *report = &outcome->report;
    return outcome->fate == FATE_ENDED && report->finished && report->sentence[0] == '\0' &&
           report->wrong[0] == '\0';
}

/* The scenario could not be played. */
static void give_up(struct check *check, int error)
{
    struct verdict *verdict = &check->verdict;
    const char *sentence = check->outcome.report.sentence;
    char limit[64];
    bool has_limit = limit_name(error, check->workers, limit, sizeof limit);
    verdict->kind = UNJUDGED;
    snprintf(verdict->seen, sizeof verdict->seen, "the scenario could not be played: %s%s%s",
             sentence[0] != '\0' ? sentence : strerror(error), has_limit ? "; " : "",
             has_limit ? limit : "");
}

bool check_play_out(struct check *check, const struct scenario *scenario)
{
    struct verdict *verdict = &check->verdict;
    struct outcome *outcome = &check->outcome;
    if (verdict->kind != KEPT)
        return false;
    if (scenario->about != NULL)
        check_case(check, "%s", scenario->about);
    verdict->has_item = false;
    verdict->pid = 0;
    struct scenario patient = *scenario;
    if (patient.workers == 0)
        patient.workers = CHECK_WORKERS;
    if (patient.inject.items == 0 && !patient.no_items)
        patient.inject.items = CHECK_ITEMS;
    patient.deadline_s = check_deadline_s(check, scenario->deadline_s);
    patient.inject.has_helpers |= check->has_helpers;
    patient.ignores_state |= check->state_is_broken;
    struct subject subject = *check->subject;
    /* Thousands of processes show no more than some do, and take minutes. */
    if (check->starts_per_chunk && patient.inject.items > CHECK_STARTS)
        subject.settings = "schedule=factoring2";
    check->workers = patient.workers;
    int error = scenario_play(&subject, &patient, outcome);
    check->starts_per_chunk |= error == 0 && has_started_per_chunk(check, &patient);
    if (error == 0 && outcome->report.error == 0) {
        if (outcome->board_lost)
            check_break(check, BREAK_BOARD_OVERWRITTEN, "the board header was overwritten");
        else if (!check_has_worked(outcome))
            (void)is_limited(check);
        return check_holds(check);
    }
    give_up(check, error != 0 ? error : outcome->report.error);
    return false;
}

void check_case(struct check *check, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (check->verdict.kind == KEPT)
        vsnprintf(check->verdict.about, sizeof check->verdict.about, format, arguments);
    va_end(arguments);
}

void check_find_helpers(struct check *check)
{
    const struct scenario scenario = { .inject = { .items = 20, .sleep_us = 5000 }, .workers = 3 };
    struct outcome outcome;
    if (scenario_play(check->subject, &scenario, &outcome) != 0)
        return;
    uint32_t workers = 0; /* beside the caller */
    for (unsigned i = 0; i < LEDGER_WORKERS_MAX && ledger->record[i].tid != 0; i++)
        workers += ledger->record[i].pid != ledger->caller ? 1 : 0;
    check->has_helpers = ledger->entered > workers;
}

bool check_play(struct check *check, const struct scenario *scenario)
{
    if (!check_play_out(check, scenario))
        return false;
    const struct outcome *outcome = &check->outcome;
    const struct report *report = &outcome->report;
    struct verdict *verdict = &check->verdict;
    if (outcome->fate == FATE_TIMED_OUT) {
        find_item_in_hand(verdict);
        check_break(check, check->hang, "%s did not return; %llu of %llu items were done",
                    report->hook, (unsigned long long)outcome->tally.done,
                    (unsigned long long)ledger->inject.items);
    } else if (!report->finished) {
        char how[64];
        wait_status_text(outcome->wait_status, how, sizeof how);
        check_break(check, BREAK_CALLER_DIED, "the caller %s in %s", how, report->hook);
    }
    return check_holds(check);
}

bool check_play_good(struct check *check, const struct scenario *scenario, enum break_code code)
{
    return check_play(check, scenario) && check_success(check, code);
}

void check_play_each(struct check *check, const struct scenario *scenarios, size_t count,
                     void (*expect)(struct check *check))
{
    for (const struct scenario *scenario = scenarios; scenario < scenarios + count; scenario++) {
        bool kills = scenario->inject.fault.kind == FAULT_KILL;
        if (!(kills && subject_is_one_process(check->subject)) && check_play(check, scenario))
            expect(check);
    }
}

bool check_plain(struct check *check)
{
    /* One that does not end is judged by each property, which may know more … */
    static const struct scenario plain = { .about = "20 items, 3 workers, one run",
                                           .deadline_s = 2 };
    if (!check_play_out(check, &plain))
        return false;
    /* … and so is one that returns twice. */
    if (check->outcome.report.sentence[0] != '\0' && ledger->returns <= 1)
        check_break(check, BREAK_PLAIN_RUN, "%s", check->outcome.report.sentence);
    /* P10 says so: the others would only repeat it. */
    check->state_is_broken = check->outcome.report.changed[0] != '\0' || ledger->closed_twice > 0;
    return check_holds(check);
}
