/* SPDX-License-Identifier: MIT */
/* The sizes of ballast of a plan. */
#include "run/plan_parts.h"
#include <errno.h>

static bool is_among(const struct ballast *ballasts, size_t count, const struct ballast *ballast)
{
    for (size_t i = 0; i < count; i++)
        if (ballasts[i].bytes == ballast->bytes && ballasts[i].pages == ballast->pages)
            return true;
    return false;
}

int plan_choose_ballasts(const struct plan_request *request,
                         struct ballast ballasts[static PLAN_BALLASTS_MAX], size_t *count,
                         struct error *error)
{
    *count = 0;
    for (size_t i = 0; i < request->ballasts.count; i++) {
        struct ballast ballast;
        if (ballast_parse(request->ballasts.items[i], &ballast, error) != 0)
            return EINVAL;
        if (is_among(ballasts, *count, &ballast))
            continue;
        if (*count == PLAN_BALLASTS_MAX)
            return error_set(error, EINVAL, "--ballast: more than %d different sizes",
                             PLAN_BALLASTS_MAX);
        ballasts[(*count)++] = ballast;
    }
    if (*count == 0)
        ballasts[(*count)++] = (struct ballast){ 0 };
    return 0;
}
