/* SPDX-License-Identifier: MIT */
/* The life of a worker process: how it leaves, how it is waited for, and what is said of its
 * end. */
#include "kit/worker.h"
#include "check.h"
#include "kit/board.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LEAVES, LEAVES_WITH_ERROR, EXITS, EXITS_3, IS_KILLED, SURVIVES_NOBODY, ENDS };

static struct job job;
static int at_exit_fd;

static void note_exit(void)
{
    if (write(at_exit_fd, "!", 1) < 0)
        abort();
}

static void make(void)
{
    struct board_shape shape = { .items = 3, .result_bytes = 8, .workers = ENDS };
    int error = board_create(memfd_create("board", MFD_CLOEXEC), &shape, &job.board);
    CHECK(error == 0, "%s", strerror(error));
    job.slots = board_slots(job.board);
    job.workers = ENDS;
    board_clear(job.board, NULL);
}

static void live(unsigned worker)
{
    static const struct rlimit no_core = { 0 };
    setrlimit(RLIMIT_CORE, &no_core);
    worker_enter(&job);
    printf("never flushed"); /* worker_exit must not write it once more */
    switch (worker) {
    case LEAVES:
        job.slots[worker].begin_ns = 1;
        worker_exit(&job, worker, 0);
    case LEAVES_WITH_ERROR:
        worker_exit(&job, worker, ENOSPC);
    case EXITS:
        _exit(0);
    case EXITS_3:
        _exit(3);
    case IS_KILLED:
        raise(SIGKILL);
        break;
    default:
        for (;;)
            pause();
    }
}

static void ends(void)
{
    static const int expected[ENDS] = { 0, ENOSPC, EOWNERDEAD, EOWNERDEAD, EOWNERDEAD, EOWNERDEAD };
    fflush(stdout);
    int fd = memfd_create("at exit", MFD_CLOEXEC);
    at_exit_fd = fd;
    atexit(note_exit);
    for (unsigned worker = 0; worker < ENDS; worker++) {
        pid_t pid = fork();
        if (pid == 0)
            live(worker);
        worker_started(&job, worker, pid);
    }
    kill(job.slots[SURVIVES_NOBODY].pid, SIGTERM);
    for (unsigned worker = 0; worker < ENDS; worker++) {
        int error = worker_wait(&job, worker);
        CHECK(error == expected[worker], "worker %u gives %d", worker, error);
        CHECK(job.slots[worker].reaped, "worker %u", worker);
        CHECK(worker_wait(&job, worker) == 0, "worker %u is waited for once", worker);
    }
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "a child is left");
    CHECK(lseek(fd, 0, SEEK_END) == 0, "a worker ran the handlers of atexit");
    CHECK(job.slots[LEAVES].end_ns != 0, "worker_exit stamps the end");
    CHECK(job.slots[LEAVES_WITH_ERROR].end_ns == 0, "not of one that ran nothing");
}

/* Waiting for our workers takes no other child of the caller. */
static void decoy(void)
{
    make();
    pid_t other = fork();
    if (other == 0)
        _exit(42);
    siginfo_t info;
    waitid(P_PID, (id_t)other, &info, WEXITED | WNOWAIT);
    pid_t ours = fork();
    if (ours == 0)
        live(LEAVES_WITH_ERROR);
    worker_started(&job, LEAVES_WITH_ERROR, ours);
    CHECK(worker_wait_all(&job, ENDS) == ENOSPC, "the first error");
    int status = 0;
    CHECK(waitpid(other, &status, WNOHANG) == other && WEXITSTATUS(status) == 42, "the decoy");
}

/* Tools that start programs may give the number of one that has died to the next. What that one has
 * left half written is not done. */
static void successor(void)
{
    make();
    job.slots[0].item = 1;
    board_results(job.board)[8] = 1;
    board_results(job.board)[16] = 1;
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        worker_enter_external(&job, 0, parent);
        worker_exit(&job, 0, job.slots[0].item == SLOT_NO_ITEM ? 0 : EBADMSG);
    }
    int status = -1;
    CHECK(waitpid(pid, &status, 0) == pid && status == 0, "the item is still in hand");
    board_settle(job.board, false);
    CHECK(board_item_state(job.board, 1) == ITEM_WORKER_DIED, "in hand of the process before");
    CHECK(board_item_state(job.board, 2) == ITEM_DONE, "done by it");
    board_unmap(job.board);
}

static volatile sig_atomic_t ticks;

static void tick(int signal)
{
    (void)signal;
    ticks++;
}

/* Signals that interrupt the wait change nothing: the worker ends when it has seen some. */
static void interrupted(void)
{
    make();
    struct sigaction action = { .sa_handler = tick };
    sigaction(SIGUSR1, &action, NULL);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < 20; i++) {
            kill(parent, SIGUSR1);
            usleep(500);
        }
        worker_exit(&job, 0, 0);
    }
    worker_started(&job, 0, pid);
    int error = worker_wait(&job, 0);
    CHECK(error == 0, "%s", strerror(error));
    CHECK(ticks > 0, "no signal came");
}

/* The mark of a worker is not that of what it forks. */
static void marked(void)
{
    make();
    bool *mark = NULL;
    int error = worker_mark_open(&job, &mark);
    CHECK(error == 0, "%s", strerror(error));
    *mark = true;
    for (int generation = 0; generation < 2; generation++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(*mark ? 1 : 0);
        int status = 0;
        waitpid(pid, &status, 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a child has it");
        CHECK(*mark, "it is lost");
    }
    worker_mark_close(&mark);
    CHECK(mark == NULL, "unmapped");
    worker_mark_close(&mark);
}

/* A parent that is dead before the worker looks: the worker must not live on. */
static void orphan(void)
{
    make();
    job.board->cell_pid = 1; /* whoever that is, it is not our parent */
    pid_t pid = fork();
    if (pid == 0) {
        worker_enter(&job);
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1, "wait status %d", status);
}

/* Neither a fork that failed nor a worker that is not there gets a slot, or leaves by one. */
static void nobodies(void)
{
    make();
    worker_started(&job, 0, -1);
    CHECK(job.slots[0].pid == 0, "pid %d", (int)job.slots[0].pid);
    CHECK(job.board->failed_errno == ESRCH, "%d", job.board->failed_errno);
    CHECK(worker_wait(&job, 0) == 0, "there is nobody to wait for");
    worker_end_all(&job, ENDS);
    worker_started(&job, ENDS, 1);
    CHECK(job.board->stray_worker == ENDS + 1, "worker %u", job.board->stray_worker - 1);

    make();
    pid_t pid = fork();
    if (pid == 0)
        worker_exit(&job, ENDS, EIO);
    int status = 0;
    waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1, "wait status %d", status);
    CHECK(job.board->stray_worker == ENDS + 1, "worker %u", job.board->stray_worker - 1);
}

/* Who ignores SIGCHLD has children without a status, but the slot tells who left. */
static void ignored(void)
{
    static const int expected[ENDS] = { 0, ENOSPC, EOWNERDEAD, EOWNERDEAD, EOWNERDEAD };
    make();
    fflush(stdout);
    signal(SIGCHLD, SIG_IGN);
    for (unsigned worker = 0; worker <= IS_KILLED; worker++) {
        pid_t pid = fork();
        if (pid == 0)
            live(worker);
        worker_started(&job, worker, pid);
        int error = worker_wait(&job, worker);
        CHECK(error == expected[worker], "worker %u gives %d", worker, error);
        CHECK(job.slots[worker].reaped, "worker %u", worker);
        CHECK(job.slots[worker].wait_status == WAIT_STATUS_UNKNOWN, "worker %u", worker);
    }
    signal(SIGCHLD, SIG_DFL);
}

static void texts(void)
{
    static const struct {
        int status;
        const char *text;
    } cases[] = {
        { 0, "exited with status 0" },          { 3 << 8, "exited with status 3" },
        { 255 << 8, "exited with status 255" }, { SIGSEGV, "killed by SIGSEGV" },
        { SIGKILL, "killed by SIGKILL" },       { SIGABRT | 0x80, "killed by SIGABRT" },
        { 37, "killed by signal 37" },          { WAIT_STATUS_UNKNOWN, "ended" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        wait_status_text(cases[i].status, text, sizeof text);
        CHECK(strcmp(text, cases[i].text) == 0, "status %d gives: %s", cases[i].status, text);
    }
}

int main(void)
{
    make();
    ends();
    decoy();
    successor();
    interrupted();
    marked();
    orphan();
    nobodies();
    ignored();
    texts();
    return check_end();
}
