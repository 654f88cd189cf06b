/* SPDX-License-Identifier: MIT */
/* The command line of `forkscale check`. */
#include "cli/check_options.h"
#include "cli/cli.h"
#include "conform/conformance.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: forkscale check [STRATEGY[:k=v,…]]… [OPTION]...\n"
    "       forkscale check --list [--format table|json|tsv]\n"
    "\n"
    "Shows whether strategies keep what every strategy promises: each property in a fresh "
    "process,\n"
    "with a deadline. A strategy is given by its name or by the path of a .so (with a '/').\n"
    "Default: all of them but the foreign ones, which start another program.\n"
    "\n"
    "  --property P1,P14  these properties alone; again for more. Default: all of them\n"
    "  --thorough         all shapes and sizes, which takes minutes\n"
    "  -j N               so many properties at once, 1 to 64 (default 1)\n"
    "  --format F         tap (default), as they come: Test Anything Protocol, version 13; table:\n"
    "                     strategies against properties; json: one document, with all figures\n"
    "  --list             print the properties, and check nothing\n"
    "  -q                 no sentence at the end\n"
    "  -h, --help         print this\n"
    "\n"
    "A module is code: checking one by its path runs what is in it.\n"
    "Exit status: 0 all are kept, do not apply, or are broken as the strategy lists, 1 one is "
    "broken,\n"
    "or listed and kept, 2 usage or nothing selected,\n"
    "3 one could not be judged or something could not be written, 128+n ended by signal n.\n";

enum {
    PROPERTY = 256,
    THOROUGH,
    FORMAT,
    LIST,
};

static const struct option longs[] = {
    { "property", required_argument, NULL, PROPERTY },
    { "thorough", no_argument, NULL, THOROUGH },
    { "format", required_argument, NULL, FORMAT },
    { "list", no_argument, NULL, LIST },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static bool read_format(const char *text, enum check_format *format)
{
    static const char *const names[] = {
        [CHECK_TAP] = "tap",
        [CHECK_TABLE] = "table",
        [CHECK_JSON] = "json",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i]) == 0) {
            *format = (enum check_format)i;
            return true;
        }
    cli_say("--format '%s' is none of tap, table, json", text);
    return false;
}

static bool read_at_once(const char *text, unsigned *at_once)
{
    int64_t number;
    if (!cli_whole("-j", text, 1, CONFORMANCE_AT_ONCE_MAX, &number))
        return false;
    *at_once = (unsigned)number;
    return true;
}

static enum check_outcome read_all(int argc, char **argv, struct check_options *options,
                                   const char **format)
{
    int option;
    while ((option = cli_option(argc, argv, ":j:qh", longs)) != -1) {
        if (option == '?')
            return CHECK_BAD;
        if (option == 'h') {
            fputs(help, stdout);
            return CHECK_HELP;
        }
        if (option == 'j' && !read_at_once(optarg, &options->at_once))
            return CHECK_BAD;
        if (option == PROPERTY)
            options->properties[options->property_count++] = optarg;
        if (option == FORMAT)
            *format = optarg;
        options->thorough |= option == THOROUGH;
        options->list |= option == LIST;
        options->quiet |= option == 'q';
    }
    for (int i = optind; i < argc; i++)
        options->strategies[options->strategy_count++] = argv[i];
    return CHECK_GOOD;
}

/* What goes together. Which formats there are depends on whether it lists. */
static bool check(struct check_options *options, const char *format)
{
    if (options->list && options->strategy_count > 0) {
        cli_say("check: --list lists properties; '%s' is one word too many",
                options->strategies[0]);
        return false;
    }
    if (format == NULL)
        return true;
    return options->list ? cli_format(format, &options->list_format)
                         : read_format(format, &options->format);
}

enum check_outcome check_options_read(int argc, char **argv, struct check_options *options)
{
    size_t most = (size_t)argc + 1;
    *options = (struct check_options){
        .strategies = calloc(most, sizeof(char *)),
        .properties = calloc(most, sizeof(char *)),
        .format = CHECK_TAP,
        .list_format = FORMAT_TABLE,
        .at_once = 1,
    };
    enum check_outcome outcome = CHECK_BAD;
    const char *format = NULL;
    if (options->strategies == NULL || options->properties == NULL)
        cli_say("check: %s", strerror(ENOMEM));
    else
        outcome = read_all(argc, argv, options, &format);
    if (outcome == CHECK_GOOD && !check(options, format))
        outcome = CHECK_BAD;
    if (outcome != CHECK_GOOD)
        check_options_release(options);
    return outcome;
}

void check_options_release(struct check_options *options)
{
    free(options->strategies);
    free(options->properties);
    *options = (struct check_options){ .strategy_count = 0 };
}
