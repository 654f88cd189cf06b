/* SPDX-License-Identifier: MIT */
/* The pictures: for each its data, its script, and gnuplot to draw it. */
#include "show/plot.h"
#include "show/show.h"
#include "show/staging.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PANELS_MAX 48 /* more is unreadable, and would exhaust memory in gnuplot */
#define SERIES_MAX 48

/* A picture's script is its settings and then these parts. */
static const struct {
    const char *name;
    const char *parts[3];
} pictures[] = {
    [PICTURE_SPEEDUP] = { "speedup", { "speedup.gp", "canvas.gp", "lines.gp" } },
    [PICTURE_EFFICIENCY] = { "efficiency", { "efficiency.gp", "canvas.gp", "lines.gp" } },
    [PICTURE_TIMES] = { "times", { "times.gp", "canvas.gp", "bars.gp" } },
};

static int out_of_memory(struct error *error)
{
    return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
}

/* Copies SCRIPTS/PART to the stream, whose errors are looked at when it ends. */
static int copy_part(struct staging *staging, FILE *stream, const char *scripts, const char *part)
{
    char *path;
    if (asprintf(&path, "%s/%s", scripts, part) < 0)
        return out_of_memory(staging->error);
    int error = 0;
    FILE *from = fopen(path, "re");
    if (from != NULL) {
        char text[4096];
        size_t got;
        while ((got = fread(text, 1, sizeof text, from)) > 0)
            (void)fwrite(text, 1, got, stream);
        if (ferror(from))
            error = errno;
        (void)fclose(from);
    } else {
        error = errno;
    }
    if (error != 0)
        error_set_errno(staging->error, error, "cannot read %s", path);
    free(path);
    return error;
}

static int write_points(struct staging *staging, const struct plot *plot, enum picture picture)
{
    FILE *stream;
    int error = staging_begin(staging, "tsv", &stream);
    if (error != 0)
        return error;
    error = plot_write_data(stream, plot, picture);
    if (error != 0)
        out_of_memory(staging->error);
    return staging_end(staging, "tsv", stream, error);
}

static int write_script(struct staging *staging, const struct plot *plot, enum picture picture,
                        const char *scripts)
{
    FILE *stream;
    int error = staging_begin(staging, "gp", &stream);
    if (error != 0)
        return error;
    const char *name = pictures[picture].name;
    fprintf(stream,
            "# %s.svg and %s.png, drawn from %s.tsv by `gnuplot %s.gp` in this folder.\n"
            "# Change what you like and draw again. First, what was measured:\n\n"
            "picture = '%s'\n",
            name, name, name, name, name);
    error = plot_write_settings(stream, plot, picture);
    if (error != 0)
        out_of_memory(staging->error);
    for (size_t i = 0; i < 3 && error == 0; i++)
        error = copy_part(staging, stream, scripts, pictures[picture].parts[i]);
    return staging_end(staging, "gp", stream, error);
}

static int draw(const struct plots_options *options, const struct plot *plot, enum picture picture,
                const char *home, struct error *error)
{
    struct staging staging = {
        .name = pictures[picture].name,
        .home = home,
        .interrupt = options->interrupt,
        .error = error,
    };
    int code = staging_open(&staging);
    if (code == 0)
        code = write_points(&staging, plot, picture);
    if (code == 0)
        code = write_script(&staging, plot, picture, options->scripts);
    if (code == 0)
        code = staging_draw(&staging);
    if (code == 0)
        code = staging_keep(&staging);
    staging_close(&staging);
    return code;
}

static int draw_all(const struct plots_options *options, const struct plot *plot, const char *home,
                    struct error *error)
{
    size_t panels = plot->grid.panel_count;
    size_t series = plot->grid.series_count;
    if (panels == 0 || panels > PANELS_MAX || series > SERIES_MAX) {
        return error_set(
            error, ERANGE,
            "%zu workloads with %zu strategies cannot be drawn: 1 to %d with at most %d can",
            panels, series, PANELS_MAX, SERIES_MAX);
    }
    if (mkdir(home, 0777) < 0 && errno != EEXIST)
        return error_set_errno(error, errno, "cannot make %s", home);
    int code = 0;
    for (enum picture picture = PICTURE_SPEEDUP; picture <= PICTURE_TIMES && code == 0; picture++)
        code = draw(options, plot, picture, home, error);
    return code;
}

int show_plots(const struct plots_options *options, const struct results *results,
               const struct summary *summaries, struct error *error)
{
    struct plot plot = { .results = results, .summaries = summaries };
    if (grid_create(results, &plot.grid) != 0)
        return out_of_memory(error);
    char *home;
    int code = ENOMEM;
    if (asprintf(&home, "%s/plots", options->directory) >= 0) {
        code = draw_all(options, &plot, home, error);
        free(home);
    } else {
        out_of_memory(error);
    }
    grid_release(&plot.grid);
    return code;
}
