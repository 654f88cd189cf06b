/* SPDX-License-Identifier: MIT */
/* xargs: the shell's own pool, `xargs -P`: a process per chunk.
 *
 *     cell   "0 16" "16 16" "32 16" … ─▶ xargs -P 2
 *     xargs    └ worker 0: 0 16 exit   worker 1: 16 16 exit   worker 0: 32 16 exit …
 *
 * Costs    a fork, an exec, the loading of two modules and the creation of the input per chunk: half
 *          a millisecond or more, however small the chunk is.
 * Fails    to report deaths in full: xargs reports that a command was killed, and stops; the board
 *          shows which one, but the signal is lost.
 * Differs  from spawn_per_item by one idea: a tool that knows nothing of items starts the programs.
 *          Shell scripts process lists of files like this.
 * See      xargs(1), --process-slot-var there
 */
#include "strategies/foreign/program.h"
#include "strategies/foreign/shell.h"
#include <string.h>

#define SLOT "FORKSCALE_WORKER"

static int runtime(char *version, size_t bytes, struct error *error)
{
    static char option[] = "--version";
    char path[PATH_MAX];
    if (program_find("xargs", false, path) != 0)
        return error_set(error, ENOENT, "there is no xargs on the path; GNU findutils has it");
    /* Others do not number the slots, so two workers would share a number. */
    int code = program_line(path, (char *[]){ option, NULL }, version, bytes);
    if (code != 0 && code != ENODATA)
        return error_set_errno(error, code, "%s", path);
    if (code != 0 || strstr(version, "GNU findutils") == NULL)
        return error_set(error, ENOTSUP, "%s is not that of GNU findutils", path);
    return 0;
}

static int run(struct pool *pool)
{
    static const char *const words[] = { "-n", "2", "--process-slot-var=" SLOT, NULL };
    static const char *const none[] = { NULL };
    static const struct shell_tool tool = {
        .name = "xargs",
        .option = "-P",
        .words = words,
        .number = "$" SLOT,
        .placeholders = none,
    };
    return shell_run(pool, &tool);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "the shell: xargs -P starts a process for each chunk",
    .traits = TRAIT_FOREIGN | TRAIT_EXEC | TRAIT_DYNAMIC,
    .tunables = shell_tunables,
    .runtime = runtime,
    .run = run,
    .worker = shell_worker,
};
