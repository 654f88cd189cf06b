/* SPDX-License-Identifier: MIT */
/* The floors, block after block in random order. */
#include "run/floors.h"
#include "analyse/estimate.h"
#include "kit/hash.h"
#include "kit/limits.h"
#include "kit/worker.h"
#include "process/child.h"
#include "run/benchmark.h"
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT_S   120.0
#define ERROR_BYTES 4096

/* What Google Benchmark's attempts are given. */
struct session {
    const struct floors_plan *plan;
    enum floor_kind kind;
    uint64_t *ns; /* the rounds of the last attempt */
    size_t rounds;
    size_t next;
    struct error *error; /* its code is 0 while all goes well */
};

/* --- one attempt ------------------------------------------------------------------------------ */

/* The sentence that the cell printed last, without its name. */
static int blame(struct session *session, const struct child_result *child)
{
    const char *name = floor_rows[session->kind].name;
    if (child->fate == CHILD_INTERRUPTED)
        return error_set(session->error, ECANCELED, "interrupted; nothing is kept");
    if (child->fate == CHILD_TIMED_OUT)
        return error_set(session->error, ETIMEDOUT, "%s: not done after %.0f s", name,
                         child->timeout_s);
    const char *said = child->errors != NULL ? strstr(child->errors, ": ") : NULL;
    if (said != NULL)
        return error_set(session->error, EIO, "%.*s", (int)strcspn(said + 2, "\n"), said + 2);
    if (child->wait_status == 0)
        return error_set(session->error, EIO, "%s: it left fewer rounds than it was asked for",
                         name);
    char how[64];
    wait_status_text(child->wait_status, how, sizeof how);
    return error_set(session->error, EIO, "%s: its process %s", name, how);
}

static int run_cell(struct session *session, int fd)
{
    char runs[32];
    char workers[32];
    snprintf(runs, sizeof runs, "%zu", session->rounds);
    snprintf(workers, sizeof workers, "%u", session->plan->workers);
    const char *const argv[] = {
        session->plan->home->cell,
        "--floor",
        floor_rows[session->kind].name,
        "--runs",
        runs,
        "--workers",
        workers,
        "--board",
        "3",
        NULL,
    };
    const struct child_options options = {
        .argv = argv,
        .fds = { fd },
        .error_bytes = ERROR_BYTES,
        .timeout_s = TIMEOUT_S,
        .interrupt = session->plan->interrupt,
    };
    struct child_result child;
    size_t bytes = session->rounds * sizeof *session->ns;
    int error = child_run(&options, &child);
    if (error != 0)
        error_set_errno(session->error, error, "%s", session->plan->home->cell);
    else if (child.fate != CHILD_ENDED || child.wait_status != 0 ||
             pread(fd, session->ns, bytes, 0) != (ssize_t)bytes)
        error = blame(session, &child);
    child_result_release(&child);
    return error;
}

static bool begin(void *context, uint64_t iterations)
{
    struct session *session = context;
    free(session->ns);
    session->rounds = iterations;
    session->next = 0;
    session->ns = calloc(iterations, sizeof *session->ns);
    int fd = child_file("rounds");
    if (session->ns == NULL || fd < 0)
        error_set_errno(session->error, session->ns == NULL ? ENOMEM : errno, "floor");
    else
        run_cell(session, fd);
    if (fd >= 0)
        close(fd);
    return session->error->code == 0;
}

static double next_round(void *context)
{
    struct session *session = context;
    return (double)session->ns[session->next++];
}

/* --- blocks ----------------------------------------------------------------------------------- */

/* Adds the rounds of the last attempt to those of the blocks before. */
static int keep(const struct session *session, struct floor_times *times)
{
    size_t count = times->rounds + session->rounds;
    double *rounds = realloc(times->round_ns, count * sizeof *rounds);
    double *sorted = calloc(session->rounds, sizeof *sorted);
    times->round_ns = rounds != NULL ? rounds : times->round_ns;
    if (rounds == NULL || sorted == NULL) {
        free(sorted);
        return error_set_errno(session->error, ENOMEM, "floor");
    }
    for (size_t i = 0; i < session->rounds; i++)
        rounds[times->rounds + i] = sorted[i] =
            (double)session->ns[i] / floor_rows[session->kind].operations;
    times->rounds = count;
    times->block_ns[times->blocks++] =
        estimate_median(sorted, session->rounds, ESTIMATE_LEVEL).median;
    free(sorted);
    return 0;
}

static int run_floor(struct session *session, struct floor_times *times)
{
    const struct bench_rounds rounds = {
        .name = floor_rows[session->kind].name,
        .begin = begin,
        .round = next_round,
        .context = session,
        .least_s = FLOORS_LEAST_S,
    };
    bench_run_rounds(&rounds);
    return session->error->code == 0 ? keep(session, times) : session->error->code;
}

static int run_block(struct session *session, unsigned block,
                     struct floor_times times[static FLOORS])
{
    enum floor_kind order[FLOORS];
    for (enum floor_kind kind = 0; kind < FLOORS; kind++)
        order[kind] = kind;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    if (random == NULL)
        return error_set_errno(session->error, ENOMEM, "floor");
    gsl_rng_set(random, hash_mix(session->plan->seed, block));
    gsl_ran_shuffle(random, order, FLOORS, sizeof *order);
    gsl_rng_free(random);
    int error = 0;
    for (size_t i = 0; i < FLOORS && error == 0; i++) {
        session->kind = order[i];
        if (session->plan->is_wanted[order[i]] && times[order[i]].unavailable == NULL)
            error = run_floor(session, &times[order[i]]);
    }
    return error;
}

/* Processors that two spinning processes can have for themselves. */
static unsigned own_processors(void)
{
    unsigned allowed = limits_affinity_processors();
    unsigned whole = limits_whole_processors("");
    return allowed < whole ? allowed : whole;
}

static int prepare(const struct floors_plan *plan, enum floor_kind kind, struct floor_times *times)
{
    unsigned needed = floor_rows[kind].processors;
    times->block_ns = calloc(plan->blocks, sizeof *times->block_ns);
    if (times->block_ns == NULL)
        return ENOMEM;
    if (needed == 1) /* there is one, and the files of the control groups need not be read */
        return 0;
    unsigned own = own_processors();
    if (own < needed && asprintf(&times->unavailable, "it needs %u processors, and %u %s usable",
                                 needed, own, own == 1 ? "is" : "are") < 0)
        return ENOMEM;
    return 0;
}

int floors_run(const struct floors_plan *plan, struct floor_times times[static FLOORS],
               struct error *error)
{
    struct session session = { .plan = plan, .error = error };
    *error = (struct error){ .code = 0 };
    for (enum floor_kind kind = 0; kind < FLOORS; kind++) {
        times[kind] = (struct floor_times){ .unavailable = NULL };
        if (error->code == 0 && prepare(plan, kind, &times[kind]) != 0)
            error_set_errno(error, ENOMEM, "floor");
    }
    for (unsigned block = 0; block < plan->blocks && error->code == 0; block++)
        run_block(&session, block, times);
    free(session.ns);
    return error->code;
}

void floors_release(struct floor_times times[static FLOORS])
{
    for (enum floor_kind kind = 0; kind < FLOORS; kind++) {
        free(times[kind].unavailable);
        free(times[kind].block_ns);
        free(times[kind].round_ns);
        times[kind] = (struct floor_times){ .unavailable = NULL };
    }
}
