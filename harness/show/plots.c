/* SPDX-License-Identifier: MIT */
/* The pictures: for each its data, its script, and gnuplot to draw it. */
#include "show/scene.h"
#include "show/show.h"
#include "show/staging.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PANELS_MAX 48 /* more is no picture, and gnuplot would take the machine's memory for it */
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

static int say(char *why, size_t why_bytes, int error, const char *doing, const char *path)
{
    snprintf(why, why_bytes, "cannot %s %s: %s", doing, path, strerror(error));
    return error;
}

static int out_of_memory(char *why, size_t why_bytes)
{
    snprintf(why, why_bytes, "%s", strerror(ENOMEM));
    return ENOMEM;
}

/* Copies SCRIPTS/PART to the stream, whose errors are looked at when it ends. */
static int copy_part(struct staging *staging, FILE *stream, const char *scripts, const char *part)
{
    char *path;
    if (asprintf(&path, "%s/%s", scripts, part) < 0)
        return out_of_memory(staging->why, staging->why_bytes);
    int error = 0;
    FILE *from = fopen(path, "re");
    if (from) {
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
    if (error)
        say(staging->why, staging->why_bytes, error, "read", path);
    free(path);
    return error;
}

static int write_points(struct staging *staging, const struct scene *scene, enum picture picture)
{
    FILE *stream;
    int error = staging_begin(staging, "tsv", &stream);
    if (error)
        return error;
    error = scene_write_points(stream, scene, picture);
    if (error)
        out_of_memory(staging->why, staging->why_bytes);
    return staging_end(staging, "tsv", stream, error);
}

static int write_script(struct staging *staging, const struct scene *scene, enum picture picture,
                        const char *scripts)
{
    FILE *stream;
    int error = staging_begin(staging, "gp", &stream);
    if (error)
        return error;
    const char *name = pictures[picture].name;
    fprintf(stream,
            "# %s.svg and %s.png, drawn from %s.tsv by `gnuplot %s.gp` in this folder.\n"
            "# Change what you like and draw again. First, what was measured:\n\n"
            "picture = '%s'\n",
            name, name, name, name, name);
    error = scene_write_settings(stream, scene, picture);
    if (error)
        out_of_memory(staging->why, staging->why_bytes);
    for (size_t i = 0; i < 3 && !error; i++)
        error = copy_part(staging, stream, scripts, pictures[picture].parts[i]);
    return staging_end(staging, "gp", stream, error);
}

static int draw(const struct plots_options *order, const struct scene *scene, enum picture picture,
                const char *home, char *why, size_t why_bytes)
{
    struct staging staging = {
        .name = pictures[picture].name,
        .home = home,
        .stop_fd = order->stop_fd,
        .why = why,
        .why_bytes = why_bytes,
    };
    int error = staging_open(&staging);
    if (!error)
        error = write_points(&staging, scene, picture);
    if (!error)
        error = write_script(&staging, scene, picture, order->scripts);
    if (!error)
        error = staging_draw(&staging);
    if (!error)
        error = staging_keep(&staging);
    staging_close(&staging);
    return error;
}

static int draw_all(const struct plots_options *order, const struct scene *scene, const char *home,
                    char *why, size_t why_bytes)
{
    size_t panels = scene->grid.panel_count;
    size_t series = scene->grid.series_count;
    if (panels == 0 || panels > PANELS_MAX || series > SERIES_MAX) {
        snprintf(why, why_bytes,
                 "%zu workloads with %zu strategies cannot be drawn: 1 to %d with at most %d can",
                 panels, series, PANELS_MAX, SERIES_MAX);
        return ERANGE;
    }
    if (mkdir(home, 0777) < 0 && errno != EEXIST)
        return say(why, why_bytes, errno, "make", home);
    int error = 0;
    for (enum picture picture = PICTURE_SPEEDUP; picture <= PICTURE_TIMES && !error; picture++)
        error = draw(order, scene, picture, home, why, why_bytes);
    return error;
}

int show_plots(const struct plots_options *order, const struct results *results,
               const struct summary *summaries, char *why, size_t why_bytes)
{
    struct scene scene = { .results = results, .summaries = summaries };
    if (grid_create(results, &scene.grid) != 0)
        return out_of_memory(why, why_bytes);
    char *home;
    int error = ENOMEM;
    if (asprintf(&home, "%s/plots", order->directory) >= 0) {
        error = draw_all(order, &scene, home, why, why_bytes);
        free(home);
    } else {
        out_of_memory(why, why_bytes);
    }
    grid_release(&scene.grid);
    return error;
}
