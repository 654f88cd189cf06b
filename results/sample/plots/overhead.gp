# overhead.svg and overhead.png, drawn from overhead.tsv by `gnuplot overhead.gp` in this folder.
# Change what you like and draw again. First, what was measured:

picture = 'overhead'
cpu_model = 'Intel(R) Xeon(R) Processor'
host = 'vm'
utc = '2026-11-29T23:25:30Z'
version = '0.1.0'
processors = 2
blocks = 9
partial = 0
intervals = 60
ranges = 0
has_bound = 1
disturbed = 0

series_count = 9
array series[9]
series[1] = 'fork_static'
series[2] = 'fork_static:schedule=cyclic'
series[3] = 'openmp'
series[4] = 'pipe_queue'
series[5] = 'prefork'
series[6] = 'shared_counter'
series[7] = 'spawn_pool'
series[8] = 'thread_pool'
series[9] = 'work_stealing'
baseline = 'serial'

panel_count = 6
array panel[6]
panel[1] = 'deflate'
panel[2] = 'mandelbrot'
panel[3] = 'nqueens'
panel[4] = 'primes'
panel[5] = 'spin'
panel[6] = 'spin:shape=falling'
array note[6]
note[1] = ''
note[2] = ''
note[3] = ''
note[4] = ''
note[5] = ''
note[6] = ''

worker_counts = '1 2 4'
least_workers = 1
shown_workers = 2
array unit[6]
array unit_ns[6]
array greatest_ns[6]
unit[1] = 'ms'; unit_ns[1] = 1e+06; greatest_ns[1] = 43330593.6
unit[2] = 'ms'; unit_ns[2] = 1e+06; greatest_ns[2] = 41570338.4
unit[3] = 'ms'; unit_ns[3] = 1e+06; greatest_ns[3] = 44417152.6
unit[4] = 'ms'; unit_ns[4] = 1e+06; greatest_ns[4] = 33108553.1
unit[5] = 'ms'; unit_ns[5] = 1e+06; greatest_ns[5] = 41224202.1
unit[6] = 'ms'; unit_ns[6] = 1e+06; greatest_ns[6] = 41559339.1

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

# SPDX-License-Identifier: MIT
# --- the canvas: sizes and places that all pictures share -----------------------------------------
# Sizes are in pixels of the SVG; the PNG has twice as many.

# The panels stand in rows, from left to right; two in each where three with names at their lines would be too wide to read.
has_pairs = panel_count == 4 || (panel_count > 4 && panel_count <= 6 && end_room > 100)
columns = panel_count <= 3 ? panel_count : has_pairs ? 2 : panel_count <= 9 ? 3 : 4
rows = (panel_count + columns - 1) / columns
panel_width = columns == 1 ? 660 : columns == 2 ? 400 : 300
panel_height = height_of(panel_width)
edge = 22
left = edge + axis_width
right = edge + 4 + end_room
x_gap = 44 + end_room
y_gap = 80
width = left + columns * panel_width + (columns - 1) * x_gap + right

panel_left(p) = left + (p - 1) % columns * (panel_width + x_gap)
panel_top(p) = header + (p - 1) / columns * (panel_height + y_gap)
is_leftmost(p) = (p - 1) % columns == 0
is_lowest(p) = p + columns > panel_count

# What marks the cells of which a repetition was disturbed.
cross_shape = 2
cross_text = 'some repetitions disturbed'

# The key is above them: entries side by side, in as many lines as they take.
key_top = 60
key_step = 21
key_symbol = 30
array key_x[key_count]
array key_y[key_count]
x = edge
y = key_top
do for [i = 1:key_count] {
    entry_width = key_symbol + text_width(key_text(i), key_size) + 18
    if (i > 1 && x + entry_width > width - right) {
        x = edge
        y = y + key_step
    }
    key_x[i] = x
    key_y[i] = y
    x = x + entry_width
}
header = y + 58

counted(n, noun) = sprintf('%d %s%s', n, noun, n == 1 ? '' : 's')

# The small print is below: how, where and when the figures were measured.
spread = intervals == 0 ? 'least and greatest block, since fewer than 6 give no 95 % interval' \
       : ranges == 0 ? 'its 95 % confidence interval' \
       : 'its 95 % confidence interval (fewer than 6 good blocks: least and greatest)'
print_count = 4 + (strlen(hidden_text) > 0)
array small_print[5]
small_print[1] = explained
small_print[2] = figure.': median over '.counted(blocks, 'block') \
                 .(partial ? ' (interrupted)' : '').'. Whiskers: '.spread.'.'
small_print[3] = cpu_model.' · '.counted(processors, 'usable processor').' · '.host
small_print[4] = utc.' · forkscale '.version
small_print[5] = hidden_text
print_step = 15
footer = 58 + print_count * print_step
height = header + rows * panel_height + (rows - 1) * y_gap + footer

# From pixels, y downwards, to gnuplot's screen.
at_x(x) = x / real(width)
at_y(y) = 1 - y / real(height)

terminal(format) = format eq 'svg' \
    ? sprintf("svg size %d,%d fontscale 1 font '%s' background rgb 'white' noenhanced", \
              width, height, font(tic_size)) \
    : sprintf("pngcairo size %d,%d fontscale 1.5 linewidth 2 pointscale 2 font '%s' " \
              ."background rgb 'white' noenhanced", 2 * width, 2 * height, font(tic_size))

# The data: the points of panel p that have a value. Others are drawn outside the visible range.
data = picture.'.tsv'
outside = -9
is_shown(p) = column('panel') == p && column('blocks') > 0
is_disturbed(p) = is_shown(p) && column('disturbed') > 0

# `eval begin` begins a picture: title, key and small print, on a panel as large as the canvas. An
# entry of the key is a line with a point, a dashed line, a box or a cross, as key_kind(i) says, in key_colour(i).
small_label(i) = fit(small_print[i], width - 2 * edge, print_size)
key_label(i) = fit(key_text(i), width - right - key_x[i] - key_symbol, key_size)
key_end(x) = at_x(x + key_symbol - 8)
begin = "set multiplot; unset border; unset tics; unset xlabel; unset ylabel; unset logscale; unset grid; " \
    ."set xrange [0:1]; set yrange [0:1]; set lmargin at screen 0; set rmargin at screen 1; " \
    ."set bmargin at screen 0; set tmargin at screen 1; " \
    ."set label title at screen at_x(edge), at_y(32) font font(title_size) textcolor rgb ink; " \
    ."do for [i = 1:key_count] { x = key_x[i]; y = at_y(key_y[i]); kind = key_kind(i); " \
    ."  set label key_label(i) font font(key_size) at screen at_x(x + key_symbol), y textcolor rgb ink; " \
    ."  if (kind eq 'box') { set object rectangle from screen at_x(x), at_y(key_y[i] + 5) " \
    ."    to screen key_end(x), at_y(key_y[i] - 5) fillcolor rgb key_colour(i) " \
    ."    fillstyle solid border linecolor rgb grid_ink }; " \
    ."  if (kind eq 'dash') { set arrow from screen at_x(x), y to screen key_end(x), y nohead " \
    ."    linewidth 1.2 dashtype '-' linecolor rgb key_colour(i) }; " \
    ."  if (kind eq 'cross') { set label '' at screen at_x(x + (key_symbol - 8) / 2.), y " \
    ."    point pointtype cross_shape pointsize 1.1 linecolor rgb key_colour(i) }; " \
    ."  if (kind eq 'point') { set arrow from screen at_x(x), y to screen key_end(x), y nohead " \
    ."    linewidth key_weight(i) linecolor rgb key_colour(i); " \
    ."    set label '' at screen at_x(x + (key_symbol - 8) / 2.), y point pointtype shape_of(i) " \
    ."    pointsize key_point(i) linecolor rgb colour_of(i) } }; " \
    ."do for [i = 1:print_count] { set label small_label(i) font font(print_size) " \
    ."  at screen at_x(edge), at_y(height - 12 - (print_count - i) * print_step) textcolor rgb pale_ink }; " \
    ."plot -1 notitle; unset label; unset arrow; unset object"

# `eval place_panel` begins its panel p, with its name `lift` lines above it.
place_panel = "set lmargin at screen at_x(panel_left(p)); " \
    ."set rmargin at screen at_x(panel_left(p) + panel_width); " \
    ."set tmargin at screen at_y(panel_top(p)); set bmargin at screen at_y(panel_top(p) + panel_height); " \
    ."set label 1 fit(panel[p], panel_width, panel_size) font font(panel_size) " \
    ."  at graph 0, graph 1 offset 0, lift textcolor rgb ink"

# SPDX-License-Identifier: MIT
# --- the drawing: a panel for each workload, two stacked bars for each strategy -------------------

small_print[2] = 'Bars: mean over the blocks whose times are in the middle half, so that the parts add up' \
                 .(partial ? ' (interrupted)' : '').'. Dispatch below 0: items took less than in serial.'

# Compute is pale, what it costs beside that is not.
array part_colour[part_count] = [0xB7C3CC, 0xE69F00, 0xD55E00, 0xAA3377, 0x0072B2, 0x009E73, 0x222222]

name_of(s) = s == 0 ? baseline : series[s]
half = 0.17 # of a bar's height; the warm bar is above the middle of its row, the other below
y_of(p) = is_shown(p) ? column('series') + (strcol('use') eq 'warm' ? -0.19 : 0.19) : outside
in_units(p, name) = is_shown(p) ? column(name) / unit_ns[p] : outside
is_last(p) = is_shown(p) && column('code') == part_count
short(t) = sprintf(t < 10 ? '%.2f' : t < 100 ? '%.1f' : '%.0f', t)
end_text(p) = is_last(p) ? short(in_units(p, 'to_ns')).(strcol('text') ne '-' ? ' · '.strcol('text') : '') : ''

key_kind(i) = 'box'
key_colour(i) = part_colour[i]
lift = 1.5

do for [format in 'svg png'] {
    eval 'set terminal '.terminal(format)
    set output picture.'.'.format
    eval begin

    # The panels.
    set border 3 linecolor rgb pale_ink linewidth 0.8
    set xtics nomirror scale 0.4 textcolor rgb ink
    set grid xtics linetype 1 linewidth 0.7 linecolor rgb grid_ink
    set yrange [series_count + 0.6:-0.6]
    set style fill solid noborder
    do for [p = 1:panel_count] {
        eval place_panel
        set label 2 fit(note[p], panel_width, print_size) font font(print_size) \
            at graph 0, graph 1 offset 0, 0.55 textcolor rgb alarm
        do for [s = 0:series_count] {
            if (is_leftmost(p)) {
                set label 3 + s fit(name_of(s), axis_width, tic_size) right \
                    at graph 0, first s offset -0.8, 0 textcolor rgb ink
            } else { unset label 3 + s }
        }
        set xlabel unit[p] offset 0, 0.4 textcolor rgb ink
        set xrange [0:1.16 * (greatest_ns[p] > 0 ? greatest_ns[p] / unit_ns[p] : 1)]
        plot data using (in_units(p, 'to_ns')):(y_of(p)):(in_units(p, 'from_ns')):(in_units(p, 'to_ns')) \
                :(y_of(p) - half):(y_of(p) + half):(part_colour[int(column('code'))]) \
                with boxxyerror linecolor rgb variable notitle, \
            data using (in_units(p, 'to_ns')):(is_last(p) ? y_of(p) : outside):(end_text(p)) \
                with labels left offset 0.5, 0 font font(print_size) textcolor rgb ink notitle
    }
    unset label
    unset multiplot
    unset output
}
