/* SPDX-License-Identifier: MIT */
/* forkscale table: the table of results again. */
#include "cli/cli.h"
#include "show/noise.h"
#include <errno.h>
#include <stdlib.h>

struct table_options {
    enum table_format format;
    bool verbose;
    struct option_list paths;
};

static const struct option_row rows[] = {
    OPTION_FORMAT(struct table_options),
    { "verbose", 'v', OPTION_FLAG, .offset = offsetof(struct table_options, verbose),
      .help = "also where the time of the workers went, and what was asked for by --latency" },
    { .argument = "DIR", .type = OPTION_WORDS, .offset = offsetof(struct table_options, paths) },
    { 0 },
};

static const struct option_table table = {
    .name = "forkscale table",
    .rows = rows,
    .bytes = sizeof(struct table_options),
    .intro = "Prints the table of a run again. DIR is the folder of the run.",
};

static int print(const struct results *results, enum table_format format, bool verbose)
{
    struct summary *summaries = summarise(results);
    int code = summaries == NULL
                   ? ENOMEM
                   : show_summaries(stdout, results, summaries, format, cli_has_colour(stdout),
                                    verbose ? CELL_TABLES_ALL : 0);
    if (code == 0 && format == FORMAT_TABLE)
        code = noise_print(stdout, results, cli_has_colour(stdout));
    free(summaries);
    return program_wrote(code);
}

static int read_and_print(const void *fields, char *const *words)
{
    (void)words;
    const struct table_options *options = fields;
    if (options->paths.count != 1)
        return program_fail(EXIT_USAGE, "table: give the results of one run, as results/…");
    struct results results;
    int status = cli_read(options->paths.items[0], &results);
    if (status != EXIT_YES)
        return status;
    status = print(&results, options->format, options->verbose);
    results_release(&results);
    return status;
}

const struct command command_table = {
    .name = "table",
    .summary = "print the table of results again",
    .table = &table,
    .run = read_and_print,
};
