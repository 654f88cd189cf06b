/* SPDX-License-Identifier: MIT */
/* adaptive: the caller works alone until the time that sharing would have saved pays for workers.
 *
 *     run 1     0 1 2-3 4-7 …      items in parts that double: what does one cost?
 *     run 2 …   0-9  0-9  0-9      each lacks what sharing would have saved
 *     run n     fork ─ gate+1 ── 0-1 ── 5 ── wait for 1    the sum reaches the price of the fork
 *     worker 1  └ 2 ─ 4 ── 7 ─ over ── wait for gate+1
 *     later     gate+1, or alone: whichever is faster, as measured
 *
 * Costs    at most twice what it would take if it knew beforehand how often it runs. A clock read
 *          every sixteenth run, or less often; a hundredth of the time for trials of the other way.
 * Fails    to choose well where runs differ: it takes the next one to be like those before.
 * Differs  from prefork by one idea: whether to share is a question of price, so measure first. The
 *          number of workers, the wait, the chunks and who forks follow from what it measured, and
 *          it says so: `forkscale run -v`.
 * See      Karlin, Manasse, Rudolph & Sleator 1988, Competitive snoopy caching; kit/sharing.h,
 *          kit/prospect.h, kit/crew.h
 */
#include "kit/clock.h"
#include "kit/prospect.h"
#include "strategy.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SHARE, START };
enum share { SHARE_AUTO, SHARE_ALWAYS };

#define MEASURE_EVERY 16 /* of the runs with workers, but in a trial each is measured */
#define PROBE_PART    8  /* a cold first item does not decide: probe for this part of the price */

struct adaptive {
    struct crew crew; /* first: report finds the rest */
    struct crew_template by;
    struct sharing sharing;
    struct prospect prospect;
    bool always; /* each run is shared, unasked */
    bool is_started;
    bool must_start;     /* the next run pays for it */
    uint32_t unmeasured; /* runs with workers until one is measured */
    uint64_t runs;
    uint64_t start_run; /* in which workers were started */
    double item_ns;     /* cost of an item in the mean; 0: unknown */
};

/* --- workers ---------------------------------------------------------------------------------- */

/* In the caller, or in the template, whose pid is `self` and whose channel `end`. */
static int fork_workers(struct crew *crew, pid_t self, int *end)
{
    struct job *job = crew->job;
    for (unsigned *started = &crew->watch.started; *started < crew->workers; ++*started) {
        pid_t pid = fork();
        if (pid < 0)
            return job_fail(job, "fork", errno);
        if (pid == 0) {
            /* A process that an item leaves behind would hold it, and hide the template's end. */
            fd_close(end);
            if (self != 0)
                worker_enter_external(job, *started, self);
            else
                worker_enter(job);
            crew_serve(crew, *started);
        }
        worker_started(job, *started, pid);
    }
    return 0;
}

static int report(struct crew *crew)
{
    return crew_template_read(&((struct adaptive *)crew)->by);
}

/* From now on a run begins at item `first`. */
static void plan(struct adaptive *adaptive, uint64_t first)
{
    struct crew *crew = &adaptive->crew;
    if (crew->gate->plan > 0 && crew->first == first)
        return;
    const struct schedule_options chunks =
        sharing_chunks(crew->job->items - first, crew->workers, adaptive->item_ns);
    crew_plan(crew, first, &chunks);
}

/* --- runs ------------------------------------------------------------------------------------- */

static int share(struct adaptive *adaptive, uint64_t first)
{
    struct crew *crew = &adaptive->crew;
    int error = 0;
    plan(adaptive, first);
    if (!adaptive->is_started) {
        adaptive->is_started = true;
        adaptive->start_run = adaptive->runs;
        sharing_begin(&adaptive->sharing);
        error = crew_template_start(&adaptive->by, crew);
    }
    if (error == 0)
        error = crew_run(crew, crew_may_spin(crew));
    return error == 0 ? 0 : crew_template_abort(&adaptive->by, crew, error);
}

static void work_alone(struct job *job)
{
    job_run(job, 0, 0, job->items);
    job_end(job, 0);
}

/* Runs items alone, in parts that double, until sharing the rest pays. */
static int run_first(struct adaptive *adaptive)
{
    struct job *job = adaptive->crew.job;
    long slept = prospect_sleeps();
    uint64_t begin_ns = clock_now();
    uint64_t spent_ns = 0;
    for (uint64_t done = 0; done < job->items;) {
        uint64_t part = done == 0 ? 1 : done < job->items - done ? done : job->items - done;
        job_run(job, 0, done, part);
        done += part;
        spent_ns = clock_now() - begin_ns;
        adaptive->item_ns = (double)spent_ns / (double)done;
        adaptive->prospect.is_wide = prospect_sleeps() > slept;
        uint64_t rest_ns = (uint64_t)(adaptive->item_ns * (double)(job->items - done));
        if (spent_ns >= adaptive->sharing.price_ns / PROBE_PART &&
            prospect_ask(&adaptive->prospect, rest_ns)) {
            adaptive->sharing.alone_ns = spent_ns + rest_ns;
            return share(adaptive, done);
        }
    }
    job_end(job, 0);
    sharing_note_alone(&adaptive->sharing, begin_ns, begin_ns + spent_ns);
    return 0;
}

/* Without workers. */
static void run_alone(struct adaptive *adaptive)
{
    struct job *job = adaptive->crew.job;
    struct sharing *sharing = &adaptive->sharing;
    bool is_measured = sharing_alone_is_measured(sharing);
    uint64_t begin_ns = is_measured ? clock_now() : 0;
    work_alone(job);
    if (!is_measured) {
        sharing_note_end(sharing, job->slots[0].end_ns);
        return;
    }
    sharing_note_alone(sharing, begin_ns, job->slots[0].end_ns);
    adaptive->item_ns = (double)sharing->alone_ns / (double)job->items;
    adaptive->must_start = prospect_ask(&adaptive->prospect, sharing->alone_ns);
}

/* With workers. */
static int run_started(struct adaptive *adaptive)
{
    struct crew *crew = &adaptive->crew;
    struct sharing *sharing = &adaptive->sharing;
    bool is_shared = sharing_next(sharing);
    bool is_measured = sharing_must_measure(sharing) || --adaptive->unmeasured == 0;
    uint64_t begin_ns = is_measured ? clock_now() : 0;
    if (is_shared || !crew->watch.is_open) { /* a worker is lost, and that it returns */
        int error = share(adaptive, 0);
        if (error != 0)
            return error;
    } else {
        binding_clear(&crew->binding);
        work_alone(crew->job);
    }
    if (is_measured) {
        sharing_note(sharing, clock_now() - begin_ns);
        adaptive->unmeasured = MEASURE_EVERY;
    }
    return 0;
}

static int run(struct pool *pool)
{
    struct adaptive *adaptive = pool->state;
    adaptive->runs++;
    if (adaptive->is_started && !adaptive->always)
        return run_started(adaptive);
    if (adaptive->always || adaptive->must_start)
        return share(adaptive, 0);
    if (adaptive->runs == 1)
        return run_first(adaptive);
    run_alone(adaptive);
    return 0;
}

/* --- early, open, close ----------------------------------------------------------------------- */

static int start_template(struct adaptive *adaptive)
{
    struct template_process *process = &adaptive->by.process;
    int end;
    int error = template_prepare(process, adaptive->crew.job, &end);
    if (error != 0)
        return error;
    pid_t pid = fork();
    if (pid == 0)
        crew_template_serve(&adaptive->by, &adaptive->crew, end);
    return template_started(process, pid, &end);
}

static int begin_early(struct pool *pool)
{
    unsigned active = pool_active_workers(pool);
    struct adaptive *adaptive = calloc(1, sizeof *adaptive);
    if (adaptive == NULL)
        return ENOMEM;
    pool->state = adaptive;
    adaptive->always = pool->values[SHARE].number == SHARE_ALWAYS && active > 1;
    adaptive->unmeasured = 1;
    struct plan *plan = pool->shared;
    adaptive->by = (struct crew_template){
        .process.socket = -1,
        .fork_workers = fork_workers,
    };
    adaptive->crew = (struct crew){ .job = pool->job,
                                    .gate = (struct gate *)(plan + 1),
                                    .workers = active,
                                    .plan = plan,
                                    .report = report,
                                    .may_spin = true };
    adaptive->prospect = (struct prospect){ .sharing = &adaptive->sharing,
                                            .crew = &adaptive->crew,
                                            .by = &adaptive->by,
                                            .fork_by = (enum fork_by)pool->values[START].number,
                                            .is_wide = adaptive->always };
    int error = crew_open(&adaptive->crew);
    bool may_ask = active > 1 && adaptive->prospect.fork_by != FORK_BY_CALLER;
    return error == 0 && may_ask ? start_template(adaptive) : error;
}

static int open_pool(struct pool *pool)
{
    struct adaptive *adaptive = pool->state;
    prospect_assume(&adaptive->prospect);
    if (adaptive->always)
        prospect_learn(&adaptive->prospect);
    return 0;
}

static void tell(const struct adaptive *adaptive)
{
    const struct crew *crew = &adaptive->crew;
    const struct schedule_options *chunks = &crew->plan->chunks;
    bool is_shared = adaptive->is_started && adaptive->sharing.is_shared;
    char why[BOARD_CHOICE_MAX];
    sharing_tell(&adaptive->sharing, why, sizeof why);
    if (!adaptive->is_started)
        job_note(crew->job, "1 worker: %s", why);
    else
        job_note(
            crew->job,
            "%u of %u workers: %s; forked by the %s in run %" PRIu64 "; %s; %s, %" PRIu64,
            is_shared ? crew->workers : 1, crew->workers, adaptive->always ? "told to share" : why,
            adaptive->by.is_needed ? "template" : "caller", adaptive->start_run,
            crew_may_spin(crew) ? "spin" : "sleep", schedule_name(chunks->kind), chunks->chunk);
}

static int close_pool(struct pool *pool)
{
    struct adaptive *adaptive = pool->state;
    if (adaptive == NULL)
        return 0;
    tell(adaptive);
    int error = crew_template_close(&adaptive->by, &adaptive->crew);
    free(adaptive);
    return error;
}

static const struct tunable tunables[] = {
    [SHARE] = { .name = "share",
                .choices = "auto|always",
                .help = "share when it pays, or share each run among all workers" },
    [START] = { .name = "start",
                .choices = "auto|fork|template",
                .help = "who forks the workers: the caller, a template, or who is cheaper" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary =
        "the caller works alone until sharing pays, and chooses how to share by what it measured",
    .shared_bytes = sizeof(struct plan) + sizeof(struct gate),
    .shared_bytes_per_worker = sizeof(struct place),
    .traits = TRAIT_PERSISTENT | TRAIT_DYNAMIC | TRAIT_CALLER_WORKS | TRAIT_ON_REQUEST,
    .tunables = tunables,
    .checked_with = "share=always,start=fork",
    .early = begin_early,
    .open = open_pool,
    .run = run,
    .close = close_pool,
};
