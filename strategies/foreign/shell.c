/* SPDX-License-Identifier: MIT */
/* The hooks of a strategy that lets a shell tool start its workers. */
#include "strategies/foreign/shell.h"
#include "kit/board.h"
#include "kit/number.h"
#include "kit/reap.h"
#include "strategies/foreign/program.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 48

enum { CHUNK };

const struct tunable shell_tunables[] = {
    [CHUNK] = { .name = "chunk",
                .max = 1 << 20,
                .help = "items that a process is started for; 0: a quarter of a worker's share" },
    { 0 },
};

static size_t count(const void *words)
{
    const char *const *at = words;
    size_t count = 0;
    while (at[count] != NULL)
        count++;
    return count;
}

/* Appends words to a command. */
static size_t append(const char **command, size_t at, const void *words, size_t count)
{
    memcpy(command + at, words, count * sizeof *command);
    return at + count;
}

/* Starts the tool, whose list of chunks comes from the pipe. */
static int start(struct pool *pool, const struct shell_tool *tool, int *list, pid_t *pid)
{
    char path[PATH_MAX];
    char workers[16];
    int error = program_find(tool->name, false, path);
    if (error != 0)
        return job_say(pool->job, error, "there is no %s on the path", tool->name);
    snprintf(workers, sizeof workers, "%u", pool->workers);
    size_t own = count(tool->words);
    size_t worker = count(pool->worker_argv);
    size_t ends = count(tool->placeholders);
    const char **command = malloc((own + worker + ends + 4) * sizeof *command);
    if (command == NULL)
        return ENOMEM;
    size_t at = append(command, 0, (const char *[]){ path, tool->option, workers }, 3);
    at = append(command, at, tool->words, own);
    at = append(command, at, pool->worker_argv, worker - 1);
    command[at++] = tool->number;
    append(command, at, tool->placeholders, ends + 1);
    /* exec changes no word, but was declared before const was. */
    char *const *argv;
    memcpy(&argv, &command, sizeof argv);
    error = program_start(pool, argv, list, STDIN_FILENO, pid);
    free(command);
    return error;
}

/* Writes the list. EPIPE when the tool has ended before it was all read. */
static int write_list(const struct pool *pool, int fd)
{
    const struct job *job = pool->job;
    uint64_t quarters = 4 * (uint64_t)pool->workers;
    uint64_t chunk = (uint64_t)pool->values[CHUNK].number;
    if (chunk == 0)
        chunk = (job->items + quarters - 1) / quarters;
    char line[LINE_BYTES];
    int error = 0;
    for (uint64_t first = 0; first < job->items && error == 0; first += chunk) {
        uint64_t left = job->items - first;
        int length = snprintf(line, sizeof line, "%" PRIu64 " %" PRIu64 "\n", first,
                              left < chunk ? left : chunk);
        error = write_whole(fd, line, (size_t)length);
        if (left <= chunk)
            break; /* first + chunk may not fit */
    }
    return error;
}

/* Notes the dead: workers that have begun and not left, because the tool waits for all. It does not
 * report how each ended. */
static int find_dead(struct job *job)
{
    int error = 0;
    for (unsigned worker = 0; worker < job->workers; worker++) {
        struct slot *slot = &job->slots[worker];
        int end = slot->pid > 0 ? worker_ended(job, worker, slot->pid, WAIT_STATUS_UNKNOWN) : 0;
        if (error == 0)
            error = end;
    }
    return error;
}

/* For the tool, a worker that ends early with status 0 is a success, and the next one reuses its
 * slot. The tool's own status is unknown when SIGCHLD is ignored. */
static int find_lost(struct job *job)
{
    struct board_tally tally = board_tally(job->board);
    if (tally.done + tally.failed == job->items)
        return 0;
    return job_say(job, EOWNERDEAD, "a worker ended early, and the tool did not report it");
}

/* Waits for the tool. What its workers left on the board says more than its status. */
static int gather(struct job *job, pid_t pid)
{
    int wait_status = WAIT_STATUS_UNKNOWN;
    (void)reap_child(pid, &wait_status);
    bool is_well = wait_status == 0 || wait_status == WAIT_STATUS_UNKNOWN;
    int error = find_dead(job);
    if (job->board->failed_errno != 0)
        return job->board->failed_errno;
    if (error != 0)
        return error;
    if (is_well)
        return find_lost(job);
    char how[64];
    wait_status_text(wait_status, how, sizeof how);
    return job_say(job, EPROTO, "the tool (pid %d) %s", (int)pid, how);
}

int shell_run(struct pool *pool, const struct shell_tool *tool)
{
    struct pipe_ends list;
    pid_t pid = 0;
    if (pool->job->items == 0)
        return 0;
    int error = pipe_open(&list);
    if (error != 0)
        return job_fail(pool->job, "pipe", error);
    /* It closes the read end: while the parent held it, a tool that has ended would cause no EPIPE. */
    error = start(pool, tool, &list.read, &pid);
    fd_close(&list.read);
    int list_error = error == 0 ? write_list(pool, list.write) : 0;
    /* The end of the list: until then the tool waits for more. */
    fd_close(&list.write);
    if (error == 0)
        error = gather(pool->job, pid);
    if (error == 0 && list_error != 0)
        error = job_fail(pool->job, "write of the list", list_error);
    return error;
}

int shell_worker(struct pool *pool, unsigned worker)
{
    int64_t first;
    int64_t items;
    if (count(pool->words) != 2 || number_parse(pool->words[0], 0, INT64_MAX, &first) != 0 ||
        number_parse(pool->words[1], 0, INT64_MAX, &items) != 0)
        return EINVAL;
    job_run(pool->job, worker, (uint64_t)first, (uint64_t)items);
    return 0;
}
