/* SPDX-License-Identifier: MIT */
/* What a module is, as lines for the conductor. */
#include "cell/describe.h"
#include "cell/load.h"
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>

static const struct {
    unsigned trait;
    const char *name;
} trait_names[] = {
    { TRAIT_INLINE, "inline" },
    { TRAIT_THREADS, "threads" },
    { TRAIT_EXEC, "exec" },
    { TRAIT_PERSISTENT, "persistent" },
    { TRAIT_DYNAMIC, "dynamic" },
    { TRAIT_FOREIGN, "foreign" },
    { TRAIT_CALLER_WORKS, "caller-works" },
    { TRAIT_ON_REQUEST, "on-request" },
};

static void field(FILE *out, const char *text)
{
    fputc('\t', out);
    for (; *text != '\0'; text++)
        fputc(iscntrl((unsigned char)*text) ? ' ' : *text, out);
}

static void line(FILE *out, const char *key, const char *text)
{
    fputs(key, out);
    field(out, text);
    fputc('\n', out);
}

static void traits(FILE *out, unsigned traits)
{
    for (size_t i = 0; i < sizeof trait_names / sizeof *trait_names; i++)
        if ((traits & trait_names[i].trait) != 0)
            line(out, "trait", trait_names[i].name);
}

static void tunable(FILE *out, const struct tunable *row)
{
    switch (tunable_kind(row)) {
    case TUNABLE_INTEGER:
        fprintf(out, "integer\t%s\t%" PRId64 "\t%" PRId64 "\t%" PRId64, row->name, row->min,
                row->max, row->default_value);
        break;
    case TUNABLE_CHOICE:
        fprintf(out, "choice\t%s\t%s\t%" PRId64 "\t%s", row->name, row->choices, row->default_value,
                row->with != NULL ? row->with : "");
        if (row->reason != NULL)
            field(out, row->reason);
        break;
    case TUNABLE_TEXT:
        fprintf(out, "text\t%s", row->name);
        field(out, row->text);
        break;
    }
    field(out, row->help);
    fputc('\n', out);
}

/* An error of this process rather than of the module. */
static bool is_failure(int code)
{
    return code == EMFILE || code == ENFILE || code == ENOMEM || code == EAGAIN;
}

/* Whether the strategy can run on this machine, where it depends on that, and in what. */
static void runtime(FILE *out, const struct strategy *strategy)
{
    char version[256];
    struct error error;
    if (strategy->runtime == NULL || strategy->unavailable != NULL)
        return;
    if (strategy->runtime(version, sizeof version, &error) == 0)
        line(out, "runtime", version);
    else if (is_failure(error.code))
        line(out, "failed", error.text);
    else
        line(out, "unavailable", error.text);
}

int describe(const char *path, FILE *out)
{
    struct module module;
    struct error error;
    if (module_load(path, &module, &error) != 0) {
        line(out, is_failure(error.code) ? "failed" : "error", error.text);
        return error.code;
    }
    bool is_strategy = module.strategy != NULL;
    const char *unavailable = module_unavailable(&module);
    line(out, "kind", is_strategy ? "strategy" : "workload");
    line(out, "summary", is_strategy ? module.strategy->summary : module.workload->summary);
    if (unavailable != NULL)
        line(out, "unavailable", unavailable);
    if (is_strategy) {
        runtime(out, module.strategy);
        traits(out, module.strategy->traits);
    } else {
        traits(out, module.workload->is_on_request ? TRAIT_ON_REQUEST : 0);
        if (module.workload->processor_percent_max > 0)
            line(out, "trait", "idle");
    }
    const struct tunable *table = module_tunables(&module);
    for (size_t i = 0; i < tunable_count(table); i++)
        tunable(out, &table[i]);
    fputs("end\n", out);
    return 0;
}
