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

static struct child_options child_of(const char *const *argv, double timeout_s)
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
    char program[PROGRAM_BYTES];
    name_program(home, program);
    const char *const argv[] = { program, "--list", NULL };
    const struct child_options options = child_of(argv, LIST_TIMEOUT_S);
    struct child_result checker;
    (void)child_run(&options, &checker);
    int code = verdict_read_properties(&checker, findings, error);
    child_result_release(&checker);
    return code;
}

/* --- one checker ------------------------------------------------------------------------------ */

/* One property of one strategy. */
struct task {
    size_t strategy;
    size_t property;
    bool is_done;
};

/* A place where a checker can run: free where supervisor.report is −1. */
struct running_check {
    struct supervisor supervisor;
    struct task *task;
};

struct checking {
    const struct conformance_options *options;
    struct findings *findings;
    struct running_check checks[CONFORMANCE_AT_ONCE_MAX];
    struct task *end;      /* behind the last */
    struct task *next;     /* the first that was not begun */
    struct task *reported; /* all before it were reported */
};

static bool is_free(const struct running_check *running_check)
{
    return running_check->supervisor.report < 0;
}

/* Notes what a checker found. Returns 0 or ENOMEM. */
static int judge(const struct checking *checking, struct task *task, struct child_result *checker)
{
    const struct checked *strategy = &checking->findings->strategies[task->strategy];
    struct finding *finding = &strategy->findings[task->property];
    int error = verdict_read(checker, finding);
    if (error == 0)
        error = known_compare(strategy, checking->options->settings[task->strategy],
                              checking->findings->properties[task->property].id, finding);
    finding->seconds = checker->seconds;
    task->is_done = true;
    return error;
}

/* Starts the checker of a task; one that cannot be started is judged at once. */
static int start(const struct checking *checking, struct running_check *running_check,
                 struct task *task)
{
    const struct conformance_options *options = checking->options;
    const struct property *property = &checking->findings->properties[task->property];
    const char *settings = options->settings[task->strategy];
    char program[PROGRAM_BYTES];
    name_program(options->home, program);
    const char *argv[12] = { program, "--strategy",
                             checking->findings->strategies[task->strategy].path, "--property",
                             property->id };
    size_t words = 5;
    if (settings[0] != '\0') {
        argv[words++] = "--strategy-settings";
        argv[words++] = settings;
    }
    if (options->thorough)
        argv[words++] = "--thorough";
    struct child_options child =
        child_of(argv, options->thorough ? property->thorough_deadline_s : property->deadline_s);
    child.interrupt = options->interrupt;
    running_check->task = task;
    struct child_result failed = { .error = supervisor_start(&child, &running_check->supervisor) };
    return failed.error == 0 ? 0 : judge(checking, task, &failed);
}

static int leave(const struct checking *checking, struct running_check *running_check,
                 bool is_judged)
{
    struct child_result checker;
    supervisor_finish(&running_check->supervisor, &checker);
    int error = is_judged ? judge(checking, running_check->task, &checker) : 0;
    child_result_release(&checker);
    return error;
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Gives every free place the next task. Of a strategy that is unavailable, all is done already. */
static int fill_checks(struct checking *checking)
{
    int error = 0;
    for (unsigned i = 0; i < checking->options->at_once && error == 0; i++)
        while (is_free(&checking->checks[i]) && checking->next < checking->end && error == 0) {
            struct task *task = checking->next++;
            task->is_done = checking->findings->strategies[task->strategy].unavailable != NULL;
            if (!task->is_done)
                error = start(checking, &checking->checks[i], task);
        }
    return error;
}

static bool has_no_plain_run(const struct finding *finding)
{
    return finding->code != NULL && strcmp(finding->code, CODE_PLAIN_RUN) == 0;
}

/* Where the plain run fails, the first property says so; the others are not judged. Returns 0 or
 * ENOMEM. */
static int say_once(const struct findings *findings, const struct task *task)
{
    struct finding *all = findings->strategies[task->strategy].findings;
    size_t first = 0;
    while (first < task->property && !has_no_plain_run(&all[first]))
        first++;
    if (first == task->property || !has_no_plain_run(&all[task->property]))
        return 0;
    char seen[128];
    snprintf(seen, sizeof seen, "not judged: the plain run fails, see %s",
             findings->properties[first].id);
    return verdict_set(
        &all[task->property], VERDICT_UNJUDGED,
        &(struct verdict_texts){ .expected = "a plain run without an error", .seen = seen });
}

/* Reports what is done, in order; an unavailable strategy once. */
static int report_done(struct checking *checking)
{
    const struct conformance_options *options = checking->options;
    const struct findings *findings = checking->findings;
    for (; checking->reported < checking->end && checking->reported->is_done;
         checking->reported++) {
        const struct task *task = checking->reported;
        bool is_there = findings->strategies[task->strategy].unavailable == NULL;
        int error = is_there ? say_once(findings, task) : 0;
        if (error != 0)
            return error;
        if (is_there || task->property == 0)
            options->watch(options->watch_context, findings, task->strategy, task->property);
    }
    return 0;
}

/* Waits until a checker has ended, or a signal has come. */
static int wait_for_some(struct checking *checking)
{
    unsigned at_once = checking->options->at_once;
    struct pollfd wait[CONFORMANCE_AT_ONCE_MAX + 1];
    for (unsigned i = 0; i < at_once; i++)
        wait[i] = (struct pollfd){ checking->checks[i].supervisor.report, POLLIN, 0 };
    wait[at_once] = (struct pollfd){ checking->options->interrupt->fd, POLLIN, 0 };
    if (poll(wait, at_once + 1, -1) < 0)
        return errno == EINTR ? 0 : errno;
    int error = 0;
    for (unsigned i = 0; i < at_once && error == 0; i++)
        if (wait[i].revents != 0 && interrupt_poll(checking->options->interrupt) == 0)
            error = leave(checking, &checking->checks[i], true);
    return error;
}

static int check_all(struct checking *checking)
{
    int error = 0;
    while (error == 0 && interrupt_poll(checking->options->interrupt) == 0) {
        error = fill_checks(checking);
        if (error == 0)
            error = report_done(checking);
        if (error != 0 || checking->reported == checking->end)
            break;
        error = wait_for_some(checking);
    }
    return error;
}

/* Ends those that still run: all of them first, so that they end at the same time. */
static void stop_all(struct checking *checking)
{
    unsigned at_once = checking->options->at_once;
    for (unsigned i = 0; i < at_once; i++)
        if (!is_free(&checking->checks[i]))
            supervisor_stop(&checking->checks[i].supervisor);
    for (unsigned i = 0; i < at_once; i++)
        if (!is_free(&checking->checks[i]))
            (void)leave(checking, &checking->checks[i], false);
}

int conformance_check(const struct conformance_options *options, struct findings *findings)
{
    size_t count = findings->strategy_count * findings->property_count;
    struct task *tasks = calloc(count, sizeof *tasks);
    if (tasks == NULL)
        return ENOMEM;
    for (size_t i = 0; i < count; i++) {
        tasks[i].strategy = i / findings->property_count;
        tasks[i].property = i % findings->property_count;
    }
    struct checking checking = {
        .options = options,
        .findings = findings,
        .end = tasks + count,
        .next = tasks,
        .reported = tasks,
    };
    for (unsigned i = 0; i < options->at_once; i++)
        checking.checks[i].supervisor.report = -1;
    int error = check_all(&checking);
    stop_all(&checking);
    child_sweep(); /* what is left of one that was killed together with its guard */
    free(tasks);
    return error;
}
