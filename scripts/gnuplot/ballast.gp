# SPDX-License-Identifier: MIT
# The cost of a single use against the memory of the caller: a panel for each kind of pages, a line for each strategy.

data = picture.'.tsv'

# --- places, in pixels of the SVG; the PNG has twice as many ---------------------------------------

columns = panel_count == 1 ? 1 : 2
rows = (panel_count + columns - 1) / columns
panel_width = columns == 1 ? 620 : 420
panel_height = columns == 1 ? 360 : 270
left = 70
right = 24 + end_room
x_gap = 62 + end_room
y_gap = 78
width = left + columns * panel_width + (columns - 1) * x_gap + right

# The key is above the panels: entries side by side, in as many lines as they take.
array key_x[series_count > 0 ? series_count : 1]
array key_y[series_count > 0 ? series_count : 1]
x = 22
y = 60
do for [s = 1 + named:series_count] {
    entry_width = 48 + 0.6 * 11 * strlen(series[s])
    if (s > 1 + named && x + entry_width > width - right) {
        x = 22
        y = y + 21
    }
    key_x[s] = x
    key_y[s] = y
    x = x + entry_width
}
header = y + 56
print_count = 3 + (strlen(hidden_text) > 0)
footer = 59 + print_count * 15
height = header + rows * panel_height + (rows - 1) * y_gap + footer
at_x(x) = x / real(width)
at_y(y) = 1 - y / real(height)
panel_left(p) = left + (p - 1) % columns * (panel_width + x_gap)
panel_top(p) = header + (p - 1) / columns * (panel_height + y_gap)

# --- figures ---------------------------------------------------------------------------------------

mib = 2. ** 20
ms = 1e6
is_shown(p) = column('panel') == p && column('blocks') > 0 && column('series') <= series_count
x_of(p) = is_shown(p) ? column('resident_bytes') / mib : 1/0
y_of(name) = column(name) / ms
cost(l, bytes) = intercept[l] + slope[l] * bytes
on_line(l, x) = x * mib >= 0.999 * from[l] && x * mib <= 1.001 * to[l] && cost(l, x * mib) > 0 ? cost(l, x * mib) / ms : 1/0

# One scale for all panels, so that they can be compared. Before any range is set: stats would obey it.
stats data using (column('blocks') > 0 ? column('resident_bytes') / mib : NaN) nooutput name 'X'
stats data using (column('blocks') > 0 ? column('low') / ms : NaN) nooutput name 'LOW'
stats data using (column('blocks') > 0 ? column('high') / ms : NaN) nooutput name 'HIGH'

array small_print[4]
small_print[1] = 'Once: open + first run + close. Lines: slope and intercept, medians over blocks.'
small_print[2] = sprintf('Points: median over %d block%s. Whiskers: 95 %% intervals (fewer than 6 blocks: the range).', \
                         blocks, blocks == 1 ? '' : 's')
small_print[3] = cpu_model.' · '.host.' · '.utc.' · forkscale '.version
small_print[4] = hidden_text

do for [format in 'svg png'] {
    if (format eq 'svg') {
        set terminal svg size width,height fontscale 1 font font(10) background rgb 'white' noenhanced
    } else {
        set terminal pngcairo size 2 * width,2 * height fontscale 1.5 linewidth 2 pointscale 2 \
            font font(10) background rgb 'white' noenhanced
    }
    set output picture.'.'.format
    set multiplot
    unset key
    set border 3 linecolor rgb pale_ink linewidth 0.8
    set logscale xy
    set samples 400
    set xtics nomirror scale 0.4 textcolor rgb ink
    set ytics nomirror scale 0.4 textcolor rgb ink
    set grid xtics ytics linetype 1 linewidth 0.7 linecolor rgb '#E2E2E2'
    set xrange [0.7 * X_min:1.5 * X_max]
    set yrange [0.6 * LOW_min:1.7 * HIGH_max]
    low_log = log(0.6 * LOW_min)
    to_graph(y) = (log(y / ms) - low_log) / (log(1.7 * HIGH_max) - low_log)
    do for [p = 1:panel_count] {
        set lmargin at screen at_x(panel_left(p))
        set rmargin at screen at_x(panel_left(p) + panel_width)
        set tmargin at screen at_y(panel_top(p))
        set bmargin at screen at_y(panel_top(p) + panel_height)
        unset label
        unset arrow
        if (p == 1) {
            set label 1 'What a single use costs in a caller with memory' font font(16) \
                at screen at_x(22), at_y(30) textcolor rgb ink
            do for [i = 1:print_count] {
                set label 200 + i fit(small_print[i], width - 44, 9) font font(9) \
                    at screen at_x(22), at_y(height - 12 - (print_count - i) * 15) textcolor rgb pale_ink
            }
            do for [s = 1 + named:series_count] {
                set arrow s from screen at_x(key_x[s]), at_y(key_y[s]) to screen at_x(key_x[s] + 22), at_y(key_y[s]) \
                    nohead linewidth 1.6 linecolor rgb colour_of(s)
                set label 10 + 2 * s '' at screen at_x(key_x[s] + 11), at_y(key_y[s]) \
                    point pointtype shape_of(s) pointsize 0.8 linecolor rgb colour_of(s)
                set label 11 + 2 * s series[s] font font(11) at screen at_x(key_x[s] + 30), at_y(key_y[s]) textcolor rgb ink
            }
        }
        eval place_ends
        set label 5 fit(panel[p], panel_width, 9.5) font font(11) at graph 0, graph 1 offset 0, 0.9 textcolor rgb ink
        set xlabel 'resident memory of the caller (MiB)' offset 0, 0.4 textcolor rgb ink
        set ylabel ((p - 1) % columns == 0 ? 'once (ms)' : '') textcolor rgb ink
        plot for [l = 1:line_count] (line_panel[l] == p && line_series[l] <= series_count ? on_line(l, x) : 1/0) \
                with lines linewidth 1.4 linecolor rgb colour_of(line_series[l]), \
            data using (x_of(p)):(y_of('low')):(0):(y_of('high') - y_of('low')):(colour_of(column('series'))) \
                with vectors nohead linewidth 1.2 linecolor rgb variable, \
            data using (x_of(p)):(y_of('once_ns')):(shape_of(column('series'))):(colour_of(column('series'))) \
                with points linewidth 1.2 pointsize 0.8 pointtype variable linecolor rgb variable
    }
    unset multiplot
    unset output
}
