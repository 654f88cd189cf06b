# SPDX-License-Identifier: MIT
# --- the drawing: a bar for each strategy, and its floor below it ----------------------------

key_kind(i) = 'box'
key_colour(i) = i == 1 ? colour[1] : 0xB0B0B0
lift = 1
from = 10 ** floor(log10(least))
row(offset) = column('series') + offset

do for [format in 'svg png'] {
    eval 'set terminal '.terminal(format)
    set output picture.'.'.format
    eval begin

    set border 3 linecolor rgb pale_ink linewidth 0.8
    set logscale x
    set xtics nomirror scale 0.4 textcolor rgb ink
    set grid xtics linetype 1 linewidth 0.7 linecolor rgb grid_ink
    set yrange [series_count + 0.6:0.4]
    set xrange [from:greatest * 2.2]
    set style fill solid noborder
    set xlabel unit offset 0, 0.4 textcolor rgb ink
    do for [p = 1:1] {
        eval place_panel
        do for [s = 1:series_count] {
            set label 1 + s fit(series[s], axis_width, tic_size) right at graph 0, first s offset -0.8, 0 textcolor rgb ink
        }
        plot data using (column('value')):(row(-0.1)):(from):(column('value')):(row(-0.32)):(row(0.12)) \
                with boxxyerror linecolor rgb colour[1] notitle, \
            data using (column('floor')):(row(0.24)):(from):(column('floor')):(row(0.14)):(row(0.36)) \
                with boxxyerror linecolor rgb 0xB0B0B0 notitle, \
            data using (column('low')):(row(-0.1)):(column('high') - column('low')):(0) \
                with vectors nohead linewidth 1 linecolor rgb ink notitle, \
            data using (column('high')):(row(-0.1)):(stringcolumn('text')) \
                with labels left offset 0.5, 0 font font(print_size) textcolor rgb ink notitle
    }
    unset label
    unset multiplot
    unset output
}
