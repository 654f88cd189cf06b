/* SPDX-License-Identifier: MIT */
/* gnuplot as a child program. */
#include "show/gnuplot.h"
#include "kit/text.h"
#include "kit/worker.h"
#include "process/child.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define ERROR_BYTES 4096

/* The last line that is not empty: "\"speedup.gp\" line 12: undefined variable: x". */
static char *last_line(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' '))
        text[--length] = '\0';
    char *newline = strrchr(text, '\n');
    return newline != NULL ? newline + 1 : text;
}

/* What gnuplot prints may quote the labels, so it is made printable. */
static int explain_status(const struct child_result *result, struct error *error)
{
    if (result->wait_status == 0)
        return 0;
    char how[64];
    wait_status_text(result->wait_status, how, sizeof how);
    char *line = text_printable(last_line(result->errors));
    bool is_empty = line == NULL || *line == '\0';
    error_set(error, EIO, "gnuplot %s%s%s%s", WIFSIGNALED(result->wait_status) ? "was " : "", how,
              is_empty ? "" : ": ", is_empty ? "" : line);
    free(line);
    return EIO;
}

static int explain(const struct child_result *result, struct error *error)
{
    if (result->error == ENOENT)
        return error_set(error, ENOENT, "there is no gnuplot on the PATH");
    if (result->error != 0)
        return error_set_errno(error, result->error, "cannot run gnuplot");
    if (result->fate == CHILD_TIMED_OUT)
        return error_set(error, ETIMEDOUT, "gnuplot did not end within %g s", result->timeout_s);
    if (result->fate == CHILD_INTERRUPTED)
        return error_set(error, ECANCELED, "gnuplot was stopped");
    return explain_status(result, error);
}

int gnuplot_run(const struct gnuplot_options *options, struct error *error)
{
    const char *const argv[] = { "gnuplot", "--default-settings", options->script, NULL };
    const struct child_options child = {
        .argv = argv,
        .folder = options->folder,
        .error_bytes = ERROR_BYTES,
        .timeout_s = options->timeout_s,
        .interrupt = options->interrupt,
    };
    struct child_result result;
    (void)child_run(&child, &result);
    int code = explain(&result, error);
    child_result_release(&result);
    return code;
}
