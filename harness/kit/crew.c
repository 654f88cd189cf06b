/* SPDX-License-Identifier: MIT */
/* A crew: workers that outlive a run, and their caller. */
#include "kit/crew.h"
#include "kit/board.h"
#include "kit/clock.h"
#include "kit/worker.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* How often the caller looks for deaths: while it works, and before it does the work of others. */
#define WORK_LOOK_NS UINT64_C(100000000)
#define LATE_LOOK_NS UINT64_C(20000)

int crew_open(struct crew *crew)
{
    crew->watch = (struct watch){ .job = crew->job, .started = 1 }; /* the caller */
    int error = wake_open(&crew->wake);
    return error == 0 ? 0 : job_fail(crew->job, "pipe", error);
}

/* In each process, before its part of a run. */
static int follow(struct crew *crew)
{
    uint32_t number = crew->gate->plan;
    if (number == crew->copy.number)
        return 0;
    crew->first = crew->plan->first;
    crew->workers = crew->plan->chunks.workers;
    return plan_follow(crew->plan, number, &crew->copy, crew->job);
}

/* While workers spin, each stays on its processor. */
static void settle(struct crew *crew, unsigned worker, bool spins)
{
    uint32_t processor = atomic_load(&crew->gate->places[worker].processor);
    if (spins && processor > 0)
        binding_set(&crew->binding, processor - 1);
    else
        binding_clear(&crew->binding);
}

/* --- a worker --------------------------------------------------------------------------------- */

/* Its part of run `number`; it ends at *end_ns. */
static int serve(struct crew *crew, unsigned worker, uint32_t number, uint64_t *end_ns)
{
    struct job *job = crew->job;
    int error = follow(crew);
    if (error != 0)
        return error;
    bool has_claims = job_has_claims(job, crew->workers);
    struct chunk chunk;
    for (bool has = job_claim_first(job, worker, &chunk); has;
         has = has_claims && job_claim(job, worker, &chunk))
        job_run(job, worker, crew->first + chunk.first, chunk.count);
    job_end(job, worker);
    /* Now: the slot may be cleared as soon as the run is over. */
    *end_ns = job->slots[worker].end_ns;
    bool must_wake = gate_leave(crew->gate, worker, crew->workers, number);
    return must_wake ? wake_send(&crew->wake) : 0;
}

static void choose_processors(const struct crew *crew)
{
    struct gate *gate = crew->gate;
    unsigned workers = crew->workers;
    unsigned *order = calloc(workers, sizeof *order);
    /* With fewer processors than workers, one that spins keeps another from its work: then there
     * are none. */
    if (order != NULL && processors_choose(workers, order) == 0)
        /* It stays where it is. The caller's is the last, and says that there are some. */
        for (unsigned i = 0; i < workers; i++)
            atomic_store(&gate->places[(i + 1) % workers].processor, order[i] + 1);
    free(order);
}

noreturn void crew_serve(struct crew *crew, unsigned worker)
{
    struct gate *gate = crew->gate;
    fd_close(&crew->wake.ends.read);
    int error = 0;
    uint32_t number = 0;
    uint64_t idle_ns = clock_now();
    bool must_choose = worker == 1 && crew->may_spin;
    while (error == 0 && gate_await(gate, &number, idle_ns)) {
        settle(crew, worker, gate->spins);
        if (gate_enter(gate, worker, number))
            error = serve(crew, worker, number, &idle_ns);
        else
            idle_ns = clock_now(); /* it came late, and the run is over */
        if (must_choose && number > 1) {
            choose_processors(crew);
            must_choose = false;
        }
    }
    worker_exit(crew->job, worker, error == 0 ? 0 : job_fail(crew->job, "write", error));
}

/* --- the caller ------------------------------------------------------------------------------- */

int crew_watch(struct crew *crew)
{
    int error = watch_open(&crew->watch);
    if (error == 0)
        error = watch_add(&crew->watch, 0, crew->wake.ends.read, EPOLLIN);
    return error == 0 ? 0 : watch_close(&crew->watch, error);
}

/* Sleeps until a message is there, or a worker is lost. */
static int read_message(struct crew *crew)
{
    struct watch_event event;
    int error = watch_next(&crew->watch, &event);
    if (error == 0 && event.has_ended)
        error = ENODATA; /* it left before it had finished */
    if (error == 0 && event.worker > 0)
        error = crew->report(crew);
    return error == 0 ? wake_receive(&crew->wake) : error;
}

static int look(struct crew *crew)
{
    crew->looked_ns = clock_now();
    /* A message would be that of an item, and mean nothing. */
    return watch_is_ready(&crew->watch) ? read_message(crew) : 0;
}

/* One of the caller's chunks. The death of a worker does not stop the caller, so it must look; before
 * the chunk, which may take long. */
static int run_chunk(struct crew *crew, const struct chunk *chunk)
{
    int error = clock_tick() < crew->looked_ns + WORK_LOOK_NS ? 0 : look(crew);
    if (error == 0)
        job_run(crew->job, 0, crew->first + chunk->first, chunk->count);
    return error;
}

static int work(struct crew *crew)
{
    struct job *job = crew->job;
    bool has_claims = job_has_claims(job, crew->workers);
    struct chunk chunk;
    int error = 0;
    for (bool has = job_claim_first(job, 0, &chunk); has && error == 0;
         has = has_claims && job_claim(job, 0, &chunk))
        error = run_chunk(crew, &chunk);
    job_end(job, 0);
    return error;
}

/* Runs the first chunks of workers that have not entered the run. They are not yet awake, or another
 * program has their processor, or they are dead. */
static int replace_late(struct crew *crew, uint32_t number)
{
    struct job *job = crew->job;
    int error = 0;
    for (unsigned worker = 1; worker < crew->workers && error == 0; worker++) {
        if (!gate_skip(crew->gate, worker, number))
            continue;
        if (job->slots[0].end_ns >= crew->looked_ns + LATE_LOOK_NS)
            error = look(crew);
        struct chunk chunk = job_first(job, worker);
        if (error != 0 || chunk.count == 0)
            continue;
        error = run_chunk(crew, &chunk);
        job_end(job, 0);
    }
    return error;
}

/* Waits until the run is over for every worker, or one is lost. */
static int gather(struct crew *crew, uint32_t number)
{
    struct gate *gate = crew->gate;
    unsigned workers = crew->workers;
    /* A static schedule binds chunks to workers. */
    bool may_replace = !schedule_is_static(crew->job->schedule);
    int error = may_replace ? replace_late(crew, number) : 0;
    if (error != 0 || gate_spin(gate, workers, number, crew->job->slots[0].end_ns) ||
        !gate_begin_sleep(gate, workers, number))
        return error;
    do
        error = read_message(crew);
    while (error == 0 && gate_is_asleep(gate));
    return error;
}

void crew_plan(struct crew *crew, uint64_t first, const struct schedule_options *chunks)
{
    *crew->plan = (struct plan){ .first = first, .chunks = *chunks };
    crew->gate->plan++;
}

int crew_run(struct crew *crew, bool spins)
{
    if (!crew->watch.is_open)
        return job_fail(crew->job, "a pool that has lost a worker", EOWNERDEAD);
    int error = follow(crew);
    if (error != 0)
        return error;
    settle(crew, 0, spins);
    job_restart_behind(crew->job, crew->workers);
    uint32_t number = gate_open(crew->gate, spins);
    error = work(crew);
    if (error == 0)
        error = gather(crew, number);
    return error == 0 ? 0 : watch_close(&crew->watch, error);
}

bool crew_may_spin(const struct crew *crew)
{
    return atomic_load(&crew->gate->places[0].processor) > 0 && spin_is_allowed(&crew->gate->calm);
}

int crew_close(struct crew *crew)
{
    gate_close(crew->gate);
    binding_clear(&crew->binding);
    watch_drop(&crew->watch, &crew->wake.ends.read);
    fd_close(&crew->wake.ends.write);
    int error = watch_close(&crew->watch, 0);
    plan_close(&crew->copy, crew->job);
    return error;
}
