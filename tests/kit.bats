#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The kit, function by function: the programs in tests/kit/, each built against the library under test and run.

load helper

# Builds tests/kit/$1.c, with further sources, and expects all of its checks to hold; there must be some.
checks_hold()
{
    local name=$1
    # shellcheck disable=SC2046 # words
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -g -pthread -I"$ROOT/harness" -o "$name" \
        "$ROOT/tests/kit/$name.c" "${@:2}" $(sanitizers) -L"$FORKSCALE_BUILD" -Wl,-rpath,"$FORKSCALE_BUILD" -lforkscale -lm
    run timeout -k 1 300 "./$name" 3>&-
    assert_success
    assert_output --regexp '^([1-9][0-9]*) of \1 checks hold$'
}

@test "schedules cover every item exactly once, and the published sequences come out" {
    checks_hold schedule
}

@test "claims give every item to one worker" {
    checks_hold claim
}

@test "a gate loses no worker and no wake-up, and a spin ends" {
    checks_hold gate
}

@test "sharing begins when its rents reach the price, and runs go the faster way" {
    checks_hold sharing
}

@test "processors are chosen one of each core first, and a thread gets its mask back" {
    checks_hold processors
}

@test "list scheduling keeps its bounds against the optimum" {
    checks_hold oracle "$ROOT/harness/analyse/oracle.c"
}

@test "shifts, their intervals and p-values are golden, and agree, for 1 to 100 000 values" {
    checks_hold shift "$ROOT"/harness/analyse/{shift,rank_null,holm}.c -lgsl -lgslcblas
    python3 "$ROOT/tests/golden/shift.py" | diff - "$ROOT/tests/golden/shift.inc"
    run -0 /usr/bin/python3 "$ROOT/tests/golden/shift.py" --scipy
    assert_output --regexp '^SciPy has the same p-values in [0-9]+ cases$'
}

@test "each figure disturbs above its threshold, and what is not known disturbs nothing" {
    checks_hold noise "$ROOT/harness/analyse/noise.c" -ljansson
}

@test "two modes are those of two groups of blocks that are further apart than either is wide" {
    checks_hold spread "$ROOT"/harness/analyse/{spread,estimate}.c -lgsl -lgslcblas
}

@test "trends have the golden probabilities and sizes" {
    checks_hold drift "$ROOT/harness/analyse/drift.c" -lgsl -lgslcblas
}

@test "change points are golden, found where they are, and false no more often than the level allows" {
    checks_hold change_points "$ROOT/harness/analyse/change_points.c" -lgsl -lgslcblas
    python3 "$ROOT/tests/golden/changes.py" | diff - "$ROOT/tests/golden/changes.inc"
}

@test "METG is where a known curve crosses, rising, and not bracketed where it does not" {
    checks_hold metg "$ROOT/harness/analyse/metg.c"
}

@test "laws of scaling have the golden parameters, and their intervals hold the true ones as often as they say" {
    checks_hold law "$ROOT"/harness/analyse/{law,scaling,scaling_laws,scaling_cells,repetition_index,estimate}.c -lgsl -lgslcblas
}

@test "the wait of a child for a processor is known until it is reaped" {
    checks_hold run_delay "$ROOT/harness/process/run_delay.c"
}

@test "a whole number is read strictly, and within its range" {
    checks_hold number
}

@test "tunables are read strictly, refused in a sentence, and come back as they went" {
    checks_hold tunable
}

@test "reads and writes are whole, whatever interrupts them, and a reader that is gone is an error only" {
    checks_hold io
}

@test "a board that makes no sense is refused, and on one that does every item has one state" {
    checks_hold board
}

@test "a trace has all items and all of their time, also where they are more than its records" {
    checks_hold trace
}

@test "the times of a worker add up to the run, whole and in any parts" {
    checks_hold lanes "$ROOT"/harness/analyse/{lanes,estimate}.c "$ROOT/harness/record/trace.c" -lgsl -lgslcblas -ljansson
}

@test "advice from costs that are known is right, and says what cannot be met" {
    checks_hold advice "$ROOT"/harness/analyse/{advice,advice_model,estimate}.c -lgsl -lgslcblas
}

@test "a job runs the chunk that it is given and no other, and knows what became of each item" {
    checks_hold job
}

@test "a worker leaves without a trace, and its end is known and can be named" {
    [[ $(sanitizers) != *thread* ]] || skip 'the thread sanitizer flushes stdio at _exit'
    checks_hold worker
}

@test "a child is reaped through interruptions, or waited for until a stop or a deadline" {
    checks_hold reap
}

@test "whichever worker ends first is noticed first, and a death ends the others" {
    checks_hold watch
}

@test "the hash is SplitMix64 as published, and its units lie between 0 and 1" {
    checks_hold hash
}

@test "a text is made printable, and what is valid UTF-8 stays" {
    checks_hold text
}

@test "an error carries its code and its sentence, cut where it is too long" {
    checks_hold error
}

@test "the benchmark of claims and job_run measures every case in pairs, and its results are right" {
    # shellcheck disable=SC2046 # words
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -O2 -g -I"$ROOT/harness" $(sanitizers) -c "$ROOT"/tests/bench/kit.c \
        "$ROOT"/harness/{record/metric,analyse/estimate}.c
    # shellcheck disable=SC2046
    "${CXX:-c++}" -std=c++20 -O2 -g -pthread -I"$ROOT/harness" -o bench $(sanitizers) "$ROOT/harness/run/benchmark.cc" \
        kit.o metric.o estimate.o -L"$FORKSCALE_BUILD" -Wl,-rpath,"$FORKSCALE_BUILD" -lforkscale -lbenchmark -lgsl -lgslcblas -lm
    run -0 timeout -k 1 120 ./bench 1 3>&-
    # All pairs may have been disturbed.
    local figures='( +[1-9][0-9]*( +[0-9]+\.[0-9]){10} +[0-9]+\.[0-9]{3} \([0-9.]+ to [0-9.]+\)| +0)'
    for crew in '1 worker' '2 processes' '2 threads'; do
        for case in '1 +8' '1 +64' '8 +8' '64 +8'; do
            for grain in 5 10 100 1000; do
                assert_line --regexp "^$crew +$case +$grain +[1-9][0-9]*$figures\$"
            done
        done
    done
    assert_equal "${#lines[@]}" $((2 + 3 * 4 * 4))
    run -2 ./bench 0 3>&-
    assert_output 'usage: kit MILLISECONDS(1-2000)'
}

@test "a simulated run is that worked out by hand, whatever the schedule, and the same each time" {
    checks_hold simulate "$ROOT/harness/predict/simulate.c"
}

@test "a model has the costs of the runs it comes from, and predicts them" {
    checks_hold calibrate "$ROOT"/harness/predict/{simulate,calibrate,predict}.c "$ROOT"/harness/analyse/{lanes,estimate}.c \
        "$ROOT/harness/record/trace.c" -lgsl -lgslcblas -ljansson
}
