/* SPDX-License-Identifier: MIT */
/* Limits of the user and the machine. */
#include "check/judge/limit.h"
#include "cell/cell.h"
#include "check/inject/ledger.h"
#include "kit/groups.h"
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* The least pids.max of the groups of this process; UINT64_MAX: none is set. */
static void read_pids(void *context, enum group_version version, const char *folder)
{
    (void)version;
    uint64_t *least = context;
    char path[PATH_MAX];
    char line[32];
    if (snprintf(path, sizeof path, "%s/pids.max", folder) >= (int)sizeof path)
        return;
    FILE *file = fopen(path, "re");
    bool is_read = file != NULL && fgets(line, sizeof line, file) != NULL;
    if (file != NULL)
        (void)fclose(file);
    uint64_t most = is_read ? strtoull(line, NULL, 10) : 0; /* "max" is 0 */
    if (most > 0 && most < *least)
        *least = most;
}

/* UINT64_MAX: none is set. cell_prepare raises the soft limit of descriptors to the hard one. */
static uint64_t limit_of(int resource)
{
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)resource, &limit) < 0)
        return UINT64_MAX;
    rlim_t most = resource == RLIMIT_NOFILE ? limit.rlim_max : limit.rlim_cur;
    return most == RLIM_INFINITY ? UINT64_MAX : (uint64_t)most;
}

static bool say(const char *name, uint64_t value, char *text, size_t bytes)
{
    if (value == UINT64_MAX)
        return false;
    snprintf(text, bytes, "%s is %" PRIu64, name, value);
    return true;
}

static bool name_memory(char *text, size_t bytes)
{
    return say("RLIMIT_AS", limit_of(RLIMIT_AS), text, bytes) ||
           say("RLIMIT_DATA", limit_of(RLIMIT_DATA), text, bytes);
}

bool limit_name(int error, unsigned workers, char *text, size_t bytes)
{
    uint64_t groups = UINT64_MAX;
    uint64_t processes = limit_of(RLIMIT_NPROC);
    uint64_t files = limit_of(RLIMIT_NOFILE);
    switch (error) {
    case EMFILE:
        return files < cell_descriptors(workers) && say("RLIMIT_NOFILE", files, text, bytes);
    case ENOMEM:
        return name_memory(text, bytes);
    case EAGAIN:
        /* pthread_create returns it, too, where there is no memory for a stack. */
        groups_visit("", "pids", read_pids, &groups);
        return name_memory(text, bytes) ||
               (groups < processes ? say("pids.max", groups, text, bytes)
                                   : say("RLIMIT_NPROC", processes, text, bytes));
    default:
        return false;
    }
}

bool limit_was_met(unsigned workers, char *text, size_t bytes)
{
    char name[64];
    int error = ledger->limit_errno;
    /* An item may lower a limit itself, and a strategy that keeps forking reaches one. */
    bool is_own = ledger->inject.fault.kind == FAULT_MEMORY || ledger->forked > 4 * (workers + 4);
    if (error == 0 || is_own || !limit_name(error, workers, name, sizeof name))
        return false;
    snprintf(text, bytes, "%s failed with %s: %s", ledger->limit_call, strerrorname_np(error),
             name);
    return true;
}
