#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale scale: the figures of curves that are known, and what it refuses.

# shellcheck disable=SC2016,SC2154 # jq's variables; run sets stderr
load helper

# The throughput of SPEC SDM91, or of a law: a table of `workers` and `throughput` in measured.tsv.
specsdm91()
{
    printf 'workers\tthroughput\n'
    printf '%s\t%s\n' 1 64.9 18 995.9 36 1652.4 72 1853.2 108 1828.9 144 1775.0 216 1702.2
}

# The run of a strategy whose speedup is 0.8 of a law's in the block in the middle of nine; the others differ by $4 from one
# to the next: a_run ALPHA BETA OVERSUBSCRIBED-FROM DIFFERENCE WORKERS...
a_run()
{
    jq --argjson alpha "$1" --argjson beta "$2" --argjson from "$3" --argjson more "$4" --argjson rate "${RATE:-0.8}" --args '
        [$ARGS.positional[] | tonumber] as $counts | "spin" as $workload
        | ([{ strategy: "serial", baseline: true, workers: 1, oversubscribed: false }]
           + [$counts[] | { strategy: "law", baseline: false, workers: ., oversubscribed: (. >= $from) }]) as $cells
        | [$cells[] | . + { workload: $workload, name: "spin/\(.strategy)/workers:\(.workers)" }] as $cells
        | (.benchmarks[0] | with_entries(select(.value | type != "array"))) as $one
        | .context.forkscale.workloads = [{ label: $workload, items: 100 }]
        | .context.forkscale.cells = $cells | .context.forkscale.blocks = 9
        | .benchmarks = [range(9) as $block | $cells[]
            | (1 + ($block - 4) * $more * (if .workers % 2 == 0 then 1 else -1 end)) as $factor
            | (if .baseline then 1 else
                .workers as $p | (1 + $alpha * ($p - 1) + $beta * $p * ($p - 1)) / $p / $factor / $rate end) as $share
            | $one + { name, block: $block, run_ns: [1e9 * (1 + $block / 7) * $share | round] }]
    ' "${@:5}" <"$BATS_TEST_DIRNAME/fuzz/corpus/good.json"
}

@test "the golden parameters of a file, as text and as rows" {
    specsdm91 >measured.tsv
    run -0 forkscale scale measured.tsv
    assert_line --index 0 'throughput'
    assert_line --regexp '^ +216 +1702 +\(1702, 1702\) +0\.12 +3\.37 % +\(3\.37, 3\.37\)$'
    assert_line '  Universal scalability law: contention 0.02773, coherence 0.0001044, one worker 90; at most 38.7 % off, at 1 worker.'
    assert_line '  Peak: unknown, because coherence has no interval; that takes 6 blocks.'
    run -0 --separate-stderr forkscale scale measured.tsv --format json
    jq -e 'length == 7 and .[0].strategy == null and .[6].throughput_median == 1702.2 and .[6].over_one_blocks == 1
        and (.[0].usl_contention - 0.02773 | fabs < 5e-6) and .[0].usl_contention_low == null
        and .[0].peak_workers == null and .[0].serial_share_median == null and .[0].serial_share_trend == "unknown"' <<<"$output"
    # The same as times, of two programs, among other columns.
    awk -F '\t' -v OFS='\t' 'NR == 1 { print "note", "time", "name", "workers" } NR > 1 { print "-", 1 / $2, "one", $1; print "-", 2 / $2, "two", $1 }' \
        measured.tsv >times.tsv
    run -0 --separate-stderr forkscale scale times.tsv --format json
    jq -e '[.[] | .strategy] == [range(7) | "one"] + [range(7) | "two"]
        and (.[0].usl_rate / .[7].usl_rate - 2 | fabs < 1e-6) and (.[0].usl_coherence - 1.044e-4 | fabs < 5e-8)' <<<"$output"
}

@test "a run: speedup over serial and over one worker, the serial share, the laws and the peak, with intervals" {
    mkdir known
    a_run 0.05 0.01 100 0.001 1 2 4 6 8 12 16 >known/results.json
    run -0 forkscale scale known
    assert_line --index 0 'spin, law'
    # 8 / (1 + 0.05 · 7 + 0.01 · 56) = 4.19, and 0.8 of it is 3.35; (1/4.19 − 1/8) / (7/8) = 13 %.
    assert_line --regexp '^ +8 +3\.35 +\[3\.3[0-9], 3\.3[0-9]\] +0\.42 +4\.1[0-9] +13\.0 % +\[12\.[0-9], 13\.[0-9]\]$'
    assert_line --regexp '^  Serial share: rises, so each worker adds cost .* \(by 14\.0'
    assert_line --regexp '^  Universal scalability law: contention 0\.05[0-9]* \[0\.04[0-9]*, 0\.05[0-9]*\], coherence 0\.01[0-9]* \[0\.009[0-9]*, 0\.01[0-9]*\], one worker 0\.8 .*; at most 0\.0[0-9] % off'
    assert_line --regexp "^  Amdahl's law: serial share 0\.1[0-9]+ .*; at most 16\.[0-9] % off, at 16 workers\.$"
    assert_line --regexp '^  Peak: 9\.7[0-9] workers \[9\.[0-9]+, (9\.[0-9]+|10\.?[0-9]*)\]\.$'
    run -0 --separate-stderr forkscale scale known --format tsv
    assert_equal "$(wc -l <<<"$output")" 8
    assert_line --index 0 --partial $'workload\tstrategy\tworkers\toversubscribed\tspeedup_median\tspeedup_low'
    again=$output
    run -0 --separate-stderr forkscale scale known --format tsv
    assert_equal "$output" "$again"
}

@test "what the data cannot bear is refused, with what is missing" {
    mkdir few none serial level
    # Two of four have a processor for each worker.
    a_run 0.05 0.01 3 0.001 1 2 4 8 >few/results.json
    run -0 forkscale scale few
    assert_line --regexp '^ +4 .*  oversubscribed$'
    assert_line "  Amdahl's law: not fitted, because 2 numbers of workers have a processor for each; it takes 4."
    assert_line '  Universal scalability law: not fitted, because 2 numbers of workers have a processor for each; it takes 6.'
    assert_line '  Peak: unknown without the universal scalability law.'
    assert_line --partial '  Serial share: not known to change'
    run -0 --separate-stderr forkscale scale few --format json
    jq -e '[.[].oversubscribed] == [false, false, true, true] and all(.[]; .amdahl_serial_share == null and .usl_rate == null)' <<<"$output"
    # Five are enough for one law.
    a_run 0.05 0 100 0.001 1 2 4 6 8 >serial/results.json
    run -0 forkscale scale serial
    assert_line --regexp "^  Amdahl's law: serial share 0\.05[0-9]* \[0\.04[0-9]*, 0\.05[0-9]*\], one worker "
    assert_line --partial '  Universal scalability law: not fitted, because 5 numbers of workers have a processor for each; it takes 6.'
    # No coherence, and no peak.
    a_run 0.05 0 100 0.01 1 2 4 6 8 12 16 >none/results.json
    run -0 forkscale scale none
    assert_line '  Peak: none is seen, because the interval of coherence has 0 in it.'
    RATE=1 a_run 0 0 100 0.01 1 2 4 6 8 12 16 >level/results.json
    run -0 forkscale scale level
    assert_line '  Serial share: not surely above 0, so nothing is seen to limit the speedup.'
}

@test "-o draws the points, the laws with their bands, and the ideal, and says what is refused" {
    mkdir known few
    a_run 0.05 0.01 100 0.001 1 2 4 6 8 12 16 >known/results.json
    run -0 forkscale scale known -o drawn
    assert_equal "$(find drawn -mindepth 1 -printf '%f\n' | sort | tr '\n' ' ')" 'scale.gp scale.png scale.svg scale.tsv '
    python3 - drawn/scale.tsv <<'PYTHON'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1]), delimiter="\t"))
number = lambda row, key: float(row[key])
points = [row for row in rows if row["kind"] == "point"]
assert [row["workers"] for row in points] == ["1", "2", "4", "6", "8", "12", "16"], points
for kind in ("amdahl", "usl"):
    law = [row for row in rows if row["kind"] == kind]
    assert len(law) == 61 and number(law[0], "workers") == 1 and number(law[-1], "workers") == 16, len(law)
    for row in law:
        assert number(row, "low") <= number(row, "value") * 1.001 and number(row, "high") >= number(row, "value") * 0.999, row
        assert number(row, "low") < number(row, "high"), row
        assert abs(number(row, "efficiency") * number(row, "workers") / number(row, "value") - 1) < 1e-9, row
# The universal scalability law is the one that made the points: 0.8 · 8 / (1 + 0.05 · 7 + 0.01 · 56).
usl = min((row for row in rows if row["kind"] == "usl"), key=lambda row: abs(number(row, "workers") - 8))
assert number(usl, "workers") == 8 and abs(number(usl, "value") / 3.351 - 1) < 0.01, usl
PYTHON
    words=$(xmllint --xpath 'string(/)' drawn/scale.svg)
    for word in 'spin, law' speedup efficiency ideal measured "Amdahl's law" 'universal scalability law' Bands; do assert_regex "$words" "$word"; done
    refute_regex "$words" 'not fitted'
    a_run 0.05 0.01 3 0.001 1 2 4 8 >few/results.json
    run -0 forkscale scale few -o refused
    run -0 cut -f 1 refused/scale.tsv
    refute_line amdahl
    refute_line usl
    assert_regex "$(xmllint --xpath 'string(/)' refused/scale.svg)" "Amdahl's law: not fitted to 2, it takes 4; universal scalability law: not fitted to 2, it takes 6"
    specsdm91 >measured.tsv
    run -0 forkscale scale measured.tsv -o file
    assert_regex "$(xmllint --xpath 'string(/)' file/scale.svg)" 'throughput'
    cp file/scale.svg before.svg
    (cd file && gnuplot scale.gp) 3>&-
    cmp before.svg file/scale.svg
}

@test "what is no run or table, or has one number of workers, is refused in a sentence" {
    local refusal
    refused()
    {
        run "-$1" --separate-stderr forkscale scale "${@:3}"
        assert_equal "$stderr" "forkscale: $2"
        assert_output ''
    }
    refused 2 'scale: give the folder of one run, or one file'
    refused 2 'scale: give the folder of one run, or one file' a b
    printf 'workers\tspeed\n1\t2\n' >no.tsv
    refused 3 'no.tsv: its first line must name the columns, separated by tabs: workers, and either throughput or time' no.tsv
    printf 'workers\tthroughput\n' >empty.tsv
    refused 3 'empty.tsv has no rows' empty.tsv
    while IFS='|' read -r row refusal; do
        printf 'workers\tblock\tthroughput\n1\t0\t1\n%b\n' "$row" >bad.tsv
        refused 3 "bad.tsv:3: $refusal" bad.tsv
    done <<'TABLE'
0\t0\t1|expected a number of workers from 1 to 1000000, found '0'
two\t0\t1|expected a number of workers from 1 to 1000000, found 'two'
2\t-1\t1|expected a block from 0 to 1000000, found '-1'
2\t0\t0|expected a throughput above 0, found '0'
2\t0\tinf|expected a throughput above 0, found 'inf'
2\t0\t 1|expected a throughput above 0, found ' 1'
2|expected a throughput above 0, found ''
2\t0\t\x1b[2J|expected a throughput above 0, found '\x1b[2J'
TABLE
    printf 'workers\ttime\n2\t1\n2\t1.1\n' >one.tsv
    refused 3 'one.tsv: nothing in it was measured with two numbers of workers' one.tsv
    mkfifo pipe
    refused 3 'cannot read pipe: it is not a regular file' pipe
    refused 3 'cannot read missing/results.json: No such file or directory' missing
}
