# SPDX-License-Identifier: MIT
# --- the drawing: a panel for each workload, a line for each strategy against the grain -----------

# The subject is black, and C beside it grey; the others have hues.
is_subject(s) = series[s] eq 'python_fork'
hue(s) = s - is_subject(1)
colour_of(s) = is_subject(s) ? 0x000000 : series[s] eq 'fork_static' ? 0x666666 : colour[hue(s)]
line_of(s) = is_subject(s) ? 0x000000 : series[s] eq 'fork_static' ? 0x8C8C8C : pale_colour[hue(s)]
weight_of(s) = is_subject(s) ? 2.4 : 1.2
size_of(s) = is_subject(s) ? 0.9 : 0.75

# The points of one grain stand beside each other, so that none hides another, and none stands on an axis.
spread_out = 40 # pixels, of all points of a grain
side_step = spread_out / real(series_count)
keep_off = spread_out / 2 + 12
decades = log10(greatest_grain_ns / real(least_grain_ns)) * panel_width / (panel_width - 2. * keep_off)
decades = decades < 1 ? 1. : decades
x_middle = log10(greatest_grain_ns * real(least_grain_ns)) / 2
x_low = x_middle - decades / 2
x_high = x_middle + decades / 2
place(ns, s) = 10 ** (log10(ns) + decades * side_step / panel_width * (s - (series_count + 1) / 2.))
x_of(p, s) = column('series') == s ? place(column('grain_ns'), s) : NaN
y_of(p, name) = is_shown(p) ? column(name) : outside
grain_text(e) = e < 6 ? sprintf('%g µs', 10 ** (e - 3)) : sprintf('%g ms', 10 ** (e - 6))

# Whiskers are shown whole. A ratio's axis has as much above 1 as its reciprocal has below.
room = 1.06
widest = 1.1
y_low = is_ratio ? (least < 1 / widest ? least : 1 / widest) / room : -0.04 * room * greatest
y_high = room * (greatest > 1 ? greatest : is_ratio ? widest : 1)
y_high = is_ratio && y_high < room * widest ? room * widest : y_high
y_tics = y_high / y_low > 8 ? '0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10 20 50 100 200 500' \
       : y_high / y_low > 1.6 ? '0.25 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1 1.2 1.5 2 2.5 3 4 5 6' \
       : '0.7 0.75 0.8 0.85 0.9 0.95 1 1.05 1.1 1.15 1.2 1.3 1.4'

# The whiskers of a ratio are not those of the canvas.
if (is_ratio) {
    small_print[2] = figure.': estimate over '.counted(blocks, 'block').(partial ? ' (interrupted)' : '').'. Whiskers: ' \
        .(ranges == 0 ? 'the interval by which the page judges' : 'least and greatest where blocks are too few').'.'
}

key_kind(i) = 'point'
key_colour(i) = line_of(i)
key_weight(i) = 1.4 * weight_of(i)
key_point(i) = size_of(i)
lift = 1

do for [format in 'svg png'] {
    eval 'set terminal '.terminal(format)
    set output picture.'.'.format
    eval begin

    # The panels.
    set logscale x
    set xrange [10 ** x_low:10 ** x_high]
    set yrange [y_low:y_high]
    set border 3 linecolor rgb pale_ink linewidth 0.8
    set ytics nomirror scale 0.4 textcolor rgb ink
    if (is_ratio) {
        set logscale y
        set ytics ()
        do for [tic in y_tics] { set ytics add (tic real(tic)) }
        set object 1 rectangle from graph 0, first 1 / margin to graph 1, first margin \
            behind fillcolor rgb shade fillstyle solid noborder
    }
    set grid ytics linetype 1 linewidth 0.7 linecolor rgb grid_ink
    set xtics () nomirror scale 0.6 textcolor rgb ink
    do for [e = 3:10] { set xtics add (grain_text(e) 10 ** e) }
    do for [p = 1:panel_count] {
        eval place_panel
        if (is_leftmost(p)) { set ylabel is_ratio ? 'time over fork_static''s' : 'efficiency' textcolor rgb ink } else { unset ylabel }
        if (is_lowest(p)) {
            set xlabel 'grain, as measured' offset 0, 0.4 textcolor rgb ink
        } else { unset xlabel }
        plot 1 with lines linewidth 1.2 dashtype '-' linecolor rgb pale_ink notitle, \
            for [s = series_count:1:-1] data using (x_of(p, s)):(y_of(p, 'middle')) \
                with lines linewidth weight_of(s) linecolor rgb line_of(s) notitle, \
            for [s = series_count:1:-1] data using (x_of(p, s)):(y_of(p, 'low')):(0):(y_of(p, 'high') - y_of(p, 'low')) \
                with vectors nohead linewidth weight_of(s) linecolor rgb colour_of(s) notitle, \
            for [s = series_count:1:-1] data using (x_of(p, s)):(y_of(p, 'middle')) \
                with points linewidth weight_of(s) pointtype shape_of(s) pointsize size_of(s) linecolor rgb colour_of(s) notitle
    }
    unset label
    unset object
    unset multiplot
    unset output
}
