/* SPDX-License-Identifier: MIT */
/* The commands of forkscale. Only this room prints errors and chooses exit statuses. */
#ifndef FORKSCALE_CLI_CLI_H
#define FORKSCALE_CLI_CLI_H

#include "module/catalogue.h"
#include "show/show.h"
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The same for every command; a run that was interrupted ends by the signal itself, 128+n. */
enum exit_status {
    EXIT_WELL = 0,
    EXIT_NO = 1,         /* the answer is no */
    EXIT_USAGE = 2,      /* or nothing selected */
    EXIT_UNMEASURED = 3, /* something could not be measured or written */
};

/* Each gets its own name as argv[0]. */
int command_run(int argc, char **argv);
int command_list(int argc, char **argv);
int command_plot(int argc, char **argv);
int command_ratios(int argc, char **argv);
int command_table(int argc, char **argv);
int command_check(int argc, char **argv);

/* "forkscale: SENTENCE" on stderr, made printable. */
void cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, and returns `status`, to leave with. */
int cli_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As getopt_long with opterr off; but says what is wrong with an option, and what was perhaps
 * meant, and then returns '?'. `shorts` begins with ":", or with "+:" where no other words may
 * stand. */
int cli_option(int argc, char **argv, const char *shorts, const struct option *longs);

/* Each reads the argument of an option, or says in a sentence what would be right. */
bool cli_whole(const char *option, const char *text, int64_t min, int64_t max, int64_t *number);
bool cli_seconds(const char *option, const char *text, double *seconds);
bool cli_format(const char *text, enum table_format *format);

/* Whether the path is that of a table of samples, FILE.tsv. */
bool cli_is_samples(const char *path);

/* Reads a table of samples, or the folder of a run. Returns EXIT_WELL, or EXIT_UNMEASURED after an
 * error was printed. */
int cli_results(const char *path, struct results *results);

/* Names the strategies and workloads, those that are wanted, that could not be described, with the
 * reason. Returns EXIT_UNMEASURED when there is one, else EXIT_WELL. */
int cli_name_broken(const struct catalogue *catalogue, bool strategies, bool workloads);

/* Flushes stdout; what could not be written is an error. Returns EXIT_WELL or EXIT_UNMEASURED. */
int cli_finish(void);

/* May this stream be coloured, and may its line be written over? */
bool cli_has_colour(FILE *stream);
bool cli_is_terminal(FILE *stream);

#endif
