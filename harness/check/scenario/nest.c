/* SPDX-License-Identifier: MIT */
/* A pool inside of an item of another pool. Runs where the outer item runs. */
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

static int use(struct cell *cell)
{
    const struct strategy *strategy = cell->strategy;
    int error = strategy->early != NULL ? strategy->early(&cell->pool) : 0;
    if (error == 0 && strategy->open != NULL)
        error = strategy->open(&cell->pool);
    if (error == 0) {
        board_clear(cell->board, cell->reference);
        error = strategy->run(&cell->pool);
    }
    int close_error = strategy->close != NULL ? strategy->close(&cell->pool) : 0;
    if (error == 0)
        error = close_error;
    if (error != 0)
        return error;
    return cell_verify(cell, 1) != 0 ? -1 : 0;
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

int nest_run(void)
{
    struct worker_command command;
    worker_command_make(&command, &subject, NULL);
    struct cell_options options = {
        .strategy = subject.path,
        .strategy_settings = subject.settings,
        .workers = WORKERS,
        .board_fd = -1,
        .reference_fd = -1,
        .worker = -1,
    };
    struct cell cell = { .workload = &nest_workload,
                         .worker_argv = command.argv,
                         .worker_number = command.number };
    int error = cell_load(&cell, &options);
    if (error == 0)
        error = cell_prepare(&cell, &options);
    if (error == 0)
        error = use(&cell);
    if (cell.board != NULL) {
        close(cell.pool.board_fd);
        board_unmap(cell.board);
    }
    values_release(&cell.strategy_values);
    free(cell.own_reference);
    return error;
}
