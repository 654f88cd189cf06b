/* SPDX-License-Identifier: MIT */
/* xargs: the shell's own pool, a process a chunk, by `xargs -P`.
 *
 *     cell   "0 16" "16 16" "32 16" … ─▶ xargs -P 2
 *     xargs    └ worker 0: 0 16 exit   worker 1: 16 16 exit   worker 0: 32 16 exit …
 *
 * Costs    a fork, an exec, the loading of two modules and the creation of the input per chunk: half
 *          a millisecond or more, however small the chunk is.
 * Fails    to report deaths in full: xargs reports that a command was killed, and stops; the board
 *          shows which one, but the signal is lost.
 * Differs  from fork_static by two ideas: every chunk is a program, and a free worker gets the next.
 *          It is what a shell script does with a list of files.
 * See      xargs(1), --process-slot-var there
 */
#include "strategies/foreign/program.h"
#include "strategies/foreign/shell.h"
#include <stdio.h>
#include <string.h>

#define SLOT "FORKSCALE_WORKER"

enum { CHUNK };

static int runtime(char *version, size_t bytes, struct error *error)
{
    char path[PATH_MAX];
    if (program_find("xargs", false, path) != 0)
        return error_set(error, ENOENT, "there is no xargs on the path; GNU findutils has it");
    /* The others number no slots, so that two workers would have one number. */
    if (program_version(path, version, bytes) != 0 || strstr(version, "GNU findutils") == NULL)
        return error_set(error, ENOTSUP, "%s is not that of GNU findutils", path);
    return 0;
}

static int run(struct pool *pool)
{
    char path[PATH_MAX];
    char workers[16];
    static const char slot[] = "--process-slot-var=" SLOT;
    const char *const words[] = { "-P", workers, "-n", "2", slot, NULL };
    const char *const none[] = { NULL };
    struct shell_tool tool = {
        .path = path,
        .words = words,
        .number = "$" SLOT,
        .placeholders = none,
    };
    int error = program_find("xargs", false, path);
    if (error != 0)
        return job_fail(pool->job, "search for xargs", error);
    snprintf(workers, sizeof workers, "%u", pool->workers);
    return shell_run(pool, &tool, (uint64_t)pool->values[CHUNK].number);
}

static const struct tunable tunables[] = {
    [CHUNK] = { .name = "chunk",
                .max = 1 << 20,
                .help = "items that a process is started for; 0: a quarter of a worker's share" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "the shell: xargs -P starts a process for each chunk",
    .traits = TRAIT_FOREIGN | TRAIT_EXEC | TRAIT_DYNAMIC,
    .tunables = tunables,
    .runtime = runtime,
    .run = run,
    .worker = shell_worker,
};
