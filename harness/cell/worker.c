/* SPDX-License-Identifier: MIT */
/* An exec'd worker: a fresh program that finds its way back to the board by descriptor. */
#include "cell/cell.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Checks that what this program made again is what is on the board, and points the job there. */
static int join(struct cell *cell, const struct cell_options *options)
{
    struct job *job = &cell->job;
    struct board *board = cell->board;
    if (board->items != job->items || board->result_bytes != job->result_bytes ||
        (unsigned)options->worker >= board->workers)
        return cell_refuse(cell, EBADMSG, "it made another input than the cell");
    job->board = board;
    job->slots = board_slots(board);
    job->results = board_results(board);
    job->workers = board->workers;
    cell->pool = (struct pool){
        .job = job,
        .workers = job->workers,
        .values = cell->strategy_values.row,
        .tunables = cell->strategy->tunables,
        .module = options->strategy,
        .words = options->words,
        .shared = board_shared(board),
        .shared_bytes = board->shared_bytes,
        .board_fd = WORKER_BOARD,
    };
    return 0;
}

int cell_work(struct cell *cell, const struct cell_options *options)
{
    pid_t parent = getppid();
    /* The board first: without it nobody would hear why the rest failed. */
    int error = board_map(WORKER_BOARD, true, &cell->board);
    if (error != 0)
        return cell_refuse(cell, error, "a worker cannot map the board: %s", strerror(error));
    struct job early = {
        .board = cell->board,
        .slots = board_slots(cell->board),
        .workers = cell->board->workers,
    };
    unsigned worker = (unsigned)options->worker;
    if (options->words[0] != NULL)
        worker_enter_external(&early, worker, parent);
    else
        worker_enter(&early);

    error = cell_load(cell, options);
    if (error == 0)
        error = join(cell, options);
    if (error == 0)
        error = cell->strategy->worker(&cell->pool, worker);
    else
        snprintf(cell->board->message, sizeof cell->board->message,
                 "an exec'd worker could not begin: %.400s", cell->why);
    if (worker >= cell->board->workers)
        return error;
    worker_exit(&early, worker, error);
}
