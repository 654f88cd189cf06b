#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What a user, a small machine or a module does to the harness by mistake: it is refused before anything is measured, or
# named with its reason and status 3, and costs nothing else.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # what is in single quotes is for another shell; tests are subshells; run sets stderr
load helper

# N times the letter x: long N
long()
{
    printf "%0${1}d" 0 | tr 0 x
}

# The program fails with status 3 and a sentence: failed SENTENCE WORD...
failed()
{
    local sentence=$1
    shift
    run -3 --separate-stderr forkscale "$@"
    assert_equal "$stderr" "forkscale: $sentence"
}

# --- sentences ----------------------------------------------------------------------------------------------------

@test "a sentence keeps its reason, however long the value is that it is about" {
    run -2 --separate-stderr forkscale run -s "./$(long 3000).so"
    assert_regex "$stderr" '^forkscale: --strategy \./x+…x+\.so: File name too long$'
    run -2 --separate-stderr forkscale run -s "$(long 3000)"
    assert_regex "$stderr" '^forkscale: --strategy x+…x+: unknown strategy; .* is given as a path with a ./.$'
    run -2 --separate-stderr forkscale run --blocks "$(long 3000)"
    assert_regex "$stderr" "^forkscale: --blocks 'x+…x+' is not a whole number from 1 to 100000\$"
    run -3 --separate-stderr forkscale plot "$(long 3000)"
    assert_regex "$stderr" '^forkscale: x+….*/results\.json: File name too long$'
    # What the cell says goes through the board, which has less room.
    run -3 --separate-stderr forkscale run -q -w "deflate:file=/$(long 200)/$(long 200)/$(long 200)" -s serial -o out
    assert_regex "$stderr" '^forkscale: .*: No such file or directory$'
}

@test "a folder whose files would have names that are too long is refused before anything is measured" {
    local name
    name=$(long 200)
    failed "--output $name$name$name cannot be written: File name too long" run -w spin -s serial -o "$name$name$name"
    for length in 4050 4095 4096 8000; do
        run -3 --separate-stderr forkscale run -q -w spin -s serial -o "$(long "$length")"
        assert_regex "$stderr" '^forkscale: --output x+…x+ cannot be written: File name too long$'
    done
    assert_equal "$(ls -d x* out 2>/dev/null)" ''
}

@test "a folder without a name is refused, and nothing is looked for in the root" {
    refused "plot: '' is not a folder" plot ''
    refused "plot: '' is not a folder" plot out ''
    for words in table ratios history; do
        # shellcheck disable=SC2086 # words
        failed "cannot read '': No such file or directory" $words ''
        assert_output ''
    done
}

@test "without /proc forkscale says so" {
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") != *' asan : '* ]] || skip 'a sanitizer reads /proc itself'
    unshare -m true 2>/dev/null || skip 'mounts cannot be changed here'
    run -3 --separate-stderr env LD_LIBRARY_PATH="$FORKSCALE_BUILD" unshare -m "$BASH" -c 'mount -t tmpfs none /proc && exec "$0" list' "$FORKSCALE" 3>&-
    assert_equal "$stderr" 'forkscale: /proc/self/exe, which says where forkscale is, cannot be read; is /proc mounted?: No such file or directory'
}

@test "a closed stdout is an output that cannot be written, and nothing else gets its number" {
    for words in 'list' 'check serial -p P1 -q' 'run -q -w spin:items=9,grain=9 -s threads -j 2 --blocks 1 -o out'; do
        # shellcheck disable=SC2086 # words
        run -3 --separate-stderr "$BASH" -c 'exec "$@" >&-' - "$FORKSCALE" $words 3>&-
        assert_equal "$stderr" 'forkscale: the output cannot be written: Bad file descriptor'
    done
    json '.context.forkscale.partial == false' out/results.json
}

# --- flags of Google Benchmark ------------------------------------------------------------------------------------

@test "a file of --benchmark_out that cannot be written is named before anything is measured" {
    failed '--benchmark_out /nonexistent/x cannot be written: No such file or directory' \
        run -q -w spin -s serial -o out -- --benchmark_out=/nonexistent/x
    assert_not_exist out/results.json
}

@test "a full disk under Google Benchmark's own report is said" {
    to_full()
    {
        forkscale run -q -w spin:items=9,grain=9 -s serial --blocks 1 -o out -- --benchmark_format="$1" >/dev/full
    }
    for format in json console; do
        run -3 --separate-stderr to_full "$format"
        # Google Benchmark writes the machine there, too.
        assert_equal "${stderr_lines[-1]}" 'forkscale: the output cannot be written: No space left on device'
    done
}

@test "a context that JSON cannot hold is refused" {
    refused '--benchmark_context=key=a\x1bb: it has control characters, or is not UTF-8' \
        run -w spin -o out -- --benchmark_context=key=$'a\eb'
    refused '--benchmark_context=key=\xff: it has control characters, or is not UTF-8' \
        run -w spin -o out -- --benchmark_context=key=$'\xff'
    assert_not_exist out
}

# --- plans and filters --------------------------------------------------------------------------------------------

@test "a filter that would take the memory or the stack of the conductor is refused" {
    run -2 --separate-stderr forkscale run --dry-run --filter "$(printf '(%.0s' {1..16000})"
    assert_equal "$stderr" 'forkscale: --filter takes at most 1024 bytes, and not 16000'
    for pattern in 'a{1,32767}' '(a{99}){99}' '((a?){60}b){60}' 'a{,5000}' 'a{9999999999999999999999}'; do
        refused "--filter '$pattern' repeats too much: its length times all its {counts} may be 4096 at most" \
            run --dry-run --filter "$pattern"
    done
    refused "--filter '(.*)\\1' is not an extended regular expression: it has a back-reference" \
        run --dry-run --filter '(.*)\1'
}

@test "the largest filters that are taken need little memory and time" {
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") != *' asan : '* ]] || skip 'a sanitizer reserves more address space than that'
    for pattern in "$(printf '(%.0s' {1..300})a$(printf ')%.0s' {1..300})" '(.?){400}' 'a{1,400}' "$(printf 'a?%.0s' {1..500})"; do
        run -0 --separate-stderr timeout 20 "$BASH" -c 'ulimit -v 2000000; exec "$@"' - "$FORKSCALE" run --dry-run \
            -w spin -s serial --filter "$pattern" 3>&-
    done
}

@test "a plan of more cells than a file may have is refused before anything is measured" {
    local words=()
    for ((chunk = 1; chunk <= 260; chunk++)); do
        words+=(-s "threads:chunk=$chunk")
    done
    refused 'the plan has 16641 cells, and a run at most 16384: name fewer strategies, workloads or --workers, or use --filter' \
        run --dry-run -w spin "${words[@]}" -j 1-64
    forkscale run --dry-run -w spin "${words[@]}" -j 1-64 --filter 'chunk=2/' >plan
    assert_equal "$(head -n 1 plan | cut -d ' ' -f 1)" 65
}

@test "a run of more strategies than a plot can have says so first, and is none the worse for it" {
    local words=()
    for ((chunk = 1; chunk <= 50; chunk++)); do
        words+=(-s "threads:chunk=$chunk")
    done
    run -0 --separate-stderr forkscale run -q -w spin:items=9,grain=9 "${words[@]}" -j 1 --blocks 1 -o out
    assert_equal "$stderr" 'forkscale: no plots: 1 workloads with 50 strategies cannot be drawn: 1 to 48 with at most 48 can'
    json '.benchmarks | length == 51' out/results.json
    refute_output --partial /plots/
}

@test "a default plan names what it leaves out, and a build may be in any folder" {
    local cells
    forkscale run --dry-run -q >plan
    cells=$(grep -c '^  ' plan)
    cp -r "$FORKSCALE_BUILD" 'b[0-9]*?'
    "${CC:-cc}" -std=c11 -fPIC -shared -I"$ROOT" -I"$ROOT/harness" -DKIND_workloads -DMISSING='"libfancy"' \
        -o 'b[0-9]*?/workloads/fancy.so' "$ROOT/scripts/unavailable.c"
    for quiet in '' -q; do
        # shellcheck disable=SC2086 # a word or none
        run -0 --separate-stderr 'b[0-9]*?/forkscale' run --dry-run $quiet
        assert_equal "$(grep -c '^  ' <<<"$output")" "$cells"
        [ -n "$quiet" ] || assert_regex "$stderr" \
            '^forkscale: workload fancy is left out: it was built without libfancy; install that and run make again$'
        [ -z "$quiet" ] || assert_equal "$stderr" ''
    done
}

# --- what killed runs have left -----------------------------------------------------------------------------------

@test "the next run into a folder removes what a killed one has left, and nothing else" {
    mkdir -p out/plots/.speedup.forkscale-abcDEF out/plots/.times.forkscale-abcdef out/plots/.efficiency.forkscale-LOCKED
    touch out/.results.json.forkscale-aB3456 out/.results.json.backup out/.results.json.forkscale-toolong \
        out/plots/.speedup.forkscale-abcDEF/speedup.{tsv,gp,svg} out/plots/.times.forkscale-abcdef/{times.gp,mine}
    touch out/.results.json.forkscale-locked
    exec 7<out/.results.json.forkscale-locked 8<out/plots/.efficiency.forkscale-LOCKED
    flock 7
    flock 8
    forkscale run -q -w spin:items=9,grain=9 -s threads -j 1 --blocks 1 -o out >said
    exec 7>&- 8>&-
    run -0 find out -name '.?*'
    assert_equal "$(sort <<<"$output")" 'out/.results.json.backup
out/.results.json.forkscale-locked
out/.results.json.forkscale-toolong
out/plots/.efficiency.forkscale-LOCKED
out/plots/.times.forkscale-abcdef'
    assert_exist out/plots/.times.forkscale-abcdef/mine
}

# --- figures ------------------------------------------------------------------------------------------------------

@test "figures that no machine can have make the cell an error" {
    for figure in usage.user_ns usage.system_ns usage.minor_faults usage.voluntary_switches resident_bytes; do
        module strategy "liar" <<C
#include "strategy.h"
#include "kit/board.h"
static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    pool->job->board->$figure = UINT64_MAX / 2;
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "lies", .run = run };
C
        run -3 --separate-stderr forkscale run -q -w spin:items=9,grain=9 -s ./liar.so -j 1 --blocks 1 -o "$figure"
        assert_equal "$stderr" 'forkscale: spin:items=9,grain=9/liar/workers:1: the cell left samples that make no sense'
    done
}

# --- a small machine ----------------------------------------------------------------------------------------------

@test "a stack of 64 KiB is enough" {
    # gnuplot itself needs more, and is none here.
    mkdir bin
    printf '#!/bin/sh\nexit 1\n' >bin/gnuplot
    chmod +x bin/gnuplot
    on_small_stack()
    {
        PATH=$PWD/bin:$PATH "$BASH" -c 'ulimit -s 64; exec "$@"' - "$FORKSCALE" "$@" 3>&-
    }
    run -3 --separate-stderr on_small_stack run -q -w spin:items=9,grain=9 -s threads -s fork_static -s spawn_pool -j 2 \
        --blocks 1 -o out
    assert_equal "${stderr_lines[0]}" 'forkscale: no plots: gnuplot exited with status 1'
    json '.context.forkscale.partial == false' out/results.json
    json '[.benchmarks[] | select(.error_occurred)] == []' out/results.json
    for words in list 'table out' 'ratios out' 'check -q serial -p P1'; do
        # shellcheck disable=SC2086 # words
        run -0 --separate-stderr on_small_stack $words
    done
}

@test "POSIXLY_CORRECT changes nothing" {
    export POSIXLY_CORRECT=1
    run -0 --separate-stderr forkscale check serial -p P1 -q
    run -0 forkscale run -q -w spin:items=9,grain=9 -s spawn_pool -s xargs -j 2 --blocks 1 -o out --format tsv
    run -0 --separate-stderr forkscale table out --format json
    refused "unexpected argument 'spin'; see 'forkscale run --help'" run spin -w spin
}

@test "what fails is status 3, also of a module that is named" {
    module strategy killed <<<'#include <signal.h>
__attribute__((constructor)) static void begin(void) { raise(SIGKILL); }'
    failed '--strategy ./killed.so: unavailable: describing it failed: the process was killed by SIGKILL' \
        run -w spin -s ./killed.so
    # What it says goes through a pipe, since no file can be written.
    limited()
    {
        { "$BASH" -c "ulimit $1"'; "$0" run -w spin -s threads 3>&-; echo "status $?"' "$FORKSCALE"; } 2>&1 | cat
    }
    run -0 limited '-f 0'
    assert_output --regexp '^forkscale: --workload spin: unavailable: describing it failed: .*'$'\n''status 3$'
    run -0 limited '-n 9'
    assert_output --regexp '^forkscale: --workload spin: unavailable: Too many open files'$'\n''status 3$'
}

@test "a python3 that does not print its version delays no command by more than that, and is named" {
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") != *' asan : '* ]] || skip 'no interpreter can load a build with a sanitizer'
    mkdir bin
    "${CC:-cc}" -o bin/python3 -x c - <<<'#include <unistd.h>
int main(void) { for (;;) pause(); }'
    local begin_us=${EPOCHREALTIME/./}
    run -0 --separate-stderr env PATH="$PWD/bin:$PATH" "$FORKSCALE" list strategies --format json 3>&-
    # Five strategies ask for it: one after another they would take 20 s.
    [ $((${EPOCHREALTIME/./} - begin_us)) -lt 15000000 ]
    assert_equal "$(jq -r '.[] | select(.name == "python_pool").unavailable' <<<"$output")" \
        "$PWD/bin/python3 does not print its version within 4 s"
}
