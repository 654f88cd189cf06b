/* SPDX-License-Identifier: MIT */
/* A line of the table: what each column says of one cell. */
#include "show/line.h"
#include <stdio.h>

#define SAY(line, column, ...)                                                                     \
    snprintf((line)->text[column], sizeof(line)->text[column], __VA_ARGS__)

void line_head(struct line *head, const struct unit *unit, const char *interval)
{
    SAY(head, WORKERS, "workers");
    SAY(head, RUN, "run/%s", unit->name);
    SAY(head, RUN_INTERVAL, "%s", interval);
    SAY(head, SPEEDUP, "speedup");
    SAY(head, SPEEDUP_INTERVAL, "%s", interval);
    SAY(head, EFFICIENCY, "efficiency");
    SAY(head, ONCE, "once/%s", unit->name);
    SAY(head, ONCE_SPEEDUP, "speedup");
    SAY(head, STARTUP, "start-up");
    SAY(head, IMBALANCE, "imbalance");
    head->note[0] = '\0';
}

static void say_interval(struct line *line, enum column column, const struct estimate *estimate,
                         double unit, int decimals)
{
    SAY(line, column, "%c%.*f, %.*f%c", estimate->has_interval ? '[' : '(', decimals,
        estimate->low / unit, decimals, estimate->high / unit, estimate->has_interval ? ']' : ')');
}

static void say_note(struct line *line, const struct summary *summary, unsigned blocks)
{
    const struct result_cell *cell = summary->cell;
    if (summary->error)
        snprintf(line->note, sizeof line->note, "failed, %zu of %u blocks good%s",
                 summary->run.count, blocks, cell->oversubscribed ? ", oversubscribed" : "");
    else
        snprintf(line->note, sizeof line->note, "%s",
                 cell->baseline         ? "baseline"
                 : cell->oversubscribed ? "oversubscribed"
                                        : "");
}

void line_fill(struct line *line, const struct unit *unit, const struct summary *summary,
               unsigned blocks)
{
    for (int column = 0; column < COLUMNS; column++)
        SAY(line, column, "-");
    SAY(line, WORKERS, "%u", summary->cell->workers);
    if (summary->run.count > 0) {
        SAY(line, RUN, "%.*f", unit->decimals, summary->run.median / unit->ns);
        say_interval(line, RUN_INTERVAL, &summary->run, unit->ns, unit->decimals);
        SAY(line, ONCE, "%.*f", unit->decimals, summary->once.median / unit->ns);
        SAY(line, STARTUP, "%.1f %%", 100 * summary->startup_share);
        SAY(line, IMBALANCE, "%.1f %%", 100 * summary->imbalance_share);
    }
    /* Of a baseline, they would be 1 by definition. */
    if (summary->speedup.count > 0 && !summary->cell->baseline) {
        SAY(line, SPEEDUP, "%.2f", summary->speedup.median);
        say_interval(line, SPEEDUP_INTERVAL, &summary->speedup, 1, 2);
        SAY(line, EFFICIENCY, "%.2f", summary->efficiency.median);
        SAY(line, ONCE_SPEEDUP, "%.2f", summary->once_speedup.median);
    }
    say_note(line, summary, blocks);
}
