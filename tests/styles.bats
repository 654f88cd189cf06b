#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What all pictures have in common: a colour and a marker for each strategy, at most eight lines, names at their ends, whiskers
# that do not end silently, and nothing that another gnuplot draws differently.

# shellcheck disable=SC2016 # jq's variables
load helper

# A run of so many strategies s1, s2 …, in eight blocks, each of them 1 % faster than the one before; prefix PREFIX: many COUNT [PREFIX]
many()
{
    jq --argjson count "$1" --arg prefix "${2:-s}" '"spin" as $workload
        | ([{ strategy: "serial", baseline: true, workers: 1, share: 1 }]
           + [range(1; $count + 1) as $s | 1, 2 | { strategy: "\($prefix)\($s)", baseline: false, workers: ., share: (1.01 / . * (1 - $s / 100)) }]) as $cells
        | [$cells[] | . + { workload: $workload, oversubscribed: false, name: "spin/\(.strategy)/workers:\(.workers)" }] as $cells
        | (.benchmarks[0] | with_entries(select(.value | type != "array"))) as $one
        | .context.forkscale.machine.usable_processors = 2
        | .context.forkscale.cells = [$cells[] | del(.share)] | .context.forkscale.blocks = 8
        | .benchmarks = [range(8) as $block | $cells[]
            | $one + { name, block: $block, run_ns: [1e6 * .share * (1 + $block / 500)] }]
    ' "$BATS_TEST_DIRNAME/fuzz/corpus/good.json"
}

# Draws a run that is on standard input: plotted FOLDER
plotted()
{
    mkdir "$1"
    cat >"$1/results.json"
    forkscale plot "$1"
}

# Lines "MARKER COLOUR" of the points in an SVG, each once.
markers()
{
    grep -oE "<use xlink:href='#gpPt[0-9]+' [^>]*color='[^']*'" "$1" | sed -E "s/.*#(gpPt[0-9]+)'.*color='([^']*)'/\1 \2/; s/, */,/g; s/\( */(/" | sort -u
}

words_in()
{
    xmllint --xpath 'string(/)' "$1" | sed 's/^[[:space:]]*//; /^$/d'
}

@test "eight strategies have eight colours and eight markers" {
    many 8 | plotted eight
    for picture in speedup efficiency; do
        run -0 markers "eight/plots/$picture.svg"
        assert_equal "$(cut -d ' ' -f 1 <<<"$output" | sort -u | wc -l)" 8
        assert_equal "$(cut -d ' ' -f 2 <<<"$output" | sort -u | wc -l)" 8
        assert_equal "${#lines[@]}" 8
        refute_regex "$(words_in "eight/plots/$picture.svg")" 'Not drawn'
    done
}

@test "of more, the first, the slowest and the fastest are drawn, the others are named, and the data has all" {
    # The first is s3.
    many 11 | jq '.context.forkscale.cells |= (map(select(.baseline)) + map(select(.strategy == "s3")) +
        map(select(.baseline or .strategy == "s3" | not)))' | plotted eleven
    for picture in speedup efficiency; do
        run -0 markers "eleven/plots/$picture.svg"
        assert_equal "${#lines[@]}" 8
        words=$(words_in "eleven/plots/$picture.svg")
        assert_regex "$words" "Drawn: the first strategy, the fastest and the slowest\. Not drawn: s2, s4 and s5\. All are in $picture\.tsv\."
        run -0 awk -F '\t' 'NR > 1 && NF { print $2, $5 }' "eleven/plots/$picture.tsv"
        assert_line 's3 1'
        assert_line 's1 2'
        assert_line 's2 9'
        assert_line 's5 11'
        assert_line 's6 3'
        assert_line 's11 8'
    done
    # Bars have room for all.
    assert_regex "$(words_in eleven/plots/times.svg)" '(^|[^0-9])s1([^0-9]|$)'
}

@test "a strategy without a figure is hidden first" {
    many 9 | jq '.benchmarks |= map(if .name | test("/s9/") then . + { error_occurred: true, error_message: "it broke" } else . end)' | plotted failed
    assert_regex "$(words_in failed/plots/speedup.svg)" 'Not drawn: s9\.'
}

@test "names stand at the ends of their lines in their colours, apart from each other" {
    many 8 | plotted ends
    python3 - ends/plots/speedup.svg <<'PYTHON'
import re, sys
text = open(sys.argv[1]).read()
# gnuplot writes a text as a group with a place and a colour.
found = {}
for place, colour, name in re.findall(r'<g transform="translate\(([^)]*)\)"[^>]*fill="(rgb\([^"]*\)|#[^"]*)"[^>]*>\s*<text>(s[1-8])</text>', text):
    x, y = (float(number) for number in place.split(","))
    found[name] = (x, y, colour)
assert set(found) == {f"s{i}" for i in range(1, 9)}, (found, re.findall(r"<text>.*", text)[:5])
assert len({x for x, _, _ in found.values()}) == 1, found
heights = sorted(y for _, y, _ in found.values())
assert all(b - a > 8 for a, b in zip(heights, heights[1:])), heights
# s8 is the fastest, so its name is the highest.
assert sorted(found, key=lambda name: found[name][1]) == [f"s{i}" for i in range(8, 0, -1)], found
assert len({colour for _, _, colour in found.values()}) == 8, found
PYTHON
}

@test "names that are too long are in the key instead" {
    many 3 a_strategy_with_a_name_that_is_far_too_long_ | plotted long
    python3 - long/plots/speedup.svg <<'PYTHON'
import re, sys
places = [tuple(map(float, place.split(","))) for place in re.findall(
    r'<g transform="translate\(([^)]*)\)"[^>]*>\s*<text>a_strategy[^<]*</text>', open(sys.argv[1]).read())]
assert len(places) == 3, places
assert all(y < 130 for _, y in places), places
PYTHON
}

@test "a whisker that leaves the panel ends in an arrowhead, and the picture says so" {
    many 2 | plotted within
    many 2 | jq '(.benchmarks[] | select(.block >= 6 and (.name | test("s2/workers:2"))).run_ns[0]) /= 9' | plotted beyond
    for picture in speedup efficiency; do
        assert_regex "$(words_in "beyond/plots/$picture.svg")" 'Arrowheads: whiskers that leave the panel'
        refute_regex "$(words_in "within/plots/$picture.svg")" 'Arrowheads'
    done
}

@test "no script draws error bars, which gnuplot 6 draws with white discs" {
    run -1 grep -nE 'errorbars|errorlines' "$ROOT"/scripts/gnuplot/*.gp "$ROOT"/scripts/*/*.gp
}
