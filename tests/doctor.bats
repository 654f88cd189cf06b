#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale doctor: what it says of machines that are made up, and of this one.

# shellcheck disable=SC2016,SC2154 # jq's variables; run sets stderr
load helper

# Writes files of a machine, from lines of PATH and TEXT: machine ROOT
machine()
{
    local path text
    while read -r path text; do
        mkdir -p "$1/$(dirname "$path")"
        printf '%s\n' "$text" >"$1/$path"
    done
}

good_machine()
{
    machine "$1" <<'FILES'
sys/devices/system/cpu/cpu0/cpufreq/scaling_governor performance
sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq 3000000
sys/devices/system/cpu/cpu0/cpu_capacity 1024
sys/devices/system/cpu/intel_pstate/no_turbo 1
sys/devices/system/cpu/smt/active 0
proc/meminfo MemTotal: 8388608 kB
sys/kernel/mm/transparent_hugepage/enabled always [madvise] never
proc/sys/kernel/randomize_va_space 2
proc/loadavg 0.05 0.10 0.20 1/300 1234
FILES
    printf 'MemAvailable: 4194304 kB\nSwapTotal: 1048576 kB\nSwapFree: 1048576 kB\n' >>"$1/proc/meminfo"
}

# Examines a machine without listening for long, and leaves the rows in rows.json.
examine()
{
    run --separate-stderr forkscale doctor --root "$1" --seconds 0.01 --format json
    assert_equal "$stderr" ''
    printf '%s' "$output" >rows.json
    # The status follows from the rows.
    json "any(.[]; .state == \"WARN\") == ($status == 1)" rows.json
}

# What was found in an examination: found NAME STATE TEXT
found()
{
    assert_equal "$(jq -r --arg name "$1" '.[] | select(.examination == $name) | "\(.state) \(.seen // .why_unknown)"' rows.json)" "$2 $3"
}

@test "a machine that is as it should be has no warning" {
    good_machine good
    examine good
    found governor OK performance
    found turbo OK off
    found smt OK 'each processor is a core'
    found cores OK '1 processors, all alike'
    found quota OK none
    found memory OK '4.0 of 8.0 GiB are left'
    found swap OK 'none is used'
    found 'huge pages' OK madvise
    found layout OK 'random in each repetition, so medians average over it'
    found load OK '0.05 in the mean of the last minute'
    json 'all(.[] | select(.state == "WARN"); .examination | IN("strangers", "jitter", "clock", "counters"))' rows.json
}

@test "each thing that disturbs is a warning, with what helps" {
    good_machine bad
    machine bad <<'FILES'
sys/devices/system/cpu/cpu1/cpufreq/scaling_governor powersave
sys/devices/system/cpu/cpu1/cpu_capacity 512
sys/devices/system/cpu/cpu2/cpufreq/scaling_governor performance
sys/devices/system/cpu/intel_pstate/no_turbo 0
sys/devices/system/cpu/smt/active 1
sys/kernel/mm/transparent_hugepage/enabled [always] madvise never
proc/sys/kernel/randomize_va_space 0
proc/loadavg 0.21 0.10 0.20 1/300 1234
proc/self/cgroup 0::/box
proc/self/mounts cgroup2 /sys/fs/cgroup cgroup2 rw 0 0
sys/fs/cgroup/box/cpu.max 150000 100000
FILES
    printf 'MemTotal: 8388608 kB\nMemAvailable: 524288 kB\nSwapTotal: 2097152 kB\nSwapFree: 1048576 kB\n' >bad/proc/meminfo
    examine bad
    found governor WARN 'not the same on all processors; the first has performance'
    found turbo WARN 'on: serial runs faster than each of many workers, so speedups are less'
    found smt WARN 'two processors share a core, and its units and caches'
    found cores WARN '3 processors of different capacity'
    found memory WARN '0.5 of 8.0 GiB are left'
    found swap WARN '1.0 GiB are swapped out, and come back during runs'
    found 'huge pages' WARN 'always: khugepaged joins pages while strategies run'
    found layout WARN 'the same in each repetition, so its effect looks like the strategy'"'"'s'
    found load WARN "0.21 processors' work in the mean of the last minute"
    found quota WARN "about 2 processors' time; workers are stopped when it is used up"
    json 'all(.[] | select(.state == "WARN"); .remedy | length > 5)' rows.json
    rm bad/sys/devices/system/cpu/intel_pstate/no_turbo
    machine bad <<<'sys/devices/system/cpu/cpufreq/boost 1'
    machine bad <<<'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor powersave'
    machine bad <<<'sys/devices/system/cpu/cpu2/cpufreq/scaling_governor powersave'
    examine bad
    found governor WARN powersave
    json '.[] | select(.examination == "turbo").remedy == "echo 0 > /sys/devices/system/cpu/cpufreq/boost"' rows.json
}

@test "what a machine does not show is unknown, and no warning" {
    mkdir empty
    examine empty
    for name in governor turbo smt cores affinity memory swap 'huge pages' layout load strangers; do
        json ".[] | select(.examination == \"$name\") | .state == \"UNKNOWN\" and .seen == null and (.why_unknown | length > 5)" rows.json
    done
}

@test "this machine: a line for each examination, and the resolution of so many blocks" {
    run forkscale doctor --seconds 1 --blocks 6
    assert_regex "$status" '^[01]$'
    assert_line --regexp '^(OK|WARN) +affinity '
    assert_line --regexp '^(OK|WARN) +jitter +pieces of [0-9]+ ms are up to [0-9.]+ % slower; 6 blocks resolve differences of [0-9.]+ %$'
    assert_line --regexp '^[0-9]+ OK, [0-9]+ warnings?, [0-9]+ unknown\.$'
    [ "$(nproc)" -gt 1 ] || return 0
    first=$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')
    run taskset -c "$first" "$FORKSCALE" doctor --seconds 0.01 --format tsv
    assert_equal "$status" 1
    assert_line --regexp $'^affinity\tWARN\t1 of [0-9]+ processors are allowed\t'
}

@test "bad options of doctor are refused in a sentence" {
    run -2 --separate-stderr forkscale doctor --blocks 5
    assert_equal "$stderr" "forkscale: --blocks '5' is not a whole number from 6 to 100000"
    run -2 --separate-stderr forkscale doctor --seconds 0
    assert_equal "$stderr" "forkscale: --seconds '0' is not a number of seconds from 0.001 to 86400"
    run -2 --separate-stderr forkscale doctor now
    assert_output ''
}
