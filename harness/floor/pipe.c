/* SPDX-License-Identifier: MIT */
/* The floor of a queue in a pipe: the records of pipe_queue, written as it does and read by two
 * processes, one record at a time. The forks are not counted; the ends of the readers are, because
 * only they show that all records were read. */
#include "floor/acts.h"
#include "kit/schedule.h"
#include <errno.h>
#include <limits.h>
#include <unistd.h>

enum { READERS = 2, BATCH = PIPE_BUF / sizeof(struct chunk) };

/* Reads until there is no more. */
static noreturn void drain(struct floor *floor, unsigned reader)
{
    struct chunk record;
    uint64_t records = 0;
    fd_close(&floor->queue.write); /* or there would be no end */
    while (read(floor->queue.read, &record, sizeof record) == (ssize_t)sizeof record)
        records++;
    floor->table->counts[reader].done = records;
    _exit(0);
}

static int start_readers(struct floor *floor)
{
    int error = pipe_open(&floor->queue);
    unsigned started = 0;
    while (started < READERS && error == 0) {
        pid_t pid = floor_fork(floor, started);
        if (pid == 0)
            drain(floor, started);
        error = pid < 0 ? errno : 0;
        started += pid > 0;
    }
    fd_close(&floor->queue.read);
    if (error == 0)
        return 0;
    fd_close(&floor->queue.write);
    return floor_wait(floor, started, error);
}

static int write_records(struct floor *floor, uint64_t operations)
{
    struct chunk batch[BATCH] = { { .count = 1 } };
    int error = 0;
    for (uint64_t left = operations; left > 0 && error == 0;) {
        uint64_t count = left < BATCH ? left : BATCH;
        error = write_whole(floor->queue.write, batch, count * sizeof *batch);
        left -= count;
    }
    fd_close(&floor->queue.write);
    error = floor_wait(floor, READERS, error);
    uint64_t records = floor->table->counts[0].done + floor->table->counts[1].done;
    return error == 0 && records != operations ? EPROTO : error;
}

const struct floor_acts floor_pipe_acts = { .prepare = start_readers, .perform = write_records };
