/* SPDX-License-Identifier: MIT */
/* forkscale table: the table of results again. */
#include "cli/cli.h"
#include "record/samples.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct table_options {
    enum table_format format;
    struct option_list paths;
};

static const struct option_row rows[] = {
    { "format", .argument = "FORMAT", .type = OPTION_CHOICE,
      .choices = OPTION_CHOICES("table", "json", "tsv"),
      .offset = offsetof(struct table_options, format), .help = "what is printed" },
    { .argument = "RESULTS",
      .type = OPTION_WORDS,
      .offset = offsetof(struct table_options, paths) },
    { 0 },
};

static const struct table_options defaults;

static const struct option_table table = {
    .name = "forkscale table",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro = "Prints the table of a run again. RESULTS is the folder of the run, or a table of "
             "samples, FILE.tsv (see results/README.md).",
};

bool cli_is_samples(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".tsv") == 0;
}

int cli_results(const char *path, struct results *results)
{
    struct error error;
    if ((cli_is_samples(path) ? samples_read : results_read)(path, results, &error) == 0)
        return EXIT_YES;
    return program_fail(EXIT_UNMEASURED, "%s", error.text);
}

static int print(const struct results *results, enum table_format format)
{
    struct summary *summaries = summarise(results);
    int code = summaries == NULL
                   ? ENOMEM
                   : show_summaries(stdout, results, summaries, format, cli_has_colour(stdout));
    free(summaries);
    return program_wrote(code);
}

static int read_and_print(const struct table_options *options)
{
    if (options->paths.count != 1)
        return program_fail(EXIT_USAGE, "table: give the results of one run, as results/…");
    struct results results;
    int status = cli_results(options->paths.items[0], &results);
    if (status != EXIT_YES)
        return status;
    status = print(&results, options->format);
    results_release(&results);
    return status;
}

int command_table(int argc, char **argv)
{
    int status;
    struct table_options options;
    if (!options_read(&table, argc, argv, &options, &status))
        return status;
    status = read_and_print(&options);
    options_release(&table, &options);
    return status;
}
