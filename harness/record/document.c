/* SPDX-License-Identifier: MIT */
/* The results document. */
#include "record/document.h"
#include "kit/io.h"
#include "record/leftover.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *document_key(const char *cell, unsigned block)
{
    char *key;
    return asprintf(&key, "%u %s", block, cell) < 0 ? NULL : key;
}

/* Adds our keys to one of Google Benchmark's entries. */
static bool complete(json_t *benchmark, json_t *additions)
{
    const char *cell = json_string_value(json_object_get(benchmark, "name"));
    const json_t *block = json_object_get(benchmark, "repetition_index");
    if (cell == NULL || !json_is_integer(block))
        return false;
    char *key = document_key(cell, (unsigned)json_integer_value(block));
    json_t *addition = key != NULL ? json_object_get(additions, key) : NULL;
    free(key);
    return addition != NULL && json_object_update(benchmark, addition) == 0;
}

json_t *document_make(const char *benchmark_json, json_t *context, json_t *additions)
{
    json_t *document = json_loads(benchmark_json, 0, NULL);
    json_t *benchmarks = json_object_get(document, "benchmarks");
    bool is_whole =
        json_array_size(benchmarks) == json_object_size(additions) &&
        json_object_set(json_object_get(document, "context"), "forkscale", context) == 0;
    for (size_t i = 0; is_whole && i < json_array_size(benchmarks); i++)
        is_whole = complete(json_array_get(benchmarks, i), additions);
    if (is_whole)
        return document;
    json_decref(document);
    return NULL;
}

static int refuse(const char *path, int code, struct error *error)
{
    return error_set_errno(error, code, "%s cannot be written", path);
}

static int make_folders(char *path, bool is_new)
{
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash != NULL)
            *slash = '\0';
        if (mkdir(path, 0777) < 0 && (errno != EEXIST || (slash == NULL && is_new)))
            return errno;
        if (slash == NULL)
            return 0;
        *slash = '/';
    }
}

/* Writes as much as a small run does, and removes it again. */
static int try_file(const char *directory)
{
    static const char nothing[64 * 1024];
    char path[PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/.results.json." LEFTOVER_MARK "XXXXXX",
                         directory) >= sizeof path)
        return ENAMETOOLONG;
    int fd = leftover_make_file(path);
    if (fd < 0)
        return errno;
    int error = write_whole(fd, nothing, sizeof nothing);
    if (error == 0 && fsync(fd) < 0)
        error = errno;
    if (close(fd) < 0 && error == 0)
        error = errno;
    if (unlink(path) < 0 && error == 0)
        error = errno;
    return error;
}

bool results_exist(const char *directory)
{
    char path[PATH_MAX];
    return (size_t)snprintf(path, sizeof path, "%s/results.json", directory) < sizeof path &&
           access(path, F_OK) == 0;
}

int results_folder(const char *directory, bool is_new, struct error *error)
{
    static const char longest[] = "/plots/.efficiency." LEFTOVER_MARK "XXXXXX/efficiency.svg";
    char path[PATH_MAX];
    if (directory[0] == '\0')
        return refuse("''", ENOENT, error);
    /* What is written into it later must have a name, too. */
    if (strlen(directory) + sizeof longest > sizeof path)
        return refuse(directory, ENAMETOOLONG, error);
    memcpy(path, directory, strlen(directory) + 1);
    int code = make_folders(path, is_new);
    if (code == 0)
        code = try_file(directory);
    return code != 0 ? refuse(path, code, error) : 0;
}

static int dump(FILE *stream, const void *document)
{
    if (json_dumpf(document, stream, JSON_INDENT(1)) == 0 && fputc('\n', stream) != EOF)
        return 0;
    return errno != 0 ? errno : EIO;
}

/* Writes and closes `file`, also after an error. */
static int fill(FILE *file, file_writer *write, const void *subject)
{
    errno = 0;
    int error = write(file, subject);
    if (fflush(file) != 0 || fsync(fileno(file)) != 0 || ferror(file))
        error = errno != 0 ? errno : EIO;
    /* A full disk may be reported only here. */
    if (fclose(file) != 0 && error == 0)
        error = errno;
    return error;
}

/* Without this a power failure can undo the rename. */
static int sync_folder(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = fsync(fd) < 0 ? errno : 0;
    close(fd);
    return error;
}

/* What was killed while it wrote this document. */
static void remove_leftovers(const char *directory, const char *name)
{
    char prefix[NAME_MAX];
    snprintf(prefix, sizeof prefix, ".%s." LEFTOVER_MARK, name);
    leftover_remove(directory, prefix, "");
}

int results_write(const char *directory, const json_t *document, struct error *error)
{
    return document_write(directory, "results.json", document, error);
}

int document_write(const char *directory, const char *name, const json_t *document,
                   struct error *error)
{
    return file_write(directory, name, dump, document, error);
}

int file_write(const char *directory, const char *name, file_writer *write, const void *subject,
               struct error *error)
{
    char final[PATH_MAX];
    char temporary[PATH_MAX];
    if ((size_t)snprintf(final, sizeof final, "%s/%s", directory, name) >= sizeof final ||
        (size_t)snprintf(temporary, sizeof temporary, "%s/.%s." LEFTOVER_MARK "XXXXXX", directory,
                         name) >= sizeof temporary)
        return refuse(directory, ENAMETOOLONG, error);

    remove_leftovers(directory, name);
    int fd = leftover_make_file(temporary);
    if (fd < 0)
        return refuse(final, errno, error);
    /* mkostemp makes the file private; results are as public as the umask allows. */
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, 0666 & ~mask);
    FILE *file = fdopen(fd, "w");
    int code = file != NULL ? fill(file, write, subject) : errno;
    if (file == NULL)
        close(fd);
    if (code == 0 && rename(temporary, final) < 0)
        code = errno;
    if (code != 0) {
        unlink(temporary);
        return refuse(final, code, error);
    }
    code = sync_folder(directory);
    return code != 0 ? refuse(final, code, error) : 0;
}
