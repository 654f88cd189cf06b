/* SPDX-License-Identifier: MIT */
/* Doing a floor, and timing it. */
#include "floor/floor.h"
#include "floor/acts.h"
#include "kit/clock.h"
#include "kit/reap.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static int read_clock(struct floor *floor, uint64_t operations)
{
    (void)floor;
    uint64_t last_ns = 0;
    for (uint64_t done = 0; done < operations; done++)
        last_ns = clock_now();
    return last_ns != 0 ? 0 : EPROTO;
}

static const struct floor_acts clock_acts = { .perform = read_clock };

static const struct floor_acts *const acts[FLOORS] = {
    [FLOOR_FORK] = &floor_fork_acts,
    [FLOOR_THREAD] = &floor_thread_acts,
    [FLOOR_SPAWN] = &floor_spawn_acts,
    [FLOOR_SPIN] = &floor_spin_acts,
    [FLOOR_FUTEX] = &floor_futex_acts,
    [FLOOR_PIPE] = &floor_pipe_acts,
    [FLOOR_FETCH_ADD] = &floor_fetch_add_acts,
    [FLOOR_FETCH_ADD_CONTENDED] = &floor_contended_acts,
    [FLOOR_CLOCK] = &clock_acts,
};

pid_t floor_fork(struct floor *floor, unsigned index)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    /* A partner that spins would do so for ever. The parent may have died before. */
    if (pid == 0 && (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent))
        _exit(1);
    floor->children[index] = pid;
    return pid;
}

int floor_wait(struct floor *floor, unsigned count, int error)
{
    for (unsigned i = 0; i < count; i++) {
        int wait_status;
        int failed = reap_child(floor->children[i], &wait_status);
        if (failed == 0 && wait_status != 0)
            failed = EPROTO;
        error = error != 0 ? error : failed;
    }
    return error;
}

static int allocate(struct floor *floor)
{
    unsigned places = floor->workers > 2 ? floor->workers : 2;
    floor->children = calloc(places, sizeof *floor->children);
    floor->threads = calloc(places, sizeof *floor->threads);
    floor->table = mmap(NULL, sizeof *floor->table, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (floor->table == MAP_FAILED)
        floor->table = NULL;
    return floor->children != NULL && floor->threads != NULL && floor->table != NULL ? 0 : ENOMEM;
}

static void release(struct floor *floor)
{
    free(floor->children);
    free(floor->threads);
    if (floor->table != NULL)
        munmap(floor->table, sizeof *floor->table);
    *floor = (struct floor){ 0 };
}

int floor_open(struct floor *floor, enum floor_kind kind, unsigned workers, struct error *error)
{
    *floor = (struct floor){ .kind = kind, .workers = workers, .queue = { -1, -1 } };
    int code = allocate(floor);
    if (code == 0 && acts[kind]->open != NULL)
        code = acts[kind]->open(floor);
    if (code == 0)
        return 0;
    release(floor);
    const struct floor_row *row = &floor_rows[kind];
    if (code == EAGAIN && row->processors > 1)
        return error_set(error, code, "%s: it needs %u processors of its own", row->name,
                         row->processors);
    return error_set_errno(error, code, "%s", row->name);
}

int floor_prepare(struct floor *floor)
{
    return acts[floor->kind]->prepare != NULL ? acts[floor->kind]->prepare(floor) : 0;
}

int floor_do(struct floor *floor, uint64_t operations)
{
    return acts[floor->kind]->perform(floor, operations);
}

int floor_close(struct floor *floor)
{
    int error = acts[floor->kind]->close != NULL ? acts[floor->kind]->close(floor) : 0;
    release(floor);
    return error;
}

static int time_round(struct floor *floor, uint64_t *ns)
{
    int error = floor_prepare(floor);
    if (error != 0)
        return error;
    uint64_t begin_ns = clock_now();
    error = floor_do(floor, floor_rows[floor->kind].operations);
    *ns = clock_now() - begin_ns;
    return error;
}

int floor_measure(enum floor_kind kind, unsigned workers, uint64_t rounds, uint64_t *ns,
                  struct error *error)
{
    struct floor floor;
    if (floor_open(&floor, kind, workers, error) != 0)
        return error->code;
    uint64_t uncounted_ns;
    int code = time_round(&floor, &uncounted_ns);
    for (uint64_t round = 0; round < rounds && code == 0; round++)
        code = time_round(&floor, &ns[round]);
    int failed = floor_close(&floor);
    code = code != 0 ? code : failed;
    return code != 0 ? error_set_errno(error, code, "%s", floor_rows[kind].name) : 0;
}
