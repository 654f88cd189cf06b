/* SPDX-License-Identifier: MIT */
/* Where one picture is drawn. */
#include "show/staging.h"
#include "kit/io.h"
#include "show/gnuplot.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the order in which they are moved: should that fail half-way, the data is newer than the
 * picture, and drawing again mends it. */
static const char *const kinds[] = { "tsv", "gp", "svg", "png" };

#define KINDS      (sizeof kinds / sizeof *kinds)
#define NAME_BYTES 64
#define TIMEOUT_S  60.0 /* the largest picture takes a few seconds */

static void name_file(const struct staging *staging, const char *kind, char name[NAME_BYTES])
{
    snprintf(name, NAME_BYTES, "%s.%s", staging->name, kind);
}

static int fail(struct staging *staging, int error, const char *doing, const char *kind)
{
    return error_set_errno(staging->error, error, "cannot %s %s/%s.%s", doing, staging->home,
                           staging->name, kind);
}

int staging_open(struct staging *staging)
{
    staging->home_fd = -1;
    staging->folder_fd = -1;
    if (asprintf(&staging->folder, "%s/.%s-XXXXXX", staging->home, staging->name) < 0) {
        staging->folder = NULL;
        return error_set(staging->error, ENOMEM, "%s", strerror(ENOMEM));
    }
    bool made = mkdtemp(staging->folder) != NULL;
    if (made) {
        staging->home_fd = open(staging->home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        staging->folder_fd = open(staging->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (staging->home_fd >= 0 && staging->folder_fd >= 0)
            return 0;
    }
    int error = error_set_errno(staging->error, errno, "cannot make a folder in %s", staging->home);
    if (!made) { /* then there is nothing to remove */
        free(staging->folder);
        staging->folder = NULL;
    }
    return error;
}

int staging_begin(struct staging *staging, const char *kind, FILE **stream)
{
    char name[NAME_BYTES];
    name_file(staging, kind, name);
    int fd = openat(staging->folder_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    *stream = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (*stream != NULL)
        return 0;
    int error = errno;
    fd_close(&fd);
    return fail(staging, error, "create", kind);
}

int staging_end(struct staging *staging, const char *kind, FILE *stream, int error)
{
    errno = 0;
    bool lost = fflush(stream) == EOF || ferror(stream);
    int cause = errno;
    if (fclose(stream) == EOF && !lost) {
        lost = true;
        cause = errno;
    }
    if (error != 0 || !lost)
        return error;
    return fail(staging, cause != 0 ? cause : EIO, "write", kind);
}

/* gnuplot ignores errors of writing, but a picture that was cut short lacks its end. */
static int check_end(struct staging *staging, const char *kind, const char *end)
{
    char name[NAME_BYTES];
    char last[16] = "";
    name_file(staging, kind, name);
    int fd = openat(staging->folder_fd, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(staging, errno, "draw", kind);
    bool whole = lseek(fd, -(off_t)sizeof last, SEEK_END) >= 0 &&
                 read_whole(fd, last, sizeof last) == 0 &&
                 memmem(last, sizeof last, end, strlen(end)) != NULL;
    fd_close(&fd);
    if (whole)
        return 0;
    return error_set(staging->error, EIO, "gnuplot left %s/%s cut short; is the disk full?",
                     staging->home, name);
}

int staging_draw(struct staging *staging)
{
    char script[NAME_BYTES];
    name_file(staging, "gp", script);
    const struct gnuplot_options options = {
        .folder = staging->folder,
        .script = script,
        .timeout_s = TIMEOUT_S,
        .interrupt = staging->interrupt,
    };
    int error = gnuplot_run(&options, staging->error);
    if (error == 0)
        error = check_end(staging, "svg", "</svg>");
    if (error == 0)
        error = check_end(staging, "png", "IEND");
    return error;
}

int staging_keep(struct staging *staging)
{
    char name[NAME_BYTES];
    for (size_t i = 0; i < KINDS; i++) {
        name_file(staging, kinds[i], name);
        if (renameat(staging->folder_fd, name, staging->home_fd, name) < 0)
            return fail(staging, errno, "write", kinds[i]);
    }
    return 0;
}

void staging_close(struct staging *staging)
{
    char name[NAME_BYTES];
    for (size_t i = 0; i < KINDS && staging->folder_fd >= 0; i++) {
        name_file(staging, kinds[i], name);
        unlinkat(staging->folder_fd, name, 0);
    }
    if (staging->folder != NULL)
        rmdir(staging->folder);
    free(staging->folder);
    fd_close(&staging->folder_fd);
    fd_close(&staging->home_fd);
}
