/* SPDX-License-Identifier: MIT */
/* The commands of forkscale. Only this room and the mains print errors and choose exit statuses. */
#ifndef FORKSCALE_CLI_CLI_H
#define FORKSCALE_CLI_CLI_H

#include "kit/error.h"
#include "module/catalogue.h"
#include "options/options.h"
#include "show/show.h"
#include <stdbool.h>
#include <stdio.h>

/* Each gets its own name as argv[0], and returns the exit status. */
int command_run(int argc, char **argv);
int command_list(int argc, char **argv);
int command_plot(int argc, char **argv);
int command_ratios(int argc, char **argv);
int command_table(int argc, char **argv);
int command_check(int argc, char **argv);

/* Prints the error's sentence. Returns EXIT_USAGE where the user asked for what does not exist or
 * makes no sense, else EXIT_UNMEASURED. */
int cli_fail(const struct error *error);

/* Names the strategies and workloads, those that are wanted, that could not be described, with the
 * reason. Returns EXIT_UNMEASURED when there is one, else EXIT_YES. */
int cli_name_broken(const struct catalogue *catalogue, bool strategies, bool workloads);

/* May this stream be coloured, and may its line be written over? */
bool cli_has_colour(FILE *stream);
bool cli_is_terminal(FILE *stream);

#endif
