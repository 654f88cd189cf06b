/* SPDX-License-Identifier: MIT */
/* Whichever worker ends first is noticed first, and after a death nobody is waited for who has time:
 * siblings that would sleep for twenty seconds are ended within one. */
#include "kit/watch.h"
#include "check.h"
#include "kit/board.h"
#include "kit/clock.h"
#include "kit/io.h"
#include "kit/worker.h"
#include <dirent.h>
#include <errno.h>
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
    board_clear(job.board, NULL);
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

/* With too few descriptors for all, nobody is watched: the error is told, and all are ended. */
static void scarce(int spare)
{
    struct rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    int open_before = descriptors();
    int lowest_free = dup(STDIN_FILENO);
    close(lowest_free);
    struct rlimit few = { .rlim_cur = (rlim_t)(lowest_free + spare), .rlim_max = before.rlim_max };
    make();
    for (unsigned worker = 0; worker < WORKERS; worker++)
        start(worker, SLEEPS);
    setrlimit(RLIMIT_NOFILE, &few);
    struct watch watch = { .job = &job, .started = WORKERS };
    int error = watch_open(&watch);
    int close_error = watch_close(&watch, 0);
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK(error == EMFILE, "%d", error);
    CHECK(job.board->failed_errno == EMFILE, "%d", job.board->failed_errno);
    CHECK(close_error == 0 && !watch.is_open, "%d", close_error);
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "a child is left");
    for (unsigned worker = 0; worker < WORKERS; worker++)
        CHECK(job.slots[worker].was_ended, "worker %u", worker);

    make();
    start(0, SLEEPS);
    setrlimit(RLIMIT_NOFILE, &few);
    if (spare < 2)
        CHECK(worker_wait_all(&job, 1) == EMFILE, "nobody is waited for");
    else
        worker_end_all(&job, 1);
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK(descriptors() == open_before, "%d descriptors of %d", descriptors(), open_before);
}

static int next(struct watch *watch, unsigned worker, bool has_ended)
{
    struct watch_event event = { .worker = WORKERS };
    int error = watch_next(watch, &event);
    CHECK(error != 0 || event.worker == worker, "worker %u, not %u", event.worker, worker);
    CHECK(error != 0 || event.has_ended == has_ended, "worker %u", event.worker);
    return error;
}

/* Each end is reported once, and then there is nothing left. */
static void one_by_one(void)
{
    make();
    start(0, SLEEPS);
    start(1, LEAVES);
    struct watch watch = { .job = &job, .started = 2 };
    CHECK(watch_open(&watch) == 0, "open");
    CHECK(next(&watch, 1, true) == 0, "one left");
    CHECK(job.slots[1].reaped && !job.slots[0].reaped, "which");
    kill(job.slots[0].pid, SIGTERM);
    CHECK(next(&watch, 0, true) == EOWNERDEAD, "a death");
    CHECK(!job.slots[0].was_ended && WTERMSIG(job.slots[0].wait_status) == SIGTERM, "whose");
    CHECK(next(&watch, 0, true) == ENODATA, "nothing is left");
    CHECK(watch_close(&watch, 0) == 0, "it was told");
}

/* A number that is free serves the next process, which does not keep what watches its siblings. */
static void one_after_another(void)
{
    int before = descriptors();
    make();
    struct watch watch = { .job = &job, .started = 3 };
    CHECK(watch_open(&watch) == 0, "open");
    for (int round = 0; round < 3; round++)
        for (unsigned worker = 1; worker < 3; worker++) {
            start(worker, LEAVES);
            CHECK(watch_worker(&watch, worker) == 0, "watch");
            CHECK(next(&watch, worker, true) == 0, "it left");
        }
    start(2, SLEEPS);
    CHECK(watch_worker(&watch, 2) == 0 && watch_worker(&watch, 0) == 0, "one of two is there");
    int kept = -1;
    pid_t child = fork();
    if (child == 0) {
        watch_leave(&watch);
        _exit(descriptors() == before ? 0 : 1);
    }
    waitpid(child, &kept, 0);
    CHECK(kept == 0, "the child keeps descriptors");
    CHECK(watch.running == 1, "%u run", watch.running);
    CHECK(watch_close(&watch, ECANCELED) == ECANCELED, "close");
    CHECK(descriptors() == before, "%d descriptors of %d", descriptors(), before);

    signal(SIGCHLD, SIG_IGN);
    make();
    watch = (struct watch){ .job = &job, .started = 1 };
    CHECK(watch_open(&watch) == 0, "open");
    start(0, LEAVES);
    usleep(100000); /* most likely gone now */
    CHECK(watch_worker(&watch, 0) == 0 && next(&watch, 0, true) == 0, "its end is reported");
    CHECK(watch_close(&watch, 0) == 0, "close");
    signal(SIGCHLD, SIG_DFL);
}

/* Whichever comes first: a message, or an end while another process holds the channel. */
static void channels(void)
{
    int before = descriptors();
    struct pipe_ends pipes[3];
    make();
    for (unsigned worker = 0; worker < 3; worker++) {
        CHECK(pipe_open(&pipes[worker]) == 0, "pipe");
        start(worker, worker == 1 ? DIES : SLEEPS);
    }
    struct watch watch = { .job = &job, .started = 3 };
    CHECK(watch_open(&watch) == 0, "open");
    for (unsigned worker = 0; worker < 3; worker++)
        CHECK(watch_add(&watch, worker, pipes[worker].read, EPOLLIN) == 0, "add");
    CHECK(watch_add(&watch, 0, pipes[0].read, EPOLLIN) == EEXIST, "twice");
    CHECK(write_whole(pipes[2].write, "m", 1) == 0, "write");
    CHECK(next(&watch, 2, false) == 0, "a message");
    CHECK(next(&watch, 2, false) == 0, "it is still there");
    /* Dropped, a channel reports nothing, though others hold both of its ends. */
    watch_drop(&watch, &pipes[2].read);
    CHECK(pipes[2].read == -1, "closed");
    watch_drop(&watch, &pipes[2].read);
    CHECK(next(&watch, 1, true) == EOWNERDEAD, "a death, and no EOF");
    worker_end_all(&job, 3);
    /* What is not dropped does no harm. */
    CHECK(watch_close(&watch, 0) == 0, "all are reaped");
    for (unsigned worker = 0; worker < 3; worker++) {
        watch_drop(&watch, &pipes[worker].read);
        fd_close(&pipes[worker].write);
    }
    CHECK(descriptors() == before, "%d descriptors of %d", descriptors(), before);
}

/* A watch of channels alone reports them, until they are dropped; a closed one reports nothing. */
static void no_workers(void)
{
    struct pipe_ends pipe;
    make();
    CHECK(pipe_open(&pipe) == 0, "pipe");
    struct watch watch = { .job = &job, .started = 0 };
    CHECK(watch_open(&watch) == 0, "open");
    CHECK(watch_add(&watch, 7, pipe.write, EPOLLOUT) == 0, "add");
    CHECK(watch_is_ready(&watch), "ready");
    CHECK(next(&watch, 7, false) == 0, "there is room");
    watch_drop(&watch, &pipe.write);
    CHECK(!watch_is_ready(&watch), "not ready");
    CHECK(next(&watch, 0, false) == ENODATA, "nothing is left");
    CHECK(watch_close(&watch, 0) == 0 && watch_close(&watch, 0) == 0, "close");
    fd_close(&pipe.read);
    struct watch closed = { 0 };
    CHECK(!watch_is_ready(&closed), "closed");
    CHECK(next(&closed, 0, false) == ENODATA, "closed");
    CHECK(watch_close(&closed, 0) == 0, "closed");
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
    one_by_one();
    one_after_another();
    channels();
    no_workers();
    many();
    ignored();
    idle();
    return check_end();
}
