/* SPDX-License-Identifier: MIT */
/* forkscale-checker: judges whether a strategy keeps one promise, in a process of its own, and says
 * so in lines of tab-separated fields. `forkscale check` starts it; it can be run by hand, under gdb
 * or strace too.
 */
#include "cell/cell.h"
#include "check/inject/fault.h"
#include "check/inject/files.h"
#include "check/inject/probe.h"
#include "check/judge/check.h"
#include "check/judge/options.h"
#include "check/scenario/nest.h"
#include "check/scenario/proc.h"
#include "check/scenario/state.h"
#include "options/program.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <unistd.h>

const char program_name[] = "forkscale-checker";

/* --- being a worker --------------------------------------------------------------------------- */

/* An exec'd worker of a scenario. Returns only when it could not begin. */
static int work(const struct checker_options *options)
{
    int error = options->ledger != NULL ? ledger_open(options->ledger) : 0;
    if (error != 0)
        return EXIT_UNMEASURED;
    if (ledger != NULL && fault_is_here(POINT_START, (uint64_t)options->worker, 1))
        fault_commit();
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
    static const char *const kinds[] = {
        [KEPT] = "kept", [BROKEN] = "broken", [SKIPPED] = "skipped"
    };
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
        line("cause", break_rows[verdict->code].cause);
        line("code", break_rows[verdict->code].code);
    }
    for (const struct figure *figure = verdict->figures;
         figure < verdict->figures + FIGURES_MAX && figure->name != NULL; figure++)
        printf("figure\t%s\t%g\t%s\n", figure->name, figure->value, figure->unit);
    puts("end");
    return EXIT_YES;
}

static const struct property *find_property(const char *id)
{
    const struct property *each = properties;
    while (each->id != NULL && strcasecmp(each->id, id) != 0)
        each++;
    return each->id != NULL ? each : NULL;
}

static int list(void)
{
    for (const struct property *each = properties; each->id != NULL; each++)
        printf("property\t%s\t%s\t%g\t%g\n", each->id, each->title, each->deadline_s,
               each->thorough_deadline_s);
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

static int judge(const struct checker_options *options, const struct subject *common)
{
    const struct property *property = find_property(options->property);
    if (property == NULL)
        return program_fail(EXIT_USAGE, "unknown property '%s'; see 'forkscale-checker --list'",
                            options->property);
    struct module module;
    struct error error;
    if (module_load(options->strategy, &module, &error) != 0 || module.strategy == NULL)
        return program_fail(EXIT_UNMEASURED, "%s: %s", options->strategy,
                            module.workload != NULL ? "it is a workload" : error.text);
    struct subject subject = *common;
    subject.strategy = module.strategy;
    struct check check = {
        .subject = &subject,
        .thorough = options->thorough,
    };
    if (!proc_lists_children())
        return program_fail(EXIT_UNMEASURED, "this kernel does not list children in /proc, so the "
                                             "processes that are left cannot be found");
    property->judge(&check);
    files_clear();
    return program_finish(print_verdict(&check.verdict));
}

/* Signals that the parent ignores or blocks, as a shell does SIGINT for a background job, are no part
 * of a scenario. */
static void restore_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
}

/* Adopts the processes that a caller leaves behind. */
static void settle(const struct checker_options *options)
{
    close_range(WORKER_CHANNEL, ~0U, CLOSE_RANGE_CLOEXEC);
    if (options->task == TASK_JUDGE)
        prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* What is tried; nothing is loaded yet. False without /proc. */
static bool name_subject(const struct checker_options *options, struct subject *subject)
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

int main(int argc, char **argv)
{
    struct checker_options options;
    int status;
    if (!checker_options_read(argc, argv, &options, &status))
        return status;
    if (options.task == TASK_LIST)
        return list();
    if (options.task == TASK_LIST_CODES)
        return list_codes();
    /* Not those of a worker: it finds what the scenario gave its caller. */
    if (options.task == TASK_JUDGE)
        restore_signals();
    struct subject subject;
    settle(&options);
    if (!name_subject(&options, &subject))
        return program_fail(EXIT_UNMEASURED, "%s", strerror(errno));
    if (options.task == TASK_WORK)
        return work(&options);
    state_isolate();
    return judge(&options, &subject);
}
