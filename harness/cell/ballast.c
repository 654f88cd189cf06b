/* SPDX-License-Identifier: MIT */
/* Makes this process as large as a program with data, before the pool is opened. */
#include "kit/ballast.h"
#include "cell/cell.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Maps the ballast at a boundary of huge pages. NULL with errno set. */
static unsigned char *map(const struct ballast *ballast)
{
    size_t bytes = ballast->bytes + BALLAST_HUGE_PAGE;
    int sharing = ballast->pages == BALLAST_SHARED ? MAP_SHARED : MAP_PRIVATE;
    unsigned char *all =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (all == MAP_FAILED)
        return NULL;
    size_t past = (uintptr_t)all % BALLAST_HUGE_PAGE;
    unsigned char *begin = all + (past > 0 ? BALLAST_HUGE_PAGE - past : 0);
    /* A kernel without huge pages knows neither: then all pages are small, and the record says
     * so. */
    (void)madvise(begin, ballast->bytes,
                  ballast->pages == BALLAST_HUGE ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    return begin;
}

/* Writes to every page: what is only read would share the page of zeros. */
static void touch(unsigned char *begin, uint64_t bytes)
{
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    for (uint64_t at = 0; at < bytes; at += page)
        ((volatile unsigned char *)begin)[at] = 1;
}

/* "FROM-TO …", the first line of a mapping in smaps. */
static bool read_range(const char *line, uintptr_t *from, uintptr_t *to)
{
    char *end;
    *from = strtoul(line, &end, 16);
    if (end == line || *end != '-')
        return false;
    const char *rest = end + 1;
    *to = strtoul(rest, &end, 16);
    return end != rest && *end == ' ';
}

/* The KiB of a line of smaps with this key; 0 if it is another line. */
static uint64_t read_kib(const char *line, const char *key)
{
    size_t length = strlen(key);
    return strncmp(line, key, length) == 0 ? strtoul(line + length, NULL, 10) : 0;
}

/* How much of the ballast is in huge pages, as the kernel says: it may have had none to give, or
 * gives them unasked to shared memory. */
static uint64_t count_huge(const unsigned char *begin, uint64_t bytes)
{
    FILE *file = fopen("/proc/self/smaps", "re");
    char line[512];
    uint64_t sum = 0;
    bool is_inside = false;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        uintptr_t from;
        uintptr_t to;
        if (read_range(line, &from, &to))
            is_inside = from < (uintptr_t)begin + bytes && to > (uintptr_t)begin;
        else if (is_inside)
            sum += (read_kib(line, "AnonHugePages:") + read_kib(line, "ShmemPmdMapped:")) << 10;
    }
    if (file != NULL)
        (void)fclose(file);
    return sum < bytes ? sum : bytes;
}

/* What of this process is in memory; 0 if that is not known. */
static uint64_t count_resident(void)
{
    char text[128] = "";
    char *second = text; /* its second number counts pages */
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && read(fd, text, sizeof text - 1) > 0)
        (void)strtoul(text, &second, 10);
    if (fd >= 0)
        close(fd);
    return strtoul(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

int cell_touch_ballast(struct cell *cell)
{
    const struct ballast *ballast = &cell->ballast;
    struct board *board = cell->board;
    board->step = STEP_BALLAST;
    if (ballast->bytes > 0) {
        unsigned char *begin = map(ballast);
        if (begin == NULL) {
            char text[BALLAST_TEXT_BYTES];
            ballast_text(ballast, text);
            return cell_refuse(cell, errno, "no memory for a ballast of %s: %s", text,
                               strerror(errno));
        }
        touch(begin, ballast->bytes);
        board->ballast_bytes = ballast->bytes;
        board->ballast_huge_bytes = count_huge(begin, ballast->bytes);
    }
    board->resident_bytes = count_resident();
    return 0;
}
