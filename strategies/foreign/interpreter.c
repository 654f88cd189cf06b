/* SPDX-License-Identifier: MIT */
/* The hooks of a strategy that is a program of another language. */
#include "strategies/foreign/interpreter.h"
#include "kit/board.h"
#include "kit/reap.h"
#include "strategies/foreign/language.h"
#include "strategies/foreign/program.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define WORD_BYTES 256

/* On pool->state. */
struct interpreter {
    pid_t pid;   /* 0 once it is reaped */
    int pidfd;   /* polls readable when it has ended; −1 once closed */
    int channel; /* our end; −1 once closed */
};

/* What the program sends when it is ready, and after each run. */
struct reply {
    int32_t error;
    char sentence[252]; /* ended by 0; "" when the slots say it all */
};

static const char go = 'g';

/* --- starting it ------------------------------------------------------------------------------ */

/* Starts the program with all tunables as words. */
static int start(struct pool *pool, struct interpreter *interpreter)
{
    char path[PATH_MAX];
    char option[16];
    char program[PATH_MAX];
    char words[TUNABLES_MAX][WORD_BYTES];
    char *argv[TUNABLES_MAX + 5] = { path, option, program, words[0] };
    const struct language *language;
    int error = language_find(pool, path, program, &language);
    if (error != 0)
        return error;
    snprintf(option, sizeof option, "%s", language->option);
    snprintf(words[0], WORD_BYTES, "%u", pool_active_workers(pool));
    for (size_t row = 0; row < tunable_count(pool->tunables); row++) {
        const struct tunable *tunable = &pool->tunables[row];
        const struct value *value = &pool->values[row];
        argv[4 + row] = words[1 + row];
        if (tunable_kind(tunable) == TUNABLE_INTEGER)
            snprintf(words[1 + row], WORD_BYTES, "%s=%" PRId64, tunable->name, value->number);
        else
            snprintf(words[1 + row], WORD_BYTES, "%s=%s", tunable->name, value->text);
    }
    int ends[2];
    /* SEQPACKET: a message arrives whole or not at all. */
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return job_fail(pool->job, "socketpair", errno);
    interpreter->channel = ends[0];
    error = program_start(pool, argv, &ends[1], WORKER_CHANNEL, &interpreter->pid);
    if (error != 0)
        return error;
    interpreter->pidfd = pidfd_open(interpreter->pid, 0);
    return interpreter->pidfd < 0 ? job_fail(pool->job, "pidfd_open", errno) : 0;
}

/* --- its replies ------------------------------------------------------------------------------ */

int interpreter_reply(int channel, int error, const char *sentence)
{
    struct reply reply = { .error = error };
    snprintf(reply.sentence, sizeof reply.sentence, "%s", sentence);
    return write_whole(channel, &reply, sizeof reply);
}

/* False when it has ended instead. Its pidfd reports that; EOF does not, because a process that an
 * item has forked may hold the channel. */
static bool await_reply(const struct interpreter *interpreter, struct reply *reply)
{
    if (reap_await(interpreter->pidfd, interpreter->channel, 0) != ECANCELED)
        return false;
    ssize_t got;
    do
        got = read(interpreter->channel, reply, sizeof *reply);
    while (got < 0 && errno == EINTR);
    return got == sizeof *reply;
}

/* Reaps the interpreter. Returns its wait status. */
static int reap(struct interpreter *interpreter)
{
    int wait_status = WAIT_STATUS_UNKNOWN;
    (void)reap_child(interpreter->pid, &wait_status);
    fd_close(&interpreter->pidfd);
    interpreter->pid = 0;
    return wait_status;
}

/* Notes the end of workers that were threads of this process. Writes the items that they had in
 * hand, " in item 17 or in item 20"; in which of these it died is unknown. */
static void reap_threads(struct job *job, pid_t pid, int wait_status, char *text, size_t bytes)
{
    size_t used = 0;
    text[0] = '\0';
    for (unsigned worker = 0; worker < job->workers; worker++) {
        struct slot *slot = &job->slots[worker];
        if (slot->pid != pid || slot->reaped || slot->left)
            continue;
        worker_ended(job, worker, pid, wait_status);
        uint64_t item = slot->item;
        if (item != SLOT_NO_ITEM && used < bytes)
            used += (size_t)snprintf(text + used, bytes - used, "%s in item %" PRIu64,
                                     used > 0 ? " or" : "", item);
    }
}

/* Its workers have ended with it: they are its threads, or children that die with it. */
static int handle_end(struct job *job, struct interpreter *interpreter)
{
    pid_t pid = interpreter->pid;
    char how[64];
    char items[128];
    fd_close(&interpreter->channel);
    int wait_status = reap(interpreter);
    if (job->board->failed_errno != 0)
        return job->board->failed_errno;
    wait_status_text(wait_status, how, sizeof how);
    reap_threads(job, pid, wait_status, items, sizeof items);
    return job_say(job, EOWNERDEAD, "the interpreter (pid %d) %s%s, and its workers with it",
                   (int)pid, how, items);
}

/* Waits for a reply. Returns the error in it. */
static int receive(struct job *job, struct interpreter *interpreter)
{
    struct reply reply;
    if (!await_reply(interpreter, &reply))
        return handle_end(job, interpreter);
    if (reply.error != 0 && reply.sentence[0] != '\0')
        job_say(job, reply.error, "%.*s", (int)sizeof reply.sentence, reply.sentence);
    return reply.error;
}

int interpreter_open(struct pool *pool)
{
    if (pool_active_workers(pool) == 0)
        return 0;
    struct interpreter *interpreter = malloc(sizeof *interpreter);
    if (interpreter == NULL)
        return ENOMEM;
    *interpreter = (struct interpreter){ .pidfd = -1, .channel = -1 };
    pool->state = interpreter;
    int error = start(pool, interpreter);
    return error == 0 ? receive(pool->job, interpreter) : error;
}

int interpreter_run(struct pool *pool)
{
    struct interpreter *interpreter = pool->state;
    if (interpreter == NULL)
        return 0;
    if (interpreter->channel < 0)
        return job_fail(pool->job, "an interpreter that has ended", EOWNERDEAD);
    /* The write fails if it has ended: receive finds the cause. */
    (void)write_whole(interpreter->channel, &go, 1);
    return receive(pool->job, interpreter);
}

int interpreter_close(struct pool *pool)
{
    struct interpreter *interpreter = pool->state;
    if (interpreter == NULL)
        return 0;
    int wait_status = 0;
    fd_close(&interpreter->channel);
    if (interpreter->pid > 0)
        wait_status = reap(interpreter);
    free(interpreter);
    pool->state = NULL;
    bool is_well = wait_status == 0 || wait_status == WAIT_STATUS_UNKNOWN;
    return is_well ? 0 : job_fail(pool->job, "end of the interpreter", EPROTO);
}
