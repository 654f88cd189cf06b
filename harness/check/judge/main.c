/* SPDX-License-Identifier: MIT */
/* forkscale-checker: judges whether a strategy keeps one property, and prints the verdict as lines
 * of tab-separated fields. `forkscale check` starts it; it can also be run by hand, under gdb or
 * strace. */
#include "cell/cell.h"
#include "check/inject/files.h"
#include "check/inject/probe.h"
#include "check/judge/check.h"
#include "check/scenario/proc.h"
#include "check/scenario/state.h"
#include "options/options.h"
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <unistd.h>

const char program_name[] = "forkscale-checker";

/* --- options ---------------------------------------------------------------------------------- */

struct options {
    const char *strategy;
    const char *settings;
    const char *property;
    const char *ledger;
    int64_t worker; /* −1: none */
    struct option_list words;
    bool list;
    bool list_codes;
    bool nested;
    bool thorough;
    int64_t seed;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row rows[] = {
    { "strategy", 's', OPTION_TEXT, "FILE", AT(strategy), .help = "the strategy's shared object" },
    { "strategy-settings", 0, OPTION_TEXT, "K=V,...", AT(settings), .help = "its tunables" },
    { "property", 'p', OPTION_TEXT, "P1", AT(property), .help = "the property" },
    { "thorough", .offset = AT(thorough), .help = "try all shapes and sizes" },
    { "seed", 0, OPTION_NUMBER, "N", AT(seed), .min = 0, .max = INT_MAX,
      .help = "seed of what is at random; a verdict names it" },
    { "list", .offset = AT(list), .help = "print the properties with their deadlines in seconds" },
    { "list-codes", .offset = AT(list_codes),
      .help = "print the codes of breaks, what is expected, and the usual cause" },
    { "worker", 0, OPTION_VARIABLE, "N", AT(worker), .min = 0, .max = INT_MAX,
      .help = "be this worker of a scenario, as strategies do that exec; WORDs are for the "
              "strategy" },
    { "ledger", 0, OPTION_TEXT, "PATH", AT(ledger), .help = "the ledger of the scenario" },
    { "nested", .offset = AT(nested),
      .help = "the worker belongs to a pool that an item has opened" },
    { .argument = "[WORD...]", .type = OPTION_WORDS, .offset = AT(words) },
    { 0 },
};

static const struct options defaults = { .worker = -1, .seed = 1 };

static const struct option_table table = {
    .name = "forkscale-checker",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro = "Judges whether a strategy keeps a property, and prints the verdict as lines of "
             "tab-separated fields. 'forkscale check' starts it for each.",
};

/* Which options go together. NULL, or what is wrong. */
static const char *check_options(const struct options *options)
{
    if (options->words.count > 0 && options->worker < 0)
        return "words go with --worker";
    if (options->list || options->list_codes)
        return NULL;
    if (options->strategy == NULL)
        return "--strategy is needed";
    if (options->worker < 0 && options->property == NULL)
        return "--property is needed";
    if (options->worker >= 0 && options->ledger == NULL && !options->nested)
        return "--worker needs the --ledger of a scenario";
    return NULL;
}

/* --- being a worker --------------------------------------------------------------------------- */

/* An exec'd worker of a scenario. Returns only when it could not begin. */
static int work(const struct options *options)
{
    if (options->ledger != NULL && ledger_open(options->ledger) != 0)
        return EXIT_UNMEASURED;
    struct cell cell = { .workload = options->nested ? &nest_workload : &probe };
    struct cell_options worker = {
        .strategy = options->strategy,
        .strategy_settings = options->settings,
        .board_fd = -1,
        .reference_fd = -1,
        .worker = options->worker,
        .words = options->words,
    };
    (void)cell_work(&cell, &worker);
    return EXIT_UNMEASURED;
}

/* --- the verdict ------------------------------------------------------------------------------ */

static void line(const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    printf("%s\t", key);
    for (; *text != '\0'; text++)
        putchar(iscntrl((unsigned char)*text) ? ' ' : *text);
    putchar('\n');
}

static int print_verdict(const struct verdict *verdict)
{
    static const char *const kinds[] = { "kept", "broken", "skipped" };
    if (verdict->kind == UNJUDGED)
        return program_fail(EXIT_UNMEASURED, "%s: %s", verdict->about, verdict->seen);
    line("verdict", kinds[verdict->kind]);
    if (verdict->kind == SKIPPED)
        line("reason", verdict->about);
    if (verdict->kind == BROKEN) {
        line("case", verdict->about);
        if (verdict->has_item)
            printf("item\t%llu\n", (unsigned long long)verdict->item);
        if (verdict->pid > 0)
            printf("pid\t%d\n", (int)verdict->pid);
        line("expected", break_rows[verdict->code].expected);
        line("seen", verdict->seen);
        line("cause", verdict->is_bare ? NULL : break_rows[verdict->code].cause);
        line("code", break_rows[verdict->code].code);
    }
    for (const struct figure *figure = verdict->figures;
         figure < verdict->figures + FIGURES_MAX && figure->name != NULL; figure++)
        printf("figure\t%s\t%g\t%s\n", figure->name, figure->value, figure->unit);
    puts("end");
    return EXIT_YES;
}

static int list(void)
{
    for (const struct property *each = properties; each->id != NULL; each++)
        printf("property\t%s\t%s\t%g\t%g\n", each->id, each->title,
               check_patience() * each->deadline_s, check_patience() * each->thorough_deadline_s);
    puts("end");
    return program_finish(EXIT_YES);
}

static int list_codes(void)
{
    for (const struct break_row *row = break_rows; row < break_rows + BREAKS; row++)
        printf("code\t%s\t%s\t%s\n", row->code, row->expected, row->cause);
    puts("end");
    return program_finish(EXIT_YES);
}

/* --- judging ---------------------------------------------------------------------------------- */

static int judge(const struct options *options, struct subject *subject)
{
    const struct property *property = properties;
    while (property->id != NULL && strcasecmp(property->id, options->property) != 0)
        property++;
    if (property->id == NULL)
        return program_fail(EXIT_USAGE, "unknown property '%s'; see 'forkscale-checker --list'",
                            options->property);
    struct module module;
    struct error error;
    if (module_load(options->strategy, &module, &error) != 0 || module.strategy == NULL)
        return program_fail(EXIT_UNMEASURED, "%s: %s", options->strategy,
                            module.workload != NULL ? "it is a workload" : error.text);
    subject->strategy = module.strategy;
    if (subject->settings == NULL || subject->settings[0] == '\0')
        subject->settings = module.strategy->checked_with;
    struct check check = { .subject = subject,
                           .thorough = options->thorough,
                           .seed = (unsigned)options->seed };
    if (!proc_lists_children())
        return program_fail(EXIT_UNMEASURED, "this kernel does not list children in /proc, so the "
                                             "processes that are left cannot be found");
    if (check_plain(&check))
        property->judge(&check);
    files_clear();
    return program_finish(print_verdict(&check.verdict));
}

/* Signals that the parent ignores or blocks, as a shell does SIGINT for a background job, are no
 * part of a scenario. */
static void restore_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
}

/* What is tried; nothing is loaded yet. False without /proc. */
static bool name_subject(const struct options *options, struct subject *subject)
{
    static char program[PATH_MAX];
    if (readlink("/proc/self/exe", program, sizeof program - 1) < 0)
        return false;
    *subject = (struct subject){ .program = program,
                                 .path = options->strategy,
                                 .settings = options->settings };
    nest_prepare(subject);
    probe_nested = nest_run;
    return true;
}

/* What glibc loads when a thread first ends by pthread_exit. Where an item has taken all memory by
 * then, it ends the process instead, for which no strategy is to blame. */
static void *unwinder;

static void load_unwinder(void)
{
    unwinder = dlopen("libgcc_s.so.1", RTLD_NOW);
}

int main(int argc, char **argv)
{
    struct options options;
    int status;
    if (!options_read(&table, argc, argv, &options, &status))
        return status;
    const char *mistake = check_options(&options);
    if (mistake != NULL) {
        options_release(&table, &options);
        return program_fail(EXIT_USAGE, "%s; see 'forkscale-checker --help'", mistake);
    }
    if (options.list || options.list_codes)
        return options.list ? list() : list_codes();
    bool is_worker = options.worker >= 0;
    /* A worker gets the signals that the scenario gave its caller. */
    if (!is_worker)
        restore_signals();
    /* What a checker inherits it shares with strangers, and they may change its flags meanwhile. */
    close_range(WORKER_CHANNEL, ~0U, is_worker ? CLOSE_RANGE_CLOEXEC : 0);
    struct subject subject;
    if (!name_subject(&options, &subject))
        return program_fail(EXIT_UNMEASURED, "%s", strerror(errno));
    if (is_worker)
        return work(&options);
    load_unwinder();
    /* It adopts the processes that a caller leaves behind. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    state_isolate();
    return judge(&options, &subject);
}
