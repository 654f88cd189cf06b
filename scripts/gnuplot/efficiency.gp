# SPDX-License-Identifier: MIT
# --- what this picture shows: how much of its workers' time each strategy puts to use -------------

title = 'Efficiency: speedup per worker'
y_label = 'efficiency'
explained = 'Efficiency: serial time / time / workers, warm, in the same block. ' \
            .'Ideal: 1, or processors / workers.'
figure = 'Points'

# 1 while each worker has a processor; then they take turns.
ideal(workers) = workers < processors ? 1. : real(processors) / workers

# Up to 1, or further where a strategy beats it.
y_most = greatest_median > 1 ? greatest_median : 1

# The key: each strategy, the ideal, and the shade if there is any.
key_count = series_count + 1 + (greatest_workers > processors)
key_text(i) = i <= series_count ? series[i] \
            : i == series_count + 1 ? 'ideal' : 'more workers than processors'

# A panel's height, and what stands left of it.
height_of(panel_width) = panel_width < 400 ? 220 : panel_width < 600 ? 280 : 380
axis_width = 40

