/* SPDX-License-Identifier: MIT */
/* The message queues that a strategy makes. The file system that shows their names, /dev/mqueue,
 * need not be mounted, so they are looked for by mq_open. */
#include "check/inject/files.h"
#include "check/inject/interpose.h"
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdarg.h>
#include <sys/stat.h>

/* Is it still that very queue? One of the same name may be another's. */
static bool is_there(const struct made_queue *made)
{
    NEXT(mq_open);
    struct stat file;
    mqd_t queue = made->name[0] != '\0' ? next(made->name, O_RDONLY) : -1;
    bool is_same = queue >= 0 && fstat(queue, &file) == 0 && file.st_ino == made->inode;
    if (queue >= 0)
        mq_close(queue);
    return is_same;
}

static void note(mqd_t queue, const char *name)
{
    struct stat file;
    int before = errno;
    if (interpose_watches() && fstat(queue, &file) == 0) {
        uint32_t at = atomic_fetch_add(&ledger->queues, 1) % LEDGER_MADE_MAX;
        ledger->made_queue[at] = (struct made_queue){ .inode = file.st_ino };
        snprintf(ledger->made_queue[at].name, sizeof ledger->made_queue[at].name, "%s", name);
    }
    errno = before;
}

void queues_write(FILE *out)
{
    for (unsigned at = 0; ledger != NULL && at < LEDGER_MADE_MAX; at++)
        if (is_there(&ledger->made_queue[at]))
            fprintf(out, "file /dev/mqueue%s\n", ledger->made_queue[at].name);
}

void queues_clear(void)
{
    for (unsigned at = 0; ledger != NULL && at < LEDGER_MADE_MAX; at++)
        if (is_there(&ledger->made_queue[at]))
            mq_unlink(ledger->made_queue[at].name);
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

mqd_t mq_open(const char *name, int flags, ...)
{
    NEXT(mq_open);
    mode_t mode = 0;
    struct mq_attr *shape = NULL;
    if ((flags & O_CREAT) != 0) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        shape = va_arg(arguments, struct mq_attr *);
        va_end(arguments);
    }
    mqd_t queue = interpose_fails(CALL_QUEUE) ? -1 : next(name, flags, mode, shape);
    if (queue >= 0 && (flags & O_CREAT) != 0)
        note(queue, name);
    return queue;
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
