/* SPDX-License-Identifier: MIT */
/* The control groups (cgroups(7)) whose rules bind this process, v1 and v2. */
#ifndef FORKSCALE_KIT_GROUPS_H
#define FORKSCALE_KIT_GROUPS_H

enum group_version { GROUP_V1, GROUP_V2 };

/* `folder` is a group's, without a slash at its end. It need not exist: inside a container the path
 * of a group may be the host's, with the mount showing only its end. */
typedef void group_visit(void *context, enum group_version version, const char *folder);

/* Calls `visit` for the group of this process and its ancestors, up to the mount itself, in each
 * hierarchy that has the controller, "cpu" or "pids". `root` goes before every path read: "" is the
 * machine itself. Without memory, or where there is no such hierarchy, nothing is visited. */
void groups_visit(const char *root, const char *controller, group_visit *visit, void *context);

#endif
