# SPDX-License-Identifier: MIT
# --- what this picture shows: the time of a run, warm and once, with the most workers that have a
# processor each ---------------------------------------------------------------------------------

title = sprintf('Time with %d worker%s on %d processor%s', shown_workers, \
    shown_workers == 1 ? '' : 's', processors, processors == 1 ? '' : 's')
title = title.(shown_workers > processors ? ', oversubscribed' : '')
explained = 'Warm: a run of a pool at work. Once: open + first run + close. ' \
            .'Ideal: warm serial / processors in use.'
figure = 'Bars'

key_count = 3 + (disturbed > 0)
key_text(i) = i <= 3 ? word('warm once ideal', i) : cross_text

# With a processor for each worker, P workers take 1/P of the time.
ideal(serial) = serial / (shown_workers < processors ? shown_workers : processors)

# A panel's height, and what stands left of it: the names of the strategies, at most 240 pixels.
row_height = 34
height_of(panel_width) = row_height * (series_count + 1)
longest = strlen(baseline)
do for [s = 1:series_count] { if (strlen(series[s]) > longest) { longest = strlen(series[s]) } }
axis_width = 6 * longest < 240 ? 6 * longest + 10 : 250

