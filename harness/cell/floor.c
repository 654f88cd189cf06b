/* SPDX-License-Identifier: MIT */
/* A floor in the process of a cell. */
#include "cell/floor.h"
#include "floor/floor.h"
#include "kit/io.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void print_rounds(const struct floor_row *row, const uint64_t *ns, uint64_t rounds)
{
    printf("%s, %u in a round: ns of each round\n", row->operation, row->operations);
    for (uint64_t round = 0; round < rounds; round++)
        printf("%" PRIu64 "\n", ns[round]);
}

static int write_rounds(const struct cell_options *options, const struct floor_row *row,
                        const uint64_t *ns, struct error *error)
{
    uint64_t rounds = (uint64_t)options->runs;
    if (options->board_fd < 0) {
        print_rounds(row, ns, rounds);
        return 0;
    }
    int code = write_whole((int)options->board_fd, ns, rounds * sizeof *ns);
    return code != 0 ? error_set_errno(error, code, "--board") : 0;
}

int cell_floor(const struct cell_options *options, struct error *error)
{
    enum floor_kind kind;
    if (floor_find(options->floor, &kind, error) != 0)
        return error->code;
    uint64_t rounds = (uint64_t)options->runs;
    uint64_t *ns = calloc(rounds + 1, sizeof *ns); /* calloc may answer NULL to 0 */
    if (ns == NULL)
        return error_set_errno(error, ENOMEM, "%s", options->floor);
    int code = floor_measure(kind, (unsigned)options->workers, rounds, ns, error);
    if (code == 0)
        code = write_rounds(options, &floor_rows[kind], ns, error);
    free(ns);
    return code;
}
