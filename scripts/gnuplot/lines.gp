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
