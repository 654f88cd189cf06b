/* SPDX-License-Identifier: MIT */
/* Modules: shared objects loaded and checked. */
#include "cell/load.h"
#include <ctype.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct sentence {
    char *text;
    size_t bytes;
};

__attribute__((format(printf, 3, 4))) static int refuse(struct sentence why, int error,
                                                        const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why.text, why.bytes, format, arguments);
    va_end(arguments);
    return error;
}

static bool is_word(const char *name)
{
    if (!islower((unsigned char)*name))
        return false;
    for (; *name != '\0'; name++)
        if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && *name != '_')
            return false;
    return true;
}

/* "a|b", each a word that can be typed in a setting. */
static bool are_choices(const char *choices)
{
    char before = '|';
    for (; *choices != '\0'; before = *choices++)
        if (!isgraph((unsigned char)*choices) || *choices == ',' ||
            (*choices == '|' && before == '|'))
            return false;
    return before != '|';
}

static int check_tunables(const struct tunable *table, struct sentence why)
{
    size_t count = tunable_count(table);
    if (count == TUNABLES_MAX)
        return refuse(why, ELIBBAD, "its tunables have no end mark within %d rows", TUNABLES_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct tunable *row = &table[i];
        if (!is_word(row->name) || row->help == NULL)
            return refuse(why, ELIBBAD, "its tunable %zu has no lower-case name or no help", i);
        int64_t min = row->min;
        int64_t max = row->max;
        if (tunable_kind(row) == TUNABLE_CHOICE) {
            if (!are_choices(row->choices))
                return refuse(why, ELIBBAD, "the choices of its tunable %s are no words like a|b",
                              row->name);
            min = 0;
            max = tunable_choice_count(row) - 1;
        }
        if (tunable_kind(row) != TUNABLE_TEXT &&
            (row->default_value < min || row->default_value > max))
            return refuse(why, ELIBBAD, "the default_value of its tunable %s is out of its range",
                          row->name);
    }
    return 0;
}

static int check_abi(const char *kind, unsigned abi, unsigned ours, struct sentence why)
{
    if (abi != ours)
        return refuse(why, ELIBBAD, "it was built for %s ABI %u, this forkscale has %u: rebuild it",
                      kind, abi, ours);
    return 0;
}

static int check_strategy(const struct strategy *strategy, struct sentence why)
{
    int error = check_abi("strategy", strategy->abi, STRATEGY_ABI, why);
    if (error != 0)
        return error;
    if (strategy->summary == NULL)
        return refuse(why, ELIBBAD, "its strategy has no summary");
    error = check_tunables(strategy->tunables, why);
    if (error != 0 || strategy->unavailable != NULL)
        return error;
    if (strategy->run == NULL)
        return refuse(why, ELIBBAD, "its strategy has no run hook");
    if ((strategy->traits & TRAIT_EXEC) != 0 && strategy->worker == NULL)
        return refuse(why, ELIBBAD, "its strategy has TRAIT_EXEC and no worker hook");
    return 0;
}

static int check_workload(const struct workload *workload, struct sentence why)
{
    int error = check_abi("workload", workload->abi, WORKLOAD_ABI, why);
    if (error != 0)
        return error;
    if (workload->summary == NULL)
        return refuse(why, ELIBBAD, "its workload has no summary");
    error = check_tunables(workload->tunables, why);
    if (error != 0 || workload->unavailable != NULL)
        return error;
    if (workload->create == NULL || workload->item == NULL || workload->check == NULL)
        return refuse(why, ELIBBAD, "its workload lacks create, item or check");
    return 0;
}

int module_load(const char *path, struct module *module, char *why_text, size_t why_bytes)
{
    struct sentence why = { .text = why_text, .bytes = why_bytes };
    *module = (struct module){ .handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) };
    if (module->handle == NULL)
        return refuse(why, ELIBACC, "it cannot be loaded: %s", dlerror());
    module->strategy = dlsym(module->handle, "strategy");
    module->workload = dlsym(module->handle, "workload");
    if (module->strategy != NULL)
        return check_strategy(module->strategy, why);
    if (module->workload != NULL)
        return check_workload(module->workload, why);
    return refuse(why, ENOEXEC, "it exports neither a strategy nor a workload");
}

const struct tunable *module_tunables(const struct module *module)
{
    return module->strategy != NULL ? module->strategy->tunables : module->workload->tunables;
}
