/* SPDX-License-Identifier: MIT */
/* The numbers of workers of a plan, and how long its runs take. */
#include "kit/number.h"
#include "run/plan_parts.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNTS_MAX 64 /* different numbers of workers */

static bool read_one(const char *word, unsigned processors, unsigned *workers)
{
    int64_t number = processors;
    if (strcmp(word, "cores") != 0 && number_parse(word, 1, BOARD_WORKERS_MAX, &number) != 0)
        return false;
    *workers = (unsigned)number;
    return true;
}

/* "N", "cores", or a range of two of them. */
static bool read_part(char *part, unsigned processors, unsigned *first, unsigned *last)
{
    char *dash = strchr(part, '-');
    if (dash != NULL)
        *dash = '\0';
    if (!read_one(part, processors, first))
        return false;
    *last = *first;
    return dash == NULL || (read_one(dash + 1, processors, last) && *last >= *first);
}

/* Marks the numbers that `word` names. */
static int mark(bool *wanted, const char *word, unsigned processors, struct error *error)
{
    char part[40]; /* a longer one is not a number in range */
    unsigned first;
    unsigned last;
    snprintf(part, sizeof part, "%s", word);
    if (!read_part(part, processors, &first, &last))
        return error_set(error, EINVAL,
                         "--workers '%s' is not a number of workers from 1 to %d, a range of them "
                         "(4-8) or 'cores'",
                         word, BOARD_WORKERS_MAX);
    for (unsigned workers = first; workers <= last; workers++)
        wanted[workers] = true;
    return 0;
}

int plan_choose_workers(const struct plan_request *request,
                        bool wanted[static BOARD_WORKERS_MAX + 1], struct error *error)
{
    unsigned processors =
        request->processors < BOARD_WORKERS_MAX ? request->processors : BOARD_WORKERS_MAX;
    for (size_t i = 0; i < request->workers.count; i++)
        if (mark(wanted, request->workers.items[i], processors, error) != 0)
            return EINVAL;
    if (request->workers.count == 0) {
        for (unsigned workers = 1; workers < processors; workers *= 2)
            wanted[workers] = true;
        wanted[processors] = true;
    }
    size_t count = 0;
    for (unsigned workers = 1; workers <= BOARD_WORKERS_MAX; workers++)
        count += wanted[workers] ? 1 : 0;
    if (count > COUNTS_MAX)
        return error_set(error, EINVAL, "--workers: more than %d different numbers of workers",
                         COUNTS_MAX);
    return 0;
}

double plan_timed_run_ns(const struct plan *plan, double call_ns)
{
    double all_ns = plan->request.calls * call_ns;
    double enough_ns = 2 * (double)plan->request.call_ns;
    return enough_ns > 0 ? fmin(all_ns, fmax(call_ns, enough_ns)) : all_ns;
}

unsigned plan_capacity(const struct plan *plan, size_t workload)
{
    bool is_idle = module_has_trait(plan->workloads[workload].module, "idle");
    return is_idle ? BOARD_WORKERS_MAX : plan->request.processors;
}
