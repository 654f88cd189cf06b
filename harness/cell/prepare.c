/* SPDX-License-Identifier: MIT */
/* Before the first run: modules, input, board, reference. */
#include "cell/cell.h"
#include "cell/profile.h"
#include <fcntl.h>
#include <inttypes.h>
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
    struct board_shape shape = {
        .items = job->items,
        .result_bytes = job->result_bytes,
        .shared_bytes = shared_bytes(strategy, workers),
        .workers = workers,
        .runs = (uint32_t)options->runs,
        .has_costs = options->reference_fd < 0,
    };
    int error = board_create(*board_fd, &shape, &cell->board);
    if (error != 0)
        return cell_refuse(cell, error, "no board for %llu results of %zu bytes: %s",
                           (unsigned long long)job->items, job->result_bytes, strerror(error));
    name_workload(cell->board, options);
    job_attach(job, cell->board);
    return 0;
}

/* The reference is what another cell, run serially and checked, left on its board. */
static int map_reference(struct cell *cell, int fd)
{
    struct board *other;
    int error = board_map(fd, false, &other);
    if (error == 0 &&
        (other->items != cell->job.items || other->result_bytes != cell->job.result_bytes))
        error = EBADMSG;
    if (error != 0)
        return cell_refuse(cell, error, "the reference does not fit the workload: %s",
                           strerror(error));
    cell->reference = board_results(other);
    cell->board->profile = other->profile;
    /* Mapped for reading, it is safe from what the modules do; its descriptor would not be. */
    close(fd);
    return 0;
}

/* Computes the reference here, on the board, and compares it with the answer from outside. */
static int compute_reference(struct cell *cell)
{
    struct board *board = cell->board;
    struct job *job = &cell->job;
    board_clear(board);
    struct profiler profiler = profiler_begin(board);
    for (uint64_t item = 0; item < job->items; item++) {
        int error = job->item(&job->input, item, job->results + item * job->result_bytes);
        if (error != 0)
            return cell_refuse(cell, error, "item %" PRIu64 " failed in the serial reference: %s",
                               item, strerror(error));
        profiler_item(&profiler, item);
    }
    profiler_end(&profiler);

    if (cell->workload->digest != NULL)
        cell->workload->digest(&job->input, board->digest, sizeof board->digest);
    char text[sizeof board->answer_text] = "no items, no answer";
    enum answer answer = ANSWER_UNKNOWN;
    if (job->items > 0)
        answer = cell->workload->check(&job->input, job->results, text, sizeof text);
    board->answer = answer;
    memcpy(board->answer_text, text, sizeof text);
    if (answer == ANSWER_WRONG)
        return cell_refuse(cell, EBADMSG, "the serial results are wrong: %s", text);

    size_t bytes = job->items * job->result_bytes;
    cell->own_reference = malloc(bytes > 0 ? bytes : 1);
    if (cell->own_reference == NULL)
        return cell_refuse(cell, ENOMEM, "no memory for the reference: %s", strerror(ENOMEM));
    memcpy(cell->own_reference, job->results, bytes);
    cell->reference = cell->own_reference;
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
    reserve_descriptors(cell->job.workers);
    error = options->reference_fd >= 0 ? map_reference(cell, (int)options->reference_fd)
                                       : compute_reference(cell);
    return error != 0 ? error : cell_make_pool(cell, options, board_fd);
}
