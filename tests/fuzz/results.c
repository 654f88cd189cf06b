/* SPDX-License-Identifier: MIT */
/* A fuzz target: some bytes as a results file, through all that is done with one but the drawing.
 *
 * `make fuzz` builds it for libFuzzer, whose main calls the one function again and again;
 * tests/fuzz/replay.c is a main that gives it files. What it looks for beside what the sanitizers
 * see: a refusal without a sentence, a document that is accepted and cannot be shown, and figures
 * that are none. */
#include "record/results.h"
#include "analyse/comparison.h"
#include "analyse/summary.h"
#include "record/load.h"
#include "show/comparison.h"
#include "show/plot.h"
#include "show/ratios.h"
#include "show/show.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PLOT_CELLS_MAX 256 /* beyond, the time goes into printing */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void require(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "not so: %s\n", what);
    abort();
}

/* As in the shell: the error has one sentence, or at least something. */
static void require_sentence(const struct error *error)
{
    require(error->code == EBADMSG || error->code == ENOMEM,
            "an error of a document is EBADMSG or ENOMEM");
    require(error->text[0] != '\0', "a refusal has a sentence");
}

/* --- showing ---------------------------------------------------------------------------------- */

/* What is printed as `format`, for free(). */
static char *print(const struct results *results, const struct summary *summaries,
                   enum table_format format)
{
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    require(stream != NULL, "there is memory");
    int error = show_summaries(stream, results, summaries, format, true, ~0U);
    require(fclose(stream) == 0 && error == 0, "what was accepted can be shown");
    return text;
}

static void require_json(const char *text, size_t rows)
{
    json_t *table = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    require(json_array_size(table) == rows, "the table in JSON reads back, with a row a cell");
    json_decref(table);
}

static void require_tsv(const char *text, size_t rows)
{
    size_t lines = 0;
    size_t tabs[2] = { 0, 0 }; /* in the first line, and in the one that is read */
    for (; *text != '\0'; text++) {
        tabs[lines > 0] += *text == '\t';
        if (*text != '\n')
            continue;
        require(lines == 0 || tabs[1] == tabs[0], "each line of TSV has as many fields");
        tabs[1] = 0;
        lines++;
    }
    /* The head is made from the first row. */
    require(lines == (rows > 0 ? rows + 1 : 0), "the table in TSV has a line a cell");
}

static void show_tables(const struct results *results, const struct summary *summaries)
{
    free(print(results, summaries, FORMAT_TABLE));
    char *json = print(results, summaries, FORMAT_JSON);
    require_json(json, results->cell_count);
    free(json);
    char *tsv = print(results, summaries, FORMAT_TSV);
    require_tsv(tsv, results->cell_count);
    free(tsv);
}

/* Ratios of each two strategies. */
static void show_ratios(const struct results *results)
{
    char name[] = "run";
    char *const names[] = { name };
    struct ratio_options options = { .uses = { true, true }, .low = 1, .high = 1, .level = 0.05 };
    for (options.scope = CLAIM_PAIR; options.scope <= CLAIM_WORKLOAD; options.scope++) {
        struct ratios ratios;
        require(ratios_compute(results, 1, &options, &ratios) == 0, "ratios can be computed");
        for (enum table_format format = FORMAT_TABLE; format <= FORMAT_TSV; format++) {
            FILE *nowhere = fopen("/dev/null", "we");
            require(nowhere != NULL &&
                        ratios_write(nowhere, &ratios, names, &options, format) == 0 &&
                        fclose(nowhere) == 0,
                    "ratios can be shown");
        }
        ratios_release(&ratios);
    }
}

/* The results compared with themselves: nothing changed, so nothing may be found to have. */
static void show_comparison(const struct results *results)
{
    struct figure figures[3];
    require(figure_find("run", &figures[0]) && figure_find("once", &figures[1]) &&
                figure_find("minor_faults", &figures[2]),
            "there are such figures");
    const struct comparison_options options = { .figures = figures,
                                                .figure_count = 3,
                                                .margin = 0.01,
                                                .same = 0.03,
                                                .level = 0.01,
                                                .allowed = ~0U };
    struct comparisons comparisons;
    require(comparisons_compute(results, results, &options, &comparisons) == 0,
            "results can be compared with themselves");
    require(comparisons.verdicts[COMPARED_REGRESSED] == 0 &&
                comparisons.verdicts[COMPARED_IMPROVED] == 0 && comparisons.unpaired_count == 0,
            "results are as they are");
    const struct comparison_view view = { .comparisons = &comparisons,
                                          .options = &options,
                                          .base = results,
                                          .new = results,
                                          .base_name = "base",
                                          .new_name = "new" };
    for (enum comparison_format format = COMPARISON_TABLE; format <= COMPARISON_JUNIT; format++) {
        FILE *nowhere = fopen("/dev/null", "we");
        require(nowhere != NULL && comparison_write(nowhere, &view, format) == 0 &&
                    fclose(nowhere) == 0,
                "a comparison can be shown");
    }
    comparisons_release(&comparisons);
}

/* The data and the settings of each picture, which gnuplot would be given. */
static void show_plots_data(const struct results *results, const struct summary *summaries)
{
    struct plot plot = { .results = results, .summaries = summaries };
    require(grid_create(results, &plot.grid) == 0, "there is memory");
    plot.lines = calloc(plot.grid.series_count + 1, sizeof *plot.lines);
    require(plot.lines != NULL && plot_number_lines(&plot) == 0, "there is memory");
    FILE *nowhere = fopen("/dev/null", "we");
    require(nowhere != NULL, "/dev/null can be opened");
    for (enum picture picture = PICTURE_SPEEDUP; picture <= PICTURE_TIMES; picture++)
        require(plot_write_data(nowhere, &plot, picture) == 0 &&
                    plot_write_settings(nowhere, &plot, picture) == 0,
                "what was accepted can be drawn");
    plot_write_overhead(nowhere, &plot);
    require(fclose(nowhere) == 0, "/dev/null takes everything");
    free(plot.lines);
    grid_release(&plot.grid);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void show_all(struct results *results)
{
    struct summary *summaries = summarise(results);
    require(summaries != NULL, "there is memory");
    show_tables(results, summaries);
    if (results->cell_count > 0 && results->cell_count <= PLOT_CELLS_MAX) {
        show_ratios(results);
        show_comparison(results);
        show_plots_data(results, summaries);
    }
    free(summaries);
    results_release(results);
}

static void read_document(const json_t *document)
{
    struct error error = { .code = 0 };
    struct results results;
    if (results_from_json(document, &results, &error) == 0)
        show_all(&results);
    else
        require_sentence(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char path[64];
    int fd = memfd_create("results.json", MFD_CLOEXEC);
    require(fd >= 0 && write(fd, bytes, count) == (ssize_t)count, "a file can be written");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);

    struct error error = { .code = 0 };
    json_t *document;
    if (document_load(path, &document, &error) != 0) {
        require_sentence(&error);
        close(fd);
        return 0;
    }
    close(fd);
    read_document(document);
    json_decref(document);
    return 0;
}
