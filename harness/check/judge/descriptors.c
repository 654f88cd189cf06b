/* SPDX-License-Identifier: MIT */
/* P13: whose descriptors a worker holds. */
#include "check/inject/probe.h"
#include "check/judge/check.h"

enum { CREW = 4 }; /* workers */

/* Who holds one end of a channel. */
struct holders {
    unsigned workers;
    bool has_both; /* one of them has the other end too */
    bool is_outer; /* the caller had it before open: it is no channel of the strategy's */
    bool is_first; /* no entry before is of the same end */
};

static uint32_t count_files(void)
{
    return ledger->files < LEDGER_WORKERS_MAX ? ledger->files : LEDGER_WORKERS_MAX;
}

/* The other end of a socketpair; 0: it is none. */
static uint64_t find_partner(uint64_t inode)
{
    for (uint32_t i = 0; i < ledger->pairs && i < LEDGER_PAIRS_MAX; i++) {
        const uint64_t *both = ledger->pair[i].inode;
        if (both[0] == inode || both[1] == inode)
            return both[both[0] == inode ? 1 : 0];
    }
    return 0;
}

static bool is_used(uint64_t inode, bool read, bool written)
{
    for (const struct channel_use *use = ledger->use; use < ledger->use + LEDGER_PAIRS_MAX; use++)
        if (inode != 0 && use->inode == inode)
            return (!read || use->is_read) && (!written || use->is_written);
    return false;
}

/* Do workers use both ends? Then each may hold both, because it takes what another has put there. */
static bool is_among_workers(uint64_t inode)
{
    uint64_t partner = find_partner(inode);
    return partner != 0 ? is_used(inode, false, false) && is_used(partner, false, false)
                        : is_used(inode, true, true);
}

static struct holders find_holders(const struct open_file *end)
{
    bool holds[CREW] = { false };
    struct holders found = { .is_first = true };
    for (const struct open_file *file = ledger->file; file < ledger->file + count_files(); file++) {
        if (find_partner(file->inode) == end->inode)
            found.has_both |= file->worker == end->worker;
        if (file->inode != end->inode)
            continue;
        found.is_outer |= file->worker == PROBE_CALLER;
        if (file->readable != end->readable || file->writable != end->writable) {
            found.has_both |= file->worker == end->worker;
            continue;
        }
        found.is_first &= file >= end;
        if (file->worker < CREW && !holds[file->worker]) {
            holds[file->worker] = true;
            found.workers++;
        }
    }
    return found;
}

/* `crew`: workers without the caller, which holds the ends of all channels. */
static void expect_own_ends(struct check *check, unsigned crew)
{
    unsigned common[2] = { 0 }; /* channels that all can read, and that all can write */
    for (uint32_t i = 0; i < count_files(); i++) {
        const struct open_file *file = &ledger->file[i];
        struct holders holders = find_holders(file);
        if (holders.is_outer || is_among_workers(file->inode))
            continue;
        if (holders.has_both)
            check_break(check, BREAK_BOTH_ENDS_HELD, "worker %u holds both ends of a channel",
                        file->worker);
        if (holders.workers > 1 && holders.workers < crew)
            check_break(check, BREAK_SIBLING_END_HELD,
                        "%u of %u workers hold the same end of a channel", holders.workers, crew);
        common[file->writable] += holders.is_first && holders.workers == crew ? 1 : 0;
    }
    /* A few channels that all share are queues and ways back; as many as there are workers are one
     * for each. */
    for (int writable = 0; writable < 2; writable++)
        if (common[writable] >= crew)
            check_break(check, BREAK_ALL_ENDS_HELD,
                        "each of %u workers holds the %s ends of %u channels", crew,
                        writable ? "write" : "read", common[writable]);
}

/* An item may execute a program, which would hold what is not close-on-exec. */
static void expect_no_leak(struct check *check)
{
    /* Another program has its own ways to execute others. */
    bool is_foreign = (check->subject->strategy->traits & TRAIT_FOREIGN) != 0;
    if (!is_foreign && ledger->leaked_fd > 0)
        check_break(check, BREAK_DESCRIPTOR_INHERITED,
                    "descriptor %d of a worker is not close-on-exec", ledger->leaked_fd - 1);
}

/* P13 */
void judge_descriptors_are_own(struct check *check)
{
    bool is_alone = (check->subject->strategy->traits & TRAIT_INLINE) != 0;
    bool has_threads = (check->subject->strategy->traits & TRAIT_THREADS) != 0;
    struct scenario scenario = {
        .inject = { .items = CREW, .barrier = is_alone ? 0 : CREW, .note_files = true },
        .workers = CREW
    };
    /* What the workers hold is noted even if they then wait for each other forever. */
    check_case(check, "%d workers at work at the same time", CREW);
    if (!check_play_out(check, &scenario))
        return;
    expect_no_leak(check);
    if (is_alone || has_threads) {
        check_skip(check, "its workers share the descriptors of one process");
        return;
    }
    expect_own_ends(check, subject_caller_works(check->subject) ? CREW - 1 : CREW);
    /* P5 judges whether all work at the same time. */
    if (ledger->arrived < CREW)
        return;
    if (check->outcome.fate == FATE_TIMED_OUT)
        check_break(check, BREAK_DEADLOCK, "run did not return");
    else
        (void)check_success(check, BREAK_WORK_NOT_DONE);
}
