/* SPDX-License-Identifier: MIT */
/* gnu_parallel: GNU parallel, a process a chunk, started by a Perl program through a shell.
 *
 *     cell       "0 16" "16 16" "32 16" … ─▶ parallel -j 2
 *     parallel     └ sh ─ worker 0: 0 16 exit   sh ─ worker 1: 16 16 exit   …
 *
 * Costs    a fifth of a second per run to start Perl; a few milliseconds per chunk to start a shell,
 *          quote for it and read from it; and what xargs pays for the process itself.
 * Fails    with small chunks: it hands out about a hundred per second. It caches what it has found
 *          out about the shell in ~/.parallel.
 * Differs  from xargs by one idea: the dispatcher is a script with many features (remote hosts, order
 *          of output, retries), and pays for them each time.
 * See      parallel(1), in Debian's package parallel
 */
#include "strategies/foreign/program.h"
#include "strategies/foreign/shell.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define OLDEST 20150122 /* slot() in a replacement string, and --plain, are older than this */

enum { CHUNK };

/* The version as the script has it, for running it to ask takes a fifth of a second. 0 when this is
 * no such script: moreutils has a program of the same name. */
static long version(const char *path)
{
    static const char mark[] = "$Global::version = ";
    struct stat file;
    long number = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *text = MAP_FAILED;
    if (fd >= 0 && fstat(fd, &file) == 0)
        text = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    fd_close(&fd);
    if (text == MAP_FAILED)
        return 0;
    size_t bytes = (size_t)file.st_size;
    const char *at = memmem(text, bytes, mark, strlen(mark));
    char digits[16] = "";
    if (at != NULL && bytes - (size_t)(at - (char *)text) > strlen(mark) + sizeof digits) {
        memcpy(digits, at + strlen(mark), sizeof digits - 1);
        number = strtol(digits, NULL, 10);
    }
    munmap(text, bytes);
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
    char path[PATH_MAX];
    char workers[16];
    /* --plain: no profile of the user's; --halt: after the first that fails no other is started; -q:
     * the words of the command are no text for the shell. */
    const char *const words[] = { "--plain", "--will-cite", "--halt", "soon,fail=1", "-q", "-j",
                                  workers,   "--colsep",    " ",      "--ungroup",   NULL };
    const char *const columns[] = { "{1}", "{2}", NULL };
    struct shell_tool tool = {
        .path = path,
        .words = words,
        .number = "{=1 $_ = slot() - 1 =}",
        .placeholders = columns,
    };
    int error = program_find("parallel", false, path);
    if (error != 0)
        return job_fail(pool->job, "search for parallel", error);
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
    .summary = "the shell: GNU parallel starts a process for each chunk",
    .traits = TRAIT_FOREIGN | TRAIT_EXEC | TRAIT_DYNAMIC,
    .tunables = tunables,
    .runtime = runtime,
    .run = run,
    .worker = shell_worker,
};
