/* SPDX-License-Identifier: MIT */
/* The board: the one shared mapping between conductor, cell and workers. */
#include "kit/board.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096

/* Adds count × size to *at and rounds up to `align`; false on overflow. */
static bool extend(uint64_t *at, uint64_t count, uint64_t size, uint64_t align)
{
    uint64_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || __builtin_add_overflow(*at, bytes, at) ||
        __builtin_add_overflow(*at, align - 1, at))
        return false;
    *at -= *at % align;
    return true;
}

/* Fills offsets and size from the shape; false when it does not fit an address space. */
static bool lay_out(struct board *board, const struct board_shape *shape)
{
    uint64_t at = 0;
    if (!extend(&at, 1, sizeof *board, PAGE))
        return false;
    board->slots_at = at;
    if (!extend(&at, shape->workers, sizeof(struct slot), PAGE))
        return false;
    board->shared_at = at;
    if (!extend(&at, shape->shared_bytes > 0 ? shape->shared_bytes : 1, 1, PAGE))
        return false;
    board->shared_bytes = at - board->shared_at;
    board->samples_at = at;
    if (!extend(&at, (uint64_t)shape->runs + 1, sizeof(struct sample), PAGE))
        return false;
    board->costs_at = at;
    board->costs = shape->has_costs ? shape->items : 0;
    if (!extend(&at, board->costs, sizeof(uint64_t), PAGE))
        return false;
    board->states_at = at;
    if (!extend(&at, shape->items, 1, PAGE))
        return false;
    board->results_at = at;
    if (!extend(&at, shape->items, shape->result_bytes, PAGE))
        return false;
    board->bytes = at;
    board->items = shape->items;
    board->result_bytes = shape->result_bytes;
    board->workers = shape->workers;
    board->runs = shape->runs;
    return at <= INT64_MAX;
}

/* NULL with errno set when it cannot be mapped. */
static struct board *map(int fd, uint64_t bytes, bool writable)
{
    int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    void *at = mmap(NULL, bytes, protection, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return NULL;
    return at;
}

int board_create(int fd, const struct board_shape *shape, struct board **board)
{
    struct board plan = { .magic = BOARD_MAGIC, .abi = BOARD_ABI };
    *board = NULL;
    if (!lay_out(&plan, shape))
        return EOVERFLOW;
    if (plan.bytes / PAGE > (uint64_t)sysconf(_SC_PHYS_PAGES) / 2)
        return ENOMEM;
    /* Asked for before ftruncate answers with a signal. */
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && plan.bytes > limit.rlim_cur)
        return EFBIG;
    if (ftruncate(fd, (off_t)plan.bytes) < 0)
        return errno;
    struct board *mapped = map(fd, plan.bytes, true);
    if (mapped == NULL)
        return errno;
    *mapped = plan;
    mapped->cell_pid = getpid();
    *board = mapped;
    return 0;
}

static bool makes_sense(const struct board *board, uint64_t bytes)
{
    struct board again = { 0 };
    struct board_shape shape = {
        .items = board->items,
        .result_bytes = board->result_bytes,
        .shared_bytes = board->shared_bytes,
        .workers = board->workers,
        .runs = board->runs,
        .has_costs = board->costs > 0,
    };
    /* Results of 0 bytes would all fit, however many are said to be there. */
    return board->magic == BOARD_MAGIC && board->abi == BOARD_ABI && board->result_bytes > 0 &&
           lay_out(&again, &shape) && again.bytes == bytes && board->bytes == bytes &&
           board->slots_at == again.slots_at && board->shared_at == again.shared_at &&
           board->shared_bytes == again.shared_bytes && board->samples_at == again.samples_at &&
           board->costs_at == again.costs_at && board->costs == again.costs &&
           board->states_at == again.states_at && board->results_at == again.results_at &&
           board->samples_done <= (uint64_t)board->runs + 1;
}

int board_map(int fd, bool writable, struct board **board)
{
    struct stat file;
    *board = NULL;
    if (fstat(fd, &file) < 0)
        return errno;
    uint64_t bytes = (uint64_t)file.st_size;
    if (bytes == 0)
        return ENODATA;
    if (bytes < sizeof(struct board))
        return EBADMSG;
    struct board *mapped = map(fd, bytes, writable);
    if (mapped == NULL)
        return errno;
    if (!makes_sense(mapped, bytes)) {
        munmap(mapped, bytes);
        return EBADMSG;
    }
    *board = mapped;
    return 0;
}

void board_unmap(struct board *board)
{
    if (board != NULL)
        munmap(board, board->bytes);
}

static void *at(struct board *board, uint64_t offset)
{
    return (unsigned char *)board + offset;
}

struct slot *board_slots(struct board *board)
{
    return at(board, board->slots_at);
}

void *board_shared(struct board *board)
{
    return at(board, board->shared_at);
}

struct sample *board_samples(struct board *board)
{
    return at(board, board->samples_at);
}

uint64_t *board_costs(struct board *board)
{
    return at(board, board->costs_at);
}

unsigned char *board_states(struct board *board)
{
    return at(board, board->states_at);
}

unsigned char *board_results(struct board *board)
{
    return at(board, board->results_at);
}

void board_clear(struct board *board)
{
    board->failed_errno = 0;
    board->stray_worker = 0;
    board->message[0] = '\0';
    struct slot *slots = board_slots(board);
    for (uint32_t worker = 0; worker < board->workers; worker++) {
        struct slot *slot = &slots[worker];
        atomic_store_explicit(&slot->item, SLOT_NO_ITEM, memory_order_relaxed);
        slot->items_run = 0;
        slot->timed_items = 0;
        slot->timed_ns = 0;
        slot->begin_ns = 0;
        slot->end_ns = 0;
        slot->stray_count = 0;
        slot->failed_errno = 0;
        slot->is_detached = false;
        slot->left = false;
        slot->error = 0;
        if (slot->reaped) {
            slot->pid = 0;
            slot->reaped = false;
            slot->was_ended = false;
        }
    }
    memset(board_states(board), ITEM_NOT_RUN, board->items);
    memset(board_results(board), BOARD_POISON, board->items * board->result_bytes);
}

static bool is_poison(const unsigned char *result, uint64_t bytes)
{
    /* All bytes are the same when each equals its successor. */
    return result[0] == BOARD_POISON && memcmp(result, result + 1, bytes - 1) == 0;
}

uint64_t board_items_missing(struct board *board)
{
    uint64_t missing = 0;
    const unsigned char *result = board_results(board);
    for (uint64_t item = 0; item < board->items; item++) {
        missing += is_poison(result, board->result_bytes) ? 1 : 0;
        result += board->result_bytes;
    }
    return missing;
}

/* What the end of a worker makes of the item that it had in hand. */
static enum item_state last_state(const struct slot *slot, bool timed_out)
{
    if (slot->was_ended)
        return ITEM_NOT_RUN;
    bool died = slot->pid != 0 && slot->reaped && !slot->left;
    return timed_out && !died ? ITEM_TIMED_OUT : ITEM_WORKER_DIED;
}

void board_settle(struct board *board, bool timed_out)
{
    unsigned char *states = board_states(board);
    const struct slot *slots = board_slots(board);
    for (uint32_t worker = 0; worker < board->workers; worker++) {
        const struct slot *slot = &slots[worker];
        uint64_t item = slot->item;
        /* Nothing on the board is to be trusted: both are used as indices. */
        if (item >= board->items || slot->chunk_first > item)
            continue;
        for (uint64_t i = slot->chunk_first; i < item && !slot->is_detached; i++)
            if (states[i] != ITEM_FAILED)
                states[i] = ITEM_DONE;
        if (states[item] == ITEM_NOT_RUN)
            states[item] = (unsigned char)last_state(slot, timed_out);
    }
}

enum item_state board_item_state(struct board *board, uint64_t index)
{
    unsigned char state = board_states(board)[index];
    return state <= ITEM_TIMED_OUT ? (enum item_state)state : ITEM_NOT_RUN;
}

struct board_tally board_tally(struct board *board)
{
    uint64_t count[ITEM_TIMED_OUT + 1] = { 0 };
    for (uint64_t item = 0; item < board->items; item++)
        count[board_item_state(board, item)]++;
    return (struct board_tally){
        .not_run = count[ITEM_NOT_RUN],
        .done = count[ITEM_DONE],
        .failed = count[ITEM_FAILED],
        .worker_died = count[ITEM_WORKER_DIED],
        .timed_out = count[ITEM_TIMED_OUT],
    };
}
