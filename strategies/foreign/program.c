/* SPDX-License-Identifier: MIT */
/* Other programs: where they are, and which version. */
#include "strategies/foreign/program.h"
#include "kit/io.h"
#include "kit/reap.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Starts it with both outputs on a pipe. */
static int start(const char *path, int output, pid_t *pid)
{
    char program[PATH_MAX];
    static char option[] = "--version";
    snprintf(program, sizeof program, "%s", path);
    char *const argv[] = { program, option, NULL };
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    if (error == 0)
        error = posix_spawn(pid, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* The first line of all that comes. Takes the descriptor where it can. */
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

int program_version(const char *path, char *line, size_t bytes)
{
    struct pipe_ends ends;
    pid_t pid = 0;
    int error = pipe_open(&ends);
    if (error != 0)
        return error;
    error = start(path, ends.write, &pid);
    /* Or the end of what it prints would never come. */
    fd_close(&ends.write);
    if (error == 0)
        error = read_line(&ends.read, line, bytes);
    fd_close(&ends.read);
    if (pid == 0)
        return error;
    int wait_status = 0;
    (void)reap_child(pid, &wait_status);
    return error == 0 && wait_status != 0 ? ENODATA : error;
}

void program_give(int fd, int as)
{
    int given = fd == as ? fcntl(fd, F_SETFD, 0) : dup2(fd, as);
    if (given < 0)
        _exit(127);
}
