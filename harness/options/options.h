/* SPDX-License-Identifier: MIT */
/* Options by one table: a row is the parser of an option, its line in the help, and a candidate for
 * "did you mean". glibc's getopt_long cuts the command line into options and words.
 *
 *     static const struct option_row rows[] = {
 *         { "blocks", .argument = "N", .type = OPTION_NUMBER, .min = 1, .max = 100000,
 *           .offset = offsetof(struct run_options, blocks), .help = "number of blocks" },
 *         { 0 },
 *     };
 */
#ifndef FORKSCALE_OPTIONS_OPTIONS_H
#define FORKSCALE_OPTIONS_OPTIONS_H

#include "options/program.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an option takes, and the type of the field that it sets. */
enum option_type {
    OPTION_FLAG,     /* nothing: bool, which becomes true */
    OPTION_TEXT,     /* any text: const char *, into argv */
    OPTION_NUMBER,   /* a whole number from min to max: int64_t */
    OPTION_VARIABLE, /* the same, or $NAME: the number in that environment variable */
    OPTION_REAL,     /* a number between min and max, which are excluded: double */
    OPTION_SECONDS,  /* a duration from 1 ms to a day: double */
    OPTION_TIME,     /* "20us", from 1 ns to a day: double, in nanoseconds */
    OPTION_SIZE,     /* "64M", "1GiB", "0": double, in bytes */
    OPTION_CHOICE,   /* one of `choices`: enum or unsigned, its index */
    OPTION_LIST,     /* items between commas, each use appends: struct option_list */
    OPTION_WORDS,    /* the same without commas */
    OPTION_REST,     /* all words after "--": struct option_list; without a name */
};

/* Owned; ended by NULL unless it is empty. Where a comma is followed by KEY=VALUE, it belongs to
 * the item before: "a:k=1,l=2,b" is "a:k=1,l=2" and "b". "\\," is a comma in an item. */
struct option_list {
    char **items;
    size_t count;
};

/* For option_row.choices. */
#define OPTION_CHOICES(...) ((const char *const[]){ __VA_ARGS__, NULL })

struct option_row {
    const char *name; /* "blocks" of --blocks; NULL: the words that are not options */
    char letter;      /* 'b' of -b, or 0 */
    enum option_type type;
    const char *argument; /* what the help calls the value */
    size_t offset;
    int64_t min;
    int64_t max;
    const char *const *choices; /* ended by NULL; of OPTION_REST: one, what its words begin with */
    const char *help;           /* bounds, choices and default are added to it */
    const char *optional;       /* the value may be left out, and is then this; else it needs '=' */
};

/* The command line of a program or of a command. Each also takes --help and --version. */
struct option_table {
    const char *name; /* "forkscale run" */
    const struct option_row *rows;
    const void *defaults; /* what the fields are before the first option; NULL: zero */
    size_t bytes;         /* of the struct with the fields */
    const char *intro;    /* above the options in the help */
    const char *outro;    /* below them, or NULL */
};

/* Sets *fields to the defaults, and then from argv. Returns true when the program shall go on; the
 * caller releases *fields. Else the help, the version or an error is printed, and *status is the
 * exit status. */
bool options_read(const struct option_table *table, int argc, char **argv, void *fields,
                  int *status);

/* Frees the lists in *fields. */
void options_release(const struct option_table *table, void *fields);

#endif
