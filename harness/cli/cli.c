/* SPDX-License-Identifier: MIT */
/* What all commands share: sentences, options, the terminal. */
#include "cli/cli.h"
#include "kit/number.h"
#include "kit/text.h"
#include "module/nearest.h"
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECONDS_MOST 86400.0

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list arguments)
{
    char raw[2048];
    vsnprintf(raw, sizeof raw, format, arguments);
    char *printable = text_printable(raw);
    fprintf(stderr, "forkscale: %s\n", printable != NULL ? printable : strerror(ENOMEM));
    free(printable);
}

void cli_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

int cli_fail(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    return status;
}

static void say_unknown(const char *word, const struct option *longs)
{
    if (strncmp(word, "--benchmark_", 12) == 0) {
        cli_say("%s goes to Google Benchmark: write -- before it", word);
        return;
    }
    struct nearest nearest = nearest_to(word + strspn(word, "-"));
    for (const struct option *each = longs; each->name != NULL; each++)
        nearest_offer(&nearest, each->name);
    if (nearest.best != NULL)
        cli_say("%s is no option here; did you mean --%s?", word, nearest.best);
    else
        cli_say("%s is no option here; --help shows them", word);
}

int cli_option(int argc, char **argv, const char *shorts, const struct option *longs)
{
    opterr = 0;
    int at = optind;
    int option = getopt_long(argc, argv, shorts, longs, NULL);
    if (option != '?' && option != ':')
        return option;
    char letter[3] = { '-', (char)optopt, '\0' };
    /* optopt is a letter for a short option, also inside of a cluster; else the word itself
     * tells. */
    const char *word = isprint(optopt) && optopt < 127 ? letter : argv[at];
    if (strncmp(argv[at], "--", 2) == 0)
        word = argv[at];
    if (option == ':')
        cli_say("%s needs a value; --help says which", word);
    else
        say_unknown(word, longs);
    return '?';
}

bool cli_whole(const char *option, const char *text, int64_t min, int64_t max, int64_t *number)
{
    if (number_parse(text, min, max, number) == 0)
        return true;
    cli_say("%s '%s' is not a whole number from %" PRId64 " to %" PRId64, option, text, min, max);
    return false;
}

bool cli_seconds(const char *option, const char *text, double *seconds)
{
    /* strtod would take inf, nan, hex, exponents and spaces. The locale is C: no command sets
     * another. */
    bool is_plain = isdigit((unsigned char)text[0]) && strlen(text) < 16 &&
                    text[strspn(text, "0123456789.")] == '\0' &&
                    strchr(text, '.') == strrchr(text, '.');
    *seconds = is_plain ? strtod(text, NULL) : 0;
    if (*seconds >= 0.001 && *seconds <= SECONDS_MOST)
        return true;
    cli_say("%s '%s' is not a number of seconds from 0.001 to %g", option, text, SECONDS_MOST);
    return false;
}

bool cli_format(const char *text, enum table_format *format)
{
    static const char *const names[] = {
        [FORMAT_TABLE] = "table",
        [FORMAT_JSON] = "json",
        [FORMAT_TSV] = "tsv",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i]) == 0) {
            *format = (enum table_format)i;
            return true;
        }
    cli_say("--format '%s' is none of table, json, tsv", text);
    return false;
}

int cli_name_broken(const struct catalogue *catalogue, bool strategies, bool workloads)
{
    int status = EXIT_WELL;
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct module_info *module = catalogue->modules[i];
        bool is_strategy = module->kind == KIND_STRATEGY;
        if (module->broken && (is_strategy ? strategies : workloads))
            status = cli_fail(EXIT_UNMEASURED, "%s %s: %s", is_strategy ? "strategy" : "workload",
                              module->name, module->unavailable);
    }
    return status;
}

int cli_finish(void)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        return cli_fail(EXIT_UNMEASURED, "the output cannot be written: %s", strerror(errno));
    return EXIT_WELL;
}

bool cli_is_terminal(FILE *stream)
{
    const char *term = getenv("TERM");
    return isatty(fileno(stream)) && term != NULL && strcmp(term, "dumb") != 0;
}

bool cli_has_colour(FILE *stream)
{
    /* https://no-color.org: any value but the empty one. */
    const char *no_color = getenv("NO_COLOR");
    return cli_is_terminal(stream) && (no_color == NULL || no_color[0] == '\0');
}
