/* SPDX-License-Identifier: MIT */
/* The parts of `forkscale run`: its options, its dry run, its progress line. */
#ifndef FORKSCALE_CLI_RUN_H
#define FORKSCALE_CLI_RUN_H

#include "kit/error.h"
#include "options/options.h"
#include "run/blocks.h"
#include "show/show.h"
#include <limits.h>
#include <stdbool.h>

/* Texts are borrowed from argv; lists are owned. */
struct run_options {
    struct option_list workloads;
    struct option_list strategies;
    struct option_list workers;
    struct option_list ballasts;
    struct option_list rest; /* flags for Google Benchmark */
    const char *directory;   /* NULL: make up a name */
    const char *filter;      /* NULL: none */
    int64_t blocks;          /* 0: not given */
    int64_t iterations;
    int64_t calls;         /* 0: not given */
    int64_t seed;          /* −1: a random one */
    double budget_s;       /* 0: not given */
    double effect_percent; /* 0: not given */
    double timeout_s;      /* 0: not given */
    double call_s;         /* 0: not given */
    unsigned pin;          /* enum pin_kind */
    bool latency;
    bool counters;
    enum table_format format;
    const char *against;   /* folder or revision of a base build, or NULL */
    double margin_percent; /* 0: not given */
    double same_percent;   /* 0: not given */
    bool strict;
    bool dry_run;
    bool quiet;
    bool verbose;
};

/* Rows of the options of a command that measures; its fields begin with a struct run_options. */
#define RUN_OPTION_SEED                                                                            \
    {                                                                                              \
        .name = "seed", .argument = "N", .type = OPTION_NUMBER, .min = 0, .max = UINT32_MAX,       \
        .offset = offsetof(struct run_options, seed),                                              \
        .help = "seed of the order in the blocks. Default: random, and recorded"                   \
    }
#define RUN_OPTION_TIMEOUT                                                                         \
    {                                                                                              \
        .name = "timeout", .argument = "SECONDS", .type = OPTION_SECONDS,                          \
        .offset = offsetof(struct run_options, timeout_s),                                         \
        .help = "limit for a repetition, and for the reference of a workload. Default: 10 s and "  \
                "ten times what it would take serially; a reference 300 s"                         \
    }
#define RUN_OPTION_OUTPUT                                                                          \
    {                                                                                              \
        .name = "output", .letter = 'o', .type = OPTION_TEXT, .argument = "DIR",                   \
        .offset = offsetof(struct run_options, directory),                                         \
        .help = "folder for the results. Default: results/<UTC time>-<host>"                       \
    }
#define RUN_OPTION_DRY_RUN                                                                         \
    {                                                                                              \
        .name = "dry-run", .offset = offsetof(struct run_options, dry_run),                        \
        .help = "print the plan, with the command that runs each cell by hand"                     \
    }
#define RUN_OPTION_QUIET                                                                           \
    {                                                                                              \
        .name = "quiet", .letter = 'q', .offset = offsetof(struct run_options, quiet),             \
        .help = "nothing on stderr but errors"                                                     \
    }
#define RUN_OPTION_VERBOSE                                                                         \
    {                                                                                              \
        .name = "verbose", .letter = 'v', .offset = offsetof(struct run_options, verbose),         \
        .help =                                                                                    \
            "print a line for each repetition, the output of those that failed, and where the "    \
            "time of the workers went"                                                             \
    }

extern const struct option_table run_table;

/* Shows the results of a run instead of a table and the usual plots. The signals of
 * place->interrupt are held; it closes it when all is drawn. Returns the exit status. */
typedef int run_shower(const struct plot_place *place, const struct results *results,
                       const struct run_options *options);

/* Measures what the options ask for and calls `show`; NULL shows what `forkscale run` shows. `words`
 * is the command line, which is recorded. Returns the exit status. */
int run_measure(const struct run_options *options, char *const *words, run_shower *show);

/* Makes the folder `asked`, or without it a new one, "results/20261123T154000Z-host". Runs that
 * begin in the same second get -2, -3 … behind it. Returns 0, or an errno number with a sentence. */
int run_folder(const char *asked, char folder[static PATH_MAX], struct error *error);

/* Lists the files of the run. */
void run_say_files(FILE *stream, const char *folder, bool has_plots, const struct results *results);

/* Makes a request of the options, which must outlive it, as must `filter`, that of
 * --benchmark_filter, or NULL. Returns 0; or, with a sentence, EINVAL where options exclude each
 * other, or an errno of getrandom. */
int run_request(const struct run_options *options, const char *filter, struct plan_request *request,
                struct error *error);

/* One number of workers as the words of -j. */
struct run_workers {
    char number[16];
    char *words[1];
};

/* Sets -j of the options to `workers`, or to the usable processors if that is 0; `words` must outlive
 * them. Returns the number. */
unsigned run_set_workers(struct run_options *options, int64_t workers, struct run_workers *words);

/* Opens the base build of the options. Returns EXIT_YES, or a status after a sentence; then *base
 * needs no release. */
int against_open(const struct run_options *options, const struct home *own,
                 struct base_build *base);

/* Says on stderr what is not compared, and that the builds were made in other ways. */
void against_warn(const struct plan *plan);

/* Compares the builds of a run, and prints the comparison to `stream`, unless it is NULL. Returns
 * the exit status of the comparison. */
int against_print(FILE *stream, const struct plan *plan, const struct results *results,
                  bool strict);

/* Prints the number of cells, and for each its name and its command, quoted for a shell. */
void dry_run(const struct plan *plan);

struct meter {
    bool quiet;   /* no first line */
    bool line;    /* overwrite one line */
    bool verbose; /* write a line for each repetition */
    bool shown;   /* the line is on the screen now */
};

/* A meter on stderr: a line before the first block, and on a terminal one that is overwritten. */
struct meter meter_make(bool quiet, bool verbose);

/* A blocks_watch and a blocks_begin; context is a struct meter. */
void meter_watch(void *context, const struct progress *progress);
void meter_begin(void *context, const struct forecast *forecast);

/* Erases the line. */
void meter_clear(struct meter *meter);

#endif
