/* SPDX-License-Identifier: MIT */
/* What a check of strategies found, as one struct. */
#include "record/finding.h"
#include <stdlib.h>

#define AT(member) offsetof(struct finding, member)

const struct finding_part finding_parts[] = {
    { "case", "Tried", AT(scene), false }, { "item", "Item", AT(item), true },
    { "pid", "Process", AT(pid), true },   { "expected", "Expected", AT(expected), false },
    { "seen", "Seen", AT(seen), false },   { "cause", "Usual cause", AT(cause), false },
    { "code", "Code", AT(code), false },   { 0 },
};

const char *finding_text(const struct finding *finding, const struct finding_part *part)
{
    return *(char *const *)((const char *)finding + part->offset);
}

int64_t finding_number(const struct finding *finding, const struct finding_part *part)
{
    return *(const int64_t *)((const char *)finding + part->offset);
}

struct finding finding_make(void)
{
    return (struct finding){ .verdict = VERDICT_UNJUDGED, .item = -1, .pid = -1 };
}

struct finding *finding_make_all(size_t count)
{
    struct finding *findings = calloc(count, sizeof *findings);
    for (size_t i = 0; findings != NULL && i < count; i++)
        findings[i] = finding_make();
    return findings;
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[VERDICTS] = {
        [VERDICT_UNJUDGED] = "unjudged", [VERDICT_KEPT] = "kept",   [VERDICT_BROKEN] = "broken",
        [VERDICT_SKIPPED] = "skipped",   [VERDICT_KNOWN] = "known",
    };
    return names[verdict];
}

struct tally findings_tally(const struct findings *findings)
{
    struct tally tally = { .available = 0 };
    for (size_t s = 0; s < findings->strategy_count; s++) {
        const struct checked *strategy = &findings->strategies[s];
        if (strategy->unavailable != NULL) {
            tally.unavailable++;
            continue;
        }
        tally.available++;
        for (size_t p = 0; p < findings->property_count; p++) {
            const struct finding *finding = &strategy->findings[p];
            tally.verdicts[finding->verdict]++;
            tally.settled += finding->verdict == VERDICT_UNJUDGED && finding->code != NULL ? 1 : 0;
        }
    }
    return tally;
}

void property_release(struct property *property)
{
    free(property->id);
    free(property->title);
}

void finding_release(struct finding *finding)
{
    free(finding->reason);
    free(finding->scene);
    free(finding->expected);
    free(finding->seen);
    free(finding->cause);
    free(finding->code);
    for (size_t i = 0; i < finding->figure_count; i++) {
        free(finding->figures[i].name);
        free(finding->figures[i].unit);
    }
    free(finding->figures);
    *finding = finding_make();
}

void known_break_release(struct known_break *known)
{
    free(known->property);
    free(known->code);
    free(known->reason);
    free(known->setting);
}

void findings_release(struct findings *findings)
{
    for (size_t s = 0; s < findings->strategy_count; s++) {
        struct checked *strategy = &findings->strategies[s];
        for (size_t p = 0; strategy->findings != NULL && p < findings->property_count; p++)
            finding_release(&strategy->findings[p]);
        free(strategy->findings);
        for (size_t k = 0; k < strategy->known_count; k++)
            known_break_release(&strategy->known[k]);
        free(strategy->known);
    }
    free(findings->strategies);
    for (size_t p = 0; p < findings->property_count; p++)
        property_release(&findings->properties[p]);
    free(findings->properties);
    *findings = (struct findings){ .property_count = 0 };
}
