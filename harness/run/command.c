/* SPDX-License-Identifier: MIT */
/* The command line of a cell. */
#include "run/command.h"
#include "record/trace.h"
#include <inttypes.h>
#include <stdio.h>

#define BOARD_FD     "3" /* where child_run puts fds[0] … */
#define REFERENCE_FD "4" /* … and fds[1] */

/* The text of a number that is a macro. */
#define TEXT(number)   QUOTED(number)
#define QUOTED(number) #number
#define TRACE          TEXT(TRACE_RECORDS)

void cell_command_make(const struct plan *plan, const struct cell_command *command,
                       struct cell_argv *argv)
{
    const struct choice *workload = plan_workload(plan, command->cell);
    const struct choice *strategy = plan_strategy(plan, command->cell);
    snprintf(argv->workers, sizeof argv->workers, "%u", command->cell->workers);
    snprintf(argv->runs, sizeof argv->runs, "%u", command->runs);
    snprintf(argv->calls, sizeof argv->calls, "%u", command->calls);
    snprintf(argv->call_ns, sizeof argv->call_ns, "%" PRIu64, command->call_ns);
    ballast_text(&command->cell->ballast, argv->ballast);
    const char *const pairs[][2] = {
        { "--workload", workload->module->path },
        { "--workload-settings", workload->settings[0] != '\0' ? workload->settings : NULL },
        { "--strategy", strategy->module->path },
        { "--strategy-settings", strategy->settings[0] != '\0' ? strategy->settings : NULL },
        { "--workers", argv->workers },
        { "--runs", argv->runs },
        { "--calls", command->calls > 1 ? argv->calls : NULL },
        { "--call-ns", command->call_ns > 0 ? argv->call_ns : NULL },
        { "--trace", command->cell->is_traced ? TRACE : NULL },
        { "--ballast", command->cell->ballast.bytes > 0 ? argv->ballast : NULL },
        { "--board", command->has_board ? BOARD_FD : NULL },
        { "--reference", command->has_reference ? REFERENCE_FD : NULL },
    };
    const char **word = argv->words;
    *word++ = command->cell->is_base ? plan->request.base->catalogue.home.cell : plan->home->cell;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (size_t side = 0; side < 2 && pairs[i][1] != NULL; side++)
            *word++ = pairs[i][side];
    if (command->has_latency)
        *word++ = "--latency";
    if (command->has_counters)
        *word++ = "--counters";
    *word = NULL;
}
