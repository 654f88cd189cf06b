/* SPDX-License-Identifier: MIT */
/* The command line of forkscale-checker. */
#include "check/judge/options.h"
#include "options/options.h"
#include <limits.h>

/* Fields as the table sets them. */
struct fields {
    const char *strategy;
    const char *settings;
    const char *property;
    const char *ledger;
    int64_t worker;
    struct option_list words;
    bool list;
    bool list_codes;
    bool nested;
    bool thorough;
};

static const struct option_row rows[] = {
    { "strategy", 's', OPTION_TEXT, "FILE", .offset = offsetof(struct fields, strategy),
      .help = "the strategy's shared object" },
    { "strategy-settings", .argument = "K=V,...", .type = OPTION_TEXT,
      .offset = offsetof(struct fields, settings), .help = "its tunables" },
    { "property", 'p', OPTION_TEXT, "P1", .offset = offsetof(struct fields, property),
      .help = "the property" },
    { "thorough", .offset = offsetof(struct fields, thorough), .help = "try all shapes and sizes" },
    { "list", .offset = offsetof(struct fields, list),
      .help = "print the properties with their deadlines in seconds" },
    { "list-codes", .offset = offsetof(struct fields, list_codes),
      .help = "print the codes of breaks, what is expected, and the usual cause" },
    { "worker", .argument = "N", .type = OPTION_VARIABLE, .min = 0, .max = INT_MAX,
      .offset = offsetof(struct fields, worker),
      .help =
          "be this worker of a scenario, as strategies do that exec; WORDs are for the strategy" },
    { "ledger", .argument = "PATH", .type = OPTION_TEXT, .offset = offsetof(struct fields, ledger),
      .help = "the ledger of the scenario" },
    { "nested", .offset = offsetof(struct fields, nested),
      .help = "the worker belongs to a pool that an item has opened" },
    { .argument = "[WORD...]", .type = OPTION_WORDS, .offset = offsetof(struct fields, words) },
    { 0 },
};

static const struct fields defaults = { .worker = -1 };

static const struct option_table table = {
    .name = "forkscale-checker",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro = "Judges whether a strategy keeps a property, and prints the verdict as lines of "
             "tab-separated fields. 'forkscale check' starts it for each.",
};

/* What goes together. NULL, or what is wrong. */
static const char *check(const struct fields *fields)
{
    if (fields->words.count > 0 && fields->worker < 0)
        return "words go with --worker";
    if (fields->list || fields->list_codes)
        return NULL;
    if (fields->strategy == NULL)
        return "--strategy is needed";
    if (fields->worker < 0 && fields->property == NULL)
        return "--property is needed";
    if (fields->worker >= 0 && fields->ledger == NULL && !fields->nested)
        return "--worker needs the --ledger of a scenario";
    return NULL;
}

bool checker_options_read(int argc, char **argv, struct checker_options *options, int *status)
{
    struct fields fields;
    if (!options_read(&table, argc, argv, &fields, status))
        return false;
    const char *mistake = check(&fields);
    if (mistake != NULL) {
        *status = program_fail(EXIT_USAGE, "%s; see 'forkscale-checker --help'", mistake);
        options_release(&table, &fields);
        return false;
    }
    *options = (struct checker_options){
        .task = fields.list          ? TASK_LIST
                : fields.list_codes  ? TASK_LIST_CODES
                : fields.worker >= 0 ? TASK_WORK
                                     : TASK_JUDGE,
        .strategy = fields.strategy,
        .settings = fields.settings,
        .property = fields.property,
        .ledger = fields.ledger,
        .nested = fields.nested,
        .thorough = fields.thorough,
        .worker = (int)fields.worker,
        /* They stay until the process ends. */
        .words = fields.words.count > 0 ? fields.words.items : argv + argc,
    };
    return true;
}
