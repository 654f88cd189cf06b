/* SPDX-License-Identifier: MIT */
/* What the strategies with System V objects share: a janitor that removes the object when the caller
 * says so or dies, because only a process can. */
#ifndef FORKSCALE_TESTS_SYSV_H
#define FORKSCALE_TESTS_SYSV_H

#include "conforming.h"
#include <sys/ipc.h>
#include <sys/prctl.h>

struct sysv {
    int id;
    int lifeline;
    pid_t janitor;
};

static inline int sysv_open(struct pool *pool, int id, void (*remove)(int id), const char *call)
{
    struct pipe_ends ends;
    struct sysv *sysv = calloc(1, sizeof *sysv);
    int error = id < 0 ? errno : sysv == NULL ? ENOMEM : pipe_open(&ends);
    if (error != 0) {
        if (id >= 0)
            remove(id);
        free(sysv);
        return job_fail(pool->job, call, error);
    }
    *sysv = (struct sysv){ .id = id, .lifeline = ends.write, .janitor = fork() };
    if (sysv->janitor == 0) {
        char nothing;
        /* In a session of its own: neither Ctrl-C nor the end of a deadline reaches it before the
         * caller's end does. */
        setsid();
        fd_close(&ends.write);
        (void)read_whole(ends.read, &nothing, 1);
        remove(id);
        _exit(0);
    }
    error = errno;
    fd_close(&ends.read);
    pool->state = sysv;
    if (sysv->janitor > 0)
        return 0;
    remove(id);
    return job_fail(pool->job, "fork", error);
}

static inline int sysv_close(struct pool *pool)
{
    struct sysv *sysv = pool->state;
    if (sysv == NULL)
        return 0;
    /* Not an end of file: the janitor of another pool may hold the pipe, too. */
    if (sysv->lifeline >= 0)
        (void)write_whole(sysv->lifeline, "q", 1);
    fd_close(&sysv->lifeline);
    while (sysv->janitor > 0 && waitpid(sysv->janitor, NULL, 0) < 0 && errno == EINTR)
        continue;
    free(sysv);
    return 0;
}

#endif
