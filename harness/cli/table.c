/* SPDX-License-Identifier: MIT */
/* forkscale table: the table of results again. */
#include "cli/cli.h"
#include "record/samples.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: forkscale table [--format table|json|tsv] RESULTS\n"
    "\n"
    "Prints the table of a run again. RESULTS is the folder of the run, or a table of samples,\n"
    "FILE.tsv (see results/README.md).\n"
    "\n"
    "  --format F  table (default), json or tsv\n"
    "  -h, --help  print this\n";

bool cli_is_samples(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".tsv") == 0;
}

int cli_results(const char *path, struct results *results)
{
    struct error error;
    if ((cli_is_samples(path) ? samples_read : results_read)(path, results, &error) == 0)
        return EXIT_WELL;
    return cli_fail(EXIT_UNMEASURED, "%s", error.text);
}

static int print(const struct results *results, enum table_format format)
{
    struct summary *summaries = summarise(results);
    int code = summaries == NULL
                   ? ENOMEM
                   : show_summaries(stdout, results, summaries, format, cli_has_colour(stdout));
    free(summaries);
    return code == 0
               ? EXIT_WELL
               : cli_fail(EXIT_UNMEASURED, "the output cannot be written: %s", strerror(code));
}

int command_table(int argc, char **argv)
{
    static const struct option longs[] = {
        { "format", required_argument, NULL, 'f' },
        { "help", no_argument, NULL, 'h' },
        { 0 },
    };
    enum table_format format = FORMAT_TABLE;
    int option;
    while ((option = cli_option(argc, argv, ":h", longs)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return cli_finish();
        }
        if (option == '?' || !cli_format(optarg, &format))
            return EXIT_USAGE;
    }
    if (argc - optind != 1)
        return cli_fail(EXIT_USAGE, "table: give the results of one run, as results/…");
    struct results results;
    int status = cli_results(argv[optind], &results);
    if (status != EXIT_WELL)
        return status;
    status = print(&results, format);
    results_release(&results);
    return status;
}
