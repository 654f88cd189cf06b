#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale timeline: what is traced, what is shown of a trace that is known, and what is refused as one.

# shellcheck disable=SC2016,SC2154 # jq's variables; run sets stderr
load helper

# A trace of 12 items. `uneven` takes 1 ms, and the second of its workers has done after 0.4 ms. `even` takes 0.5 ms; its
# third worker runs nothing. `broken` failed.
known_trace()
{
    jq -n '{
        trace_schema: 1, version: "0.1.0", utc: "2026-11-30T12:00:00Z", host: "here", workload: "known", items: 12, serial_ns: 800000,
        machine: { cpu_model: "none", usable_processors: 2 }, build: {},
        runs: [
            { strategy: "uneven", workers: 2, run_ns: 1000000, plain_ns: [1000, 1000, 1000], traced_ns: [1010, 1020, 1005],
              lanes: [
                { begin_ns: 100000, end_ns: 900000, records: "100000 300000 300000 0 1 1 0 250000 250000 1 1 0 50000 200000 100000 2 4 1" },
                { begin_ns: 200000, end_ns: 400000, records: "200000 200000 200000 6 6 2" } ] },
            { strategy: "even", workers: 3, run_ns: 500000, plain_ns: [], traced_ns: [],
              lanes: [
                { begin_ns: 0, end_ns: 500000, records: "0 500000 500000 0 6 6" },
                { begin_ns: 0, end_ns: 500000, records: "0 500000 500000 6 6 6" },
                { begin_ns: 0, end_ns: 0, records: "" } ] },
            { strategy: "broken", workers: 2, error: "it broke" } ] }'
}

@test "a trace that is known is shown lane by lane, and drawn" {
    mkdir out
    known_trace >out/trace.json
    run -3 --separate-stderr forkscale timeline out
    assert_equal "$stderr" 'forkscale: broken: it broke'
    assert_line --index 0 'known, 12 items'
    # 51 marks of 19.6 µs: begins at 5.1, the gap of 0.05 ms at 33.2, the finish at 45.9.
    assert_line --index 1 'uneven: 1.000 ms, traced +1.0 % (+0.5, +2.0)'
    assert_line --index 2 --regexp '^  0  /{5}#{28}-{3}#{10}={5}  +6 items,  65\.0 %$'
    assert_line --index 3 --regexp '^  1  /{10}#{10}\.{26}={5}  +6 items,  20\.0 %$'
    # Of 2 × 1 ms, 0.85 are in items, of which serial needs 0.8; start-up 0.3, between 0.15, waiting 0.5, finish 0.2.
    assert_line --index 4 '  = 0.400 compute +0.025 slower + 0.150 start-up + 0.075 between + 0.250 waiting + 0.100 finish'
    assert_line --index 5 'even: 0.500 ms'
    assert_line --index 6 --regexp '^  0  #{26} {25}  +6 items, 100\.0 %$'
    assert_line --index 8 --regexp '^  2  /{26} {25}  +0 items,   0\.0 %$'
    assert_line --index 10 'broken: failed'
    assert_line --index 11 --regexp '^     \|0 ms +\|0\.2 +\|0\.4 +\|0\.6 +\|0\.8 +\|1$'
    assert_line --partial 'A mark is 19.61 µs, and shows what took most of it'
    assert_line --partial 'up to 6 in a row are one'
    for kind in svg png tsv gp; do
        assert_file_not_empty "out/plots/timeline.$kind"
    done
    cp out/plots/timeline.svg before.svg
    (cd out/plots && gnuplot timeline.gp) 3>&-
    cmp out/plots/timeline.svg before.svg
    # Heights and times of a lane in the picture are those of the trace.
    run -0 awk -F '\t' '$1 == "uneven" && $2 == 0 { sum[$5] += ($8 - $7) * ($10 - $9) }
        END { for (kind in sum) print kind, sum[kind] }' out/plots/timeline.tsv
    assert_equal "$(sort <<<"$output" | paste -sd ,)" 'between 150000,finish 100000,items 650000,start-up 100000'
}

@test "rows have all of the time of each worker, in both formats" {
    mkdir out
    known_trace >out/trace.json
    run -3 --separate-stderr forkscale timeline out/trace.json --format json
    jq -e 'map([.strategy, .worker, .items, .chunks, .startup_ns, .items_ns, .between_ns, .waiting_ns, .finish_ns]) == [
        ["uneven", 0, 6, 2, 100000, 650000, 150000, 0, 100000], ["uneven", 1, 6, 2, 200000, 200000, 0, 500000, 100000],
        ["even", 0, 6, 6, 0, 500000, 0, 0, 0], ["even", 1, 6, 6, 0, 500000, 0, 0, 0], ["even", 2, 0, 0, 500000, 0, 0, 0, 0]]' <<<"$output"
    jq -e '.[0] | .traced_median == 1.01 and .traced_interval == "range" and .traced_blocks == 3' <<<"$output"
    assert_exist out/plots/timeline.svg # beside the file
    run -3 --separate-stderr forkscale timeline out --format tsv
    assert_line --index 0 --regexp $'^workload\tstrategy\tworkers\tworker\titems\tchunks\trun_ns\tstartup_ns\titems_ns\tbetween_ns\twaiting_ns\tfinish_ns\tserial_ns\tslower_ns\ttraced_median\t'
    assert_equal "${#lines[@]}" 6
}

@test "many workers share rows, and lanes fit the terminal" {
    mkdir out
    known_trace | jq '.runs |= [.[0] | .workers = 70 | .lanes += [range(68) | { begin_ns: 0, end_ns: 0, records: "" }]]' >out/trace.json
    run -0 forkscale timeline out
    assert_equal "$(grep -cE '^  [0-9]+(-[0-9]+)? +[/#.=-]' <<<"$output")" 24
    assert_line --regexp '^  0-2    /.* 12 items, +28\.3 %$'
    assert_line --regexp '^  69     /'
    for columns in 60 100 170; do
        run -0 on_terminal sh -c "stty cols $columns; exec '$FORKSCALE' timeline out"
        assert_equal "$(grep '^  0-2' <<<"$output" | tr -d '\r' | wc -m)" "$((columns + 1))"
    done
}

@test "the events are in Chrome's format: spans that nest, flows to items, and a queue that empties" {
    mkdir out
    known_trace | jq '.runs[0].strategy = "un\"even\u001b"' >out/trace.json
    run -3 --separate-stderr forkscale timeline out
    run -0 python3 "$ROOT/tests/golden/events.py" out/trace-events.json
    assert_output $'un"even\\x1b 4 3 12\neven 2 2 12'
    # The second item of a chunk comes without a dispatch.
    json '[.traceEvents[] | select(.pid == 1 and .ph == "s").ts] == [0, 650, 0]' out/trace-events.json
    json '[.traceEvents[] | select(.pid == 1 and .name == "between" and .tid == 1) | [.ts, .dur]] == [[650, 50]]' out/trace-events.json
    run -0 forkscale timeline -q -w spin:items=300,grain=2000 -s threads,shared_counter:chunk=7 -j 2 --blocks 1 -o real
    run -0 python3 "$ROOT/tests/golden/events.py" real/trace-events.json
    assert_line --index 0 'threads 300 300 300'
    assert_line --index 1 'shared_counter:chunk=7 300 43 300'
}

@test "a static split of falling costs leaves one long lane, and a queue even ones" {
    # A processor that is shared with others makes both worse, so many items, and wide margins.
    run -0 --separate-stderr forkscale timeline -q -w spin:shape=falling,items=200,grain=400000 -j 2 --blocks 1 -o out --format json
    jq -e '[.[] | select(.strategy == "fork_static") | .waiting_ns / .run_ns] | .[0] < 0.1 and .[1] > 0.25' <<<"$output"
    jq -e '[.[] | select(.strategy == "pipe_queue") | .waiting_ns / .run_ns] | max < 0.2' <<<"$output"
    jq -e 'map(.startup_ns + .items_ns + .between_ns + .waiting_ns + .finish_ns - .run_ns | fabs < 1) | all' <<<"$output"
    jq -e 'group_by(.strategy) | map(map(.items) | add) == [200, 200]' <<<"$output"
    # The first half of the items has three quarters of the work.
    json '[.runs[].lanes[].records | split(" ") | map(tonumber) | .[range(0; length; 6):] | .[0:6]]
        | (map(select(.[3] < 100)[2]) | add) / (map(.[2]) | add) | . > 0.6 and . < 0.9' out/trace.json
}

@test "items that take longer beside others are told from dispatch, and all adds up to the nanosecond" {
    mkdir out
    known_trace >out/trace.json
    run -3 --separate-stderr forkscale timeline out --format json
    jq -e '[.[] | select(.worker == 0) | .slower_ns] == [50000, 200000]' <<<"$output"
    known_trace | jq 'del(.serial_ns)' >out/trace.json
    run -3 --separate-stderr forkscale timeline out --format json
    jq -e 'map(.slower_ns) == [null, null, null, null, null]' <<<"$output"
    run -3 --separate-stderr forkscale timeline out
    refute_output --partial 'slower'
    run -0 --separate-stderr forkscale timeline -q -w spin:items=500,grain=2000 -s threads,pipe_queue -j 2 --blocks 1 -o real --format json
    jq -e 'group_by(.strategy) | length == 2 and all(.[]; (.[0].serial_ns > 0) and
        .[0].workers * .[0].run_ns == .[0].serial_ns + .[0].slower_ns
            + (map(.startup_ns + .between_ns + .waiting_ns + .finish_ns) | add))' <<<"$output"
}

@test "every kind of strategy is traced: each item once, and in the order of time" {
    local strategies=serial,fork_static,fork_gather,fork_per_item,work_stealing,prefork,zygote,threads,thread_pool,spawn_per_item,spawn_pool
    if [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' release : '* ]]; then
        # shellcheck disable=SC2046 # words
        strategies+=$(printf ',%s' $(forkscale list strategies --format json | jq -r '.[] | select(.unavailable == null).name' |
            grep -xE 'python_fork|python_threads|perl_forkmanager|xargs'))
    fi
    run -0 --separate-stderr forkscale timeline -q -w spin:items=60,grain=20000 -s "${strategies%,}" -j 3 --blocks 1 -o out --format json
    assert_equal "$stderr" ''
    jq -e 'group_by(.strategy) | length >= 10 and all(map(.items) | add == 60)' <<<"$output"
    # serial is the baseline, and left out among others; alone it is traced.
    jq -e '[.[] | select(.strategy == "serial")] == []' <<<"$output"
    json 'all(.runs[]; [.lanes[].records | split(" ") | map(tonumber) | [range(3; length; 6) as $i | .[$i]]] | add | sort == [range(60)])' out/trace.json
    run -0 --separate-stderr forkscale timeline -q -w spin:items=60,grain=20000 -s serial --blocks 1 -o alone --format json
    jq -e 'length == 1 and .[0].items == 60 and .[0].workers == 1' <<<"$output"
}

@test "what tracing costs is measured in the same blocks, and printed" {
    run -0 --separate-stderr forkscale timeline -q -w spin:items=200,grain=20000 -s threads -j 2 --blocks 6 -o out
    assert_line --regexp '^threads: [0-9.]+ (m|µ)s, traced [+-][0-9.]+ % \[[+-][0-9.]+, [+-][0-9.]+\]$'
    json '.runs[0] | (.plain_ns | length) == 6 and (.traced_ns | length) == 6' out/trace.json
    assert_line --partial 'out/trace-events.json'
    # A cell by hand takes the option, too.
    run -0 "$FORKSCALE_BUILD/forkscale-cell" -w "$FORKSCALE_BUILD/workloads/spin.so" --workload-settings items=10 \
        -s "$FORKSCALE_BUILD/strategies/threads.so" --trace 100 3>&-
}

@test "the picture of a lane with many items has all of its time, in shares" {
    mkdir out
    # 2000 items of 400 ns with 100 ns between them, but 5 us of one kind after each hundredth.
    known_trace | jq '.items = 2000 | .runs |= [.[0] | .workers = 1 | .run_ns = 1200000 | .lanes = [{ begin_ns: 50000, end_ns: 1150000,
        records: ([range(2000) | (if . == 0 then 50000 elif . % 100 == 0 then 5000 else 100 end) as $gap
            | "\($gap) \(if . % 400 < 200 then 400 else 350 end) 350 \(.) 1 1"] | join(" ")) }]]' >out/trace.json
    run -0 --separate-stderr forkscale timeline out --format json
    jq -r '.[0] | "startup \(.startup_ns)", "items \(.items_ns)", "between \(.between_ns)", "waiting \(.waiting_ns)", "finish \(.finish_ns)"' \
        <<<"$output" >wanted
    awk -F '\t' 'NR > 1 { kind = $5 == "start-up" ? "startup" : $5; sum[kind] += ($8 - $7) * ($10 - $9); all += ($8 - $7) * ($10 - $9) }
        END { for (kind in sum) print kind, sum[kind]; print "all", all }' out/plots/timeline.tsv >drawn
    # To a hundredth of the run, because a part of one kind but for a thousandth is drawn as that kind.
    awk 'NR == FNR { drawn[$1] = $2; next } { off = drawn[$1] - $2; if (off < -12000 || off > 12000) exit 1 }' drawn wanted
    awk '$1 == "all" && ($2 < 1190000 || $2 > 1210000) { exit 1 }' drawn
}

@test "more items than records are merged, and none is lost" {
    run -0 timeout -k 1 100 "$FORKSCALE" timeline -q -w spin:items=1000000,grain=10 -s threads:chunk=100 -j 2 --blocks 1 -o out 3>&-
    assert_line --regexp 'There were more items than records: up to (4|8|16) in a row are one'
    json '[.runs[0].lanes[].records | split(" ") | length / 6] | add | . > 100000 and . <= 262144' out/trace.json
    run -0 --separate-stderr timeout -k 1 60 "$FORKSCALE" timeline out --format json 3>&-
    jq -e '(map(.items) | add) == 1000000 and (map(.chunks) | add) == 10000' <<<"$output"
    run -0 python3 "$ROOT/tests/golden/events.py" out/trace-events.json
    assert_output --regexp '^threads:chunk=100 [0-9]{4,5} [0-9]{4,5} 1000000$'
}

@test "a strategy that fails is named, and the others are shown" {
    module strategy breaks <<'C'
#include "strategy.h"
static int run(struct pool *pool)
{
    return job_fail(pool->job, "everything", EIO);
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "breaks", .run = run };
C
    run -3 --separate-stderr forkscale timeline -q -w spin:items=20,grain=1000 -s ./breaks.so,threads -j 2 --blocks 2 -o out
    assert_equal "$stderr" 'forkscale: breaks: run: everything failed: Input/output error (EIO)'
    assert_line 'breaks: failed'
    assert_line --regexp '^threads: '
    # All of them.
    run -3 --separate-stderr forkscale timeline -q -w spin:items=20,grain=1000 -s ./breaks.so -j 2 --blocks 1 -o none
    assert_line 'breaks: failed'
    assert_exist none/trace.json
    assert_not_exist none/plots/timeline.svg
}

# The known trace with a change is refused: not_read FILTER SENTENCE
not_read()
{
    known_trace | jq "$1" >wrong.json
    run -3 --separate-stderr forkscale timeline wrong.json
    assert_regex "$stderr" "^forkscale: wrong.json: $2"
    assert_output ''
    assert_not_exist plots
}

@test "what is no trace is refused in a sentence" {
    not_read '.trace_schema = 2' 'trace_schema is 2; it must be 1'
    not_read '.items = 13' 'runs\[0\]\.lanes .*it must be records in the order of time that have all 13 items'
    not_read '.runs[0].lanes[0].records = "1 2 3"' 'runs\[0\]\.lanes\[0\]\.records .*it must be records of 6 whole numbers'
    for text in '-1 5 5 0 1 1' '1  5 5 0 1 1' '1 5 5 0 1 4294967296' '1 5 5 0 1 x' '99999999999999999999 5 5 0 1 1'; do
        not_read ".runs[0].lanes[1].records = \"$text\"" 'runs\[0\]\.lanes\[1\]\.records '
    done
    # Too late, too much work, more chunks than items, no items, before its begin, and after the end of the run.
    not_read '.runs[0].lanes[1].records = "200001 200000 200000 6 6 2"' 'runs\[0\]\.lanes '
    not_read '.runs[0].lanes[1].records = "200000 200000 200001 6 6 2"' 'runs\[0\]\.lanes '
    not_read '.runs[0].lanes[1].records = "200000 200000 200000 6 6 7"' 'runs\[0\]\.lanes '
    not_read '.runs[0].lanes[1].records = "200000 100000 100000 6 6 2 0 100000 100000 6 0 0"' 'runs\[0\]\.lanes '
    not_read '.runs[0].lanes[1].begin_ns = 200001' 'runs\[0\]\.lanes '
    not_read '.runs[0].run_ns = 899999' 'runs\[0\]\.lanes '
    not_read '.runs[0].lanes[1].end_ns = 1e300' 'runs\[0\]\.lanes\[1\]\.end_ns is 1[^ ]*; it must be a number of nanoseconds'
    not_read '.runs[0].workers = 3' 'runs\[0\]\.lanes .*it must be an array of 3 lanes'
    not_read '.runs[0].traced_ns = [1]' 'runs\[0\]\.traced_ns .*it must be as many times as in plain_ns'
    not_read '.runs = []' 'runs .*it must be an array of 1 to 16 runs'
    not_read 'del(.machine.cpu_model)' 'machine\.cpu_model is missing'
    run -3 --separate-stderr forkscale timeline missing
    assert_regex "$stderr" '^forkscale: cannot read missing: '
    mkdir empty
    run -3 --separate-stderr forkscale timeline empty
    assert_equal "$stderr" 'forkscale: cannot read empty/trace.json: No such file or directory'
}

@test "what cannot be traced as asked for is refused, and an interrupted command leaves no trace" {
    refused 'timeline: give one DIR or FILE, or none to measure' timeline a b
    for words in '-s threads' '-j 2' '-w spin' '-o out'; do
        # shellcheck disable=SC2086 # words
        refused "timeline: 'a' has been traced; only --format and --quiet go with it" timeline a $words
    done
    refused 'timeline: give one workload; 2 are given' timeline -w spin,primes
    refused "--workers '0' is not a whole number from 1 to 4096" timeline -j 0
    refused "--strategy preforq: unknown strategy (did you mean 'prefork'?)" timeline -s preforq
    # shellcheck disable=SC2046 # words
    refused 'timeline: 17 strategies are too many; at most 16 are traced' timeline $(printf -- '-s threads:chunk=%s ' {2..18})
    assert_not_exist results
    env --default-signal=INT "$FORKSCALE" timeline -q -w spin:items=100,grain=1000000 -j 2 --blocks 1000 -o out >said 2>&1 3>&- &
    until pgrep -P $! -x forkscale-cell >/dev/null && [ -d out ]; do sleep 0.05; done
    kill -s INT $!
    local status=0
    wait $! || status=$?
    assert_equal "$status $(cat said)" '130 forkscale: Interrupt; nothing was traced'
    assert_not_exist out/trace.json
}
