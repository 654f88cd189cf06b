/* SPDX-License-Identifier: MIT */
/* Holm's adjustment of p-values. */
#include "analyse/holm.h"
#include <errno.h>
#include <gsl/gsl_sort.h>
#include <stdlib.h>

int holm_adjust(double *p, size_t count)
{
    size_t *order = malloc((count + 1) * sizeof *order);
    if (order == NULL) {
        for (size_t i = 0; i < count; i++)
            p[i] = 1;
        return ENOMEM;
    }
    gsl_sort_index(order, p, 1, count);
    double greatest = 0;
    for (size_t i = 0; i < count; i++) {
        double adjusted = (double)(count - i) * p[order[i]];
        if (adjusted > greatest)
            greatest = adjusted;
        p[order[i]] = greatest < 1 ? greatest : 1;
    }
    free(order);
    return 0;
}
