/* SPDX-License-Identifier: MIT */
/* What strategies cost against the memory of their caller, as text:
 *
 *     Memory of the caller: once, as a line through 3 sizes in each block.
 *       spin:items=2,grain=0, 2 workers, small pages
 *         fork_static     0.31 ms + 76.1 ms/GiB [75.0, 77.9]; loses to zygote from 6.2 MiB
 *         zygote          0.74 ms + 0.02 ms/GiB [-0.01, 0.04]
 */
#include "show/ballast.h"
#include "show/label.h"
#include <math.h>
#include <string.h>

#define NS_PER_MS 1e6
#define MIB       ((double)(1 << 20))
#define GIB       ((double)(1 << 30))

static void print_number(FILE *stream, double value)
{
    fprintf(stream, "%.*f", decimals_of_three(value), value);
}

/* " [75.0, 77.9]", or in parentheses where it is a mere range. */
static void print_interval(FILE *stream, const struct estimate *estimate, double unit)
{
    fputs(estimate->has_interval ? " [" : " (", stream);
    print_number(stream, estimate->low / unit);
    fputs(", ", stream);
    print_number(stream, estimate->high / unit);
    fputc(estimate->has_interval ? ']' : ')', stream);
}

void ballast_title(FILE *stream, const struct ballast_line *line)
{
    unsigned workers = line->cell->workers;
    bool is_shared = strcmp(line->pages, "shared") == 0;
    fprintf(stream, "%u worker%s, %s", workers, workers == 1 ? "" : "s",
            is_shared                          ? "shared memory"
            : strcmp(line->pages, "huge") == 0 ? "huge pages"
                                               : "small pages");
    /* What the kernel gave is not always what it was asked for. */
    if (strcmp(line->pages, "huge") == 0 && isfinite(line->huge_share))
        fprintf(stream, " (%.0f %% of the ballast)", floor(100 * line->huge_share));
}

static void print_crossings(FILE *stream, const struct ballast_lines *lines, size_t loser)
{
    const char *before = "; loses to ";
    for (size_t i = 0; i < lines->crossing_count; i++) {
        const struct ballast_crossing *crossing = &lines->crossings[i];
        if (crossing->loser != loser)
            continue;
        fputs(before, stream);
        label_print(stream, lines->all[crossing->other].strategy, 0, 0);
        fputs(" from ", stream);
        print_number(stream, crossing->bytes.median / MIB);
        fputs(" MiB", stream);
        print_interval(stream, &crossing->bytes, MIB);
        before = ", to ";
    }
}

static void print_line(FILE *stream, const struct ballast_lines *lines, size_t index, size_t width)
{
    const struct ballast_line *line = &lines->all[index];
    fputs("    ", stream);
    label_print(stream, line->strategy, width, 2);
    if (line->fit_count == 0) {
        fputs("no block has all sizes\n", stream);
        return;
    }
    double per_gib_ms = line->slope.median * GIB / NS_PER_MS;
    print_number(stream, line->intercept.median / NS_PER_MS);
    fputs(per_gib_ms < 0 ? " ms - " : " ms + ", stream);
    print_number(stream, fabs(per_gib_ms));
    fputs(" ms/GiB", stream);
    print_interval(stream, &line->slope, NS_PER_MS / GIB);
    print_crossings(stream, lines, index);
    fputc('\n', stream);
}

/* Prints the line and those that belong to it, unless it belongs to one before. */
static void print_group(FILE *stream, const struct ballast_lines *lines, size_t first, size_t width)
{
    for (size_t i = 0; i < first; i++)
        if (ballast_is_alike(&lines->all[i], &lines->all[first]))
            return;
    fputs("  ", stream);
    label_print(stream, lines->all[first].cell->workload, 0, 0);
    fputs(", ", stream);
    ballast_title(stream, &lines->all[first]);
    fputc('\n', stream);
    for (size_t i = first; i < lines->count; i++)
        if (ballast_is_alike(&lines->all[i], &lines->all[first]))
            print_line(stream, lines, i, width);
}

int ballast_print(FILE *stream, const struct results *results)
{
    struct ballast_lines lines;
    int error = ballast_lines_fit(results, &lines);
    if (error != 0)
        return error;
    size_t width = 0;
    for (size_t i = 0; i < lines.count; i++) {
        size_t columns = label_columns(lines.all[i].strategy);
        width = columns > width ? columns : width;
    }
    if (lines.count > 0)
        fputs(
            "\nMemory of the caller: once against resident memory, as a line through all sizes in "
            "each\nblock; medians over blocks.\n",
            stream);
    for (size_t i = 0; i < lines.count; i++)
        print_group(stream, &lines, i, width);
    ballast_lines_release(&lines);
    return 0;
}
