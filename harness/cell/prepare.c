/* SPDX-License-Identifier: MIT */
/* Before the first run: modules, input, board, pool. */
#include "cell/cell.h"
#include "kit/trace.h"
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

int cell_refuse(struct cell *cell, int code, const char *format, ...)
{
    if (cell->error.code == 0) {
        va_list arguments;
        va_start(arguments, format);
        error_vset(&cell->error, code, format, arguments);
        va_end(arguments);
    }
    return code;
}

/* Loads one module and reads its settings. */
static int load(struct cell *cell, const char *path, const char *settings, struct module *module,
                struct values *values)
{
    struct error *error = &cell->error;
    if (module_load(path, module, error) != 0)
        return error_prefix(error, "%s", path);
    const char *unavailable = module_unavailable(module);
    if (unavailable != NULL)
        return error_set(error, ENOTSUP, "%s: unavailable: %s", path, unavailable);
    if (values_parse(values, module_tunables(module), settings, error) != 0)
        return error_prefix(error, "%s", path);
    return 0;
}

static int load_and_create(struct cell *cell, const struct cell_options *options)
{
    struct module module = { .workload = cell->workload };
    int error = 0;
    /* The checker has its workload built in. */
    if (options->workload != NULL)
        error = load(cell, options->workload, options->workload_settings, &module,
                     &cell->workload_values);
    if (error != 0)
        return error;
    if (module.workload == NULL)
        return cell_refuse(cell, EINVAL, "%s is not a workload", options->workload);
    const struct workload *workload = module.workload;

    cell->workload = NULL;
    error =
        load(cell, options->strategy, options->strategy_settings, &module, &cell->strategy_values);
    if (error != 0)
        return error;
    if (module.strategy == NULL)
        return cell_refuse(cell, EINVAL, "%s is not a strategy", options->strategy);
    cell->strategy = module.strategy;
    cell->workload = workload; /* from here on there is something to destroy */
    return job_create(&cell->job, workload, cell->workload_values.row, &cell->error);
}

int cell_load(struct cell *cell, const struct cell_options *options)
{
    pid_t self = getpid();
    int error = load_and_create(cell, options);
    /* A process that a constructor or `create` has forked returned here as a second cell. */
    if (getpid() != self)
        _exit(1);
    return error;
}

/* For workers that inherit nothing. A text that is too long for the board is left out. */
static void name_workload(struct board *board, const struct cell_options *options)
{
    char path[PATH_MAX];
    const char *settings = options->workload_settings != NULL ? options->workload_settings : "";
    if (options->workload == NULL || realpath(options->workload, path) == NULL ||
        strlen(settings) >= sizeof board->workload_settings)
        return;
    memcpy(board->workload, path, strlen(path) + 1);
    memcpy(board->workload_settings, settings, strlen(settings) + 1);
}

/* UINT64_MAX, for which no board has room, if it overflows. */
static uint64_t shared_bytes(const struct strategy *strategy, unsigned workers)
{
    uint64_t bytes;
    bool is_too_much = __builtin_mul_overflow(strategy->shared_bytes_per_worker, workers, &bytes) ||
                       __builtin_add_overflow(bytes, strategy->shared_bytes, &bytes);
    return is_too_much ? UINT64_MAX : bytes;
}

int cell_make_pool(struct cell *cell, const struct cell_options *options, int board_fd)
{
    static char *const no_words[] = { NULL };
    cell->pool = (struct pool){
        .job = &cell->job,
        .workers = cell->job.workers,
        .values = cell->strategy_values.row,
        .tunables = cell->strategy->tunables,
        .module = options->strategy,
        .shared = board_shared(cell->board),
        .shared_bytes = cell->board->shared_bytes,
        .board_fd = board_fd,
        .worker_argv = options->worker < 0 ? cell->worker_argv : NULL,
        .worker_number = options->worker < 0 ? cell->worker_number : NULL,
        .words = options->words.count > 0 ? options->words.items : no_words,
    };
    int error = schedule_make(&cell->schedule, cell->strategy, cell->strategy_values.row,
                              &cell->job, &cell->board->profile, &cell->error);
    if (error != 0)
        return error_prefix(&cell->error, "%s", options->strategy);
    cell->job.schedule = cell->strategy->schedules != 0 ? &cell->schedule : NULL;
    return 0;
}

static int make_board(struct cell *cell, const struct cell_options *options, int *board_fd)
{
    struct job *job = &cell->job;
    int fd = (int)options->board_fd;
    if (fd < 0)
        fd = memfd_create("board", MFD_CLOEXEC);
    /* Out of the way of WORKER_CHANNEL and WORKER_BOARD, which are set up one after the other. */
    *board_fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, WORKER_BOARD + 1);
    if (*board_fd < 0)
        return cell_refuse(cell, errno, "no board: %s", strerror(errno));
    close(fd);

    const struct strategy *strategy = cell->strategy;
    bool is_inline = (strategy->traits & TRAIT_INLINE) != 0;
    unsigned workers = is_inline ? 1 : (unsigned)options->workers;
    bool is_reference = options->reference_fd < 0;
    bool is_traced = options->trace > 0;
    struct board_shape shape = {
        .items = job->items,
        .result_bytes = job->result_bytes,
        .shared_bytes = shared_bytes(strategy, workers),
        .workers = workers,
        .runs = (uint32_t)options->runs,
        .has_costs = is_reference,
        .records = is_traced ? trace_room((uint64_t)options->trace, workers, job->items) : 0,
    };
    int error = board_create(*board_fd, &shape, &cell->board);
    if (error != 0)
        return cell_refuse(cell, error, "no board for %llu results of %zu bytes: %s",
                           (unsigned long long)job->items, job->result_bytes, strerror(error));
    name_workload(cell->board, options);
    job_attach(job, cell->board);
    return 0;
}

/* A pool that gets too few all the same says so; one that needs fewer does not care. */
static void reserve_descriptors(unsigned workers)
{
    struct rlimit limit;
    uint64_t wanted = cell_descriptors(workers);
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

int cell_prepare(struct cell *cell, const struct cell_options *options)
{
    int board_fd;
    int error = make_board(cell, options, &board_fd);
    if (error != 0)
        return error;
    cell->board->step = STEP_CREATE;
    cell->calls = options->calls > 0 ? (unsigned)options->calls : 1;
    cell->call_ns = (uint64_t)options->call_ns;
    cell->board->counts.is_wanted = options->counters;
    if (options->latency && (cell->latency = calloc(1, sizeof *cell->latency)) == NULL)
        return cell_refuse(cell, ENOMEM, "no latencies: %s", strerror(ENOMEM));
    reserve_descriptors(cell->job.workers);
    error = cell_reference(cell, (int)options->reference_fd);
    return error != 0 ? error : cell_make_pool(cell, options, board_fd);
}
