# SPDX-License-Identifier: MIT
# --- what this picture shows: the least grain at which half of the workers' time is work ----------

title = 'How small items may be: METG(50 %)'
explained = 'METG: the least grain with an efficiency of at least 50 %. < and >: not within the grains measured.'
figure = 'Bars'
key_count = 1
key_text(i) = 'METG, shorter is better'
row_height = 38
height_of(panel_width) = row_height * row_count + 10
axis_width = 6

