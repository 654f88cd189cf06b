/* SPDX-License-Identifier: MIT */
/* A child program in a process group of its own, with a deadline. */
#include "process/child.h"
#include "kit/clock.h"
#include "kit/io.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_FD     3
#define OUTPUT_BYTES (1 << 20)
#define GRACE_S      0.1 /* between SIGTERM and SIGKILL */

int child_file(const char *name)
{
    int low = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (low < 0)
        return -1;
    int fd = fcntl(low, F_DUPFD_CLOEXEC, FIRST_FD + CHILD_FDS_MAX);
    /* EINVAL: not even the least of these numbers is below the limit of open files. */
    int error = errno == EINVAL ? EMFILE : errno;
    close(low);
    errno = error;
    return fd;
}

/* As much output as is taken, or as a file may have at all (RLIMIT_FSIZE). */
static off_t output_bytes(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < OUTPUT_BYTES)
        return (off_t)limit.rlim_cur;
    return OUTPUT_BYTES;
}

int child_output_file(void)
{
    int fd = child_file("output");
    /* A file that cannot grow takes what its size takes, and memory only for what was written. */
    if (fd >= 0 && (ftruncate(fd, output_bytes()) < 0 ||
                    fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0))
        fd_close(&fd);
    return fd;
}

int child_file_seal(int fd)
{
    int seals = F_SEAL_FUTURE_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
    return fcntl(fd, F_ADD_SEALS, seals) < 0 ? errno : 0;
}

char *child_output_text(int fd, size_t most)
{
    /* The child wrote through this very open file, so its offset is the end of the text. */
    off_t end = lseek(fd, 0, SEEK_CUR);
    size_t size = end > 0 ? (size_t)end : 0;
    size_t bytes = size < most ? size : most;
    char *text = malloc(bytes + 1);
    if (text == NULL)
        return NULL;
    ssize_t got = pread(fd, text, bytes, (off_t)(size - bytes));
    text[got > 0 ? got : 0] = '\0';
    return text;
}

static int set_files(posix_spawn_file_actions_t *actions, const struct child_options *order)
{
    int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(actions, order->output, STDOUT_FILENO);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(actions, order->errors, STDERR_FILENO);
    for (int i = 0; i < CHILD_FDS_MAX && error == 0; i++)
        if (order->fds[i] >= 0)
            error = posix_spawn_file_actions_adddup2(actions, order->fds[i], FIRST_FD + i);
    return error;
}

static int set_attributes(posix_spawnattr_t *attributes, const struct child_options *order)
{
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF;
    int error = posix_spawnattr_setpgroup(attributes, 0);
    /* Ignored by the conductor for its own sake: the child's items shall find it as it always
     * is. */
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, SIGXFSZ);
    if (error == 0)
        error = posix_spawnattr_setsigdefault(attributes, &ours);
    if (order->interrupt != NULL && error == 0) {
        flags |= POSIX_SPAWN_SETSIGMASK;
        error = posix_spawnattr_setsigmask(attributes, &order->interrupt->before);
    }
    return error != 0 ? error : posix_spawnattr_setflags(attributes, flags);
}

static int start(const struct child_options *order, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = set_files(&actions, order);
        if (error == 0)
            error = set_attributes(&attributes, order);
        if (error == 0)
            error = posix_spawn(pid, order->argv[0], &actions, &attributes, order->argv, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Waits until the child has ended (0), the deadline is there (ETIMEDOUT) or a signal has come
 * (EINTR). */
static int wait_for_end(int pidfd, double seconds, struct interrupt *interrupt)
{
    uint64_t deadline_ns = clock_now() + (uint64_t)(seconds * (double)NS_PER_S);
    for (;;) {
        uint64_t now_ns = clock_now();
        if (now_ns >= deadline_ns)
            return ETIMEDOUT;
        struct timespec left = {
            .tv_sec = (time_t)((deadline_ns - now_ns) / NS_PER_S),
            .tv_nsec = (long)((deadline_ns - now_ns) % NS_PER_S),
        };
        struct pollfd wait[2] = {
            { .fd = pidfd, .events = POLLIN },
            { .fd = interrupt != NULL ? interrupt->fd : -1, .events = POLLIN },
        };
        if (ppoll(wait, 2, &left, NULL) <= 0)
            continue;
        /* Asked first: Ctrl-C also hits a child that has not yet left the group of the terminal,
         * and then it is not the child's own end. */
        if (interrupt != NULL && interrupt_poll(interrupt) != 0)
            return EINTR;
        if ((wait[0].revents & POLLIN) != 0)
            return 0;
    }
}

static pid_t reap(pid_t pid, int *wait_status, int options)
{
    pid_t reaped;
    do
        reaped = waitpid(pid, wait_status, options);
    while (reaped < 0 && errno == EINTR);
    return reaped;
}

/* The children from before; ended by 0. A process that is exec'd keeps the children that it had. */
static pid_t *spared;

static bool is_spared(pid_t pid)
{
    const pid_t *each = spared;
    while (each != NULL && *each != 0 && *each != pid)
        each++;
    return each != NULL && *each == pid;
}

/* All children of this thread, as the kernel lists them; ended by 0, for free(). NULL when it does
 * not. */
static pid_t *list_children(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)gettid());
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    pid_t *pids = calloc(1, sizeof *pids);
    size_t count = 0;
    char *word = NULL;
    size_t bytes = 0;
    while (pids != NULL && getdelim(&word, &bytes, ' ', file) > 0) {
        pid_t *longer = realloc(pids, (count + 2) * sizeof *pids);
        if (longer == NULL)
            break;
        pids = longer;
        pids[count++] = (pid_t)strtol(word, NULL, 10);
        pids[count] = 0;
    }
    free(word);
    (void)fclose(file);
    return pids;
}

void child_spare_others(void)
{
    free(spared);
    spared = list_children();
}

/* Whatever is left of the child's descendants has become ours. Kills and reaps it, in rounds, since
 * what is killed may have had children. */
static void sweep(void)
{
    bool found;
    do {
        found = false;
        pid_t *children = list_children();
        for (const pid_t *pid = children; pid != NULL && *pid > 0; pid++) {
            if (is_spared(*pid))
                continue;
            found = true;
            kill(*pid, SIGKILL);
            (void)reap(*pid, NULL, 0);
        }
        free(children);
    } while (found);
}

int child_run(const struct child_options *order, struct child_end *end)
{
    pid_t pid;
    int error = start(order, &pid);
    if (error != 0)
        return error;
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) {
        error = errno;
        kill(-pid, SIGKILL);
        (void)reap(pid, &end->wait_status, 0);
        return error;
    }

    end->fate = CHILD_ENDED;
    error = wait_for_end(pidfd, order->deadline_s, order->interrupt);
    if (error != 0) {
        end->fate = error == EINTR ? CHILD_INTERRUPTED : CHILD_TIMED_OUT;
        kill(-pid, SIGTERM);
        wait_for_end(pidfd, GRACE_S, NULL);
    }
    /* The group is killed before the leader is reaped: until then its number can be no one
     * else's. */
    kill(-pid, SIGKILL);
    (void)reap(pid, &end->wait_status, 0);
    close(pidfd);
    sweep();
    return 0;
}
