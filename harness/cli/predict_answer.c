/* SPDX-License-Identifier: MIT */
/* The prediction of a strategy, from its traced runs and the schedule that its tunables make. */
#include "cli/predict.h"
#include "kit/schedule_tunable.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_choice(const struct tunable *row, const char *name)
{
    size_t length = strlen(name);
    for (const char *word = row->choices; word != NULL; word = strchr(word, '|')) {
        word += *word == '|';
        if (strncmp(word, name, length) == 0 && (word[length] == '|' || word[length] == '\0'))
            return true;
    }
    return false;
}

/* The schedule of a strategy with its tunables, but for items, workers and costs. False: it has
 * none. */
static bool find_schedule(const struct choice *choice, struct schedule_options *options)
{
    const struct tunable *tunables = choice->module->tunables;
    const struct profile unknown = { 0 };
    struct schedule_set set = { 0 };
    struct value values[SCHEDULE_ROWS] = { { 0 } };
    size_t row = 0;
    while (tunables[row].name != NULL && strcmp(tunables[row].name, "schedule") != 0)
        row++;
    if (tunables[row].name == NULL)
        return false;
    const char *usual = tunable_default_choice(&tunables[row]);
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++) {
        const char *name = schedule_name(kind);
        size_t length = strlen(name);
        if (is_choice(&tunables[row], name))
            set.allowed |= SCHEDULE_BIT(kind);
        if (strncmp(usual, name, length) == 0 && (usual[length] == '|' || usual[length] == '\0'))
            set.kind = kind;
    }
    for (size_t i = 0; i < SCHEDULE_ROWS && tunables[row + i].name != NULL; i++)
        values[i] = choice->values.row[row + i];
    int64_t chunk = tunables[row + 1].name != NULL ? tunables[row + 1].default_value : 1;
    set.chunk = chunk > 1 ? (uint64_t)chunk : 0;
    *options = schedule_options(&set, values, 0, 1, &unknown);
    return true;
}

static const struct trace_run *find_run(const struct trace *trace, const char *strategy,
                                        size_t workers)
{
    for (size_t i = 0; i < trace->run_count; i++)
        if (trace->runs[i].worker_count == workers &&
            strcmp(trace->runs[i].strategy, strategy) == 0)
            return &trace->runs[i];
    return NULL;
}

int predict_answer(const struct question *question, const struct choice *choice,
                   struct predicted *predicted, struct error *error)
{
    struct schedule_options options;
    const struct trace_run *few = find_run(question->trace, choice->label, question->few);
    const struct trace_run *many = find_run(question->trace, choice->label, question->many);
    predicted->strategy = choice->label;
    predicted->part = claim_part_of(choice->module->name);
    if (few == NULL || many == NULL || few->error != NULL || many->error != NULL)
        predicted->error = few != NULL && few->error != NULL     ? few->error
                           : many != NULL && many->error != NULL ? many->error
                                                                 : "it was not traced";
    else if (!find_schedule(choice, &options))
        predicted->error = "it has no schedule, so the model does not know how it shares";
    if (predicted->error != NULL)
        return 0;
    predicted->all = calloc(question->count, sizeof *predicted->all);
    if (predicted->all == NULL || calibrate(few, many, question->trace->items, predicted->part,
                                            question->floors, &predicted->calibration) != 0)
        return error_set_errno(error, ENOMEM, "%s", choice->label);
    for (size_t i = 0; i < question->count; i++)
        predicted->all[i].workers = question->workers[i];
    return predict(&predicted->calibration, &options, predicted->all, question->count, error);
}
