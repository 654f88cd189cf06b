/* SPDX-License-Identifier: MIT */
/* The board: the one shared mapping between conductor, cell and workers. */
#include "kit/board.h"
#include "kit/memory.h"
#include "kit/trace.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096

/* Sets *part to *end, and moves *end by count × size, up to a whole page; false on overflow. */
static bool place(uint64_t *part, uint64_t *end, uint64_t count, uint64_t size)
{
    uint64_t bytes;
    *part = *end;
    if (__builtin_mul_overflow(count, size, &bytes) || __builtin_add_overflow(*end, bytes, end) ||
        __builtin_add_overflow(*end, PAGE - 1, end))
        return false;
    *end -= *end % PAGE;
    return true;
}

/* Fills the header from the shape; false when it does not fit an address space. */
static bool lay_out(struct board *board, const struct board_shape *shape)
{
    *board = (struct board){
        .magic = BOARD_MAGIC,
        .abi = BOARD_ABI,
        .items = shape->items,
        .result_bytes = shape->result_bytes,
        .costs = shape->has_costs ? shape->items : 0,
        .workers = shape->workers,
        .runs = shape->runs,
        .records = shape->records,
    };
    uint64_t lanes = shape->records > 0 ? shape->workers : 0;
    uint64_t header;
    uint64_t *end = &board->bytes;
    bool fits =
        place(&header, end, 1, sizeof *board) &&
        place(&board->slots_at, end, shape->workers, sizeof(struct slot)) &&
        place(&board->shared_at, end, shape->shared_bytes > 0 ? shape->shared_bytes : 1, 1) &&
        place(&board->samples_at, end, (uint64_t)shape->runs + 1, sizeof(struct sample)) &&
        place(&board->sums_at, end, shape->workers, sizeof(struct worker_sum)) &&
        place(&board->costs_at, end, board->costs, sizeof(uint64_t)) &&
        place(&board->lanes_at, end, lanes, sizeof(struct trace_lane)) &&
        place(&board->records_at, end, shape->records, lanes * sizeof(struct trace_record)) &&
        place(&board->states_at, end, shape->items, 1) &&
        place(&board->results_at, end, shape->items, shape->result_bytes);
    board->shared_bytes = board->samples_at - board->shared_at;
    return fits && board->bytes <= INT64_MAX;
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
    struct board plan;
    *board = NULL;
    if (!lay_out(&plan, shape))
        return EOVERFLOW;
    if (plan.bytes > memory_half())
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
    struct board again;
    struct board_shape shape = {
        .items = board->items,
        .result_bytes = board->result_bytes,
        .shared_bytes = board->shared_bytes,
        .workers = board->workers,
        .runs = board->runs,
        .has_costs = board->costs > 0,
        .records = board->records,
    };
    /* Results of 0 bytes would all fit, however many are said to be there. */
    return board->result_bytes > 0 && lay_out(&again, &shape) && again.bytes == bytes &&
           memcmp(board, &again, offsetof(struct board, next)) == 0 &&
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
        bool is_foreign = mapped->magic == BOARD_MAGIC && mapped->abi != BOARD_ABI;
        munmap(mapped, bytes);
        return is_foreign ? EPROTONOSUPPORT : EBADMSG;
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

struct worker_sum *board_sums(struct board *board)
{
    return at(board, board->sums_at);
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

static unsigned char *result_at(struct board *board, uint64_t item)
{
    return board_results(board) + item * board->result_bytes;
}

static bool is_filled(const unsigned char *result, uint64_t bytes, unsigned char byte)
{
    /* All bytes are the same when each equals its successor. */
    return result[0] == byte && memcmp(result, result + 1, bytes - 1) == 0;
}

/* Is the first poison what this item computes? */
static bool is_poison(const struct board *board, const unsigned char *right, uint64_t item)
{
    uint64_t bytes = board->result_bytes;
    return right != NULL && is_filled(right + item * bytes, bytes, BOARD_POISON);
}

static void clear_slots(struct board *board)
{
    struct slot *slots = board_slots(board);
    for (uint32_t worker = 0; worker < board->workers; worker++) {
        struct slot *slot = &slots[worker];
        pid_t living = slot->reaped ? 0 : slot->pid;
        *slot = (struct slot){ .item = SLOT_NO_ITEM,
                               .claims = slot->claims,
                               .pid = living,
                               .was_ended = slot->was_ended && !slot->reaped,
                               .is_clocked = slot->is_clocked };
    }
}

void board_clear(struct board *board, const unsigned char *right)
{
    board->failed_errno = 0;
    board->stray_worker = 0;
    board->message[0] = '\0';
    clear_slots(board);
    trace_clear(board);
    memset(board_states(board), ITEM_BY_RESULT, board->items);
    memset(board_results(board), BOARD_POISON, board->items * board->result_bytes);
    for (uint64_t item = 0; item < board->items; item++) {
        if (!is_poison(board, right, item))
            continue;
        board_states(board)[item] = ITEM_BY_RESULT_OTHER;
        memset(result_at(board, item), BOARD_POISON_OTHER, board->result_bytes);
    }
}

uint64_t board_items_missing(struct board *board, const unsigned char *right)
{
    uint64_t missing = 0;
    for (uint64_t item = 0; item < board->items; item++) {
        unsigned char poison = is_poison(board, right, item) ? BOARD_POISON_OTHER : BOARD_POISON;
        missing += is_filled(result_at(board, item), board->result_bytes, poison) ? 1 : 0;
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

static void settle(struct board *board, uint64_t item, enum item_state state)
{
    /* Nothing on the board is to be trusted: it is used as an index. */
    if (item >= board->items)
        return;
    /* Not by its result, which may be half written. */
    unsigned char *mark = &board_states(board)[item];
    if (*mark == ITEM_NOT_RUN || *mark > ITEM_TIMED_OUT)
        *mark = (unsigned char)state;
}

void board_settle(struct board *board, bool timed_out)
{
    const struct slot *slots = board_slots(board);
    for (uint32_t worker = 0; worker < board->workers; worker++)
        settle(board, slots[worker].item, last_state(&slots[worker], timed_out));
}

void board_take_over(struct board *board, uint32_t worker)
{
    struct slot *slot = &board_slots(board)[worker];
    settle(board, slot->item, ITEM_WORKER_DIED);
    slot->item = SLOT_NO_ITEM;
}

enum item_state board_item_state(struct board *board, uint64_t index)
{
    unsigned char mark = board_states(board)[index];
    if (mark != ITEM_BY_RESULT && mark != ITEM_BY_RESULT_OTHER)
        return mark <= ITEM_TIMED_OUT ? (enum item_state)mark : ITEM_NOT_RUN;
    unsigned char poison = mark == ITEM_BY_RESULT ? BOARD_POISON : BOARD_POISON_OTHER;
    bool is_there = !is_filled(result_at(board, index), board->result_bytes, poison);
    return is_there ? ITEM_DONE : ITEM_NOT_RUN;
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
