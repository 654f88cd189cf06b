/* SPDX-License-Identifier: MIT */
/* What all properties share: playing a case, and the verdict. */
#include "check/judge/check.h"
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

double check_deadline_s(const struct check *check, double deadline_s)
{
    double wanted_s = deadline_s > 0 ? deadline_s : SCENARIO_DEADLINE_S;
    double patience = IS_SANITIZED ? 3 : 1;
    return patience * (check_is_foreign(check) ? 2 * wanted_s + 1 : wanted_s);
}

void check_break(struct check *check, enum break_code code, const char *seen, ...)
{
    struct verdict *verdict = &check->verdict;
    if (verdict->kind != KEPT)
        return;
    verdict->kind = BROKEN;
    verdict->code = code;
    va_list arguments;
    va_start(arguments, seen);
    vsnprintf(verdict->seen, sizeof verdict->seen, seen, arguments);
    va_end(arguments);
    if (!verdict->has_item && ledger->deaths > 0) {
        verdict->has_item = ledger->death_in_item;
        verdict->item = ledger->death_item;
    }
    if (verdict->pid == 0 && ledger->deaths > 0)
        verdict->pid = ledger->death_pid;
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

/* More workers than there are numbers: a process for each chunk. */
static bool has_started_per_chunk(const struct check *check, const struct scenario *scenario)
{
    uint64_t runs = (scenario->runs > 0 ? scenario->runs : 1) *
                    (uint64_t)(scenario->uses > 0 ? scenario->uses : 1);
    return (check->subject->strategy->schedules & SCHEDULE_BIT(SCHEDULE_FACTORING2)) != 0 &&
           ledger->forked > runs * scenario->workers;
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
    patient.inject.external |= check->has_template;
    struct subject subject = *check->subject;
    /* Thousands of processes show no more than some do, and take minutes. */
    if (check->starts_per_chunk && patient.inject.items > CHECK_STARTS)
        subject.settings = "schedule=factoring2";
    int error = scenario_play(&subject, &patient, outcome);
    check->starts_per_chunk |= error == 0 && has_started_per_chunk(check, &patient);
    if (error == 0 && outcome->report.error == 0) {
        if (outcome->board_lost)
            check_break(check, BREAK_BOARD_OVERWRITTEN, "the board header was overwritten");
        return check_holds(check);
    }
    verdict->kind = UNJUDGED;
    const char *why = outcome->report.sentence[0] != '\0'
                          ? outcome->report.sentence
                          : strerror(error != 0 ? error : outcome->report.error);
    snprintf(verdict->seen, sizeof verdict->seen, "the scenario could not be played: %s", why);
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

void check_find_template(struct check *check)
{
    const struct scenario scenario = { .inject = { .items = 20, .sleep_us = 5000 }, .workers = 3 };
    struct outcome outcome;
    unsigned traits = check->subject->strategy->traits;
    bool may_have =
        (traits & (TRAIT_FOREIGN | TRAIT_EXEC)) == 0 && !subject_is_one_process(check->subject);
    if (!may_have || scenario_play(check->subject, &scenario, &outcome) != 0)
        return;
    for (unsigned i = 0; i < scenario.workers && ledger->record[i].tid != 0; i++) {
        const struct worker_record *record = &ledger->record[i];
        check->has_template |= record->pid != ledger->caller && record->parent != ledger->caller;
    }
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

bool check_success(struct check *check, enum break_code code)
{
    const struct report *report = &check->outcome.report;
    if (report->sentence[0] != '\0') {
        check_break(check, code, "%s", report->sentence);
        return false;
    }
    /* Any run that said 0, not only the last: strays, counts and ends too. */
    if (report->wrong[0] != '\0') {
        check_break(check, code, "%s", report->wrong);
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
