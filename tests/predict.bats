#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale predict: what is measured for a prediction, what is shown of it, and what is refused. The model itself is in
# tests/kit/simulate.c and calibrate.c.

# shellcheck disable=SC2154 # run sets stderr
load helper

@test "what was measured is predicted as measured, and more workers as the model has it" {
    run -0 --separate-stderr forkscale predict -q -w sleep:items=40,grain=10000 -s shared_counter,fork_static --calibrate 1,4 -j 1,4-8 --blocks 1 --format json
    assert_equal "$stderr" ''
    jq -e 'map([.strategy, .workers]) == [["shared_counter", 1], ["shared_counter", 4], ["shared_counter", 8],
        ["fork_static", 1], ["fork_static", 4], ["fork_static", 8]]' <<<"$output"
    # With one block, exactly.
    jq -e 'map(select(.workers < 8)) | all((.run_median_ns / .measured_ns - 1 | fabs) < 1e-9)' <<<"$output"
    jq -e 'map(select(.workers == 8)) | all(.measured_ns == null)' <<<"$output"
    # 40 items of 10 ms: 100 ms with 4 workers, 50 ms with 8, and start-up. Processors that others use make it longer.
    jq -e 'all(.[]; .run_median_ns >= 350e6 / .workers and .speedup > 0)' <<<"$output"
    jq -e 'group_by(.strategy) | all((.[2].run_median_ns) < .[1].run_median_ns)' <<<"$output"
}

@test "a model, its assumptions and what it does not know are printed" {
    run -0 --separate-stderr forkscale predict -q -w spin:items=100,grain=1000 -s prefork -j 1-4096 --blocks 1
    assert_line --index 0 --regexp '^spin:items=100,grain=1000, 100 items, as measured on [0-9]+ processors? of '
    assert_line --index 1 'prefork'
    assert_line --regexp '^  model: with [0-9]+ workers items take [0-9.]+ of what they do with 1;$'
    assert_line --regexp '^  of which one at a time an addition to one word, [0-9.]+ ns; finish .* for each other worker$'
    for workers in 1 2 4 64 2048 4096; do
        assert_line --regexp "^ +$workers +[0-9.]+ [µmn]?s +[(].*[)]  speedup [0-9.]+, efficiency [0-9.]+"
    done
    assert_line --regexp '^Assumed: each worker has a processor of its own'
    assert_line --regexp '^Not known: memory bandwidth, caches and NUMA'
}

@test "a strategy without a schedule is named, and the others are predicted" {
    run -3 --separate-stderr forkscale predict -q -w spin:items=100,grain=1000 -s adaptive,threads -j 8 --blocks 1 --format json
    assert_equal "$stderr" 'forkscale: adaptive: it has no schedule, so the model does not know how it shares'
    jq -e 'map(.strategy) == ["threads"]' <<<"$output"
}

@test "what cannot be predicted as asked for is refused" {
    refused 'predict: give one workload with -w; 0 are given' predict
    refused 'predict: give one workload with -w; 2 are given' predict -w spin,primes
    refused 'predict: serial alone has nothing to predict' predict -w spin -s serial
    for workers in 0 4097 4-2 x 1-x -3; do
        refused "predict: --workers '$workers' is not a number of workers from 1 to 4096, or a range of them (1-4096)" predict -w spin "-j$workers"
    done
    for workers in 0 4097 x; do
        refused "predict: --calibrate '$workers' is not a number of workers from 1 to 4096, or a range of them (1-4096)" predict -w spin --calibrate "1,$workers"
    done
    refused 'predict: --calibrate takes two different numbers of workers, as 1,2, not 1' predict -w spin --calibrate 3,3
    run -2 --separate-stderr forkscale predict -w nothing
    assert_regex "$stderr" "unknown workload"
}

# Predictions and measurements as prove-predictions keeps them, of two strategies: kept KIND PREDICTED MEASURED PREDICTED MEASURED
kept()
{
    mkdir -p "results/$1/cell"
    jq -n --arg kind "$1" --argjson a "$2" --argjson b "$4" '[["a", $a], ["b", $b]] | map({ workload: $kind, strategy: .[0], workers: 2,
        run_median_ns: .[1], run_low_ns: .[1], run_high_ns: .[1], simulated_ns: .[1] })' >"results/$1/cell/predicted.json"
    jq -n --argjson a "$3" --argjson b "$5" '[["a", $a], ["b", $b]] | map({ strategy: .[0], workers: 2, measured_ns: .[1] })' \
        >"results/$1/cell/measured.json"
}

@test "the proof counts errors and winners, and says which bounds are missed" {
    kept sleep 1000 1005 2000 2010
    kept cpu 1000 1100 2000 1050
    /usr/bin/python3 -B "$ROOT/scripts/prove-predictions.d/collect.py" results >predict.tsv
    assert_equal "$(wc -l <predict.tsv)" 5
    run -1 /usr/bin/python3 -B "$ROOT/scripts/prove-predictions.d/page.py" predict.tsv
    assert_line --regexp '^\| sleeping items, .* \| 2 \| 0\.5% \| 0\.5% \| 1%, 3% \| kept \|$'
    assert_line --regexp '^\| CPU items .* \| 2 \| 49\.8% \| 90\.5% \| 3%, 7% \| \*\*missed\*\* \|$'
    # a is predicted, and takes 1100 where b takes 1050.
    assert_line --partial 'in 1 of 2 cells (50%; bound 95% of at least 60): **missed**, too few cells to tell.'
    assert_line '| cpu | b | 2 | 0.00 ms | 0.00 ms | 90.5% |'
}
