/* SPDX-License-Identifier: MIT */
/* Modules: shared objects loaded and checked. */
#include "cell/load.h"
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>

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

static int check_tunables(const struct tunable *table, struct error *error)
{
    size_t count = tunable_count(table);
    if (count == TUNABLES_MAX)
        return error_set(error, ELIBBAD, "its tunables have no end mark within %d rows",
                         TUNABLES_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct tunable *row = &table[i];
        if (!is_word(row->name) || row->help == NULL)
            return error_set(error, ELIBBAD, "its tunable %zu has no lower-case name or no help",
                             i);
        int64_t min = row->min;
        int64_t max = row->max;
        if (tunable_kind(row) == TUNABLE_CHOICE) {
            if (!are_choices(row->choices))
                return error_set(error, ELIBBAD,
                                 "the choices of its tunable %s are no words like a|b", row->name);
            min = 0;
            max = tunable_choice_count(row) - 1;
        }
        if (tunable_kind(row) != TUNABLE_TEXT &&
            (row->default_value < min || row->default_value > max))
            return error_set(error, ELIBBAD,
                             "the default_value of its tunable %s is out of its range", row->name);
    }
    return 0;
}

/* What strategies and workloads have in common. */
static int check_head(const char *kind, unsigned abi, unsigned ours, const char *summary,
                      const struct tunable *tunables, struct error *error)
{
    if (abi != ours)
        return error_set(error, ELIBBAD,
                         "it was built for %s ABI %u, this forkscale has %u: rebuild it", kind, abi,
                         ours);
    if (summary == NULL)
        return error_set(error, ELIBBAD, "its %s has no summary", kind);
    return check_tunables(tunables, error);
}

static int check_strategy(const struct strategy *strategy, struct error *error)
{
    int code = check_head("strategy", strategy->abi, STRATEGY_ABI, strategy->summary,
                          strategy->tunables, error);
    if (code != 0 || strategy->unavailable != NULL)
        return code;
    if (strategy->run == NULL)
        return error_set(error, ELIBBAD, "its strategy has no run hook");
    if ((strategy->traits & TRAIT_EXEC) != 0 && strategy->worker == NULL)
        return error_set(error, ELIBBAD, "its strategy has TRAIT_EXEC and no worker hook");
    return schedule_check(strategy, error);
}

static int check_workload(const struct workload *workload, struct error *error)
{
    int code = check_head("workload", workload->abi, WORKLOAD_ABI, workload->summary,
                          workload->tunables, error);
    if (code != 0 || workload->unavailable != NULL)
        return code;
    if (workload->create == NULL || workload->item == NULL || workload->check == NULL)
        return error_set(error, ELIBBAD, "its workload lacks create, item or check");
    return 0;
}

int module_load(const char *path, struct module *module, struct error *error)
{
    errno = 0;
    *module = (struct module){ .handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) };
    if (module->handle == NULL) {
        bool is_short = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
        return error_set(error, is_short ? errno : ELIBACC, "it cannot be loaded: %s", dlerror());
    }
    module->strategy = dlsym(module->handle, "strategy");
    module->workload = dlsym(module->handle, "workload");
    if (module->strategy != NULL) {
        int code = check_strategy(module->strategy, error);
        if (code == 0)
            schedule_rows(module->strategy, module->rows, module->schedules);
        return code;
    }
    if (module->workload != NULL)
        return check_workload(module->workload, error);
    return error_set(error, ENOEXEC, "it exports neither a strategy nor a workload");
}

const char *module_unavailable(const struct module *module)
{
    return module->strategy != NULL ? module->strategy->unavailable : module->workload->unavailable;
}

const struct tunable *module_tunables(const struct module *module)
{
    return module->strategy != NULL ? module->rows : module->workload->tunables;
}
