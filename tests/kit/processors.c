/* SPDX-License-Identifier: MIT */
/* Processors are chosen one of each core first, and a thread gets its mask back. */
#include "kit/processors.h"
#include "check.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Writes the list of the threads of a core into the made-up machine ./cores. */
static void make_core(unsigned processor, const char *siblings)
{
    char path[256];
    snprintf(path, sizeof path, "cores/sys/devices/system/cpu/cpu%u", processor);
    CHECK(mkdir(path, 0777) == 0, "%s", path);
    strcat(path, "/topology");
    CHECK(mkdir(path, 0777) == 0, "%s", path);
    strcat(path, "/thread_siblings_list");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL && fprintf(file, "%s\n", siblings) > 0 && fclose(file) == 0, "%s", path);
}

/* The order of `wanted` processors out of 0 … 7, as digits. */
static const char *order(unsigned first, unsigned wanted, const char *root)
{
    static char text[9];
    unsigned chosen[8];
    cpu_set_t mask;
    CPU_ZERO(&mask);
    for (unsigned i = 0; i < 8; i++)
        CPU_SET(i, &mask);
    int error = processors_order(&mask, sizeof mask, first, wanted, root, chosen);
    CHECK(error == 0, "%s", strerror(error));
    for (unsigned i = 0; i < wanted; i++)
        text[i] = (char)('0' + chosen[i]);
    text[wanted] = '\0';
    return text;
}

static void expect(unsigned first, unsigned wanted, const char *root, const char *expected)
{
    const char *found = order(first, wanted, root);
    CHECK(strcmp(found, expected) == 0, "%s, not %s", found, expected);
}

static void orders(void)
{
    static const char *const folders[] = { "cores", "cores/sys", "cores/sys/devices",
                                           "cores/sys/devices/system",
                                           "cores/sys/devices/system/cpu" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        CHECK(mkdir(folders[i], 0777) == 0, "%s", folders[i]);
    static const char *const cores[] = {
        "0,4", "1-2", "1-2", "3,5-6", "0,4", "3,5-6", "3,5-6", "7"
    };
    for (unsigned i = 0; i < 8; i++)
        make_core(i, cores[i]);
    expect(0, 2, "cores", "01");
    expect(0, 4, "cores", "0137");
    expect(0, 6, "cores", "013724");
    expect(0, 7, "cores", "0137245");
    expect(5, 4, "cores", "5701");
    expect(5, 5, "cores", "57016");
    expect(6, 8, "cores", "67012345"); /* all: then the cores do not matter */
    expect(2, 3, "nowhere", "234");
    expect(7, 3, "nowhere", "701");
}

static unsigned usable(cpu_set_t *mask)
{
    CPU_ZERO(mask);
    CHECK(sched_getaffinity(0, sizeof *mask, mask) == 0, "no mask");
    return (unsigned)CPU_COUNT(mask);
}

static void binds(void)
{
    cpu_set_t before;
    cpu_set_t bound;
    cpu_set_t after;
    unsigned order[CPU_SETSIZE];
    struct binding binding = { 0 };
    unsigned count = usable(&before);
    CHECK(processors_choose(count + 1, order) == EAGAIN, "one too many");
    binding_clear(&binding);
    (void)usable(&after);
    CHECK(CPU_EQUAL(&before, &after), "what was not bound has another mask");

    int error = processors_choose(count, order);
    if (error == EAGAIN)
        return; /* a quota */
    CHECK(error == 0, "%s", strerror(error));
    for (unsigned i = 0; i < count; i++) {
        binding_set(&binding, order[i]);
        binding_set(&binding, order[(i + 1) % count]);
        CHECK(usable(&bound) == 1 && CPU_ISSET(order[i], &bound), "processor %u", order[i]);
        binding_clear(&binding);
        (void)usable(&after);
        CHECK(CPU_EQUAL(&before, &after) && binding.mask == NULL, "processor %u is kept", order[i]);
    }
}

int main(void)
{
    orders();
    binds();
    return check_end();
}
