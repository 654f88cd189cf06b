#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The plots of a run, and forkscale plot, which draws them again from results.json alone.
# shellcheck disable=SC2016 # the variables in quotes are jq's, or the inner shell's

load helper

# One run for all tests: two workloads, two strategies, up to twice as many workers as there are processors.
setup_file()
{
    cd "$BATS_FILE_TMPDIR" || return
    forkscale run -w spin:items=100,grain=1000 -w primes:items=10,limit=1000 -s fork_static -s threads \
        -j "1,$(nproc),$((2 * $(nproc)))" --blocks 2 --iterations 2 -q -o drawn --format tsv >rows.tsv
}

setup()
{
    helper_setup
    cp -r "$BATS_FILE_TMPDIR/drawn" "$BATS_FILE_TMPDIR/rows.tsv" .
}

PICTURES='efficiency overhead speedup times'

# All files that drawing leaves.
plot_files()
{
    printf '%s\n' {efficiency,overhead,speedup,times}.{gp,png,svg,tsv}
}

# The words in a picture, a text on each line: words_in FILE.svg
words_in()
{
    xmllint --xpath 'string(/)' "$1" | sed 's/^[[:space:]]*//; /^$/d'
}

# A folder with the results of the run, changed by a jq filter: changed FOLDER FILTER
changed()
{
    mkdir "$1"
    jq "$2" drawn/results.json >"$1/results.json"
}

# Plotting the folder fails with status 3 and one sentence: refused FOLDER SENTENCE
refused()
{
    run -3 --separate-stderr forkscale plot "$1"
    # shellcheck disable=SC2154 # run sets it
    assert_equal "$stderr" "forkscale: $2"
    assert_output ''
}

# --- the pictures --------------------------------------------------------------------------------

@test "a run leaves four pictures, each as SVG and PNG with its data and its script, and nothing else" {
    assert_equal "$(cd drawn/plots && find . -mindepth 1 | sed 's/^..//' | sort)" "$(plot_files | sort)"
    while read -r file; do
        assert_file_not_empty "drawn/plots/$file"
    done < <(plot_files)
}

@test "every SVG is well-formed, and has lines and words" {
    for picture in $PICTURES; do
        xmllint --noout "drawn/plots/$picture.svg"
        run -0 xmllint --xpath 'local-name(/*)' "drawn/plots/$picture.svg"
        assert_output svg
        run -0 xmllint --xpath 'count(//*[local-name() = "path"])' "drawn/plots/$picture.svg"
        assert [ "$output" -gt 10 ]
        run -0 xmllint --xpath 'count(//*[local-name() = "text"])' "drawn/plots/$picture.svg"
        assert [ "$output" -gt 10 ]
    done
}

@test "every PNG is one, and not blank" {
    for picture in $PICTURES; do
        # The signature; the header, then the pixels, whose checksums zlib and we look at.
        python3 - "drawn/plots/$picture.png" <<'PY'
import struct, sys, zlib
data = open(sys.argv[1], 'rb').read()
assert data[:8] == b'\x89PNG\r\n\x1a\n', 'no signature'
at, pixels = 8, b''
while at < len(data):
    length, kind = struct.unpack('>I4s', data[at:at + 8])
    body = data[at + 8:at + 8 + length]
    assert struct.unpack('>I', data[at + 8 + length:at + 12 + length])[0] == zlib.crc32(kind + body), kind
    if kind == b'IHDR':
        width, height = struct.unpack('>II', body[:8])
    if kind == b'IDAT':
        pixels += body
    at += 12 + length
assert kind == b'IEND', 'cut off'
assert width >= 800 and height >= 400, (width, height)
assert len(set(zlib.decompress(pixels))) > 16, 'blank'
PY
    done
}

@test "the pictures say what they show, of what machine, and when" {
    for picture in $PICTURES; do
        words=$(words_in "drawn/plots/$picture.svg")
        shows=(ideal 'median over 2 blocks')
        [ "$picture" != overhead ] || shows=(compute start-up dispatch imbalance finish 'middle half')
        for word in spin:items=100,grain=1000 primes:items=10,limit=1000 fork_static threads "${shows[@]}" \
            "$(jq -r '.context.forkscale.machine.cpu_model' drawn/results.json)" \
            "$(jq -r '.context.forkscale.utc' drawn/results.json)" "$(uname -n)"; do
            assert_regex "$words" "${word//[()+.]/.}"
        done
    done
    assert_regex "$(words_in drawn/plots/speedup.svg)" 'Speedup over serial'
    assert_regex "$(words_in drawn/plots/efficiency.svg)" 'Efficiency: speedup per worker'
    assert_regex "$(words_in drawn/plots/times.svg)" 'Time with [0-9]+ workers? on [0-9]+ processors?'
}

@test "the range of oversubscribed workers is marked where there is one" {
    for picture in speedup efficiency; do
        assert_regex "$(words_in "drawn/plots/$picture.svg")" 'more workers than processors'
    done
    changed within '.context.forkscale.machine.usable_processors = 4096 | .context.forkscale.cells[].oversubscribed = false'
    forkscale plot within
    for picture in $PICTURES; do
        refute_regex "$(words_in "within/plots/$picture.svg")" 'more workers than processors|oversubscribed'
    done
}

@test "the pictures show the figures of the table" {
    # Workload, strategy, workers, median, low and high of each cell but the baseline.
    table=$(awk -F '\t' 'NR > 1 && $5 == "false"' rows.tsv)
    for picture in speedup efficiency; do
        first=16
        [ "$picture" = speedup ] || first=21
        run -0 sed 1d "drawn/plots/$picture.tsv"
        assert_equal "$(grep . <<<"$output" | cut -f 1-3,7-9 | sort)" "$(cut -f 1-3,$first-$((first + 2)) <<<"$table" | sort)"
    done
}

@test "the bars show the times of the table, of the baseline and with the most workers that have a processor each" {
    most=$(awk -F '\t' '$4 == "false" { print $3 }' rows.tsv | sort -n | tail -n 1)
    expected=$(awk -F '\t' -v most="$most" '$3 == most || $5 == "true"' rows.tsv | cut -f 1-3,6-8,11-13)
    run -0 sed 1d drawn/plots/times.tsv
    assert_equal "$(grep . <<<"$output" | cut -f 1-3,7-12 | sort)" "$(sort <<<"$expected")"
}

@test "where all workers have to share processors, the bars say so" {
    changed shared '.context.forkscale.machine.usable_processors = 1
        | .context.forkscale.cells |= map(select(.baseline or .workers > 1) | .oversubscribed = (.workers > 1))
        | .context.forkscale.cells as $cells | .benchmarks |= map(select(.name as $name | any($cells[]; .name == $name)))'
    run -0 forkscale plot shared
    assert_regex "$(words_in shared/plots/times.svg)" 'Time with [0-9]+ workers on 1 processor, oversubscribed'
}

@test "there is no NaN in any of it" {
    run -1 grep -rniE '(^|[^a-z])(nan|inf)([^a-z]|$)' drawn/plots --include='*.svg' --include='*.tsv'
}

# --- drawing again -------------------------------------------------------------------------------

@test "plot draws the same pictures again from results.json alone" {
    mv drawn/plots before
    run -0 --separate-stderr forkscale plot drawn
    assert_output 'drawn/plots: speedup, efficiency, times, overhead'
    assert_equal "$stderr" ''
    while read -r file; do
        cmp "before/$file" "drawn/plots/$file"
    done < <(plot_files)
}

@test "plot draws over what was there, and leaves what is not its own" {
    echo old >drawn/plots/speedup.svg
    echo mine >drawn/plots/notes.txt
    forkscale plot drawn/
    xmllint --noout drawn/plots/speedup.svg
    assert_equal "$(cat drawn/plots/notes.txt)" mine
}

@test "plot takes several folders" {
    changed second '.'
    rm -r drawn/plots
    run -0 --separate-stderr forkscale plot drawn second
    assert_output $'drawn/plots: speedup, efficiency, times, overhead\nsecond/plots: speedup, efficiency, times, overhead'
    assert_file_not_empty drawn/plots/times.png
    assert_file_not_empty second/plots/times.png
}

@test "a picture is drawn again by hand, from the script and the data beside it" {
    for picture in $PICTURES; do
        mv "drawn/plots/$picture.svg" "$picture.svg"
        mv "drawn/plots/$picture.png" "$picture.png"
        (cd drawn/plots && gnuplot "$picture.gp")
        cmp "$picture.svg" "drawn/plots/$picture.svg"
        cmp "$picture.png" "drawn/plots/$picture.png"
    done
}

@test "a script can be restyled, and its data replaced" {
    sed -i 's/Speedup over serial/Who scales/' drawn/plots/speedup.gp
    (cd drawn/plots && gnuplot speedup.gp)
    assert_regex "$(words_in drawn/plots/speedup.svg)" 'Who scales'
}

@test "a run that was interrupted is plotted, and says so" {
    changed partial '.context.forkscale.partial = true | .benchmarks |= .[:-3]'
    run -0 forkscale plot partial
    for picture in $PICTURES; do
        xmllint --noout "partial/plots/$picture.svg"
        assert_regex "$(words_in "partial/plots/$picture.svg")" '[Ii]nterrupted'
    done
}

@test "a run in which nothing was measured yet is plotted" {
    changed nothing '.benchmarks = [] | .context.forkscale.blocks = 0 | .context.forkscale.partial = true'
    run -0 forkscale plot nothing
    xmllint --noout nothing/plots/*.svg
}

@test "a strategy that failed is plotted without its line, and named" {
    changed failed '.benchmarks |= map(if .strategy == "threads" then
        {name, workload, strategy, workers, block, order, run_ns: [], error_occurred: true, error_message: "it broke"}
        else . end | select(.strategy != "threads" or .block == 0))'
    run -0 forkscale plot failed
    for picture in $PICTURES; do
        xmllint --noout "failed/plots/$picture.svg"
        assert_regex "$(words_in "failed/plots/$picture.svg")" 'fork_static'
        assert_regex "$(words_in "failed/plots/$picture.svg")" 'threads'
    done
    run -0 cut -f 2 failed/plots/speedup.tsv
    assert_line fork_static
}

@test "serial alone is plotted" {
    run -0 forkscale run -w spin:items=10,grain=10 -s serial --blocks 1 -q -o alone
    xmllint --noout alone/plots/*.svg
}

@test "no name is executed or breaks a picture, however hostile" {
    evil="'\"; system('touch pwned') \`touch pwned\` \$(touch pwned) {/Bold x} @A %d %n <b> & _ ^ \\"
    jq --arg evil "$evil" '
        def named: gsub("spin:items=100,grain=1000"; $evil) | gsub("fork_static"; $evil);
        .context.forkscale |= (.host = $evil | .version = $evil | .machine.cpu_model = $evil
            | .cells[] |= (.name |= named | .workload |= named | .strategy |= named))
        | .benchmarks[] |= (.name |= named | .workload |= named | .strategy |= named)' drawn/results.json >evil.json
    mkdir evil
    mv evil.json evil/results.json
    run -0 --separate-stderr forkscale plot evil
    assert_equal "$stderr" ''
    run -0 find . -name pwned
    assert_output ''
    for picture in $PICTURES; do
        xmllint --noout "evil/plots/$picture.svg"
        assert_regex "$(words_in "evil/plots/$picture.svg")" 'touch pwned'
    done
}

@test "a folder with a hostile name is plotted" {
    mv drawn $'it\'s `touch pwned` $(touch pwned) "; x'
    run -0 forkscale plot ./it*
    assert_file_not_empty it*/plots/speedup.svg
    run -0 find . -name pwned
    assert_output ''
    mv it* ./-q
    run -0 forkscale plot -- -q
    assert_file_not_empty ./-q/plots/speedup.svg
}

# --- what cannot be drawn ------------------------------------------------------------------------

@test "plot needs a folder, and refuses options that it does not have" {
    run -2 --separate-stderr forkscale plot
    assert_equal "$stderr" 'forkscale: plot: give the folder of at least one run, as results/…'
    run -2 --separate-stderr forkscale plot --serendipity drawn
    assert_equal "$stderr" "forkscale: unknown option '--serendipity'; see 'forkscale plot --help'"
    run -2 --separate-stderr forkscale plot -x drawn
    assert_equal "$stderr" "forkscale: unknown option '-x'; see 'forkscale plot --help'"
}

@test "the help of plot says what it draws and from what" {
    run -0 --separate-stderr forkscale plot --help
    assert_equal "$stderr" ''
    assert_line --index 0 'Usage: forkscale plot [OPTION...] DIR...'
    assert_output --partial 'results.json alone'
}

@test "a folder that is not there, or has no results, is named" {
    refused nowhere 'nowhere: cannot read nowhere/results.json: No such file or directory'
    mkdir empty
    refused empty 'empty: cannot read empty/results.json: No such file or directory'
    mkdir -p wrong/results.json
    refused wrong 'wrong: cannot read wrong/results.json: it is not a regular file'
    touch file
    refused file 'file: cannot read file/results.json: Not a directory'
}

@test "results that were cut off are refused, wherever" {
    mkdir cut
    bytes=$(stat -c %s drawn/results.json)
    for end in 0 1 100 $((bytes / 3)) $((bytes / 2)) $((bytes - 3)); do
        head -c "$end" drawn/results.json >cut/results.json
        run -3 --separate-stderr forkscale plot cut
        assert_regex "$stderr" '^forkscale: cut: cut/results\.json is not valid JSON: line [0-9]+, column [0-9]+: '
        # shellcheck disable=SC2154 # run sets it
        assert_equal "${#stderr_lines[@]}" 1
        assert_output ''
    done
    assert_not_exist cut/plots
}

@test "results of another schema are refused with both numbers" {
    changed newer '.context.forkscale.schema = 2'
    refused newer 'newer: newer/results.json: context.forkscale.schema is 2; it must be 1, the one that this forkscale reads'
}

@test "JSON that is no results of forkscale is refused with what is missing" {
    changed foreign 'del(.context.forkscale)'
    refused foreign 'foreign: foreign/results.json: context.forkscale is missing; it must be an object'
    mkdir list
    echo '[1, 2]' >list/results.json
    refused list 'list: list/results.json: context is missing; it must be an object'
    changed unplanned '.context.forkscale.cells = [] | .benchmarks = []'
    run -3 --separate-stderr forkscale plot unplanned
    assert_regex "$stderr" '^forkscale: unplanned: 0 workloads with 0 strategies cannot be drawn'
}

@test "a folder that cannot be plotted does not keep others from it, and the exit status is 3" {
    rm -r drawn/plots
    run -3 --separate-stderr forkscale plot nowhere drawn
    assert_equal "$stderr" 'forkscale: nowhere: cannot read nowhere/results.json: No such file or directory'
    assert_output 'drawn/plots: speedup, efficiency, times, overhead'
    assert_file_not_empty drawn/plots/speedup.svg
}

@test "a place where nothing can be written is named, and the old pictures stay" {
    changed blocked .
    touch blocked/plots
    run -3 --separate-stderr forkscale plot blocked
    assert_regex "$stderr" '^forkscale: blocked: .*blocked/plots: Not a directory$'
    mv drawn/plots before
    mkdir drawn/plots
    cp before/* drawn/plots
    # Files may not grow beyond 4 KiB: no picture can be drawn.
    run -3 --separate-stderr "$BASH" -c 'trap "" XFSZ; ulimit -f 4; "$FORKSCALE" plot drawn' 3>&-
    assert_regex "$stderr" '^forkscale: drawn: '
    while read -r file; do
        cmp "before/$file" "drawn/plots/$file"
    done < <(plot_files)
    assert_equal "$(find drawn/plots -mindepth 1 | wc -l)" 16
}

@test "without gnuplot it says so, and a run keeps its results" {
    mkdir empty
    without_gnuplot()
    {
        PATH=$PWD/empty "$FORKSCALE" "$@" 3>&-
    }
    run -3 --separate-stderr without_gnuplot plot drawn
    assert_equal "$stderr" 'forkscale: drawn: there is no gnuplot on the PATH'
    run -3 --separate-stderr without_gnuplot run -w spin:items=10,grain=10 -s serial --blocks 1 -q -o out
    assert_equal "$stderr" 'forkscale: no plots: there is no gnuplot on the PATH'
    assert_line --regexp '^  serial +1 '
    refute_output --partial speedup.svg
    json '.context.forkscale.partial == false' out/results.json
}

@test "a full disk under stdout is an error" {
    to_full()
    {
        forkscale "$@" >/dev/full
    }
    run -3 --separate-stderr to_full plot drawn
    assert_equal "$stderr" 'forkscale: the output cannot be written: No space left on device'
    run -3 --separate-stderr to_full plot --help
    assert_equal "$stderr" 'forkscale: the output cannot be written: No space left on device'
}
