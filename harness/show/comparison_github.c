/* SPDX-License-Identifier: MIT */
/* A comparison as workflow commands, which GitHub shows as annotations of the build. */
#include "show/comparison_formats.h"
#include "show/comparison_words.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Writes a text with what has a meaning in a command escaped: "%" always, ":" and "," in a
 * property. Texts are one line already, but a line end would begin a new command. */
static void write_escaped(FILE *stream, const char *text, const char *special)
{
    for (; *text != '\0'; text++)
        if (strchr(special, *text) != NULL)
            fprintf(stream, "%%%02X", (unsigned char)*text);
        else
            fputc(*text, stream);
}

static void write_command(FILE *stream, const char *command, const char *title, const char *text)
{
    fprintf(stream, "::%s title=", command);
    write_escaped(stream, title, "%\r\n:,");
    fputs("::", stream);
    write_escaped(stream, text, "%\r\n");
    fputc('\n', stream);
}

static const char *const commands[COMPARED_VERDICTS] = {
    [COMPARED_SAME] = "notice",
    [COMPARED_IMPROVED] = "notice",
    [COMPARED_INCONCLUSIVE] = "warning",
    [COMPARED_REGRESSED] = "error",
    [COMPARED_NOT] = "error",
};

/* One annotation for each that is not the same. */
static int write_comparison(FILE *stream, const struct comparison *comparison)
{
    if (comparison->is_yardstick || comparison->verdict == COMPARED_SAME)
        return 0;
    char *title = comparison_title(comparison);
    char *detail = comparison_detail(comparison);
    char *text = NULL;
    int code = title == NULL || detail == NULL ||
                       asprintf(&text, "%s: %s", comparison_verdict_word(comparison), detail) < 0
                   ? ENOMEM
                   : 0;
    if (code == 0) {
        write_command(stream, commands[comparison->verdict], title, text);
        free(text);
    }
    free(title);
    free(detail);
    return code;
}

int comparison_write_github(FILE *stream, const struct comparison_view *view)
{
    const struct comparisons *comparisons = view->comparisons;
    char *notes = comparison_notes(view);
    char *conclusion = comparison_conclusion(view);
    int code = notes == NULL || conclusion == NULL ? ENOMEM : 0;
    if (code == 0)
        write_command(stream, commands[comparisons->whole], "forkscale compare", conclusion);
    for (size_t i = 0; i < comparisons->count && code == 0; i++)
        code = write_comparison(stream, &comparisons->all[i]);
    char *rest = notes;
    char *line;
    while (code == 0 && (line = strsep(&rest, "\n")) != NULL)
        if (*line != '\0')
            write_command(stream, "notice", "forkscale compare", line);
    free(notes);
    free(conclusion);
    return code;
}
