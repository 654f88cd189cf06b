#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Disturbances: the counters of a made-up machine, what a run records of the real one, and what is said about it.

# shellcheck disable=SC2016,SC2154 # variables of other programs; run sets stderr
load helper

GOLDEN=$BATS_TEST_DIRNAME/golden/noise

# --- the meter -----------------------------------------------------------------------------------

# The first processor that this process may use.
first_processor()
{
    awk '/^Cpus_allowed_list/ { split($2, each, /[-,]/); print each[1] }' /proc/self/status
}

# Builds ./meter ROOT COMMAND, which prints the noise of a command below a made-up root.
meter()
{
    cat >meter.c <<'C'
#include "machine/noise.h"
#include <stdio.h>
#include <stdlib.h>
int main(int count, char **argument)
{
    struct noise_meter *meter = noise_open(argument[1]);
    for (int i = 2; i < count; i++) {
        noise_begin(meter);
        int failed = system(argument[i]);
        struct noise noise = noise_end(meter);
        if (failed != 0)
            return 1;
        printf("wall %.0f strangers %.0f error %.0f steal %.0f throttled %.0f pressure %.0f runnable %.1f\n",
               noise.wall_ns, noise.strangers_ns, noise.error_ns, noise.steal_ns, noise.throttled_ns,
               noise.pressure_ns, noise.runnable);
    }
    noise_close(meter);
}
C
    # shellcheck disable=SC2046 # words
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -I"$ROOT/harness" $(sanitizers) -o meter meter.c \
        "$ROOT"/harness/machine/{noise,fact}.c -L"$FORKSCALE_BUILD" -Wl,-rpath,"$FORKSCALE_BUILD" -lforkscale -ljansson -lm
    processor=$(first_processor)
    groups=root/sys/fs/cgroup
    mkdir -p root/proc/pressure root/proc/self "$groups/outer/inner"
}

# /proc/stat of a machine with our processor and another one: stat IDLE STEAL IDLE STEAL
stat_of_two()
{
    printf 'cpu  100 0 100 %s 0 0 0 %s 0 0\n' $(($1 + $3)) $(($2 + $4))
    printf 'cpu%s 50 0 50 %s 0 0 0 %s 0 0\n' "$processor" "$1" "$2" $((processor + 1)) "$3" "$4"
    echo 'intr 12345 0 0'
}

# ./meter on our processor alone
metered()
{
    taskset -c "$processor" ./meter root "$@" 3>&-
}

@test "a machine without counters has no figures, not zeros" {
    meter
    run -0 metered true
    assert_output --regexp '^wall [0-9]+ strangers -?nan error -?nan steal -?nan throttled -?nan pressure -?nan runnable -?nan$'
    # What sandboxes show, and what a kernel without PSI does.
    printf 'cpu  0 0 0 0 0 0 0 0 0 0\ncpu%s 0 0 0 0 0 0 0 0 0 0\n' "$processor" >root/proc/stat
    : >root/proc/pressure/cpu
    echo nonsense >root/proc/loadavg
    run -0 metered true
    assert_output --regexp '^wall [0-9]+ strangers -?nan error -?nan steal -?nan throttled -?nan pressure -?nan runnable -?nan$'
}

@test "strangers have what is neither idle nor stolen nor ours, on our processors alone" {
    meter
    stat_of_two 1000 10 1000 10 >root/proc/stat
    # Nothing idle on ours: all but the little that the meter and its command take. The other one does not count.
    stat_of_two 1000 10 99000 99 >after
    run -0 metered 'sleep 0.3; cat after >root/proc/stat'
    read -r _ wall _ strangers _ error _ steal _ <<<"$output"
    assert [ "$strangers" -gt $((wall / 2)) ]
    assert [ "$strangers" -le "$wall" ]
    assert_equal "$error $steal" '30000000 0'

    # Stolen for 100 ms, and idle for as long.
    stat_of_two 1000 10 0 0 >root/proc/stat
    stat_of_two 1010 20 0 0 >after
    run -0 metered 'sleep 0.3; cat after >root/proc/stat'
    read -r _ wall _ strangers _ error _ steal _ <<<"$output"
    assert_equal "$steal" 100000000
    assert [ "$strangers" -le $((wall - 200000000)) ]
    assert [ "$strangers" -gt 0 ]
}

@test "what is counted too low is made up for in the next figure" {
    meter
    stat_of_two 1000 0 0 0 >root/proc/stat
    # Idle a second longer than the clock went: 0 and not less; so the next 0.3 s are paid for by it.
    stat_of_two 1100 0 0 0 >after
    run -0 metered 'cat after >root/proc/stat' 'sleep 0.3' 'sleep 0.3' 'sleep 0.9'
    assert_equal "${#lines[@]}" 4
    for line in 0 1 2; do assert_line --index $line --regexp ' strangers 0 '; done
    assert_line --index 3 --regexp ' strangers [1-9][0-9]+ '
}

@test "pressure, runnable tasks and the throttling of all groups are counted" {
    meter
    echo 'some avg10=1.00 avg60=2.00 avg300=3.00 total=5000' >root/proc/pressure/cpu
    echo '0.20 0.18 0.12 3/80 11206' >root/proc/loadavg
    printf '%s\n' 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0' 'cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0' >root/proc/self/mounts
    printf '%s\n' '1:cpu:/' '0::/outer/inner' >root/proc/self/cgroup
    mkdir "$groups/cpu"
    echo 'usage_usec 1' >"$groups/cpu.stat" # the root of version 2 has no quota
    printf 'nr_throttled 1\nthrottled_usec 100\n' >"$groups/outer/cpu.stat"
    printf 'nr_throttled 1\nthrottled_usec 200\n' >"$groups/outer/inner/cpu.stat"
    printf 'nr_throttled 1\nthrottled_time 3000\n' >"$groups/cpu/cpu.stat"
    run -0 metered "
        echo 'some avg10=1.00 avg60=2.00 avg300=3.00 total=5700' >root/proc/pressure/cpu
        echo '0.20 0.18 0.12 6/80 11206' >root/proc/loadavg
        printf 'nr_throttled 1\nthrottled_usec 101\n' >$groups/outer/cpu.stat
        printf 'nr_throttled 1\nthrottled_usec 220\n' >$groups/outer/inner/cpu.stat
        printf 'nr_throttled 1\nthrottled_time 3300\n' >$groups/cpu/cpu.stat"
    assert_output --regexp 'throttled 21300 pressure 700000 runnable 3\.5$'
}

# --- the record ----------------------------------------------------------------------------------

quick()
{
    forkscale run -w spin:items=20,grain=20000 -s fork_static -j 1,2 --blocks 2 -q -o out "$@"
}

@test "every repetition has the figures that the machine has" {
    quick >table
    has=wall_ns
    [ ! -e /proc/self/schedstat ] || has+=' processor_share waited_ns'
    [ ! -e /proc/pressure/cpu ] || has+=' pressure_ns'
    has+=' strangers_ns strangers_error_ns runnable disturbed'
    for key in $has; do json "[.benchmarks[] | has(\"$key\")] | all and length == 6" out/results.json; done
    json '[.benchmarks[] | .wall_ns > .once_ns + .run_ns[0] + .run_ns[1]] | all' out/results.json
    [ ! -e /proc/self/schedstat ] || json '[.benchmarks[] | .processor_share > 0 and .processor_share <= 1] | all' out/results.json
}

@test "a figure that the machine does not have is absent" {
    # The files of these counters, empty, in a mount namespace of the run's own.
    local hide='for file in stat loadavg pressure/cpu; do mount --bind /dev/null /proc/$file || exit 99; done; exec "$@"'
    unshare -rm sh -c "$hide" sh true 3>&- || skip 'no mount namespace to hide counters in'
    unshare -rm sh -c "$hide" sh "$FORKSCALE" run -w spin:items=20,grain=20000 -s serial --blocks 2 -o out >table 2>said 3>&-
    for key in strangers_ns strangers_error_ns steal_ns pressure_ns runnable; do
        json "[.benchmarks[] | has(\"$key\") | not] | all and length == 2" out/results.json
    done
    json '[.benchmarks[] | has("wall_ns") and has("disturbed")] | all' out/results.json
    run -1 grep -i nan out/results.json
    run -0 head -n 1 said
    assert_output --regexp '^.+, load .* · 1 cell × '
    run -0 grep -cE '^(Quiet|Disturbed|Noise): ' table
    assert_output 1
}

@test "a run beside a busy neighbour says so: in the record, under the table and in the pictures" {
    processor=$(first_processor)
    timeout 100 taskset -c "$processor" sh -c 'while :; do :; done' 3>&- &
    neighbour=$!
    run -0 --separate-stderr taskset -c "$processor" "$FORKSCALE" run -w spin:items=100,grain=1000000 -s fork_static -j 1 \
        --blocks 2 -o out 3>&-
    kill "$neighbour"
    wait "$neighbour" || true
    assert_regex "${stderr_lines[0]}" '^.+, 1 processor, load [0-9.]+ \(busy(: other processes take [01]\.[0-9]{2} ?(of a )?processors?)?\) · 2 cells × 2 blocks · about [0-9]+ (s|min [0-9]+ s)$'
    assert_line --regexp '^Disturbed: 4 of 4 repetitions \(strangers took [01]\.[0-9]{2} (of a processor|processors), serial got 0\.[0-9]{2} of one\); too few others are left'
    json '[.benchmarks[] | select(.strategy == "serial") | .disturbed == ["waited", "strangers"]] | all and length == 2' out/results.json
    # Half of the processor, if nobody else wants it.
    json '[.benchmarks[] | select(.strategy == "serial").processor_share < 0.8] | all' out/results.json
    json '[.benchmarks[] | .disturbed | index("strangers")] | all' out/results.json
    assert_equal "$(awk -F '\t' 'NR > 1 { print $14 }' out/plots/times.tsv)" $'2\n2'
    assert_regex "$(xmllint --xpath 'string(/)' out/plots/speedup.svg)" 'some repetitions disturbed'
}

# --- the sentence --------------------------------------------------------------------------------

# tests/golden/noise.py made these records and judged them without any code of forkscale. After a change there:
#     python3 tests/golden/noise.py make tests/golden/noise
#     for run in tests/golden/noise/*; do python3 tests/golden/noise.py sentence $run >$run/golden.txt; done
#     python3 tests/golden/noise.py drift >tests/golden/drift.inc
RECORDS='busy host old parallel quiet spread tiny'

@test "the sentences are golden, and the formats for programs have none" {
    assert_equal "$(cd "$GOLDEN" && echo *)" "$RECORDS"
    for record in $RECORDS; do
        sentence=$(head -n 1 "$GOLDEN/$record/golden.txt")
        run -0 --separate-stderr forkscale table "$GOLDEN/$record"
        assert_equal "${lines[-1]}" "$sentence"
        assert_equal "$stderr" ''
        for format in json tsv; do
            run -0 --separate-stderr forkscale table --format "$format" "$GOLDEN/$record"
            assert_equal "$stderr" ''
            refute_output --partial "$sentence"
        done
    done
    assert_equal "$(sed -n 's/^\([A-Z][a-z]*\): .*/\1/p' "$GOLDEN"/*/golden.txt | sort | uniq -c | xargs)" '4 Disturbed 1 Noise 2 Quiet'
}

@test "the pictures have the golden numbers of disturbed repetitions" {
    for record in busy quiet; do
        mkdir "$record"
        cp "$GOLDEN/$record/results.json" "$record"
        forkscale plot "$record"
        run -0 awk -F '\t' 'NF > 1 && NR > 1 { print $1 "/" $2 "/workers:" $3, $13 }' "$record/plots/speedup.tsv"
        # A cell that failed has no figure to mark.
        expected=$(sed 1d "$GOLDEN/$record/golden.txt" | grep -v '/serial/')
        assert_equal "$(sort <<<"$output")" "$(sort <<<"$expected")"
    done
    assert_regex "$(xmllint --xpath 'string(/)' busy/plots/speedup.svg)" 'some repetitions disturbed'
    assert_regex "$(xmllint --xpath 'string(/)' busy/plots/times.svg)" 'some repetitions disturbed'
    assert_regex "$(xmllint --xpath 'string(/)' busy/plots/times.svg)" '×'
    refute_regex "$(xmllint --xpath 'string(/)' quiet/plots/speedup.svg)" 'disturbed'
    refute_regex "$(xmllint --xpath 'string(/)' quiet/plots/times.svg)" 'disturbed|×'
}

@test "the causes in the record are those that follow from its figures when it is read" {
    quick --format tsv >rows.tsv
    # By cell, from the record; the baseline is only in the picture of times.
    run -0 jq -r '.benchmarks | group_by(.name)[] | "\(.[0].strategy) \(.[0].workers) \([.[] | select(.disturbed != [])] | length)"' \
        out/results.json
    awk -F '\t' 'NF > 1 && $2 != "strategy" { print $2, $3, $(NF - 1) }' out/plots/{speedup,times}.tsv | sort -u >shown
    assert_equal "$(sort <<<"$output")" "$(cat shown)"
}

@test "-q keeps the first line and the sentence away from stderr" {
    run -0 --separate-stderr quick --format json
    assert_equal "$(grep -cE '^(Quiet|Disturbed|Noise): | · ' <<<"$stderr")" 0
    run -0 --separate-stderr forkscale run -w spin:items=20,grain=20000 -s serial --blocks 2 -o out --format json
    assert_equal "$(grep -cE '^(Quiet|Disturbed|Noise): ' <<<"$stderr")" 1
    assert_regex "${stderr_lines[0]}" '^.+, [0-9]+ processors?, load ([0-9.]+( \((quiet|busy.*)\))?|unavailable) · 1 cell × 2 blocks · about [0-9]+ (s|min [0-9]+ s)$'
}

@test "the first line has the plan as it was asked for" {
    plan()
    {
        run -0 --separate-stderr forkscale run -w spin:items=20,grain=20000 -s threads -j 1,2 --iterations 1 -o out "$@"
        grep -oE '· [0-9]+ cells × .* ·' <<<"${stderr_lines[0]}"
    }
    assert_equal "$(plan --blocks 1)" '· 3 cells × 1 block ·'
    assert_equal "$(plan --budget 0.1)" '· 3 cells × as many blocks as fit ·'
    assert_regex "$(plan)" '^· 3 cells × up to [1-9][0-9]* blocks ·$'
}
