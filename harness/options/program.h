/* SPDX-License-Identifier: MIT */
/* How a program ends: its exit status, its sentences on stderr, its last flush of stdout. */
#ifndef FORKSCALE_OPTIONS_PROGRAM_H
#define FORKSCALE_OPTIONS_PROGRAM_H

/* The same for every program and command. A run that was interrupted ends by the signal itself,
 * 128+n. */
enum exit_status {
    EXIT_YES = 0,
    EXIT_NO = 1,             /* the answer is no */
    EXIT_USAGE = 2,          /* or nothing selected */
    EXIT_UNMEASURED = 3,     /* something could not be measured, read or written */
    EXIT_NOT_COMPARABLE = 4, /* two runs */
    EXIT_INCONCLUSIVE = 5,   /* with --strict only */
};

/* "forkscale-cell". Each program defines it beside its main. */
extern const char program_name[];

/* Prints "PROGRAM: SENTENCE" on stderr, made printable. */
void program_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, and returns `status`, to exit with. */
int program_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* How writing the output went, an errno number or 0, as an exit status: EXIT_YES, or
 * EXIT_UNMEASURED after a sentence. */
int program_wrote(int code);

/* Opens those of stdin, stdout and stderr that are closed, so that no other file gets their numbers:
 * what is written there fails with EBADF. To be called first. */
void program_fill_standard(void);

/* Flushes stdout. An error is remembered for program_finish. */
void program_flush(void);

/* Flushes stdout. Returns `status`; or EXIT_UNMEASURED, after a sentence, if `status` is below
 * EXIT_USAGE and the output could not be written. */
int program_finish(int status);

#endif
