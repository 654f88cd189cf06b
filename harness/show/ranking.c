/* SPDX-License-Identifier: MIT */
/* A sentence for each workload, in lines that fit a terminal:
 *
 *     spin: prefork and openmp are fastest, equal within 2 %; shared_counter takes
 *       1.03 to 1.07 times as long as prefork, fork_static 1.32 to 1.41, serial 1.97 to 2.01.
 */
#include "show/ranking.h"
#include "kit/text.h"
#include "show/label.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 79

/* --- sentences -------------------------------------------------------------------------------- */

/* "a", "a and b", "a, b and c" */
static void list_fastest(FILE *out, const struct results *results,
                         const struct workload_ranking *of)
{
    for (size_t i = 0; i < of->fastest; i++) {
        const char *before = i == 0 ? "" : i + 1 < of->fastest ? ", " : " and ";
        fprintf(out, "%s%s", before, results->cells[of->ranks[i].cell].strategy);
    }
}

/* Three digits. */
static int decimals(double factor)
{
    if (factor < 10)
        return 2;
    return factor < 100 ? 1 : 0;
}

/* "; x takes 1.32 to 1.41 times as long as a, y 1.9 to 2.1" */
static void list_slower(FILE *out, const struct results *results, const struct workload_ranking *of)
{
    bool is_first = true;
    for (size_t i = of->fastest; i < of->count; i++) {
        const struct rank *rank = &of->ranks[i];
        if (!rank->ratio.has_interval)
            continue;
        fprintf(out, "%s%s%s ", is_first ? "; " : ", ", results->cells[rank->cell].strategy,
                is_first ? " takes" : "");
        /* An order may be sure before the interval, which is wider, has left 1. */
        if (rank->ratio.low < 1.005)
            fputs("up to", out);
        else
            fprintf(out, "%.*f to", decimals(rank->ratio.low), rank->ratio.low);
        fprintf(out, " %.*f%s", decimals(rank->ratio.high), rank->ratio.high,
                is_first ? " times as long" : "");
        /* Another of the fastest may be in no order with it. */
        if (is_first && of->fastest > 1)
            fprintf(out, " as %s", results->cells[of->ranks[0].cell].strategy);
        is_first = false;
    }
}

static void print_needed(FILE *out, const struct workload_ranking *of)
{
    if (of->is_far)
        fprintf(out, "more than %d", SHIFT_NEEDED_MAX);
    else
        fprintf(out, "about %zu", of->needed);
}

static void compose(FILE *out, const struct results *results, const struct workload_ranking *of,
                    double effect)
{
    fprintf(out, "%s: ", of->workload);
    if (of->blocks < of->least) {
        fprintf(out, "%zu block%s cannot decide which strategy is fastest; at least %zu are needed",
                of->blocks, of->blocks == 1 ? "" : "s", of->least);
    } else if (of->fastest == of->count && !of->is_equal) {
        fprintf(out, "%zu blocks do not decide which strategy is fastest; ", of->blocks);
        print_needed(out, of);
        fputs(" would", out);
    } else {
        list_fastest(out, results, of);
        fputs(of->fastest == 1 ? " is fastest" : " are fastest", out);
        if (of->fastest > 1 && of->is_equal)
            fprintf(out, ", equal within %g %%", 100 * effect);
        list_slower(out, results, of);
        if (of->fastest > 1 && !of->is_equal) {
            fputs("; ", out);
            print_needed(out, of);
            fputs(" blocks would order the fastest", out);
        }
    }
    fputc('.', out);
}

/* --- lines ------------------------------------------------------------------------------------ */

/* Prints words in lines of COLUMNS; those after the first are indented. */
static void wrap(FILE *stream, const char *text)
{
    size_t used = 0;
    while (*text != '\0') {
        size_t bytes = strcspn(text, " ");
        char *word = strndup(text, bytes);
        size_t columns = word != NULL ? label_columns(word) : bytes;
        free(word);
        if (used > 0 && used + 1 + columns > COLUMNS) {
            fputs("\n   ", stream);
            used = 3;
        }
        fprintf(stream, "%s%.*s", used > 0 ? " " : "", (int)bytes, text);
        used += columns + 1;
        text += bytes;
        text += strspn(text, " ");
    }
    fputc('\n', stream);
}

static int print_workload(FILE *stream, const struct results *results,
                          const struct workload_ranking *of, double effect)
{
    char *raw = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&raw, &bytes);
    if (out == NULL)
        return errno;
    compose(out, results, of, effect);
    char *sentence = fclose(out) == 0 ? text_printable(raw) : NULL;
    free(raw);
    if (sentence == NULL)
        return ENOMEM;
    wrap(stream, sentence);
    free(sentence);
    return 0;
}

/* Of a run that ends when every comparison is decided. */
static void print_certainty(FILE *stream, const struct results *results,
                            const struct ranking *ranking)
{
    fprintf(stream, "%zu of %zu comparisons are decided at %g %%, by look %u after %u blocks.\n",
            ranking->pairs - ranking->undecided, ranking->pairs, 100 * ranking->effect,
            results->looks, results->blocks);
}

/* The most blocks that any workload has, where they are too few for all; else 0. */
static size_t too_few(const struct ranking *ranking, size_t *least)
{
    size_t most = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const struct workload_ranking *of = &ranking->workloads[i];
        *least = of->least;
        if (of->count >= 2 && of->blocks >= of->least)
            return 0;
        if (of->count >= 2 && of->blocks > most)
            most = of->blocks;
    }
    return most;
}

int ranking_print(FILE *stream, const struct results *results, const struct ranking *ranking)
{
    if (ranking->pairs > RANKING_PAIRS_MAX) {
        fprintf(
            stream,
            "\n%zu comparisons are too many to say which strategies are fastest; at most %d are "
            "made.\n",
            ranking->pairs, RANKING_PAIRS_MAX);
        return 0;
    }
    size_t least = 0;
    size_t most = too_few(ranking, &least);
    if (most > 0) {
        fprintf(stream,
                "\n%zu block%s cannot decide which strategies are fastest; at least %zu are "
                "needed.\n",
                most, most == 1 ? "" : "s", least);
        return 0;
    }
    bool is_first = true;
    int error = 0;
    for (size_t i = 0; i < ranking->count && error == 0; i++) {
        if (ranking->workloads[i].count < 2)
            continue;
        if (is_first)
            fprintf(stream,
                    "\nFastest with %u worker%s, warm (one of these claims is wrong in at most "
                    "%.0f %% of runs):\n",
                    ranking->workers, ranking->workers == 1 ? "" : "s", 100 * RANKING_LEVEL);
        is_first = false;
        error = print_workload(stream, results, &ranking->workloads[i], ranking->effect);
    }
    if (results->looks > 0 && results->against == NULL)
        print_certainty(stream, results, ranking);
    return error;
}
