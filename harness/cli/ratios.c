/* SPDX-License-Identifier: MIT */
/* forkscale ratios: strategies of results, compared in pairs. */
#include "show/ratios.h"
#include "analyse/ratio.h"
#include "cli/cli.h"
#include "module/nearest.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 64

static const char help[] =
    "usage: forkscale ratios [OPTION]... RESULTS...\n"
    "\n"
    "Compares strategies in pairs: the time of the first over that of the second in the same "
    "block,\n"
    "as median over blocks with its 95 % interval. RESULTS is the folder of a run, or a table of\n"
    "samples, FILE.tsv (see results/README.md).\n"
    "\n"
    "  --first S        the first of a pair, as the results name it; may be repeated (default: "
    "each)\n"
    "  --second S       the second, likewise\n"
    "  --use U          warm, once or both (default both)\n"
    "  --workers N      only with this number of workers (default: all)\n"
    "  --margin M       above and below: by more than this factor (default 1.02)\n"
    "  --threshold T    above and below this ratio, without a margin\n"
    "  --claim C        what is judged together: pair, all ratios of the same two (default), or\n"
    "                   workload, those of one first strategy, workload and use\n"
    "  --confidence P   of a whole claim (default 0.95)\n"
    "  --format F       table (default), json or tsv\n"
    "  -h, --help       print this\n";

struct request {
    struct ratio_options options;
    char *first[NAMES_MAX];
    char *second[NAMES_MAX];
    enum table_format format;
};

/* A number above `min` and below `max`. */
static bool read_real(const char *option, const char *text, double min, double max, double *number)
{
    char *end;
    *number = strtod(text, &end);
    if (end != text && *end == '\0' && *number > min && *number < max)
        return true;
    cli_say("%s '%s' is not a number between %g and %g", option, text, min, max);
    return false;
}

static bool add_name(char **names, size_t *count, const char *option)
{
    if (*count == NAMES_MAX) {
        cli_say("%s can be given %d times", option, NAMES_MAX);
        return false;
    }
    names[(*count)++] = optarg;
    return true;
}

/* Which of two words `text` is. */
static bool read_word(const char *option, const char *text, const char *zero, const char *one,
                      bool *is_one)
{
    *is_one = strcmp(text, one) == 0;
    if (*is_one || strcmp(text, zero) == 0)
        return true;
    cli_say("%s '%s' is neither %s nor %s", option, text, zero, one);
    return false;
}

static bool read_use(const char *text, bool uses[USES])
{
    bool is_once = false;
    bool is_both = strcmp(text, "both") == 0;
    if (!is_both && !read_word("--use", text, "warm", "once", &is_once))
        return false;
    uses[USE_WARM] = is_both || !is_once;
    uses[USE_ONCE] = is_both || is_once;
    return true;
}

static bool take(struct request *request, int option)
{
    struct ratio_options *options = &request->options;
    int64_t workers;
    double number;
    bool is_workload;
    switch (option) {
    case '1':
        return add_name(request->first, &options->first_count, "--first");
    case '2':
        return add_name(request->second, &options->second_count, "--second");
    case 'u':
        return read_use(optarg, options->uses);
    case 'w':
        if (!cli_whole("--workers", optarg, 1, 1000000, &workers))
            return false;
        options->workers = (unsigned)workers;
        return true;
    case 'm':
        if (!read_real("--margin", optarg, 1, 1000, &number))
            return false;
        options->high = number;
        options->low = 1 / number;
        return true;
    case 't':
        if (!read_real("--threshold", optarg, 0, 1e6, &number))
            return false;
        options->low = options->high = number;
        return true;
    case 'c':
        if (!read_word("--claim", optarg, "pair", "workload", &is_workload))
            return false;
        options->scope = is_workload ? CLAIM_WORKLOAD : CLAIM_PAIR;
        return true;
    case 'p':
        if (!read_real("--confidence", optarg, 0, 1, &number))
            return false;
        options->level = 1 - number;
        return true;
    case 'f':
        return cli_format(optarg, &request->format);
    default:
        return false; /* it has been said why */
    }
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
            cli_say("the results have no strategy '%s'; did you mean %s?", names[i], nearest.best);
        else
            cli_say("the results have no strategy '%s'", names[i]);
        return false;
    }
    return true;
}

static int compare(const struct request *request, const struct results *runs, char *const *names,
                   size_t count)
{
    const struct ratio_options *options = &request->options;
    struct ratios ratios;
    if (!are_there(options->first, options->first_count, runs, count) ||
        !are_there(options->second, options->second_count, runs, count))
        return EXIT_USAGE;
    int code = ratios_compute(runs, count, options, &ratios);
    if (code == E2BIG)
        return cli_fail(EXIT_USAGE,
                        "ratios: more than %d pairs; name strategies with --first and "
                        "--second",
                        RATIOS_MAX);
    if (code != 0)
        return cli_fail(EXIT_UNMEASURED, "ratios: %s", strerror(code));
    int status = EXIT_WELL;
    if (ratios.count == 0)
        status = cli_fail(EXIT_USAGE, "ratios: no two cells of one workload are such a pair");
    else
        code = ratios_write(stdout, &ratios, names, options, request->format);
    ratios_release(&ratios);
    if (code != 0)
        return cli_fail(EXIT_UNMEASURED, "the output cannot be written: %s", strerror(code));
    return status != EXIT_WELL ? status : cli_finish();
}

/* The last name of the path, without .tsv, in place. */
static char *run_name(char *path)
{
    for (size_t end = strlen(path); end > 1 && path[end - 1] == '/'; end--)
        path[end - 1] = '\0';
    if (cli_is_samples(path))
        path[strlen(path) - 4] = '\0';
    char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static int read_and_compare(const struct request *request, char **paths, size_t count)
{
    struct results *runs = calloc(count, sizeof *runs);
    int status = runs != NULL ? EXIT_WELL : cli_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    size_t good = 0;
    while (status == EXIT_WELL && good < count) {
        status = cli_results(paths[good], &runs[good]);
        if (status == EXIT_WELL) {
            paths[good] = run_name(paths[good]);
            good++;
        }
    }
    if (status == EXIT_WELL)
        status = compare(request, runs, paths, count);
    while (good > 0)
        results_release(&runs[--good]);
    free(runs);
    return status;
}

int command_ratios(int argc, char **argv)
{
    static const struct option longs[] = {
        { "first", required_argument, NULL, '1' },
        { "second", required_argument, NULL, '2' },
        { "use", required_argument, NULL, 'u' },
        { "workers", required_argument, NULL, 'w' },
        { "margin", required_argument, NULL, 'm' },
        { "threshold", required_argument, NULL, 't' },
        { "claim", required_argument, NULL, 'c' },
        { "confidence", required_argument, NULL, 'p' },
        { "format", required_argument, NULL, 'f' },
        { "help", no_argument, NULL, 'h' },
        { 0 },
    };
    struct request request = {
        .options = { .uses = { true, true }, .low = 1 / 1.02, .high = 1.02, .level = 0.05 },
    };
    request.options.first = request.first;
    request.options.second = request.second;
    int option;
    while ((option = cli_option(argc, argv, ":h", longs)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return cli_finish();
        }
        if (!take(&request, option))
            return EXIT_USAGE;
    }
    if (optind == argc)
        return cli_fail(EXIT_USAGE, "ratios: give the results of at least one run, as results/…");
    return read_and_compare(&request, argv + optind, (size_t)(argc - optind));
}
