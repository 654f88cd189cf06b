/* SPDX-License-Identifier: MIT */
/* Whole reads and writes: short ones, interrupted ones, ends of file, and a reader that is gone. */
#include "kit/io.h"
#include "check.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define TICK_US    500
#define TICKS      3 /* that the one side lets pass before each piece, so that the other is asleep */
#define PIECES     40
#define BIG        (PIECES * 7001)
#define PIPE_BYTES 4096 /* far less than BIG: every write is a short one */

/* Ticks of the timer, seen by both processes. */
static _Atomic unsigned *ticks;

static void tick(int signal)
{
    (void)signal;
    atomic_fetch_add(ticks, 1);
}

/* Without SA_RESTART: each tick interrupts the call that sleeps. */
static void start_timer(void)
{
    struct sigaction action = { .sa_handler = tick };
    struct timeval every = { .tv_usec = TICK_US };
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &(struct itimerval){ every, every }, NULL);
}

static void stop_timer(void)
{
    setitimer(ITIMER_REAL, &(struct itimerval){ { 0 }, { 0 } }, NULL);
}

/* The timer is the parent's: a child that waits here knows that the parent has been interrupted. */
static void await_ticks(void)
{
    unsigned goal = atomic_load(ticks) + TICKS;
    while (atomic_load(ticks) < goal)
        usleep(100);
}

static unsigned char byte_at(size_t i)
{
    return (unsigned char)(i * 31 + i / 251);
}

static void fill(unsigned char *bytes)
{
    for (size_t i = 0; i < BIG; i++)
        bytes[i] = byte_at(i);
}

static bool is_filled(const unsigned char *bytes)
{
    for (size_t i = 0; i < BIG; i++)
        if (bytes[i] != byte_at(i))
            return false;
    return true;
}

/* The child writes in pieces, with plain write, and lets the parent's read be interrupted before
 * each. */
static void reads(void)
{
    static unsigned char bytes[BIG];
    struct pipe_ends ends;
    CHECK(pipe_open(&ends) == 0, "pipe");
    pid_t child = fork();
    if (child == 0) {
        fill(bytes);
        for (size_t piece = 0; piece < PIECES; piece++) {
            await_ticks();
            for (size_t sent = 0; sent < BIG / PIECES;)
                sent += (size_t)write(ends.write, bytes + piece * (BIG / PIECES) + sent,
                                      BIG / PIECES - sent);
        }
        _exit(0);
    }
    fd_close(&ends.write);
    start_timer();
    int error = read_whole(ends.read, bytes, BIG);
    stop_timer();
    CHECK(error == 0, "%s", strerror(error));
    CHECK(is_filled(bytes), "other bytes than were written");
    CHECK(read_whole(ends.read, bytes, 1) == ENODATA, "the end");
    fd_close(&ends.read);
    waitpid(child, NULL, 0);
}

/* The child reads in pieces from a pipe that is always full. */
static void writes(void)
{
    static unsigned char bytes[BIG];
    struct pipe_ends ends;
    CHECK(pipe_open(&ends) == 0, "pipe");
    CHECK(fcntl(ends.write, F_SETPIPE_SZ, PIPE_BYTES) == PIPE_BYTES, "%s", strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        fd_close(&ends.write);
        size_t got = 0;
        for (size_t piece = 0; got < BIG; piece++) {
            if (piece < PIECES)
                await_ticks();
            ssize_t more = read(ends.read, bytes + got, 1001);
            got += more > 0 ? (size_t)more : BIG;
        }
        _exit(got == BIG && is_filled(bytes) ? 0 : 1);
    }
    fd_close(&ends.read);
    fill(bytes);
    start_timer();
    int error = write_whole(ends.write, bytes, BIG);
    stop_timer();
    fd_close(&ends.write);
    CHECK(error == 0, "%s", strerror(error));
    int status;
    waitpid(child, &status, 0);
    CHECK(status == 0, "the child read other bytes: wait status %d", status);
}

static void ends_of_file(void)
{
    char bytes[8];
    struct pipe_ends ends;
    CHECK(pipe_open(&ends) == 0, "pipe");
    CHECK(write_whole(ends.write, "12345", 5) == 0, "write");
    fd_close(&ends.write);
    CHECK(read_whole(ends.read, bytes, 2) == 0 && memcmp(bytes, "12", 2) == 0, "%.2s", bytes);
    CHECK(read_whole(ends.read, bytes, 0) == 0, "nothing is there at any time");
    CHECK(read_whole(ends.read, bytes, 8) == EBADMSG, "an end in the middle");
    CHECK(read_whole(ends.read, bytes, 8) == ENODATA, "an end before the first byte");
    CHECK(read_whole(ends.read, bytes, 0) == 0, "nothing is there also at the end");
    fd_close(&ends.read);
    CHECK(read_whole(ends.read, bytes, 1) == EBADF, "a closed descriptor");
    CHECK(write_whole(ends.write, bytes, 1) == EBADF, "a closed descriptor");
}

static bool sigpipe_is(bool (*question)(sigset_t *set))
{
    sigset_t set;
    return question(&set);
}

static bool pending(sigset_t *set)
{
    return sigpending(set) == 0 && sigismember(set, SIGPIPE) == 1;
}

static bool blocked(sigset_t *set)
{
    return pthread_sigmask(SIG_BLOCK, NULL, set) == 0 && sigismember(set, SIGPIPE) == 1;
}

static void block_sigpipe(int how)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(how, &set, NULL);
}

/* SIGPIPE has its default action here: one that came through would end this program. */
static void readers_gone(void)
{
    struct pipe_ends ends;
    CHECK(pipe_open(&ends) == 0, "pipe");
    fd_close(&ends.read);

    CHECK(write_whole(ends.write, "x", 1) == EPIPE, "no reader");
    CHECK(!sigpipe_is(pending) && !sigpipe_is(blocked), "SIGPIPE as before");
    CHECK(write_whole(ends.write, "x", 0) == 0, "nothing can be written to nobody");

    block_sigpipe(SIG_BLOCK);
    CHECK(write_whole(ends.write, "x", 1) == EPIPE, "no reader");
    CHECK(!sigpipe_is(pending) && sigpipe_is(blocked), "blocked as before, and none made");

    raise(SIGPIPE);
    CHECK(write_whole(ends.write, "x", 1) == EPIPE, "no reader");
    CHECK(sigpipe_is(pending), "one that was pending before is the caller's");

    static const struct timespec at_once = { 0 };
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    sigtimedwait(&set, NULL, &at_once);
    block_sigpipe(SIG_UNBLOCK);

    signal(SIGPIPE, SIG_IGN);
    CHECK(write_whole(ends.write, "x", 1) == EPIPE, "no reader, SIGPIPE ignored");
    signal(SIGPIPE, SIG_DFL);
    fd_close(&ends.write);
}

/* A reader that goes away half-way. */
static void reader_leaves(void)
{
    static unsigned char bytes[BIG];
    struct pipe_ends ends;
    CHECK(pipe_open(&ends) == 0, "pipe");
    pid_t child = fork();
    if (child == 0) {
        ssize_t got = read(ends.read, bytes, 1000);
        _exit(got > 0 ? 0 : 1);
    }
    fd_close(&ends.read);
    CHECK(write_whole(ends.write, bytes, BIG) == EPIPE, "the reader left");
    CHECK(!sigpipe_is(pending), "and no SIGPIPE is left");
    fd_close(&ends.write);
    waitpid(child, NULL, 0);
}

static void descriptors(void)
{
    struct pipe_ends ends;
    CHECK(pipe_open(&ends) == 0, "pipe");
    CHECK(fcntl(ends.read, F_GETFD) == FD_CLOEXEC, "the read end is close-on-exec");
    CHECK(fcntl(ends.write, F_GETFD) == FD_CLOEXEC, "the write end is close-on-exec");
    int read_end = ends.read;
    fd_close(&ends.read);
    CHECK(ends.read == -1 && fcntl(read_end, F_GETFD) == -1, "closed, and known to be");
    fd_close(&ends.read);
    fd_close(&ends.write);

    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    struct rlimit none = { .rlim_cur = 4, .rlim_max = limit.rlim_max };
    setrlimit(RLIMIT_NOFILE, &none);
    ends = (struct pipe_ends){ .read = 0, .write = 0 };
    CHECK(pipe_open(&ends) == EMFILE, "one descriptor left");
    CHECK(ends.read == -1 && ends.write == -1, "closing them after an error would close stdin");
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(void)
{
    ticks = mmap(NULL, sizeof *ticks, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (ticks == MAP_FAILED)
        return 1;
    reads();
    writes();
    CHECK(atomic_load(ticks) >= 2 * PIECES * TICKS, "%u ticks", atomic_load(ticks));
    ends_of_file();
    readers_gone();
    reader_leaves();
    descriptors();
    return check_end();
}
