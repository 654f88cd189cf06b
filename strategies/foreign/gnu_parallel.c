/* SPDX-License-Identifier: MIT */
/* gnu_parallel: GNU parallel, a Perl program, starts a process per chunk through a shell.
 *
 *     cell       "0 16" "16 16" "32 16" … ─▶ parallel -j 2
 *     parallel     └ sh ─ worker 0: 0 16 exit   sh ─ worker 1: 16 16 exit   …
 *
 * Costs    a fifth of a second per run to start Perl; a few milliseconds per chunk to start a shell,
 *          quote for it and read from it; and what xargs pays for the process itself.
 * Fails    with small chunks: it hands out about a hundred per second. It caches
 *          properties of the shell in ~/.parallel.
 * Differs  from xargs by one idea: the dispatcher is a script with many features (remote hosts, order
 *          of output, retries), and each chunk pays for them.
 * See      parallel(1), in Debian's package parallel
 */
#include "strategies/foreign/program.h"
#include "strategies/foreign/shell.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OLDEST 20150122 /* slot() in a replacement string, and --plain, are older than this */

/* The version as the script has it, because running it to ask takes a fifth of a second. 0 when this
 * is no such script: moreutils has a program of the same name. */
static long version(const char *path)
{
    static const char mark[] = "$Global::version = ";
    char *line = NULL;
    size_t bytes = 0;
    long number = 0;
    FILE *script = fopen(path, "re");
    while (script != NULL && number == 0 && getline(&line, &bytes, script) > 0) {
        const char *at = strstr(line, mark);
        if (at != NULL)
            number = strtol(at + strlen(mark), NULL, 10);
    }
    free(line);
    if (script != NULL)
        (void)fclose(script);
    return number;
}

static int runtime(char *text, size_t bytes, struct error *error)
{
    char path[PATH_MAX];
    if (program_find("parallel", false, path) != 0)
        return error_set(error, ENOENT,
                         "there is no parallel on the path; install the package parallel");
    long found = version(path);
    if (found == 0)
        return error_set(error, ENOTSUP, "%s is not GNU parallel", path);
    if (found < OLDEST)
        return error_set(error, ENOTSUP, "%s is GNU parallel %ld; the oldest that works is %d",
                         path, found, OLDEST);
    snprintf(text, bytes, "GNU parallel %ld", found);
    return 0;
}

static int run(struct pool *pool)
{
    /* --plain: without the user's profile; --halt: start no other after the first failure; -q: the
     * words of the command are not text for the shell. */
    static const char *const words[] = { "--plain",     "--will-cite", "--halt",
                                         "soon,fail=1", "-q",          "--colsep",
                                         " ",           "--ungroup",   NULL };
    static const char *const columns[] = { "{1}", "{2}", NULL };
    static const struct shell_tool tool = {
        .name = "parallel",
        .option = "-j",
        .words = words,
        .number = "{=1 $_ = slot() - 1 =}",
        .placeholders = columns,
    };
    return shell_run(pool, &tool);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "the shell: GNU parallel starts a process for each chunk",
    .traits = TRAIT_FOREIGN | TRAIT_EXEC | TRAIT_DYNAMIC,
    .tunables = shell_tunables,
    .runtime = runtime,
    .run = run,
    .worker = shell_worker,
};
