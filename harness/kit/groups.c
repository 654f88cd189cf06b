/* SPDX-License-Identifier: MIT */
/* The control groups that bind this process. */
#include "kit/groups.h"
#include <limits.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hierarchy {
    const char *mount_type;
    const char *controller; /* in its mount options and in /proc/self/cgroup; "": v2 names none */
    enum group_version version;
};

static FILE *open_below(const char *root, const char *name)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s%s", root, name);
    return length < PATH_MAX ? fopen(path, "re") : NULL;
}

/* Is `word` one of the comma-separated `words`? */
static bool lists(char *words, const char *word)
{
    return hasmntopt(&(struct mntent){ .mnt_opts = words }, word) != NULL;
}

/* The path of this process's group in the hierarchy, as malloc'd text; NULL where it has none.
 * Lines of /proc/self/cgroup are ID:CONTROLLERS:PATH. */
static char *own_group(const char *root, const char *controller)
{
    FILE *file = open_below(root, "/proc/self/cgroup");
    if (file == NULL)
        return NULL;
    char *line = NULL;
    char *group = NULL;
    size_t bytes = 0;
    while (group == NULL && getline(&line, &bytes, file) > 0) {
        char *rest = line;
        (void)strsep(&rest, ":");
        char *controllers = strsep(&rest, ":");
        if (rest != NULL &&
            (*controller == '\0' ? *controllers == '\0' : lists(controllers, controller)))
            group = strndup(rest, strcspn(rest, "\n"));
    }
    free(line);
    (void)fclose(file);
    return group;
}

struct walk {
    const char *root;
    group_visit *visit;
    void *context;
};

static void climb(const struct walk *walk, const struct hierarchy *hierarchy, const char *mount)
{
    char *group = own_group(walk->root, hierarchy->controller);
    if (group == NULL)
        return;
    /* The root's is "/", the paths of others end without a slash. */
    char *end = strcmp(group, "/") == 0 ? group : group + strlen(group);
    while (end != NULL) {
        *end = '\0';
        char folder[PATH_MAX];
        int length = snprintf(folder, sizeof folder, "%s%s%s", walk->root, mount, group);
        if (length < PATH_MAX)
            walk->visit(walk->context, hierarchy->version, folder);
        end = strrchr(group, '/');
    }
    free(group);
}

void groups_visit(const char *root, const char *controller, group_visit *visit, void *context)
{
    const struct hierarchy hierarchies[] = { { "cgroup2", "", GROUP_V2 },
                                             { "cgroup", controller, GROUP_V1 } };
    const struct walk walk = { root, visit, context };
    FILE *mounts = open_below(root, "/proc/self/mounts");
    if (mounts == NULL)
        return;
    struct mntent entry;
    char text[2 * PATH_MAX];
    while (getmntent_r(mounts, &entry, text, sizeof text) != NULL) {
        for (size_t i = 0; i < sizeof hierarchies / sizeof *hierarchies; i++) {
            const struct hierarchy *hierarchy = &hierarchies[i];
            if (strcmp(entry.mnt_type, hierarchy->mount_type) == 0 &&
                (*hierarchy->controller == '\0' || lists(entry.mnt_opts, hierarchy->controller)))
                climb(&walk, hierarchy, entry.mnt_dir);
        }
    }
    endmntent(mounts);
}
