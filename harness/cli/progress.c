/* SPDX-License-Identifier: MIT */
/* The progress line of a run, or a line for each repetition. */
#include "cli/cli.h"
#include "cli/run.h"
#include "kit/text.h"
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 512

struct meter meter_make(bool quiet, bool verbose)
{
    return (struct meter){ .quiet = quiet,
                           .line = !quiet && !verbose && cli_is_terminal(stderr),
                           .verbose = verbose };
}

void meter_clear(struct meter *meter)
{
    if (meter->shown)
        fputs("\r\033[K", stderr);
    meter->shown = false;
}

/* "block 3/7  cell 12/96  0:23 left  spin/pipe_queue/workers:2" */
static void compose(const struct progress *progress, char text[static LINE_BYTES])
{
    char blocks[16] = "";
    char left[32] = "";
    if (progress->blocks > 0)
        snprintf(blocks, sizeof blocks, "/%u", progress->blocks);
    if (progress->left_s < 0) {
        snprintf(text, LINE_BYTES, "reference %zu/%zu  %s", progress->cell + 1, progress->cells,
                 progress->name);
        return;
    }
    unsigned seconds = (unsigned)(progress->left_s + 0.5);
    snprintf(left, sizeof left, "%u:%02u left", seconds / 60, seconds % 60);
    snprintf(text, LINE_BYTES, "block %u%s  cell %zu/%zu  %s  %s", progress->block + 1, blocks,
             progress->cell + 1, progress->cells, left, progress->name);
}

static void show_line(struct meter *meter, const struct progress *progress)
{
    char text[LINE_BYTES];
    compose(progress, text);
    /* A line longer than the screen would wrap, and could not be overwritten. */
    size_t columns = cli_columns(stderr);
    if (columns > 1 && columns <= LINE_BYTES)
        text[columns - 1] = '\0';
    fprintf(stderr, "\r\033[K%s", text);
    (void)fflush(stderr);
    meter->shown = true;
}

static void show_output(const char *output)
{
    char *copy = strdup(output);
    char *rest = copy;
    char *line;
    while (rest != NULL && (line = strsep(&rest, "\n")) != NULL) {
        char *printable = *line != '\0' ? text_printable(line) : NULL;
        if (printable != NULL)
            fprintf(stderr, "    | %s\n", printable);
        free(printable);
    }
    free(copy);
}

static void show_repetition(const struct progress *progress)
{
    const struct outcome *outcome = progress->outcome;
    fprintf(stderr, "block %u  %s:", progress->block + 1, progress->name);
    if (outcome->error != NULL) {
        fprintf(stderr, " %s\n", outcome->error);
        show_output(outcome->output != NULL ? outcome->output : "");
        return;
    }
    for (size_t run = 0; run < outcome->repetition.runs; run++)
        fprintf(stderr, " %.3f", outcome->repetition.run_ns[run] / 1e6);
    fputs(" ms", stderr);
    if (outcome->repetition.choice != NULL)
        fprintf(stderr, "; %s", outcome->repetition.choice);
    fputc('\n', stderr);
}

void meter_watch(void *context, const struct progress *progress)
{
    struct meter *meter = context;
    if (meter->line && progress->outcome == NULL)
        show_line(meter, progress);
    else if (meter->verbose && progress->outcome != NULL)
        show_repetition(progress);
}
