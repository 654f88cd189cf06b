# SPDX-License-Identifier: MIT
# --- the drawing: a panel for each way to call, a bar for each strategy over the logarithm of the grain ---

x_low = 0.5 * least_grain_ns
x_high = 8 * greatest_grain_ns # room for the figure behind the longest bar
half = 0.19                    # of a bar's height; its name stands above it
bar_y(p) = is_shown(p) ? column('row') + 0.2 : outside
name_y(p) = column('panel') == p ? column('row') - 0.22 : outside
name_of(s) = fit(series[s], panel_width, tic_size)
# One that is below all grains has no bar.
bar_end(p) = strcol('side') eq 'below' ? x_low : column('metg_ns')
whisker(p) = is_shown(p) && strcol('side') ne 'below' ? bar_y(p) : outside
grain_text(e) = e < 3 ? sprintf('%g ns', 10 ** e) : e < 6 ? sprintf('%g µs', 10 ** (e - 3)) : sprintf('%g ms', 10 ** (e - 6))
text_x(p) = strcol('side') eq 'below' ? x_low : column('high_ns') > column('metg_ns') ? column('high_ns') : column('metg_ns')

key_kind(i) = 'box'
key_colour(i) = pale_of(1)
lift = 0.6

do for [format in 'svg png'] {
    eval 'set terminal '.terminal(format)
    set output picture.'.'.format
    eval begin

    # The panels.
    set logscale x
    set xrange [x_low:x_high]
    set yrange [row_count + 0.6:0.4]
    set border 3 linecolor rgb pale_ink linewidth 0.8
    set xtics () nomirror scale 0.4 textcolor rgb ink
    do for [e = 0:11] { set xtics add (grain_text(e) 10 ** e) }
    set grid xtics linetype 1 linewidth 0.7 linecolor rgb grid_ink
    set style fill solid noborder
    do for [p = 1:panel_count] {
        eval place_panel
        if (is_lowest(p)) { set xlabel 'grain' offset 0, 0.4 textcolor rgb ink } else { unset xlabel }
        plot data using (bar_end(p)):(bar_y(p)):(x_low):(bar_end(p)):(bar_y(p) - half):(bar_y(p) + half) \
                :(pale_of(1)) with boxxyerror linecolor rgb variable notitle, \
            data using (column('low_ns')):(whisker(p)):(column('high_ns') - column('low_ns')):(0) \
                with vectors nohead linewidth 1 linecolor rgb ink notitle, \
            data using (text_x(p)):(column('panel') == p ? column('row') + 0.2 : outside):(strcol('text')) \
                with labels left offset 0.5, 0 font font(print_size) textcolor rgb ink notitle, \
            data using (x_low):(name_y(p)):(name_of(column('series'))) \
                with labels left offset 0.3, 0 font font(tic_size) textcolor rgb ink notitle
    }
    unset label
    unset multiplot
    unset output
}
