/* SPDX-License-Identifier: MIT */
/* How one picture is drawn. */
#include "show/staging.h"
#include "kit/io.h"
#include "record/leftover.h"
#include "show/gnuplot.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the order in which they are moved: if that fails half-way, the data is newer than the picture,
 * and drawing again repairs it. */
static const char *const kinds[] = { "tsv", "gp", "svg", "png" };

#define KINDS      (sizeof kinds / sizeof *kinds)
#define NAME_BYTES 64
#define TIMEOUT_S  60.0 /* the largest picture takes a few seconds */

/* The temporary folder. */
struct folder {
    const struct staging *staging;
    struct error *error;
    char *path;
    int fd;
    int home_fd;
};

int staging_plots(const struct plot_place *place, char folder[static PATH_MAX], struct error *error)
{
    if (snprintf(folder, PATH_MAX, "%s/plots", place->folder) < PATH_MAX)
        return 0;
    return error_set_errno(error, ENAMETOOLONG, "%s/plots", place->folder);
}

static void name_file(const struct folder *folder, const char *kind, char name[NAME_BYTES])
{
    snprintf(name, NAME_BYTES, "%s.%s", folder->staging->name, kind);
}

static int fail(const struct folder *folder, int error, const char *doing, const char *kind)
{
    return error_set_errno(folder->error, error, "cannot %s %s/%s.%s", doing,
                           folder->staging->place->folder, folder->staging->name, kind);
}

/* What was killed while it drew this picture. */
static void remove_leftovers(const struct folder *folder)
{
    char prefix[NAME_BYTES];
    char stem[NAME_BYTES];
    snprintf(prefix, sizeof prefix, ".%s." LEFTOVER_MARK, folder->staging->name);
    name_file(folder, "", stem);
    leftover_remove(folder->staging->place->folder, prefix, stem);
}

static int open_folder(struct folder *folder)
{
    const char *home = folder->staging->place->folder;
    if (mkdir(home, 0777) < 0 && errno != EEXIST)
        return error_set_errno(folder->error, errno, "cannot make %s", home);
    remove_leftovers(folder);
    folder->home_fd = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->home_fd >= 0)
        folder->fd = leftover_make_folder(folder->path);
    if (folder->fd >= 0)
        return 0;
    return error_set_errno(folder->error, errno, "cannot make a folder in %s", home);
}

static int write_file(const struct folder *folder, const char *kind, staging_writer *writer)
{
    char name[NAME_BYTES];
    name_file(folder, kind, name);
    int fd = openat(folder->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    FILE *stream = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (stream == NULL) {
        int error = fail(folder, errno, "create", kind);
        fd_close(&fd);
        return error;
    }
    int error = writer(stream, folder->staging, folder->error);
    errno = 0;
    bool is_lost = fflush(stream) == EOF || ferror(stream);
    int cause = errno;
    if (fclose(stream) == EOF && !is_lost) {
        is_lost = true;
        cause = errno;
    }
    if (error != 0 || !is_lost)
        return error;
    return fail(folder, cause != 0 ? cause : EIO, "write", kind);
}

/* gnuplot ignores errors of writing, but a picture that was cut short lacks its end. */
static int check_end(const struct folder *folder, const char *kind, const char *end)
{
    char name[NAME_BYTES];
    char last[16] = "";
    name_file(folder, kind, name);
    int fd = openat(folder->fd, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(folder, errno, "draw", kind);
    bool is_whole = lseek(fd, -(off_t)sizeof last, SEEK_END) >= 0 &&
                    read_whole(fd, last, sizeof last) == 0 &&
                    memmem(last, sizeof last, end, strlen(end)) != NULL;
    fd_close(&fd);
    if (is_whole)
        return 0;
    return error_set(folder->error, EIO, "gnuplot left %s/%s cut short; is the disk full?",
                     folder->staging->place->folder, name);
}

static int draw(const struct folder *folder)
{
    char script[NAME_BYTES];
    name_file(folder, "gp", script);
    const struct gnuplot_options options = {
        .folder = folder->path,
        .script = script,
        .timeout_s = TIMEOUT_S,
        .interrupt = folder->staging->place->interrupt,
    };
    int error = gnuplot_run(&options, folder->error);
    if (error == 0)
        error = check_end(folder, "svg", "</svg>");
    if (error == 0)
        error = check_end(folder, "png", "IEND");
    return error;
}

static int move_home(const struct folder *folder)
{
    char name[NAME_BYTES];
    for (size_t i = 0; i < KINDS; i++) {
        name_file(folder, kinds[i], name);
        if (renameat(folder->fd, name, folder->home_fd, name) < 0)
            return fail(folder, errno, "write", kinds[i]);
    }
    return 0;
}

static void remove_folder(struct folder *folder)
{
    char name[NAME_BYTES];
    for (size_t i = 0; i < KINDS && folder->fd >= 0; i++) {
        name_file(folder, kinds[i], name);
        unlinkat(folder->fd, name, 0);
    }
    if (folder->fd >= 0)
        rmdir(folder->path);
    fd_close(&folder->fd);
    fd_close(&folder->home_fd);
}

int staging_draw(const struct staging *staging, struct error *error)
{
    struct folder folder = { .staging = staging, .error = error, .fd = -1, .home_fd = -1 };
    if (asprintf(&folder.path, "%s/.%s." LEFTOVER_MARK "XXXXXX", staging->place->folder,
                 staging->name) < 0)
        return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
    int code = open_folder(&folder);
    if (code == 0)
        code = write_file(&folder, "tsv", staging->write_data);
    if (code == 0)
        code = write_file(&folder, "gp", staging->write_script);
    if (code == 0)
        code = draw(&folder);
    if (code == 0)
        code = move_home(&folder);
    remove_folder(&folder);
    free(folder.path);
    return code;
}

int staging_copy(FILE *stream, const struct staging *staging, const char *part, struct error *error)
{
    char path[PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", staging->place->scripts, part) >= sizeof path)
        return error_set_errno(error, ENAMETOOLONG, "cannot read %s", part);
    FILE *from = fopen(path, "re");
    int code = from == NULL ? errno : 0;
    char text[4096];
    size_t got;
    while (from != NULL && (got = fread(text, 1, sizeof text, from)) > 0)
        (void)fwrite(text, 1, got, stream);
    if (from != NULL && ferror(from))
        code = errno;
    if (from != NULL)
        (void)fclose(from);
    return code != 0 ? error_set_errno(error, code, "cannot read %s", path) : 0;
}
