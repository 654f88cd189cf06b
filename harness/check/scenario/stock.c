/* SPDX-License-Identifier: MIT */
/* What the caller holds when a strategy has been used often: nothing of it may grow. Runs in the
 * caller. */
#include "check/scenario/caller.h"
#include "check/scenario/proc.h"
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>

/* No list shows them, so all are taken and given back. */
static int count_keys(void)
{
    pthread_key_t keys[PTHREAD_KEYS_MAX];
    int count = 0;
    while (count < PTHREAD_KEYS_MAX && pthread_key_create(&keys[count], NULL) == 0)
        count++;
    for (int i = 0; i < count; i++)
        pthread_key_delete(keys[i]);
    return count;
}

/* A sanitizer's malloc does not count bytes: 0. */
static struct holdings take_stock(void)
{
    struct mallinfo2 info = mallinfo2();
    struct holdings held = { .pages = proc_pages(),
                             .bytes = (long)(info.uordblks + info.hblkhd),
                             .keys = count_keys() };
    for (int fd = 0; fd < LEDGER_FD_MOST; fd++)
        held.files += fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
    return held;
}

void stock_take_if_due(const struct scenario *scenario, struct report *report)
{
    unsigned all =
        (scenario->runs > 0 ? scenario->runs : 1) * (scenario->uses > 0 ? scenario->uses : 1);
    unsigned due = scenario->early + report->stocks * (all - scenario->early) / (STOCKS - 1);
    if (scenario->early > 0 && report->stocks < STOCKS - 1 && report->runs >= due)
        report->stock[report->stocks++] = take_stock();
}

void stock_take_last(const struct scenario *scenario, struct report *report)
{
    if (scenario->early > 0)
        report->stock[STOCKS - 1] = take_stock();
}
