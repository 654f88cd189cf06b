/* SPDX-License-Identifier: MIT */
/* forkscale: plans, orders, times out, records, analyses and shows. It never loads a module and
 * never forks a worker, so no module can harm it.
 */
#include "cli/cli.h"
#include "kit/nearest.h"
#include "process/child.h"
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

const char program_name[] = "forkscale";

static const struct command *const commands[] = {
    &command_run,
    &command_list,
    &command_plot,
    &command_table,
    &command_ratios,
    &command_compare,
    &command_history,
    &command_check,
    &command_schedule,
    &command_grain,
    &command_scale,
    &command_doctor,
    &command_floor,
    &command_timeline,
    &command_predict,
    &command_advise,
    NULL,
};

static const struct option_row rows[] = {
    { .argument = "COMMAND [ARGUMENT...]", .type = OPTION_WORDS },
    { 0 },
};

/* Options before a command: --help, --version, or a mistake. */
static int read_options(int argc, char **argv)
{
    char intro[2048] =
        "Measures which way of sharing CPU-bound work among processes scales on this machine.\n";
    for (size_t i = 0; commands[i] != NULL; i++)
        snprintf(intro + strlen(intro), sizeof intro - strlen(intro), "\n  %-8s %s",
                 commands[i]->name, commands[i]->summary);
    const struct option_table table = {
        .name = "forkscale",
        .rows = rows,
        .bytes = sizeof(struct option_list),
        .intro = intro,
        .outro = "'forkscale help COMMAND' prints the options of a command.\n\n"
                 "Exit status: 0 all well\n"
                 "             1 the answer is no\n"
                 "             2 usage, or nothing selected\n"
                 "             3 something could not be measured, read or written\n"
                 "             4 two runs are not comparable\n"
                 "             5 inconclusive, with --strict\n"
                 "         128+n ended by signal n",
    };
    int status = EXIT_USAGE;
    struct option_list words;
    if (options_read(&table, argc, argv, &words, &status))
        options_release(&table, &words);
    return status;
}

/* argv begins with the name of the command. */
static int run_command(const struct command *command, int argc, char **argv)
{
    void *options = malloc(command->table->bytes);
    if (options == NULL)
        return program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    int status;
    if (options_read(command->table, argc, argv, options, &status)) {
        status = command->run(options, argv - 1);
        options_release(command->table, options);
    }
    free(options);
    return status;
}

static int find_and_run(int argc, char **argv)
{
    struct nearest nearest = nearest_to(argv[0]);
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(argv[0], commands[i]->name) == 0)
            return run_command(commands[i], argc, argv);
        nearest_offer(&nearest, commands[i]->name);
    }
    if (nearest.best != NULL)
        return program_fail(EXIT_USAGE, "unknown command '%s' (did you mean '%s'?)", argv[0],
                            nearest.best);
    return program_fail(EXIT_USAGE, "unknown command '%s'; see 'forkscale --help'", argv[0]);
}

/* "--help", "help COMMAND", "COMMAND ..." */
static int dispatch(int argc, char **argv)
{
    static char option[] = "--help";
    if (argc < 2)
        return program_fail(EXIT_USAGE, "no command given; see 'forkscale --help'");
    if (argv[1][0] == '-')
        return read_options(2, argv);
    if (strcmp(argv[1], "help") != 0)
        return find_and_run(argc - 1, argv + 1);
    char *words[] = { argc > 2 ? argv[2] : argv[0], option, NULL };
    return argc > 2 ? find_and_run(2, words) : read_options(2, words);
}

int main(int argc, char **argv)
{
    program_fill_standard();
    /* GSL aborts on an error by default; its errors are checked where they can happen. */
    gsl_set_error_handler_off();
    /* Adopts the orphans of a dying cell, so that they can be killed. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    child_spare_others();
    /* If it were inherited as ignored, the kernel would reap our children and discard their wait
     * statuses. */
    signal(SIGCHLD, SIG_DFL);
    /* A file beyond its limit (RLIMIT_FSIZE) is then an error of write, which is reported. */
    signal(SIGXFSZ, SIG_IGN);
    return program_finish(dispatch(argc, argv));
}
