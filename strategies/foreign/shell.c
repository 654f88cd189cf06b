/* SPDX-License-Identifier: MIT */
/* The hooks of a strategy that leaves its workers to a tool of the shell. */
#include "strategies/foreign/shell.h"
#include "kit/board.h"
#include "kit/number.h"
#include "kit/reap.h"
#include "strategies/foreign/program.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_BYTES 48

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

/* The tool, its words, the worker's command. NULL without memory. */
static const char **make_command(const struct pool *pool, const struct shell_tool *tool)
{
    size_t own = count(tool->words);
    size_t worker = count(pool->worker_argv);
    size_t ends = count(tool->placeholders);
    const char **command = malloc((own + worker + ends + 2) * sizeof *command);
    if (command == NULL)
        return NULL;
    command[0] = tool->path;
    size_t at = append(command, 1, tool->words, own);
    at = append(command, at, pool->worker_argv, worker - 1);
    command[at++] = tool->number;
    append(command, at, tool->placeholders, ends + 1);
    return command;
}

/* The child. It dies with the cell, also after exec. */
static noreturn void become(struct pool *pool, const char **command, int list)
{
    worker_enter(pool->job);
    /* In this order: the list may lie where the board is to be. */
    program_give(list, STDIN_FILENO);
    program_give(pool->board_fd, WORKER_BOARD);
    /* exec changes no word, but was declared before const was. */
    char *const *argv;
    memcpy(&argv, &command, sizeof argv);
    execv(argv[0], argv);
    job_fail(pool->job, "exec of the tool", errno);
    /* Not exit: stdio buffers of the cell would be written twice. */
    _exit(127);
}

/* Writes the list. EPIPE when the tool has ended before it was all read. */
static int write_list(const struct job *job, uint64_t chunk, int fd)
{
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

/* Workers that have begun and not left are dead, because the tool waits for all; it does not report
 * how each ended. */
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
    return job_say(job, EOWNERDEAD, "a worker ended early, unseen");
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

static int start(struct pool *pool, const char **command, struct pipe_ends *list, pid_t *pid)
{
    int error = pipe_open(list);
    if (error != 0)
        return job_fail(pool->job, "pipe", error);
    *pid = fork();
    if (*pid == 0)
        become(pool, command, list->read);
    error = *pid < 0 ? job_fail(pool->job, "fork", errno) : 0;
    /* Or a tool that has ended would not cause EPIPE. */
    fd_close(&list->read);
    if (error != 0)
        fd_close(&list->write);
    return error;
}

int shell_run(struct pool *pool, const struct shell_tool *tool, uint64_t chunk)
{
    struct pipe_ends list;
    pid_t pid = 0;
    if (pool->job->items == 0)
        return 0;
    const char **command = make_command(pool, tool);
    if (command == NULL)
        return ENOMEM;
    int error = start(pool, command, &list, &pid);
    free(command);
    if (error != 0)
        return error;
    uint64_t quarters = 4 * (uint64_t)pool->workers;
    if (chunk == 0)
        chunk = (pool->job->items + quarters - 1) / quarters;
    int list_error = write_list(pool->job, chunk, list.write);
    /* The end of the list: until then the tool waits for more. */
    fd_close(&list.write);
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
