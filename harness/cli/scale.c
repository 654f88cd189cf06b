/* SPDX-License-Identifier: MIT */
/* forkscale scale: how far does it scale? Speedup against workers, and the laws that fit it. */
#include "show/scale.h"
#include "cli/cli.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct scale_options {
    enum table_format format;
    const char *output;
    struct option_list paths;
};

static const struct option_row rows[] = {
    OPTION_FORMAT(struct scale_options),
    { "output", 'o', OPTION_TEXT, "DIR", .offset = offsetof(struct scale_options, output),
      .help = "also draw it, as DIR/scale.svg and .png" },
    { .argument = "RUN|FILE",
      .type = OPTION_WORDS,
      .offset = offsetof(struct scale_options, paths) },
    { 0 },
};

static const struct scale_options defaults = { .format = FORMAT_TABLE };

static const struct option_table table = {
    .name = "forkscale scale",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro =
        "Shows how speedup grows with workers: over serial and over the same pool with one worker, "
        "the serial share that it implies (Karp and Flatt), and Amdahl's and the universal "
        "scalability law, fitted by weighted least squares, with bootstrap intervals over blocks. "
        "What the data cannot bear is refused, with what is missing: Amdahl's law takes 4 numbers "
        "of "
        "workers that have a processor each, the other 6.\n\n"
        "RUN is the folder of a run, such as that of 'forkscale run -j 1-8'. FILE is a table "
        "of other measurements: columns separated by tabs, named in the first line: workers, "
        "throughput or time, and if there are several, block and name.",
    .outro = "Exit status: 0 all well; 2 usage; 3 the run or file cannot be read, or has no two "
             "numbers of workers.",
};

static int draw(const struct plot_place *place, const void *view, struct error *error)
{
    return scale_draw(place, view, error);
}

static int show(struct scaling *scaling, const struct results *results,
                const struct scale_options *options)
{
    const char *path = options->paths.items[0];
    const struct scale_view view = { scaling, results, path };
    int status =
        scaling->count > 0
            ? program_wrote(scale_print(stdout, scaling, options->format))
            : program_fail(EXIT_UNMEASURED,
                           "%s: nothing in it was measured with two numbers of workers", path);
    if (status == EXIT_YES && options->output != NULL)
        status = cli_draw(options->output, draw, &view);
    scaling_release(scaling);
    return status;
}

static int scale_run(const char *folder, const struct scale_options *options)
{
    struct results results;
    struct scaling scaling;
    int status = cli_read(folder, &results);
    if (status != EXIT_YES)
        return status;
    status = scaling_of_results(&results, &scaling) == 0
                 ? show(&scaling, &results, options)
                 : program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    results_release(&results);
    return status;
}

static int scale_file(const char *path, const struct scale_options *options)
{
    struct throughput throughput;
    struct scaling scaling;
    struct error error;
    if (throughput_read(path, &throughput, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    int status = scaling_of_throughput(&throughput, &scaling) == 0
                     ? show(&scaling, NULL, options)
                     : program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    throughput_release(&throughput);
    return status;
}

static int run(const void *fields, char *const *argv)
{
    (void)argv;
    const struct scale_options *options = fields;
    struct stat file;
    if (options->paths.count != 1)
        return program_fail(EXIT_USAGE, "scale: give the folder of one run, or one file");
    const char *path = options->paths.items[0];
    bool is_file = stat(path, &file) == 0 && !S_ISDIR(file.st_mode);
    return is_file ? scale_file(path, options) : scale_run(path, options);
}

const struct command command_scale = {
    .name = "scale",
    .summary = "show how speedup grows with workers, and which law fits it",
    .table = &table,
    .run = run,
};
