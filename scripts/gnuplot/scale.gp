# SPDX-License-Identifier: MIT
# How far it scales: for each curve its points, the laws that fit them and the ideal, as speedup and as efficiency.

data = picture.'.tsv'

# --- places, in pixels of the SVG; the PNG has twice as many ---------------------------------------

panel_width = 430
panel_height = row_count == 1 ? 300 : 220
left = 70
right = 26
x_gap = 74
y_gap = 84
header = 116
footer = 98
width = left + 2 * panel_width + x_gap + right
height = header + row_count * panel_height + (row_count - 1) * y_gap + footer
at_x(x) = x / real(width)
at_y(y) = 1 - y / real(height)

law_colour(l) = l == 1 ? colour[2] : colour[1]
band_colour(l) = l == 1 ? 0xFBE3D6 : 0xD6E6F2
law_name(l) = l == 1 ? "Amdahl's law" : 'universal scalability law'
kind_of(l) = l == 1 ? 'amdahl' : 'usl'

array small_print[3]
small_print[1] = has_serial ? 'Speedup: serial time / time in the same block; efficiency: speedup / workers. Ideal: workers, or processors if fewer.' \
                            : 'Throughput as in the file; efficiency: throughput over that of one worker / workers. Ideal: as many times that of one worker.'
small_print[2] = 'Points: medians, open where workers share processors. Whiskers: 95 % intervals (fewer than 6 blocks: the range). ' \
                 .'Bands: 95 % of fits, of a bootstrap over blocks.'
small_print[3] = has_serial ? cpu_model.' · '.sprintf('%d usable processor%s', processors, processors == 1 ? '' : 's').' · '.host.' · '.utc.' · forkscale '.version \
                            : cpu_model.' · forkscale '.version

# --- figures ---------------------------------------------------------------------------------------

is_point(r) = strcol('kind') eq 'point' && column('row') == r
is_law(r, l) = strcol('kind') eq kind_of(l) && column('row') == r
name_of(c, end) = c == 1 ? (end eq '' ? 'value' : end) : (end eq '' ? 'efficiency' : 'efficiency_'.end)
figure(c, end) = column(name_of(c, end))
ideal(r, w) = base[r] * (processors > 0 && w > processors ? processors : w)
ideal_of(r, c, w) = c == 1 ? ideal(r, w) : ideal(r, w) / (base[r] * w)
y_most(r, c) = c == 2 ? 1.08 * (most_efficiency[r] < 1.5 ? most_efficiency[r] : 1.5) : 1.08 * most[r]
cut(r, c) = figure(c, 'high') < y_most(r, c) ? figure(c, 'high') : y_most(r, c)
outside = -9

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
    set xtics nomirror scale 0.4 textcolor rgb ink
    set ytics nomirror scale 0.4 textcolor rgb ink
    set grid ytics linetype 1 linewidth 0.7 linecolor rgb grid_ink
    set samples 200
    do for [r = 1:row_count] { do for [c = 1:2] {
        x = left + (c - 1) * (panel_width + x_gap)
        y = header + (r - 1) * (panel_height + y_gap)
        set lmargin at screen at_x(x)
        set rmargin at screen at_x(x + panel_width)
        set tmargin at screen at_y(y)
        set bmargin at screen at_y(y + panel_height)
        unset label
        unset arrow
        unset object
        if (r == 1 && c == 1) {
            set label 1 'How far it scales' font font(title_size) at screen at_x(22), at_y(30) textcolor rgb ink
            do for [i = 1:3] {
                set label 1 + i fit(small_print[i], width - 44, print_size) font font(print_size) \
                    at screen at_x(22), at_y(height - 12 - (3 - i) * 15) textcolor rgb pale_ink
            }
            set label 10 '' at screen at_x(33), at_y(60) point pointtype 7 pointsize 0.8 linecolor rgb ink
            set label 11 'measured' font font(key_size) at screen at_x(46), at_y(60) textcolor rgb ink
            set arrow 1 from screen at_x(130), at_y(60) to screen at_x(152), at_y(60) nohead linewidth 1.2 dashtype '-' \
                linecolor rgb pale_ink
            set label 12 'ideal' font font(key_size) at screen at_x(160), at_y(60) textcolor rgb ink
            do for [l = 1:2] {
                k = 220 + (l - 1) * 180
                set object l rectangle from screen at_x(k), at_y(66) to screen at_x(k + 22), at_y(54) \
                    fillcolor rgb band_colour(l) fillstyle solid noborder
                set arrow 1 + l from screen at_x(k), at_y(60) to screen at_x(k + 22), at_y(60) nohead front linewidth 1.6 \
                    linecolor rgb law_colour(l)
                set label 12 + l law_name(l) font font(key_size) at screen at_x(k + 30), at_y(60) textcolor rgb ink
            }
        }
        if (c == 1) {
            set label 20 fit(title_of[r], 2 * panel_width, panel_size) font font(panel_size) at graph 0, graph 1 offset 0, 1.7 \
                textcolor rgb ink
            set label 21 fit(note_of[r], 2 * panel_width, print_size) font font(print_size) at graph 0, graph 1 offset 0, 0.6 \
                textcolor rgb alarm
        }
        set xrange [0:1.04 * most_workers[r]]
        set yrange [0:y_most(r, c)]
        set xlabel (r == row_count ? 'workers' : '') offset 0, 0.4 textcolor rgb ink
        set ylabel (c == 2 ? 'efficiency' : has_serial ? 'speedup' : 'throughput') textcolor rgb ink
        plot for [l = 1:2] data using (is_law(r, l) ? column('workers') : 1/0):(figure(c, 'low')):(figure(c, 'high')) \
                with filledcurves fillcolor rgb band_colour(l) fillstyle solid noborder, \
            [t=1:most_workers[r]] '+' using (t):(base[r] > 0 ? ideal_of(r, c, t) : 1/0) \
                with lines linewidth 1.2 dashtype '-' linecolor rgb pale_ink, \
            for [l = 1:2] data using (is_law(r, l) ? column('workers') : 1/0):(figure(c, '')) \
                with lines linewidth 1.6 linecolor rgb law_colour(l), \
            data using (is_point(r) ? column('workers') : 1/0):(figure(c, 'low')):(0):(cut(r, c) - figure(c, 'low')) \
                with vectors nohead linewidth 1.2 linecolor rgb ink, \
            data using (is_point(r) && figure(c, 'high') > y_most(r, c) ? column('workers') : 1/0):(0.94 * y_most(r, c)) \
                :(0):(0.06 * y_most(r, c)) with vectors @head linewidth 1.2 linecolor rgb ink, \
            data using (is_point(r) ? column('workers') : 1/0):(figure(c, '')):(column('fitted') == 1 ? 7 : 6) \
                with points pointtype variable pointsize 0.8 linewidth 1.2 linecolor rgb ink
    } }
    unset multiplot
    unset output
    unset label
    unset arrow
    unset object
}
