/* SPDX-License-Identifier: MIT */
/* The command line of forkscale-checker. */
#include "check/judge/options.h"
#include "kit/number.h"
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

const char checker_help[] =
    "usage: forkscale-checker --strategy FILE --property P1 [OPTION]...\n"
    "       forkscale-checker --list\n"
    "\n"
    "Judges whether a strategy keeps a property, and prints the verdict as lines of tab-separated\n"
    "fields. `forkscale check` starts it for each.\n"
    "\n"
    "  --strategy FILE            the strategy's shared object\n"
    "  --strategy-settings K=V,…  its tunables\n"
    "  --property P               the property\n"
    "  --thorough                 try all shapes and sizes\n"
    "  --list                     print the properties with their deadlines in seconds\n"
    "  --list-codes               print the codes of breaks, what is expected, and the usual "
    "cause\n"
    "  --help                     print this\n"
    "  --ledger PATH, --nested, --worker N [WORD]...\n"
    "                             be worker N of a scenario; strategies that exec use it\n";

enum { STRATEGY, SETTINGS, PROPERTY, LEDGER, TEXTS };
enum { WORKER = TEXTS, NESTED, THOROUGH, LIST, LIST_CODES, HELP };

static const struct option names[] = {
    { "strategy", required_argument, NULL, STRATEGY },
    { "strategy-settings", required_argument, NULL, SETTINGS },
    { "property", required_argument, NULL, PROPERTY },
    { "ledger", required_argument, NULL, LEDGER },
    { "worker", required_argument, NULL, WORKER },
    { "nested", no_argument, NULL, NESTED },
    { "thorough", no_argument, NULL, THOROUGH },
    { "list", no_argument, NULL, LIST },
    { "list-codes", no_argument, NULL, LIST_CODES },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

static int refuse(const char *sentence)
{
    fprintf(stderr, "forkscale-checker: %s\n", sentence);
    return EINVAL;
}

static int read_worker(const char *text, int64_t *number)
{
    if (text[0] == '$')
        text = getenv(text + 1); // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (text == NULL)
        return refuse("--worker names a variable that is not set");
    if (number_parse(text, 0, INT_MAX, number) == 0)
        return 0;
    fprintf(stderr, "forkscale-checker: --worker %s is not a whole number from 0 to %d\n", text,
            INT_MAX);
    return EINVAL;
}

/* What goes together. */
static int check(const struct checker_options *options)
{
    if (options->task != TASK_JUDGE && options->task != TASK_WORK)
        return 0;
    if (options->strategy == NULL)
        return refuse("--strategy is needed; see --help");
    if (options->task == TASK_JUDGE && options->property == NULL)
        return refuse("--property is needed; --list shows them");
    if (options->task == TASK_WORK && options->ledger == NULL && !options->nested)
        return refuse("--worker is for workers of a scenario, which have a --ledger");
    return 0;
}

int checker_options_read(int argc, char **argv, struct checker_options *options)
{
    const char *texts[TEXTS] = { NULL };
    int64_t worker = -1;
    *options = (struct checker_options){ .task = TASK_JUDGE };
    int option;
    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (option == '?')
            return EINVAL;
        if (option < TEXTS)
            texts[option] = optarg;
        else if (option >= LIST)
            options->task = option == LIST         ? TASK_LIST
                            : option == LIST_CODES ? TASK_LIST_CODES
                                                   : TASK_HELP;
        else if (option == NESTED)
            options->nested = true;
        else if (option == THOROUGH)
            options->thorough = true;
        else if (read_worker(optarg, &worker) != 0)
            return EINVAL;
    }
    if (optind < argc && worker < 0)
        return refuse("it takes options only; see --help");
    options->strategy = texts[STRATEGY];
    options->settings = texts[SETTINGS];
    options->property = texts[PROPERTY];
    options->ledger = texts[LEDGER];
    options->worker = (int)worker;
    options->words = argv + optind;
    if (options->task == TASK_JUDGE && options->worker >= 0)
        options->task = TASK_WORK;
    return check(options);
}
