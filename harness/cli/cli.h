/* SPDX-License-Identifier: MIT */
/* The commands of forkscale. Only this room and the mains print errors and choose exit statuses. */
#ifndef FORKSCALE_CLI_CLI_H
#define FORKSCALE_CLI_CLI_H

#include "kit/error.h"
#include "module/catalogue.h"
#include "options/options.h"
#include "process/interrupt.h"
#include "show/show.h"
#include <stdbool.h>
#include <stdio.h>

struct command {
    const char *name;
    const char *summary; /* a line of the help */
    const struct option_table *table;
    /* Gets the options of the table, and the command line from the program's name on. Returns the
     * exit status. */
    int (*run)(const void *options, char *const *argv);
};

extern const struct command command_run;
extern const struct command command_list;
extern const struct command command_plot;
extern const struct command command_table;
extern const struct command command_ratios;
extern const struct command command_compare;
extern const struct command command_history;
extern const struct command command_check;
extern const struct command command_schedule;
extern const struct command command_grain;
extern const struct command command_scale;
extern const struct command command_doctor;
extern const struct command command_floor;
extern const struct command command_timeline;
extern const struct command command_predict;
extern const struct command command_advise;

/* The row of --format, which sets the `format` of these options. */
#define OPTION_FORMAT(options)                                                                     \
    {                                                                                              \
        .name = "format", .argument = "FORMAT", .type = OPTION_CHOICE,                             \
        .choices = OPTION_CHOICES("table", "json", "tsv"), .offset = offsetof(options, format),    \
        .help = "what is printed on stdout"                                                        \
    }

/* Prints the error's sentence. Returns EXIT_USAGE for EINVAL, ENOENT and ENOTSUP, else
 * EXIT_UNMEASURED. */
int cli_fail(const struct error *error);

/* Prints which of the strategies, the workloads or both could not be described, with the reason.
 * Returns EXIT_UNMEASURED if there is one, else EXIT_YES. */
int cli_name_broken(const struct catalogue *catalogue, bool strategies, bool workloads);

/* Prints which modules of this kind the default plan leaves out because they cannot run here. */
void cli_name_unavailable(const struct catalogue *catalogue, enum module_kind kind);

/* Holds signals until interrupt_close. Returns EXIT_YES, or EXIT_UNMEASURED after a sentence. */
int cli_hold_signals(struct interrupt *interrupt);

/* Finds the scripts that draw, and holds signals until interrupt_close, so that an interrupted
 * picture leaves no file behind. Returns EXIT_YES, or EXIT_UNMEASURED after a sentence. */
int cli_begin_drawing(struct home *home, struct interrupt *interrupt);

/* Draws a picture of the subject in a folder. Returns EXIT_YES, or
 * EXIT_UNMEASURED after a sentence. */
typedef int picture_drawer(const struct plot_place *place, const void *subject,
                           struct error *error);
int cli_draw(const char *folder, picture_drawer *draw, const void *subject);

/* Reads the results in a folder. Returns EXIT_YES, or EXIT_UNMEASURED after a sentence. */
int cli_read(const char *folder, struct results *results);

/* Whether the stream is a terminal on which a line can be overwritten, and whether colour is wanted
 * there. */
bool cli_has_colour(FILE *stream);
bool cli_is_terminal(FILE *stream);

/* How wide the stream is: of a terminal as it says, else 80. */
unsigned cli_columns(FILE *stream);

/* A file of a folder, and what is in it. */
struct cli_file {
    const char *name;
    const char *content;
};

/* Tells where to look: each file on a line, up to one without a name. */
void cli_say_files(FILE *stream, const char *folder, const struct cli_file *files);

#endif
