#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# An include, like a call, only goes down. The picture of the rooms in docs/ARCHITECTURE.md stays true because
# these tests read every #include.

load helper

# room | what it may include beside itself, rooms or single headers | which <headers> it may
rooms()
{
    local kit='harness/kit'
    local contracts='strategies/strategy.h workloads/workload.h'
    local scenario="harness/check/inject harness/cell $kit $contracts"
    local process="harness/process $kit"
    local record="harness/record $process"
    local analyse="harness/analyse $record"
    local below="harness/module harness/machine $analyse"
    local floors='harness/floor/catalogue.h'
    cat <<TABLE
harness/kit            | workloads/workload.h                                 | libc
harness/options        | $kit                                                 | libc
harness/process        | $kit                                                 | libc
harness/module         | $process                                             | any
harness/machine        | $process                                             | any
harness/doctor         | harness/machine/fact.h harness/machine/noise.h harness/analyse/estimate.h $kit | any
harness/record         | $process                                             | any
harness/analyse        | harness/record/results.h harness/record/metric.h harness/record/throughput.h harness/record/trace.h $kit/hash.h $kit/schedule.h | pure
harness/predict        | harness/record/trace.h harness/analyse $kit/schedule.h $kit/error.h | pure
harness/show           | harness/doctor/doctor.h harness/predict $analyse     | any
harness/run            | $floors $below                                       | any
harness/conform        | $below                                               | any
harness/cli            | harness/options harness/show harness/predict harness/doctor harness/run harness/conform $floors $below | any
harness/floor          | $kit                                                 | libc
harness/cell           | harness/options harness/floor $kit $contracts        | libc
harness/check/inject   | $kit $contracts                                      | libc
harness/check/scenario | $scenario                                            | libc
harness/check/judge    | harness/options harness/check/scenario $scenario     | libc
strategies             | $kit                                                 | needs
strategies/foreign     | strategies $kit                                      | needs
workloads              | $kit                                                 | needs
TABLE
}

# libc's headers that neither read nor write nor tell the time, and all that are used of it and of the compiler.
PURE='assert|ctype|errno|float|inttypes|limits|math|stdalign|stdarg|stdbool|stddef|stdint|stdlib|string'
LIBC="$PURE|aio|argp|complex|dirent|dlfcn|endian|err|fcntl|fenv|getopt|glob|link|locale|malloc|mntent|mqueue|poll|pthread"
LIBC="$LIBC|sched|search|semaphore|setjmp|signal|spawn|stdatomic|stdio|stdio_ext|stdnoreturn|strings|threads|time"
LIBC="$LIBC|ucontext|unistd|wchar|(asm|linux|sys)/.*|.*intrin"

# Is <$3> one of the headers $2 for the file $1?
header_allowed()
{
    case $2 in
    any) true ;;
    libc) [[ $3 =~ ^($LIBC)\.h$ ]] ;;
    pure) [[ $3 =~ ^($PURE|gsl/.*)\.h$ ]] ;;
    needs) [[ $3 =~ ^($LIBC)\.h$ ]] || grep -qE '^ \* (Needs|Flags): ' "$1" ;;
    esac
}

# Sets `target` to where the compiler finds the header $2 that the file $1 names, in the folders of the Makefile's -I;
# empty when it is none of ours.
resolve()
{
    local folder
    for folder in "${1%/*}/" '' harness/; do
        target=$folder$2
        [ ! -e "$target" ] || return 0
    done
    target=
}

# Prints a sentence for each fault in the tree $1.
faults()
{
    local file line text room name target allowed headers what
    local -A may system
    while IFS='|' read -r room allowed headers; do
        room=${room// /}
        may[$room]=" $room $allowed "
        system[$room]=${headers// /}
    done < <(rooms)

    cd "$1" || return
    while IFS=: read -r file line text; do
        room=${file%/*}
        if [ -z "${may[$room]-}" ]; then
            echo "$file: $room is a room that this test does not know"
            continue
        fi
        what="$file:$line: $room may not include"
        if ! [[ $text =~ ^[[:space:]]*\#[[:space:]]*include[[:space:]]*[\<\"]([^\>\"]+)[\>\"] ]]; then
            echo "$what what this test cannot read: $text"
            continue
        fi
        name=${BASH_REMATCH[1]}
        resolve "$file" "$name"
        if [[ $name == *..* ]]; then
            echo "$what by climbing: $name"
        elif [ -n "$target" ]; then
            [[ ${may[$room]} == *" ${target%/*} "* || ${may[$room]} == *" $target "* ]] ||
                echo "$what $target"
        elif [[ $text == *\"* ]]; then
            echo "$what $name, which is not there"
        elif ! header_allowed "$file" "${system[$room]}" "$name"; then
            echo "$what <$name>"
        fi
    done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include' harness strategies workloads)
    find harness strategies workloads -type f ! -name '*.[ch]' ! -path 'harness/run/*.cc' \
        ! -path 'strategies/tbb.cc' ! -path 'strategies/foreign/*.py' ! -path 'strategies/foreign/*.p[lm]' \
        ! -path 'strategies/foreign/*.R' ! -path 'strategies/*.known' |
        sed 's/$/: only C is spoken here, C++ in harness\/run\/*.cc and strategies\/tbb.cc, and Python, Perl and R in strategies\/foreign/'
}

@test "every include in the tree goes down" {
    run -0 faults "$ROOT"
    assert_output ''
}

# Prints "FILE HEADER" for each include of one of our headers in the tree $1.
edges()
(
    local file text target
    cd "$1" || return
    while IFS=: read -r file text; do
        [[ $text =~ [\<\"]([^\>\"]+)[\>\"] ]] || continue
        resolve "$file" "${BASH_REMATCH[1]}"
        [ -z "$target" ] || echo "$file $target"
    done < <(grep -rE '^#include' harness strategies workloads)
)

@test "no includes form a cycle" {
    edges "$ROOT" >pairs
    [ "$(wc -l <pairs)" -gt 400 ] # they were read
    run -0 tsort pairs
    mkdir -p tree/harness/kit tree/strategies tree/workloads
    echo '#include "kit/b.h"' >tree/harness/kit/a.h
    echo '#include "kit/a.h"' >tree/harness/kit/b.h
    edges tree >cycle
    run -1 tsort cycle
    assert_output --partial 'input contains a loop'
}

@test "no source file has more than 300 lines" {
    cd "$ROOT"
    run -0 find harness strategies workloads -type f -name '*.[ch]' -exec awk 'FNR == 301 { print FILENAME }' {} +
    assert_output ''
}

@test "every room of the tree has sources in it that are read" {
    cd "$ROOT"
    for room in $(rooms | cut -d '|' -f 1); do
        run -0 grep -rlE '^#include' "$room"
        assert_output
    done
}

@test "an upward include in a copy of the tree is found and named" {
    mkdir tree
    cp -r "$ROOT/harness" "$ROOT/strategies" "$ROOT/workloads" tree
    echo '#include "machine/noise.h"' >tree/harness/kit/new.c
    run -0 faults tree
    assert_line 'harness/kit/new.c:1: harness/kit may not include harness/machine/noise.h'
}

# Plants a file with one include into a small tree, where each room has a planted.h, and holds what is found against a
# sentence: planted FILE INCLUDE SENTENCE
planted()
{
    rm -rf tree
    for room in $(rooms | cut -d '|' -f 1) "${1%/*}"; do
        mkdir -p "tree/$room"
        touch "tree/$room/planted.h"
    done
    touch tree/strategies/strategy.h tree/workloads/workload.h tree/harness/kit/clock.h
    echo "#include $2" >"tree/$1"
    run -0 faults tree
    assert_output "$3"
}

@test "an upward include is found and named" {
    planted harness/kit/new.c '"cell/planted.h"' \
        'harness/kit/new.c:1: harness/kit may not include harness/cell/planted.h'
    planted harness/record/new.h '"analyse/planted.h"' \
        'harness/record/new.h:1: harness/record may not include harness/analyse/planted.h'
    planted harness/analyse/new.c '<show/planted.h>' \
        'harness/analyse/new.c:1: harness/analyse may not include harness/show/planted.h'
    planted harness/run/new.cc '"cli/planted.h"' \
        'harness/run/new.cc:1: harness/run may not include harness/cli/planted.h'
}

@test "an include of a neighbour is found and named" {
    planted harness/run/new.c '"cell/planted.h"' \
        'harness/run/new.c:1: harness/run may not include harness/cell/planted.h'
    planted harness/show/new.c '"run/planted.h"' \
        'harness/show/new.c:1: harness/show may not include harness/run/planted.h'
    planted strategies/new.c '"workloads/planted.h"' \
        'strategies/new.c:1: strategies may not include workloads/planted.h'
    planted strategies/new.c '"../harness/cell/planted.h"' \
        'strategies/new.c:1: strategies may not include by climbing: ../harness/cell/planted.h'
}

@test "an include that goes down is no fault" {
    planted harness/cli/new.c '"show/planted.h"' ''
    planted harness/run/new.c '"analyse/planted.h"' ''
    planted harness/cell/new.c '"strategies/strategy.h"' ''
    planted harness/check/judge/new.c '"cell/planted.h"' ''
    planted strategies/new.c '"kit/planted.h"' ''
    planted strategies/new.c '"strategy.h"' ''
    planted harness/kit/new.c '<unistd.h>' ''
    planted harness/options/new.c '<getopt.h>' ''
}

@test "a library's header in the lean rooms is found and named" {
    planted harness/cell/new.c '<jansson.h>' 'harness/cell/new.c:1: harness/cell may not include <jansson.h>'
    planted harness/options/new.c '<jansson.h>' 'harness/options/new.c:1: harness/options may not include <jansson.h>'
    planted harness/kit/new.c '<gsl/gsl_cdf.h>' 'harness/kit/new.c:1: harness/kit may not include <gsl/gsl_cdf.h>'
    planted workloads/new.c '<zlib.h>' 'workloads/new.c:1: workloads may not include <zlib.h>'
}

@test "a module may include the library that it needs" {
    planted workloads/new.c $'<zlib.h>\n/*\n * Needs: zlib\n */' ''
    planted strategies/new.c $'<omp.h>\n/*\n * Flags: -fopenmp\n */' ''
}

@test "input and output in analyse are found and named" {
    planted harness/analyse/new.c '<stdio.h>' 'harness/analyse/new.c:1: harness/analyse may not include <stdio.h>'
    planted harness/analyse/new.c '<sys/mman.h>' \
        'harness/analyse/new.c:1: harness/analyse may not include <sys/mman.h>'
    planted harness/analyse/new.c '"kit/clock.h"' \
        'harness/analyse/new.c:1: harness/analyse may not include harness/kit/clock.h'
}

@test "what the test cannot read or does not know is found and named" {
    planted harness/kit/new.c 'WHAT' \
        'harness/kit/new.c:1: harness/kit may not include what this test cannot read: #include WHAT'
    planted harness/kit/new.c '"kit/nowhere.h"' \
        'harness/kit/new.c:1: harness/kit may not include kit/nowhere.h, which is not there'
    planted harness/attic/new.c '<stdio.h>' 'harness/attic/new.c: harness/attic is a room that this test does not know'
    planted harness/kit/new.cc '<stdio.h>' \
        'harness/kit/new.cc: only C is spoken here, C++ in harness/run/*.cc and strategies/tbb.cc, and Python, Perl and R in strategies/foreign'
}

# Libraries that a built file loads, without those of the sanitizers.
libraries()
{
    readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE '^lib(asan|ubsan|tsan)\.' | sort
}

@test "the library loads libc and libm alone, and cell and checker nothing else but the library" {
    run -0 libraries "$FORKSCALE_BUILD/libforkscale.so"
    assert_output $'libc.so.6\nlibm.so.6'
    run -0 libraries "$FORKSCALE_BUILD/forkscale-cell"
    assert_output $'libc.so.6\nlibforkscale.so\nlibm.so.6'
    run -0 libraries "$FORKSCALE_BUILD/forkscale-checker"
    assert_output $'libc.so.6\nlibforkscale.so\nlibm.so.6'
}

@test "what analyse is built into calls nothing that reads, writes or tells the time" {
    run -0 nm -u "$FORKSCALE_BUILD"/obj/harness/analyse/*.o
    assert_output --partial gsl_
    refute_line --regexp ' (f?open(at|64)?|fdopen|f?read|f?write|pread|pwrite|f?puts|putchar|v?f?printf|__v?f?printf_chk|perror|getenv|time|clock_gettime|gettimeofday|results_read)(@.*)?$'
}
