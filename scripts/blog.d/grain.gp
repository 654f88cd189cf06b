# SPDX-License-Identifier: MIT
# --- the drawing: a panel for each workload, a line for each strategy against the grain -----------

# The points of one grain stand beside each other, so that none hides another.
margin = 0.12
x_low = log10(least_grain_ns) - margin
x_high = log10(greatest_grain_ns) + margin
side_step = 2.5 * (x_high - x_low) / panel_width
place(ns, s) = 10 ** (log10(ns) + side_step * (s - (series_count + 1) / 2.))
x_of(p) = place(column('grain_ns'), column('series'))
y_of(p, name) = is_shown(p) ? column(name) : outside
y_top = 1.08 * (greatest_median > 1 ? greatest_median : 1)
grain_text(e) = e < 6 ? sprintf('%g µs', 10 ** (e - 3)) : sprintf('%g ms', 10 ** (e - 6))

do for [format in 'svg png'] {
    eval 'set terminal '.terminal(format)
    set output picture.'.'.format
    set multiplot

    # Title, key and small print, on a panel as large as the canvas.
    unset border
    unset tics
    unset xlabel
    unset ylabel
    unset logscale
    unset grid
    set xrange [0:1]
    set yrange [0:1]
    set lmargin at screen 0
    set rmargin at screen 1
    set bmargin at screen 0
    set tmargin at screen 1
    set label title at screen at_x(edge), at_y(32) font font(title_size) textcolor rgb ink
    do for [i = 1:key_count] {
        x = key_x[i]
        y = at_y(key_y[i])
        set label key_text(i) font font(key_size) \
            at screen at_x(x + key_symbol), y textcolor rgb ink
        set arrow from screen at_x(x), y to screen at_x(x + key_symbol - 8), y nohead \
            linewidth 1.6 linecolor rgb colour_of(i)
        set label '' at screen at_x(x + (key_symbol - 8) / 2.), y point \
            pointtype shape_of(i) pointsize 0.75 linecolor rgb colour_of(i)
    }
    do for [i = 1:4] {
        set label fit(small_print[i], width - 2 * edge, print_size) font font(print_size) \
            at screen at_x(edge), at_y(height - 12 - (4 - i) * print_step) textcolor rgb pale_ink
    }
    plot -1 notitle
    unset label
    unset arrow

    # The panels.
    set logscale x
    set xrange [10 ** x_low:10 ** x_high]
    set yrange [0:y_top]
    set border 3 linecolor rgb pale_ink linewidth 0.8
    set ytics nomirror scale 0.4 textcolor rgb ink
    set grid ytics linetype 1 linewidth 0.7 linecolor rgb grid_ink
    set xtics () nomirror scale 0.6 textcolor rgb ink
    do for [e = 3:10] { set xtics add (grain_text(e) 10 ** e) }
    set errorbars 0
    do for [p = 1:panel_count] {
        set lmargin at screen at_x(panel_left(p))
        set rmargin at screen at_x(panel_left(p) + panel_width)
        set tmargin at screen at_y(panel_top(p))
        set bmargin at screen at_y(panel_top(p) + panel_height)
        set label 1 fit(panel[p], panel_width, panel_size) font font(panel_size) \
            at graph 0, graph 1 offset 0, 1 textcolor rgb ink
        if (is_leftmost(p)) { set ylabel 'efficiency' textcolor rgb ink } else { unset ylabel }
        if (is_lowest(p)) {
            set xlabel 'grain, as measured' offset 0, 0.4 textcolor rgb ink
        } else { unset xlabel }
        plot 1 with lines linewidth 1.2 dashtype '-' linecolor rgb pale_ink notitle, \
            for [s = 1:series_count] data \
                using (column('series') == s ? x_of(p) : NaN):(y_of(p, 'median')) \
                with lines linewidth 1.2 linecolor rgb pale_of(s) notitle, \
            data using (x_of(p)):(y_of(p, 'median')):(y_of(p, 'low')):(y_of(p, 'high')) \
                :(shape_of(column('series'))):(colour_of(column('series'))) \
                with yerrorbars linewidth 1.2 pointsize 0.75 pointtype variable \
                linecolor rgb variable notitle
    }
    unset label
    unset multiplot
    unset output
}
