/* SPDX-License-Identifier: MIT */
/* How long a process could have run but had no processor. */
#include "process/run_delay.h"
#include <stdio.h>
#include <stdlib.h>

struct run_delay run_delay_read(pid_t pid)
{
    struct run_delay delay = { .is_known = false };
    char path[64];
    char line[128];
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return delay;
    if (fgets(line, sizeof line, file) != NULL) {
        char *rest;
        delay.ran_ns = strtod(line, &rest);
        delay.is_known = *rest == ' ';
        delay.waited_ns = strtod(rest, NULL);
    }
    (void)fclose(file);
    return delay;
}
