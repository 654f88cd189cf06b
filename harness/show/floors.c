/* SPDX-License-Identifier: MIT */
/* Shows floors. */
#include "show/floors.h"
#include "show/label.h"
#include "show/rows.h"

#define NAME_COLUMNS      21
#define OPERATION_COLUMNS 13

/* --- for other programs ----------------------------------------------------------------------- */

static json_t *row_json(const struct floor_line *line)
{
    const struct spread *spread = &line->spread;
    bool exists = line->unavailable == NULL;
    bool has_modes = spread->has_modes;
    json_t *row = json_pack("{s:s, s:s}", "floor", line->name, "operation", line->operation);
    int failed = json_object_update_new(row, json_estimate("operation", "ns", &spread->median));
    json_t *more = json_pack("{s:o, s:o, s:o, s:o, s:o, s:s?, s:s}", "lower_quartile_ns",
                             json_figure(exists, spread->lower), "upper_quartile_ns",
                             json_figure(exists, spread->upper), "fast_ns",
                             json_figure(has_modes, spread->fast), "slow_ns",
                             json_figure(has_modes, spread->slow), "slow_share",
                             json_figure(has_modes, spread->slow_share), "unavailable",
                             line->unavailable, "summary", line->summary);
    failed |= json_object_update_new(row, more);
    return json_whole(row, failed);
}

static json_t *list_json(const struct floor_line *lines, size_t count, bool has_blocks)
{
    json_t *list = json_array();
    int failed = list == NULL;
    for (size_t i = 0; i < count; i++) {
        json_t *row = row_json(&lines[i]);
        json_t *blocks = has_blocks ? json_array() : NULL;
        for (size_t block = 0; has_blocks && block < lines[i].spread.median.count; block++)
            failed |= json_array_append_new(blocks, json_real(lines[i].block_ns[block]));
        if (has_blocks)
            failed |= json_object_set_new(row, "block_ns", blocks);
        failed |= json_array_append_new(list, row);
    }
    return json_whole(list, failed);
}

json_t *floors_json(const struct floor_line *lines, size_t count)
{
    return list_json(lines, count, true);
}

/* --- for people ------------------------------------------------------------------------------- */

static void print_line(FILE *stream, const struct floor_line *line)
{
    fputs("  ", stream);
    label_print(stream, line->name, NAME_COLUMNS, 0);
    label_print(stream, line->operation, OPERATION_COLUMNS, 0);
    if (line->unavailable != NULL) {
        fprintf(stream, "unavailable: %s\n", line->unavailable);
        return;
    }
    const struct spread *spread = &line->spread;
    struct unit unit = unit_choose(spread->median.median);
    int decimals = unit.decimals > 0 ? unit.decimals : 1;
    const double figures[] = { spread->median.median, spread->median.low, spread->median.high,
                               spread->lower, spread->upper };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        fprintf(stream, "%10.*f", decimals, figures[i] / unit.ns);
    fprintf(stream, " %s", unit.name);
    if (spread->has_modes)
        fprintf(stream, "  %.*f or %.*f (%.0f %% of blocks)", decimals, spread->fast / unit.ns,
                decimals, spread->slow / unit.ns, 100 * spread->slow_share);
    fputc('\n', stream);
}

int floors_write(FILE *stream, const struct floor_line *lines, size_t count,
                 enum table_format format)
{
    if (format != FORMAT_TABLE)
        return rows_write(stream, list_json(lines, count, false), format);
    fprintf(stream, "  %*s%10s%20s%20s\n", NAME_COLUMNS + OPERATION_COLUMNS, "", "",
            "interval of it", "quartiles of all");
    fprintf(stream, "  %-*s%-*s%10s%10s%10s%10s%10s     %s\n", NAME_COLUMNS, "floor",
            OPERATION_COLUMNS, "time of", "median", "low", "high", "lower", "upper", "modes");
    for (size_t i = 0; i < count; i++)
        print_line(stream, &lines[i]);
    fprintf(stream,
            "\nMedian and interval of the blocks, quartiles of all rounds; modes, where the blocks "
            "part into a\nfast and a slow group.\n\n");
    for (size_t i = 0; i < count; i++) {
        fputs("  ", stream);
        label_print(stream, lines[i].name, NAME_COLUMNS, 0);
        fprintf(stream, "%s\n", lines[i].summary);
    }
    return 0;
}
