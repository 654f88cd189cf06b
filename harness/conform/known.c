/* SPDX-License-Identifier: MIT */
/* The known breaks of a strategy, against what was found. */
#include "conform/known.h"
#include "conform/verdict.h"
#include "kit/text.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROPERTY, CODE, WHEN, REASON, FIELDS };

static bool is_made_of(const char *text, const char *letters)
{
    return text[0] != '\0' && text[strspn(text, letters)] == '\0';
}

/* "start=spawn" */
static bool is_setting(const char *text)
{
    size_t name = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return name > 0 && text[name] == '=' && text[name + 1] != '\0' && strchr(text, ',') == NULL;
}

/* Cuts the line into fields. False when it is malformed. */
static bool cut(char *line, char *fields[static FIELDS])
{
    for (int i = 0; i < FIELDS; i++)
        if ((fields[i] = strsep(&line, i < REASON ? "\t" : "\n")) == NULL || fields[i][0] == '\0')
            return false;
    return fields[PROPERTY][0] == 'P' && is_made_of(fields[PROPERTY] + 1, "0123456789") &&
           is_made_of(fields[CODE], "abcdefghijklmnopqrstuvwxyz0123456789-") &&
           (strcmp(fields[WHEN], "always") == 0 || strcmp(fields[WHEN], "flaky") == 0 ||
            is_setting(fields[WHEN]));
}

static int append(struct checked *strategy, char *fields[static FIELDS])
{
    struct known_break *known =
        realloc(strategy->known, (strategy->known_count + 1) * sizeof *known);
    if (known == NULL)
        return ENOMEM;
    strategy->known = known;
    struct known_break *row = &known[strategy->known_count++];
    *row = (struct known_break){
        .property = strdup(fields[PROPERTY]),
        .code = strdup(fields[CODE]),
        .reason = text_printable(fields[REASON]),
        .setting = is_setting(fields[WHEN]) ? strdup(fields[WHEN]) : NULL,
        .is_flaky = strcmp(fields[WHEN], "always") != 0,
    };
    bool is_whole = row->property != NULL && row->code != NULL && row->reason != NULL &&
                    (row->setting != NULL || !is_setting(fields[WHEN]));
    return is_whole ? 0 : ENOMEM;
}

static int read_lines(FILE *file, const char *path, struct checked *strategy, struct error *error)
{
    char *line = NULL;
    size_t bytes = 0;
    int code = 0;
    for (unsigned number = 1; code == 0 && getline(&line, &bytes, file) >= 0; number++) {
        char *fields[FIELDS];
        if (line[0] == '\n' || line[0] == '#')
            continue;
        code = cut(line, fields)
                   ? append(strategy, fields)
                   : error_set(
                         error, EBADMSG,
                         "%s:%u: expected PROPERTY, CODE, always, flaky or KEY=VALUE, and REASON, "
                         "separated by tabs",
                         path, number);
    }
    free(line);
    if (code == 0 && ferror(file))
        code = error_set_errno(error, errno, "%s", path);
    return code;
}

int known_read(struct checked *strategy, struct error *error)
{
    char path[PATH_MAX + 8];
    size_t stem = strlen(strategy->path);
    if (stem > 3 && strcmp(strategy->path + stem - 3, ".so") == 0)
        stem -= 3;
    snprintf(path, sizeof path, "%.*s.known", (int)stem, strategy->path);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return errno == ENOENT ? 0 : error_set_errno(error, errno, "%s", path);
    int code = read_lines(file, path, strategy, error);
    (void)fclose(file);
    return code;
}

/* Whether "k=v,k=v" has this one. */
static bool has_setting(const char *settings, const char *setting)
{
    for (const char *at = settings; *at != '\0'; at += *at == ',') {
        size_t length = strcspn(at, ",");
        if (strlen(setting) == length && strncmp(at, setting, length) == 0)
            return true;
        at += length;
    }
    return false;
}

int known_compare(const struct checked *strategy, const char *settings, const char *property,
                  struct finding *finding)
{
    const struct known_break *always = NULL;
    for (size_t i = 0; i < strategy->known_count; i++) {
        const struct known_break *known = &strategy->known[i];
        if (strcmp(known->property, property) != 0 ||
            (known->setting != NULL && !has_setting(settings, known->setting)))
            continue;
        if (finding->verdict == VERDICT_BROKEN && finding->code != NULL &&
            strcmp(finding->code, known->code) == 0) {
            finding->verdict = VERDICT_KNOWN;
            finding->reason = strdup(known->reason);
            return finding->reason != NULL ? 0 : ENOMEM;
        }
        if (!known->is_flaky)
            always = known;
    }
    if (finding->verdict != VERDICT_KEPT || always == NULL || settings[0] != '\0')
        return 0;
    return verdict_set(
        finding, VERDICT_BROKEN,
        &(struct verdict_texts){ .expected = "the break that is listed as known",
                                 .seen = "known as broken, and kept: remove its line",
                                 .cause = always->reason,
                                 .code = CODE_KNOWN_BUT_KEPT });
}
