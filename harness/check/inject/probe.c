/* SPDX-License-Identifier: MIT */
/* The probe: a workload whose items do what the ledger says, and note that they did. Its items run
 * where the strategy runs items: in the caller, its threads, its workers, or an interpreter's. */
#include "check/inject/probe.h"
#include "check/inject/fault.h"
#include "kit/clock.h"
#include "kit/hash.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BARRIER_S 5 /* after which an item gives up waiting for the others */

int (*probe_nested)(void);

void probe_result(uint64_t index, size_t bytes, unsigned char *result)
{
    for (size_t at = 0; at < bytes; at += sizeof(uint64_t)) {
        uint64_t word = hash_mix(index, at);
        size_t left = bytes - at;
        memcpy(result + at, &word, left < sizeof word ? left : sizeof word);
    }
}

static void work_us(uint64_t us)
{
    uint64_t end_ns = clock_now() + us * 1000;
    while (us > 0 && clock_now() < end_ns)
        continue;
}

static bool is_long(const struct inject *inject, uint64_t index)
{
    if (inject->long_ms == 0 || !inject->caller_works)
        return inject->long_ms > 0 && index == inject->long_item;
    uint64_t none = 0;
    return (getpid() == ledger->caller) == inject->long_in_caller &&
           atomic_compare_exchange_strong(&ledger->long_first, &none, index + 1);
}

/* The fault comes while the long item is in hand, where any item may be either. */
static void await_fault_time(const struct inject *inject)
{
    uint64_t end_ns = clock_now() + NS_PER_S;
    while (inject->caller_works && inject->long_ms > 0 && ledger->long_first == 0 &&
           clock_now() < end_ns)
        ledger_sleep_us(200);
    ledger_sleep_us((uint64_t)inject->fault.delay_ms * 1000);
}

#define MANY_ITEMS 10000

static void take_time(const struct inject *inject, uint64_t index)
{
    if (is_long(inject, index)) {
        ledger->long_pid = getpid();
        if (inject->long_closes)
            (void)close_range(0, ~0U, 0);
        ledger_sleep_us((uint64_t)inject->long_ms * 1000);
    }
    /* Even a sleep of 0 gives the processor to another worker. Of very many items it would take
     * minutes. */
    if (inject->sleep_us > 0 || inject->items < MANY_ITEMS)
        ledger_sleep_us(inject->sleep_us);
    if (inject->pace == PACE_RANDOM)
        work_us(hash_mix(1, index) % 200);
    if (inject->pace == PACE_REVERSED)
        work_us(200 - 200 * index / inject->items);
}

/* Waits until so many items have begun. */
static void meet_others(unsigned others)
{
    atomic_fetch_add(&ledger->arrived, 1);
    uint64_t end_ns = clock_now() + BARRIER_S * NS_PER_S;
    while (atomic_load(&ledger->arrived) < others) {
        /* Where one has waited in vain, the others need not. */
        if (clock_now() > end_ns || atomic_load(&ledger->alone) > 0) {
            atomic_fetch_add(&ledger->alone, 1);
            return;
        }
        ledger_sleep_us(100);
    }
}

static void count_live(void)
{
    uint32_t live = atomic_fetch_add(&ledger->live, 1) + 1;
    uint32_t most = atomic_load(&ledger->live_most);
    while (live > most && !atomic_compare_exchange_weak(&ledger->live_most, &most, live))
        continue;
}

static void note_file(unsigned worker, int fd)
{
    struct stat file;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fstat(fd, &file) < 0 || !(S_ISFIFO(file.st_mode) || S_ISSOCK(file.st_mode)))
        return;
    uint32_t at = atomic_fetch_add(&ledger->files, 1);
    if (at >= LEDGER_WORKERS_MAX)
        return;
    int mode = flags & O_ACCMODE;
    ledger->file[at] = (struct open_file){ .worker = worker,
                                           .inode = file.st_ino,
                                           .readable = mode != O_WRONLY,
                                           .writable = mode != O_RDONLY };
}

void probe_note_files(unsigned worker)
{
    for (int fd = 0; fd < LEDGER_FD_MOST; fd++) {
        note_file(worker, fd);
        if (worker == PROBE_CALLER)
            ledger->caller_fds[fd] = fcntl(fd, F_GETFD) >= 0;
    }
}

void probe_note_leaks(void)
{
    for (int fd = 0; fd < LEDGER_FD_MOST; fd++) {
        int flags = fcntl(fd, F_GETFD);
        if (flags >= 0 && (flags & FD_CLOEXEC) == 0 && ledger->caller_fds[fd] == 0)
            ledger->leaked_fd = fd + 1;
    }
}

void probe_note_use(int fd, bool is_write)
{
    struct stat file;
    if (ledger == NULL || !ledger->inject.note_files || getpid() == ledger->caller ||
        fstat(fd, &file) < 0 || !(S_ISFIFO(file.st_mode) || S_ISSOCK(file.st_mode)))
        return;
    for (struct channel_use *use = ledger->use; use < ledger->use + LEDGER_PAIRS_MAX; use++) {
        uint64_t inode = 0;
        if (!atomic_compare_exchange_strong(&use->inode, &inode, file.st_ino) &&
            inode != file.st_ino)
            continue;
        *(is_write ? &use->is_written : &use->is_read) = true;
        return;
    }
}

void probe_note_nested(int error)
{
    if (error == 0)
        atomic_fetch_add(&ledger->nested_good, 1);
    else if (error < 0)
        atomic_fetch_add(&ledger->nested_wrong, 1);
    else
        atomic_fetch_add(&ledger->nested_refused, 1);
}

int probe_item(const struct input *input, uint64_t index, void *result)
{
    const struct inject *inject = &ledger->inject;
    atomic_fetch_add(&ledger->entry[index].started, 1);
    atomic_fetch_add(&ledger->started, 1);
    count_live();
    if (inject->barrier > 0)
        meet_others(inject->barrier);
    if (inject->nested && index == 0)
        probe_note_nested(probe_nested());
    bool has_fault = fault_is_here(POINT_ITEM, index, 1);
    bool tears_result = fault_is_here(POINT_RESULT, index, 1);
    if (has_fault || tears_result)
        await_fault_time(inject);
    else
        take_time(inject, index);

    int error = 0;
    if (has_fault) {
        error = fault_commit_in(index);
    } else if (tears_result) {
        unsigned char whole[64];
        probe_result(index, sizeof whole, whole);
        memcpy(result, whole, input->result_bytes < 8 ? input->result_bytes / 2 : 4);
        error = fault_commit_in(index);
    }
    probe_result(index, input->result_bytes, result);
    atomic_fetch_add(&ledger->entry[index].done, 1);
    atomic_fetch_sub(&ledger->live, 1);
    return error;
}

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = ledger->inject.items;
    input->result_bytes = ledger->inject.result_bytes;
    return 0;
}

enum answer probe_check(const struct input *input, const void *results, char *text, size_t bytes)
{
    (void)input, (void)results, (void)text, (void)bytes;
    return ANSWER_UNKNOWN;
}

const struct workload probe = {
    .abi = WORKLOAD_ABI,
    .summary = "does what the checker says",
    .create = create,
    .item = probe_item,
    .check = probe_check,
};
