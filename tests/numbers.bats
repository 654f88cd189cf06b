#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Every number that anyone can type, of every command and of every module that is listed: what is none, or is out of
# range, is refused with the option, the value and the range, before anything is measured.

# shellcheck disable=SC2154 # run sets stderr
load helper

setup_file()
{
    # Some tests go through all modules.
    export BATS_TEST_TIMEOUT=600
}

# What is no number, or too large for any of them. 0 and -1 are in some ranges, and are tried where they are not.
NEVER=(1e3 0x10 ' 4' '4 ' 4x +4 4.0 2^31 2^63 9223372036854775808 -9223372036854775809 '' - -- NaN '4,5x' $'4\n' ٤)

SPIN=$FORKSCALE_BUILD/workloads/spin.so
SERIAL=$FORKSCALE_BUILD/strategies/serial.so

# A value as it is shown: control characters escaped.
shown()
{
    printf '%s' "${1//$'\n'/\\x0a}"
}

# The options with a number in the help of a command.
numeric_options()
{
    forkscale "$1" --help | sed -nE 's/^  .*(--[a-z-]+=(N|LIST|SECONDS))( .*|)$/\1/p' | sort
}

# Each of NEVER and of the further values is refused as the value of an option: whole COMMAND OPTION MIN MAX VALUE...
whole()
{
    local command=$1 option=$2 range="$3 to $4" value
    shift 4
    for value in "${NEVER[@]}" "$@"; do
        refused "$option '$(shown "$value")' is not a whole number from $range" "$command" "$option" "$value"
    done
}

@test "every option with a number is known to this test" {
    run -0 numeric_options run
    assert_output $'--ballast=LIST\n--blocks=N\n--budget=SECONDS\n--call-time=SECONDS\n--calls=N\n--iterations=N\n--seed=N\n--timeout=SECONDS\n--workers=LIST'
    run -0 numeric_options grain
    assert_output $'--blocks=N\n--budget=SECONDS\n--seed=N\n--timeout=SECONDS\n--workers=N'
    run -0 numeric_options timeline
    assert_output $'--blocks=N\n--timeout=SECONDS\n--workers=N'
    run -0 numeric_options predict
    assert_output $'--blocks=N\n--calibrate=LIST\n--seed=N\n--timeout=SECONDS\n--workers=LIST'
    run -0 numeric_options check
    assert_output '--jobs=N'
    run -0 numeric_options ratios
    assert_output '--workers=N'
    run -0 numeric_options floor
    assert_output $'--blocks=N\n--seed=N\n--workers=N'
    run -0 numeric_options advise
    assert_output $'--blocks=N\n--items=N\n--seed=N'
    for command in list plot table; do
        run -0 numeric_options "$command"
        assert_output ''
    done
}

@test "run refuses what is no whole number, or out of range" {
    whole run --blocks 1 100000 0 -1 100001
    whole run --iterations 1 100000 0 -1 100001
    whole run --calls 1 1000000 0 -1 1000001
    whole run --seed 0 4294967295 -1 4294967296
    whole grain --workers 1 4096 0 -1 4097
    whole timeline --workers 1 4096 0 -1 4097
    whole timeline --blocks 1 100000 0 -1 100001
    whole predict --blocks 1 100000 0 -1 100001
    whole advise --items 1 1000000000000 0 -1 1000000000001
    assert_not_exist results
}

@test "advise refuses what is no time, no size or no number, or out of range" {
    for value in 20 us 1e3us 0x10us ' 4us' '4 us' +4us -4us 4USD '' - NaN inf infs 0us 0.5ns 86401s 1.2.3us 1,5us .5us; do
        refused "--grain '$value' is not a time from 1ns to 86400s (20us, 1.5ms, 2s)" advise --items 1 --grain "$value"
    done
    for value in 1e3 0x10 ' 4' '4 ' 4x 4m +4 -4 '' - NaN inf 1025T 1.2.3M 1,5G .5G 4MB; do
        refused "--parent '$value' is not a size up to 1024T (0, 64M, 1GiB)" advise --items 1 --grain 1us --parent "$value"
    done
    for value in '' x 1x 100 NaN inf; do
        refused "--unevenness '$value' is not a number between -1 and 100" advise --items 1 --grain 1us --unevenness "$value"
    done
    for value in '' x 1x 0 -1 1000000000 NaN inf; do
        refused "--calls-per-second '$value' is not a number between 0 and 1000000000" advise --items 1 --grain 1us --calls-per-second "$value"
    done
    # The ends of the ranges, and each unit.
    for value in 1ns 1us 1.5ms 86400s; do
        run -0 forkscale advise --items 1 --grain "$value" --parent 1024T --unevenness 0 --dry-run
    done
    for value in 0 4095 1K 1KiB 1M 1MiB 1G 1GiB 1T 1TiB; do
        run -0 forkscale advise --items 1 --grain 1us --parent "$value" --dry-run
    done
}

@test "run refuses what is no number of seconds, or out of range" {
    for option in --budget --call-time --timeout; do
        for value in 1e3 0x10 ' 4' '4 ' 4x +4 2^31 2147483648 2^63 '' - NaN inf 0 0.0 -1 -0.5 86401 1.2.3 1,5 .5 00000000000000001; do
            refused "$option '$value' is not a number of seconds from 0.001 to 86400" run "$option" "$value"
        done
    done
}

@test "run refuses what is no number of workers, alone, in a list and at either end of a range" {
    local wrong="is not a number of workers from 1 to 4096, a range of them (4-8) or 'cores'"
    for value in 0 -1 1e3 0x10 ' 4' '4 ' 4x +4 4.0 2^31 2^63 4097 2147483648 9223372036854775808 '' - NaN; do
        refused "--workers '$value' $wrong" run -j "$value"
        refused "--workers '$value' $wrong" run -j "1,$value"
        refused "--workers '1-$value' $wrong" run -j "1-$value"
        refused "--workers '$value-8' $wrong" run -j "$value-8"
    done
    refused "--workers '8-4' $wrong" run -j 8-4
}

@test "ratios refuses what is no number, or out of range" {
    whole ratios --workers 1 1000000 0 -1 1000001
    for value in x '' 1x ' ' nan 1 -1 1000; do refused "--margin '$value' is not a number between 1 and 1000" ratios --margin "$value"; done
    for value in x nan 0 1000000; do refused "--threshold '$value' is not a number between 0 and 1000000" ratios --threshold "$value"; done
    for value in x nan 0 1; do refused "--confidence '$value' is not a number between 0 and 1" ratios --confidence "$value"; done
}

@test "floor refuses what is no whole number, or out of range" {
    whole floor --workers 1 4096 0 -1 4097
    whole floor --blocks 1 1000 0 -1 1001
    whole floor --seed 0 4294967295 -1 4294967296
}

@test "check refuses what is no number of checkers at once" {
    whole check --jobs 1 64 0 -1 65
}

@test "a cell by hand refuses what is no number, or out of range" {
    cell_refuses()
    {
        local option=$1 range="$2 to $3" value
        shift 3
        for value in "${NEVER[@]}" "$@"; do
            run -2 --separate-stderr "$FORKSCALE_BUILD/forkscale-cell" --workload "$SPIN" --strategy "$SERIAL" "$option" "$value" 3>&-
            assert_regex "$stderr" "^forkscale-cell: $option '.*' is not a whole number from $range"
        done
    }
    cell_refuses --workers 1 4096 0 -1 4097
    cell_refuses --calls 1 1000000 0 -1 1000001
    cell_refuses --call-ns 1 1000000000000 0 -1 1000000000001
    cell_refuses --runs 0 1000000 -1 1000001
    cell_refuses --trace 1 1048576 0 -1 1048577
    cell_refuses --worker 0 4095 -1 4096
}

# Lines "OPTION MODULE TUNABLE MIN MAX", with those of schedules, which are alike for all strategies, of threads only. Not
# by jq, which rounds what is above 2^53.
tunables()
{
    forkscale list --format json | python3 -c 'import json, sys
for module in json.load(sys.stdin):
    if module["unavailable"] is None:
        has_schedule = any(row["name"] == "schedule" for row in module["tunables"])
        for row in module["tunables"]:
            is_common = row["name"] in ("chunk", "seed", "mean_ns", "sigma_ns", "claim_ns") and has_schedule
            if row["kind"] == "integer" and (not is_common or module["name"] == "threads"):
                print("--" + module["kind"], module["name"], row["name"], row["min"], row["max"])'
}

# A setting is refused with this sentence, by forkscale, which describes all modules first, or by a cell, which does not:
# setting_refused PROGRAM OPTION MODULE SETTING SENTENCE
setting_refused()
{
    if [ "$1" = forkscale ]; then
        refused "$2 $3: $5" run "$2" "$3:$4"
        return
    fi
    local modules=(--workload "$SPIN" --strategy "$SERIAL") path=$FORKSCALE_BUILD/strategies/$3.so
    [ "$2" = --strategy ] || path=$FORKSCALE_BUILD/workloads/$3.so
    run -2 --separate-stderr "$FORKSCALE_BUILD/forkscale-cell" "${modules[@]}" "$2" "$path" "$2-settings" "$4" 3>&-
    # The line break of a value stays one.
    assert_equal "${stderr//$'\n'/\\x0a}" "forkscale-cell: $path: $5"
}

@test "every whole number of every module that is listed is refused beyond its range, and taken at both ends" {
    run -0 tunables
    [ "${#lines[@]}" -ge 12 ]
    local tried='' ends=()
    for line in "${lines[@]}"; do
        read -r option module tunable min max <<<"$line"
        beyond=("$((min - 1))")
        # 2^63 is among the others.
        [ "$max" = 9223372036854775807 ] || beyond+=("$((max + 1))")
        # forkscale once for strategies, and once for workloads.
        program=cell
        [[ $tried == *$option* ]] || program=forkscale
        tried+=$option
        for value in "${NEVER[@]}" "${beyond[@]}"; do
            # A comma parts one setting from the next.
            [[ $value != *,* ]] || continue
            setting_refused "$program" "$option" "$module" "$tunable=$value" \
                "$tunable=$(shown "$value") is not a whole number from $min to $max"
        done
        ends+=("$option" "$module:$tunable=$min" "$option" "$module:$tunable=$max")
    done
    run -0 --separate-stderr forkscale run --dry-run "${ends[@]}"
    assert_equal "$stderr" ''
}

# --- products -----------------------------------------------------------------------------------------------------

# A workload that claims ITEMS items of BYTES bytes: claims NAME ITEMS BYTES
claims()
{
    module workload "$1" <<C
#include "workload.h"
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = $2;
    input->result_bytes = $3;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input, (void)index, (void)result;
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "claims much", .create = create, .item = item, .check = check,
};
C
}

@test "items times bytes that no 64 bits or no memory hold are an error of their cells" {
    claims wraps '(UINT64_C(1) << 61) + 1' 8 # 8 bytes, after the carry is lost
    claims most UINT64_MAX SIZE_MAX
    claims pages 1 SIZE_MAX # rounded up to a page it would be nothing
    claims rooms 1 'SIZE_MAX - 8192'
    claims counts UINT64_MAX 1
    for name in wraps most pages rooms counts; do
        run -3 --separate-stderr forkscale run -q -w "./$name.so" -s serial --blocks 1 -o out
        assert_regex "$stderr" "^forkscale: $name/serial/workers:1: no right results to compare with: no board for [0-9]+ results of [0-9]+ bytes: "
        assert_equal "${#stderr_lines[@]}" 1
    done
}

@test "the greatest numbers of blocks, runs, workers and cells are planned, and none wraps around" {
    run -0 --separate-stderr forkscale run --dry-run -w spin:items=10000000,grain=1000000000,seed=9223372036854775807 \
        -s threads:chunk=1048576 -s pipe_queue:chunk=1048576 -j 4096,4033-4095 --blocks 100000 --iterations 100000 --seed 4294967295
    assert_line --index 0 --regexp '^129 cells, at most 100000 blocks, 1 \+ 100000 runs in each repetition, seed 4294967295, '
    assert_equal "$stderr" ''
}
