/* SPDX-License-Identifier: MIT */
/* Findings and properties for other programs. */
#include "show/findings.h"
#include "show/rows.h"
#include <errno.h>
#include <jansson.h>

#define DIGITS 6

static json_t *part_json(const struct finding *finding, const struct finding_part *part)
{
    if (part->is_number && finding_number(finding, part) >= 0)
        return json_integer(finding_number(finding, part));
    const char *text = part->is_number ? NULL : finding_text(finding, part);
    return text != NULL ? json_string(text) : json_null();
}

static json_t *diagnosis_json(const struct finding *finding)
{
    if (finding->verdict == VERDICT_KEPT || finding->verdict == VERDICT_SKIPPED)
        return json_null();
    json_t *diagnosis = json_object();
    int failed = diagnosis == NULL;
    for (const struct finding_part *part = finding_parts; part->key != NULL; part++)
        failed |= json_object_set_new(diagnosis, part->key, part_json(finding, part));
    return json_whole(diagnosis, failed);
}

static json_t *figures_json(const struct finding *finding)
{
    json_t *figures = json_object();
    int failed = figures == NULL;
    for (size_t i = 0; i < finding->figure_count; i++) {
        const struct figure *figure = &finding->figures[i];
        json_t *pair = json_pack("{s:f, s:s}", "value", figure->value, "unit", figure->unit);
        failed |= json_object_set_new(figures, figure->name, pair);
    }
    return json_whole(figures, failed);
}

static json_t *finding_json(const struct property *property, const struct finding *finding)
{
    return json_pack("{s:s, s:s, s:s, s:s?, s:o, s:f, s:o}", "id", property->id, "title",
                     property->title, "verdict", verdict_name(finding->verdict), "reason",
                     finding->reason, "diagnosis", diagnosis_json(finding), "seconds",
                     finding->seconds, "figures", figures_json(finding));
}

static json_t *strategy_json(const struct findings *findings, const struct checked *strategy)
{
    json_t *properties = json_array();
    int failed = properties == NULL;
    for (size_t p = 0; p < findings->property_count && strategy->unavailable == NULL; p++)
        failed |= json_array_append_new(
            properties, finding_json(&findings->properties[p], &strategy->findings[p]));
    return json_pack("{s:s, s:s, s:s, s:s?, s:o}", "name", strategy->name, "label", strategy->label,
                     "path", strategy->path, "unavailable", strategy->unavailable, "properties",
                     json_whole(properties, failed));
}

static json_t *totals_json(const struct findings *findings)
{
    struct tally tally = findings_tally(findings);
    json_t *totals = json_pack("{s:I, s:I, s:I}", "strategies", (json_int_t)tally.available,
                               "unavailable", (json_int_t)tally.unavailable, "properties",
                               (json_int_t)findings->property_count);
    int failed = totals == NULL;
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++)
        failed |= json_object_set_new(totals, verdict_name(verdict),
                                      json_integer((json_int_t)tally.verdicts[verdict]));
    return json_whole(totals, failed);
}

int findings_write_json(FILE *stream, const struct findings *findings)
{
    json_t *strategies = json_array();
    int failed = strategies == NULL;
    for (size_t s = 0; s < findings->strategy_count; s++)
        failed |=
            json_array_append_new(strategies, strategy_json(findings, &findings->strategies[s]));
    json_t *document =
        json_pack("{s:i, s:s, s:o, s:o}", "schema", FINDINGS_SCHEMA, "version", FORKSCALE_VERSION,
                  "strategies", json_whole(strategies, failed), "totals", totals_json(findings));
    if (document == NULL)
        return ENOMEM;
    failed = json_dumpf(document, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS));
    json_decref(document);
    fputc('\n', stream);
    return failed == 0 || ferror(stream) ? 0 : ENOMEM;
}

static json_t *properties_json(const struct findings *findings)
{
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t p = 0; p < findings->property_count; p++) {
        const struct property *property = &findings->properties[p];
        failed |= json_array_append_new(rows, json_pack("{s:s, s:s, s:f, s:f}", "id", property->id,
                                                        "title", property->title, "deadline_s",
                                                        property->deadline_s, "thorough_deadline_s",
                                                        property->thorough_deadline_s));
    }
    return json_whole(rows, failed);
}

int findings_write_properties(FILE *stream, const struct findings *findings,
                              enum table_format format)
{
    if (format != FORMAT_TABLE)
        return rows_write(stream, properties_json(findings), format);
    for (size_t p = 0; p < findings->property_count; p++)
        fprintf(stream, "  %-4s %s\n", findings->properties[p].id, findings->properties[p].title);
    return 0;
}
