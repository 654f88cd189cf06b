/* SPDX-License-Identifier: MIT */
/* What the checker prints, made a finding or a list of properties. */
#include "conform/verdict.h"
#include "kit/number.h"
#include "kit/text.h"
#include "kit/worker.h"
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define FIELDS_MAX    5
#define DEADLINE_MOST 86400.0

/* --- lines of fields -------------------------------------------------------------------------- */

struct line {
    char *fields[FIELDS_MAX + 1]; /* the last takes what is too much */
    size_t count;
};

/* Takes the next whole line of *rest; what has no newline was cut off, and is none. */
static bool take_line(char **rest, struct line *line)
{
    char *end = strchr(*rest, '\n');
    if (end == NULL)
        return false;
    *end = '\0';
    char *text = *rest;
    *rest = end + 1;
    *line = (struct line){ .count = 0 };
    for (char *field; line->count <= FIELDS_MAX && (field = strsep(&text, "\t")) != NULL;)
        line->fields[line->count++] = field;
    return true;
}

static bool is_line(const struct line *line, const char *key, size_t count)
{
    return line->count == count && strcmp(line->fields[0], key) == 0;
}

/* A finite number as printf writes it; strtod alone would take spaces and hex too. */
static bool read_real(const char *text, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return text[0] != '\0' && text[strspn(text, "+-.0123456789e")] == '\0' && *end == '\0' &&
           isfinite(*number);
}

/* Reads the whole output: lines, and "end" as the last. Returns 0, EBADMSG, or what `read`
 * returns. */
static int read_lines(char *output, int (*read)(const struct line *line, void *to), void *to)
{
    struct line line;
    while (take_line(&output, &line)) {
        if (is_line(&line, "end", 1))
            return *output == '\0' ? 0 : EBADMSG;
        int error = read(&line, to);
        if (error != 0)
            return error;
    }
    return EBADMSG;
}

/* Each returns 0, ENOMEM, or EBADMSG for what makes no sense. */

static int read_text(const char *text, char **to)
{
    if (*to != NULL)
        return EBADMSG;
    *to = text_printable(text);
    return *to != NULL ? 0 : ENOMEM;
}

static int read_count(const char *text, int64_t most, int64_t *to)
{
    return *to < 0 && number_parse(text, 0, most, to) == 0 ? 0 : EBADMSG;
}

static int read_verdict(const char *text, enum verdict *verdict)
{
    if (*verdict != VERDICT_UNJUDGED)
        return EBADMSG;
    for (enum verdict each = VERDICT_KEPT; each < VERDICTS; each++)
        if (strcmp(text, verdict_name(each)) == 0)
            *verdict = each;
    return *verdict != VERDICT_UNJUDGED ? 0 : EBADMSG;
}

static int read_figure(const struct line *line, struct finding *finding)
{
    struct figure figure = { .name = NULL };
    if (!read_real(line->fields[2], &figure.value))
        return EBADMSG;
    struct figure *figures =
        realloc(finding->figures, (finding->figure_count + 1) * sizeof *figures);
    if (figures == NULL)
        return ENOMEM;
    finding->figures = figures;
    figure.name = text_printable(line->fields[1]);
    figure.unit = text_printable(line->fields[3]);
    figures[finding->figure_count++] = figure;
    return figure.name != NULL && figure.unit != NULL ? 0 : ENOMEM;
}

/* --- a verdict -------------------------------------------------------------------------------- */

static int read_part(const struct line *line, void *to)
{
    struct finding *finding = to;
    for (const struct finding_part *part = finding_parts; part->key != NULL; part++) {
        void *field = (char *)finding + part->offset;
        if (is_line(line, part->key, 2))
            return part->is_number ? read_count(line->fields[1],
                                                field == &finding->pid ? INT_MAX : INT64_MAX, field)
                                   : read_text(line->fields[1], field);
    }
    if (is_line(line, "reason", 2))
        return read_text(line->fields[1], &finding->reason);
    if (is_line(line, "verdict", 2))
        return read_verdict(line->fields[1], &finding->verdict);
    return is_line(line, "figure", 4) ? read_figure(line, finding) : EBADMSG;
}

static int replace(char **text, const char *by)
{
    if (by == NULL)
        return 0;
    free(*text);
    *text = text_printable(by);
    return *text != NULL ? 0 : ENOMEM;
}

int verdict_set(struct finding *finding, enum verdict verdict, const struct verdict_texts *texts)
{
    finding->verdict = verdict;
    int error = replace(&finding->expected, texts->expected);
    if (error == 0)
        error = replace(&finding->seen, texts->seen);
    if (error == 0)
        error = replace(&finding->cause, texts->cause);
    return error == 0 ? replace(&finding->code, texts->code) : error;
}

/* ": " and the last line that it printed on stderr, which says why it failed, without its name in
 * front; "" if it printed none. */
static void last_line(const char *errors, char *line, size_t bytes)
{
    static const char mark[] = "forkscale-checker: ";
    size_t length = strlen(errors);
    while (length > 0 && errors[length - 1] == '\n')
        length--;
    size_t from = length;
    while (from > 0 && errors[from - 1] != '\n')
        from--;
    if (strncmp(errors + from, mark, strlen(mark)) == 0)
        from += strlen(mark);
    char whole[ERROR_TEXT_BYTES];
    snprintf(whole, sizeof whole, "%s%.*s", from < length ? ": " : "", (int)(length - from),
             errors + from);
    text_fit(whole, line, bytes);
}

/* What went wrong with a checker that gave no verdict, as a sentence. */
static void explain(const struct child_result *checker, char *text, size_t bytes)
{
    char how[64];
    char why[512];
    int status = checker->wait_status;
    wait_status_text(status, how, sizeof how);
    last_line(checker->errors != NULL ? checker->errors : "", why, sizeof why);
    if (checker->error != 0)
        snprintf(text, bytes, "the checker could not be started: %s", strerror(checker->error));
    else if (checker->fate == CHILD_TIMED_OUT)
        snprintf(text, bytes, "the checker did not end within %g s", checker->timeout_s);
    else
        snprintf(text, bytes, "the checker %s%s%s", WIFSIGNALED(status) ? "was " : "",
                 status != 0 ? how : "ended well, but said nothing that makes sense", why);
}

int verdict_read(struct child_result *checker, struct finding *finding)
{
    *finding = finding_make();
    bool is_started = checker->error == 0;
    int error = is_started ? read_lines(checker->output, read_part, finding) : EBADMSG;
    if (error == ENOMEM)
        return error;
    char sentence[1024];
    if (is_started && checker->fate == CHILD_TIMED_OUT) {
        snprintf(sentence, sizeof sentence, "an end within %g s", checker->timeout_s);
        return verdict_set(finding, VERDICT_BROKEN,
                           &(struct verdict_texts){ .expected = sentence,
                                                    .seen = "no end; the timeout ended it",
                                                    .code = CODE_CHECK_TIMED_OUT });
    }
    if (error == 0 && checker->wait_status == 0 && finding->verdict != VERDICT_UNJUDGED)
        return 0;
    /* Incomplete output is not used. */
    finding_release(finding);
    explain(checker, sentence, sizeof sentence);
    return verdict_set(finding, VERDICT_UNJUDGED,
                       &(struct verdict_texts){ .expected = "a verdict", .seen = sentence });
}

/* --- the list --------------------------------------------------------------------------------- */

static bool read_deadline(const char *text, double *deadline_s)
{
    return read_real(text, deadline_s) && *deadline_s > 0 && *deadline_s <= DEADLINE_MOST;
}

static int read_property(const struct line *line, void *to)
{
    struct findings *findings = to;
    struct property property = { .id = NULL };
    if (!is_line(line, "property", 5) || line->fields[1][0] == '\0' ||
        !read_deadline(line->fields[3], &property.deadline_s) ||
        !read_deadline(line->fields[4], &property.thorough_deadline_s))
        return EBADMSG;
    struct property *properties =
        realloc(findings->properties, (findings->property_count + 1) * sizeof *properties);
    if (properties == NULL)
        return ENOMEM;
    findings->properties = properties;
    property.id = text_printable(line->fields[1]);
    property.title = text_printable(line->fields[2]);
    properties[findings->property_count++] = property;
    return property.id != NULL && property.title != NULL ? 0 : ENOMEM;
}

int verdict_read_properties(struct child_result *checker, struct findings *findings,
                            struct error *error)
{
    int code = EBADMSG;
    if (checker->error == 0 && checker->fate == CHILD_ENDED && checker->wait_status == 0)
        code = read_lines(checker->output, read_property, findings);
    if (code == 0 && findings->property_count > 0)
        return 0;
    if (code == ENOMEM)
        return error_set_errno(error, code, "the properties");
    char sentence[1024];
    explain(checker, sentence, sizeof sentence);
    return error_set(error, EBADMSG, "asked what it checks, %s", sentence);
}
