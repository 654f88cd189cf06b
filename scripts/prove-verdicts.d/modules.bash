# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# The strategies that scripts/prove-verdicts compares: a shipped one, a copy of it, and slower ones.
# shellcheck disable=SC2154,SC2034 # build, results, fail, measure and the plan are the caller's

strategy=shared_counter
slowdowns=(2 5 10)
changes=(work dispatch)

# Steps of a generator, like those of the workload: about a nanosecond each.
burn='static void burn(uint64_t steps)
{
    for (uint64_t state = 1; steps > 0; steps--) {
        state = state * UINT64_C(6364136223846793005) + 1;
        __asm__ volatile("" : "+r"(state));
    }
}
'

# Prints the strategy, slower by so many steps: for each item, or before each worker is forked: slower work|dispatch STEPS
slower()
{
    local where
    case $1 in
    work) where="s/^( *)job_run\(job, worker, chunk\.first, chunk\.count\);/{ & burn(chunk.count * UINT64_C($2)); }/" ;;
    dispatch) where="s/^( *)pid_t pid = fork\(\);/\1burn(UINT64_C($2));\n&/" ;;
    esac
    BURN=$burn awk '{ print } /^#include <unistd.h>$/ { print ENVIRON["BURN"] }' "strategies/$strategy.c" | sed -E "$where"
}

# Builds modules/NAME/pool.so from C on standard input: module NAME
module()
{
    local folder=$results/modules/$1
    mkdir -p "$folder"
    cat >"$folder/pool.c"
    "${compiler[@]}" -Istrategies -o "$folder/pool.so" "$folder/pool.c" -L"$build" -lforkscale -lm ||
        fail "cannot build $folder/pool.c"
}

# modules/CHANGE-PERCENT, slower by so many steps: slow_module CHANGE PERCENT STEPS
slow_module()
{
    slower "$1" "$3" >"$results/pool.c"
    [ "$(grep -c 'burn(' "$results/pool.c")" -eq 2 ] || fail "strategies/$strategy.c has changed: no place for $1"
    module "$1-$2" <"$results/pool.c"
    rm "$results/pool.c"
}

# How many steps should make a run longer by so many per cent: each worker takes half of the items, and the first
# begins after one delay, the second after two. steps CHANGE PERCENT
steps()
{
    case $1 in
    work) awk -v grain="$grain" -v percent="$2" 'BEGIN { printf "%d", grain * percent / 100 }' ;;
    dispatch) awk -v all=$((items * grain)) -v percent="$2" 'BEGIN { printf "%d", all / 2 * percent / 100 / 1.5 }' ;;
    esac
}

# The factor by which a slowdown of 20 % came out otherwise, within 1/3 to 3 where the machine is too busy to tell.
effect_of()
{
    "$forkscale" compare "$results/calibration" --base base --new "$1-20" --metric run --format json >"$results/effect.json" ||
        [ $? -eq 1 ] || fail "cannot compare the runs in $results/calibration"
    jq '[.comparisons[] | select(.metric == "run") | .ratio | log] | add / length / (1.2 | log)
        | if . < 1 / 3 then 1 / 3 elif . > 3 then 3 else . end' "$results/effect.json"
}

# The base, its copy, and the slower ones, which a run calibrates.
make_modules()
{
    local change percent effect compiler
    [ ! -e "$results/modules/complete" ] || return 0
    mapfile -t compiler < <(compiler_words c)
    module base <"strategies/$strategy.c"
    mkdir -p "$results/modules/same"
    cp "$results/modules/base/pool.so" "$results/modules/same"
    for change in "${changes[@]}"; do slow_module "$change" 20 "$(steps "$change" 20)"; done
    measure calibration base "${changes[@]/%/-20}" -- "${slower_plan[@]}"
    for change in "${changes[@]}"; do
        effect=$(effect_of "$change")
        for percent in "${slowdowns[@]}"; do
            slow_module "$change" "$percent" "$(steps "$change" "$(jq -n "$percent / $effect")")"
        done
    done
    touch "$results/modules/complete"
}
