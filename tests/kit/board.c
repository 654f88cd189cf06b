/* SPDX-License-Identifier: MIT */
/* The board: its shape, what is refused as one, and what is counted on it. */
#include "kit/board.h"
#include "check.h"
#include "kit/trace.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Whole pages everywhere, so that one more of anything needs another page. */
static const struct board_shape shape = {
    .items = 3,
    .result_bytes = 4096,
    .workers = 32,
    .runs = 10,
};

static int file(void)
{
    return memfd_create("board", MFD_CLOEXEC);
}

static struct board *create(int fd, const struct board_shape *plan)
{
    struct board *board = NULL;
    int error = board_create(fd, plan, &board);
    CHECK(error == 0, "%s", strerror(error));
    return board;
}

/* 0 when it can be mapped, and then it is unmapped again. */
static int try(int fd)
{
    struct board *board = NULL;
    int error = board_map(fd, false, &board);
    CHECK((error == 0) == (board != NULL), "error %d, and a board at %p", error, (void *)board);
    if (error == 0)
        board_unmap(board);
    return error;
}

/* All that a board says to be on it lies within the file, one behind another. */
static bool is_inside(const struct board *board, uint64_t bytes)
{
    unsigned __int128 slots = (unsigned __int128)board->workers * sizeof(struct slot);
    unsigned __int128 samples = ((unsigned __int128)board->runs + 1) * sizeof(struct sample);
    unsigned __int128 records =
        (unsigned __int128)board->records * board->workers * sizeof(struct trace_record);
    unsigned __int128 results = (unsigned __int128)board->items * board->result_bytes;
    return board->slots_at >= sizeof *board && board->slots_at + slots <= board->shared_at &&
           (unsigned __int128)board->shared_at + board->shared_bytes <= board->samples_at &&
           board->samples_at + samples <= board->costs_at &&
           board->costs_at + (unsigned __int128)board->costs * 8 <= board->lanes_at &&
           board->records_at + records <= board->states_at &&
           (board->costs == 0 || board->costs == board->items) &&
           board->states_at + board->items <= board->results_at &&
           board->results_at + results <= bytes && board->result_bytes > 0 &&
           board->samples_done <= (uint64_t)board->runs + 1;
}

static void shapes(void)
{
    static const struct board_shape plans[] = {
        { 0, 1, 1, 0, 0, false, 0 },
        { 1, 1, 1, 0, 1, false, 0 },
        { 997, 7, 3, 3, 4096, true, 300 },
        { 4096, 1, BOARD_WORKERS_MAX, 1, 4097, false, 0 },
        { 11, 65537, 512, 999, 1 << 20, false, 0 },
        { 3, 4096, 32, 10, UINT64_C(64) * BOARD_WORKERS_MAX, false, 0 },
    };
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        int fd = file();
        struct board *board = create(fd, &plans[i]);
        uint64_t bytes = (uint64_t)lseek(fd, 0, SEEK_END);
        CHECK(is_inside(board, bytes), "plan %zu", i);
        CHECK(board->items == plans[i].items && board->result_bytes == plans[i].result_bytes,
              "plan %zu", i);
        CHECK(board->workers == plans[i].workers && board->runs == plans[i].runs, "plan %zu", i);
        CHECK(board->cell_pid == getpid(), "plan %zu", i);
        CHECK(board->bytes == bytes, "plan %zu", i);

        /* What is written on it is there for all who map it. */
        struct board *other = NULL;
        CHECK(board_map(fd, true, &other) == 0, "plan %zu", i);
        board_slots(other)[plans[i].workers - 1].error = 42;
        board_samples(other)[plans[i].runs].run_ns = 43;
        CHECK(board_slots(board)[plans[i].workers - 1].error == 42, "plan %zu", i);
        CHECK(board_samples(board)[plans[i].runs].run_ns == 43, "plan %zu", i);
        unsigned char *shared = board_shared(other);
        CHECK(board->shared_bytes >= plans[i].shared_bytes && board->shared_bytes >= 4096,
              "plan %zu: %" PRIu64, i, board->shared_bytes);
        CHECK((uintptr_t)shared % 4096 == 0, "plan %zu", i);
        CHECK(shared[0] == 0 && shared[board->shared_bytes - 1] == 0, "plan %zu", i);
        memset(shared, 0xff, board->shared_bytes);
        CHECK(board_slots(board)[plans[i].workers - 1].error == 42, "plan %zu", i);
        CHECK(board_samples(board)[0].startup_ns == 0, "plan %zu", i);
        CHECK(((unsigned char *)board_shared(board))[board->shared_bytes - 1] == 0xff, "plan %zu",
              i);
        if (plans[i].items > 0) {
            uint64_t last = plans[i].items * plans[i].result_bytes - 1;
            board_results(other)[last] = 44;
            CHECK(board_results(board)[last] == 44, "plan %zu", i);
        }
        CHECK(board->costs == (plans[i].has_costs ? plans[i].items : 0), "plan %zu", i);
        if (plans[i].has_costs) {
            board_costs(other)[plans[i].items - 1] = UINT64_MAX;
            CHECK(board_costs(board)[plans[i].items - 1] == UINT64_MAX, "plan %zu", i);
            CHECK(board_item_state(board, 0) == ITEM_NOT_RUN, "plan %zu", i);
        }
        board_unmap(other);
        board_unmap(board);
        close(fd);
    }
}

static void too_large(void)
{
    static const struct board_shape plans[] = {
        { UINT64_MAX, 1, 1, 0, 0, false, 0 },
        { 1, UINT64_MAX, 1, 0, 0, false, 0 },
        { UINT64_C(1) << 62, 1, 1, 0, 0, true, 0 },
        { UINT64_C(1) << 32, UINT64_C(1) << 32, 1, 0, 0, false, 0 },
        { UINT64_MAX - 4095, 1, 1, 0, 0, false, 0 },
        { (uint64_t)INT64_MAX + 1, 1, 1, 0, 0, false, 0 },
        { 1, 8, 1, 0, UINT64_MAX, false, 0 },
        { 1, 8, 1, 0, UINT64_MAX - 4095, false, 0 },
        { 1, 8, 2, 0, 0, false, UINT64_MAX / 2 },
    };
    int fd = file();
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct board *board = (struct board *)&board;
        int error = board_create(fd, &plans[i], &board);
        CHECK(error == EOVERFLOW && board == NULL, "plan %zu gives %d", i, error);
    }
    CHECK(lseek(fd, 0, SEEK_END) == 0, "the file has grown all the same");
    close(fd);
    struct board *board = (struct board *)&board;
    CHECK(board_create(fd, &shape, &board) == EBADF && board == NULL, "a closed descriptor");
    board = (struct board *)&board;
    CHECK(board_map(fd, false, &board) == EBADF && board == NULL, "a closed descriptor");
}

static void sizes(void)
{
    int fd = file();
    CHECK(try(fd) == ENODATA, "an empty file");
    board_unmap(create(fd, &shape));
    off_t whole = lseek(fd, 0, SEEK_END);
    CHECK(try(fd) == 0, "the whole board");
    off_t shorter[] = { whole - 1,
                        whole - 4096,
                        (off_t)sizeof(struct board) + 1,
                        (off_t)sizeof(struct board),
                        (off_t)sizeof(struct board) - 1,
                        4,
                        1 };
    CHECK(ftruncate(fd, whole + 1) == 0 && try(fd) == EBADMSG, "a byte too long");
    for (size_t i = 0; i < sizeof shorter / sizeof *shorter; i++)
        CHECK(ftruncate(fd, shorter[i]) == 0 && try(fd) == EBADMSG, "cut to %jd of %jd bytes",
              (intmax_t)shorter[i], (intmax_t)whole);
    close(fd);

    char text[sizeof(struct board)];
    memset(text, 'x', sizeof text);
    fd = file();
    CHECK(write(fd, text, sizeof text) == (ssize_t)sizeof text && try(fd) == EBADMSG,
          "a file of letters");
    close(fd);
}

/* The fields that board_map must check, for nothing else stands between a scribbling worker and the
 * conductor. */
static const struct {
    const char *name;
    size_t at;
    size_t bytes;
    bool is_exact; /* no other value is right */
} fields[] = {
#define FIELD(name, is_exact)                                                                      \
    {                                                                                              \
#name, offsetof(struct board, name), sizeof(((struct board *)0)->name), is_exact           \
    }
    FIELD(magic, true),         FIELD(abi, true),        FIELD(bytes, true),
    FIELD(slots_at, true),      FIELD(samples_at, true), FIELD(shared_at, true),
    FIELD(shared_bytes, true),  FIELD(states_at, true),  FIELD(items, false),
    FIELD(result_bytes, false), FIELD(workers, false),   FIELD(runs, false),
    FIELD(samples_done, false), FIELD(results_at, true),
};

/* The field with another value: refused, or harmless where it only says less than there is room
 * for. */
static void planted(int fd, struct board *board, size_t field, uint64_t value)
{
    unsigned char *at = (unsigned char *)board + fields[field].at;
    unsigned char before[8];
    memcpy(before, at, fields[field].bytes);
    memcpy(at, &value, fields[field].bytes);
    bool same = memcmp(before, at, fields[field].bytes) == 0;
    int error = try(fd);
    if (same)
        CHECK(error == 0, "%s=%" PRIu64 " is as it was", fields[field].name, value);
    else if (fields[field].is_exact)
        CHECK(error ==
                  (fields[field].at == offsetof(struct board, abi) ? EPROTONOSUPPORT : EBADMSG),
              "%s=%" PRIu64 " gives %d", fields[field].name, value, error);
    else
        CHECK(error == EBADMSG || is_inside(board, board->bytes), "%s=%" PRIu64 " gives %d",
              fields[field].name, value, error);
    memcpy(at, before, fields[field].bytes);
}

static void corruptions(void)
{
    int fd = file();
    struct board *board = create(fd, &shape);
    for (size_t field = 0; field < sizeof fields / sizeof *fields; field++) {
        uint64_t value = 0;
        memcpy(&value, (unsigned char *)board + fields[field].at, fields[field].bytes);
        for (size_t bit = 0; bit < 8 * fields[field].bytes; bit++)
            planted(fd, board, field, value ^ UINT64_C(1) << bit);
        const uint64_t others[] = { 0,         1,          value + 1, value - 1,
                                    2 * value, UINT64_MAX, INT64_MAX, UINT32_MAX,
                                    INT32_MAX, 4096,       value / 2, (uint64_t)INT64_MAX + 1 };
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            planted(fd, board, field, others[i]);
    }
    CHECK(try(fd) == 0, "the test itself left something behind");
    board->samples_done = board->runs + 1;
    CHECK(try(fd) == 0, "all samples done");
    board->samples_done = board->runs + 2;
    CHECK(try(fd) == EBADMSG, "more samples than there are");
    board_unmap(board);
    close(fd);

    /* With no results there is no size to give away what a result is said to be. */
    fd = file();
    board = create(fd, &(struct board_shape){ 0, 8, 1, 0, 0, false, 0 });
    board->items = UINT64_C(1) << 60;
    board->result_bytes = 0;
    CHECK(try(fd) == EBADMSG, "many results of 0 bytes");
    board_unmap(board);
    close(fd);
}

/* What a run leaves of results and states is cleared before the next. */
static void poison(uint64_t result_bytes)
{
    struct board_shape plan = { .items = 5, .result_bytes = result_bytes, .workers = 2 };
    int fd = file();
    struct board *board = create(fd, &plan);
    unsigned char *results = board_results(board);
    CHECK(board_items_missing(board, NULL) == 0, "%" PRIu64 ": zero is not poison", result_bytes);
    board_clear(board, NULL);
    CHECK(board_items_missing(board, NULL) == 5, "%" PRIu64 ": all cleared", result_bytes);
    results[0] = 0; /* the first byte of the first, the last byte of the last */
    CHECK(board_items_missing(board, NULL) == 4, "%" PRIu64 ": one", result_bytes);
    results[5 * result_bytes - 1] = BOARD_POISON - 1;
    CHECK(board_items_missing(board, NULL) == 3, "%" PRIu64 ": two", result_bytes);
    memset(board_states(board), ITEM_FAILED, 5);
    board_clear(board, NULL);
    CHECK(board_tally(board).not_run == 5, "%" PRIu64 ": states of the run before", result_bytes);
    CHECK(board_items_missing(board, NULL) == 5, "%" PRIu64 ": cleared again", result_bytes);
    board_unmap(board);
    close(fd);
}

/* Of four items, the second and third compute what poison is, and the last what the other poison
 * is. What is still poison is not run, and what they compute is done. */
static void right_is_poison(uint64_t result_bytes)
{
    struct board_shape plan = { .items = 4, .result_bytes = result_bytes, .workers = 1 };
    int fd = file();
    struct board *board = create(fd, &plan);
    unsigned char *results = board_results(board);
    unsigned char *right = calloc(4, result_bytes);
    CHECK(right != NULL, "no memory");
    memset(right + result_bytes, BOARD_POISON, 2 * result_bytes);
    memset(right + 3 * result_bytes, BOARD_POISON_OTHER, result_bytes);
    board_clear(board, right);
    CHECK(board_tally(board).not_run == 4, "%" PRIu64 ": none has run", result_bytes);
    CHECK(board_items_missing(board, right) == 4, "%" PRIu64 ": none is there", result_bytes);
    for (uint64_t item = 0; item < 4; item++) {
        CHECK(board_item_state(board, item) == ITEM_NOT_RUN, "%" PRIu64, item);
        memcpy(results + item * result_bytes, right + item * result_bytes, result_bytes);
        CHECK(board_item_state(board, item) == ITEM_DONE, "%" PRIu64, item);
        CHECK(board_tally(board).done == item + 1, "%" PRIu64, item);
        CHECK(board_items_missing(board, right) == 3 - item, "%" PRIu64, item);
    }
    /* They are in hand of a worker that dies: half of a result means nothing. */
    board_slots(board)->item = 2;
    board_settle(board, false);
    CHECK(board_item_state(board, 2) == ITEM_WORKER_DIED, "%" PRIu64, result_bytes);
    CHECK(board_item_state(board, 1) == ITEM_DONE, "%" PRIu64, result_bytes);
    board_clear(board, right);
    CHECK(board_tally(board).not_run == 4, "%" PRIu64 ": cleared again", result_bytes);
    board_unmap(board);
    close(fd);
    free(right);
}

/* What a run leaves in the slots goes; what is known of a process that is still alive stays. */
static void slots(void)
{
    int fd = file();
    struct board *board = create(fd, &shape);
    struct slot *slot = board_slots(board);
    CHECK((uintptr_t)&slot[1] % CACHE_PAIR == 0, "slots share cache lines");
    for (int i = 0; i < 2; i++)
        slot[i] = (struct slot){ .item = 3,
                                 .items_run = 4,
                                 .begin_ns = 5,
                                 .end_ns = 6,
                                 .stray_count = 7,
                                 .failed_errno = 10,
                                 .pid = 8,
                                 .left = true,
                                 .error = 9,
                                 .was_ended = i == 0,
                                 .reaped = i == 0 };
    board_clear(board, NULL);
    for (int i = 0; i < 2; i++) {
        CHECK(slot[i].item == SLOT_NO_ITEM && slot[i].items_run == 0 && slot[i].begin_ns == 0 &&
                  slot[i].end_ns == 0 && slot[i].stray_count == 0 && slot[i].failed_errno == 0 &&
                  !slot[i].left && slot[i].error == 0 && !slot[i].was_ended,
              "slot %d", i);
    }
    CHECK(slot[0].pid == 0 && !slot[0].reaped, "a worker that is reaped is no worker any more");
    CHECK(slot[1].pid == 8, "a worker that lives on is one of the next run");
    board_unmap(board);
    board_unmap(NULL);
    close(fd);
}

static void write_results(struct board *board, uint64_t first, uint64_t count)
{
    memset(board_results(board) + 8 * first, 1, 8 * count);
}

/* Twenty items in the midst of a run, and six hands. */
static struct board *midst(void)
{
    struct board *board = create(file(), &(struct board_shape){ 20, 8, 6, 0, 0, false, 0 });
    board_clear(board, NULL);
    write_results(board, 0, 9);
    board_states(board)[8] = ITEM_FAILED;
    struct slot *slot = board_slots(board);
    slot[0].item = 12; /* 10 and 11 are behind it, and 11 has failed */
    write_results(board, 10, 1);
    board_results(board)[12 * 8] = 1; /* a byte of its result is there */
    board_states(board)[11] = ITEM_FAILED;
    slot[1].item = 14; /* its results travel: of 13 a part has arrived */
    memset(board_states(board) + 13, ITEM_NOT_RUN, 2);
    board_results(board)[13 * 8] = 1;
    slot[2].item = 15;
    slot[3].item = 16; /* the result is half written */
    board_results(board)[16 * 8] = 1;
    slot[4].item = 7; /* it has arrived */
    board_states(board)[7] = ITEM_DONE;
    slot[5].item = 8;
    return board;
}

static void tally_is(struct board *board, struct board_tally expected)
{
    struct board_tally tally = board_tally(board);
    CHECK(memcmp(&tally, &expected, sizeof tally) == 0,
          "%" PRIu64 " not run, %" PRIu64 " done, %" PRIu64 " failed, %" PRIu64 " died, %" PRIu64
          " timed out",
          tally.not_run, tally.done, tally.failed, tally.worker_died, tally.timed_out);
    CHECK(tally.not_run + tally.done + tally.failed + tally.worker_died + tally.timed_out ==
              board->items,
          "the states do not add up");
}

static void states(void)
{
    /* Slot 2 died, slot 3 was ended by the strategy, the others went with their process. */
    for (int timed_out = 0; timed_out < 2; timed_out++) {
        struct board *board = midst();
        struct slot *slot = board_slots(board);
        slot[0].pid = 100;
        slot[2].pid = 102;
        slot[2].reaped = true;
        slot[3].pid = 103;
        slot[3].reaped = slot[3].was_ended = true;
        board_settle(board, timed_out != 0);
        enum item_state in_hand = timed_out != 0 ? ITEM_TIMED_OUT : ITEM_WORKER_DIED;
        CHECK(board_item_state(board, 8) == ITEM_FAILED, "a failed item stays one, in hand or not");
        CHECK(board_item_state(board, 9) == ITEM_NOT_RUN, "nobody had it");
        CHECK(board_item_state(board, 10) == ITEM_DONE, "its result is there");
        CHECK(board_item_state(board, 11) == ITEM_FAILED, "failed, and its result is poison");
        CHECK(board_item_state(board, 12) == in_hand, "in hand of a worker that was there");
        CHECK(board_item_state(board, 13) == ITEM_NOT_RUN, "computed, and arrived in part");
        CHECK(board_item_state(board, 14) == in_hand, "in hand, and it would travel");
        CHECK(board_item_state(board, 15) == ITEM_WORKER_DIED, "in hand of the dead");
        CHECK(board_item_state(board, 16) == ITEM_NOT_RUN, "in hand of one that was ended");
        CHECK(board_item_state(board, 7) == ITEM_DONE, "arrived, and still in hand");
        tally_is(board, timed_out != 0 ? (struct board_tally){ 6, 9, 2, 1, 2 }
                                       : (struct board_tally){ 6, 9, 2, 3, 0 });
        board_settle(board, timed_out == 0);
        CHECK(board_item_state(board, 12) == in_hand, "the first call decides");
        board_clear(board, NULL);
        tally_is(board, (struct board_tally){ .not_run = 20 });
        board_unmap(board);
    }
}

/* Whatever a worker has scribbled: every item has one state, and no byte outside is touched. */
static void scribbled(void)
{
    struct board *board = create(file(), &(struct board_shape){ 20, 8, 2, 0, 0, false, 0 });
    tally_is(board, (struct board_tally){ .not_run = 20 }); /* never cleared */
    board_clear(board, NULL);
    struct slot *slot = board_slots(board);
    slot[0].item = 20;
    slot[1].item = UINT64_MAX - 1;
    write_results(board, 0, 4);
    memset(board_states(board), 0xff, 2);
    board_states(board)[2] = ITEM_BY_RESULT_OTHER + 1;
    board_settle(board, false);
    tally_is(board, (struct board_tally){ .not_run = 19, .done = 1 });
    slot[0].item = slot[1].item = 9; /* twice in hand */
    board_settle(board, false);
    tally_is(board, (struct board_tally){ .not_run = 18, .done = 1, .worker_died = 1 });
    slot[0].item = 1; /* with a mark that has no meaning */
    board_settle(board, false);
    tally_is(board, (struct board_tally){ .not_run = 17, .done = 1, .worker_died = 2 });
    board_unmap(board);
}

int main(void)
{
    static const uint64_t widths[] = { 1, 2, 7, 8, 4096, 65537 };
    shapes();
    too_large();
    sizes();
    corruptions();
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        poison(widths[i]);
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        right_is_poison(widths[i]);
    slots();
    states();
    scribbled();
    return check_end();
}
