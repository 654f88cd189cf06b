# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What every test file loads: the bats libraries, the program under test, and the means to look at what it
# leaves behind. A file with a setup or teardown of its own calls helper_setup or helper_teardown in it.

bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert
bats_load_library bats-file

# FORKSCALE_BUILD: the build folder under test; `make test MODE=asan` gives another.
ROOT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
FORKSCALE_BUILD=$(cd "${FORKSCALE_BUILD:-$ROOT/build}" 2>/dev/null && pwd) || FORKSCALE_BUILD=$ROOT/build
FORKSCALE=$FORKSCALE_BUILD/forkscale
export ROOT FORKSCALE_BUILD FORKSCALE

helper_setup()
{
    cd "$BATS_TEST_TMPDIR" || return
    # Inherited by every process that the test starts, however far it wanders.
    export FORKSCALE_TEST_MARK=$BATS_TEST_TMPDIR
}

helper_teardown()
{
    no_processes_left
}

setup()
{
    helper_setup
}

teardown()
{
    helper_teardown
}

# The program under test. Bats waits until nobody holds its descriptor 3: a process that is left over would hang
# it instead of failing no_processes_left.
forkscale()
{
    "$FORKSCALE" "$@" 3>&-
}

# The program refuses these words with status 2 and a sentence: refused SENTENCE WORD...
refused()
{
    local sentence=$1
    shift
    run -2 --separate-stderr forkscale "$@"
    # shellcheck disable=SC2154 # run sets it
    assert_equal "$stderr" "forkscale: $sentence"
    assert_output ''
}

# Runs the words on a terminal of their own, and prints what it shows: on_terminal WORD...
on_terminal()
{
    local words
    printf -v words '%q ' "$@"
    script -qec "$words" /dev/null </dev/null 3>&-
}

# Builds $BATS_TEST_TMPDIR/NAME.so as a user would, from the C on standard input: module strategy|workload NAME
module()
{
    local kind=$1 name=$2 folder
    case $kind in
    strategy) folder=strategies ;;
    workload) folder=workloads ;;
    *) fail "module: '$kind' is neither strategy nor workload" || return ;;
    esac
    cat >"$BATS_TEST_TMPDIR/$name.c"
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -fPIC -pthread -shared \
        -I"$ROOT" -I"$ROOT/harness" -I"$ROOT/$folder" \
        -o "$BATS_TEST_TMPDIR/$name.so" "$BATS_TEST_TMPDIR/$name.c" -L"$FORKSCALE_BUILD" -lforkscale
}

# Of the strategies on standard input, those whose caller only waits: libgomp and TBB let the calling thread work, too.
with_idle_caller()
{
    local working
    working=$(forkscale list strategies --format json | jq -r '.[] | select(.traits | index("caller-works")).name')
    grep -vxF -e openmp -e tbb ${working:+-e "$working"}
}

# Prints what a jq filter finds in a file; fails when that is false, null or nothing: json FILTER FILE
json()
{
    jq -er "$1" "$2" || fail "json: not so in $2: $1"
}

# Names of the modules that a list, as JSON in the files or on standard input, has as unavailable; but for those of
# interpreters, which can load no build with a sanitizer.
unavailable()
{
    jq -r '.[] | select(.unavailable != null and (.unavailable | startswith("an interpreter cannot load a build with a sanitizer") | not)).name' "$@"
}

# Pids of the processes that carry this test's mark, but not of those that look for it.
marked_processes()
{
    local mark=FORKSCALE_TEST_MARK=$FORKSCALE_TEST_MARK
    (
        unset FORKSCALE_TEST_MARK
        grep -lazxF "$mark" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3
    )
}

# Fails when a process of this test is still there after a second, which is time enough to die. Ends it, too, for the
# sake of the tests that come after.
no_processes_left()
{
    local left pid deadline_us=$((${EPOCHREALTIME/./} + 1000000))
    while left=$(marked_processes) && [ -n "$left" ]; do
        if ((${EPOCHREALTIME/./} > deadline_us)); then
            for pid in $left; do
                echo "left over: $pid $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")"
                kill -s KILL "$pid" 2>/dev/null || true
            done | fail
            return
        fi
        sleep 0.02
    done
}

# The flags of the sanitizers that the library was built with: a program that loads it needs them too.
sanitizers()
{
    local symbols
    symbols=$(nm -D "$FORKSCALE_BUILD/libforkscale.so")
    if [[ $symbols == *__asan_init* ]]; then echo '-fsanitize=address,undefined -fno-sanitize-recover=undefined'; fi
    if [[ $symbols == *__tsan_init* ]]; then echo '-fsanitize=thread'; fi
}

# The output is the golden table in the file: the same columns, lines and words, and numbers that differ by no more than
# rounding: is_golden FILE
is_golden()
{
    # shellcheck disable=SC2154 # run sets it
    python3 - "$1" <(printf '%s\n' "$output") <<'PYTHON'
import math, sys
golden, ours = ([line.rstrip("\n").split("\t") for line in open(path)] for path in sys.argv[1:])
assert golden[0] == ours[0], f"columns: {ours[0]}"
assert len(golden) == len(ours) > 1, f"{len(ours)} lines"
for number, (left, right) in enumerate(zip(golden, ours)):
    assert len(left) == len(right), f"line {number} has {len(right)} fields"
    for name, a, b in zip(golden[0], left, right):
        try:
            same = math.isclose(float(a), float(b), rel_tol=2e-9)
        except ValueError:
            same = a == b
        assert same, f"line {number}, {name}: {b}, not {a}"
PYTHON
}
