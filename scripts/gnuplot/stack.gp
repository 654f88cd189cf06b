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
