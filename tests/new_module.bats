#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# scripts/new-module: skeletons that build at once, say what lacks, and never stand where something else stood. All in a copy
# of the tree.

load helper

# Built once; each test gets a copy of the same age, in which it stands.
setup_file()
{
    unset MAKEFLAGS MFLAGS MAKELEVEL MODE V CPPFLAGS CFLAGS CXXFLAGS LDFLAGS WERROR
    mkdir "$BATS_FILE_TMPDIR/tree"
    cd "$BATS_FILE_TMPDIR/tree" || return
    cp -a "$ROOT"/{Makefile,harness,scripts,strategies,workloads} .
    cp -a "$FORKSCALE_BUILD" build
    make -s -j "$(nproc)" 3>&-
}

# All that stands where modules stand.
modules()
{
    find strategies workloads | sort
}

setup()
{
    helper_setup
    unset MAKEFLAGS MFLAGS MAKELEVEL MODE V CPPFLAGS CFLAGS CXXFLAGS LDFLAGS WERROR
    export LC_ALL=C
    cp -a "$BATS_FILE_TMPDIR/tree" .
    cd tree || return
    modules >../before
}

# Builds the modules of the copy, and says so when a compiler warns of anything.
build_modules()
{
    run -0 make -s 3>&-
    refute_output --partial warning
}

# new-module refuses these words with this status and sentence, and writes nothing: new_refused STATUS SENTENCE WORD...
new_refused()
{
    local wanted=$1 sentence=$2
    shift 2
    run --separate-stderr scripts/new-module "$@"
    assert_equal "$status" "$wanted"
    # shellcheck disable=SC2154 # run sets it
    assert_equal "$stderr" "new-module: $sentence"
    assert_output ''
    modules | diff ../before -
}

@test "a new strategy builds at once, and check reports that it is not written yet" {
    run -0 scripts/new-module strategy ring
    assert_output $'strategies/ring.c is written. Fill in what it asks for, and then\n  make && build/forkscale check ring'
    assert_equal "$(stat -c %a strategies/ring.c)" "$(printf %o $((0666 & ~$(umask))))"
    run -0 sed -n 2p strategies/ring.c
    assert_output '/* ring: the idea in one sentence: which process does what, and how they communicate.'
    build_modules
    run -1 --separate-stderr build/forkscale check ring --property P2 3>&-
    assert_line "  seen: 'run: unwritten code failed: Function not implemented (ENOSYS)'"
}

@test "a new workload builds at once, and a run names the hook that is not written yet" {
    run -0 scripts/new-module workload whirl
    assert_output $'workloads/whirl.c is written. Fill in what it asks for, and then\n  make && build/forkscale run -s serial -s fork_static -w whirl'
    build_modules
    run -3 build/forkscale run -w whirl -s serial --blocks 1 -q -o ../out 3>&-
    assert_output --partial 'the workload cannot be created: create is not written yet: it sets the number of items'

    sed -i '0,/return ENOSYS;/s//input->items = 3;\n    return 0;/' workloads/whirl.c
    build_modules
    run -3 build/forkscale run -w whirl -s serial --blocks 1 -q -o ../out 3>&-
    assert_output --partial 'item 0 failed in the serial reference: Function not implemented'
}

@test "a skeleton marks each hook of its contract as required or optional" {
    for kind in strategy:strategies workload:workloads; do
        hooks=$(sed -nE 's/^    .*\(\*([a-z]+)\)\(.*/\1/p' "${kind#*:}/${kind%:*}.h")
        [ -n "$hooks" ]
        for hook in $hooks; do
            run -0 grep -E "^    \.$hook = .*/\* (Required|Optional)" "scripts/skeletons/${kind%:*}.c"
        done
    done
}

@test "a skeleton is warned of by neither compiler" {
    for kind in strategy:strategies workload:workloads; do
        scripts/new-module "${kind%:*}" "new_${kind%:*}"
        for compiler in gcc clang; do
            command -v "$compiler" || continue
            run -0 make -s CC="$compiler" WERROR=-Werror OUT="$compiler" "$compiler/${kind#*:}/new_${kind%:*}.so" 3>&-
        done
    done
}

@test "a path is written where it says, and the line that is printed builds it" {
    mkdir '../my own'
    run -0 scripts/new-module strategy '../my own/ring'
    assert_line --index 0 '../my\ own/ring.c is written. Fill in what it asks for, and then'
    # shellcheck disable=SC2154 # run sets it
    run -1 bash -c "${lines[1]} --property P2" 3>&-
    assert_line --partial 'not ok 1 - ring: P2 '
    assert_line --partial 'unwritten code'
    modules | diff ../before -

    cd '../my own'
    run -0 ../tree/scripts/new-module workload ./whirl
    run -3 bash -c "${lines[1]} --blocks 1 -q -o ../out" 3>&-
    assert_output --partial 'create is not written yet'
}

@test "new-module says what is wrong with its words" {
    rule='use lower-case letters, digits and underscores, a letter first'
    new_refused 2 'say what to write, and its name: scripts/new-module strategy ring'
    new_refused 2 "'strat' is neither strategy nor workload" strat ring
    new_refused 2 "unknown option '--strategy'; see --help" --strategy ring
    new_refused 2 'a workload needs a name, as in scripts/new-module strategy ring' workload
    new_refused 2 "one module at a time, not 'two' too" strategy one two
    for name in '' Ring 2rings _ring -ring ring.c 'ring:k=1' 'a b' ./Ring; do
        new_refused 2 "'${name#./}' is no name for a module: $rule" strategy "$name"
    done
    new_refused 2 "$'ri\\nng' is no name for a module: $rule" strategy $'ri\nng'
    new_refused 2 "$'r\\303\\255ng' is no name for a module: $rule" strategy ríng
}

@test "new-module writes over nothing, and takes no name twice" {
    new_refused 2 "there is a module 'serial' already: strategies/serial.c" strategy serial
    new_refused 2 "there is a module 'serial' already: strategies/serial.c" workload serial
    new_refused 2 "there is a module 'spin' already: workloads/spin.c" strategy ./spin
    echo mine >ring.c
    new_refused 2 "'./ring.c' is there already" strategy ./ring
    run -0 cat ring.c
    assert_output mine
}

@test "a module that cannot be written leaves nothing, and says why" {
    new_refused 3 "'./missing/ring.c' cannot be written: No such file or directory" strategy ./missing/ring
    # As on a full disk, but for the word.
    run -3 bash -c 'trap "" XFSZ && ulimit -f 0 && scripts/new-module strategy ring'
    assert_output --regexp "^new-module: '.*/strategies/ring.c' cannot be written: File too large$"
    modules | diff ../before -
}

@test "new-module --help says how it is used" {
    run -0 scripts/new-module --help
    assert_line --index 0 'usage: scripts/new-module strategy|workload NAME'
}
