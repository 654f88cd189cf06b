#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale grain: which cells it measures, and what it makes of results in which the METG is known.

# shellcheck disable=SC2016,SC2154 # jq's variables; run sets stderr
load helper

# A run of 2 workers at grains of 100 ns to 10 µs, as step and as bag. `cheap`, `dear` and `never` spend 10, 3000 and 1e9 ns
# on each item of a step, and a tenth of it in a bag. In the block in the middle of $1 (9) it is that; the others differ by a
# hundredth from one to the next. The blocks also differ in speed. Times are whole nanoseconds, so all are 1000 times as long.
known_curves()
{
    jq --argjson blocks "${1:-9}" '
        { cheap: 10, dear: 3000, never: 1e9 } as $overheads
        | [100, 200, 500, 1000, 2000, 5000, 10000] as $grains
        | [$grains[] | { grain: ., items: 2, share: 1 }, { grain: ., items: (20000 / . * 2), share: 0.1 }
            | . + { label: "spin:items=\(.items),grain=\(.grain)" }] as $workloads
        | [$workloads[] | . as $w
            | ({ strategy: "serial", baseline: true, workers: 1 },
               (("never", "dear", "cheap") | { strategy: ., baseline: false, workers: 2 }))
            | . + { workload: $w.label, oversubscribed: false, name: "\($w.label)/\(.strategy)/workers:\(.workers)", w: $w }] as $cells
        | (.benchmarks[0] | with_entries(select(.value | type != "array"))) as $one
        | .context.forkscale.workloads = [$workloads[] | { "label": .label, items }]
        | .context.forkscale.cells = [$cells[] | del(.w)]
        | .context.forkscale.blocks = $blocks
        | .benchmarks = [range($blocks) as $block | $cells[]
            | (1 + ($block - ($blocks - 1) / 2) / 100) as $more
            | (if .baseline then .w.grain * .w.items
               else (.w.grain + $overheads[.strategy] * .w.share * $more) * .w.items / 2 end) as $ns
            | $one + { name, block: $block, run_ns: [$ns * 1000 * (1 + $block / 7) | round] }]
    ' "$BATS_TEST_DIRNAME/fuzz/corpus/good.json"
}

@test "each grain is measured as a step and as a bag, with the same work in all bags" {
    run -0 forkscale grain -s threads -j 3 --dry-run
    assert_line --index 0 --partial ' within about 120 s, 1 + 1 runs of up to 1000000 calls in each repetition'
    sed -n 's/^\(spin[^ ]*\).*/\1/p' <<<"$output" >cells
    assert_equal "$(wc -l <cells)" 64
    assert_equal "$(grep -c '/threads/workers:3$' cells)" 32
    assert_equal "$(grep -c '/serial/workers:1$' cells)" 32
    grep -q '^spin:items=3,grain=100/threads' cells
    grep -q '^spin:items=3,grain=10000000/threads' cells
    # The items times the steps of each bag; an item count of 1000 is the default, which the label leaves out.
    assert_equal "$(sed -nE '/threads/!d; s/^spin:grain=/spin:items=1000,grain=/; s/^spin:items=([0-9]+),grain=([0-9]+)\/.*/\1 \2/p' cells |
        awk '$1 > 3 { print $1 * $2 }' | sort -u)" 60000000
    refute grep -qv -e '--call-ns 5000000' <(grep -- '--runs' <<<"$output")
    run -0 forkscale grain -s threads -j 4096 --dry-run
    assert_line --partial 'items=10000000,grain=100/'
    # Blocks instead of a time.
    run -0 forkscale grain -s threads --blocks 2 --dry-run
    assert_line --index 0 --regexp ', at most 2 blocks, 1 \+ 1 runs'
}

@test "METG of known curves, in its order, with its interval, and < and > where it is not bracketed" {
    mkdir known
    known_curves >known/results.json
    run -0 forkscale grain known
    assert_line --index 0 --regexp '^step, 2 workers +METG +\[low, high\] +x least +efficiency$'
    # Between 2 and 5 units the efficiency is 0.4 and 0.625: 2 · 2.5^(0.1 / 0.225); a unit is 1.57 µs, by the speed of the
    # block in the middle.
    assert_line --index 1 --regexp '^  cheap +<157 µs +\[<157 µs, <157 µs\] +1\.00$'
    assert_line --index 2 --regexp '^  dear +4\.72 ms +\[4\.59 ms, 4\.86 ms\] +0\.77$'
    assert_line --index 3 --regexp '^  never +>15\.7 ms +\[>15\.7 ms, >15\.7 ms\] +0\.00$'
    assert_line --index 4 --regexp '^bag, 2 workers +METG'
    assert_line --index 6 --regexp '^  dear +472 µs +\[459 µs, 486 µs\] +0\.97$'
    refute_output --partial 'Calibration fault'
    run -0 --separate-stderr forkscale grain known --format json
    jq -e '[.[] | [.kind, .strategy, .workers, .metg_side]] == [["step", "cheap", 2, "below"], ["step", "dear", 2, "within"],
        ["step", "never", 2, "above"], ["bag", "cheap", 2, "below"], ["bag", "dear", 2, "within"], ["bag", "never", 2, "above"]]' \
        <<<"$output"
    jq -e '.[1] | (.metg_ns / (2000e3 * 11 / 7 * pow(2.5; 0.1 / 0.225)) - 1 | fabs < 1e-3) and .interval == "95%"
        and .low_side == "within" and .high_ns > .metg_ns and .low_ns < .metg_ns and (.calibration_fault | not)' <<<"$output"
    run -0 --separate-stderr forkscale grain known --format tsv
    assert_line --index 0 $'kind\tstrategy\tworkers\tmetg_ns\tmetg_side\tlow_ns\tlow_side\thigh_ns\thigh_side\tinterval\tbehind\tgrain_least_ns\tgrain_greatest_ns\tefficiency_last\tefficiency_most\tcalibration_fault'
    # Fewer blocks have no interval.
    mkdir few
    known_curves 3 >few/results.json
    run -0 forkscale grain few
    assert_line --regexp '^  dear +[0-9.]+ ms +\([0-9.]+ ms, [0-9.]+ ms\) '
}

@test "x least is over the first that is bracketed, and an efficiency above 1.02 is a calibration fault" {
    mkdir known fault
    known_curves | jq '(.benchmarks[] | select(.name | test("items=2,.*/never/")).run_ns[0]) |= (. / 160000 | round)
        | del(.benchmarks[] | select(.name | test("/cheap/")))' >known/results.json
    run -0 --separate-stderr forkscale grain known --format json
    jq -e '[.[] | select(.kind == "step")] | .[0].behind == null
        and (.[1].behind / (.[1].metg_ns / .[0].metg_ns) - 1 | fabs < 1e-9)' <<<"$output"
    known_curves | jq '(.benchmarks[] | select(.name | test("items=2,grain=1000/cheap/")).run_ns[0]) |= (. * 0.96 | round)' >fault/results.json
    run -0 forkscale grain fault
    assert_line --partial 'Calibration fault: an efficiency above 1.02'
    assert_line '  step, cheap: up to 1.03, at 1.57 ms'
    run -0 --separate-stderr forkscale grain fault --format json
    jq -e '[.[].calibration_fault] == [true, false, false, false, false, false]' <<<"$output"
}

@test "a cell that failed is not on the curve, and one repetition that was disturbed does not move it" {
    mkdir known failed disturbed
    known_curves >known/results.json
    run -0 forkscale grain known
    before=$(grep '^  dear' <<<"$output")
    known_curves | jq '(.benchmarks[] | select(.block == 2 and (.name | test("grain=10000/"))).run_ns[0]) *= 9
        | (.benchmarks[] | select(.block == 2 and (.name | test("grain=10000/serial"))).run_ns[0]) /= 9' >disturbed/results.json
    run -0 forkscale grain disturbed
    # All but the efficiency at the greatest grain.
    after=$(grep '^  dear' <<<"$output")
    assert_equal "$(cut -c 1-60 <<<"$after")" "$(cut -c 1-60 <<<"$before")"
    known_curves | jq '(.benchmarks[] | select(.block == 8 and (.name | test("items=2,grain=(1|2)00/never")))) |=
        . + { error_occurred: true, error_message: "boom" }' >failed/results.json
    run -0 --separate-stderr forkscale grain failed --format json
    jq -e '[.[] | select(.strategy == "never").grain_least_ns] | .[0] > 4 * .[1]' <<<"$output"
}

@test "the pictures are drawn of each curve, from a measured run and again by plot" {
    run -0 --separate-stderr forkscale grain -q -s prefork,fork_static -j 2 --blocks 1 -o out
    assert_equal "$stderr" ''
    for name in grain metg; do
        for kind in svg png tsv gp; do
            assert_file_not_empty "out/plots/$name.$kind"
        done
        assert_line --partial "  out/plots/$name.svg"
    done
    assert_not_exist out/plots/speedup.svg
    assert_equal "$(cut -f 1,2 out/plots/grain.tsv | sed '1d; /^\s*$/d' | sort | uniq -c | tr -s ' ' | paste -sd ,)" \
        $' 16 bag\tfork_static, 16 bag\tprefork, 16 step\tfork_static, 16 step\tprefork'
    assert_equal "$(cut -f 1,2,6 out/plots/metg.tsv | sed 1d | wc -l)" 4
    json '.context.forkscale.call_ns == 5000000 and ([.context.forkscale.command_line[1]] == ["grain"])' out/results.json
    # The script alone draws it again, and so does plot.
    for name in grain metg; do
        cp "out/plots/$name.svg" before.svg
        (cd out/plots && gnuplot "$name.gp") 3>&-
        cmp "out/plots/$name.svg" before.svg
    done
    run -0 --separate-stderr forkscale grain out
    assert_line --regexp '^  fork_static +[0-9.>]+ [µm]s +\('
    refute_output --partial 'Look at'
    mkdir known
    known_curves >known/results.json
    run -0 --separate-stderr forkscale plot known
    assert_output 'known/plots: speedup, efficiency, times, overhead, grain, metg'
    assert_equal "$(cut -f 2,6,11 known/plots/metg.tsv | sed 1d | paste -sd ' ')" \
        $'cheap\t1\tbelow dear\t2\twithin never\t3\tabove cheap\t1\tbelow dear\t2\twithin never\t3\tabove'
}

@test "what cannot be analysed or measured is refused" {
    mkdir none
    known_curves | jq 'del(.context.forkscale.workloads)' >none/results.json
    run -3 --separate-stderr forkscale grain none
    assert_equal "$stderr" 'forkscale: none: no strategy has 4 grains of spin or more'
    run -3 --separate-stderr forkscale grain missing
    assert_regex "$stderr" 'cannot read missing'
    refused 'grain: give the folder of one run, or none to measure' grain none none
    for words in '-s threads' '-j 2' '--blocks 2' '--budget 3' '-o out' --dry-run; do
        # shellcheck disable=SC2086 # words
        refused "grain: DIR 'none' has been measured; only --format and --quiet go with it" grain none $words
    done
    refused "--workers '0' is not a whole number from 1 to 4096" grain -j 0
    refused "--strategy preforq: unknown strategy (did you mean 'prefork'?)" grain -s preforq
    refused '--blocks and --budget exclude each other' grain --blocks 1 --budget 2
}
