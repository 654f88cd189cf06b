/* SPDX-License-Identifier: MIT */
/* The kinds of state that are files, or look like them. Runs in the caller; names are looked at in
 * the checker, too. */
#include "check/inject/files.h"
#include "check/scenario/state.h"
#include "check/scenario/state_kinds.h"
#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

/* --- descriptors ------------------------------------------------------------------------------ */

/* Calls `write` for each descriptor of this process, in order. That of the folder is among them, and
 * closed by then. */
static void each_descriptor(FILE *out, const char *kind,
                            void (*write)(FILE *out, const char *kind, int fd))
{
    struct dirent **names = NULL;
    int count = scandir("/proc/self/fd", &names, NULL, versionsort);
    for (int i = 0; i < count; i++) {
        if (names[i]->d_name[0] != '.')
            write(out, kind, (int)strtol(names[i]->d_name, NULL, 10));
        free(names[i]);
    }
    free(names);
}

static void write_target(FILE *out, const char *kind, int fd)
{
    char path[64];
    char target[PATH_MAX] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (readlink(path, target, sizeof target - 1) < 0)
        return;
    fprintf(out, "%s %d: ", kind, fd);
    state_write_text(out, target);
}

void state_descriptors(FILE *out, const char *kind)
{
    each_descriptor(out, kind, write_target);
}

/* Offset, flags with close-on-exec, and locks. All that is printed moves the offset of standard
 * output, so that is left out. */
static void write_open_file(FILE *out, const char *kind, int fd)
{
    char path[64];
    char line[256];
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
    FILE *file = fopen(path, "re");
    bool is_output = fd == STDOUT_FILENO || fd == STDERR_FILENO;
    if (file == NULL)
        return;
    fprintf(out, "%s %d:", kind, fd);
    while (fgets(line, sizeof line, file) != NULL)
        if ((strncmp(line, "pos:", 4) == 0 && !is_output) || strncmp(line, "flags:", 6) == 0 ||
            strncmp(line, "lock:", 5) == 0)
            fprintf(out, " %.*s", (int)strcspn(line, "\n"), line);
    fputc('\n', out);
    (void)fclose(file);
}

void state_open_files(FILE *out, const char *kind)
{
    each_descriptor(out, kind, write_open_file);
}

void state_streams(FILE *out, const char *kind)
{
    const struct {
        const char *name;
        FILE *stream;
    } streams[] = { { "stdin", stdin }, { "stdout", stdout }, { "stderr", stderr } };
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        FILE *stream = streams[i].stream;
        const char *buffered = __fbufsize(stream) < 2 ? "not" : __flbf(stream) ? "line" : "fully";
        fprintf(out, "%s %s: %s buffered, wide %d, end %d, error %d", kind, streams[i].name,
                buffered, fwide(stream, 0), feof(stream) != 0, ferror(stream) != 0);
        /* Where the next character comes from; what is printed moves the others. */
        if (stream == stdin)
            fprintf(out, ", at %lld", (long long)ftello(stream));
        fputc('\n', out);
    }
}

/* --- memory ----------------------------------------------------------------------------------- */

/* "7f00-7f01 rw-s 00000000 00:01 12 /dev/zero (deleted)". Writable ones: libc maps some of its files
 * to read them, and keeps them. */
void state_mappings(FILE *out, const char *kind)
{
    FILE *file = fopen("/proc/self/maps", "re");
    char line[PATH_MAX + 128];
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        size_t range = strcspn(line, " ");
        if (strlen(line) < range + 5 || line[range + 2] != 'w' || line[range + 4] != 's')
            continue;
        fprintf(out, "%s %.*s:", kind, (int)range, line);
        state_write_text(out, line + range);
    }
    if (file != NULL)
        (void)fclose(file);
}

/* --- names ------------------------------------------------------------------------------------ */

void state_folder(FILE *out, const char *kind)
{
    char path[PATH_MAX] = "?";
    fprintf(out, "%s: ", kind);
    state_write_text(out, getcwd(path, sizeof path) != NULL ? path : "?");
    ssize_t length = readlink("/proc/self/root", path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    fprintf(out, "root %s: ", kind);
    state_write_text(out, path);
}

void state_made_files(FILE *out, const char *kind)
{
    (void)kind;
    files_write(out);
}

void state_shared_memory(FILE *out, const char *kind)
{
    struct dirent **names = NULL;
    int count = state_has_own_names() ? scandir("/dev/shm", &names, NULL, alphasort) : 0;
    for (int i = 0; i < count; i++) {
        if (names[i]->d_name[0] != '.')
            fprintf(out, "%s %s\n", kind, names[i]->d_name);
        free(names[i]);
    }
    free(names);
}

#define MARKED 01000 /* SHM_DEST: the last process that leaves the segment removes it */

/* The keys of a table, whose first columns are key, number and mode, below a heading. What is marked
 * for removal goes by itself: only an item's own child can still hold it. */
static void write_table(FILE *out, const char *kind, const char *what, const char *path)
{
    FILE *table = fopen(path, "re");
    char line[512];
    while (table != NULL && fgets(line, sizeof line, table) != NULL) {
        char *rest;
        const char *key = strtok_r(line, " ", &rest);
        const char *number = strtok_r(NULL, " ", &rest);
        const char *mode = strtok_r(NULL, " ", &rest);
        if (key != NULL && mode != NULL && key[strspn(key, "-0123456789")] == '\0' &&
            (strtol(mode, NULL, 8) & MARKED) == 0)
            fprintf(out, "%s %s %s (key %s)\n", kind, what, number, key);
    }
    if (table != NULL)
        (void)fclose(table);
}

void state_system_v(FILE *out, const char *kind)
{
    if (!state_has_own_names())
        return;
    write_table(out, kind, "shared memory", "/proc/sysvipc/shm");
    write_table(out, kind, "semaphores", "/proc/sysvipc/sem");
    write_table(out, kind, "queue", "/proc/sysvipc/msg");
}
