# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What scripts/mutants does for faults in the harness: each is put into a copy of the tree, built there, and tested.
# shellcheck disable=SC2154 # build, work and patches are the caller's

# The compiler of a build, C or C++, from the line of all that it depends on.
compiler_of()
{
    local pattern='^[^:]* : ([^,]*), .*'
    [ "$1" = c ] || pattern='.* : ([^,:]*), [^:]* : -std=c\+\+.*'
    sed -E "s/$pattern/\1/" "$build/SETTINGS"
}

# Makes $tree: the files that are built and tested, and the build, with their times, so that only what a patch changes is
# built again.
copy_tree()
{
    mkdir -p "$tree/build" &&
        cp -a --parents Makefile harness scripts strategies tests workloads results/README.md "$tree" &&
        (cd "$build" && cp -a SETTINGS REVISION check gnuplot obj strategies workloads libforkscale.so forkscale \
            forkscale-cell forkscale-checker "$tree/build")
}

# The program or library that a file of the harness is part of. Programs find a new library without being linked again.
target_of()
{
    case $1 in
    harness/kit/*) echo libforkscale.so ;;
    harness/cell/* | harness/floor/*) echo forkscale-cell ;;
    harness/check/*) echo forkscale-checker ;;
    *) echo forkscale ;;
    esac
}

# Builds the target in $tree as the build was made: build_in_tree TARGET
build_in_tree()
{
    local settings mode
    settings=$(<"$build/SETTINGS")
    read -r _ mode _ <<<"$settings"
    make -s --no-print-directory -C "$tree" MODE="$mode" OUT=build CC="$(compiler_of c)" CXX="$(compiler_of cc)" \
        SETTINGS="${settings//\$/\$\$}" REVISION="$(<"$build/REVISION")" "build/$1"
}

# Runs one test of $tree, and prints "passed", "skipped", "failed", "timed out" or "not run": test_in_tree FILE TITLE
test_in_tree()
{
    local title output
    # shellcheck disable=SC2001,SC2016 # a pattern of sed
    title=$(sed 's/[][\.*^$(){}?+|]/\\&/g' <<<"$2")
    # shellcheck disable=SC2046 # words
    output=$(env $(compgen -e | sed -n '/^BATS_LIB_PATH$/d; s/^BATS_/-u &/p') FORKSCALE_BUILD="$tree/build" \
        BATS_TEST_TIMEOUT=120 bats --tap --filter "^$title\$" "$tree/tests/$1" 2>&1 </dev/null)
    case $(grep -E '^(not )?ok ' <<<"$output") in
    "ok 1 $2") echo passed ;;
    "ok 1 $2 # skip"*) echo skipped ;;
    "not ok 1 $2 # timeout"*) echo 'timed out' ;;
    "not ok 1 $2"*) echo failed ;;
    *) echo 'not run' ;;
    esac
}

# The same without a fault, once for all mutants of a test. One that fails by chance has a second try.
test_unchanged()
{
    local known found
    known=$work/$(cksum <<<"$1 $2" | tr ' ' -)
    if [ ! -f "$known" ]; then
        found=$(test_in_tree "$1" "$2")
        [ "$found" = passed ] || found=$(test_in_tree "$1" "$2")
        echo "$found" >"$known.$SLOT"
        mv "$known.$SLOT" "$known"
    fi
    cat "$known"
}

# As judge_one, of a fault in the harness.
judge_harness_one()
{
    local name=$1 of file title target what=unjudged found tree=$work/$SLOT
    of=$(head_of Of "$name") file=$(head_of Killed "$name") title=$(head_of Test "$name")
    target=$(target_of "$of")
    [ -d "$tree" ] || copy_tree || exit
    found=$(test_unchanged "$file" "$title")
    if [ "$found" != passed ]; then
        found="$found without the fault"
    elif ! attempt "$name.patch does not apply to $of" patch --fuzz=0 --silent --reject-file=- -d "$tree" "$of" \
        "$patches/$name.patch" >&2 || ! attempt "$name cannot be built" build_in_tree "$target" >&2; then
        found='not built'
    else
        found=$(test_in_tree "$file" "$title")
        case $found in
        failed) what=killed ;;
        passed | 'timed out') what=survived ;;
        esac
    fi
    cp -a "$of" "$tree/$of"
    (cd "$build" && cp -a --parents "obj/${of%.*}.o" "$target" "$tree/build")
    printf '%s\t%s\t%s: %s: %s\n' "$what" "$name" "$file" "$title" "$found"
}

# Those that each judge needs.
# shellcheck disable=SC2034 # mutants exports them
harness_functions=(compiler_of copy_tree target_of build_in_tree test_in_tree test_unchanged judge_harness_one)
