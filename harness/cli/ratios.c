/* SPDX-License-Identifier: MIT */
/* forkscale ratios: strategies of results, compared in pairs. */
#include "show/ratios.h"
#include "analyse/ratio.h"
#include "cli/cli.h"
#include "kit/nearest.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* In the order of their choices. */
enum use_choice { ONLY_WARM, ONLY_ONCE, BOTH };

struct request {
    struct option_list paths;
    struct option_list first;
    struct option_list second;
    enum use_choice use;
    int64_t workers; /* 0: all */
    double margin;
    double threshold; /* 0: the margin holds */
    enum claim_scope scope;
    double confidence;
    enum table_format format;
};

static const struct option_row rows[] = {
    { "first", .argument = "STRATEGY", .type = OPTION_LIST,
      .offset = offsetof(struct request, first),
      .help = "the first of a pair, as the results name it; again, or after a comma, for more. "
              "Default: each" },
    { "second", .argument = "STRATEGY", .type = OPTION_LIST,
      .offset = offsetof(struct request, second), .help = "the second, likewise" },
    { "use", .argument = "USE", .type = OPTION_CHOICE,
      .choices = OPTION_CHOICES("warm", "once", "both"), .offset = offsetof(struct request, use),
      .help = "which times are compared" },
    { "workers", 'j', OPTION_NUMBER, "N", .min = 1, .max = 1000000,
      .offset = offsetof(struct request, workers),
      .help = "only with this number of workers. Default: all" },
    { "margin", .argument = "FACTOR", .type = OPTION_REAL, .min = 1, .max = 1000,
      .offset = offsetof(struct request, margin),
      .help = "above and below: by more than this factor. Default: 1.02" },
    { "threshold", .argument = "RATIO", .type = OPTION_REAL, .min = 0, .max = 1000000,
      .offset = offsetof(struct request, threshold),
      .help = "above and below this ratio, without a margin" },
    { "claim", .argument = "SCOPE", .type = OPTION_CHOICE,
      .choices = OPTION_CHOICES("pair", "workload"), .offset = offsetof(struct request, scope),
      .help = "what is judged together: all ratios of a pair, or those of one first strategy, "
              "workload and use" },
    { "confidence", .argument = "P", .type = OPTION_REAL, .min = 0, .max = 1,
      .offset = offsetof(struct request, confidence), .help = "of a whole claim. Default: 0.95" },
    OPTION_FORMAT(struct request),
    { .argument = "DIR...", .type = OPTION_WORDS, .offset = offsetof(struct request, paths) },
    { 0 },
};

static const struct request defaults = { .use = BOTH, .margin = 1.02, .confidence = 0.95 };

static const struct option_table table = {
    .name = "forkscale ratios",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro = "Compares strategies in pairs: the time of the first over that of the second in the "
             "same block, with the interval by which it is judged. Each DIR is the folder of a "
             "run.",
};

static struct ratio_options ratio_options(const struct request *request)
{
    bool has_threshold = request->threshold > 0;
    return (struct ratio_options){
        .first = request->first.items,
        .first_count = request->first.count,
        .second = request->second.items,
        .second_count = request->second.count,
        .uses = { [USE_WARM] = request->use != ONLY_ONCE, [USE_ONCE] = request->use != ONLY_WARM },
        .workers = (unsigned)request->workers,
        .low = has_threshold ? request->threshold : 1 / request->margin,
        .high = has_threshold ? request->threshold : request->margin,
        .scope = request->scope,
        .level = 1 - request->confidence,
    };
}

/* Every strategy that was named is in one of the runs. */
static bool are_there(char *const *names, size_t count, const struct results *runs,
                      size_t run_count)
{
    for (size_t i = 0; i < count; i++) {
        struct nearest nearest = nearest_to(names[i]);
        bool found = false;
        for (size_t r = 0; r < run_count; r++)
            for (size_t cell = 0; cell < runs[r].cell_count; cell++) {
                found = found || strcmp(runs[r].cells[cell].strategy, names[i]) == 0;
                nearest_offer(&nearest, runs[r].cells[cell].strategy);
            }
        if (found)
            continue;
        if (nearest.best != NULL)
            program_say("the results have no strategy '%s' (did you mean '%s'?)", names[i],
                        nearest.best);
        else
            program_say("the results have no strategy '%s'", names[i]);
        return false;
    }
    return true;
}

static int compare(const struct request *request, const struct results *runs, char *const *names,
                   size_t count)
{
    const struct ratio_options options = ratio_options(request);
    struct ratios ratios;
    if (!are_there(options.first, options.first_count, runs, count) ||
        !are_there(options.second, options.second_count, runs, count))
        return EXIT_USAGE;
    int code = ratios_compute(runs, count, &options, &ratios);
    if (code == E2BIG)
        return program_fail(EXIT_USAGE,
                            "ratios: more than %d pairs; name strategies with --first and "
                            "--second",
                            RATIOS_MAX);
    if (code != 0)
        return program_fail(EXIT_UNMEASURED, "ratios: %s", strerror(code));
    int status;
    if (ratios.count == 0)
        status = program_fail(EXIT_USAGE, "ratios: no two cells of one workload are such a pair");
    else
        status = program_wrote(ratios_write(stdout, &ratios, names, &options, request->format));
    ratios_release(&ratios);
    return status;
}

/* The last name of the path, in place. */
static char *run_name(char *path)
{
    for (size_t end = strlen(path); end > 1 && path[end - 1] == '/'; end--)
        path[end - 1] = '\0';
    char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static int read_and_compare(const void *options, char *const *words)
{
    (void)words;
    const struct request *request = options;
    const size_t count = request->paths.count;
    if (count == 0)
        return program_fail(EXIT_USAGE,
                            "ratios: give the results of at least one run, as results/…");
    char **names = calloc(count, sizeof *names);
    struct results *runs = calloc(count, sizeof *runs);
    struct error error = { .text = "out of memory" };
    size_t good = 0;
    while (names != NULL && runs != NULL && good < count &&
           results_read(request->paths.items[good], &runs[good], &error) == 0) {
        names[good] = run_name(request->paths.items[good]);
        good++;
    }
    int status = good == count ? compare(request, runs, names, count)
                               : program_fail(EXIT_UNMEASURED, "%s", error.text);
    while (good > 0)
        results_release(&runs[--good]);
    free(runs);
    free(names);
    return status;
}

const struct command command_ratios = {
    .name = "ratios",
    .summary = "compare strategies of results in pairs, block by block",
    .table = &table,
    .run = read_and_compare,
};
