/* SPDX-License-Identifier: MIT */
/* The trace of a run: when each item began and ended, by worker, on the board. */
#include "kit/trace.h"

uint64_t trace_room(uint64_t total, unsigned workers, uint64_t items)
{
    uint64_t room = total / workers;
    room = room < items ? room : items;
    /* Even, because a full lane is merged in pairs. */
    return room < 2 ? 2 : room - room % 2;
}

struct trace_lane *trace_lanes(struct board *board)
{
    return (struct trace_lane *)((unsigned char *)board + board->lanes_at);
}

struct trace_record *trace_records(struct board *board, unsigned worker)
{
    struct trace_record *all = (struct trace_record *)((unsigned char *)board + board->records_at);
    return all + worker * board->records;
}

void trace_clear(struct board *board)
{
    struct trace_lane *lanes = trace_lanes(board);
    for (uint32_t worker = 0; worker < board->workers && board->records > 0; worker++)
        lanes[worker] = (struct trace_lane){ .group = 1 };
}

/* `later` becomes a part of `record`. */
static void merge(struct trace_record *record, const struct trace_record *later)
{
    record->end_ns = later->end_ns;
    record->work_ns += later->work_ns;
    record->items += later->items;
    record->chunks += later->chunks;
}

/* Each is of as many items, so the work of all merges together is that of the records. */
static uint64_t halve(struct trace_lane *lane, struct trace_record *records, uint64_t count)
{
    for (uint64_t i = 0; i < count / 2; i++) {
        struct trace_record pair = records[2 * i];
        merge(&pair, &records[2 * i + 1]);
        records[i] = pair;
    }
    lane->group *= 2;
    return count / 2;
}

void trace_add(struct board *board, unsigned worker, const struct trace_record *record)
{
    struct trace_lane *lane = &trace_lanes(board)[worker];
    struct trace_record *records = trace_records(board, worker);
    uint64_t count = atomic_load_explicit(&lane->count, memory_order_relaxed);
    if (count > 0 && records[count - 1].items < lane->group) {
        merge(&records[count - 1], record);
        return;
    }
    if (count == board->records)
        count = halve(lane, records, count);
    records[count] = *record;
    atomic_store_explicit(&lane->count, count + 1, memory_order_release);
}
