/* SPDX-License-Identifier: MIT */
/* How large the plots of a plan will be. */
#include "run/plan.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

int plan_size(const struct plan *plan, struct plan_size *size)
{
    const char **labels = calloc(plan->cell_count + 1, sizeof(const char *));
    if (labels == NULL)
        return ENOMEM;
    *size = (struct plan_size){ .workloads = 0 };
    size_t count = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        size->workloads += i == 0 || plan->cells[i - 1].workload != cell->workload;
        if (!cell->baseline && !cell->is_base)
            labels[count++] = cell->label;
    }
    qsort(labels, count, sizeof *labels, by_text);
    for (size_t i = 0; i < count; i++)
        size->strategies += i == 0 || strcmp(labels[i - 1], labels[i]) != 0;
    free(labels);
    return 0;
}
