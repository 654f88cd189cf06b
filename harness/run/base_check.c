/* SPDX-License-Identifier: MIT */
/* Whether the base build can be measured in the same run. */
#include "run/base_check.h"
#include <errno.h>
#include <inttypes.h>
#include <string.h>

static int compare(const char *workload, const struct reference *own, const struct reference *base,
                   struct error *error)
{
    if (base->error != NULL)
        return error_set(error, EPROTO, "--against: the base build cannot be measured: %s: %s",
                         workload, base->error);
    if (own->items != base->items)
        return error_set(error, EXDEV,
                         "--against: not comparable: %s has %" PRIu64
                         " item%s in the base build, and %" PRIu64 " in this one",
                         workload, base->items, base->items == 1 ? "" : "s", own->items);
    if (own->result_bytes != base->result_bytes)
        return error_set(error, EXDEV,
                         "--against: not comparable: a result of %s has %" PRIu64 " bytes in the "
                         "base build, and %" PRIu64 " in this one",
                         workload, base->result_bytes, own->result_bytes);
    if (strcmp(own->digest, base->digest) != 0)
        return error_set(error, EXDEV,
                         "--against: not comparable: the input of %s in the base build differs "
                         "from that in this one",
                         workload);
    return 0;
}

/* A workload without a reference of its own has failed, and the run says so. */
static int check(const struct plan *plan, size_t workload, const struct reference *own,
                 struct interrupt *interrupt, struct error *error)
{
    struct reference base;
    int code = measure_reference(plan, workload, true, interrupt, &base);
    bool is_over = interrupt_poll(interrupt) != 0;
    if (code == 0 && own->error == NULL && !is_over)
        code = compare(plan->workloads[workload].label, own, &base, error);
    reference_release(&base);
    return code;
}

int base_check(const struct plan *plan, const struct reference *references,
               struct interrupt *interrupt, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < plan->workload_count && plan->request.base != NULL; i++)
        if (code == 0 && plan->base_workloads[i].missing == NULL && interrupt_poll(interrupt) == 0)
            code = check(plan, i, &references[i], interrupt, error);
    return code;
}
