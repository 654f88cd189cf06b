/* SPDX-License-Identifier: MIT */
/* A trace has all of the time and all of the items, also where they are more than its records. */
#include "kit/trace.h"
#include "check.h"
#include "kit/job.h"
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WORKERS 3
#define RECORDS 8

static struct board *board;

static void make(uint64_t items, uint64_t records)
{
    struct board_shape shape = {
        .items = items, .result_bytes = 8, .workers = WORKERS, .records = records
    };
    int fd = memfd_create("board", MFD_CLOEXEC);
    int error = board_create(fd, &shape, &board);
    CHECK(error == 0, "%s", strerror(error));
    close(fd);
    board_clear(board, NULL);
}

/* Item i begins at 100 i, takes 60 to 89, and each third begins a chunk. */
static struct trace_record item(uint64_t i)
{
    return (struct trace_record){ 100 * i, 100 * i + 60 + i % 30, 60 + i % 30, i,
                                  1,       i % 3 == 0 ? 1 : 0 };
}

static void adds(uint64_t items)
{
    make(items, RECORDS);
    uint64_t work_ns = 0;
    uint64_t chunks = 0;
    for (uint64_t i = 0; i < items; i++) {
        struct trace_record record = item(i);
        trace_add(board, 1, &record);
        work_ns += record.work_ns;
        chunks += record.chunks;
    }
    const struct trace_lane *lane = &trace_lanes(board)[1];
    const struct trace_record *records = trace_records(board, 1);
    CHECK(lane->count <= RECORDS, "%" PRIu64 " items: %" PRIu64 " records", items, lane->count);
    CHECK(items <= RECORDS || lane->count >= RECORDS / 2, "%" PRIu64 " items: %" PRIu64 " records",
          items, lane->count);
    uint64_t next = 0;
    for (uint64_t i = 0; i < lane->count; i++) {
        CHECK(records[i].first == next, "%" PRIu64 " items, record %" PRIu64, items, i);
        CHECK(i + 1 == lane->count || records[i].items == lane->group,
              "%" PRIu64 " items, record %" PRIu64 ": %" PRIu32, items, i, records[i].items);
        CHECK(records[i].begin_ns == item(next).begin_ns, "%" PRIu64 " items", items);
        next += records[i].items;
        CHECK(records[i].end_ns == item(next - 1).end_ns, "%" PRIu64 " items", items);
        work_ns -= records[i].work_ns;
        chunks -= records[i].chunks;
    }
    CHECK(next == items, "%" PRIu64 " of %" PRIu64, next, items);
    CHECK(work_ns == 0 && chunks == 0, "%" PRIu64 " items: something is lost", items);
    CHECK(trace_lanes(board)[0].count == 0 && trace_lanes(board)[2].count == 0,
          "the lanes of others are untouched");
    board_clear(board, NULL);
    CHECK(lane->count == 0 && lane->group == 1, "it begins anew with each run");
    board_unmap(board);
}

static void rooms(void)
{
    CHECK(trace_room(262144, 2, 1000000) == 131072, "half each");
    CHECK(trace_room(262144, 2, 1001) == 1000, "no more than there are items, and even");
    CHECK(trace_room(262144, 4096, 1000000) == 64, "for many workers");
    CHECK(trace_room(10, 8, 0) == 2, "at least two, which can be merged");
}

static int twice(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    *(uint64_t *)result = 2 * index;
    return 0;
}

/* What job_run leaves. */
static void runs(uint64_t records)
{
    make(40, records);
    struct job job = { .item = twice };
    job_attach(&job, board);
    job_run(&job, 0, 0, 4);
    job_run(&job, 2, 4, 1);
    job_run(&job, 0, 5, 2);
    const struct trace_record *all = trace_records(board, 0);
    uint64_t count = records > 0 ? trace_lanes(board)[0].count : 0;
    CHECK(count == (records > 0 ? 6 : 0), "%" PRIu64 " records", count);
    static const uint64_t firsts[] = { 0, 1, 2, 3, 5, 6 };
    uint64_t now_ns = board_slots(board)[0].begin_ns;
    for (uint64_t i = 0; i < count; i++) {
        CHECK(all[i].first == firsts[i] && all[i].items == 1, "record %" PRIu64, i);
        CHECK(all[i].chunks == (i == 0 || i == 4 ? 1 : 0), "record %" PRIu64, i);
        CHECK(all[i].begin_ns >= now_ns && all[i].end_ns >= all[i].begin_ns, "record %" PRIu64, i);
        CHECK(all[i].work_ns == all[i].end_ns - all[i].begin_ns, "record %" PRIu64, i);
        now_ns = all[i].end_ns;
    }
    job_end(&job, 0);
    CHECK(board_slots(board)[0].end_ns >= now_ns, "its end comes after its last item");
    CHECK(board_slots(board)[0].items_run == 6, "the items are counted");
    CHECK(((const uint64_t *)board_results(board))[6] == 12, "and their results are there");
    board_unmap(board);
}

int main(void)
{
    for (uint64_t items = 1; items < 200; items++)
        adds(items);
    adds(100000);
    rooms();
    runs(0);
    runs(RECORDS);
    return check_end();
}
