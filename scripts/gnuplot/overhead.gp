# SPDX-License-Identifier: MIT
# --- what this picture shows: where the time of the workers went, with the most of them that have a
# processor each ---------------------------------------------------------------------------------

title = sprintf('Where the time went: %d worker%s on %d processor%s', shown_workers, \
    shown_workers == 1 ? '' : 's', processors, processors == 1 ? '' : 's')
title = title.(shown_workers > processors ? ', oversubscribed' : '')
explained = 'Upper bar: a warm run. Lower bar: a single use. Time × workers = the parts; compute is that of serial in the same block.'
figure = 'Bars'

part_count = 7
part_names = 'compute open start-up dispatch imbalance finish close'
key_count = part_count
key_text(i) = word(part_names, i)

row_height = 34
height_of(panel_width) = row_height * (series_count + 1)
longest = strlen(baseline)
do for [s = 1:series_count] { if (strlen(series[s]) > longest) { longest = strlen(series[s]) } }
axis_width = 6 * longest < 240 ? 6 * longest + 10 : 250

