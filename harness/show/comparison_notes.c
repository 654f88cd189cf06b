/* SPDX-License-Identifier: MIT */
/* The sentences about a comparison as a whole. */
#include "show/comparison_words.h"
#include "show/label.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the conclusion --------------------------------------------------------------------------- */

/* How many have a verdict. */
static size_t count_judged(const struct comparisons *comparisons)
{
    size_t count = 0;
    for (size_t i = 0; i < COMPARED_VERDICTS; i++)
        count += comparisons->verdicts[i];
    return count;
}

/* The comparison with that verdict whose ratio is farthest from 1. */
static const struct comparison *find_largest(const struct comparisons *comparisons,
                                             enum comparison_verdict verdict)
{
    const struct comparison *largest = NULL;
    for (size_t i = 0; i < comparisons->count; i++) {
        const struct comparison *comparison = &comparisons->all[i];
        if (!comparison->is_yardstick && comparison->verdict == verdict &&
            (largest == NULL ||
             fabs(log(comparison->ratio.estimate)) > fabs(log(largest->ratio.estimate))))
            largest = comparison;
    }
    return largest;
}

static void write_largest(FILE *stream, const struct comparisons *comparisons,
                          enum comparison_verdict verdict)
{
    const struct comparison *largest = find_largest(comparisons, verdict);
    char *title = comparison_title(largest);
    char *detail = comparison_detail(largest);
    fprintf(stream, "%s: %s: %s.", comparisons->verdicts[verdict] == 1 ? "It is" : "Most of all",
            title != NULL ? title : "", detail != NULL ? detail : "");
    free(title);
    free(detail);
}

/* Names each fact that forbids a comparison once. */
static void write_forbidden(FILE *stream, const struct differences *differences)
{
    bool is_named[FACTS] = { false };
    size_t count = 0;
    for (size_t i = 0; i < differences->count; i++) {
        size_t fact = (size_t)(differences->all[i].fact - facts);
        if (differences->all[i].is_allowed || is_named[fact])
            continue;
        is_named[fact] = true;
        fprintf(stream, "%s%s", count++ > 0 ? "," : "", facts[fact].name);
    }
}

static bool is_any_difference(const struct comparisons *comparisons)
{
    for (size_t i = 0; i < comparisons->count; i++)
        if (comparisons->all[i].obstacle == OBSTACLE_DIFFERENCE)
            return true;
    return false;
}

static void conclude_not(FILE *stream, const struct comparisons *comparisons)
{
    size_t judged = count_judged(comparisons);
    if (judged == 0) {
        fputs("the two sets have no cell in common.", stream);
        return;
    }
    fprintf(stream, "%zu of %zu comparisons cannot be made", comparisons->verdicts[COMPARED_NOT],
            judged);
    if (is_any_difference(comparisons)) {
        fputs(" because the circumstances differ. To compare all the same: --allow ", stream);
        write_forbidden(stream, &comparisons->differences);
    } else {
        fputs(", for want of good repetitions.", stream);
    }
    if (comparisons->verdicts[COMPARED_REGRESSED] > 0)
        fprintf(stream, "%s %zu of the others regressed.",
                is_any_difference(comparisons) ? "." : "",
                comparisons->verdicts[COMPARED_REGRESSED]);
}

static size_t count_disturbed(const struct comparisons *comparisons)
{
    size_t count = 0;
    for (size_t i = 0; i < comparisons->count; i++)
        count += comparisons->all[i].is_disturbed ? 1 : 0;
    return count;
}

/* How many blocks the slowest to decide needs, of those that some number of blocks would decide. */
static void write_needed(FILE *stream, const struct comparisons *comparisons)
{
    size_t most = 0;
    size_t decidable = 0;
    size_t disturbed = count_disturbed(comparisons);
    size_t others = comparisons->verdicts[COMPARED_INCONCLUSIVE] - disturbed;
    for (size_t i = 0; i < comparisons->count; i++) {
        most = comparisons->all[i].needed > most ? comparisons->all[i].needed : most;
        decidable += comparisons->all[i].needed > 0 ? 1 : 0;
    }
    if (disturbed > 0)
        fprintf(stream,
                "%zu of them %s disturbed: measure both sides in one run, or again on a quiet "
                "machine%s",
                disturbed, disturbed == 1 ? "was" : "were", others > 0 ? "; for the rest, " : ".");
    if (others == 0)
        return;
    if (decidable == 0)
        fputs("no number of blocks is likely to decide any.", stream);
    else if (decidable < others)
        fprintf(stream, "about %zu blocks would probably decide %zu of them.", most, decidable);
    else
        fprintf(stream, "about %zu blocks would probably decide %s.", most,
                decidable == 1 ? "it" : "all of them");
}

/* Failures of the new set have a status of their own. */
static void write_failures(FILE *stream, const struct comparisons *comparisons)
{
    size_t count = 0;
    for (size_t i = 0; i < comparisons->failed_count; i++)
        count += comparisons->failed[i].is_new ? comparisons->failed[i].count : 0;
    if (count > 0)
        fprintf(stream, " %zu repetition%s of new failed.", count, count == 1 ? "" : "s");
}

static void conclude(FILE *stream, const struct comparison_view *view)
{
    const struct comparisons *comparisons = view->comparisons;
    const struct comparison_options *options = view->options;
    size_t judged = count_judged(comparisons);
    size_t such = comparisons->verdicts[comparisons->whole];
    fprintf(stream, "%s: ", comparison_verdict_words[comparisons->whole]);
    switch (comparisons->whole) {
    case COMPARED_NOT:
        conclude_not(stream, comparisons);
        break;
    case COMPARED_REGRESSED:
    case COMPARED_IMPROVED:
        fprintf(stream, "%zu of %zu comparisons %s the base by more than %g %% beyond doubt. ",
                such, judged, comparisons->whole == COMPARED_REGRESSED ? "exceed" : "are below",
                100 * options->margin);
        write_largest(stream, comparisons, comparisons->whole);
        break;
    case COMPARED_INCONCLUSIVE:
        fprintf(stream, "%zu of %zu comparisons %s not decided; ", such, judged,
                such == 1 ? "is" : "are");
        write_needed(stream, comparisons);
        break;
    case COMPARED_SAME:
    case COMPARED_VERDICTS:
        fprintf(stream, "all %zu comparisons are within %g %% of the base.", judged,
                100 * options->same);
        break;
    }
    write_failures(stream, comparisons);
}

/* --- the notes -------------------------------------------------------------------------------- */

static void note_differences(FILE *stream, const struct differences *differences)
{
    for (size_t i = 0; i < differences->count; i++) {
        const struct difference *difference = &differences->all[i];
        char *base = comparison_fact_text(difference->fact, difference->base);
        char *new = comparison_fact_text(difference->fact, difference->new);
        fprintf(stream, "%s differs", difference->fact->name);
        if (difference->workload != NULL) {
            fputs(" for ", stream);
            label_print(stream, difference->workload, 0, 0);
        }
        fprintf(stream, "%s: base %s, new %s\n", difference->is_allowed ? ", as allowed" : "",
                base != NULL ? base : "", new != NULL ? new : "");
        free(base);
        free(new);
    }
}

static void note_cells(FILE *stream, const struct comparisons *comparisons)
{
    for (size_t i = 0; i < comparisons->unpaired_count; i++) {
        fprintf(stream, "only in %s: ", comparisons->unpaired[i].is_new ? "new" : "base");
        label_print(stream, comparisons->unpaired[i].cell->name, 0, 0);
        fputc('\n', stream);
    }
    for (size_t i = 0; i < comparisons->failed_count; i++) {
        const struct failed_cell *failed = &comparisons->failed[i];
        fprintf(stream, "%zu repetition%s failed in %s: ", failed->count,
                failed->count == 1 ? "" : "s", failed->is_new ? "new" : "base");
        label_print(stream, failed->cell->name, 0, 0);
        fputs(": ", stream);
        label_print(stream, failed->error, 0, 0);
        fputc('\n', stream);
    }
}

static void note_yardsticks(FILE *stream, const struct comparisons *comparisons)
{
    for (size_t i = 0; i < comparisons->count; i++) {
        const struct comparison *comparison = &comparisons->all[i];
        if (!comparison->is_yardstick || comparison->obstacle != OBSTACLE_NONE)
            continue;
        char ratio[RATIO_BYTES];
        char interval[INTERVAL_BYTES];
        comparison_ratio_text(comparison->ratio.estimate, ratio);
        comparison_interval_text(&comparison->ratio, interval);
        fputs("yardstick: the serial cell of ", stream);
        label_print(stream, comparison->new->workload, 0, 0);
        fprintf(stream, " (%s) takes %s %s times as long as in base\n", comparison->figure->name,
                ratio, interval);
    }
}

static void note_all(FILE *stream, const struct comparison_view *view)
{
    note_differences(stream, &view->comparisons->differences);
    note_cells(stream, view->comparisons);
    note_yardsticks(stream, view->comparisons);
}

/* What `write` writes, for free(). */
static char *collect(const struct comparison_view *view,
                     void (*write)(FILE *stream, const struct comparison_view *view))
{
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream == NULL)
        return NULL;
    write(stream, view);
    if (fclose(stream) == 0)
        return text;
    free(text);
    return NULL;
}

char *comparison_conclusion(const struct comparison_view *view)
{
    return collect(view, conclude);
}

char *comparison_notes(const struct comparison_view *view)
{
    return collect(view, note_all);
}
