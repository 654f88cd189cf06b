/* SPDX-License-Identifier: MIT */
/* Other programs: where they are, what they print, and how they are started. */
#include "strategies/foreign/program.h"
#include "kit/io.h"
#include "kit/reap.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS_MAX 6 /* of program_line */

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

/* The first line of all that comes. Closes the descriptor. */
static int read_line(int *fd, char *line, size_t bytes)
{
    FILE *output = fdopen(*fd, "r");
    if (output == NULL)
        return errno;
    *fd = -1;
    line[0] = '\0';
    int error = fgets(line, (int)bytes, output) == NULL ? ENODATA : 0;
    line[strcspn(line, "\n")] = '\0';
    while (fgetc(output) != EOF)
        continue; /* or the program would die of SIGPIPE */
    (void)fclose(output);
    return error;
}

int program_line(char *path, char *const words[], char *line, size_t bytes)
{
    char *argv[WORDS_MAX + 2] = { path };
    struct pipe_ends ends;
    for (size_t at = 0; words[at] != NULL; at++) {
        if (at == WORDS_MAX)
            return E2BIG;
        argv[at + 1] = words[at];
    }
    int wait_status = 0;
    int error = pipe_open(&ends);
    if (error != 0)
        return error;
    pid_t pid = fork();
    if (pid == 0) {
        give(open("/dev/null", O_RDONLY), STDIN_FILENO);
        give(ends.write, STDOUT_FILENO);
        give(ends.write, STDERR_FILENO);
        execv(path, argv);
        _exit(127);
    }
    error = pid < 0 ? errno : 0;
    /* While this end is open, the output has no end. */
    fd_close(&ends.write);
    if (error == 0)
        error = read_line(&ends.read, line, bytes);
    fd_close(&ends.read);
    if (pid > 0)
        (void)reap_child(pid, &wait_status);
    return error == 0 && wait_status != 0 ? ENODATA : error;
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
