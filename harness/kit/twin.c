/* SPDX-License-Identifier: MIT */
/* Twins: processes that an item forks, and that return from it as the worker does. */
#include "kit/twin.h"
#include <sys/mman.h>
#include <unistd.h>

static atomic_bool not_prepared = true;

atomic_bool *twin_mark = &not_prepared;

void twin_prepare(void)
{
    if (twin_mark != &not_prepared)
        return;
    void *page =
        mmap(NULL, sizeof *twin_mark, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return;
    if (madvise(page, sizeof *twin_mark, MADV_WIPEONFORK) < 0) {
        munmap(page, sizeof *twin_mark);
        return;
    }
    twin_mark = page;
    /* The page fault is taken here, and not in the first run. */
    twin_begin();
}

noreturn void twin_end(void)
{
    _exit(0);
}
