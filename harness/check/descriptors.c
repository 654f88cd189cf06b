/* SPDX-License-Identifier: MIT */
/* P13: whose descriptors a worker holds. */
#include "check/check.h"
#include "check/properties.h"

/* How many workers hold this very end; *both says whether its worker has the other end too. */
static unsigned count_holders(const struct open_file *end, bool *both)
{
    bool holds[LEDGER_HEADS_MAX] = { false };
    unsigned count = 0;
    *both = false;
    for (uint32_t i = 0; i < ledger->files && i < LEDGER_HEADS_MAX; i++) {
        const struct open_file *file = &ledger->file[i];
        if (file->inode != end->inode)
            continue;
        if (file->readable != end->readable || file->writable != end->writable) {
            *both |= file->worker == end->worker;
            continue;
        }
        if (!holds[file->worker % LEDGER_HEADS_MAX])
            count++;
        holds[file->worker % LEDGER_HEADS_MAX] = true;
    }
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
        unsigned holders = count_holders(file, &both);
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
    /* Whether all come to work at the same time is P5's to judge. */
    if (ledger->arrived < CREW)
        return;
    if (outcome.fate == FATE_TIMED_OUT)
        check_break(check, "an end", check->hang, "run did not return");
    else
        (void)check_success(check, &outcome, "the strategy does not do its work");
}
