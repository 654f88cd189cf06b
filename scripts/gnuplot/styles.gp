# SPDX-License-Identifier: MIT
# --- colours, markers and names, the same in all pictures -----------------------------------------

set encoding utf8
set datafile separator "\t" columnheaders commentschars ''

# Okabe and Ito's palette, which the colour-blind can tell apart, without its yellow, which is
# invisible on white, and with a wine red. Series 0 is the baseline; there are no more than eight others.
array colour[8] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000, 0x882255]
array pale_colour[8] = [0x8CC0DC, 0xECB78C, 0x8CD3C0, 0xE8C3D7, 0xF4D48C, 0xB3DDF5, 0x8C8C8C, 0xC99AB1]
array shape[8] = [7, 5, 9, 13, 11, 4, 8, 6]
colour_of(s) = s == 0 ? 0x666666 : colour[1 + int(s - 1) % 8]
pale_of(s) = s == 0 ? 0xBABABA : pale_colour[1 + int(s - 1) % 8]
shape_of(s) = shape[1 + int(s - 1) % 8]

ink = '#222222'
pale_ink = '#666666'
grid_ink = '#E2E2E2'
shade = '#F3EFE6' # where workers outnumber processors
alarm = '#B03A00' # what failed

typeface = 'sans-serif'
font(size) = sprintf('%s,%g', typeface, size)
title_size = 17
panel_size = 12
key_size = 11
tic_size = 10
print_size = 9

# An upper bound of a text's width, in any typeface.
text_width(text, size) = 0.6 * size * strlen(text)
fit(text, pixels, size) = text_width(text, size) <= pixels ? text \
                        : text[1 : int(pixels / (0.6 * size)) - 1].'…'

# Names stand at the ends of lines if the longest fits beside a panel; then the key has none. end_room is for them.
end_room_most = 170
end_room = 0
has_ends = 0
if (exists('end_of')) {
    longest_name = ''
    do for [s = 1:series_count] { if (strlen(series[s]) > strlen(longest_name)) { longest_name = series[s] } }
    end_room = text_width(longest_name, print_size) + 16
    has_ends = series_count > 0 && end_room <= end_room_most
    if (!has_ends) { end_room = 0 }
}
named = has_ends ? series_count : 0 # entries that the key does not need

# `eval place_ends` writes them in panel p, in order, so far apart that none covers another. to_graph(y) is how high in a
# panel a value is, from 0 to 1.
array rank[8]
array level[8]
array spot[8]
place_ends = "n = 0; " \
    ."do for [s = 1:series_count] { unset label 100 + s; unset arrow 100 + s; v = end_of[(p - 1) * series_count + s]; " \
    ."  if (has_ends && v > 0) { n = n + 1; rank[n] = s; level[n] = to_graph(v) } }; " \
    ."do for [i = 1:n] { do for [j = i + 1:n] { if (level[j] < level[i]) { " \
    ."  v = level[i]; level[i] = level[j]; level[j] = v; s = rank[i]; rank[i] = rank[j]; rank[j] = s } } }; " \
    ."apart = 1.25 * print_size / panel_height; " \
    ."do for [i = 1:n] { spot[i] = i > 1 && level[i] < spot[i - 1] + apart ? spot[i - 1] + apart : level[i] }; " \
    ."do for [k = 1:n] { i = n + 1 - k; most = k == 1 ? 1 : spot[i + 1] - apart; if (spot[i] > most) { spot[i] = most } }; " \
    ."x = panel_left(p) + panel_width; " \
    ."do for [i = 1:n] { s = rank[i]; y = at_y(panel_top(p) + (1 - spot[i]) * panel_height); " \
    ."  set arrow 100 + s from screen at_x(x + 1), at_y(panel_top(p) + (1 - level[i]) * panel_height) " \
    ."    to screen at_x(x + 9), y nohead linewidth 0.8 linecolor rgb colour_of(s); " \
    ."  set label 100 + s series[s] font font(print_size) left at screen at_x(x + 12), y textcolor rgb colour_of(s) }"

# What is not drawn.
hidden_text = exists('hidden') && strlen(hidden) > 0 ? 'Drawn: the first strategy, the fastest and the slowest. Not drawn: ' \
                                                      .hidden.'. All are in '.picture.'.tsv.' : ''

# A whisker that goes on beyond the panel ends in an arrowhead. Whiskers are vectors: gnuplot 6 paints white discs over
# the middle of error bars.
head = 'head filled size graph 0.014,20'
cut_text = ' Arrowheads: whiskers that leave the panel.'

