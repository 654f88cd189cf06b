/* SPDX-License-Identifier: MIT */
/* The items of a board, for whoever is no strategy. */
#include "kit/foreign.h"
#include "kit/board.h"
#include "kit/job.h"
#include "kit/worker.h"
#include "workloads/workload.h"
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct foreign {
    struct job job;
    struct values values;
    const struct workload *workload; /* once its input is to be destroyed */
    void *module;
    pid_t pid;    /* who attached … */
    pid_t parent; /* … and its parent then */
};

struct sentence {
    char *text;
    size_t bytes;
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct sentence why, const char *format,
                                                         ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why.text, why.bytes, format, arguments);
    va_end(arguments);
    return false;
}

/* The workload that the board names, if it is one that this library knows how to run. */
static const struct workload *load(struct foreign *foreign, struct sentence why)
{
    const char *path = foreign->job.board->workload;
    if (path[0] != '/') {
        refuse(why, "the board names no workload");
        return NULL;
    }
    foreign->module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (foreign->module == NULL) {
        refuse(why, "the workload cannot be loaded: %s", dlerror());
        return NULL;
    }
    const struct workload *workload = dlsym(foreign->module, "workload");
    if (workload == NULL || workload->abi != WORKLOAD_ABI) {
        refuse(why, "%s is no workload of ABI %u", path, WORKLOAD_ABI);
        return NULL;
    }
    return workload;
}

static bool create(struct foreign *foreign, struct sentence why)
{
    struct job *job = &foreign->job;
    const struct board *board = job->board;
    const struct workload *workload = load(foreign, why);
    if (workload == NULL || values_parse(&foreign->values, workload->tunables,
                                         board->workload_settings, why.text, why.bytes) != 0)
        return false;
    foreign->workload = workload;
    job->input = (struct input){ .values = foreign->values.row, .result_bytes = 8 };
    char detail[400] = "";
    int error = workload->create(&job->input, detail, sizeof detail);
    if (error != 0)
        return refuse(why, "the workload cannot be created: %s",
                      detail[0] != '\0' ? detail : strerror(error));
    if (job->input.items != board->items || job->input.result_bytes != board->result_bytes)
        return refuse(why, "it made another input than the cell");
    job->item = workload->item;
    return true;
}

static bool attach(struct foreign *foreign, int board_fd, struct sentence why)
{
    struct job *job = &foreign->job;
    int error = board_map(board_fd, true, &job->board);
    if (error != 0)
        return refuse(why, "the board cannot be mapped: %s", strerror(error));
    job->slots = board_slots(job->board);
    job->results = board_results(job->board);
    job->items = job->board->items;
    job->result_bytes = job->board->result_bytes;
    job->workers = job->board->workers;
    return create(foreign, why);
}

struct foreign *foreign_attach(int board_fd, char *why, size_t why_bytes)
{
    struct sentence sentence = { .text = why, .bytes = why_bytes };
    struct foreign *foreign = malloc(sizeof *foreign);
    if (foreign == NULL) {
        refuse(sentence, "%s", strerror(ENOMEM));
        return NULL;
    }
    *foreign = (struct foreign){ .pid = getpid(), .parent = getppid() };
    if (attach(foreign, board_fd, sentence))
        return foreign;
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
    job_run(job, worker, first, count); /* which notes what is not there */
    if (!is_there)
        return ERANGE;
    job_end(job, worker);
    return 0;
}

int foreign_end(struct foreign *foreign, unsigned worker, int error)
{
    if (!job_has_worker(&foreign->job, worker))
        return ERANGE;
    worker_leave(&foreign->job, worker, error);
    return 0;
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
