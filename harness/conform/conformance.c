/* SPDX-License-Identifier: MIT */
/* Conformance: a fresh checker for each property of each strategy, some of them at once. */
#include "conform/conformance.h"
#include "conform/known.h"
#include "conform/verdict.h"
#include "process/supervisor.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_TIMEOUT_S 5.0
#define OUTPUT_BYTES   65536
#define ERROR_BYTES    4096
#define PROGRAM_BYTES  (PATH_MAX + 32)

static void name_program(const struct home *home, char program[static PROGRAM_BYTES])
{
    snprintf(program, PROGRAM_BYTES, "%s/forkscale-checker", home->path);
}

static struct child_options child_of(char *const *argv, double timeout_s)
{
    return (struct child_options){
        .argv = argv,
        .output_bytes = OUTPUT_BYTES,
        .error_bytes = ERROR_BYTES,
        .timeout_s = timeout_s,
    };
}

/* --- the list --------------------------------------------------------------------------------- */

int conformance_properties(const struct home *home, struct findings *findings, struct error *error)
{
    static char option[] = "--list";
    char program[PROGRAM_BYTES];
    name_program(home, program);
    char *argv[] = { program, option, NULL };
    const struct child_options options = child_of(argv, LIST_TIMEOUT_S);
    struct child_result checker;
    (void)child_run(&options, &checker);
    int code = verdict_read_properties(&checker, findings, error);
    child_result_release(&checker);
    return code;
}

/* --- one checker ------------------------------------------------------------------------------ */

/* A place where a checker can run. */
struct running_check {
    struct supervisor supervisor;
    bool is_busy;
    size_t task; /* with is_busy: strategy × properties + property */
};

struct checking {
    const struct conformance_options *options;
    struct findings *findings;
    struct running_check checks[CONFORMANCE_AT_ONCE_MAX];
    bool *done; /* per task */
    size_t tasks;
    size_t next;     /* the first that was not begun */
    size_t reported; /* all before it were reported */
};

static struct checked *strategy_of(const struct checking *checking, size_t task)
{
    return &checking->findings->strategies[task / checking->findings->property_count];
}

static const struct property *property_of(const struct checking *checking, size_t task)
{
    return &checking->findings->properties[task % checking->findings->property_count];
}

/* Notes what a checker found. Returns 0 or ENOMEM. */
static int judge(struct checking *checking, size_t task, struct child_result *checker)
{
    size_t property = task % checking->findings->property_count;
    size_t strategy = task / checking->findings->property_count;
    struct finding *finding = &strategy_of(checking, task)->findings[property];
    int error = verdict_read(checker, finding);
    if (error == 0)
        error = known_compare(strategy_of(checking, task), checking->options->settings[strategy],
                              checking->findings->properties[property].id, finding);
    finding->seconds = checker->seconds;
    checking->done[task] = true;
    return error;
}

/* Starts the checker of a task; one that cannot be started is judged at once. */
static int start(struct checking *checking, struct running_check *running_check, size_t task)
{
    static char names[][24] = { "--strategy", "--strategy-settings", "--property", "--thorough" };
    enum { STRATEGY, SETTINGS, PROPERTY, THOROUGH };
    const struct conformance_options *options = checking->options;
    const struct property *property = property_of(checking, task);
    char *settings = options->settings[task / checking->findings->property_count];
    char program[PROGRAM_BYTES];
    name_program(options->home, program);
    char *argv[12] = { program, names[STRATEGY], strategy_of(checking, task)->path, names[PROPERTY],
                       property->id };
    size_t words = 5;
    if (settings[0] != '\0') {
        argv[words++] = names[SETTINGS];
        argv[words++] = settings;
    }
    if (options->thorough)
        argv[words++] = names[THOROUGH];
    struct child_options child =
        child_of(argv, options->thorough ? property->thorough_deadline_s : property->deadline_s);
    child.interrupt = options->interrupt;
    running_check->task = task;
    running_check->is_busy = true;
    struct child_result failed = { .error = supervisor_start(&child, &running_check->supervisor) };
    if (failed.error == 0)
        return 0;
    int error = judge(checking, task, &failed);
    running_check->is_busy = false;
    return error;
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Of a strategy that is unavailable, all is done already. */
static bool begin_next(struct checking *checking, struct running_check *running_check, int *error)
{
    while (checking->next < checking->tasks &&
           strategy_of(checking, checking->next)->unavailable != NULL)
        checking->done[checking->next++] = true;
    if (checking->next == checking->tasks)
        return false;
    *error = start(checking, running_check, checking->next++);
    return *error == 0;
}

/* Gives every free place the next task. */
static int fill_checks(struct checking *checking)
{
    int error = 0;
    for (unsigned i = 0; i < checking->options->at_once && error == 0; i++)
        while (!checking->checks[i].is_busy && begin_next(checking, &checking->checks[i], &error))
            ;
    return error;
}

/* Reports what is done, in order. */
static void report_done(struct checking *checking)
{
    const struct conformance_options *options = checking->options;
    size_t properties = checking->findings->property_count;
    while (checking->reported < checking->tasks && checking->done[checking->reported]) {
        size_t task = checking->reported++;
        if (strategy_of(checking, task)->unavailable == NULL || task % properties == 0)
            options->watch(options->watch_context, checking->findings, task / properties,
                           task % properties);
    }
}

static int leave(struct checking *checking, struct running_check *running_check, bool is_judged)
{
    struct child_result checker;
    supervisor_finish(&running_check->supervisor, &checker);
    int error = is_judged ? judge(checking, running_check->task, &checker) : 0;
    child_result_release(&checker);
    running_check->is_busy = false;
    return error;
}

/* Waits until a checker has ended, or a signal has come. */
static int wait_for_some(struct checking *checking)
{
    unsigned at_once = checking->options->at_once;
    struct pollfd wait[CONFORMANCE_AT_ONCE_MAX + 1];
    for (unsigned i = 0; i < at_once; i++) {
        const struct running_check *running_check = &checking->checks[i];
        wait[i] = (struct pollfd){
            .fd = running_check->is_busy ? running_check->supervisor.report : -1,
            .events = POLLIN,
        };
    }
    wait[at_once] = (struct pollfd){ .fd = checking->options->interrupt->fd, .events = POLLIN };
    if (poll(wait, at_once + 1, -1) < 0)
        return errno == EINTR ? 0 : errno;
    int error = 0;
    for (unsigned i = 0; i < at_once && error == 0; i++)
        if (wait[i].revents != 0 && interrupt_poll(checking->options->interrupt) == 0)
            error = leave(checking, &checking->checks[i], true);
    return error;
}

static bool is_busy(const struct checking *checking)
{
    unsigned i = 0;
    while (i < checking->options->at_once && !checking->checks[i].is_busy)
        i++;
    return i < checking->options->at_once;
}

static int check_all(struct checking *checking)
{
    while (interrupt_poll(checking->options->interrupt) == 0) {
        int error = fill_checks(checking);
        if (error == 0) {
            report_done(checking);
            if (!is_busy(checking))
                return 0;
            error = wait_for_some(checking);
        }
        if (error != 0)
            return error;
    }
    return 0;
}

/* Ends those that still run: all of them first, so that they end at the same time. */
static void stop_all(struct checking *checking)
{
    unsigned at_once = checking->options->at_once;
    for (unsigned i = 0; i < at_once; i++)
        if (checking->checks[i].is_busy)
            supervisor_stop(&checking->checks[i].supervisor);
    for (unsigned i = 0; i < at_once; i++)
        if (checking->checks[i].is_busy)
            (void)leave(checking, &checking->checks[i], false);
}

int conformance_check(const struct conformance_options *options, struct findings *findings)
{
    struct checking checking = {
        .options = options,
        .findings = findings,
        .tasks = findings->strategy_count * findings->property_count,
    };
    checking.done = calloc(checking.tasks, sizeof *checking.done);
    int error = checking.done != NULL ? 0 : ENOMEM;
    if (error == 0)
        error = check_all(&checking);
    stop_all(&checking);
    free(checking.done);
    return error;
}
