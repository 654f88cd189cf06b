/* SPDX-License-Identifier: MIT */
/* A child program in a process group of its own, with a deadline. */
#include "conduct/child.h"
#include "kit/clock.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_FD 3
#define GRACE_S  0.1 /* between SIGTERM and SIGKILL */

int child_file(const char *name)
{
    int low = memfd_create(name, MFD_CLOEXEC);
    if (low < 0)
        return -1;
    int fd = fcntl(low, F_DUPFD_CLOEXEC, FIRST_FD + CHILD_FDS_MAX);
    int error = errno;
    close(low);
    errno = error;
    return fd;
}

char *child_file_text(int fd, size_t most)
{
    struct stat file;
    if (fstat(fd, &file) < 0)
        return NULL;
    size_t size = (size_t)file.st_size;
    size_t bytes = size < most ? size : most;
    char *text = malloc(bytes + 1);
    if (text == NULL)
        return NULL;
    ssize_t got = pread(fd, text, bytes, (off_t)(size - bytes));
    text[got > 0 ? got : 0] = '\0';
    return text;
}

static int set_files(posix_spawn_file_actions_t *actions, const struct child_order *order)
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

static int set_attributes(posix_spawnattr_t *attributes, const struct child_order *order)
{
    short flags = POSIX_SPAWN_SETPGROUP;
    int error = posix_spawnattr_setpgroup(attributes, 0);
    if (order->interrupt != NULL && error == 0) {
        flags |= POSIX_SPAWN_SETSIGMASK;
        error = posix_spawnattr_setsigmask(attributes, &order->interrupt->before);
    }
    return error != 0 ? error : posix_spawnattr_setflags(attributes, flags);
}

static int start(const struct child_order *order, pid_t *pid)
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
        if ((wait[0].revents & POLLIN) != 0)
            return 0;
        if (interrupt != NULL && interrupt_poll(interrupt) != 0)
            return EINTR;
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

/* Kills all children of this thread, as the kernel lists them. False when it does not. */
static bool kill_children(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)gettid());
    FILE *children = fopen(path, "re");
    if (children == NULL)
        return false;
    char *word = NULL;
    size_t bytes = 0;
    while (getdelim(&word, &bytes, ' ', children) > 0) {
        pid_t pid = (pid_t)strtol(word, NULL, 10);
        if (pid > 0)
            kill(pid, SIGKILL);
    }
    free(word);
    (void)fclose(children);
    return true;
}

/* Whatever is left of the child's descendants has become ours. Kills it, in rounds, since what is
 * killed may have had children. */
static void sweep(void)
{
    for (;;) {
        pid_t reaped;
        while ((reaped = reap(-1, NULL, WNOHANG)) > 0)
            continue;
        if (reaped < 0 || !kill_children())
            return; /* ECHILD: nothing is left */
        (void)reap(-1, NULL, 0);
    }
}

int child_run(const struct child_order *order, struct child_end *end)
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
    fcntl(pidfd, F_SETFD, FD_CLOEXEC);

    end->fate = CHILD_ENDED;
    error = wait_for_end(pidfd, order->deadline_s, order->interrupt);
    if (error != 0) {
        end->fate = error == EINTR ? CHILD_INTERRUPTED : CHILD_TIMED_OUT;
        kill(-pid, SIGTERM);
        wait_for_end(pidfd, GRACE_S, NULL);
    }
    /* The group is killed before the leader is reaped: until then its number can be no one else's.
     */
    kill(-pid, SIGKILL);
    (void)reap(pid, &end->wait_status, 0);
    close(pidfd);
    sweep();
    return 0;
}
