/* SPDX-License-Identifier: MIT */
/* Findings as a table for a terminal. */
#include "show/findings.h"
#include "show/label.h"
#include <inttypes.h>
#include <string.h>

#define COLUMNS_MOST 100 /* of a screen; a matrix that is wider goes on below */
#define INDENT       2
#define CELL_LEAST   3 /* "P1 ", "ok " */

static const char *word(enum verdict verdict)
{
    static const char *const words[VERDICTS] = {
        [VERDICT_UNJUDGED] = "?", [VERDICT_KEPT] = "ok", [VERDICT_BROKEN] = "NO",
        [VERDICT_SKIPPED] = "-",  [VERDICT_KNOWN] = "!",
    };
    return words[verdict];
}

/* Writes a text, and spaces up to `columns`. */
static void write_padded(FILE *stream, const char *text, size_t columns)
{
    fputs(text, stream);
    for (size_t used = label_columns(text); used < columns; used++)
        fputc(' ', stream);
}

static size_t widest_label(const struct findings *findings)
{
    size_t widest = 0;
    for (size_t s = 0; s < findings->strategy_count; s++) {
        size_t columns = label_columns(findings->strategies[s].label);
        if (columns > widest)
            widest = columns;
    }
    return widest;
}

static size_t cell_columns(const struct property *property)
{
    size_t columns = label_columns(property->id) + 1;
    return columns < CELL_LEAST ? CELL_LEAST : columns;
}

/* Where the part of the matrix ends that begins with property `first`; it has at least one. */
static size_t part_end(const struct findings *findings, size_t first, size_t label_width)
{
    size_t end = first;
    size_t used = INDENT + label_width + 1;
    do
        used += cell_columns(&findings->properties[end++]);
    while (end < findings->property_count &&
           used + cell_columns(&findings->properties[end]) <= COLUMNS_MOST);
    return end;
}

static void print_part(FILE *stream, const struct findings *findings, size_t first, size_t end,
                       size_t label_width)
{
    fprintf(stream, "%*s", (int)(INDENT + label_width + 1), "");
    for (size_t p = first; p < end; p++)
        write_padded(stream, findings->properties[p].id,
                     p + 1 < end ? cell_columns(&findings->properties[p]) : 0);
    fputc('\n', stream);
    for (size_t s = 0; s < findings->strategy_count; s++) {
        const struct checked *strategy = &findings->strategies[s];
        fprintf(stream, "%*s", INDENT, "");
        write_padded(stream, strategy->label, label_width + 1);
        if (strategy->unavailable != NULL)
            fputs("unavailable", stream);
        for (size_t p = first; p < end && strategy->unavailable == NULL; p++)
            write_padded(stream, word(strategy->findings[p].verdict),
                         p + 1 < end ? cell_columns(&findings->properties[p]) : 0);
        fputc('\n', stream);
    }
    fputc('\n', stream);
}

static void print_legend(FILE *stream, const struct findings *findings)
{
    fputs("ok kept, NO broken, ! broken as is known, - does not apply, ? could not be judged\n\n",
          stream);
    for (size_t p = 0; p < findings->property_count; p++) {
        fprintf(stream, "%*s", INDENT, "");
        write_padded(stream, findings->properties[p].id, CELL_LEAST + 1);
        fprintf(stream, "%s\n", findings->properties[p].title);
    }
}

static void print_diagnosis(FILE *stream, const struct checked *strategy,
                            const struct property *property, const struct finding *finding)
{
    fprintf(stream, "\n%s %s %s, %s:\n", strategy->label,
            finding->verdict == VERDICT_UNJUDGED ? "could not be judged in" : "breaks",
            property->id, property->title);
    for (const struct finding_part *part = finding_parts; part->key != NULL; part++)
        if (part->is_number && finding_number(finding, part) >= 0)
            fprintf(stream, "%*s%s: %" PRId64 "\n", INDENT, "", part->heading,
                    finding_number(finding, part));
        else if (!part->is_number && finding_text(finding, part) != NULL)
            fprintf(stream, "%*s%s: %s\n", INDENT, "", part->heading, finding_text(finding, part));
    if (finding->reason != NULL)
        fprintf(stream, "%*sKnown: %s\n", INDENT, "", finding->reason);
}

static void print_remarks(FILE *stream, const struct findings *findings)
{
    for (size_t s = 0; s < findings->strategy_count; s++) {
        const struct checked *strategy = &findings->strategies[s];
        if (strategy->unavailable != NULL) {
            fprintf(stream, "\n%s is unavailable: %s\n", strategy->label, strategy->unavailable);
            continue;
        }
        for (size_t p = 0; p < findings->property_count; p++) {
            const struct finding *finding = &strategy->findings[p];
            if (finding->verdict != VERDICT_KEPT && finding->verdict != VERDICT_SKIPPED)
                print_diagnosis(stream, strategy, &findings->properties[p], finding);
        }
    }
}

void matrix_print(FILE *stream, const struct findings *findings)
{
    size_t label_width = widest_label(findings);
    for (size_t first = 0, end; first < findings->property_count; first = end) {
        end = part_end(findings, first, label_width);
        print_part(stream, findings, first, end, label_width);
    }
    print_legend(stream, findings);
    print_remarks(stream, findings);
}
