/* SPDX-License-Identifier: MIT */
/* The kinds of state that state.c has in its table. Each function writes the present state of one
 * kind: lines "NAME: VALUE", each NAME at most once, or the NAME alone. `kind` is the row's name. */
#ifndef FORKSCALE_CHECK_SCENARIO_STATE_KINDS_H
#define FORKSCALE_CHECK_SCENARIO_STATE_KINDS_H

#include <stdio.h>

typedef void state_writer(FILE *out, const char *kind);

/* state_files.c: descriptors, what they lead to, and what has a name */
state_writer state_descriptors;
state_writer state_open_files; /* offset, flags and locks, which processes share */
state_writer state_streams;
state_writer state_mappings; /* shared and writable ones */
state_writer state_folder;
state_writer state_made_files;
state_writer state_shared_memory;
state_writer state_system_v;

/* state_process.c: what the kernel and libc keep for a process */
state_writer state_signals;
state_writer state_timers;
state_writer state_settings; /* of prctl */
state_writer state_scheduling;
state_writer state_identity; /* group, session, terminal */
state_writer state_limits;
state_writer state_status;
state_writer state_proc; /* files of /proc/self that are a line or a few */
state_writer state_environment;
state_writer state_locale;
state_writer state_arithmetic;
state_writer state_fork_handlers;

/* Writes a text without control characters: a line stays one. */
void state_write_text(FILE *out, const char *text);

#endif
