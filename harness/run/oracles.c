/* SPDX-License-Identifier: MIT */
/* The oracle of each cell. */
#include "run/oracles.h"

static unsigned workers_of(const struct plan *plan, size_t cell)
{
    unsigned workers = plan->cells[cell].workers;
    unsigned most = plan_capacity(plan, plan->cells[cell].workload);
    return workers < most ? workers : most;
}

static int find(const struct reference *reference, unsigned workers, struct oracle *oracle)
{
    if (reference->board_fd <= 0)
        return oracle_find(NULL, 0, workers, oracle);
    struct board *board;
    int error = board_map(reference->board_fd, false, &board);
    if (error != 0)
        return error;
    error = oracle_find(board_costs(board), board->costs, workers, oracle);
    board_unmap(board);
    return error;
}

/* Cells of a workload with as many workers have the same oracle, which takes a sort to find. It looks
 * back from the cell: those of a workload are next to each other, and the strategy before had as many
 * workers. */
static const struct oracle *found(const struct plan *plan, const struct oracle *oracles,
                                  size_t cell)
{
    unsigned workers = workers_of(plan, cell);
    for (size_t i = cell; i-- > 0 && plan->cells[i].workload == plan->cells[cell].workload;)
        if (workers_of(plan, i) == workers)
            return &oracles[i];
    return NULL;
}

int oracles_find(const struct plan *plan, const struct reference *references,
                 struct oracle *oracles)
{
    int error = 0;
    for (size_t cell = 0; cell < plan->cell_count && error == 0; cell++) {
        const struct oracle *same = found(plan, oracles, cell);
        if (same != NULL)
            oracles[cell] = *same;
        else
            error = find(&references[plan->cells[cell].workload], workers_of(plan, cell),
                         &oracles[cell]);
    }
    return error;
}
