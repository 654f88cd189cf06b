/* SPDX-License-Identifier: MIT */
/* P13: whose descriptors a worker holds. */
#include "check/check.h"
#include "check/properties.h"

/* How many workers hold this file; *both says whether `worker` can read and write the pipe. */
static unsigned count_holders(uint64_t inode, unsigned worker, bool *both)
{
    bool holds[LEDGER_HEADS_MAX] = { false };
    bool readable = false;
    bool writable = false;
    unsigned count = 0;
    for (uint32_t i = 0; i < ledger->files && i < LEDGER_HEADS_MAX; i++) {
        const struct open_file *file = &ledger->file[i];
        if (file->inode != inode)
            continue;
        if (!holds[file->worker % LEDGER_HEADS_MAX])
            count++;
        holds[file->worker % LEDGER_HEADS_MAX] = true;
        if (file->worker == worker && !(file->readable && file->writable)) {
            readable |= file->readable;
            writable |= file->writable;
        }
    }
    *both = readable && writable;
    return count;
}

/* P13 */
void judge_descriptors(struct check *check)
{
    if (check_is_one_process(check)) {
        check_skip(check, "its workers share the caller's descriptors");
        return;
    }
    enum { CREW = 4 };
    struct scenario scenario = scenario_of(CREW, CREW);
    scenario.order.barrier = CREW;
    scenario.order.tell_files = true;
    struct outcome outcome;
    /* What the workers hold is told even if they then wait for each other for ever. */
    if (!check_play_out(check, &scenario, &outcome, "4 workers at work at the same time"))
        return;
    for (uint32_t i = 0; i < ledger->files && i < LEDGER_HEADS_MAX; i++) {
        const struct open_file *file = &ledger->file[i];
        bool both;
        unsigned holders = count_holders(file->inode, file->worker, &both);
        if (both)
            check_break(
                check, "one end of a pipe in each worker",
                "the end that a worker does not use is not closed: while it holds the write "
                "end itself there is no end of file",
                "worker %u holds both ends of a pipe", file->worker);
        if (holders > 1 && holders < CREW)
            check_break(check, "its own channel in each worker, or one that all share",
                        "a worker inherits the ends that the caller holds for those forked before: "
                        "their end of file never comes",
                        "%u of %d workers hold the same end of a channel", holders, CREW);
    }
}
