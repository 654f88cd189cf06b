/* SPDX-License-Identifier: MIT */
/* Findings as they come, in the Test Anything Protocol. */
#include "show/findings.h"
#include <inttypes.h>

/* A '#' begins a directive such as SKIP; a backslash escapes it. */
static void write_description(FILE *stream, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '#' || *text == '\\')
            fputc('\\', stream);
        fputc(*text, stream);
    }
}

/* In single quotes YAML has no escape except a doubled quote. */
static void write_text(FILE *stream, const char *key, const char *text)
{
    if (text == NULL)
        return;
    fprintf(stream, "  %s: '", key);
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputc('\'', stream);
        fputc(*text, stream);
    }
    fputs("'\n", stream);
}

static void write_diagnosis(FILE *stream, const struct finding *finding)
{
    fputs("  ---\n", stream);
    for (const struct finding_part *part = finding_parts; part->key != NULL; part++)
        if (!part->is_number)
            write_text(stream, part->key, finding_text(finding, part));
        else if (finding_number(finding, part) >= 0)
            fprintf(stream, "  %s: %" PRId64 "\n", part->key, finding_number(finding, part));
    fputs("  ...\n", stream);
}

void tap_begin(FILE *stream, const struct findings *findings)
{
    struct tally tally = findings_tally(findings);
    fprintf(stream, "TAP version 13\n1..%zu\n",
            tally.available * findings->property_count + tally.unavailable);
}

void tap_point(FILE *stream, size_t number, const struct findings *findings, size_t strategy,
               size_t property)
{
    const struct checked *checked = &findings->strategies[strategy];
    bool is_there = checked->unavailable == NULL;
    const struct finding *finding = is_there ? &checked->findings[property] : NULL;
    bool is_good =
        !is_there || finding->verdict == VERDICT_KEPT || finding->verdict == VERDICT_SKIPPED;
    fprintf(stream, "%s %zu - ", is_good ? "ok" : "not ok", number);
    write_description(stream, checked->label);
    if (is_there) {
        fprintf(stream, ": %s ", findings->properties[property].id);
        write_description(stream, findings->properties[property].title);
        if (finding->verdict == VERDICT_SKIPPED)
            fprintf(stream, " # SKIP %s", finding->reason != NULL ? finding->reason : "");
        if (finding->verdict == VERDICT_KNOWN)
            fprintf(stream, " # TODO known: %s", finding->reason);
    } else {
        fprintf(stream, " # SKIP unavailable: %s", checked->unavailable);
    }
    fputc('\n', stream);
    if (!is_good)
        write_diagnosis(stream, finding);
}

void tap_bail(FILE *stream, const char *reason)
{
    fprintf(stream, "Bail out! %s\n", reason);
}
