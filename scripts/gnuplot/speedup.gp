# SPDX-License-Identifier: MIT
# --- what this picture shows: how many times faster than serial each strategy is ------------------

title = 'Speedup over serial'
y_label = 'speedup'
explained = 'Speedup: serial time / time, warm, in the same block. ' \
            .'Ideal: workers, or processors if fewer.'
figure = 'Points'

# With a processor for each worker, P workers are P times as fast.
ideal(workers) = workers < processors ? workers : processors

# Up to the ideal, or further where a strategy beats it.
y_most = greatest_median > ideal(greatest_workers) ? greatest_median : ideal(greatest_workers)

# The key: each strategy, the ideal, and the shade if there is any.
key_count = series_count + 1 + (greatest_workers > processors)
key_text(i) = i <= series_count ? series[i] \
            : i == series_count + 1 ? 'ideal' : 'more workers than processors'

# A panel's height, and what stands left of it.
height_of(panel_width) = panel_width < 400 ? 220 : panel_width < 600 ? 280 : 380
axis_width = 40

