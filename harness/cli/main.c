/* SPDX-License-Identifier: MIT */
/* forkscale: the conductor. It plans, orders, times out, records, analyses and shows; it never
 * loads a module and never forks a worker, so no module can harm it.
 */
#include "cli/cli.h"
#include "module/nearest.h"
#include "process/child.h"
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

static const struct {
    const char *name;
    const char *summary;
    int (*command)(int argc, char **argv);
} commands[] = {
    { "run", "measure strategies on workloads: a table now, results and plots in a folder",
      command_run },
    { "list", "strategies and workloads, with their tunables", command_list },
    { "plot", "draw the plots of results again", command_plot },
    { "table", "print the table of results again", command_table },
    { "ratios", "compare strategies of results in pairs, block by block", command_ratios },
    { "check", "show whether strategies keep what every strategy promises", command_check },
};

#define COMMANDS (sizeof commands / sizeof *commands)

static int help(void)
{
    puts("usage: forkscale COMMAND [OPTION]...\n"
         "\n"
         "Measures which way of sharing CPU-bound work among processes scales on this machine.\n");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-6s %s\n", commands[i].name, commands[i].summary);
    puts("\n"
         "`forkscale COMMAND --help` says all about one. `forkscale --version` tells the version.\n"
         "Exit status: 0 all well, 1 the answer is no, 2 usage or nothing selected, 3 something\n"
         "could not be measured or written, 128+n ended by signal n.");
    return cli_finish();
}

static int unknown(const char *word)
{
    struct nearest nearest = nearest_to(word);
    for (size_t i = 0; i < COMMANDS; i++)
        nearest_offer(&nearest, commands[i].name);
    if (nearest.best != NULL)
        return cli_fail(EXIT_USAGE, "'%s' is no command; did you mean %s?", word, nearest.best);
    return cli_fail(EXIT_USAGE, "'%s' is no command; `forkscale --help` shows them", word);
}

int main(int argc, char **argv)
{
    /* GSL aborts on an error by default; its errors are checked where they can happen. */
    gsl_set_error_handler_off();
    /* What a dying cell orphans becomes ours, so that we can end it. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    child_spare_others();
    /* Inherited as ignored, it would have the kernel reap our children, and nobody could tell how
     * they ended. */
    signal(SIGCHLD, SIG_DFL);
    /* A file beyond its limit (RLIMIT_FSIZE) shall be an error that is told. */
    signal(SIGXFSZ, SIG_IGN);

    if (argc < 2)
        return cli_fail(EXIT_USAGE, "no command given; `forkscale --help` shows them");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return help();
    if (strcmp(argv[1], "--version") == 0) {
        puts("forkscale " FORKSCALE_VERSION);
        return cli_finish();
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].command(argc - 1, argv + 1);
    return unknown(argv[1]);
}
