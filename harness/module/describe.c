/* SPDX-License-Identifier: MIT */
/* One module's entry in the catalogue, from what forkscale-cell --describe prints of it. */
#include "kit/number.h"
#include "kit/text.h"
#include "kit/worker.h"
#include "module/catalogue.h"
#include "process/child.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* Of a description: half a millisecond of work, and the version of an interpreter. */
#define TIMEOUT_S 5.0

#define TEXT_BYTES 65536
#define FIELDS_MAX 7

static int breaks(struct module_info *module, const char *reason)
{
    free(module->unavailable);
    module->broken = true;
    module->unavailable = text_printable(reason);
    return module->unavailable != NULL ? 0 : ENOMEM;
}

static int fails(struct module_info *module, const char *reason)
{
    module->failed = true;
    return breaks(module, reason);
}

/* Cuts `line` at its tabs. Returns the number of fields. */
static size_t cut(char *line, char *fields[static FIELDS_MAX])
{
    size_t count = 0;
    for (char *field; count < FIELDS_MAX && (field = strsep(&line, "\t")) != NULL;)
        fields[count++] = field;
    return count;
}

static bool number(const char *text, int64_t *value)
{
    return number_parse(text, INT64_MIN, INT64_MAX, value) == 0;
}

/* A line of a tunable becomes a row, which points into the line. False when it is not such a
 * line. */
static bool read_tunable(struct tunable *row, char *fields[static FIELDS_MAX], size_t count)
{
    row->name = fields[1];
    row->help = fields[count - 1];
    if (strcmp(fields[0], "integer") == 0)
        return count == 6 && number(fields[2], &row->min) && number(fields[3], &row->max) &&
               number(fields[4], &row->default_value);
    if (strcmp(fields[0], "choice") == 0) {
        row->choices = fields[2];
        row->with = count >= 6 && fields[4][0] != '\0' ? fields[4] : NULL;
        row->reason = count == 7 ? fields[5] : NULL;
        return count >= 6 && number(fields[3], &row->default_value) && row->default_value >= 0 &&
               row->default_value < tunable_choice_count(row);
    }
    row->text = fields[2];
    return count == 4 && strcmp(fields[0], "text") == 0;
}

struct reading {
    size_t traits;
    size_t tunables;
    bool complete;
    bool is_bad;
};

static int read_text(char **text, const char *field)
{
    free(*text);
    *text = text_printable(field);
    return *text != NULL ? 0 : ENOMEM;
}

/* A line of a key and one field. */
static int read_pair(struct module_info *module, struct reading *reading, char *key, char *field)
{
    if (strcmp(key, "error") == 0)
        return breaks(module, field);
    if (strcmp(key, "failed") == 0)
        return fails(module, field);
    if (strcmp(key, "summary") == 0)
        return read_text(&module->summary, field);
    if (strcmp(key, "unavailable") == 0)
        return read_text(&module->unavailable, field);
    if (strcmp(key, "runtime") == 0)
        return read_text(&module->runtime, field);
    if (strcmp(key, "kind") == 0)
        module->kind = strcmp(field, "strategy") == 0 ? KIND_STRATEGY : KIND_WORKLOAD;
    else if (strcmp(key, "trait") == 0 && reading->traits < MODULE_TRAITS_MAX)
        module->traits[reading->traits++] = field;
    else
        reading->is_bad = true;
    return 0;
}

static int read_line(struct module_info *module, struct reading *reading, char *line)
{
    char *fields[FIELDS_MAX] = { NULL };
    size_t count = cut(line, fields);
    if (count == 2)
        return read_pair(module, reading, fields[0], fields[1]);
    if (count == 1 && strcmp(fields[0], "end") == 0)
        reading->complete = true;
    else if (count >= 4 && reading->tunables < TUNABLES_MAX - 1)
        reading->is_bad |= !read_tunable(&module->tunables[reading->tunables++], fields, count);
    else
        reading->is_bad = true;
    return 0;
}

static int read_description(struct module_info *module, const struct child_result *child)
{
    struct reading reading = { .traits = 0 };
    char *rest = module->text;
    char *line;
    while ((line = strsep(&rest, "\n")) != NULL && !module->broken && !reading.is_bad) {
        int error = *line != '\0' ? read_line(module, &reading, line) : 0;
        if (error != 0)
            return error;
    }
    if (module->broken)
        return 0;
    if (child->fate == CHILD_TIMED_OUT)
        return fails(module, reading.complete
                                 ? "describing it did not end within 5 s: its destructor hangs"
                                 : "describing it did not end within 5 s: its constructor hangs");
    if (!reading.complete || reading.is_bad || module->summary == NULL) {
        char how[64];
        char reason[128];
        wait_status_text(child->wait_status, how, sizeof how);
        snprintf(reason, sizeof reason, "describing it failed: the process %s%s",
                 WIFSIGNALED(child->wait_status) ? "was " : "", how);
        return fails(module, reason);
    }
    return 0;
}

struct describing module_describe_begin(const struct home *home, struct module_info *module)
{
    const char *const argv[] = { home->cell, "--describe", module->path, NULL };
    const struct child_options options = {
        .argv = argv,
        .output_bytes = TEXT_BYTES,
        .timeout_s = TIMEOUT_S,
    };
    struct describing describing = { .module = module };
    describing.error = supervisor_start(&options, &describing.supervisor);
    return describing;
}

/* All but which module it is. */
static void forget(struct module_info *module)
{
    free(module->summary);
    free(module->unavailable);
    free(module->runtime);
    free(module->text);
    *module =
        (struct module_info){ .kind = module->kind, .name = module->name, .path = module->path };
}

/* What the cell printed is in module->text, into which the description points. */
int module_describe_end(struct describing *describing, bool is_last_try)
{
    struct module_info *module = describing->module;
    struct child_result child = { .error = describing->error };
    if (describing->error == 0)
        supervisor_finish(&describing->supervisor, &child);
    module->text = child.output;
    child.output = NULL;
    int error = child.error;
    if (error == 0)
        error = read_description(module, &child);
    else if (is_last_try)
        error = fails(module, strerror(error));
    if (error != 0)
        forget(module);
    child_result_release(&child);
    return error;
}

void module_release(struct module_info *module)
{
    forget(module);
    free(module->name);
    free(module->path);
    *module = (struct module_info){ .name = NULL };
}
