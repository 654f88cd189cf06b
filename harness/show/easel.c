/* SPDX-License-Identifier: MIT */
/* Where one picture is drawn. */
#include "show/easel.h"
#include "kit/io.h"
#include "show/gnuplot.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the order in which they are moved: should that fail half-way, the data is newer than the
 * picture, and drawing again mends it. */
static const char *const kinds[] = { "tsv", "gp", "svg", "png" };

#define KINDS      (sizeof kinds / sizeof *kinds)
#define NAME_BYTES 64
#define DEADLINE_S 60.0 /* the largest picture takes a few seconds */

static void name_file(const struct easel *easel, const char *kind, char name[NAME_BYTES])
{
    snprintf(name, NAME_BYTES, "%s.%s", easel->name, kind);
}

static int fail(struct easel *easel, int error, const char *doing, const char *kind)
{
    snprintf(easel->why, easel->why_bytes, "cannot %s %s/%s.%s: %s", doing, easel->home,
             easel->name, kind, strerror(error));
    return error;
}

int easel_open(struct easel *easel)
{
    easel->home_fd = -1;
    easel->folder_fd = -1;
    if (asprintf(&easel->folder, "%s/.%s-XXXXXX", easel->home, easel->name) < 0) {
        easel->folder = NULL;
        snprintf(easel->why, easel->why_bytes, "%s", strerror(ENOMEM));
        return ENOMEM;
    }
    bool made = mkdtemp(easel->folder) != NULL;
    if (made) {
        easel->home_fd = open(easel->home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        easel->folder_fd = open(easel->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (easel->home_fd >= 0 && easel->folder_fd >= 0)
            return 0;
    }
    int error = errno;
    snprintf(easel->why, easel->why_bytes, "cannot make a folder in %s: %s", easel->home,
             strerror(error));
    if (!made) { /* then there is nothing to remove */
        free(easel->folder);
        easel->folder = NULL;
    }
    return error;
}

int easel_begin(struct easel *easel, const char *kind, FILE **stream)
{
    char name[NAME_BYTES];
    name_file(easel, kind, name);
    int fd = openat(easel->folder_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 && (*stream = fdopen(fd, "w")))
        return 0;
    int error = errno;
    fd_close(&fd);
    return fail(easel, error, "create", kind);
}

int easel_end(struct easel *easel, const char *kind, FILE *stream, int error)
{
    errno = 0;
    bool lost = fflush(stream) == EOF || ferror(stream);
    int cause = errno;
    if (fclose(stream) == EOF && !lost) {
        lost = true;
        cause = errno;
    }
    if (error || !lost)
        return error;
    return fail(easel, cause ? cause : EIO, "write", kind);
}

/* gnuplot looks at no error of writing, but a picture that was cut short lacks its end. */
static int check_end(struct easel *easel, const char *kind, const char *end)
{
    char name[NAME_BYTES];
    char last[16] = "";
    name_file(easel, kind, name);
    int fd = openat(easel->folder_fd, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(easel, errno, "draw", kind);
    bool whole = lseek(fd, -(off_t)sizeof last, SEEK_END) >= 0 &&
                 read_whole(fd, last, sizeof last) == 0 &&
                 memmem(last, sizeof last, end, strlen(end)) != NULL;
    fd_close(&fd);
    if (whole)
        return 0;
    snprintf(easel->why, easel->why_bytes, "gnuplot left %s/%s cut short; is the disk full?",
             easel->home, name);
    return EIO;
}

int easel_draw(struct easel *easel)
{
    char script[NAME_BYTES];
    name_file(easel, "gp", script);
    const struct gnuplot_order order = {
        .folder = easel->folder,
        .script = script,
        .deadline_s = DEADLINE_S,
        .stop_fd = easel->stop_fd,
    };
    int error = gnuplot_run(&order, easel->why, easel->why_bytes);
    if (!error)
        error = check_end(easel, "svg", "</svg>");
    if (!error)
        error = check_end(easel, "png", "IEND");
    return error;
}

int easel_keep(struct easel *easel)
{
    char name[NAME_BYTES];
    for (size_t i = 0; i < KINDS; i++) {
        name_file(easel, kinds[i], name);
        if (renameat(easel->folder_fd, name, easel->home_fd, name) < 0)
            return fail(easel, errno, "write", kinds[i]);
    }
    return 0;
}

void easel_close(struct easel *easel)
{
    char name[NAME_BYTES];
    for (size_t i = 0; i < KINDS && easel->folder_fd >= 0; i++) {
        name_file(easel, kinds[i], name);
        unlinkat(easel->folder_fd, name, 0);
    }
    if (easel->folder)
        rmdir(easel->folder);
    free(easel->folder);
    fd_close(&easel->folder_fd);
    fd_close(&easel->home_fd);
}
