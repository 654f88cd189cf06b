/* SPDX-License-Identifier: MIT */
/* The C interface for other languages. */
#include "kit/foreign.h"
#include "kit/board.h"
#include "kit/job.h"
#include "kit/worker.h"
#include "workloads/workload.h"
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct foreign {
    struct job job;
    struct values values;
    const struct workload *workload; /* set when its input must be destroyed */
    void *module;
    pid_t pid;    /* the process that attached … */
    pid_t parent; /* … and its parent at that time */
};

/* Creates the input of the workload that the board names. */
static int create(struct foreign *foreign, const struct board *board, struct error *error)
{
    const char *path = board->workload;
    if (path[0] != '/')
        return error_set(error, ENOENT, "the board names no workload");
    foreign->module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (foreign->module == NULL)
        return error_set(error, ELIBACC, "the workload cannot be loaded: %s", dlerror());
    const struct workload *workload = dlsym(foreign->module, "workload");
    if (workload == NULL || workload->abi != WORKLOAD_ABI)
        return error_set(error, ELIBBAD, "%s is not a workload of ABI %u", path, WORKLOAD_ABI);
    int code = values_parse(&foreign->values, workload->tunables, board->workload_settings, error);
    if (code != 0)
        return code;
    foreign->workload = workload;
    return job_create(&foreign->job, workload, foreign->values.row, error);
}

static int attach(struct foreign *foreign, int board_fd, struct error *error)
{
    struct board *board;
    int code = board_map(board_fd, true, &board);
    if (code != 0)
        return error_set_errno(error, code, "the board cannot be mapped");
    job_attach(&foreign->job, board);
    return create(foreign, board, error);
}

struct foreign *foreign_attach(int board_fd, char *why, size_t why_bytes)
{
    struct error error = { 0 };
    struct foreign *foreign = calloc(1, sizeof *foreign);
    if (foreign == NULL) {
        snprintf(why, why_bytes, "%s", strerror(ENOMEM));
        return NULL;
    }
    foreign->pid = getpid();
    foreign->parent = getppid();
    if (attach(foreign, board_fd, &error) == 0)
        return foreign;
    snprintf(why, why_bytes, "%s", error.text);
    foreign_detach(foreign);
    return NULL;
}

uint64_t foreign_items(const struct foreign *foreign)
{
    return foreign->job.items;
}

unsigned foreign_workers(const struct foreign *foreign)
{
    return foreign->job.workers;
}

int foreign_begin(struct foreign *foreign, unsigned worker)
{
    if (!job_has_worker(&foreign->job, worker))
        return ERANGE;
    bool is_child = getpid() != foreign->pid;
    worker_enter_external(&foreign->job, worker, is_child ? foreign->pid : foreign->parent);
    return 0;
}

int foreign_run(struct foreign *foreign, unsigned worker, uint64_t first, uint64_t count)
{
    struct job *job = &foreign->job;
    bool is_there = worker < job->workers && first <= job->items && count <= job->items - first;
    job_run(job, worker, first, count); /* notes an invalid worker or chunk */
    if (!is_there)
        return ERANGE;
    job_end(job, worker);
    return 0;
}

int foreign_end(struct foreign *foreign, unsigned worker, int error)
{
    worker_leave(&foreign->job, worker, error);
    return worker < foreign->job.workers ? 0 : ERANGE;
}

int foreign_ended(struct foreign *foreign, unsigned worker, int pid, int wait_status)
{
    return worker_ended(&foreign->job, worker, pid, wait_status);
}

void foreign_detach(struct foreign *foreign)
{
    if (foreign == NULL)
        return;
    if (foreign->workload != NULL && foreign->workload->destroy != NULL)
        foreign->workload->destroy(&foreign->job.input);
    values_release(&foreign->values);
    if (foreign->module != NULL)
        dlclose(foreign->module);
    board_unmap(foreign->job.board);
    free(foreign);
}
