/* SPDX-License-Identifier: MIT */
/* What the commands share. */
#include "cli/cli.h"
#include "show/label.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int cli_fail(const struct error *error)
{
    bool is_usage = error->code == EINVAL || error->code == ENOENT || error->code == ENOTSUP;
    return program_fail(is_usage ? EXIT_USAGE : EXIT_UNMEASURED, "%s", error->text);
}

void cli_name_unavailable(const struct catalogue *catalogue, enum module_kind kind)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct module_info *module = catalogue->modules[i];
        if (module->kind == kind && module->unavailable != NULL && !module->broken &&
            !module_has_trait(module, "foreign") && !module_has_trait(module, "on-request"))
            program_say("%s %s is left out: %s", module_kinds[kind], module->name,
                        module->unavailable);
    }
}

int cli_name_broken(const struct catalogue *catalogue, bool strategies, bool workloads)
{
    const bool wanted[] = { [KIND_STRATEGY] = strategies, [KIND_WORKLOAD] = workloads };
    int status = EXIT_YES;
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct module_info *module = catalogue->modules[i];
        if (module->broken && wanted[module->kind])
            status = program_fail(EXIT_UNMEASURED, "%s %s: %s", module_kinds[module->kind],
                                  module->name, module->unavailable);
    }
    return status;
}

int cli_hold_signals(struct interrupt *interrupt)
{
    int error = interrupt_open(interrupt);
    if (error == 0)
        return EXIT_YES;
    return program_fail(EXIT_UNMEASURED, "signals cannot be held: %s", strerror(error));
}

int cli_begin_drawing(struct home *home, struct interrupt *interrupt)
{
    struct error error;
    if (home_find(home, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    return cli_hold_signals(interrupt);
}

int cli_draw(const char *folder, picture_drawer *draw, const void *subject)
{
    struct home home;
    struct interrupt interrupt;
    struct error error;
    int status = cli_begin_drawing(&home, &interrupt);
    if (status != EXIT_YES)
        return status;
    const struct plot_place place = { folder, home.gnuplot, &interrupt };
    if (draw(&place, subject, &error) != 0)
        status = program_fail(EXIT_UNMEASURED, "%s: %s", folder, error.text);
    interrupt_close(&interrupt);
    return status;
}

int cli_read(const char *folder, struct results *results)
{
    struct error error;
    return results_read(folder, results, &error) == 0
               ? EXIT_YES
               : program_fail(EXIT_UNMEASURED, "%s", error.text);
}

bool cli_is_terminal(FILE *stream)
{
    const char *term = getenv("TERM");
    return isatty(fileno(stream)) && term != NULL && strcmp(term, "dumb") != 0;
}

void cli_say_files(FILE *stream, const char *folder, const struct cli_file *files)
{
    size_t widest = 0;
    for (const struct cli_file *file = files; file->name != NULL; file++)
        widest = strlen(file->name) > widest ? strlen(file->name) : widest;
    fputs("\nLook at\n", stream);
    for (const struct cli_file *file = files; file->name != NULL; file++) {
        fputs("  ", stream);
        label_print(stream, folder, 0, 0);
        fprintf(stream, "/%-*s  %s\n", (int)widest, file->name, file->content);
    }
}

unsigned cli_columns(FILE *stream)
{
    struct winsize size;
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
        return 80;
    return size.ws_col;
}

bool cli_has_colour(FILE *stream)
{
    /* https://no-color.org: any value but the empty one. */
    const char *no_color = getenv("NO_COLOR");
    return cli_is_terminal(stream) && (no_color == NULL || no_color[0] == '\0');
}
