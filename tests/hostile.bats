#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Names, files and environment that mean harm or mishap: they are shown harmlessly, change no number, and nothing in
# them is ever executed.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # what looks like code must not run; tests are subshells; run sets stderr
load helper

# Names that a terminal, a shell, printf, gnuplot, JSON or XML would take for something else.
NAMES=(
    '-leading'
    '--help'
    $'new\nline'
    $'tab\tand return\r'
    $'\e[31mred\e]0;title\a'
    $'\xff\xfe no UTF-8 \xc3('
    $'C1 \xc2\x9b31m'
    '%n%s%d%99999d'
    '`touch pwned`'
    '$(touch pwned)'
    '"; touch pwned; "'
    "x'; system(\"touch pwned\"); '"
    "'.system('touch pwned').'"
    'x" ; !touch pwned'
    '{b}_c^d&{e}@f~g'
    '<b>&amp;<svg><!--'
    'back\slash\n'
    '#comment, 100%'
    'k=v'
    'one:two'
    '{"json": null}'
    $'\u202eright to left\u200b'
    '日本語 und Ümläute'
    '..'
    '~root'
    '*'
)

# Everything that a terminal gets is printable, and valid UTF-8: harmless FILE...
harmless()
{
    python3 - "$@" <<'PYTHON'
import sys, unicodedata
for name in sys.argv[1:]:
    text = open(name, "rb").read().decode("utf-8", "strict")
    bad = {c for c in text if unicodedata.category(c) == "Cc" and c not in "\n\t"
           or unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")}
    assert not bad, f"{name}: control characters: {bad}"
PYTHON
}

# Nothing was executed, neither here nor where gnuplot runs.
nothing_ran()
{
    run -0 find . -name pwned
    assert_output ''
}

plots_are_drawn()
{
    local plot
    for plot in speedup efficiency times; do
        xmllint --noout "$1/plots/$plot.svg"
        assert_equal "$(head -c 8 "$1/plots/$plot.png" | od -A n -t x1)" ' 89 50 4e 47 0d 0a 1a 0a'
    done
}

# Valid UTF-8 all through, and strict JSON: no NaN, no Infinity.
is_strict_json()
{
    python3 -c 'import json, sys
def refuse(word): raise ValueError(word)
json.loads(open(sys.argv[1], "rb").read().decode("utf-8", "strict"), parse_constant=refuse)' "$1"
}

@test "strategies and workloads with hostile names are run, shown and drawn, and nothing in them is executed" {
    mkdir strategies workloads
    words=()
    for name in "${NAMES[@]}"; do
        cp "$FORKSCALE_BUILD/strategies/serial.so" "strategies/$name.so"
        words+=(-s "strategies/${name//,/\\,}.so")
    done
    for name in "${NAMES[@]:5:8}"; do
        cp "$FORKSCALE_BUILD/workloads/nqueens.so" "workloads/$name.so"
        words+=(-w "workloads/${name//,/\\,}.so:n=4")
    done
    for format in table tsv json; do
        "$FORKSCALE" run -v "${words[@]}" --blocks 1 --iterations 1 --format "$format" -o out >"said.$format" 2>errors 3>&- ||
            fail "status $?: $(tail -n 3 errors)"
        harmless "said.$format" errors
        is_strict_json out/results.json
    done
    is_strict_json said.json
    plots_are_drawn out
    nothing_ran
    # Each name is there once a workload, in escaped form.
    json '.context.forkscale.cells | length == 8 * 27' out/results.json
    json '[.context.forkscale.strategies[].label] | length == (unique | length)' out/results.json
    json '[.context.forkscale.strategies[].label] | index("new\\x0aline") and index("\\x1b[31mred\\x1b]0;title\\x07")
        and index("\\xff\\xfe no UTF-8 \\xc3(") and index("C1 \\xc2\\x9b31m") and index("日本語 und Ümläute")' out/results.json
    assert_equal "$(wc -l <said.tsv)" $((1 + 8 * 27))
    run -0 awk -F '\t' '{ print NF }' said.tsv
    assert_equal "$(sort -u <<<"$output" | wc -l)" 1
    # What is drawn is the name, not what gnuplot or XML would make of it. Eight lines are drawn at most.
    local first
    for ((first = 0; first < ${#NAMES[@]}; first += 8)); do
        words=()
        for name in "${NAMES[@]:first:8}"; do words+=(-s "strategies/${name//,/\\,}.so"); done
        "$FORKSCALE" run -q -w nqueens:n=4 "${words[@]}" --blocks 1 --iterations 1 -o "part.$first" >/dev/null 3>&-
    done
    run -0 python3 -c 'import sys, xml.etree.ElementTree
for name in sys.argv[1:]:
    for text in xml.etree.ElementTree.parse(name).iter("{http://www.w3.org/2000/svg}text"):
        print("".join(text.itertext()).strip())' part.*/plots/speedup.svg
    for label in '$(touch pwned)' '`touch pwned`' '{b}_c^d&{e}@f~g' '<b>&amp;<svg><!--' '%n%s%d%99999d' 'back\slash\n' \
        "x'; system(\"touch pwned\"); '" "'.system('touch pwned').'" '\u65e5\u672c\u8a9e und Ümläute' '\x1b[31mred\x1b]0;title\x07'; do
        assert_line "$label"
    done
    # The same again from the file alone.
    rm -r out/plots
    run -0 --separate-stderr forkscale plot out
    plots_are_drawn out
    nothing_ran
}

@test "the plan of hostile names can be typed into a shell as it is printed" {
    mkdir strategies
    words=()
    for name in "${NAMES[@]}"; do
        cp "$FORKSCALE_BUILD/strategies/serial.so" "strategies/$name.so"
        words+=(-s "strategies/${name//,/\\,}.so")
    done
    forkscale run --dry-run -w spin:items=3,grain=1 "${words[@]}" >plan
    harmless plan
    run -0 grep -c '^  ' plan
    assert_output $((1 + ${#NAMES[@]}))
    while read -r command; do
        bash -c "$command" >said 2>&1 3>&- || fail "$command: $(cat said)"
    done < <(sed -n 's/^  //p' plan)
    nothing_ran
}

@test "files with hostile names are compressed, and recorded harmlessly" {
    local files=0
    for name in "${NAMES[@]}"; do
        [[ $name != '..' && $name != *,* ]] || continue
        echo "text number $((++files))" >"$name"
        words+=(-w "deflate:file=${name//,/\\,}")
    done
    run -0 --separate-stderr forkscale run -q "${words[@]}" -s spawn_pool -j 1 --blocks 1 --iterations 1 -o out
    assert_equal "$stderr" ''
    is_strict_json out/results.json
    plots_are_drawn out
    nothing_ran
    json ".context.forkscale.workloads | length == $files and all(.answer == \"right\")" out/results.json
    assert_equal "$(jq -r '.context.forkscale.workloads[] | select(.label == "deflate:file=`touch pwned`").digest' out/results.json)" \
        "sha256:$(sha256sum <'`touch pwned`' | cut -d ' ' -f 1)"
}

@test "errors about hostile names are harmless" {
    local hostile=$'\e[31m%n%s\n\xff\''
    errors()
    {
        local status=0
        "$FORKSCALE" "$@" >output 2>errors 3>&- || status=$?
        [ "$status" -eq 2 ] || [ "$status" -eq 3 ] || fail "$*: status $status"
        harmless output errors
        assert_equal "$(wc -l <errors)" 1
        grep -qF '\x1b[31m%n%s\x0a\xff' errors || fail "$*: $(cat errors)"
    }
    errors run -s "$hostile"
    errors run -w "$hostile"
    errors run -s "./$hostile.so"
    errors run -w "spin:$hostile=1"
    errors run -w "spin:items=$hostile"
    errors run -w "spin:shape=$hostile"
    errors run -j "$hostile"
    errors run --blocks "$hostile"
    errors run --timeout "$hostile"
    errors run --format "$hostile"
    errors run --filter "($hostile"
    errors run --filter "$hostile"
    errors run "$hostile"
    errors run "--$hostile"
    errors run -o "/dev/null/$hostile"
    errors run -- "--benchmark_$hostile=1"
    errors list "$hostile"
    errors plot "$hostile"
    errors "$hostile"
    : >"$hostile.so"
    errors run -s "./$hostile.so"
    echo 'text' >"$hostile"
    errors run -s "./$hostile"
    nothing_ran
}

@test "a folder for results may have any name" {
    for name in "${NAMES[@]:0:6}" "${NAMES[@]:9:3}"; do
        "$FORKSCALE" run -q -w spin:items=3,grain=1 -s serial --blocks 1 -o "$name" >said 2>errors 3>&- ||
            fail "$name: status $?: $(cat errors)"
        harmless said errors
        is_strict_json "./$name/results.json"
        assert_exist "./$name/plots/times.png"
    done
    run -0 --separate-stderr forkscale plot -- "${NAMES[@]:0:4}"
    nothing_ran
}

@test "what a module says of itself is made harmless" {
    module strategy talker <<'C'
#include "strategy.h"
static const struct tunable tunables[] = {
    { .name = "depth", .max = 9, .help = "line\n  error\tend\033[31m \xff" },
    { .name = "colour", .choices = "`a`|%n|'b'", .help = "%n%s" },
    { .name = "words", .text = "`touch pwned`\n", .help = "'; system('touch pwned')" },
    { 0 },
};
static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return job_fail(pool->job, "\033[31m\n%n", 0);
}
const struct strategy strategy = {
    .abi = STRATEGY_ABI, .summary = "red\033[31m\nend\tof \xc3( \xc2\x9b", .tunables = tunables, .run = run,
};
C
    cp -r "$FORKSCALE_BUILD" build
    cp talker.so build/strategies
    for format in table tsv json; do
        build/forkscale list --format "$format" >"said.$format" 2>errors 3>&-
        harmless "said.$format" errors
        grep -q talker "said.$format"
    done
    is_strict_json said.json
    run -0 --separate-stderr forkscale run -q -w spin:items=3,grain=1 -s $'./talker.so:words=\e]0;x\a' -j 1 --blocks 1 -o out
    is_strict_json out/results.json
    plots_are_drawn out
    nothing_ran
}

# --- modules that mean harm -------------------------------------------------------------------------------------

# A strategy that does something when it is loaded or unloaded: harmful NAME constructor|destructor STATEMENTS
harmful()
{
    module strategy "$1" <<C
#include "strategy.h"
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
__attribute__(($2)) static void act(void)
{
    $3
}
static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "means harm", .run = run };
C
}

run_harmful()
{
    run --separate-stderr timeout -k 1 20 "$FORKSCALE" run -q -w spin:items=10,grain=100 -s "./$1.so" -j 1 --blocks 1 -o "$1" 3>&-
}

# Refused before anything is measured, with the reason: is_refused NAME REASON
is_refused()
{
    run_harmful "$1"
    assert_equal "$status $stderr" "3 forkscale: --strategy ./$1.so: unavailable: $2"
    assert_not_exist "$1"
    no_processes_left
}

@test "a module that kills its group, closes everything or hangs when it is unloaded is refused by name" {
    harmful kills constructor 'kill(0, SIGKILL);'
    harmful closes constructor 'closefrom(0);'
    harmful hangs destructor 'for (;;) pause();'
    harmful clings destructor 'signal(SIGTERM, SIG_IGN); setsid(); for (;;) pause();'
    is_refused kills 'describing it failed: the process was killed by SIGKILL'
    is_refused closes 'describing it failed: the process exited with status 3'
    is_refused hangs 'describing it did not end within 5 s: its destructor hangs'
    is_refused clings 'describing it did not end within 5 s: its destructor hangs'
}

@test "a module that changes folder, mask or session does no harm, and one that leaves early is named" {
    harmful moves constructor 'if (chdir("/") < 0) abort();'
    harmful masks constructor 'sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, NULL); setsid();'
    harmful leaves destructor '_exit(3);'
    for name in moves masks; do
        run_harmful "$name"
        assert_equal "$status $stderr" '0 '
        json '[.benchmarks[] | select(.error_occurred | not) | .run_ns | length] == [1, 1]' "$name/results.json"
        no_processes_left
    done
    run_harmful leaves
    assert_equal "$status $stderr" '3 forkscale: spin:items=10,grain=100/leaves/workers:1: the cell exited with status 3 after close'
}

@test "a module that forks when it is loaded is known for it, and no process of it is left" {
    harmful forks constructor 'if (fork() == 0) for (;;) pause();'
    harmful twice constructor 'if (fork() < 0) abort();'
    harmful daemon constructor 'if (fork() == 0) { setsid(); if (fork() == 0) for (;;) pause(); _exit(0); }'
    for name in forks twice daemon; do
        run_harmful "$name"
        # A copy of the cell that comes back from loading leaves at once, and may be seen before or after.
        assert_regex "$status $stderr" "^3 forkscale: spin:items=10,grain=100/$name/workers:1: run left a child (running|unreaped \(pid [0-9]+\))\$"
        # Those of the others are whole.
        json '[.benchmarks[] | select(.error_occurred | not) | .run_ns | length] == [1]' "$name/results.json"
        no_processes_left
    done
    # Listing ends them as well, and lists all others.
    cp -r "$FORKSCALE_BUILD" build
    cp forks.so twice.so daemon.so build/strategies
    run -0 --separate-stderr build/forkscale list strategies --format tsv 3>&-
    assert_line --partial $'\tfork_static\t'
    no_processes_left
}

# --- environment -----------------------------------------------------------------------------------------------

# Runs a program in a locale that writes 1,5 for 1.5.
in_commas()
{
    env LOCPATH="$PWD/locales" LC_ALL=de_DE.UTF-8 "$@" 3>&-
}

make_comma_locale()
{
    mkdir locales
    localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 >said 2>&1 || [ -e locales/de_DE.UTF-8/LC_NUMERIC ] ||
        skip 'this system has no sources of locales'
    assert_equal "$(in_commas printf '%.1f' 1,5)" 1,5
}

@test "a locale with decimal commas changes no number" {
    make_comma_locale
    export ASAN_OPTIONS=detect_leaks=0 # the C library leaks the path of its locales
    for format in table tsv json; do
        run -0 --separate-stderr in_commas "$FORKSCALE" run -q -w spin:items=20,grain=2000 -s threads -j 1,2 --blocks 6 \
            --timeout 10.5 --format "$format" -o out
        refute_output --regexp '[0-9],[0-9]'
        assert_output --regexp '[0-9]\.[0-9]'
        echo "$output" >"$format"
    done
    is_strict_json json
    is_strict_json out/results.json
    json '[.benchmarks[].real_time] | all(. > 0 and . < 1000)' out/results.json
    run -1 grep -E '[0-9],[0-9]' out/plots/speedup.tsv
    # gnuplot reads the points and writes the picture, too.
    in_commas "$FORKSCALE" plot out >said
    mv out/plots commas
    forkscale plot out >said
    for plot in speedup efficiency times; do
        cmp "commas/$plot.svg" "out/plots/$plot.svg"
    done
}

@test "an odd time zone changes no time" {
    for zone in 'Asia/Kathmandu' 'XYZ+23:59:59' ':/no/such/zone' $'\e[31m'; do
        before=$(date -u +%s)
        TZ=$zone forkscale run -q -w spin:items=3,grain=1 -s serial --blocks 1 >said
        after=$(date -u +%s)
        run -0 bash -c 'ls results'
        [[ $output =~ ^([0-9]{8})T([0-9]{2})([0-9]{2})([0-9]{2})Z-$(hostname)$ ]]
        named=$(date -u -d "${BASH_REMATCH[1]} ${BASH_REMATCH[2]}:${BASH_REMATCH[3]}:${BASH_REMATCH[4]}" +%s)
        recorded=$(json '.context.forkscale.utc' results/*/results.json)
        [[ $recorded =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$ ]]
        for time in "$named" "$(date -u -d "$recorded" +%s)"; do
            [ "$time" -ge "$before" ] && [ "$time" -le "$after" ]
        done
        rm -r results
    done
}

# What the calendar says goes a day back or forth at every look at it; what has passed since then does not.
make_odd_calendar()
{
    cat >calendar.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
static time_t leap(void)
{
    static int looks;
    return looks++ % 2 == 0 ? -86400 : 86400;
}
int clock_gettime(clockid_t clock, struct timespec *now)
{
    int (*real)(clockid_t, struct timespec *) = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        now->tv_sec += leap();
    return result;
}
time_t time(time_t *seconds)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (seconds)
        *seconds = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec precise;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}
C
    "${CC:-cc}" -std=c11 -O1 -fPIC -shared -o calendar.so calendar.c
}

@test "a wall clock that is stepped changes no duration" {
    make_odd_calendar
    # A sanitizer would rather come first.
    export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0
    before_us=${EPOCHREALTIME/./}
    run -0 --separate-stderr env LD_PRELOAD="$PWD/calendar.so" "$FORKSCALE" run -q -w spin:items=200,grain=10000 -j 1,2 \
        --budget 1 --timeout 20 -o out 3>&-
    passed_ns=$(((${EPOCHREALTIME/./} - before_us) * 1000))
    assert_equal "$stderr" ''
    # It was another day, or nothing was tested.
    recorded=$(date -u -d "$(json '.context.forkscale.utc' out/results.json)" +%s)
    leap_s=$((recorded - EPOCHSECONDS))
    [ "${leap_s#-}" -gt 80000 ] || fail "the wall clock was not stepped: $leap_s s"
    json "[.benchmarks[].run_ns[]] | length > 0 and all(. > 0) and add < $passed_ns" out/results.json
    json 'def near($a; $b): ($a - $b) | fabs < 2 + $b / 1000000; .benchmarks |
        all(near(.startup_ns + .busy_ns + .imbalance_ns + .finish_ns; (.run_ns | add / length)))' out/results.json
    json '[.benchmarks[] | .open_ns, .once_ns] | all(. >= 0) and (max < '"$passed_ns)" out/results.json
}

# Words that stand for no number.
no_nan()
{
    run -1 grep -iEw -- '-?(nan|inf|infinity)' "$@"
}

@test "NaN and infinity never appear, not even where there is nothing to divide" {
    module strategy broken <<'C'
#include "strategy.h"
static int run(struct pool *pool)
{
    (void)pool;
    return EIO;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "does nothing", .run = run };
C
    good='-w spin:items=0 -w spin:grain=0,items=1 -w primes:limit=0,items=1 -w mandelbrot:items=0 -w deflate:items=0'
    for options in '1 table' '1 tsv' '6 json'; do
        read -r blocks format <<<"$options"
        # shellcheck disable=SC2086 # words
        run -0 --separate-stderr forkscale run -q $good -j 1,7 --blocks "$blocks" --format "$format" -o out
        echo "$output" >"$format"
        no_nan "$format" out/results.json out/plots/*.tsv out/plots/*.gp
        is_strict_json out/results.json
        plots_are_drawn out
    done
    is_strict_json json
    # Nothing but failures, the baseline among them; then all but one.
    for words in '-w deflate:file=missing -s serial' '-w spin:items=3,grain=1 -s ./broken.so'; do
        for format in table tsv json; do
            # shellcheck disable=SC2086 # words
            run -3 --separate-stderr forkscale run -q $words -j 2 --blocks 2 --format "$format" -o bad
            echo "$output" >"$format"
        done
        no_nan table tsv json bad/results.json bad/plots/*.tsv bad/plots/*.gp
        is_strict_json bad/results.json
        is_strict_json json
    done
}
