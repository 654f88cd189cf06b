/* SPDX-License-Identifier: MIT */
/* The command line of a cell. */
#include "run/command.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOARD_FD     "3" /* where child_run puts fds[0] … */
#define REFERENCE_FD "4" /* … and fds[1] */

/* argv and its words in one block: the words are copied behind the array. */
char **cell_command_make(const struct plan *plan, const struct cell_command *command)
{
    const struct choice *workload = &plan->workloads[command->cell->workload];
    const struct choice *strategy = &plan->strategies[command->cell->strategy];
    char workers[16];
    char runs[16];
    char calls[16];
    snprintf(workers, sizeof workers, "%u", command->cell->workers);
    snprintf(runs, sizeof runs, "%u", command->runs);
    snprintf(calls, sizeof calls, "%u", command->calls);

    const char *words[24] = { plan->home->cell };
    size_t count = 1;
    const char *pairs[][2] = {
        { "--workload", workload->module->path },
        { "--workload-settings", workload->settings[0] != '\0' ? workload->settings : NULL },
        { "--strategy", strategy->module->path },
        { "--strategy-settings", strategy->settings[0] != '\0' ? strategy->settings : NULL },
        { "--workers", workers },
        { "--runs", runs },
        { "--calls", command->calls > 1 ? calls : NULL },
        { "--board", command->has_board ? BOARD_FD : NULL },
        { "--reference", command->has_reference ? REFERENCE_FD : NULL },
    };
    size_t bytes = strlen(plan->home->cell) + 1;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (size_t side = 0; side < 2 && pairs[i][1] != NULL; side++) {
            words[count++] = pairs[i][side];
            bytes += strlen(pairs[i][side]) + 1;
        }

    char **argv = malloc((count + 1) * sizeof(char *) + bytes);
    if (argv == NULL)
        return NULL;
    char *text = (char *)(argv + count + 1);
    for (size_t i = 0; i < count; i++) {
        argv[i] = text;
        text = stpcpy(text, words[i]) + 1;
    }
    argv[count] = NULL;
    return argv;
}
