#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# run --against: two builds measured in the same blocks, and compared.

load helper

# Copies what a build needs to be measured, and the program, to the folder $1.
copy_build()
{
    mkdir -p "$1"
    cp -r "$FORKSCALE_BUILD"/{forkscale,forkscale-cell,libforkscale.so,strategies,workloads,gnuplot} "$1"
    cp "$FORKSCALE_BUILD"/{SETTINGS,REVISION} "$1"
}

setup_file()
{
    copy_build "$BATS_FILE_TMPDIR/copy"
}

setup()
{
    helper_setup
    COPY=$BATS_FILE_TMPDIR/copy
}

# Two workers on a small spin: plan WORD...
plan()
{
    forkscale run -w spin:items=20,grain=1000 -s fork_static -j 2 -o run -q "$@"
}

# Replaces fork_static in the build $1 by one whose run begins with a sleep of 0.1 s.
slow_down()
{
    sed '/^static int run/,/^{/s/^{/{\n    usleep(100000);/; 1i #include <unistd.h>' \
        "$ROOT/strategies/fork_static.c" | module strategy fork_static
    cp fork_static.so "$1/strategies/fork_static.so"
}

# --- the plan -------------------------------------------------------------------------------------

@test "each cell is followed by that of the base build, which runs there" {
    run -0 --separate-stderr plan --against "$COPY" --dry-run
    assert_equal "$(grep -o '^spin[^ ]*' <<<"$output" | sed 's/^[^/]*//')" '/serial/workers:1
/serial@base/workers:1
/fork_static/workers:2
/fork_static@base/workers:2'
    assert_equal "$(grep -c "^  $COPY/forkscale-cell --workload $COPY/workloads/spin.so .* --strategy $COPY/strategies/" <<<"$output")" 2
    assert_equal "$(grep -c "^  $FORKSCALE_BUILD/forkscale-cell " <<<"$output")" 2
}

@test "a filter keeps pairs together" {
    run -0 --separate-stderr plan -s threads --against "$COPY" --dry-run --filter '/threads/'
    assert_equal "$(grep -o '^spin[^ ]*' <<<"$output" | sed 's/^[^/]*//')" '/serial/workers:1
/serial@base/workers:1
/threads/workers:2
/threads@base/workers:2'
}

@test "a module given by a path runs under both cells" {
    cp "$FORKSCALE_BUILD/strategies/threads.so" mine.so
    run -0 --separate-stderr plan -s ./mine.so --against "$COPY" --dry-run
    assert_equal "$(grep -c -- "--strategy $PWD/mine.so" <<<"$output")" 2
    assert_line --partial "$COPY/forkscale-cell --workload $COPY/workloads/spin.so --workload-settings items=20,grain=1000 --strategy $PWD/mine.so"
}

@test "what the base build lacks is named and left out" {
    copy_build old
    rm old/strategies/threads.so old/workloads/primes.so
    run -0 --separate-stderr forkscale run -w spin -w primes -s threads -j 2 --against old --dry-run
    # shellcheck disable=SC2154 # run sets it
    assert_equal "$stderr" 'forkscale: not compared: workload primes: the base build does not have it
forkscale: not compared: strategy threads: the base build does not have it'
    assert_equal "$(grep -o '^[^ ]*@base/[^ ]*' <<<"$output")" 'spin/serial@base/workers:1'
}

@test "a prefix of an installation is a build, too" {
    mkdir -p prefix/lib
    cp -r "$COPY" prefix/lib/forkscale
    run -0 --separate-stderr plan --against prefix --dry-run
    assert_line --partial "$PWD/prefix/lib/forkscale/forkscale-cell --workload"
}

# --- verdicts -------------------------------------------------------------------------------------

@test "a build has not regressed against a copy of itself, and the verdict can be printed again" {
    # Runs that sleep for 20 ms and more do not take ten times as long, whatever else the machine does.
    run -0 --separate-stderr forkscale run -w sleep:items=10,grain=4000 -s fork_static -j 2 -o run -q --against "$COPY" \
        --blocks 12 --margin 900 --same 900
    assert_line --regexp '^ +fork_static +2 +run +[0-9.]+ '
    assert_line --regexp '^ +serial +1 +once +[0-9.]+ '
    assert_line --regexp '^base +/.*/copy: '
    refute_line --regexp '^regressed'
    run -0 forkscale compare run --margin 900 --same 900 --format json
    json '[.comparisons[] | [.base_strategy, .new_strategy, .metric] | join(" ")] == [
        "serial@base serial run", "serial@base serial once",
        "fork_static@base fork_static run", "fork_static@base fork_static once"]' - <<<"$output"
    json 'all(.comparisons[]; .blocks == 12 and .verdict == "same")' - <<<"$output"
}

@test "the record says what the base build is" {
    plan --against "$COPY" --blocks 1 >table
    json ".context.forkscale.against | .name == \"$COPY\" and .folder == \"$COPY\" and .margin == 0.01 and .same == 0.03" run/results.json
    json ".context.forkscale.against.settings == \"$(cat "$COPY/SETTINGS")\"" run/results.json
    json '.context.forkscale.against.workloads[0] | .tunables.items == 20 and (.build | length == 16)' run/results.json
    json '[.context.forkscale | .cells[] | select(.base).strategy] == ["serial@base", "fork_static@base"]' run/results.json
    json '[.context.forkscale | .strategies[].label] == ["serial", "serial@base", "fork_static", "fork_static@base"]' run/results.json
}

@test "strategies of the base build are in the table, but neither in pictures nor among the fastest" {
    run -0 plan --against "$COPY" --blocks 12 --margin 900 --same 900
    assert_line --regexp '^ +fork_static@base +2 '
    refute [ "$(sed -n '/^Fastest/,/^Disturbed\|^Quiet/p' <<<"$output" | grep -c @base)" -gt 0 ]
    assert_line --regexp '^Fastest with 2 workers'
    run grep -l @base run/plots/speedup.tsv run/plots/efficiency.tsv run/plots/times.tsv
    assert_output ''
    assert_equal "$(cut -f 2 run/plots/times.tsv | xargs)" 'strategy serial fork_static'
}

@test "a slower strategy has regressed against a faster base, and improved the other way" {
    copy_build slow
    slow_down slow
    FORKSCALE=$PWD/slow/forkscale run -1 plan --against "$COPY" --blocks 12
    assert_line --regexp '^regressed: '
    assert_line --regexp '^  fork_static +2 +run +[0-9.]+ .* regressed'
    run -1 forkscale compare run
    rm -r run
    run -0 plan --against slow --blocks 12
    assert_line --regexp '^  fork_static +2 +run +[0-9.]+ .* improved'
}

@test "what is not decided is 5 with --strict" {
    run -0 plan --against "$COPY" --blocks 1
    assert_line --regexp '^inconclusive: '
    rm -r run
    run -5 plan --against "$COPY" --blocks 1 --strict
}

@test "--until-certain ends when the comparison with the base build is decided" {
    copy_build slow
    slow_down slow
    FORKSCALE=$PWD/slow/forkscale run -1 plan --against "$COPY" --until-certain=90 --margin 90 --budget 20
    json '.context.forkscale | .until_certain.looks >= 1 and .blocks >= 5 and .blocks < 40' run/results.json
    json '.context.forkscale.against | .same == 0.9 and .margin == 0.9' run/results.json
}

# --- refusals -------------------------------------------------------------------------------------

@test "a word that is no folder needs a source tree" {
    FORKSCALE=$COPY/forkscale refused "--against 'nosuch': no such folder; a revision needs the source tree of forkscale, where a build folder or a prefix is enough" \
        run -q --against nosuch
}

@test "a folder without a cell, and options without --against, are refused" {
    mkdir empty
    refused '--against: empty has no forkscale-cell: expected a build folder, or the prefix of an installation' \
        run --against empty
    refused '--strict needs --against' run --strict
    refused '--margin needs --against' run --margin 2
    refused '--same 0.5: expected at least the margin, 2' run --against empty --margin 2 --same 0.5
}

@test "a build whose boards have another version is one sentence" {
    copy_build old
    cat >old/forkscale-cell <<SH
#!/bin/bash
"$COPY/forkscale-cell" "\$@"
status=\$?
[ "\$1" = --describe ] || printf '\1\0\0\0' | dd of=/proc/self/fd/3 bs=1 seek=4 conv=notrunc status=none
exit \$status
SH
    run -3 --separate-stderr plan --against old --blocks 2
    assert_output ''
    assert_equal "$stderr" 'forkscale: --against: the base build cannot be measured: spin:items=20,grain=1000: the cell left a board of another version of forkscale, which this one cannot read'
}

@test "a workload with other items is not comparable" {
    copy_build old
    sed 's/input->items = .*number/& + 1/' "$ROOT/workloads/spin.c" | module workload spin
    cp spin.so old/workloads/
    run -4 --separate-stderr plan --against old --blocks 2
    assert_equal "$stderr" 'forkscale: --against: not comparable: spin:items=20,grain=1000 has 21 items in the base build, and 20 in this one'
}

@test "compare of one run needs one with --against" {
    plan --blocks 1 >table
    refused 'compare: run was not measured with --against: give the results of two runs, BASE and NEW, or --base and --new' \
        compare run
}

# --- revisions ------------------------------------------------------------------------------------

# A source tree with a build and a commit of little, in tree/.
make_tree()
{
    command -v git flock >/dev/null || skip 'git or flock is missing'
    git -C "$ROOT" rev-parse --verify --quiet HEAD >/dev/null || skip 'the source tree has no history'
    mkdir -p tree/scripts
    cp "$ROOT/scripts/build-revision" tree/scripts/
    copy_build tree/build
    # What is built here are copies of the modules under test: building forkscale itself takes a minute.
    cat >tree/Makefile <<SH
OUT := build\$(if \$(filter-out release,\$(MODE)),/\$(MODE))
all:
	mkdir -p \$(OUT)
	cp -r $COPY/. \$(OUT)
	echo \$(REVISION) >\$(OUT)/REVISION
	test ! -e broken
	test ! -e slow || sleep 60
SH
    echo /build >tree/.gitignore
    git -C tree init -q
    commit first
}

commit()
{
    git -C tree add -A
    git -C tree -c user.name=test -c user.email=test@example.org commit -q -m "$1"
}

@test "a revision is built once, and measured" {
    make_tree
    local commit
    commit=$(git -C tree rev-parse HEAD)
    FORKSCALE=$PWD/tree/build/forkscale run -0 plan --against HEAD --blocks 1
    json ".context.forkscale.against | .name == \"HEAD\" and .folder == \"$PWD/tree/build/revisions/$commit\" and .git_revision == \"${commit:0:12}\"" run/results.json
    assert_equal "$(ls -A tree/build/revisions)" ".lock
$commit"
    assert_equal "$(git -C tree status --porcelain)" ''
    touch "tree/build/revisions/$commit/mark"
    run -0 tree/scripts/build-revision --into tree/build "${commit:0:8}"
    assert_output "$PWD/tree/build/revisions/$commit"
    assert_exists "tree/build/revisions/$commit/mark"
}

@test "a revision that is none, or cannot be built, is one sentence and leaves nothing" {
    make_tree
    export FORKSCALE=$PWD/tree/build/forkscale
    refused "--against 'nosuch': no such folder, and no such git revision in $PWD/tree" run -q --against nosuch
    refused "--against 'HEAD-dirty': a tree with changes is no revision; give its build folder" run -q --against HEAD-dirty
    touch tree/broken
    commit second
    run -3 --separate-stderr plan --against HEAD
    assert_regex "$stderr" "^forkscale: --against 'HEAD' cannot be built: make: .*Makefile:6: all.* Error 1$"
    assert_equal "$(ls -A tree/build/revisions)" .lock
}

@test "an interrupted build leaves nothing" {
    make_tree
    touch tree/slow
    commit second
    tree/build/forkscale run -q --against HEAD 3>&- &
    local pid=$!
    for _ in {1..300}; do
        [ ! -e tree/build/revisions/.work ] || break
        sleep 0.1
    done
    assert_exists tree/build/revisions/.work
    kill -s TERM "$pid"
    local status=0
    wait "$pid" || status=$?
    assert_equal "$status" 143
    assert_equal "$(ls -A tree/build/revisions)" .lock
}

@test "this repository builds its own revision" {
    [ -n "${FORKSCALE_THOROUGH:-}" ] || skip 'it builds all of forkscale: make test-thorough'
    git -C "$ROOT" rev-parse --verify --quiet HEAD >/dev/null || skip 'the source tree has no history'
    [ "$FORKSCALE_BUILD" = "$ROOT/build" ] || skip 'the build is not in the source tree'
    run -0 plan --against HEAD --blocks 2
    assert_line --regexp '^base +HEAD: '
}
