/* SPDX-License-Identifier: MIT */
/* The operating system, and its limits for this process. */
#include "machine/fact.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

static json_t *kernel(void)
{
    struct utsname name;
    if (uname(&name) != 0)
        return fact_unavailable();
    char text[FACT_TEXT_BYTES];
    snprintf(text, sizeof text, "%s %s %s", name.sysname, name.release, name.machine);
    return fact_text(text);
}

/* PRETTY_NAME="…" of os-release(5). */
static json_t *os(void)
{
    FILE *file = fopen("/etc/os-release", "re");
    if (file == NULL)
        return fact_unavailable();
    const char key[] = "PRETTY_NAME=";
    const char *name = NULL;
    char line[FACT_TEXT_BYTES];
    while (name == NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, key, sizeof key - 1) != 0)
            continue;
        char *rest = line + sizeof key - 1;
        name = strtok_r(rest, "\"'\n", &rest);
    }
    (void)fclose(file);
    return fact_text(name);
}

static json_t *memory_bytes(void)
{
    return fact_number((long long)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE));
}

/* "always [madvise] never": the word in brackets holds. */
static json_t *thp(void)
{
    char line[FACT_TEXT_BYTES];
    if (!fact_line(line, "/sys/kernel/mm/transparent_hugepage/enabled"))
        return fact_unavailable();
    char *mode = strchr(line, '[');
    if (mode == NULL)
        return fact_unavailable();
    mode[strcspn(mode, "]")] = '\0';
    return fact_text(mode + 1);
}

static json_t *limit(unsigned resource)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0)
        return fact_unavailable();
    if (limit.rlim_cur > INT64_MAX) /* RLIM_INFINITY among them */
        return json_string("unlimited");
    return json_integer((json_int_t)limit.rlim_cur);
}

/* The soft ones: those that bind. */
static json_t *limits(void)
{
    static const struct {
        const char *name;
        unsigned resource;
    } rows[] = {
        { "processes", RLIMIT_NPROC },        { "open_files", RLIMIT_NOFILE },
        { "address_space_bytes", RLIMIT_AS }, { "data_bytes", RLIMIT_DATA },
        { "stack_bytes", RLIMIT_STACK },      { "locked_bytes", RLIMIT_MEMLOCK },
        { "file_bytes", RLIMIT_FSIZE },       { "cpu_seconds", RLIMIT_CPU },
    };
    json_t *object = json_object();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        object = fact_put(object, rows[i].name, limit(rows[i].resource));
    return object;
}

/* Over 1, 5 and 15 minutes. */
static json_t *load_average(void)
{
    double load[3];
    if (getloadavg(load, 3) != 3)
        return fact_unavailable();
    return json_pack("[f, f, f]", load[0], load[1], load[2]);
}

json_t *system_facts(void)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "kernel", kernel(), "os", os(),
                     "memory_bytes", memory_bytes(), "thp", thp(), "limits", limits(),
                     "load_average", load_average());
}
