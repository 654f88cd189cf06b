/* SPDX-License-Identifier: MIT */
/* A pool inside of an item of another pool, or beside it. Runs where the outer item runs, or in the
 * caller. */
#include "cell/cell.h"
#include "check/inject/probe.h"
#include "check/scenario/scenario.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ITEMS = 3, WORKERS = 2 };

static struct subject subject;

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = ITEMS;
    return 0;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    *(uint64_t *)result = 3 * index + 1;
    return 0;
}

const struct workload nest_workload = {
    .abi = WORKLOAD_ABI,
    .summary = "three items without effect",
    .create = create,
    .item = item,
    .check = probe_check,
};

void nest_prepare(const struct subject *of)
{
    subject = *of;
}

void worker_command_make(struct worker_command *command, const struct subject *of,
                         const char *ledger_path)
{
    const char *const texts[] = {
        of->program,
        "--strategy",
        of->path,
        "--strategy-settings",
        of->settings != NULL ? of->settings : "",
        ledger_path != NULL ? "--ledger" : "--nested",
        ledger_path, /* of a ledger only */
        "--worker",
    };
    size_t count = 0;
    *command = (struct worker_command){ .number = "" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i] == NULL)
            continue;
        snprintf(command->words[count], sizeof *command->words, "%s", texts[i]);
        command->argv[count] = command->words[count];
        count++;
    }
    command->argv[count] = command->number;
}

/* --- a pool, step by step --------------------------------------------------------------------- */

struct nest {
    struct cell cell;
    struct worker_command command;
    bool is_open; /* and must be closed */
};

static int nest_open(struct nest *nest)
{
    struct cell *cell = &nest->cell;
    struct cell_options options = {
        .strategy = subject.path,
        .strategy_settings = subject.settings,
        .workers = WORKERS,
        .board_fd = -1,
        .reference_fd = -1,
        .worker = -1,
    };
    nest->is_open = false;
    worker_command_make(&nest->command, &subject, NULL);
    *cell = (struct cell){ .workload = &nest_workload,
                           .worker_argv = nest->command.argv,
                           .worker_number = nest->command.number };
    int error = cell_load(cell, &options);
    if (error == 0)
        error = cell_prepare(cell, &options);
    if (error != 0)
        return error;
    nest->is_open = true;
    error = cell->strategy->early != NULL ? cell->strategy->early(&cell->pool) : 0;
    return error == 0 && cell->strategy->open != NULL ? cell->strategy->open(&cell->pool) : error;
}

static int nest_use(struct nest *nest)
{
    struct cell *cell = &nest->cell;
    board_clear(cell->board, cell->reference);
    int error = cell->strategy->run(&cell->pool);
    return error == 0 && cell_verify(cell, 1) != 0 ? -1 : error;
}

static int nest_close(struct nest *nest)
{
    struct cell *cell = &nest->cell;
    bool has_close = nest->is_open && cell->strategy->close != NULL;
    int error = has_close ? cell->strategy->close(&cell->pool) : 0;
    if (cell->board != NULL) {
        close(cell->pool.board_fd);
        board_unmap(cell->board);
    }
    values_release(&cell->strategy_values);
    free(cell->own_reference);
    return error;
}

int nest_run(void)
{
    struct nest nest;
    int error = nest_open(&nest);
    if (error == 0)
        error = nest_use(&nest);
    int close_error = nest_close(&nest);
    return error == 0 ? close_error : error;
}

/* --- a pool beside another -------------------------------------------------------------------- */

static struct nest twin;

int twin_open(void)
{
    return nest_open(&twin);
}

int twin_run(void)
{
    return nest_use(&twin);
}

int twin_close(void)
{
    return nest_close(&twin);
}
