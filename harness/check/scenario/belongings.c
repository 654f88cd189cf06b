/* SPDX-License-Identifier: MIT */
/* What the caller owns before the strategy is called: things that a careless strategy, or its
 * workers, would change, because processes share them or have only one. state.c shows whether it
 * did. Runs in the caller.
 */
#include "check/scenario/caller.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define FD_FIRST 100 /* above those that strategies may give to programs */
#define HOUR_S   3600

/* Out of the way. −1 where a limit does not allow such a number: then there is less to lose. */
static int move_up(int fd)
{
    int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FD_FIRST);
    if (fd >= 0)
        close(fd);
    return high;
}

/* Standard input is a file. A worker that reads takes characters away, and one that leaves by exit
 * sets the offset back to what its copy of the stream has consumed. Both kinds of locks: one belongs
 * to the process, and the other to the open file, which workers share. */
static void own_input(bool reads)
{
    static const char text[] = "input of the caller, which is nobody else's\n";
    static char buffer[16]; /* less than the text, so that there is more to be read */
    int fd = move_up(memfd_create("input", MFD_CLOEXEC));
    if (fd < 0 || write(fd, text, sizeof text - 1) < 0)
        return;
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    (void)fcntl(fd, F_SETLK, &whole);
    (void)flock(fd, LOCK_EX);
    (void)setvbuf(stdin, buffer, _IOFBF, sizeof buffer);
    if (lseek(fd, 0, SEEK_SET) == 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO && reads)
        (void)getchar();
}

/* Both ends of two channels, blocking. */
static void own_channels(void)
{
    int ends[2][2];
    if (pipe(ends[0]) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends[1]) < 0)
        return;
    for (int i = 0; i < 4; i++)
        (void)move_up(ends[i / 2][i % 2]);
}

void belongings_open(void)
{
    static const struct itimerval hourly = { .it_interval.tv_sec = HOUR_S,
                                             .it_value.tv_sec = HOUR_S };
    static char buffer[4096];
    /* An item that calls exit does with the stream what no strategy may. */
    own_input(ledger->inject.fault.kind != FAULT_EXIT);
    own_channels();
    (void)setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    setitimer(ITIMER_REAL, &hourly, NULL);
}
