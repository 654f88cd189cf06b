# SPDX-License-Identifier: MIT
# Ratios of a comparison with their intervals, a row for each, on a logarithmic axis.

set encoding utf8
set datafile separator "\t" columnheaders commentschars ''
row_height = 21
longest = 0
do for [i = 1:row_count] { if (strlen(row[i]) > longest) { longest = strlen(row[i]) } }
left = 6.9 * longest < 420 ? 6.9 * longest + 40 : 460
right = 120
top = 84
bottom = 92
width = left + 520 + right
height = top + row_height * row_count + bottom
data = picture.'.tsv'

ink = '#222222'
pale_ink = '#666666'
typeface = 'sans-serif'
font(size) = sprintf('%s,%g', typeface, size)
fit(text, pixels, size) = 0.6 * size * strlen(text) <= pixels ? text : text[1 : int(pixels / (0.6 * size)) - 1].'…'

# Okabe and Ito's colours. Verdicts also differ in shape, and stand beside the rows in words.
array colour[5] = [0x0072B2, 0x009E73, 0x666666, 0xD55E00, 0x000000]
array shape[5] = [7, 11, 6, 9, 4]
colour_of(v) = colour[1 + int(v)]
shape_of(v) = shape[1 + int(v)]
is_heading(i) = strlen(row[i]) > 0 && verdict[i] eq ''

title_text = fit(new_name.' compared with '.base_name, width - 40, 15)

# A logarithmic axis of gnuplot has few numbers on it unless it spans decades.
array steps[12] = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]
step = 0
do for [i = 1:12] { if (step == 0 && (greatest - least) / steps[i] <= 9) { step = steps[i] } }
is_narrow = step > 0 && greatest / least < 8

do for [format in 'svg png'] {
    if (format eq 'svg') {
        set terminal svg size width,height fontscale 1 font font(10) background rgb 'white' noenhanced
    } else {
        set terminal pngcairo size 2 * width,2 * height fontscale 1.5 linewidth 2 pointscale 2 \
            font font(10) background rgb 'white' noenhanced
    }
    set output picture.'.'.format
    set lmargin at screen left / width
    set rmargin at screen 1 - right / real(width)
    set tmargin at screen 1 - top / real(height)
    set bmargin at screen bottom / real(height)
    unset key
    set border 1 linecolor rgb pale_ink linewidth 0.8
    set logscale x
    set xrange [least:greatest]
    set yrange [row_count + 0.5:0.5]
    unset ytics
    set xtics nomirror scale 0.4 textcolor rgb ink
    if (is_narrow) {
        set xtics ('1' 1)
        do for [i = int(floor(least / step)):int(ceil(greatest / step))] {
            if (i * step > least && i * step < greatest) { set xtics add (sprintf('%g', i * step) i * step) }
        }
    }
    set grid xtics linetype 1 linewidth 0.7 linecolor rgb '#E2E2E2'
    set xlabel measured offset 0, 0.3 textcolor rgb ink
    set label 1 title_text font font(15) at screen 20. / width, 1 - 26. / height textcolor rgb ink
    set label 2 fit(conclusion, width - 40, 10) font font(10) at screen 20. / width, 1 - 50. / height \
        textcolor rgb pale_ink
    set label 3 sprintf('Whiskers: 95 %% intervals (fewer blocks: the range). Shaded: within %g %%, and paler within %g %%.', margin, same) \
        font font(9) at screen 20. / width, 16. / height textcolor rgb pale_ink
    set object 1 rectangle from 1 / (1 + same / 100.), graph 0 to 1 + same / 100., graph 1 behind \
        fillcolor rgb '#F6F3EC' fillstyle solid noborder
    set object 2 rectangle from 1 / (1 + margin / 100.), graph 0 to 1 + margin / 100., graph 1 behind \
        fillcolor rgb '#E6DFCE' fillstyle solid noborder
    set arrow 1 from 1, graph 0 to 1, graph 1 nohead linewidth 1 dashtype '-' linecolor rgb ink
    do for [i = 1:row_count] {
        set label 10 + 2 * i fit(row[i], left - 24, is_heading(i) ? 11 : 10) \
            font font(is_heading(i) ? 11 : 10) right at graph 0, first i offset -1, 0 textcolor rgb ink
        set label 11 + 2 * i verdict[i] font font(9) left at graph 1, first i offset 1, 0 \
            textcolor rgb (verdict[i] eq 'same' ? pale_ink : ink)
    }
    plot data using 'low':'row':(column('high') - column('low')):(0):(colour_of(column('code'))) \
            with vectors nohead linewidth 1.4 linecolor rgb variable, \
        for [v = 0:4] data using (column('code') == v ? column('ratio') : 1/0):'row' with points \
            pointtype shape_of(v) pointsize 0.8 linecolor rgb colour_of(v)
    unset label
    unset object
    unset arrow
    unset output
}
