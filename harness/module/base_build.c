/* SPDX-License-Identifier: MIT */
/* The base build: another build of forkscale, whose cells are measured beside those of this one. */
#include "module/base_build.h"
#include "kit/text.h"
#include "process/child.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUILD_TIMEOUT_S   3600.0
#define BUILD_GRACE_S     10.0 /* to remove what an interrupted build leaves */
#define VERSION_TIMEOUT_S 5.0
#define OUTPUT_BYTES      8192

/* --- a revision ------------------------------------------------------------------------------- */

bool base_build_is_revision(const char *name)
{
    struct stat file;
    return stat(name, &file) < 0 || !S_ISDIR(file.st_mode);
}

/* Finds the script: the build folder is TREE/build, or TREE/build/MODE. */
static bool find_script(const struct home *own, char path[static PATH_MAX])
{
    static const char *const trees[] = { "..", "../.." };
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++)
        if (snprintf(path, PATH_MAX, "%s/%s/scripts/build-revision", own->path, trees[i]) <
                PATH_MAX &&
            access(path, X_OK) == 0)
            return true;
    return false;
}

/* The last line of a text, without its newline; cuts the text. */
static char *last_line(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == '\n')
        text[--length] = '\0';
    char *newline = strrchr(text, '\n');
    return newline != NULL ? newline + 1 : text;
}

/* The sentence of the script is its last line. */
static int explain(const struct child_result *child, struct error *error)
{
    if (child->error != 0)
        return error_set_errno(error, child->error, "--against: scripts/build-revision");
    if (child->fate == CHILD_INTERRUPTED)
        return error_set(error, ECANCELED, "--against: the build was interrupted");
    if (child->fate == CHILD_TIMED_OUT)
        return error_set(error, ECHILD, "--against: the build did not end within %g s",
                         child->timeout_s);
    bool is_refused = WIFEXITED(child->wait_status) && WEXITSTATUS(child->wait_status) == 2;
    char *line = text_printable(last_line(child->errors));
    const char *sentence = line;
    const char *const mark = "build-revision: ";
    if (line != NULL && strncmp(line, mark, strlen(mark)) == 0)
        sentence += strlen(mark);
    error_set(error, is_refused ? ENOENT : ECHILD, "--against %s",
              sentence != NULL ? sentence : strerror(ENOMEM));
    free(line);
    return error->code;
}

/* Sets `folder` to where the revision is built, for free(). */
static int build(const char *revision, const struct home *own, struct interrupt *interrupt,
                 char **folder, struct error *error)
{
    char script[PATH_MAX];
    if (!find_script(own, script))
        return error_set(error, ENOENT,
                         "--against '%s': no such folder; a revision needs the source tree of "
                         "forkscale, where a build folder or a prefix is enough",
                         revision);
    const char *const argv[] = { script, "--into", own->path, "--", revision, NULL };
    const struct child_options options = {
        .argv = argv,
        .output_bytes = OUTPUT_BYTES,
        .error_bytes = OUTPUT_BYTES,
        .timeout_s = BUILD_TIMEOUT_S,
        .grace_s = BUILD_GRACE_S,
        .interrupt = interrupt,
    };
    struct child_result child;
    int code = child_run(&options, &child);
    if (code == 0 && child.fate == CHILD_ENDED && child.wait_status == 0)
        *folder = strdup(last_line(child.output));
    else
        code = explain(&child, error);
    if (code == 0 && *folder == NULL)
        code = error_set_errno(error, ENOMEM, "--against");
    child_result_release(&child);
    return code;
}

/* --- what it is ------------------------------------------------------------------------------- */

/* The first line of a file that the Makefile leaves in the build folder, for free(); NULL if there
 * is none. */
static char *read_line(const struct home *home, const char *name)
{
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/%s", home->path, name);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    char *line = NULL;
    size_t bytes = 0;
    ssize_t length = getline(&line, &bytes, file);
    (void)fclose(file);
    if (length > 0 && line[length - 1] == '\n')
        line[length - 1] = '\0';
    if (length <= 0) {
        free(line);
        line = NULL;
    }
    return line;
}

/* "0.1.0" of "forkscale-cell 0.1.0", for free(); NULL if the cell does not say. */
static char *ask_version(const struct home *home)
{
    const char *const argv[] = { home->cell, "--version", NULL };
    const struct child_options options = {
        .argv = argv,
        .output_bytes = OUTPUT_BYTES,
        .timeout_s = VERSION_TIMEOUT_S,
    };
    struct child_result child;
    char *version = NULL;
    if (child_run(&options, &child) == 0 && child.wait_status == 0) {
        const char *space = strrchr(last_line(child.output), ' ');
        version = space != NULL ? strdup(space + 1) : NULL;
    }
    child_result_release(&child);
    return version;
}

/* The settings behind the version, which differs between revisions. */
static const char *behind_version(const char *settings)
{
    const char *space = strchr(settings, ' ');
    return space != NULL ? space + 1 : settings;
}

bool base_build_differs(const struct base_build *base, const struct home *own)
{
    char *settings = read_line(own, "SETTINGS");
    bool differs = settings != NULL && base->settings != NULL &&
                   strcmp(behind_version(settings), behind_version(base->settings)) != 0;
    free(settings);
    return differs;
}

/* --- opening ---------------------------------------------------------------------------------- */

int base_build_open(const char *name, const struct home *own, struct interrupt *interrupt,
                    struct base_build *base, struct error *error)
{
    char *folder = NULL;
    *base = (struct base_build){ .name = name };
    int code = base_build_is_revision(name) ? build(name, own, interrupt, &folder, error) : 0;
    if (code == 0) {
        code = catalogue_open_folder(folder != NULL ? folder : name, &base->catalogue, error);
        if (code != 0)
            error_prefix(error, "--against");
    }
    free(folder);
    if (code != 0)
        return code;
    base->version = ask_version(&base->catalogue.home);
    base->revision = read_line(&base->catalogue.home, "REVISION");
    base->settings = read_line(&base->catalogue.home, "SETTINGS");
    return 0;
}

void base_build_release(struct base_build *base)
{
    catalogue_release(&base->catalogue);
    free(base->version);
    free(base->revision);
    free(base->settings);
    *base = (struct base_build){ .name = NULL };
}
