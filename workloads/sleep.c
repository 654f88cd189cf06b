/* SPDX-License-Identifier: MIT */
/* Idea:   sleep. An item takes no processor, so that a few processors emulate as many workers as
 *         the strategy can start: what remains is the cost of starting, sharing and ending. The run
 *         must leave the processors idle for that. If it takes more than 40 % of their time, from
 *         open to close, sleepers wait for a processor, and the cell is refused.
 *
 * Costs:  even: `grain`, and some microseconds for the timer and the switch back. A thread's timer
 *         slack, by default 50 µs, would delay each item, so it is 1 ns during the sleep.
 *
 * Answer: the clock: no item ends before its time. The cell measures the use of the processors.
 *
 * See:    prctl(2), PR_SET_TIMERSLACK; clock_nanosleep(2)
 */
#include "kit/clock.h"
#include "workload.h"
#include <inttypes.h>
#include <stdio.h>
#include <sys/prctl.h>

#define NS_PER_US UINT64_C(1000)

enum { ITEMS, GRAIN };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items", .max = 10000000, .default_value = 40, .help = "number of items" },
    [GRAIN] = { .name = "grain",
                .min = 1,
                .max = 60000000,
                .default_value = 5000,
                .help = "how long an item sleeps, in microseconds" },
    { 0 }
};

struct nap {
    uint64_t index;
    uint64_t is_whole; /* the clock had passed the deadline when it ended */
};

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    input->result_bytes = sizeof(struct nap);
    return 0;
}

/* Absolute, so that a signal does not make it longer. */
static int sleep_until(uint64_t deadline_ns)
{
    const struct timespec deadline = { .tv_sec = (time_t)(deadline_ns / NS_PER_S),
                                       .tv_nsec = (long)(deadline_ns % NS_PER_S) };
    int error;
    do
        error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
    while (error == EINTR);
    return error;
}

/* Leaves the thread with the slack that it had, which its strategy may count on. */
static int item(const struct input *input, uint64_t index, void *result)
{
    uint64_t deadline_ns = clock_now() + (uint64_t)input->values[GRAIN].number * NS_PER_US;
    int slack_ns = prctl(PR_GET_TIMERSLACK);
    if (slack_ns < 0 || prctl(PR_SET_TIMERSLACK, 1UL) < 0)
        return errno;
    int error = sleep_until(deadline_ns);
    if (prctl(PR_SET_TIMERSLACK, (unsigned long)slack_ns) < 0 && error == 0)
        error = errno;
    *(struct nap *)result = (struct nap){ .index = index, .is_whole = clock_now() >= deadline_ns };
    return error;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const struct nap *naps = results;
    for (uint64_t i = 0; i < input->items; i++) {
        if (naps[i].index != i || naps[i].is_whole != 1) {
            snprintf(text, text_bytes, "item %" PRIu64 " ended before its time", i);
            return ANSWER_WRONG;
        }
    }
    snprintf(text, text_bytes, "%" PRIu64 " items, none of which ended before its time",
             input->items);
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "sleeps, so that few processors emulate many workers",
    .tunables = tunables,
    .is_on_request = true,
    .processor_percent_max = 40,
    .create = create,
    .item = item,
    .check = check,
};
