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

