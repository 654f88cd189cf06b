/* SPDX-License-Identifier: MIT */
/* Other programs: where they are, what they print, and how they are started. */
#include "strategies/foreign/program.h"
#include "kit/clock.h"
#include "kit/io.h"
#include "kit/reap.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS_MAX    6 /* of program_line */
#define OUTPUT_BYTES 65536

static bool is_script(const char *path)
{
    char head[2] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is_one = fd >= 0 && read_whole(fd, head, sizeof head) == 0 && memcmp(head, "#!", 2) == 0;
    fd_close(&fd);
    return is_one;
}

static bool is_program(const char *path, bool is_binary)
{
    struct stat file;
    return stat(path, &file) == 0 && S_ISREG(file.st_mode) && access(path, X_OK) == 0 &&
           !(is_binary && is_script(path));
}

int program_find(const char *name, bool is_binary, char path[static PATH_MAX])
{
    bool is_path = strchr(name, '/') != NULL;
    const char *folder = getenv("PATH"); // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (is_path || folder == NULL)
        folder = is_path ? "" : "/usr/bin:/bin";
    for (;;) {
        size_t length = strcspn(folder, ":");
        int bytes =
            snprintf(path, PATH_MAX, "%.*s%s%s", (int)length, folder, length > 0 ? "/" : "", name);
        if (is_path && bytes >= PATH_MAX)
            return ENAMETOOLONG;
        if (bytes < PATH_MAX && is_program(path, is_binary && !is_path))
            return 0;
        if (folder[length] == '\0')
            return ENOENT;
        folder += length + 1;
    }
}

/* Lets the program that this child becomes inherit `fd` as number `as`. */
static void give(int fd, int as)
{
    int given = fd == as ? fcntl(fd, F_SETFD, 0) : dup2(fd, as);
    if (given < 0)
        _exit(127);
}

/* The child that prints the line. */
static noreturn void print_line(char *const argv[], int output)
{
    static const struct rlimit most = { OUTPUT_BYTES, OUTPUT_BYTES };
    give(open("/dev/null", O_RDONLY), STDIN_FILENO);
    give(output, STDOUT_FILENO);
    give(output, STDERR_FILENO);
    setrlimit(RLIMIT_FSIZE, &most);
    execv(argv[0], argv);
    _exit(127);
}

/* Reaps the program when it has ended, or kills it when it does not. */
static int await_line(pid_t pid)
{
    int wait_status = 0;
    int pidfd = pidfd_open(pid, 0);
    int error = pidfd < 0 ? errno : reap_await(pidfd, -1, clock_after(PROGRAM_LINE_S));
    fd_close(&pidfd);
    (void)(error == 0 ? reap_child(pid, &wait_status) : reap_killed(pid, &wait_status));
    return error == 0 && wait_status != 0 ? ENODATA : error;
}

int program_line(char *path, char *const words[], char *line, size_t bytes)
{
    char *argv[WORDS_MAX + 2] = { path };
    for (size_t at = 0; words[at] != NULL; at++) {
        if (at == WORDS_MAX)
            return E2BIG;
        argv[at + 1] = words[at];
    }
    /* A file, unlike a pipe, has an end also while a child of the program holds it open. */
    int output = memfd_create("line", MFD_CLOEXEC);
    if (output < 0)
        return errno;
    pid_t pid = fork();
    if (pid == 0)
        print_line(argv, output);
    int error = pid < 0 ? errno : await_line(pid);
    ssize_t got = error == 0 ? pread(output, line, bytes - 1, 0) : 0;
    fd_close(&output);
    line[got > 0 ? got : 0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    return error == 0 && got <= 0 ? ENODATA : error;
}

int program_start(struct pool *pool, char *const argv[], int *fd, int as, pid_t *pid)
{
    *pid = fork();
    if (*pid == 0) {
        char step[64];
        worker_enter(pool->job);
        /* In this order: *fd may be WORKER_BOARD. */
        give(*fd, as);
        give(pool->board_fd, WORKER_BOARD);
        execv(argv[0], argv);
        snprintf(step, sizeof step, "exec of %s", argv[0]);
        job_fail(pool->job, step, errno);
        _exit(127); /* exit would write the stdio buffers of the cell a second time */
    }
    int error = *pid < 0 ? job_fail(pool->job, "fork", errno) : 0;
    fd_close(fd);
    return error;
}
