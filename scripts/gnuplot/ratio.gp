# SPDX-License-Identifier: MIT
# --- what this picture shows: the speedup over serial, or the efficiency, which is that per worker -

is_speedup = picture eq 'speedup'
title = is_speedup ? 'Speedup over serial' : 'Efficiency: speedup per worker'
y_label = picture
explained = is_speedup ? 'Speedup: serial time / time, warm, in the same block. ' \
                         .'Ideal: workers, or processors if fewer.' \
                       : 'Efficiency: serial time / time / workers, warm, in the same block. ' \
                         .'Ideal: 1, or processors / workers.'
figure = 'Points'

# With a processor for each worker, P workers are P times as fast; beyond that, they take turns.
ideal_speedup(workers) = workers < processors ? workers : processors
ideal(workers) = is_speedup ? ideal_speedup(workers) : ideal_speedup(workers) / real(workers)

# Up to the ideal, or further where a strategy exceeds it.
y_ideal = is_speedup ? ideal_speedup(greatest_workers) : 1
y_most = greatest_median > y_ideal ? greatest_median : y_ideal

# The key: each strategy unless its name stands at its line, the ideal, the bound if it is known, the shade and the crosses if there are any.
bound_entry = series_count + 1 + has_bound
shade_entry = bound_entry + (greatest_workers > processors)
key_count = shade_entry + (disturbed > 0) - named
key_text(i) = entry_text(i + named)
entry_text(i) = i <= series_count ? series[i] : i == series_count + 1 ? 'ideal' \
            : i == bound_entry ? 'bound: costs known, sharing free' \
            : i == shade_entry ? 'more workers than processors' : cross_text

# A panel's height, and what stands left of it.
height_of(panel_width) = panel_width < 400 ? 220 : panel_width < 600 ? 280 : 380
axis_width = 40

