/* SPDX-License-Identifier: MIT */
/* A comparison as JUnit's XML, as build services read it: a test case a comparison. */
#include "kit/text.h"
#include "show/comparison_formats.h"
#include "show/comparison_words.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Writes a printable text; U+FFFE and U+FFFF, which XML cannot hold, become '?'. */
static void write_escaped(FILE *stream, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("&<>\"'", *text) != NULL) {
            fprintf(stream, "&#%d;", *text);
        } else if (strncmp(text, "\xef\xbf\xbe", 3) == 0 || strncmp(text, "\xef\xbf\xbf", 3) == 0) {
            fputc('?', stream);
            text += 2;
        } else {
            fputc(*text, stream);
        }
    }
}

/* Writes NAME="TEXT" and frees the text. */
static int write_attribute(FILE *stream, const char *name, char *text)
{
    if (text == NULL)
        return ENOMEM;
    fprintf(stream, " %s=\"", name);
    write_escaped(stream, text);
    fputc('"', stream);
    free(text);
    return 0;
}

/* What the case failed with or was skipped for; nothing if it passed. */
static int write_result(FILE *stream, const struct comparison *comparison)
{
    const char *element = comparison->verdict == COMPARED_REGRESSED ? "failure" : "skipped";
    const char *word = comparison_verdict_word(comparison);
    char *detail = comparison_detail(comparison);
    char *message;
    if (detail == NULL || asprintf(&message, "%s: %s", word, detail) < 0)
        message = NULL;
    int code = ENOMEM;
    bool is_passed =
        comparison->verdict == COMPARED_SAME || comparison->verdict == COMPARED_IMPROVED;
    if (message != NULL && is_passed) {
        fputs("    <system-out>", stream);
        write_escaped(stream, message);
        fputs("</system-out>\n", stream);
        free(message);
        code = 0;
    } else if (message != NULL) {
        fprintf(stream, "    <%s", element);
        code = write_attribute(stream, "message", message);
        fputs("/>\n", stream);
    }
    free(detail);
    return code;
}

static int write_case(FILE *stream, const struct comparison *comparison)
{
    if (comparison->is_yardstick)
        return 0;
    fputs("  <testcase", stream);
    int code = write_attribute(stream, "classname", text_printable(comparison->new->workload));
    if (code == 0)
        code = write_attribute(stream, "name", comparison_title(comparison));
    fputs(" time=\"0\">\n", stream);
    if (code == 0)
        code = write_result(stream, comparison);
    fputs("  </testcase>\n", stream);
    return code;
}

/* Cells that are in one set only are skipped cases. */
static int write_unpaired(FILE *stream, const struct unpaired_cell *unpaired)
{
    fputs("  <testcase", stream);
    int code = write_attribute(stream, "classname", text_printable(unpaired->cell->workload));
    if (code == 0)
        code = write_attribute(stream, "name", text_printable(unpaired->cell->name));
    fprintf(stream, " time=\"0\">\n    <skipped message=\"only in %s\"/>\n  </testcase>\n",
            unpaired->is_new ? "new" : "base");
    return code;
}

static int write_suite(FILE *stream, const struct comparison_view *view)
{
    const struct comparisons *comparisons = view->comparisons;
    const size_t *verdicts = comparisons->verdicts;
    size_t skipped =
        verdicts[COMPARED_INCONCLUSIVE] + verdicts[COMPARED_NOT] + comparisons->unpaired_count;
    size_t tests = skipped + verdicts[COMPARED_SAME] + verdicts[COMPARED_IMPROVED] +
                   verdicts[COMPARED_REGRESSED];
    fprintf(stream,
            "<testsuite name=\"forkscale compare\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
            "skipped=\"%zu\" time=\"0\">\n",
            tests, verdicts[COMPARED_REGRESSED], skipped);
    int code = 0;
    for (size_t i = 0; i < comparisons->count && code == 0; i++)
        code = write_case(stream, &comparisons->all[i]);
    for (size_t i = 0; i < comparisons->unpaired_count && code == 0; i++)
        code = write_unpaired(stream, &comparisons->unpaired[i]);
    char *conclusion = comparison_conclusion(view);
    char *notes = comparison_notes(view);
    fputs("  <system-out>", stream);
    write_escaped(stream, conclusion != NULL ? conclusion : "");
    fputc('\n', stream);
    write_escaped(stream, notes != NULL ? notes : "");
    fputs("</system-out>\n</testsuite>\n", stream);
    if (conclusion == NULL || notes == NULL)
        code = ENOMEM;
    free(conclusion);
    free(notes);
    return code;
}

int comparison_write_junit(FILE *stream, const struct comparison_view *view)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", stream);
    return write_suite(stream, view);
}
