/* SPDX-License-Identifier: MIT */
/* How a program ends: its exit status, its sentences on stderr, its last flush of stdout. */
#include "options/program.h"
#include "kit/error.h"
#include "kit/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list arguments)
{
    char raw[ERROR_TEXT_BYTES + 256]; /* an error's sentence and where it happened */
    char *whole = NULL;
    if (vasprintf(&whole, format, arguments) < 0)
        whole = NULL;
    text_fit(whole != NULL ? whole : strerror(ENOMEM), raw, sizeof raw);
    free(whole);
    char *printable = text_printable(raw);
    fprintf(stderr, "%s: %s\n", program_name, printable != NULL ? printable : strerror(ENOMEM));
    free(printable);
}

void program_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

int program_fail(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    return status;
}

int program_wrote(int code)
{
    if (code == 0)
        return EXIT_YES;
    return program_fail(EXIT_UNMEASURED, "the output cannot be written: %s", strerror(code));
}

void program_fill_standard(void)
{
    int opened = STDIN_FILENO;
    /* The lowest number that is free. Where nothing can be opened, nothing gets its number either. */
    while (opened >= 0 && opened <= STDERR_FILENO)
        opened = open("/dev/null", O_RDONLY);
    if (opened > STDERR_FILENO)
        close(opened);
}

static int unwritten; /* the errno number of the first flush that failed */

void program_flush(void)
{
    if (fflush(stdout) != 0 && unwritten == 0)
        unwritten = errno;
}

int program_finish(int status)
{
    program_flush();
    if (!ferror(stdout) || status >= EXIT_USAGE)
        return status;
    return program_wrote(unwritten != 0 ? unwritten : errno);
}
