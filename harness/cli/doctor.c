/* SPDX-License-Identifier: MIT */
/* forkscale doctor: can this machine measure? */
#include "show/doctor.h"
#include "cli/cli.h"
#include "run/plan.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct doctor_options {
    double seconds;
    int64_t blocks;
    const char *root;
    enum table_format format;
};

#define AT(field) offsetof(struct doctor_options, field)

static const struct option_row rows[] = {
    { "seconds", .argument = "SECONDS", .type = OPTION_SECONDS, .offset = AT(seconds),
      .help = "how long the machine's own noise is measured. Default: 2" },
    { "blocks", .argument = "N", .type = OPTION_NUMBER, .min = 6, .max = PLAN_BLOCKS_MAX,
      .offset = AT(blocks),
      .help = "which difference would so many blocks resolve? Default: 15, as of 'forkscale run'" },
    { "root", .argument = "DIR", .type = OPTION_TEXT, .offset = AT(root),
      .help = "read DIR/proc and DIR/sys instead of /proc and /sys: a copy from another machine" },
    OPTION_FORMAT(struct doctor_options),
    { 0 },
};

static const struct doctor_options defaults = { .seconds = 2, .blocks = 15, .root = "" };

static const struct option_table table = {
    .name = "forkscale doctor",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro =
        "Says what of this machine disturbs measurements, and what helps. Reads only, and needs no "
        "privilege. Then it keeps a processor busy for two seconds and says which differences "
        "between strategies can be seen here.\n\n"
        "OK: as it should be; WARN: it disturbs, and the next line says what helps; UNKNOWN: the "
        "machine does not show it.",
    .outro = "Exit status: 0 no warning; 1 a warning; 2 usage; 3 out of memory, or not written.",
};

enum { LISTENED = 2, LINES_MAX = 32 };

static int run(const void *fields, char *const *argv)
{
    (void)argv;
    const struct doctor_options *options = fields;
    struct doctor_line lines[LINES_MAX] = { 0 };
    size_t count = 0;
    bool has_warning = false;
    for (; count < LINES_MAX - LISTENED && examinations[count].name != NULL; count++) {
        lines[count].name = examinations[count].name;
        examinations[count].examine(options->root, &lines[count].diagnosis);
    }
    lines[count].name = "strangers";
    lines[count + 1].name = "jitter";
    if (doctor_listen(options->root, options->seconds, (unsigned)options->blocks,
                      &lines[count].diagnosis, &lines[count + 1].diagnosis) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    count += LISTENED;
    for (size_t i = 0; i < count; i++)
        has_warning |= lines[i].diagnosis.state == DOCTOR_WARN;
    int status = program_wrote(doctor_print(stdout, lines, count, options->format));
    return status != EXIT_YES ? status : has_warning ? EXIT_NO : EXIT_YES;
}

const struct command command_doctor = {
    .name = "doctor",
    .summary = "say what of this machine disturbs measurements, and what helps",
    .table = &table,
    .run = run,
};
