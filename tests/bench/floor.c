/* SPDX-License-Identifier: MIT */
/* floor WORKLOAD.so FORK_STATIC.so WORKERS PAIRS: what does fork_static cost beside the floor, a
 * bare fork–exit–wait loop for as many children? Both run in turn in one lean process, as in a
 * cell, with items that cost nothing; the ratio is formed pair by pair.
 */
#include "cell/cell.h"
#include "kit/clock.h"
#include "kit/number.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS_MAX 64
#define PAIRS_MAX   100000

static uint64_t bare_ns(unsigned workers)
{
    pid_t children[WORKERS_MAX];
    uint64_t begin_ns = clock_now();
    for (unsigned i = 0; i < workers; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(0);
    }
    for (unsigned i = 0; i < workers; i++)
        if (children[i] < 0 || waitpid(children[i], NULL, 0) < 0)
            abort();
    return clock_now() - begin_ns;
}

static uint64_t strategy_ns(struct cell *cell)
{
    board_clear(cell->board, cell->reference);
    uint64_t begin_ns = clock_now();
    int error = cell->strategy->run(&cell->pool);
    uint64_t run_ns = clock_now() - begin_ns;
    if (error != 0 || cell_verify(cell, 1) != 0)
        abort();
    return run_ns;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Sorts, and prints median and quartiles. */
static void report(const char *name, double *values, size_t count)
{
    qsort(values, count, sizeof *values, ascending);
    printf("%-22s median %8.3f   quartiles %8.3f to %8.3f\n", name, values[count / 2],
           values[count / 4], values[3 * count / 4]);
}

static void measure(struct cell *cell, unsigned workers, size_t pairs)
{
    double *bare = calloc(pairs, sizeof *bare);
    double *strategy = calloc(pairs, sizeof *strategy);
    double *ratio = calloc(pairs, sizeof *ratio);
    if (bare == NULL || strategy == NULL || ratio == NULL)
        abort();
    for (size_t pair = 0; pair < pairs; pair++) {
        /* Who goes first alternates, so that neither profits from the other's warm caches. */
        if (pair % 2 == 0)
            bare[pair] = (double)bare_ns(workers);
        strategy[pair] = (double)strategy_ns(cell);
        if (pair % 2 == 1)
            bare[pair] = (double)bare_ns(workers);
        ratio[pair] = strategy[pair] / bare[pair];
        bare[pair] /= 1e6;
        strategy[pair] /= 1e6;
    }
    printf("%u children, %zu pairs\n", workers, pairs);
    report("bare loop, ms", bare, pairs);
    report("fork_static, ms", strategy, pairs);
    report("fork_static / bare", ratio, pairs);
    free(bare);
    free(strategy);
    free(ratio);
}

int main(int argc, char **argv)
{
    int64_t workers;
    int64_t pairs;
    if (argc != 5 || number_parse(argv[3], 1, WORKERS_MAX, &workers) != 0 ||
        number_parse(argv[4], 4, PAIRS_MAX, &pairs) != 0) {
        fprintf(stderr, "usage: floor WORKLOAD.so FORK_STATIC.so WORKERS(1-%d) PAIRS(4-%d)\n",
                WORKERS_MAX, PAIRS_MAX);
        return 2;
    }
    char settings[64];
    snprintf(settings, sizeof settings, "items=%" PRId64 ",grain=0", workers);
    const struct cell_options options = {
        .workload = argv[1],
        .workload_settings = settings,
        .strategy = argv[2],
        .workers = workers,
        .board_fd = -1,
        .reference_fd = -1,
        .worker = -1,
    };
    struct cell cell = { .strategy = NULL };
    if (cell_load(&cell, &options) != 0 || cell_prepare(&cell, &options) != 0) {
        fprintf(stderr, "floor: %s\n", cell.error.text);
        return 3;
    }
    measure(&cell, (unsigned)workers, (size_t)pairs);
    return 0;
}
