/* SPDX-License-Identifier: MIT */
/* The ledger: shared pages of the checker, the caller, its workers and interpreters. */
#include "check/inject/ledger.h"
#include "check/inject/interpose.h"
#include "kit/clock.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct ledger *ledger;

static size_t ledger_bytes;
static int ledger_fd = -1;

static int map(int fd, size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return errno;
    if (ledger != NULL)
        munmap(ledger, ledger_bytes);
    ledger = at;
    ledger_bytes = bytes;
    return 0;
}

int ledger_create(uint64_t items, char path[static PATH_MAX])
{
    size_t bytes = sizeof *ledger + items * sizeof *ledger->entry;
    int fd = memfd_create("ledger", MFD_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = ftruncate(fd, (off_t)bytes) < 0 ? errno : map(fd, bytes);
    if (error != 0) {
        close(fd);
        return error;
    }
    if (ledger_fd >= 0)
        close(ledger_fd);
    ledger_fd = fd;
    snprintf(path, PATH_MAX, "/proc/%d/fd/%d", (int)getpid(), fd);
    return 0;
}

int ledger_open(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return errno;
    struct stat file;
    int error = fstat(fd, &file) < 0 ? errno : map(fd, (size_t)file.st_size);
    close(fd);
    return error;
}

bool ledger_was_opened(void)
{
    return ledger != NULL && ledger_fd < 0;
}

void ledger_note_worker(unsigned worker)
{
    pid_t tid = gettid();
    for (struct worker_record *record = ledger->record;
         record < ledger->record + LEDGER_WORKERS_MAX; record++) {
        pid_t there = 0;
        if (atomic_compare_exchange_strong(&record->tid, &there, tid)) {
            record->pid = getpid();
            record->parent = getppid();
            record->worker = worker;
            return;
        }
        if (there == tid) {
            record->mixed |= record->worker != worker;
            return;
        }
    }
}

unsigned ledger_workers(unsigned *mixed)
{
    unsigned count = 0;
    *mixed = 0;
    for (; count < LEDGER_WORKERS_MAX && ledger->record[count].tid != 0; count++)
        *mixed += ledger->record[count].mixed ? 1 : 0;
    return count;
}

void ledger_note_death(pid_t pid)
{
    /* Before it counts: where all die at once, the strategy may end this one between two lines. */
    uint64_t none = 0;
    atomic_compare_exchange_strong(&ledger->death_ns, &none, clock_now());
    if (atomic_fetch_add(&ledger->deaths, 1) > 0)
        return;
    ledger->death_pid = pid;
    ledger->death_parent = getppid();
}

void ledger_note_death_in(uint64_t item)
{
    if (ledger->deaths == 0) {
        ledger->death_item = item;
        ledger->death_in_item = true;
    }
    ledger_note_death(getpid());
}

void ledger_note_signal(void)
{
    ledger->signal_started = ledger->started;
    ledger->signal_ns = clock_now();
}

void ledger_sleep_us(uint64_t us)
{
    NEXT(nanosleep); /* real time, always */
    struct timespec left = { .tv_sec = (time_t)(us / 1000000),
                             .tv_nsec = (long)(us % 1000000) * 1000 };
    while (next(&left, &left) < 0 && errno == EINTR)
        continue;
}
