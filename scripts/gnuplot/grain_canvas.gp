# SPDX-License-Identifier: MIT
# --- what this picture shows: efficiency against the grain ----------------------------------------

title = 'Efficiency against grain'
explained = 'Efficiency: serial time / time / workers in the same block. Grain: serial time of an item, as measured.'
figure = 'Points'
key_count = series_count + 1 - named
key_text(i) = i + named <= series_count ? series[i] : '50 %'
height_of(panel_width) = panel_width < 400 ? 240 : 300
axis_width = 40

