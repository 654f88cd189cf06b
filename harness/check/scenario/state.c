/* SPDX-License-Identifier: MIT */
/* The state of this process that a strategy must leave as it was, as text: a table of kinds, and the
 * comparison. Runs in the caller; names are looked at in the checker, too. */
#include "check/scenario/state.h"
#include "check/scenario/state_kinds.h"
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

/* In the order in which differences are looked for: that of a descriptor explains that of its
 * flags. judge/expect.c tells breaks by the names. */
static const struct kind {
    const char *name;
    state_writer *write;
    bool outlives_processes;
} kinds[] = {
    { "descriptor", state_descriptors, false },
    { "open file", state_open_files, false },
    { "stream", state_streams, false },
    { "signal", state_signals, false },
    { "timer", state_timers, false },
    { "directory", state_folder, false },
    { "identity", state_identity, false },
    { "setting", state_settings, false },
    { "scheduling", state_scheduling, false },
    { "limit", state_limits, false },
    { "status", state_status, false },
    { "process", state_proc, false },
    { "environment", state_environment, false },
    { "locale", state_locale, false },
    { "floating point", state_arithmetic, false },
    { "fork handlers", state_fork_handlers, false },
    { "shared mapping", state_mappings, false },
    { "file", state_made_files, true },
    { "shared memory", state_shared_memory, true },
    { "System V", state_system_v, true },
};

static bool has_own_names;

bool state_has_own_names(void)
{
    return has_own_names;
}

void state_isolate(void)
{
    has_own_names = unshare(CLONE_NEWNS | CLONE_NEWIPC) == 0 &&
                    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
                    mount("checker", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, NULL) == 0;
}

char *state_take(enum state_part part)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (out == NULL)
        return NULL;
    for (const struct kind *kind = kinds; kind < kinds + sizeof kinds / sizeof *kinds; kind++)
        if (part == STATE_ALL || kind->outlives_processes)
            kind->write(out, kind->name);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* The line of `text` that begins with these characters, or NULL. */
static const char *find_line(const char *text, const char *start, size_t length)
{
    for (const char *at = text; *at != '\0'; at += strcspn(at, "\n") + 1)
        if (strncmp(at, start, length) == 0)
            return at;
    return NULL;
}

/* The first line of `text` that `other` lacks, or NULL. */
static const char *first_lacking(const char *text, const char *other)
{
    for (const char *at = text; *at != '\0'; at += strcspn(at, "\n") + 1)
        if (find_line(other, at, strcspn(at, "\n") + 1) == NULL)
            return at;
    return NULL;
}

/* The line of `text` with the name of this one, or NULL. */
static const char *find_namesake(const char *text, const char *line)
{
    const char *value = strstr(line, ": ");
    const char *end = line + strcspn(line, "\n");
    return value != NULL && value < end ? find_line(text, line, (size_t)(value + 2 - line)) : NULL;
}

void state_compare(const char *before, const char *after, char *text, size_t bytes)
{
    const char *lost = first_lacking(before, after);
    const char *found = first_lacking(after, before);
    const char *namesake = lost != NULL ? find_namesake(after, lost) : NULL;
    text[0] = '\0';
    if (namesake != NULL)
        snprintf(text, bytes, "was: %.*s; is: %.*s", (int)strcspn(lost, "\n"), lost,
                 (int)strcspn(namesake, "\n"), namesake);
    else if (lost != NULL)
        snprintf(text, bytes, "gone: %.*s", (int)strcspn(lost, "\n"), lost);
    else if (found != NULL)
        snprintf(text, bytes, "new: %.*s", (int)strcspn(found, "\n"), found);
}
