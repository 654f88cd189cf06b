# speedup.svg and speedup.png, drawn from speedup.tsv by `gnuplot speedup.gp` in this folder.
# Change what you like and draw again. First, what was measured:

picture = 'speedup'
cpu_model = 'Intel(R) Xeon(R) Processor'
host = 'vm'
utc = '2026-11-29T23:25:30Z'
version = '0.1.0'
processors = 2
blocks = 9
partial = 0
intervals = 144
ranges = 0
has_bound = 1
disturbed = 0

series_count = 8
array series[8]
series[1] = 'fork_static'
series[2] = 'fork_static:schedule=cyclic'
series[3] = 'openmp'
series[4] = 'pipe_queue'
series[5] = 'prefork'
series[6] = 'shared_counter'
series[7] = 'spawn_pool'
series[8] = 'work_stealing'
hidden = 'thread_pool'
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
greatest_workers = 4
greatest_median = 2.028418422
greatest_high = 2.398938762
array end_of[48]
end_of[1] = 0
end_of[2] = 0
end_of[3] = 0
end_of[4] = 0
end_of[5] = 0
end_of[6] = 0
end_of[7] = 0
end_of[8] = 0
end_of[9] = 0
end_of[10] = 0
end_of[11] = 0
end_of[12] = 0
end_of[13] = 0
end_of[14] = 0
end_of[15] = 0
end_of[16] = 0
end_of[17] = 0
end_of[18] = 0
end_of[19] = 0
end_of[20] = 0
end_of[21] = 0
end_of[22] = 0
end_of[23] = 0
end_of[24] = 0
end_of[25] = 0
end_of[26] = 0
end_of[27] = 0
end_of[28] = 0
end_of[29] = 0
end_of[30] = 0
end_of[31] = 0
end_of[32] = 0
end_of[33] = 0
end_of[34] = 0
end_of[35] = 0
end_of[36] = 0
end_of[37] = 0
end_of[38] = 0
end_of[39] = 0
end_of[40] = 0
end_of[41] = 0
end_of[42] = 0
end_of[43] = 0
end_of[44] = 0
end_of[45] = 0
end_of[46] = 0
end_of[47] = 0
end_of[48] = 0
end_of[1] = 0.9455885442
end_of[1] = 1.766513606
end_of[1] = 1.634494298
end_of[2] = 0.8915837643
end_of[2] = 1.548274929
end_of[2] = 1.612923954
end_of[3] = 1.010657626
end_of[3] = 1.804088633
end_of[3] = 1.797417543
end_of[4] = 0.9204213145
end_of[4] = 1.69791261
end_of[4] = 1.860879468
end_of[5] = 1.008201786
end_of[5] = 1.824598716
end_of[5] = 1.697186992
end_of[6] = 0.9147512884
end_of[6] = 1.689484969
end_of[6] = 1.549074853
end_of[7] = 0.9866011495
end_of[7] = 1.885748686
end_of[7] = 1.709287799
end_of[8] = 0.8532556755
end_of[8] = 1.501227543
end_of[8] = 1.594827512
end_of[9] = 0.9471041756
end_of[9] = 1.924977464
end_of[9] = 1.785863035
end_of[10] = 0.9476011097
end_of[10] = 1.885467161
end_of[10] = 1.731599766
end_of[11] = 1.013514964
end_of[11] = 2.018829536
end_of[11] = 1.969649866
end_of[12] = 0.9980807557
end_of[12] = 1.899167447
end_of[12] = 1.906832987
end_of[13] = 1.011005207
end_of[13] = 2.018423744
end_of[13] = 2.004966293
end_of[14] = 1.00467436
end_of[14] = 1.942808786
end_of[14] = 1.912661472
end_of[15] = 0.9999693199
end_of[15] = 1.990093998
end_of[15] = 1.932182532
end_of[16] = 0.9825014419
end_of[16] = 1.931019318
end_of[16] = 1.894120764
end_of[17] = 0.9417572576
end_of[17] = 1.921522101
end_of[17] = 1.641095399
end_of[18] = 0.9771382603
end_of[18] = 1.856613467
end_of[18] = 1.595222289
end_of[19] = 0.9804072215
end_of[19] = 2.028418422
end_of[19] = 1.967721904
end_of[20] = 0.9626108182
end_of[20] = 1.761674634
end_of[20] = 1.759074121
end_of[21] = 1.007321266
end_of[21] = 1.794598722
end_of[21] = 1.827598817
end_of[22] = 0.976877082
end_of[22] = 1.943655556
end_of[22] = 1.797777392
end_of[23] = 0.9413828631
end_of[23] = 1.793039032
end_of[23] = 1.953297665
end_of[24] = 0.9743710639
end_of[24] = 1.772142981
end_of[24] = 1.772103479
end_of[25] = 0.9578830034
end_of[25] = 1.624234192
end_of[25] = 1.491684423
end_of[26] = 0.9783318872
end_of[26] = 1.88146012
end_of[26] = 1.52431366
end_of[27] = 0.9907566061
end_of[27] = 1.858666102
end_of[27] = 1.92049003
end_of[28] = 0.9387155377
end_of[28] = 1.848608393
end_of[28] = 1.819840812
end_of[29] = 0.9864137729
end_of[29] = 1.951853035
end_of[29] = 1.959289916
end_of[30] = 0.9565017527
end_of[30] = 1.910955205
end_of[30] = 1.842255353
end_of[31] = 0.9813872697
end_of[31] = 1.934628959
end_of[31] = 1.916775368
end_of[32] = 0.9549553153
end_of[32] = 1.925287903
end_of[32] = 1.826799375
end_of[33] = 0.9739783656
end_of[33] = 1.895150928
end_of[33] = 1.61130244
end_of[34] = 0.9739300886
end_of[34] = 1.892248088
end_of[34] = 1.620035833
end_of[35] = 0.9915917952
end_of[35] = 1.975799927
end_of[35] = 1.935377254
end_of[36] = 0.9532477022
end_of[36] = 1.898179297
end_of[36] = 1.877667942
end_of[37] = 0.9974743097
end_of[37] = 1.976642646
end_of[37] = 1.946605457
end_of[38] = 0.9691481376
end_of[38] = 1.902324534
end_of[38] = 1.893248079
end_of[39] = 0.9817265632
end_of[39] = 1.967922448
end_of[39] = 1.979037354
end_of[40] = 0.9517584291
end_of[40] = 1.880405754
end_of[40] = 1.903520735
end_of[41] = 0.9710273992
end_of[41] = 1.31193982
end_of[41] = 1.511601338
end_of[42] = 0.9701679587
end_of[42] = 1.945462387
end_of[42] = 1.63020906
end_of[43] = 0.9914494236
end_of[43] = 1.986929852
end_of[43] = 1.993116242
end_of[44] = 0.959311116
end_of[44] = 1.902263731
end_of[44] = 1.876804202
end_of[45] = 0.9970717469
end_of[45] = 2.007849164
end_of[45] = 1.952089496
end_of[46] = 0.9804462482
end_of[46] = 1.928072372
end_of[46] = 1.85667562
end_of[47] = 0.9938650946
end_of[47] = 1.976850305
end_of[47] = 1.989264878
end_of[48] = 0.9635681057
end_of[48] = 1.944431325
end_of[48] = 1.877653493

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
# --- the drawing: a panel for each workload, a line for each strategy against the workers ---------

# Many workers are shown by powers of two.
is_log = greatest_workers > 16
to_axis(w) = is_log ? log(w) / log(2) : w
from_axis(v) = is_log ? 2 ** v : v

margin = 0.06 * (to_axis(greatest_workers) - to_axis(least_workers)) + 0.1
x_low = to_axis(least_workers) - margin
x_high = to_axis(greatest_workers) + margin
pixel = (x_high - x_low) / panel_width

# The shade begins half-way between the last count with a processor for each worker and the next.
below = x_low
above = x_high
closest = x_high - x_low # distance of two counts
before = x_low - closest
do for [w in worker_counts] {
    v = to_axis(w + 0)
    if (w + 0 <= processors) { below = v }
    if (w + 0 > processors && v < above) { above = v }
    if (v - before < closest) { closest = v - before }
    before = v
}
shade_from = greatest_workers <= processors ? x_high \
           : below == x_low ? x_low : (below + above) / 2.

# The points of one count stand side by side, so that none hides another; the lines go through the count itself,
# because a rising one would otherwise seem to exceed the ideal.
group = closest < 32 * pixel ? closest / 2. : 16 * pixel
side_step = group / (series_count > 1 ? series_count - 1 : 1)
place(w, s) = from_axis(to_axis(w) + side_step * (s - (series_count + 1) / 2.))

# One very wide interval must not flatten the rest, so it may leave the panel.
y_top = 1.08 * (greatest_high < y_most ? y_most : greatest_high < 1.25 * y_most ? greatest_high \
                                                                               : 1.25 * y_most)

# The ideal at each count, joined by straight lines as the points are.
set print $ideal
print "workers\tideal"
do for [w in worker_counts] { print sprintf("%g\t%g", w + 0, ideal(w + 0)) }
set print

x_of(p) = place(column('workers'), column('series'))
is_drawn(p) = is_shown(p) && column('series') <= series_count
y_of(p, name) = is_drawn(p) ? column(name) : outside
to_graph(y) = y / y_top
is_cut(p) = is_drawn(p) && column('high') > y_top
whisker(p) = (column('high') < y_top ? column('high') : y_top) - column('low')
if (greatest_high > y_top) { small_print[2] = small_print[2].cut_text }

# The same for all strategies of a panel, so each count has one.
bound_of(p) = is_drawn(p) ? column('bound') : 1/0

key_kind(i) = entry_kind(i + named)
key_colour(i) = entry_colour(i + named)
entry_kind(i) = i <= series_count ? 'point' : i <= bound_entry ? 'dash' : i == shade_entry ? 'box' : 'cross'
entry_colour(i) = i <= series_count ? colour_of(i) : i == series_count + 1 ? pale_ink \
                : i == bound_entry ? ink : i == shade_entry ? shade : ink
key_weight(i) = 1.6
key_point(i) = 0.75
lift = 1.5

do for [format in 'svg png'] {
    eval 'set terminal '.terminal(format)
    set output picture.'.'.format
    eval begin

    # The panels.
    set xrange [from_axis(x_low):from_axis(x_high)]
    set yrange [0:y_top]
    if (is_log) { set logscale x 2 }
    set border 3 linecolor rgb pale_ink linewidth 0.8
    set ytics nomirror scale 0.4 textcolor rgb ink
    set grid ytics linetype 1 linewidth 0.7 linecolor rgb grid_ink
    set xtics () nomirror scale 0.6, 0.3 textcolor rgb ink
    do for [w in worker_counts] {
        is_label = !is_log || w + 0 == greatest_workers
        if (is_label) { set xtics add (w w + 0) } else { set xtics add ('' w + 0 1) }
    }
    if (is_log) {
        do for [e = 0:30] {
            w = 2 ** e
            if (w >= least_workers && to_axis(greatest_workers) - e > 24 * pixel) {
                set xtics add (sprintf('%d', w) w)
            }
        }
    }
    if (shade_from < x_high) {
        set object rectangle from from_axis(shade_from), graph 0 to graph 1, graph 1 \
            behind fillcolor rgb shade fillstyle solid noborder
    }
    do for [p = 1:panel_count] {
        eval place_panel
        eval place_ends
        set label 2 fit(note[p], panel_width, print_size) font font(print_size) \
            at graph 0, graph 1 offset 0, 0.55 textcolor rgb alarm
        if (is_leftmost(p)) { set ylabel y_label textcolor rgb ink } else { unset ylabel }
        if (is_lowest(p)) {
            set xlabel 'workers' offset 0, 0.4 textcolor rgb ink
        } else { unset xlabel }
        plot $ideal using 1:2 \
                with lines linewidth 1.2 dashtype '-' linecolor rgb pale_ink notitle, \
            data using 'workers':(bound_of(p)) smooth unique \
                with lines linewidth 1.2 dashtype '-' linecolor rgb ink notitle, \
            data using (column('workers')):(y_of(p, picture)):(pale_of(column('series'))) \
                with lines linewidth 1.2 linecolor rgb variable notitle, \
            data using (x_of(p)):(y_of(p, 'low')):(0):(whisker(p)):(colour_of(column('series'))) \
                with vectors nohead linewidth 1.2 linecolor rgb variable notitle, \
            data using (x_of(p)):(is_cut(p) ? 0.94 * y_top : outside):(0):(0.06 * y_top):(colour_of(column('series'))) \
                with vectors @head linewidth 1.2 linecolor rgb variable notitle, \
            data using (x_of(p)):(y_of(p, picture)):(shape_of(column('series'))):(colour_of(column('series'))) \
                with points linewidth 1.2 pointsize 0.75 pointtype variable linecolor rgb variable notitle, \
            data using (x_of(p)):(is_disturbed(p) && is_drawn(p) ? y_of(p, picture) : outside) \
                with points pointtype cross_shape pointsize 1.1 linewidth 1 linecolor rgb ink notitle
    }
    unset label
    unset arrow
    unset object
    unset multiplot
    unset output
}
