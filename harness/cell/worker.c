/* SPDX-License-Identifier: MIT */
/* An exec'd worker: a fresh program that finds its way back to the board by descriptor. */
#include "cell/cell.h"
#include <string.h>

int cell_work(struct cell *cell, unsigned worker)
{
    struct job *job = &cell->job;
    int error = board_map(WORKER_BOARD, true, &cell->board);
    if (error != 0)
        return cell_refuse(cell, error, "worker %u cannot map the board: %s", worker,
                           strerror(error));
    job->board = cell->board;
    /* Only now is it known whose child this is. */
    worker_enter(job);
    if (cell->board->items != job->items || cell->board->result_bytes != job->result_bytes ||
        worker >= cell->board->workers)
        return cell_refuse(cell, EBADMSG, "worker %u has another job than the board", worker);
    job->slots = board_slots(cell->board);
    job->results = board_results(cell->board);
    job->workers = cell->board->workers;
    cell->pool = (struct pool){
        .job = job,
        .workers = job->workers,
        .values = cell->strategy_values.row,
        .shared = cell->board->shared,
        .board_fd = WORKER_BOARD,
    };
    worker_exit(job, worker, cell->strategy->worker(&cell->pool, worker));
}
