/* SPDX-License-Identifier: MIT */
/* The words of one comparison. */
#include "show/comparison_words.h"
#include "kit/text.h"
#include <stdlib.h>

const char *const comparison_verdict_words[COMPARED_VERDICTS] = {
    [COMPARED_SAME] = "same",
    [COMPARED_IMPROVED] = "improved",
    [COMPARED_INCONCLUSIVE] = "inconclusive",
    [COMPARED_REGRESSED] = "regressed",
    [COMPARED_NOT] = "not comparable",
};

const char *comparison_verdict_word(const struct comparison *comparison)
{
    return comparison->is_yardstick ? "" : comparison_verdict_words[comparison->verdict];
}

const char *comparison_reason(const struct comparison *comparison)
{
    switch (comparison->obstacle) {
    case OBSTACLE_NONE:
        return comparison->is_disturbed
                   ? "more than a quarter of the blocks of a run were disturbed"
                   : NULL;
    case OBSTACLE_DIFFERENCE:
        return "the circumstances differ";
    case OBSTACLE_BASE_FAILED:
        return "base has no good repetition";
    case OBSTACLE_NEW_FAILED:
        return "new has no good repetition";
    case OBSTACLE_NO_BLOCK:
        return "no block has all that the ratio needs";
    }
    return NULL;
}

unsigned comparison_workers(const struct comparison *comparison)
{
    return comparison->new->baseline ? comparison->base->workers : comparison->new->workers;
}

void comparison_ratio_text(double ratio, char text[static RATIO_BYTES])
{
    snprintf(text, RATIO_BYTES,
             ratio < 0.01 || ratio >= 1000 ? "%.2g"
             : ratio < 10                  ? "%.3f"
                                           : "%.1f",
             ratio);
}

void comparison_interval_text(const struct shift *ratio, char text[static INTERVAL_BYTES])
{
    char low[RATIO_BYTES];
    char high[RATIO_BYTES];
    comparison_ratio_text(ratio->low, low);
    comparison_ratio_text(ratio->high, high);
    snprintf(text, INTERVAL_BYTES, ratio->has_interval ? "[%s, %s]" : "(%s, %s)", low, high);
}

char *comparison_fact_text(const struct fact *fact, const void *holder)
{
    if (!fact_is_recorded(fact, holder))
        return text_printable("not recorded");
    const void *at = (const char *)holder + fact->offset;
    char number[32];
    if (fact->kind == FACT_TEXT) {
        const char *text = *(char *const *)at;
        return text_printable(text[0] != '\0' ? text : "none");
    }
    if (fact->kind == FACT_COUNT)
        snprintf(number, sizeof number, "%u", *(const unsigned *)at);
    else
        snprintf(number, sizeof number, "%.15g", *(const double *)at);
    return text_printable(number);
}

char *comparison_title(const struct comparison *comparison)
{
    char *raw;
    unsigned workers = comparison_workers(comparison);
    if (asprintf(&raw, "%s, %s, %u worker%s, %s", comparison->new->workload,
                 comparison->new->strategy, workers, workers == 1 ? "" : "s",
                 comparison->figure->name) < 0)
        return NULL;
    char *title = text_printable(raw);
    free(raw);
    return title;
}

char *comparison_detail(const struct comparison *comparison)
{
    const struct shift *shift = &comparison->ratio;
    char ratio[RATIO_BYTES];
    char interval[INTERVAL_BYTES];
    char needed[80] = "";
    char *detail;
    if (comparison->obstacle != OBSTACLE_NONE)
        return text_printable(comparison_reason(comparison));
    comparison_ratio_text(shift->estimate, ratio);
    comparison_interval_text(shift, interval);
    if (comparison->is_disturbed)
        snprintf(needed, sizeof needed, "; %s", comparison_reason(comparison));
    if (comparison->needed > 0)
        snprintf(needed, sizeof needed, "; about %zu would probably decide it", comparison->needed);
    return asprintf(&detail, "new / base is %s %s in %zu block%s%s", ratio, interval, shift->count,
                    shift->count == 1 ? "" : "s", needed) < 0
               ? NULL
               : detail;
}
