/* SPDX-License-Identifier: MIT */
/* forkscale predict: how far would it scale? A simulation, calibrated by traced runs and floors. */
#include "cli/predict.h"
#include "cli/cli.h"
#include "cli/run.h"
#include "kit/limits.h"
#include "machine/machine.h"
#include "run/floors.h"
#include "run/traces.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ITERATIONS   3
#define BLOCKS       6
#define FLOOR_BLOCKS 3
#define IDLE_FEW     4 /* of a workload that leaves processors idle, and takes long with one worker */
#define IDLE_MANY    16

struct predict_options {
    struct run_options run;
    struct option_list workers;
    struct option_list calibrate;
};

static const struct option_row rows[] = {
    { "workload", 'w', OPTION_LIST, "WORKLOAD",
      .offset = offsetof(struct predict_options, run.workloads),
      .help = "as of 'forkscale run', but one" },
    { "strategy", 's', OPTION_LIST, "STRATEGY",
      .offset = offsetof(struct predict_options, run.strategies),
      .help = "as of 'forkscale run'; each has to have a schedule. Default: fork_static,prefork" },
    { "workers", 'j', OPTION_LIST, "LIST", .offset = offsetof(struct predict_options, workers),
      .help = "numbers of workers; a range as 1-4096 is its ends and the powers of two between "
              "them. Default: 1-4096" },
    { "calibrate", .argument = "LIST", .type = OPTION_LIST,
      .offset = offsetof(struct predict_options, calibrate),
      .help = "two numbers of workers of the runs that are traced. Default: 1 and the usable "
              "processors, at least 2; 4 and 16 where items leave them idle" },
    { "blocks", .argument = "N", .type = OPTION_NUMBER, .min = 1, .max = PLAN_BLOCKS_MAX,
      .offset = offsetof(struct predict_options, run.blocks),
      .help = "blocks of these runs. Intervals need at least 6" },
    RUN_OPTION_SEED,
    RUN_OPTION_TIMEOUT,
    OPTION_FORMAT(struct run_options),
    RUN_OPTION_QUIET,
    { 0 },
};

static const struct predict_options defaults = {
    .run = { .iterations = ITERATIONS, .blocks = BLOCKS, .seed = -1 }
};

static const struct option_table table = {
    .name = "forkscale predict",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro =
        "Predicts how long a run takes with more workers than this machine has processors, if each "
        "had one. Traces runs of the strategies with one worker and with a few, takes from them "
        "what items cost, how workers begin, claim and end, and simulates the run event by event. "
        "What the model assumes, and what it does not know, is printed below the figures.",
    .outro = "Exit status: 0 all well\n"
             "             2 usage, or nothing selected\n"
             "             3 a strategy cannot be predicted, or something could not be measured\n"
             "         128+n ended by signal n",
};

/* --- measuring and predicting ----------------------------------------------------------------- */

static int show(const struct question *question, const struct run_options *options)
{
    size_t strategies = question->plan->strategy_count - 1;
    struct predicted *all = calloc(strategies + 1, sizeof *all);
    struct error error = { .code = all == NULL ? ENOMEM : 0, .text = "no memory" };
    for (size_t i = 0; i < strategies && error.code == 0; i++)
        error.code = predict_answer(question, &question->plan->strategies[i + 1], &all[i], &error);
    int status = EXIT_YES;
    const struct predict_view view = { question->trace, all, strategies, question->count };
    if (error.code != 0)
        status = program_fail(EXIT_UNMEASURED, "predict: %s", error.text);
    else
        status = program_wrote(predict_print(stdout, &view, options->format));
    for (size_t i = 0; i < strategies && all != NULL; i++) {
        if (all[i].error != NULL)
            status = program_fail(EXIT_UNMEASURED, "%s: %s", all[i].strategy, all[i].error);
        calibration_release(&all[i].calibration);
        free(all[i].all);
    }
    free(all);
    return status;
}

/* What is unavailable stays unknown. */
static int measure_floors(const struct plan *plan, struct interrupt *interrupt,
                          struct claim_floors *floors, struct error *error)
{
    const struct floors_plan wanted = {
        .is_wanted = { [FLOOR_FETCH_ADD_CONTENDED] = true, [FLOOR_PIPE] = true },
        .workers = 2,
        .blocks = FLOOR_BLOCKS,
        .seed = plan->request.seed,
        .home = plan->home,
        .interrupt = interrupt,
    };
    struct floor_times times[FLOORS];
    int code = floors_run(&wanted, times, error);
    static const enum floor_kind kinds[] = { FLOOR_FETCH_ADD_CONTENDED, FLOOR_PIPE };
    double *ns[] = { &floors->counter_ns, &floors->pipe_ns };
    for (size_t i = 0; i < 2 && code == 0; i++)
        if (times[kinds[i]].unavailable == NULL)
            *ns[i] =
                estimate_median(times[kinds[i]].block_ns, times[kinds[i]].blocks, ESTIMATE_LEVEL)
                    .median;
    floors_release(times);
    return code;
}

static int measure(const struct question *asked, const struct run_options *options)
{
    struct question question = *asked;
    struct error error;
    struct interrupt interrupt;
    struct trace trace = { .utc = NULL };
    struct claim_floors floors = { 0 };
    int status = cli_hold_signals(&interrupt);
    if (status != EXIT_YES)
        return status;
    struct meter meter = meter_make(options->quiet, false);
    const struct traces_options traces = { question.plan, &interrupt, meter_watch, &meter, true };
    json_t *machine = machine_facts();
    int code = traces_run(&traces, &trace, &error);
    meter_clear(&meter);
    if (code == 0)
        code = measure_floors(question.plan, &interrupt, &floors, &error);
    if (code == 0 && traces_describe(&trace, machine) != 0)
        code = error_set(&error, ENOMEM, "%s", strerror(ENOMEM));
    question.trace = &trace;
    question.floors = &floors;
    interrupt_close(&interrupt);
    status = code == 0 ? show(&question, options)
                       : program_fail(EXIT_UNMEASURED, "predict: %s", error.text);
    json_decref(machine);
    trace_release(&trace);
    return status;
}

/* --- the plan --------------------------------------------------------------------------------- */

/* How many workers the traced runs have. Returns the exit status. */
static int choose_runs(const struct predict_options *options, struct catalogue *catalogue,
                       struct question *question)
{
    struct choice choice;
    struct error error;
    unsigned given[PREDICT_POINTS_MAX];
    size_t count = predict_workers("calibrate", &options->calibrate, given);
    if (options->calibrate.count > 0 && count != 2)
        return count == 0 ? EXIT_USAGE
                          : program_fail(EXIT_USAGE,
                                         "predict: --calibrate takes two different numbers of "
                                         "workers, as 1,2, not %zu",
                                         count);
    if (choice_make(catalogue, KIND_WORKLOAD, options->run.workloads.items[0], &choice, &error) !=
        0)
        return cli_fail(&error);
    bool is_idle = module_has_trait(choice.module, "idle");
    unsigned processors = limits_usable_processors();
    question->few = count > 0 ? given[0] : is_idle ? IDLE_FEW : 1;
    question->many = count > 0 ? given[1] : is_idle ? IDLE_MANY : processors > 2 ? processors : 2;
    choice_release(&choice);
    return EXIT_YES;
}

static int plan_and_measure(const struct predict_options *options, const struct question *asked,
                            struct catalogue *catalogue)
{
    struct question question = *asked;
    char few[16];
    char many[16];
    char *words[] = { few, many };
    struct run_options run = options->run;
    struct plan_request request;
    struct plan plan;
    struct error error;
    int status = choose_runs(options, catalogue, &question);
    if (status != EXIT_YES)
        return status;
    snprintf(few, sizeof few, "%u", question.few);
    snprintf(many, sizeof many, "%u", question.many);
    run.workers = (struct option_list){ .items = words, .count = 2 };
    if (run_request(&run, NULL, &request, &error) != 0 ||
        plan_make(&request, catalogue, &plan, &error) != 0)
        return cli_fail(&error);
    status = EXIT_USAGE;
    if (plan.strategy_count < 2)
        (void)program_fail(status, "predict: serial alone has nothing to predict");
    else if (plan.cell_count - 1 > TRACE_RUNS_MAX)
        (void)program_fail(status, "predict: %zu strategies are too many; at most %d are traced",
                           plan.strategy_count - 1, TRACE_RUNS_MAX / 2);
    else {
        question.plan = &plan;
        status = measure(&question, &run);
    }
    plan_release(&plan);
    return status;
}

static int run(const void *fields, char *const *argv)
{
    (void)argv;
    static char slices[] = "fork_static";
    static char pool[] = "prefork";
    char *strategies[] = { slices, pool };
    struct predict_options options = *(const struct predict_options *)fields;
    char usual[] = "1-4096";
    char *ranges[] = { usual };
    unsigned workers[PREDICT_POINTS_MAX];
    struct catalogue catalogue;
    struct error error;
    if (options.run.workloads.count != 1)
        return program_fail(EXIT_USAGE, "predict: give one workload with -w; %zu are given",
                            options.run.workloads.count);
    if (options.run.strategies.count == 0)
        options.run.strategies = (struct option_list){ .items = strategies, .count = 2 };
    if (options.workers.count == 0)
        options.workers = (struct option_list){ .items = ranges, .count = 1 };
    const struct question question = { .workers = workers,
                                       .count =
                                           predict_workers("workers", &options.workers, workers) };
    if (question.count == 0)
        return EXIT_USAGE;
    if (catalogue_open(&catalogue, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    int status = plan_and_measure(&options, &question, &catalogue);
    catalogue_release(&catalogue);
    return status;
}

const struct command command_predict = {
    .name = "predict",
    .summary = "predict how far a strategy would scale, by a calibrated simulation",
    .table = &table,
    .run = run,
};
