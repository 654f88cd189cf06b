# SPDX-License-Identifier: MIT
# --- the drawing: a panel for each workload, a pair of bars for each strategy ---------------------

# Rows are counted from the top: the baseline, which is series 0, then the others.
name_of(s) = s == 0 ? baseline : series[s]
half = 0.17 # of a bar's height; the warm bar is above the middle of its row, the other below
warm_y(p) = is_shown(p) ? column('series') - 0.19 : outside
once_y(p) = is_shown(p) ? column('series') + 0.19 : outside
in_units(p, name) = is_shown(p) ? column(name) / unit_ns[p] : outside

is_gap(p) = column('panel') == p && column('blocks') == 0
is_base(p) = is_shown(p) && column('series') == 0

short(t) = sprintf(t < 10 ? '%.2f' : t < 100 ? '%.1f' : '%.0f', t)
fewer(w) = w == shown_workers ? '' : ' ('.counted(w, 'worker').')'
cross(p) = is_disturbed(p) ? ' ×' : ''
warm_text(p) = short(in_units(p, 'run_ns')).(column('series') == 0 ? '' : fewer(column('workers'))).cross(p)
once_text(p) = short(in_units(p, 'once_ns'))

key_kind(i) = i < 3 ? 'box' : i == 3 ? 'dash' : 'cross'
key_colour(i) = i == 1 ? colour_of(0) : i == 2 ? pale_of(0) : ink
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
        plot data using (in_units(p, 'run_ns')):(warm_y(p)):(0):(in_units(p, 'run_ns')) \
                :(warm_y(p) - half):(warm_y(p) + half):(colour_of(column('series'))) \
                with boxxyerror linecolor rgb variable notitle, \
            data using (in_units(p, 'once_ns')):(once_y(p)):(0):(in_units(p, 'once_ns')) \
                :(once_y(p) - half):(once_y(p) + half):(pale_of(column('series'))) \
                with boxxyerror linecolor rgb variable notitle, \
            data using (in_units(p, 'run_low_ns')):(warm_y(p)):(in_units(p, 'run_high_ns') - in_units(p, 'run_low_ns')):(0) \
                with vectors nohead linewidth 1 linecolor rgb ink notitle, \
            data using (in_units(p, 'once_low_ns')):(once_y(p)):(in_units(p, 'once_high_ns') - in_units(p, 'once_low_ns')):(0) \
                with vectors nohead linewidth 1 linecolor rgb ink notitle, \
            data using (in_units(p, 'run_high_ns')):(warm_y(p)):(warm_text(p)) \
                with labels left offset 0.5, 0 font font(print_size) textcolor rgb ink notitle, \
            data using (in_units(p, 'once_high_ns')):(once_y(p)):(once_text(p)) \
                with labels left offset 0.5, 0 font font(print_size) textcolor rgb pale_ink \
                notitle, \
            data using (0):(is_gap(p) ? column('series') : outside):('no value') \
                with labels left offset 0.5, 0 font font(print_size) textcolor rgb alarm notitle, \
            data using (is_base(p) ? ideal(in_units(p, 'run_ns')) : outside) \
                :(series_count + 0.6):(0):(-series_count - 1.2) \
                with vectors nohead linewidth 1.2 dashtype '-' linecolor rgb ink notitle
    }
    unset label
    unset multiplot
    unset output
}
