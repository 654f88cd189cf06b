# SPDX-License-Identifier: MIT
# Who worked when: a lane for each worker, a group of lanes for each strategy, on one axis of time.

set encoding utf8
set datafile separator "\t" columnheaders commentschars ''
row_height = row_count <= 60 ? 20 : 11
left = 56
right = 24
top = 96
bottom = 84
width = left + 860 + right
height = top + row_height * row_count + bottom
data = picture.'.tsv'

ink = '#222222'
pale_ink = '#666666'
typeface = 'sans-serif'
font(size) = sprintf('%s,%g', typeface, size)
fit(text, pixels, size) = 0.6 * size * strlen(text) <= pixels ? text : text[1 : int(pixels / (0.6 * size)) - 1].'…'

# Okabe and Ito's colours; they differ in lightness, too. In the order of their codes.
array colour[5] = [0xE69F00, 0x0072B2, 0xD55E00, 0xDEDEDE, 0xCC79A7]
array kind[5] = ['start-up', 'items', 'between items', 'waiting for the last worker', 'finish']
array key_x[5] = [56, 140, 206, 318, 504]
colour_of(c) = colour[int(c)]

# A box takes up its share of the height of the lane, from below.
half = 0.4
pixel_ns = longest_ns / 860.
low_y(low) = column('row') + half - 2 * half * low
# Only a record that is wide enough has an edge, or thin items would be all edge.
is_wide = 6 * pixel_ns
edge_x(c) = column('items') > 0 && column('end_ns') - column('begin_ns') > is_wide ? column('end_ns') / unit_ns : 1 / 0

small_print = cpu_model.' · '.processors.' usable processor'.(processors == 1 ? '' : 's').' · '.host.' · '.utc \
              .' · forkscale '.version

do for [format in 'svg png'] {
    if (format eq 'svg') {
        set terminal svg size width,height fontscale 1 font font(10) background rgb 'white' noenhanced
    } else {
        set terminal pngcairo size 2 * width,2 * height fontscale 1.5 linewidth 2 pointscale 2 \
            font font(10) background rgb 'white' noenhanced
    }
    set output picture.'.'.format
    set lmargin at screen left / real(width)
    set rmargin at screen 1 - right / real(width)
    set tmargin at screen 1 - top / real(height)
    set bmargin at screen bottom / real(height)
    unset key
    set border 1 linecolor rgb pale_ink linewidth 0.8
    set xrange [0:longest_ns / unit_ns]
    set yrange [row_count + 0.6:0.4]
    unset ytics
    set xtics nomirror scale 0.4 textcolor rgb ink
    set grid xtics linetype 1 linewidth 0.7 linecolor rgb '#E2E2E2'
    set xlabel unit.' since the call of run' offset 0, 0.3 textcolor rgb ink
    set style fill solid noborder
    set label 1 fit('Who worked when: '.workload, width - 40, 15) font font(15) \
        at screen 20. / width, 1 - 26. / height textcolor rgb ink
    set label 2 sprintf('One run of each strategy, %d item%s. A box has the height of its share of the time.', \
        items, items == 1 ? '' : 's') \
        font font(9) at screen 20. / width, 30. / height textcolor rgb pale_ink
    set label 3 fit(small_print, width - 40, 9) font font(9) at screen 20. / width, 15. / height textcolor rgb pale_ink
    do for [k = 1:5] {
        set object k rectangle from screen key_x[k] / real(width), 1 - 66. / height \
            to screen (key_x[k] + 16) / real(width), 1 - 54. / height fillcolor rgb colour[k] fillstyle solid noborder
        set label 3 + k kind[k] font font(10) at screen (key_x[k] + 22) / real(width), 1 - 60. / height textcolor rgb ink
    }
    do for [i = 1:row_count] {
        if (strlen(heading[i]) > 0) {
            set label 10 + i fit(heading[i], width - left - right, 11) font font(11) left at graph 0, first i + 0.1 \
                textcolor rgb ink front
        }
        if (strlen(worker[i]) > 0) {
            set label 10 + i worker[i] font font(9) right at graph 0, first i offset -0.8, 0 textcolor rgb pale_ink
        }
    }
    plot data using (column('begin_ns') / unit_ns):(column('row')):(column('begin_ns') / unit_ns) \
            :(column('end_ns') / unit_ns):(low_y(column('low'))):(low_y(column('high'))) \
            :(colour_of(column('code'))) with boxxyerror linecolor rgb variable, \
        data using (edge_x(0)):(column('row') + half):(0):(-2 * half) with vectors nohead linewidth 0.6 \
            linecolor rgb 'white'
    unset label
    unset object
    unset output
}
