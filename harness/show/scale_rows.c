/* SPDX-License-Identifier: MIT */
/* How throughput grows with workers, for other programs. */
#include "show/scale_rows.h"
#include <stdio.h>

static const char *const trends[] = { [TREND_UNKNOWN] = "unknown",
                                      [TREND_NONE] = "none",
                                      [TREND_RISES] = "rises",
                                      [TREND_FALLS] = "falls",
                                      [TREND_LEVEL] = "level" };

/* Adds NAME, NAME_low and NAME_high. */
static int add_range(json_t *row, const char *name, bool exists, double value, bool has_range,
                     const struct scaling_range *range)
{
    char key[32];
    int failed = json_object_set_new(row, name, json_figure(exists, value));
    snprintf(key, sizeof key, "%s_low", name);
    failed |= json_object_set_new(row, key, json_figure(has_range, range->low));
    snprintf(key, sizeof key, "%s_high", name);
    return failed | json_object_set_new(row, key, json_figure(has_range, range->high));
}

static int add_law(json_t *row, const char *prefix, const struct scaling_law *law,
                   bool has_coherence)
{
    char key[32];
    bool exists = law->refusal == SCALING_FITTED;
    bool has_range = law->has_interval;
    snprintf(key, sizeof key, "%s_rate", prefix);
    int failed = add_range(row, key, exists, law->fit.rate, has_range, &law->rate);
    snprintf(key, sizeof key, "%s_misfit", prefix);
    failed |= json_object_set_new(row, key, json_figure(exists, law->misfit));
    snprintf(key, sizeof key, "%s_%s", prefix, has_coherence ? "contention" : "serial_share");
    failed |= add_range(row, key, exists, law->fit.contention, has_range, &law->contention);
    if (!has_coherence)
        return failed;
    snprintf(key, sizeof key, "%s_coherence", prefix);
    return failed | add_range(row, key, exists, law->fit.coherence, has_range, &law->coherence);
}

static json_t *row_json(const struct scaling_curve *curve, const struct scaling_point *point)
{
    const char *value = curve->has_serial ? "speedup" : "throughput";
    bool has_peak = curve->peak == SCALING_PEAK;
    json_t *row = json_pack("{s:o, s:o, s:i, s:b}", "workload", json_text(curve->workload),
                            "strategy", json_text(curve->strategy), "workers", (int)point->workers,
                            "oversubscribed", (int)!point->is_fitted);
    int failed = row == NULL;
    failed |= json_object_update_new(row, json_estimate(value, "", &point->value));
    failed |= json_object_update_new(row, json_estimate("over_one", "", &point->relative));
    failed |= json_object_update_new(row, json_estimate("efficiency", "", &point->efficiency));
    failed |= json_object_update_new(row, json_estimate("serial_share", "", &point->serial));
    failed |= json_object_set_new(row, "serial_share_trend", json_string(trends[curve->trend]));
    failed |= add_law(row, "amdahl", &curve->law[LAW_AMDAHL], false);
    failed |= add_law(row, "usl", &curve->law[LAW_USL], true);
    failed |=
        add_range(row, "peak_workers", has_peak, curve->peak_workers, has_peak, &curve->peak_range);
    return json_whole(row, failed);
}

json_t *scale_rows(const struct scaling *scaling)
{
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < scaling->count; i++)
        for (size_t at = 0; at < scaling->all[i].count; at++)
            failed |= json_array_append_new(
                rows, row_json(&scaling->all[i], &scaling->all[i].points[at]));
    return json_whole(rows, failed);
}
