/* SPDX-License-Identifier: MIT */
/* Whichever worker ends first is noticed first, and after a death nobody is waited for who has time:
 * siblings that would sleep for twenty seconds are ended within one. */
#include "kit/watch.h"
#include "check.h"
#include "kit/board.h"
#include "kit/clock.h"
#include "kit/worker.h"
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 40

enum end { LEAVES, LEAVES_LATER, LEAVES_WITH_ERROR, DIES, SLEEPS, STOPS };

static struct job job;

static void make(void)
{
    struct board_shape shape = { .items = 1, .result_bytes = 8, .workers = WORKERS };
    int fd = memfd_create("board", MFD_CLOEXEC);
    int error = board_create(fd, &shape, &job.board);
    CHECK(error == 0, "%s", strerror(error));
    close(fd);
    job.slots = board_slots(job.board);
    job.workers = WORKERS;
    board_clear(job.board);
}

static void live(unsigned worker, enum end end)
{
    worker_enter(&job);
    switch (end) {
    case LEAVES:
        worker_exit(&job, worker, 0);
    case LEAVES_LATER:
        usleep(300000);
        worker_exit(&job, worker, 0);
    case LEAVES_WITH_ERROR:
        worker_exit(&job, worker, ENOSPC);
    case DIES:
        usleep(50000);
        raise(SIGKILL);
        break;
    case SLEEPS:
        sleep(20);
        break;
    case STOPS:
        raise(SIGSTOP);
        break;
    }
    _exit(9);
}

static void start(unsigned worker, enum end end)
{
    pid_t pid = fork();
    if (pid == 0)
        live(worker, end);
    worker_started(&job, worker, pid);
}

static int descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    while (folder != NULL && readdir(folder) != NULL)
        count++;
    if (folder != NULL)
        closedir(folder);
    return count;
}

/* The worker `odd` ends in another way than all the others; the wait is over within a second. */
static void wait_for(unsigned odd, enum end end, enum end others, int expected)
{
    make();
    int before = descriptors();
    for (unsigned worker = 0; worker < WORKERS; worker++)
        start(worker, worker == odd ? end : others);
    uint64_t begin_ns = clock_now();
    int error = worker_wait_all(&job, WORKERS);
    uint64_t waited_ns = clock_now() - begin_ns;
    CHECK(error == expected, "worker %u gives %d", odd, error);
    CHECK(waited_ns < 5 * NS_PER_S, "%g s", (double)waited_ns / 1e9);
    CHECK(descriptors() == before, "%d descriptors of %d", descriptors(), before);
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "a child is left");
    for (unsigned worker = 0; worker < WORKERS; worker++) {
        bool was_ended = error != 0 && worker != odd;
        CHECK(job.slots[worker].was_ended == was_ended, "worker %u", worker);
        CHECK(!was_ended || job.slots[worker].reaped, "worker %u", worker);
    }
    CHECK(worker_wait_all(&job, WORKERS) == 0, "it is told once");
    board_unmap(job.board);
}

static void firsts(void)
{
    static const unsigned odd[] = { 0, 17, WORKERS - 1 };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        wait_for(odd[i], DIES, SLEEPS, EOWNERDEAD);
        wait_for(odd[i], LEAVES_WITH_ERROR, SLEEPS, ENOSPC);
    }
    wait_for(3, DIES, STOPS, EOWNERDEAD);
    wait_for(3, LEAVES_LATER, LEAVES, 0);
}

/* With too few descriptors for all, those that are unwatched at first are waited for as well. */
static void scarce(int spare)
{
    struct rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    int lowest_free = dup(STDIN_FILENO);
    close(lowest_free);
    struct rlimit few = { .rlim_cur = (rlim_t)(lowest_free + spare), .rlim_max = before.rlim_max };
    make();
    for (unsigned worker = 0; worker < WORKERS; worker++)
        start(worker, worker % 2 == 0 ? LEAVES : LEAVES_LATER);
    setrlimit(RLIMIT_NOFILE, &few);
    struct watch watch;
    watch_open(&watch, &job, WORKERS);
    CHECK((int)watch.watched <= spare, "%u watched", watch.watched);
    CHECK((watch.fd < 0) == (spare == 0), "%d", watch.fd);
    int error = watch_close(&watch);
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK(error == 0, "%s", strerror(error));
    CHECK(watch.fd == -1 && watch.watched == 0, "closed");
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "a child is left");

    /* The first of two can be watched. That one's death is noticed at once. */
    make();
    setrlimit(RLIMIT_NOFILE, &few);
    start(0, DIES);
    start(1, SLEEPS);
    CHECK(worker_wait_all(&job, 2) == EOWNERDEAD, "the dead");
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK(job.slots[1].was_ended, "the other");

    /* Those for whom there was no descriptor are reaped before the watch comes to them. */
    make();
    for (unsigned worker = 0; worker < WORKERS; worker++)
        start(worker, SLEEPS);
    setrlimit(RLIMIT_NOFILE, &few);
    watch_open(&watch, &job, WORKERS);
    worker_end_all(&job, WORKERS);
    CHECK(watch_close(&watch) == 0, "given up");
    CHECK(watch.next == WORKERS, "%u looked at", watch.next);
    setrlimit(RLIMIT_NOFILE, &before);
}

/* The descriptor says that somebody has ended, and until then it says nothing. */
static void polled(void)
{
    make();
    start(0, SLEEPS);
    start(1, SLEEPS);
    struct watch watch;
    watch_open(&watch, &job, 2);
    struct pollfd ready = { .fd = watch.fd, .events = POLLIN };
    CHECK(poll(&ready, 1, 0) == 0, "nobody has ended");
    kill(job.slots[1].pid, SIGTERM);
    CHECK(poll(&ready, 1, 10000) == 1, "somebody has ended");
    CHECK(watch_close(&watch) == EOWNERDEAD, "a death");
    CHECK(!job.slots[1].was_ended && WTERMSIG(job.slots[1].wait_status) == SIGTERM, "whose");
    CHECK(job.slots[0].was_ended && WTERMSIG(job.slots[0].wait_status) == SIGKILL, "and whose not");
}

/* Whoever asks for one after another is told of each once, and then that there are no more. */
static void one_by_one(void)
{
    make();
    start(0, SLEEPS);
    start(1, LEAVES);
    struct watch watch;
    watch_open(&watch, &job, 2);
    CHECK(watch_next(&watch) == 0, "one left");
    CHECK(job.slots[1].reaped && !job.slots[0].reaped, "which");
    struct pollfd ready = { .fd = watch.fd, .events = POLLIN };
    CHECK(poll(&ready, 1, 0) == 0, "it is told twice");
    kill(job.slots[0].pid, SIGTERM);
    CHECK(watch_next(&watch) == EOWNERDEAD, "a death");
    CHECK(watch_next(&watch) == 0, "nobody is there any more");
    CHECK(watch_close(&watch) == 0, "it was told");
}

/* The dead who are many are all dead by themselves; and other children are nobody's business. */
static void many(void)
{
    make();
    pid_t other = fork();
    if (other == 0) {
        sleep(20);
        _exit(0);
    }
    for (unsigned worker = 0; worker < 3; worker++) {
        start(worker, DIES);
        siginfo_t info;
        waitid(P_PID, (id_t)job.slots[worker].pid, &info, WEXITED | WNOWAIT);
    }
    CHECK(worker_wait_all(&job, 3) == EOWNERDEAD, "a death");
    for (unsigned worker = 0; worker < 3; worker++)
        CHECK(job.slots[worker].reaped && !job.slots[worker].was_ended, "worker %u", worker);
    CHECK(waitpid(other, NULL, WNOHANG) == 0, "the child that is none of ours is there");
    kill(other, SIGTERM);
    waitpid(other, NULL, 0);
}

static void ignored(void)
{
    signal(SIGCHLD, SIG_IGN);
    make();
    start(0, SLEEPS);
    start(1, DIES);
    CHECK(worker_wait_all(&job, 2) == EOWNERDEAD, "a death");
    CHECK(job.slots[0].was_ended && !job.slots[1].was_ended, "which");
    CHECK(kill(job.slots[0].pid, 0) < 0 && errno == ESRCH, "it lives on");

    make();
    start(0, LEAVES_LATER);
    start(1, LEAVES);
    usleep(100000); /* most likely gone now, so that there is nothing left to watch */
    CHECK(worker_wait_all(&job, 2) == 0, "both left");
    signal(SIGCHLD, SIG_DFL);
}

/* Who waits sleeps. */
static void idle(void)
{
    make();
    for (unsigned worker = 0; worker < WORKERS; worker++)
        start(worker, LEAVES_LATER);
    struct rusage before;
    struct rusage after;
    uint64_t begin_ns = clock_now();
    getrusage(RUSAGE_SELF, &before);
    CHECK(worker_wait_all(&job, WORKERS) == 0, "all left");
    getrusage(RUSAGE_SELF, &after);
    double wall_s = (double)(clock_now() - begin_ns) / 1e9;
    double used_s = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
                    (double)(after.ru_stime.tv_sec - before.ru_stime.tv_sec) +
                    (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6 +
                    (double)(after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1e6;
    CHECK(used_s < 0.2 * wall_s, "%g s of %g s", used_s, wall_s);
}

int main(void)
{
    firsts();
    scarce(0);
    scarce(1);
    scarce(2);
    scarce(7);
    polled();
    one_by_one();
    many();
    ignored();
    idle();
    return check_end();
}
