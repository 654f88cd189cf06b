/* SPDX-License-Identifier: MIT */
/* A comparison in GitHub-flavoured Markdown, for a comment on a pull request: the verdict first. */
#include "kit/text.h"
#include "show/comparison_formats.h"
#include "show/comparison_words.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Writes a text of one line so that none of it is markup, a link or a mention. '@' and '#' become
 * entities, because a backslash does not keep GitHub from linking what follows them. */
static void write_escaped(FILE *stream, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("@#", *text) != NULL)
            fprintf(stream, "&#%d;", *text);
        else if (strchr("\\`*_{}[]<>()+!|~&$", *text) != NULL || strncmp(text, "://", 3) == 0)
            fprintf(stream, "\\%c", *text);
        else
            fputc(*text, stream);
    }
}

static void write_label(FILE *stream, const char *text)
{
    char *printable = text_printable(text);
    if (printable != NULL)
        write_escaped(stream, printable);
    free(printable);
}

static void write_row(FILE *stream, const struct comparison *comparison)
{
    char ratio[RATIO_BYTES] = "–";
    char interval[INTERVAL_BYTES] = "–";
    const char *mark =
        comparison->verdict == COMPARED_REGRESSED || comparison->verdict == COMPARED_NOT ? "**"
                                                                                         : "";
    if (comparison->ratio.count > 0) {
        comparison_ratio_text(comparison->ratio.estimate, ratio);
        comparison_interval_text(&comparison->ratio, interval);
    }
    fputs("| ", stream);
    write_label(stream, comparison->new->workload);
    fputs(" | ", stream);
    write_label(stream, comparison->new->strategy);
    fprintf(stream, " | %u | ", comparison_workers(comparison));
    write_label(stream, comparison->figure->name);
    fprintf(stream, " | %s | ", ratio);
    write_escaped(stream, interval);
    fprintf(stream, " | %zu | %s%s%s", comparison->ratio.count, mark,
            comparison_verdict_word(comparison), mark);
    if (comparison->needed > 0)
        fprintf(stream, " (%zu blocks needed)", comparison->needed);
    if (comparison_reason(comparison) != NULL)
        fprintf(stream, ": %s", comparison_reason(comparison));
    fputs(" |\n", stream);
}

/* A list item a line. */
static void write_notes(FILE *stream, char *notes)
{
    char *line;
    while ((line = strsep(&notes, "\n")) != NULL) {
        if (*line == '\0')
            continue;
        fputs("- ", stream);
        write_escaped(stream, line);
        fputc('\n', stream);
    }
}

static void write_side(FILE *stream, const char *side, const char *name,
                       const struct results *results)
{
    fprintf(stream, "- %s: ", side);
    write_label(stream, name);
    fputs(", ", stream);
    write_label(stream, results->host);
    fprintf(stream, ", %s, %u blocks\n", results->utc, results->blocks);
}

int comparison_write_markdown(FILE *stream, const struct comparison_view *view)
{
    const struct comparisons *comparisons = view->comparisons;
    char *notes = comparison_notes(view);
    char *conclusion = comparison_conclusion(view);
    int code = notes == NULL || conclusion == NULL ? ENOMEM : 0;
    if (code == 0) {
        /* The conclusion begins with the verdict. */
        size_t verdict = strlen(comparison_verdict_words[comparisons->whole]);
        fprintf(stream, "### forkscale: %.*s\n\n", (int)verdict, conclusion);
        write_escaped(stream, conclusion + verdict + strlen(": "));
        fputs("\n\n", stream);
        if (comparisons->count > 0)
            fputs(
                "| workload | strategy | workers | metric | new / base | 95 % interval | blocks | "
                "verdict |\n|---|---|--:|---|--:|---|--:|---|\n",
                stream);
        for (size_t i = 0; i < comparisons->count; i++)
            if (!comparisons->all[i].is_yardstick)
                write_row(stream, &comparisons->all[i]);
        fputc('\n', stream);
        write_side(stream, "base", view->base_name, view->base);
        write_side(stream, "new", view->new_name, view->new);
        write_notes(stream, notes);
    }
    free(notes);
    free(conclusion);
    return code;
}
