#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What make makes again, and what not, so that the flags and the revision on record are those that measured. All in a
# copy of the tree, which is a repository of its own.

load helper

# Only what this file says: nothing that `make test` was called with, no repository that a hook works in, and no
# settings of a user.
only_our_settings()
{
    # shellcheck disable=SC2046 # names, one a word
    unset $(git rev-parse --local-env-vars)
    unset MAKEFLAGS MFLAGS MAKELEVEL MODE V CPPFLAGS CFLAGS CXXFLAGS LDFLAGS WERROR
    export LC_ALL=C GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
}

# Built once, without optimisation, which is quicker; each test gets a copy that is as old.
setup_file()
{
    only_our_settings
    mkdir "$BATS_FILE_TMPDIR/tree"
    cd "$BATS_FILE_TMPDIR/tree" || return
    cp -r "$ROOT"/{.gitignore,Makefile,harness,scripts,strategies,workloads} .
    git init -q
    git config user.name 'A Tester'
    git config user.email tester@example.org
    git add .
    git commit -q -m 'The tree'
    export CFLAGS=-O0 CXXFLAGS=-O0
    make -s -j "$(nproc)" 3>&-
}

setup()
{
    helper_setup
    only_our_settings
    export CFLAGS=-O0 CXXFLAGS=-O0
    cp -a "$BATS_FILE_TMPDIR/tree" .
    cd tree || return
    touch "$BATS_TEST_TMPDIR/before"
}

tree_make()
{
    make -j "$(nproc)" "$@" 3>&-
}

# The program of the copy measures as little as it can: measure OUT
measure()
{
    build/forkscale run -w spin:items=1,grain=10 -s serial -j 1 --blocks 1 -q -o "$1" 3>&-
}

# What the program of the copy says of its build: recorded KEY
recorded()
{
    rm -rf ../record
    measure ../record >&2
    json ".context.forkscale.build.$1" ../record/results.json
}

# All that a compiler or linker made; programs of other languages are only copied.
products()
{
    find build \( -name '*.o' -o -name '*.so' -o -name 'forkscale*' ! -name '*.p[my]' \) -type f "$@" | sort
}

@test "make with nothing to do prints so, and does nothing" {
    run -0 tree_make
    assert_output "make: Nothing to be done for 'all'."
    run -0 find build -newer ../before
    assert_output ''
}

@test "a commit changes the revision on record, and rebuilds nothing else" {
    before=$(recorded git_revision)
    assert_equal "$before" "$(git describe --always --abbrev=12)"
    git commit -q --allow-empty -m 'Another'
    run -0 tree_make
    assert_output $'  CC    harness/machine/build.c\n  LINK  build/forkscale'
    after=$(recorded git_revision)
    assert_equal "$after" "$(git describe --always --abbrev=12)"
    assert_not_equal "$after" "$before"
}

@test "a change that is not committed shows in the revision on record, until it is undone" {
    committed=$(git describe --always --abbrev=12)
    echo '/* changed */' >>strategies/serial.c
    tree_make
    assert_equal "$(recorded git_revision)" "$committed-dirty"
    git checkout -q strategies/serial.c
    tree_make
    assert_equal "$(recorded git_revision)" "$committed"
}

@test "without git the revision on record is unknown" {
    rm -rf .git
    # No repository around the copy may stand in for it.
    GIT_CEILING_DIRECTORIES=$(dirname "$PWD") tree_make
    assert_equal "$(recorded git_revision)" unknown
}

@test "other flags build everything again, and are the ones on record" {
    assert_equal "$(recorded flags)" -O0
    touch strategies/serial.c
    tree_make CFLAGS='-O0 -DOTHER' CPPFLAGS=-DANOTHER
    assert_not_equal "$(products)" ''
    run -0 products ! -newer ../before
    assert_output ''
    assert_equal "$(recorded flags)" '-DANOTHER -O0 -DOTHER'
    run -0 tree_make CFLAGS='-O0 -DOTHER' CPPFLAGS=-DANOTHER
    assert_output "make: Nothing to be done for 'all'."
}

@test "each setting counts, and a flag that moves from one to another" {
    run -0 tree_make -q
    for setting in CC='env cc' CXX='env c++' CPPFLAGS=-DX CFLAGS=-O1 CXXFLAGS=-O1 WERROR=-Werror LDFLAGS=-s VERSION=9 \
        BASE_C=-DX; do
        run -1 tree_make -q "$setting"
    done
    CPPFLAGS=-O0 CFLAGS='' run -1 tree_make -q
}

@test "a compiler of the same name and another version counts" {
    cat >compiler <<'SH'
#!/bin/sh
[ "$*" = --version ] || exec cc "$@"
echo "compiler 1"
SH
    chmod +x compiler
    tree_make CC=./compiler build/SETTINGS
    run -0 tree_make -q CC=./compiler build/SETTINGS
    sed -i 's/compiler 1/compiler 2/' compiler
    run -1 tree_make -q CC=./compiler build/SETTINGS
}

@test "flags with quotes, dollars and commas are the same flags the next time" {
    flags="-DX='\"a, b\"' -Wl,-rpath,'\$\$ORIGIN' -DY=\\#(,"
    tree_make LDFLAGS="$flags" build/SETTINGS
    run -0 tree_make -q LDFLAGS="$flags" build/SETTINGS
    run -1 tree_make -q LDFLAGS="$flags," build/SETTINGS
}

@test "a module whose flags or headers the compiler does not have says so, and the others are built" {
    sed -i 's/^ \* Flags: .*/ * Flags: -fopenclosed/' strategies/openmp.c
    tree_make
    run -0 build/forkscale list strategies
    assert_line '      unavailable: it was built without a compiler that takes -fopenclosed; install that and run make again'
    sed -i -e 's/^ \* Flags: .*/ * Flags: -fopenmp/' -e 's/<omp.h>/<open_closed.h>/' strategies/openmp.c
    tree_make
    run -0 build/forkscale list strategies
    assert_line '      unavailable: it was built without a compiler that takes -fopenmp; install that and run make again'
}

@test "a strategy or workload that is deleted leaves no module, and the others stay" {
    modules=$(products -name '*.so')
    cp strategies/serial.c strategies/ring.c
    cp workloads/spin.c workloads/whirl.c
    tree_make
    run -0 build/forkscale list 3>&-
    assert_line --regexp '^  ring '
    assert_line --regexp '^  whirl '

    rm strategies/ring.c workloads/whirl.c
    run -0 tree_make
    assert_output '  RM    build/strategies/ring.so build/workloads/whirl.so'
    run -0 build/forkscale list 3>&-
    assert_line --regexp '^  serial '
    refute_line --regexp '^  (ring|whirl) '
    run -0 find build -name 'ring*' -o -name 'whirl*'
    assert_output ''
    assert_equal "$(products -name '*.so')" "$modules"
}

@test "a module without a source is not installed either" {
    cp build/strategies/serial.so build/strategies/ring.so
    tree_make install DESTDIR="$BATS_TEST_TMPDIR/stage" PREFIX=/usr
    assert_file_exist ../stage/usr/lib/forkscale/strategies/serial.so
    assert_file_not_exist ../stage/usr/lib/forkscale/strategies/ring.so
}

@test "make bench and make test build on all processors, unless -j is given" {
    for target in bench test; do
        run -0 make -n "$target"
        # shellcheck disable=SC2016 # as the shell gets it
        assert_line --regexp ' -j\$\(nproc\) all$'
        run -0 make -n -j 2 "$target"
        refute_output --partial -j
    done
}

@test "make plot draws all runs, and says so when there are none" {
    run -0 make plot
    assert_output 'there are no results to plot: make bench leaves some in results/'
    mkdir results
    measure results/one
    rm -r results/one/plots
    run -0 make plot 3>&-
    assert_output --partial 'results/one/'
    assert_file_not_empty results/one/plots/speedup.svg
}
