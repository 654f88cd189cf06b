# SPDX-License-Identifier: MIT
# A history: a panel for each cell, the runs from left to right, with intervals, levels and changes.

set encoding utf8
set datafile separator "\t" columnheaders commentschars ''
left = 74
right = 24
header = 74
footer = 150
panel_width = 760
panel_height = panel_count == 1 ? 300 : 170
gap = 44
width = left + panel_width + right
height = header + panel_count * panel_height + (panel_count - 1) * gap + footer
data = picture.'.tsv'

ink = '#222222'
pale_ink = '#666666'
alarm = '#B03A00'
typeface = 'sans-serif'
font(size) = sprintf('%s,%g', typeface, size)
fit(text, pixels, size) = 0.6 * size * strlen(text) <= pixels ? text : text[1 : int(pixels / (0.6 * size)) - 1].'…'
# What distinguishes folders is mostly at the end of their paths.
tail(text) = strlen(text) <= 16 ? text : '…'.text[strlen(text) - 14 : strlen(text)]

# Okabe and Ito's colours, one for each part of runs that are comparable; parts also differ in shape.
array colour[6] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9]
array shape[6] = [7, 5, 9, 13, 11, 15]
colour_of(part) = part > 0 ? colour[1 + int(part - 1) % 6] : 0x000000
shape_of(part) = part > 0 ? shape[1 + int(part - 1) % 6] : 1

is_point(p) = column('panel') == p && column('part') > 0
is_gap(p) = column('panel') == p && column('part') == 0
panel_top(p) = header + (p - 1) * (panel_height + gap)
every = 1 + (run_count - 1) / 16

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
    set lmargin at screen left / real(width)
    set rmargin at screen 1 - right / real(width)
    set border 3 linecolor rgb pale_ink linewidth 0.8
    set xrange [0.4:run_count + 0.6]
    set ytics nomirror scale 0.4 textcolor rgb ink
    set grid ytics linetype 1 linewidth 0.7 linecolor rgb '#E2E2E2'
    do for [p = 1:panel_count] {
        set tmargin at screen 1 - panel_top(p) / real(height)
        set bmargin at screen 1 - (panel_top(p) + panel_height) / real(height)
        set yrange [least[p]:greatest[p]]
        set xtics () nomirror scale 0.4 rotate by -35 textcolor rgb ink
        do for [i = 1:run_count:every] {
            if (p == panel_count) { set xtics add (tail(run[i]) i) } else { set xtics add ('' i) }
        }
        if (p == 1) {
            set label 1 fit(unit, width - 40, 14) font font(14) at screen 20. / width, 1 - 26. / height \
                textcolor rgb ink
            set label 2 'Whiskers: 95 % intervals (fewer blocks: the range). Lines: medians between changes. Crosses: no value.' \
                font font(9) at screen 20. / width, 16. / height textcolor rgb pale_ink
        } else {
            unset label 1
            unset label 2
        }
        set label 3 fit(panel[p], panel_width, 11) font font(11) at graph 0, graph 1 offset 0, 0.9 textcolor rgb ink
        unset arrow
        do for [c = 1:change_count] {
            unset label 10 + c
            if (change_panel[c] == p) {
                set arrow c from change_place[c], graph 0 to change_place[c], graph 1 nohead linewidth 1.2 \
                    dashtype '-' linecolor rgb alarm
                set label 10 + c sprintf('× %.3f', change_factor[c]) font font(10) \
                    at change_place[c], graph 1 offset 0.4, -0.7 textcolor rgb alarm
            }
        }
        plot $levels using (column('panel') == p ? column('from') - 0.3 : 1/0):'level':(column('to') - column('from') + 0.6):(0) \
                :(colour_of(column('part'))) with vectors nohead linewidth 1.4 linecolor rgb variable, \
            data using (is_point(p) ? column('place') : 1/0):'low':(0):(column('high') - column('low')) \
                :(colour_of(column('part'))) with vectors nohead linewidth 1.2 linecolor rgb variable, \
            data using (is_point(p) ? column('place') : 1/0):'value' \
                :(shape_of(column('part'))):(colour_of(column('part'))) \
                with points linewidth 1.2 pointsize 0.7 pointtype variable linecolor rgb variable, \
            data using (is_gap(p) ? column('place') : 1/0):(least[p]) \
                with points pointtype 2 pointsize 0.8 linewidth 1.2 linecolor rgb pale_ink
    }
    unset multiplot
    unset output
    unset label
}
