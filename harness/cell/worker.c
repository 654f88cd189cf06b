/* SPDX-License-Identifier: MIT */
/* An exec'd worker: a fresh program that finds its way back to the board by descriptor. */
#include "cell/cell.h"
#include <string.h>
#include <unistd.h>

int cell_work(struct cell *cell, const struct cell_options *options)
{
    pid_t parent = getppid();
    struct job *job = &cell->job;
    unsigned worker = (unsigned)options->worker;
    /* The board first: without it nobody would learn why the rest failed. */
    int error = board_map(WORKER_BOARD, true, &cell->board);
    if (error != 0)
        return cell_refuse(cell, error, "a worker cannot map the board: %s", strerror(error));
    job_attach(job, cell->board);
    if (options->words.count > 0)
        worker_enter_external(job, worker, parent);
    else
        worker_enter(job);
    if (!job_has_worker(job, worker))
        return cell_refuse(cell, ERANGE, "there is no worker %u", worker);

    error = cell_load(cell, options);
    if (error == 0)
        error = cell_make_pool(cell, options, WORKER_BOARD);
    if (error == 0)
        error = cell->strategy->worker(&cell->pool, worker);
    else
        job_say(job, error, "an exec'd worker could not begin: %s", cell->error.text);
    worker_exit(job, worker, error);
}
