# SPDX-License-Identifier: MIT
# --- the drawing: a panel for each way to call, a line for each strategy over the logarithm of the grain ---

# Whiskers of a disturbed point may leave the panel.
y_top = greatest_efficiency < 1.4 ? 1.06 * greatest_efficiency : 1.5
grain_text(e) = e < 3 ? sprintf('%g ns', 10 ** e) : e < 6 ? sprintf('%g µs', 10 ** (e - 3)) : sprintf('%g ms', 10 ** (e - 6))
is_drawn(p) = is_shown(p) && column('series') <= series_count
y_of(p, name) = is_drawn(p) ? column(name) : outside
to_graph(y) = (y < y_top ? y : y_top) / y_top
is_cut(p) = is_drawn(p) && column('high') > y_top
whisker(p) = (column('high') < y_top ? column('high') : y_top) - column('low')
if (greatest_high > y_top) { small_print[2] = small_print[2].cut_text }

key_kind(i) = i + named <= series_count ? 'point' : 'dash'
key_colour(i) = i + named <= series_count ? colour_of(i) : ink
key_weight(i) = 1.6
key_point(i) = 0.75
lift = 1

do for [format in 'svg png'] {
    eval 'set terminal '.terminal(format)
    set output picture.'.'.format
    eval begin

    # The panels.
    set logscale x
    set xrange [0.8 * least_grain_ns:1.25 * greatest_grain_ns]
    set yrange [0:y_top]
    set border 3 linecolor rgb pale_ink linewidth 0.8
    set ytics nomirror scale 0.4 textcolor rgb ink
    set grid ytics linetype 1 linewidth 0.7 linecolor rgb grid_ink
    set xtics () nomirror scale 0.6 textcolor rgb ink
    do for [e = 0:11] { set xtics add (grain_text(e) 10 ** e) }
    do for [p = 1:panel_count] {
        eval place_panel
        eval place_ends
        if (is_leftmost(p)) { set ylabel 'efficiency' textcolor rgb ink } else { unset ylabel }
        if (is_lowest(p)) { set xlabel 'grain' offset 0, 0.4 textcolor rgb ink } else { unset xlabel }
        plot 1 with lines linewidth 1.2 dashtype '-' linecolor rgb pale_ink notitle, \
            0.5 with lines linewidth 1.2 dashtype '-' linecolor rgb ink notitle, \
            data using (column('grain_ns')):(y_of(p, 'efficiency')):(pale_of(column('series'))) \
                with lines linewidth 1.2 linecolor rgb variable notitle, \
            data using (column('grain_ns')):(y_of(p, 'low')):(0):(whisker(p)):(colour_of(column('series'))) \
                with vectors nohead linewidth 1.2 linecolor rgb variable notitle, \
            data using (column('grain_ns')):(is_cut(p) ? 0.94 * y_top : outside):(0):(0.06 * y_top) \
                :(colour_of(column('series'))) with vectors @head linewidth 1.2 linecolor rgb variable notitle, \
            data using (column('grain_ns')):(y_of(p, 'efficiency')):(shape_of(column('series'))):(colour_of(column('series'))) \
                with points linewidth 1.2 pointsize 0.6 pointtype variable linecolor rgb variable notitle
    }
    unset label
    unset arrow
    unset multiplot
    unset output
}
