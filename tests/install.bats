#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What make install puts where, that it works from there, and that make uninstall takes it away again.

load helper

# The build under test into the folder stage, as a packager does: make_target install|uninstall [WORD...]
make_target()
{
    local mode=${FORKSCALE_BUILD##*/}
    case $mode in
    debug | asan | tsan) ;;
    *) mode=release ;;
    esac
    # Without what `make test` was called with; -o: with whatever flags the build under test was made, it stays.
    env -u MAKEFLAGS make -s -C "$ROOT" -o "$FORKSCALE_BUILD/SETTINGS" -o "$FORKSCALE_BUILD/REVISION" \
        MODE="$mode" OUT="$FORKSCALE_BUILD" DESTDIR="$PWD/stage" PREFIX=/usr "$@" 3>&-
}

# All that is under stage.
staged()
{
    (cd stage && find . | sort)
}

setup_file()
{
    cd "$BATS_FILE_TMPDIR" || return
    make_target install
}

setup()
{
    helper_setup
    cp -r "$BATS_FILE_TMPDIR/stage" .
    INSTALLED=$PWD/stage/usr/bin/forkscale
}

@test "programs, library, modules, scripts and headers go where they belong" {
    for file in bin/forkscale lib/libforkscale.so lib/forkscale/forkscale-cell lib/forkscale/forkscale-checker \
        lib/forkscale/strategies/serial.so lib/forkscale/workloads/spin.so include/forkscale/strategy.h \
        include/forkscale/workload.h include/forkscale/kit/job.h; do
        assert_file_exist "stage/usr/$file"
    done
    for kind in strategies workloads; do
        for source in "$ROOT/$kind"/*.c; do
            assert_file_exist "stage/usr/lib/forkscale/$kind/$(basename "$source" .c).so"
        done
    done
    for script in "$ROOT"/scripts/gnuplot/*; do
        assert_file_exist "stage/usr/lib/forkscale/gnuplot/${script##*/}"
    done
}

@test "programs can be run and all can be read by everyone, and nothing else is executable" {
    run -0 find stage -type f -perm /111
    assert_equal "$(sort <<<"$output")" "$(printf 'stage/usr/%s\n' bin/forkscale lib/forkscale/forkscale-{cell,checker})"
    run -0 find stage ! -perm -444
    assert_output ''
    run -0 find stage -type d ! -perm -555
    assert_output ''
}

@test "nothing that is installed remembers where it was built" {
    for file in bin/forkscale lib/libforkscale.so lib/forkscale/forkscale-cell lib/forkscale/forkscale-checker; do
        run -0 readelf -d "stage/usr/$file"
        refute_output --partial "$ROOT"
    done
}

@test "the installed program lists its modules from where it is" {
    "$INSTALLED" list --format json >list.json 3>&-
    json 'length > 0' list.json
    assert_equal "$(unavailable list.json)" ''
    while read -r path; do
        assert_regex "$(realpath "$path")" "^$PWD/stage/usr/lib/forkscale/(strategies|workloads)/[a-z0-9_]+\.so\$"
    done < <(jq -r '.[].path' list.json)
}

@test "the installed program runs and plots" {
    run -0 "$INSTALLED" run -w spin:items=10,grain=10 -s spawn_pool -s threads -j 2 --blocks 1 -q -o out 3>&-
    assert_line --regexp '^  spawn_pool +2 '
    assert_file_not_empty out/plots/speedup.svg
    rm -r out/plots
    run -0 "$INSTALLED" plot out 3>&-
    assert_file_not_empty out/plots/speedup.svg
}

@test "it runs from anywhere, through a link and when it is moved as a whole" {
    ln -s "$INSTALLED" link
    run -0 ./link list 3>&-
    assert_line --regexp '^  spin '
    mv stage elsewhere
    run -0 elsewhere/usr/bin/forkscale list 3>&-
    assert_line --regexp '^  spin '
}

# A module as its user builds it, who has the installed headers and library alone: build_installed NAME
build_installed()
{
    cat >"$1.c"
    "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -fPIC -shared -I stage/usr/include/forkscale -o "$1.so" "$1.c" \
        -L stage/usr/lib -lforkscale
}

@test "a strategy compiles against the installed headers alone, and runs" {
    build_installed mine <<'C'
#include "strategy.h"
static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "the user's own", .run = run };
C
    run -0 "$INSTALLED" run -w spin:items=10,grain=10 -s ./mine.so -j 1 --blocks 1 -q -o out 3>&-
    assert_line --regexp '^  mine +1 '
}

@test "a workload compiles against the installed headers alone, and runs" {
    build_installed mine <<'C'
#include "workload.h"
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 3;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    *(uint64_t *)result = index;
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)why, (void)why_bytes;
    return ((const uint64_t *)results)[2] == 2 ? ANSWER_RIGHT : ANSWER_WRONG;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "counts", .create = create, .item = item, .check = check
};
C
    run -0 "$INSTALLED" run -w ./mine.so -s threads -j 2 --blocks 1 -q -o out 3>&-
    assert_line --index 0 --regexp '^mine '
}

@test "each installed header stands by itself" {
    while read -r header; do
        echo "#include \"$header\"" | "${CC:-cc}" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only \
            -I stage/usr/include/forkscale -x c -
    done < <(cd stage/usr/include/forkscale && find . -name '*.h')
}

@test "uninstall takes away all that was installed, and nothing else" {
    echo other >stage/usr/lib/other
    echo other >stage/usr/bin/other
    make_target uninstall
    run -0 staged
    assert_output - <<'FILES'
.
./usr
./usr/bin
./usr/bin/other
./usr/include
./usr/lib
./usr/lib/other
FILES
}

@test "install over an installation, and uninstall twice, are no errors" {
    before=$(staged)
    make_target install
    assert_equal "$(staged)" "$before"
    make_target uninstall
    make_target uninstall
    run -0 find stage ! -type d
    assert_output ''
}
