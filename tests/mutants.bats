#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each mutant is a strategy with one fault, which the check of the named property must find, or the harness with one, which
# the named test must find.

# shellcheck disable=SC2154,SC2016 # run sets stderr; variables in quotes are those of other programs
load helper

setup_file()
{
    # All mutants, or all faults in the harness, are judged in one test.
    export BATS_TEST_TIMEOUT=$((${FORKSCALE_THOROUGH:-0} ? 3600 : 1200))
}

# The faults for which a mutant must exist.
faults()
{
    cat <<'NAMES'
drops-remainder
overlapping-chunks
fewer-items-than-workers
plain-claim
narrow-index
arrival-order
short-read
short-write
torn-records
waits-before-draining
child-keeps-write-end
parent-keeps-write-end
death-by-eof
waits-for-anybody
last-not-reaped
reaps-only-on-success
child-returns
child-exits
ignores-exit-status
ignores-signal
respawns
retries
discards-finished
plain-mutex
marked-before-written
ignores-sigpipe
leaks-descriptor
named-memory
forgets-the-started
kills-minus-one
select
all-in-parent
looks-late
failed-exec
NAMES
}

# The program under test here: mutants WORD...
mutants()
{
    "$ROOT/scripts/mutants" "$@" 3>&-
}

# Makes patches/NAME.patch with this head and the fault of the patch FROM: mutant NAME KILLED CODE FROM
mutant()
{
    mkdir -p patches
    export FORKSCALE_MUTANTS=$PWD/patches
    {
        printf 'Mutant   is of this test\nOf       fork_static\nKilled   %s\nCode     %s\n\n' "$2" "$3"
        sed -n '/^---/,$p' "$4"
    } >"patches/$1.patch"
}

# The patch of no fault: another summary.
harmless()
{
    local path=strategies/fork_static.c
    sed 's/each child does its own part"/as good as ever"/' "$ROOT/$path" |
        diff -U 2 --label "$path" --label "$path" "$ROOT/$path" - || [ $? -eq 1 ]
}

# A build whose checks find what the JSON on standard input says.
pretend()
{
    mkdir -p build
    cp "$FORKSCALE_BUILD"/{SETTINGS,libforkscale.so} build
    cat >build/found
    cat >build/forkscale <<'SH'
#!/bin/bash
cat "${0%/*}/found"
exit 1
SH
    chmod +x build/forkscale
    export FORKSCALE_BUILD=$PWD/build
}

@test "every mutant is killed by the property and with the code that are named for it" {
    local names
    mapfile -t names < <(mutants --list | cut -f 1)
    # With a sanitizer, a third: it shows what the checker does wrong with broken strategies. Two are seen only where a
    # worker is stopped between two instructions, and a sanitized worker is not.
    if [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' asan : '* ]]; then
        mapfile -t names < <(printf '%s\n' "${names[@]}" | grep -vxE 'counts-without-lock|counts-in-two-steps' |
            awk -v all="${FORKSCALE_THOROUGH:-0}" 'all || NR % 3 == 0')
    fi
    mutants "${names[@]}" >judged || true
    run grep -v '^ok ' judged
    assert_output "TAP version 13
1..${#names[@]}
# ${#names[@]} killed, 0 survived"
}

@test "every fault of the list has its mutant" {
    mutants --list | cut -f 1 >there
    faults | while read -r name; do
        grep -qxF "$name" there || fail "no mutant $name"
    done
}

@test "every property sees a mutant that is named for it" {
    mutants --list | cut -f 3 | sort -u >named
    forkscale check --list --format json | jq -r '.[].id' | sort >properties
    run -0 comm -3 named properties
    assert_output ''
}

@test "every patch has its four lines in the same order, and is a small one" {
    for patch in "$ROOT"/tests/mutants/*.patch; do
        run -0 sed -n '1,5s/^\([A-Z][a-z]*\)  *[^ ].*/\1/p; 5s/^$/-/p' "$patch"
        assert_output "$(printf '%s\n' Mutant Of Killed Code -)" || fail "$patch"
        [ "$(grep -c '^[-+][^-+]' "$patch")" -le 40 ] || fail "$patch changes too much"
    done
}

@test "a mutant that does nothing wrong survives, whatever property is to see it" {
    forkscale check --list --format json | jq -r '.[].id' >properties
    harmless >harmless.patch
    while read -r property; do
        mutant "for-$property" "$property" deadlock harmless.patch
    done <properties
    run -1 mutants
    refute_line --regexp '^ok'
    assert_line --regexp '^not ok [0-9]+ - for-P14: P14 kept$'
    assert_line "# 0 killed, $(wc -l <properties) survived"
}

@test "a mutant that is killed with another code than its own survives" {
    mutant misnamed P4 narrow-index "$ROOT/tests/mutants/drops-remainder.patch"
    run -1 mutants misnamed
    assert_line --regexp '^not ok 1 - misnamed: P4 broken, but by remainder-dropped instead of narrow-index: '
    assert_line '# 0 killed, 1 survived'
}

@test "every code that a mutant names is one of the list" {
    "$FORKSCALE_BUILD/forkscale-checker" --list-codes | cut -s -f 2 >codes
    mutants --list | cut -f 5 | tr ' ' '\n' | sort -u >named
    run -1 grep -vxFf codes named
    assert_file_not_empty named
}

@test "a mutant that only the deadline of the checker ended survives" {
    pretend <<<'{"strategies": [{"properties": [{"verdict": "broken",
        "diagnosis": {"expected": "an end within 40 s", "seen": "no end", "code": "check-timed-out"}}]}]}'
    run -1 mutants drops-remainder
    assert_line 'not ok 1 - drops-remainder: P4 broken, but by check-timed-out instead of remainder-dropped: no end'
}

@test "a mutant that cannot be judged has neither been killed nor survived" {
    pretend <<<'nothing that anybody could read'
    run -3 mutants drops-remainder
    assert_line --regexp '^not ok 1 - drops-remainder: P4 '
    assert_line '# 0 killed, 0 survived, 1 not judged'
}

@test "a patch that no longer applies is an error with a sentence" {
    harmless | sed 's/each child does/every child does/' >stale.patch
    mutant stale P4 deadlock stale.patch
    run -3 --separate-stderr mutants
    assert_output ''
    assert_regex "$stderr" '^stale.patch does not apply to strategies/fork_static.c:'
}

@test "a mutant that does not compile is an error with a sentence" {
    harmless | sed 's/"fork once per run, as good as ever"/as_good/' >broken.patch
    mutant broken P4 deadlock broken.patch
    run -3 --separate-stderr mutants
    assert_output ''
    assert_regex "$stderr" '^broken cannot be built:.*as_good'
}

@test "an unknown name and an unknown option are refused" {
    run -2 --separate-stderr mutants drops-remainders
    assert_equal "$stderr" "mutants: unknown mutant 'drops-remainders'; see --list"
    assert_output ''
    run -2 --separate-stderr mutants --all
    assert_equal "$stderr" "mutants: unknown option '--all'; see --help"
}

# --- faults in the harness -------------------------------------------------------------------------------------------

# Makes patches/NAME.patch with a change of a file by sed, for a test: harness_mutant NAME FILE EXPRESSION TESTS TITLE
harness_mutant()
{
    mkdir -p patches
    export FORKSCALE_MUTANTS=$PWD/patches
    {
        printf 'Mutant   is of this test\nOf       %s\nKilled   %s\nTest     %s\n\n' "$2" "$4" "$5"
        sed "$3" "$ROOT/$2" | diff -U 2 --label "$2" --label "$2" "$ROOT/$2" - || [ $? -eq 1 ]
    } >"patches/$1.patch"
}

@test "every fault in the harness applies, is small, and has four lines that name the file and a test of make test" {
    run -0 awk '
        BEGIN { split("Mutant Of Killed Test", key) }
        FNR == 1 { changes = 0 }
        FNR < 5 && ($1 != key[FNR] || NF < 2) || FNR == 5 && NF > 0 { print FILENAME ": line " FNR }
        FNR > 5 && /^[-+][^-+]/ && ++changes > 8 { print FILENAME ": changes too much" }
    ' "$ROOT"/tests/harness-mutants/*.patch
    assert_output ''
    mutants --harness --list >all
    while IFS=$'\t' read -r name of _; do
        patch --dry-run --fuzz=0 --silent -d "$ROOT" "$of" "$ROOT/tests/harness-mutants/$name.patch" ||
            fail "$name.patch does not apply to $of"
    done <all
    cut -f 3,5 all | sort -u >tests
    while IFS=$'\t' read -r file title; do
        T=$title awk '$0 == "@test \"" ENVIRON["T"] "\" {" { on = 1; seen = 1 }
            on && /FORKSCALE_THOROUGH/ { skipped = 1 }
            /^}/ { on = 0 }
            END { exit skipped || !seen }' "$ROOT/tests/$file" || fail "$file has no such test, or make test skips it: $title"
    done <tests
}

@test "there are at least sixty faults in the harness, in every room that measures, computes or shows" {
    mutants --harness --list >all
    [ "$(wc -l <all)" -ge 60 ]
    for room in analyse record run cell floor show machine kit; do
        [ "$(cut -f 2 all | grep -c "^harness/$room/")" -ge 3 ] || fail "too few in $room"
    done
}

@test "a fault in the harness is killed by the test that is named for it, and another survives" {
    local title='list scheduling keeps its bounds against the optimum'
    cp "$ROOT"/tests/harness-mutants/{mean-for-median,results-not-poisoned}.patch "$BATS_TEST_TMPDIR"
    harness_mutant harmless harness/analyse/oracle.c 's/double greatest = 0;/double greatest = 0.0;/' kit.bats "$title"
    harness_mutant no-test harness/analyse/oracle.c 's/(a < b)/(a <= b)/' kit.bats 'no such test'
    harness_mutant broken harness/analyse/oracle.c 's/(a < b)/(a < c)/' kit.bats "$title"
    sed 's/^ \(static\)/ extern/; s/^ *\(uint64_t b\)/ \1c/' patches/broken.patch >patches/stale.patch
    cp mean-for-median.patch results-not-poisoned.patch patches
    run -3 --separate-stderr mutants --harness
    assert_line --regexp '^ok [0-9] - mean-for-median: golden.bats: .*: failed$'
    assert_line --regexp '^ok [0-9] - results-not-poisoned: kit.bats: .*: failed$'
    assert_line --regexp "^not ok [0-9] - harmless: kit.bats: $title: passed\$"
    assert_line --regexp '^not ok [0-9] - no-test: kit.bats: no such test: not run without the fault$'
    assert_line --regexp "^not ok [0-9] - broken: kit.bats: $title: not built\$"
    assert_line --regexp "^not ok [0-9] - stale: kit.bats: $title: not built\$"
    assert_line '# 2 killed, 1 survived, 3 not judged'
    assert_regex "$stderr" 'stale.patch does not apply to harness/analyse/oracle.c:'
    assert_regex "$stderr" 'broken cannot be built:.*oracle.c'
}

@test "every fault in the harness is killed" {
    [ "${FORKSCALE_THOROUGH-}" = 1 ] || skip 'it takes minutes; make test-thorough does it'
    run mutants --harness
    assert_success
    refute_line --regexp '^not ok'
}

@test "words that do not go together are refused" {
    run -2 --separate-stderr mutants --harness --build
    assert_equal "$stderr" 'mutants: --build does not go with --harness'
    for value in 0 -1 x 1000 ''; do
        run -2 --separate-stderr mutants -j "$value"
        assert_equal "$stderr" "mutants: -j '$value' is not a number of jobs from 1 to 999"
    done
    run -2 --separate-stderr mutants --harness drops-remainder
    assert_equal "$stderr" "mutants: unknown mutant 'drops-remainder'; see --list"
}
