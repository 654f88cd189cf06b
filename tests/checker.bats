#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale-checker by hand: what it lists, judges and refuses. What it finds in broken strategies is shown by
# mutants.bats, what it says of the shipped ones by conformance.bats.

# shellcheck disable=SC2154 # run sets stderr
load helper

setup()
{
    helper_setup
    CHECKER=$FORKSCALE_BUILD/forkscale-checker
    GOOD=$FORKSCALE_BUILD/strategies/fork_static.so
}

checker()
{
    timeout -k 1 60 "$CHECKER" "$@" 3>&-
}

# It refuses these words with status 2 and a sentence: refuses SENTENCE WORD...
refuses()
{
    run -2 --separate-stderr checker "${@:2}"
    assert_equal "$stderr" "forkscale-checker: $1"
    assert_output ''
}

@test "it lists 23 properties, by number, each with a title and two deadlines" {
    run -0 checker --list
    assert_equal "$(grep -c $'^property\tP[0-9]*\t[a-z].*\t[0-9]*\t[0-9]*$' <<<"$output")" 23
    assert_equal "$(cut -s -f 2 <<<"$output")" "$(printf 'P%s\n' {1..23})"
    assert_equal "${lines[-1]}" end
}

@test "a property that is kept is said in one line" {
    run -0 --separate-stderr checker --strategy "$GOOD" --property P1
    assert_output $'verdict\tkept\nend'
    assert_equal "$stderr" ''
}

@test "properties are named in any case" {
    run -0 checker --strategy "$GOOD" --property p2
    assert_output $'verdict\tkept\nend'
}

@test "figures stand beside the verdict" {
    run -0 checker --strategy "$GOOD" --property P14
    assert_line --regexp $'^figure\treported_within\t[0-9.]+\tms$'
    assert_line $'figure\trandom_kills\t10\tkills'
}

@test "what does not apply is skipped with the reason" {
    run -0 checker --strategy "$FORKSCALE_BUILD/strategies/serial.so" --property P5
    assert_output $'verdict\tskipped\nreason\tit starts no workers\nend'
}

@test "what is broken is diagnosed with case, item, expectation, sight and cause" {
    sed 's/slice.count);/slice.count - 1);/' "$ROOT/strategies/fork_static.c" | module strategy short
    run -0 checker --strategy ./short.so --property P1
    assert_output $'verdict\tbroken
case\t20 items, 3 workers, 2 runs
item\t6
expected\tone start and one end in each run
seen\titem 6 was started 0 times and ended 0 times in 2 runs
cause\tchunks overlap, the remainder is dropped where workers do not divide the items, or the claim of a chunk is not atomic
end'
}

@test "settings reach the strategy, also in workers that are programs" {
    run -0 checker --strategy "$FORKSCALE_BUILD/strategies/spawn_pool.so" --strategy-settings chunk=7 --property P22
    assert_line $'verdict\tkept'
    # 40 items in chunks of 20 are work for two of four workers.
    run -0 checker --strategy "$FORKSCALE_BUILD/strategies/spawn_pool.so" --strategy-settings chunk=20 --property P22
    assert_line $'figure\tworkers\t2\tworkers'
}

@test "settings that are none cannot be judged" {
    run -3 --separate-stderr checker --strategy "$GOOD" --strategy-settings layout=round --property P1
    assert_output ''
    assert_regex "$stderr" '^forkscale-checker: .*layout'
}

@test "signals that whoever starts it ignores change nothing" {
    (trap '' INT TERM CHLD HUP && checker --strategy "$GOOD" --property P19 >said)
    assert_equal "$(cat said)" $'verdict\tkept\nend'
}

@test "words that are missing, unknown or too many are refused" {
    refuses '--strategy is needed; see --help'
    refuses '--property is needed; --list shows them' --strategy "$GOOD"
    refuses '--property P24 is none; --list shows them' --strategy "$GOOD" --property P24
    refuses 'it takes options only; see --help' --strategy "$GOOD" --property P1 more
    refuses '--conductor x is not a whole number from 0 to 2147483647' --strategy "$GOOD" --property P1 --conductor x
    refuses '--worker is for workers of a scenario, which have a --ledger' --strategy "$GOOD" --worker 0
}

@test "a module that cannot be judged is named" {
    run -3 --separate-stderr checker --strategy ./nowhere.so --property P1
    assert_regex "$stderr" '^forkscale-checker: \./nowhere\.so: it cannot be loaded: '
    run -3 --separate-stderr checker --strategy "$FORKSCALE_BUILD/workloads/spin.so" --property P1
    assert_equal "$stderr" "forkscale-checker: $FORKSCALE_BUILD/workloads/spin.so: it is a workload"
}

@test "with a conductor that is dead already nothing is judged" {
    run -3 checker --strategy "$GOOD" --property P1 --conductor 1
}

@test "the help names every option" {
    run -0 checker --help
    for option in strategy strategy-settings property thorough conductor list ledger nested worker; do
        assert_output --partial -- "--$option"
    done
}

@test "a full disk under stdout is an error" {
    # shellcheck disable=SC2016 # the inner shell expands it
    run -3 --separate-stderr bash -c '"$0" --list >/dev/full' "$CHECKER"
    assert_equal "$stderr" 'forkscale-checker: the output cannot be written: No space left on device'
}
