#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale advise: what the calibration measures, and what it answers where all costs are known.

# shellcheck disable=SC2154 # run sets stderr
load helper

# A calibration of 6 blocks on 2 processors: costs in us of a call, `again` and `once`, without and with a caller of 256M, and
# in ns of an item; workers that come `lag` late. Block i is i hundredths slower.
known_calibration()
{
    jq '
        [{ s: "serial", again: 0, once: 1, large: 1, item: 2 }, { s: "threads", again: 20, once: 30, large: 30, item: 40 },
         { s: "fork_static", again: 300, once: 400, large: 8400, item: 2 }, { s: "prefork", again: 0.4, once: 500, large: 8500, item: 4 },
         { s: "prefork:wait=futex", again: 25, once: 500, large: 8500, item: 4 },
         { s: "thread_pool", again: 30, once: 600, large: 600, item: 40, lag: 9 },
         { s: "fork_per_item", again: 300, once: 300, large: 8300, item: null }] as $strategies
        | [{ label: "spin:items=2,grain=1", items: 2 }, { label: "spin:items=5000,grain=0", items: 5000 },
           { label: "spin:items=128,grain=500", items: 128 }, { label: "spin:items=128,grain=50000", items: 128 }] as $loads
        | [$loads[] as $load | $strategies[] as $s | { load: $load, s: $s, ballast: 0 },
            (select($load.items == 2 and $s.s != "serial") | { load: $load, s: $s, ballast: 268435456 })
            | select($load.items == 2 or $s.item != null)
            | (if .s.s == "serial" then 1 else 2 end) as $workers
            | (.s.s + (if .ballast > 0 then "/ballast:256M" else "" end)) as $named
            | . + { cell: { workload: .load.label, strategy: $named, workers: $workers, baseline: (.s.s == "serial"),
                            oversubscribed: false, name: "\(.load.label)/\($named)/workers:\($workers)" } }
            | if .ballast > 0 then .cell += { ballast_bytes: .ballast, ballast_pages: "small" } else . end] as $cells
        | (.benchmarks[0] | with_entries(select(.value | type != "array"))) as $one
        | .context.forkscale.workloads = $loads
        | .context.forkscale.cells = [$cells[].cell]
        | .context.forkscale.blocks = 6
        | .benchmarks = [range(6) as $block | $cells[]
            | .cell.workers as $p
            | ((if .load.items == 2 then 0 elif .load.items == 5000 then 5000 * .s.item / $p
                else 128 * (if .load.label | endswith("=500") then 650 else 65000 end + .s.item) / $p end) * (1 + $block / 100)) as $work
            | (if .load.label | endswith("grain=500") then .s.lag // 0 else 0 end) as $lag
            | (if .ballast > 0 then .s.large - .s.once else 0 end) as $more
            | (((.s.again + $more + $lag) * 1000 * (1 + $block / 100) + $work) | round) as $again
            | (((.s.once + $more + $lag) * 1000 * (1 + $block / 100) + $work) | round) as $once
            | $one + { name: .cell.name, block: $block, run_ns: [[$again, 1] | max], once_ns: $once, open_ns: 0, close_ns: 0,
                       first_run_ns: $once, startup_ns: $again, busy_ns: 1, imbalance_ns: 0, finish_ns: 0 }]
    ' "$BATS_TEST_DIRNAME/fuzz/corpus/good.json"
}

# The calibration in the folder `known`.
calibrated()
{
    mkdir -p known
    known_calibration >known/results.json
}

# Prints strategy and time in us, rounded, of the first lines: first N OPTION...
first()
{
    local count=$1
    shift
    forkscale advise "$@" --format json known | jq -r ".[:$count][] | [.strategy, (.time_median_ns / 1000 | round)] | @tsv" | tr '\t' ' '
}

@test "all candidates run four loads, and only what depends on the caller is measured with a large one" {
    run -0 --separate-stderr forkscale advise --items 9 --grain 1us --dry-run
    assert_line --index 0 --regexp ', at most 12 blocks, 1 \+ 7 runs of up to 1000000 calls in each repetition, seed '
    refute_output --partial ballast:
    run -0 --separate-stderr forkscale advise --items 9 --grain 1us --parent 1GiB --blocks 2 --dry-run
    sed -n 's/^\(spin[^ ]*\).*/\1/p' <<<"$output" >cells
    # What can be advised here is listed.
    run -0 grep -c '^spin:items=[0-9]*,grain=1/.*/ballast:256M/' cells
    [ "$output" -ge 20 ]
    run -1 grep 'grain=50*/.*ballast' cells
    run -0 grep -c '^spin:items=5000,grain=0/' cells
    [ "$output" -ge 20 ]
    run -1 grep -E 'grain=50*/.*_per_item' cells
    grep -q '^spin:items=[0-9]*,grain=1/fork_per_item/workers' cells
    grep -q '^spin:items=[0-9]*,grain=50000/serial/workers:1$' cells
}

@test "costs that are known give the times that follow from them, with the spread of the blocks" {
    calibrated
    # The block between the third and the fourth is 2.5 % slower.
    run -0 first 1 --items 10 --grain 1us
    assert_output 'serial 11'
    run -0 first 2 --items 1000 --grain 20us
    assert_output $'threads 10051\nfork_static 10411'
    run -0 first 1 --items 1000 --grain 20us --processes
    assert_output 'fork_static 10411'
    run -0 first 1 --items 100 --grain 1us --again
    assert_output 'prefork 51'
    # Between calls that are far apart, workers that spin go to sleep.
    run -0 first 1 --items 100 --grain 1us --calls-per-second 11000 --processes
    assert_output 'prefork 51'
    run -0 first 1 --items 100 --grain 1us --calls-per-second 100 --processes
    assert_output 'prefork 76'
    # A process for each item takes the place of a claim.
    run -0 --separate-stderr forkscale advise --items 100 --grain 1us --format json known
    jq -e '.[] | select(.strategy == "fork_per_item") | .claims_ns / (50 * 300e3 * 1.025) | . > 0.999 and . < 1.001' <<<"$output"
    jq -e '.[0] | .advised and .reason == "advised" and .time_blocks == 6 and .time_interval == "95%" and .ratio_median == 1
        and .time_low_ns <= .time_median_ns and .processors_needed == null' <<<"$output"
    jq -e '.[1:] | map(.advised | not) | all' <<<"$output"
    run -0 --separate-stderr forkscale advise --items 100 --grain 1us --format tsv known
    assert_line --index 0 $'strategy\tadvised\ttime_median_ns\ttime_low_ns\ttime_high_ns\ttime_interval\ttime_blocks\tratio_median\tratio_low\tratio_high\tratio_interval\tratio_blocks\treason\tstart_ns\tclaims_ns\twait_ns\twork_ns\tprocessors_needed\tmost_calls_per_s'
}

# Prints the time of a strategy in us: time_of STRATEGY OPTION...
time_of()
{
    forkscale advise "${@:2}" --format json known | jq --arg strategy "$1" '.[] | select(.strategy == $strategy).time_median_ns / 1000 | round'
}

@test "workers of an open pool that begin late do less, and nothing where the caller is done before" {
    calibrated
    # 30 us, and 9 of lag; half of 20 ms; 50000 claims of 40 ns.
    run -0 time_of thread_pool --items 100000 --grain 200ns --again
    assert_output 12090
    run -0 time_of thread_pool --items 10 --grain 1us --again
    assert_output 41
}

@test "a larger caller pays more for its forks, in proportion" {
    calibrated
    run -0 first 1 --items 1000 --grain 20us --processes --parent 64M
    assert_output 'fork_static 12461'
    run -0 first 1 --items 1000 --grain 20us --processes --parent 512MiB
    assert_output 'serial 20003'
    run -0 first 1 --items 1000 --grain 20us --parent 1T
    assert_output 'threads 10051'
    mkdir small
    known_calibration | jq '(.context.forkscale.cells |= map(select(.ballast_bytes == null)))
        | .benchmarks |= map(select(.name | contains("ballast") | not))' >small/results.json
    run -3 --separate-stderr forkscale advise --items 9 --grain 1us --parent 1M small
    assert_equal "$stderr" 'forkscale: small: it was calibrated without --parent, so what a large program pays is not known'
}

@test "uneven items: a static split waits for its slower worker" {
    calibrated
    run -0 forkscale advise --items 20 --grain 1ms --unevenness 1 --processes --again known
    assert_line --regexp '^  fork_static +1\.[1-3][0-9]  waits [12]\.[0-9]+ ms for the last worker$'
    run -0 forkscale advise --items 20 --grain 1ms --processes --again known
    refute_output --partial waits
}

@test "the table says what is advised and why not the others, in 80 columns" {
    calibrated
    run -0 --separate-stderr forkscale advise --items 1000 --grain 20us known
    assert_line --index 0 '1000 items of 20.0 µs are 20.0 ms of work for 2 processors. Called once.'
    assert_line --index 1 --regexp '^advice: threads   10\.1 ms \[10\.1 ms, 10\.1 ms\] a call$'
    assert_line --regexp '^others +ratio  why not$'
    assert_line --regexp '^  fork_static +1\.04  starting and ending take 410 µs$'
    assert_line --regexp '^  serial +1\.99  one processor does it all$'
    assert_line --regexp '^  fork_per_item +16\.[0-9]  an item costs 308 µs more$'
    run -0 wc -L <<<"$output"
    [ "$output" -le 80 ]
    # Fewer blocks have no interval.
    known_calibration | jq '.context.forkscale.blocks = 2 | .benchmarks |= map(select(.block < 2))' >known/results.json
    run -0 --separate-stderr forkscale advise --items 1000 --grain 20us known
    assert_line --index 1 --regexp '^advice: threads   10\.1 ms \(10\.1 ms, 10\.1 ms\) a call$'
}

@test "what no number of processors, or no strategy, can meet is an answer of no" {
    calibrated
    run -1 --separate-stderr forkscale advise --items 1000 --grain 20us --calls-per-second 100 known
    assert_line '100 calls a second need 2 s of processor time per second; 2 processors cannot.'
    assert_equal "$stderr" ''
    run -1 --separate-stderr forkscale advise --items 1000 --grain 20us --calls-per-second 99.9 known
    assert_line --regexp '^99\.9 calls a second need 2 s of processor time per second, but a call takes 10\.0 ms: at most 99\.[5-8] a second\.$'
    run -0 --separate-stderr forkscale advise --items 1000 --grain 20us --calls-per-second 50 known
    assert_line '50 calls a second need 1 s of processor time per second.'
    run -1 --separate-stderr forkscale advise --items 1000 --grain 20us --calls-per-second 1e4 --format json known
    jq -e '.[0] | .processors_needed == 200 and (.most_calls_per_s > 99 and .most_calls_per_s < 100)' <<<"$output"
}

@test "a calibration here answers, and again from its folder" {
    run -0 --separate-stderr forkscale advise --items 100000 --grain 1ms --blocks 1 -q -o out
    assert_equal "$stderr" ''
    assert_line --index 0 --regexp '^100000 items of 1\.00 ms are 100 s of work for [0-9]+ processors?\. Called once\.$'
    advised=$(sed -n 's/^advice: \([^ ]*\) .*/\1/p' <<<"$output")
    [ -n "$advised" ]
    run -0 --separate-stderr forkscale advise --items 100000 --grain 1ms out
    assert_line --partial "advice: $advised "
    json '.context.forkscale.command_line[1] == "advise"' out/results.json
}

@test "what makes no question, or is no calibration, is refused in a sentence" {
    refused 'advise: say how many --items and of which --grain' advise
    refused 'advise: say how many --items and of which --grain' advise --items 3
    refused "--unevenness '-0.5' is negative" advise --items 1 --grain 1us --unevenness -0.5
    refused '--again and --calls-per-second exclude each other' advise --items 1 --grain 1us --again --calls-per-second 1
    refused 'advise: give the folder of one calibration, or none to measure' advise --items 1 --grain 1us a b
    for words in '--blocks 2' '-o out' --dry-run; do
        # shellcheck disable=SC2086 # words
        refused "advise: DIR 'a' has been measured; options of a measurement do not go with it" advise --items 1 --grain 1us a $words
    done
    run -3 --separate-stderr forkscale advise --items 1 --grain 1us missing
    assert_regex "$stderr" 'cannot read missing'
    mkdir other
    cp "$BATS_TEST_DIRNAME/fuzz/corpus/good.json" other/results.json
    run -3 --separate-stderr forkscale advise --items 1 --grain 1us other
    assert_equal "$stderr" "forkscale: other: it is not the calibration of 'forkscale advise'"
}

@test "the proof asks its questions once, and its page follows from its tables" {
    run -0 "$ROOT/scripts/prove-advice" --run --questions 2 --blocks 1 --results "$PWD/runs" --docs "$PWD/proof" 3>&-
    assert_equal "$(cut -f 1 proof/advice.tsv | paste -sd ' ')" 'question 1 2'
    assert_equal "$(awk -F '\t' 'NR > 1 && !($9 != "" && $10 > 0 && $13 > 0 && $14 != "" && $15 > 0)' proof/advice.tsv)" ''
    cp proof/advice.tsv before.tsv
    # A miss and a hit that are known.
    {
        head -n 1 before.tsv
        tr ' ' '\t' <<<'1 100 2000 0 once any 0 5 threads 200000 190000 210000 205000 serial 1.2 1.1 1.3'
        tr ' ' '\t' <<<'2 100 2000 1 again processes 64M 5 prefork 200000 190000 210000 300000 prefork 1 1 1'
    } >proof/advice.tsv
    run -0 "$ROOT/scripts/prove-advice" --page --docs proof 3>&-
    run -0 grep '^|' proof/advice.md
    assert_line '| once, any workers | 1 | 0 (0 %) | 1 | 1 | 1 |'
    assert_line '| again, processes | 1 | 1 (100 %) | 0 | 0 | 0 |'
    assert_line '| all | 2 | 1 (50 %) | 1 | 1 | 1 |'
    assert_line '| 1 | 100 x 2 us | 0 | once, any workers | 0 | threads | serial | 1.20 (1.10, 1.30) |'
    run -2 "$ROOT/scripts/prove-advice" --blocks 0
    assert_output "prove-advice: --blocks: '0' is no number from 1"
}

@test "docs/advice.md is the page of docs/advice.tsv, and the aim is reached there" {
    mkdir docs
    cp "$ROOT"/docs/advice*.tsv docs
    run -0 "$ROOT/scripts/prove-advice" --page --docs docs 3>&-
    run -0 diff "$ROOT/docs/advice.md" docs/advice.md
    awk -F '\t' 'NR > 1 { all++; near += $15 <= 1.05 } END { exit !(all >= 40 && near >= 0.9 * all) }' docs/advice.tsv
}
