# SPDX-License-Identifier: MIT
# The chunk sizes of schedules against their steps, on a logarithmic axis: a panel for each.

set encoding utf8
set datafile separator "\t" columnheaders commentschars ''
columns = panel_count == 1 ? 1 : panel_count <= 4 ? 2 : 4
rows = (panel_count + columns - 1) / columns
width = columns == 1 ? 720 : 320 * columns
height = 50 + (columns == 1 ? 420 : 230 * rows)
data = picture.'.tsv'
title_text = sprintf('Chunk size against step: %d item%s, %d worker%s', items, items == 1 ? '' : 's', \
    workers, workers == 1 ? '' : 's')
shown(p) = column('panel') == p ? column('count') : 1/0
limit(p) = chunks[p] > 1 ? chunks[p] : 2
named(p) = sprintf('%s  (%d chunk%s)', panel[p], chunks[p], chunks[p] == 1 ? '' : 's')

do for [format in 'svg png'] {
    if (format eq 'svg') {
        set terminal svg size width,height font 'sans-serif,10' background rgb 'white' noenhanced
    } else {
        set terminal pngcairo size 2 * width,2 * height fontscale 1.5 linewidth 2 pointscale 2 \
            font 'sans-serif,10' background rgb 'white' noenhanced
    }
    set output picture.'.'.format
    set multiplot layout rows, columns title title_text font 'sans-serif,15' margins 0.07, 0.98, 0.09, 0.9 \
        spacing 0.045, 0.11
    set border 3 linecolor rgb '#666666' linewidth 0.8
    set grid ytics linetype 1 linewidth 0.7 linecolor rgb '#E2E2E2'
    set xtics nomirror scale 0.4
    set ytics nomirror scale 0.4
    set logscale y
    set yrange [0.8:1.3 * (items > 0 ? items : 1)]
    set key off
    do for [p = 1:panel_count] {
        set title named(p) font 'sans-serif,11' offset 0, -0.6
        set xrange [-0.5:limit(p) - 0.5]
        if (chunks[p] <= 6) { set xtics 1 } else { set xtics autofreq }
        set xlabel (p > panel_count - columns ? 'step' : '') offset 0, 0.5
        set ylabel ((p - 1) % columns == 0 ? 'items' : '') offset 1, 0
        plot data using 'step':(shown(p)) with steps linewidth 1.5 linecolor rgb '#0072B2', \
            data using 'step':(chunks[p] <= 64 ? shown(p) : 1/0) with points pointtype 7 \
                pointsize 0.4 linecolor rgb '#0072B2'
    }
    unset multiplot
    unset output
}
