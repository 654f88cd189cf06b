#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Strategies that another program carries out: Python and the shell's tools. And the interface behind them, which any
# language may use.

# shellcheck disable=SC2154 # run sets stderr
load helper

setup()
{
    helper_setup
    # An interpreter that was not built with a sanitizer cannot load a library that was.
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' release : '* ]] || skip 'no interpreter can load a build with a sanitizer'
}

CELL=$FORKSCALE_BUILD/forkscale-cell
SPIN=$FORKSCALE_BUILD/workloads/spin.so

foreign_strategies()
{
    forkscale list --format json | jq -r '.[] | select((.traits | index("foreign")) and .unavailable == null).name'
}

# Runs a strategy on 40 items of a workload of the test's own: race WORKLOAD STRATEGY WORD...
race()
{
    forkscale run -w "$1" -s "$2" -j 2 --blocks 1 --iterations 1 -q -o "$BATS_TEST_TMPDIR/out" "${@:3}"
}

# What results.json says of the strategy that was raced.
sentence()
{
    jq -r '[.benchmarks[] | select(.error_message != null).error_message][0]' out/results.json
}

# Builds faulty.so: outside of a serial cell, item 17 does what $FAULT says.
faulty()
{
    module workload faulty <<'C'
#include "workload.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The cell itself is a child of forkscale; a worker, or the interpreter around it, is not. */
static int is_cell(void)
{
    char path[64], name[32] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", (int)getppid());
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(name, sizeof name, file) == NULL)
        abort();
    fclose(file);
    return strcmp(name, "forkscale\n") == 0;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    const char *fault = getenv("FAULT");
    *(uint64_t *)result = index;
    if (index != 17 || is_cell())
        return 0;
    if (strcmp(fault, "error") == 0)
        return EDOM;
    if (strcmp(fault, "never") == 0)
        pause();
    kill(getpid(), SIGKILL);
    return 0;
}

static int create(struct input *input, struct error *error)
{
    input->items = 40;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    return ANSWER_UNKNOWN;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "faulty", .create = create, .item = item, .check = check
};
C
}

# --- the interface -------------------------------------------------------------------------------

# Builds outside.so, a strategy whose one worker is the program $OUTSIDE with the board on descriptor 4.
outside()
{
    module strategy outside <<'C'
#include "strategy.h"
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int run(struct pool *pool)
{
    int wait_status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        dup2(pool->board_fd, WORKER_BOARD);
        execl(getenv("OUTSIDE"), "outside", NULL);
        _exit(127);
    }
    waitpid(pid, &wait_status, 0);
    return wait_status == 0 ? 0 : job_fail(pool->job, "outside", ECHILD);
}

const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "outside", .run = run };
C
}

@test "a program in C that knows foreign.h and the library alone attaches to a board and runs its items" {
    outside
    mkdir -p include/forkscale/kit
    cp "$ROOT/harness/kit/foreign.h" include/forkscale/kit
    cat >outside.c <<'C'
#include <forkscale/kit/foreign.h>
#include <stdio.h>

int main(void)
{
    char why[256];
    struct foreign *foreign = foreign_attach(4, why, sizeof why);
    if (foreign == NULL) {
        fprintf(stderr, "outside: %s\n", why);
        return 1;
    }
    uint64_t half = foreign_items(foreign) / 2;
    int error = foreign_begin(foreign, 0);
    error |= foreign_run(foreign, 0, 0, half);
    error |= foreign_run(foreign, 0, half, foreign_items(foreign) - half);
    error |= foreign_end(foreign, 0, 0);
    foreign_detach(foreign);
    return error;
}
C
    "${CC:-cc}" -std=c11 -Wall -Werror -Iinclude -o program outside.c -L"$FORKSCALE_BUILD" -lforkscale \
        -Wl,-rpath,"$FORKSCALE_BUILD"
    OUTSIDE=$PWD/program run -0 "$CELL" --workload "$SPIN" --strategy ./outside.so --runs 1
    assert_line --partial 'each as jumping ahead gives it'
}

@test "a program in Python does the same by ctypes" {
    outside
    cat >program <<PYTHON
#!/usr/bin/python3
import ctypes
lib = ctypes.CDLL("$FORKSCALE_BUILD/libforkscale.so")
lib.foreign_attach.restype = ctypes.c_void_p
lib.foreign_items.restype = ctypes.c_uint64
why = ctypes.create_string_buffer(256)
job = ctypes.c_void_p(lib.foreign_attach(4, why, len(why)))
items = lib.foreign_items(job)
errors = [lib.foreign_begin(job, 0)]
errors += [lib.foreign_run(job, 0, ctypes.c_uint64(item), ctypes.c_uint64(1)) for item in range(items)]
errors += [lib.foreign_end(job, 0, 0)]
raise SystemExit(any(errors))
PYTHON
    chmod +x program
    OUTSIDE=$PWD/program run -0 "$CELL" --workload "$SPIN" --strategy ./outside.so --runs 1
}

@test "what is no board, or names no workload, is refused with a sentence" {
    cat >program.py <<PYTHON
import ctypes, os, sys
lib = ctypes.CDLL("$FORKSCALE_BUILD/libforkscale.so")
lib.foreign_attach.restype = ctypes.c_void_p
why = ctypes.create_string_buffer(256)
assert lib.foreign_attach(os.open(sys.argv[1], os.O_RDWR), why, len(why)) is None
print(why.value.decode())
PYTHON
    : >empty
    run -0 /usr/bin/python3 program.py empty
    assert_output 'the board cannot be mapped: No data available'
    head -c 100000 /dev/zero >zeros
    run -0 /usr/bin/python3 program.py zeros
    assert_output 'the board cannot be mapped: Bad message'
}

# --- the strategies ------------------------------------------------------------------------------

@test "every foreign strategy gives the right results, with more workers than items too" {
    for strategy in $(foreign_strategies); do
        race spin:items=3,grain=100 "$strategy"
        assert_equal "$(sentence)" null
        race spin:items=100,grain=1000 "$strategy" -j 7
        assert_equal "$(sentence)" null
    done
}

@test "the processes of Python's pools begin by fork, spawn and forkserver, and nothing is left of them" {
    for pool in python_pool python_executor; do
        for start in fork spawn forkserver; do
            race spin:items=100,grain=1000 "$pool:start=$start"
            assert_equal "$(sentence)" null
            no_processes_left
        done
    done
}

@test "the default race has no foreign strategy in it" {
    run -0 forkscale run --dry-run
    for strategy in $(foreign_strategies); do
        refute_output --partial "/$strategy/"
    done
}

@test "the version that a strategy runs in is listed and recorded" {
    version=$(/usr/bin/python3 --version)
    FORKSCALE_PYTHON=/usr/bin/python3 run -0 forkscale list strategies
    assert_line "      runs in $version"
    assert_line --regexp '^      runs in xargs \(GNU findutils\) '
    assert_line --regexp '^      runs in GNU parallel 20[0-9]+$'
    FORKSCALE_PYTHON=/usr/bin/python3 race spin:items=10,grain=10 python_fork
    json ".context.forkscale.strategies[] | select(.name == \"python_fork\").runtime == \"$version\"" out/results.json
    json '.context.forkscale.strategies[] | select(.name == "serial") | .runtime == null' out/results.json
}

@test "the table says whose start is most of a single use, and that a warm run does not show it" {
    run -0 race spin:items=20,grain=1000 python_fork -s python_threads -s fork_static -s xargs
    assert_line 'once is mostly open with python_fork, python_threads: a warm run does not show what that start costs.'
    run -0 race spin:items=20,grain=1000 fork_static -s xargs
    refute_output --partial 'mostly open'
}

# --- what is not there ---------------------------------------------------------------------------

# Makes a program of that name, which prints a line: pretend NAME LINE
pretend()
{
    mkdir -p "$(dirname "$1")"
    printf '#!/bin/sh\necho "%s"\n' "$2" >"$1"
    chmod +x "$1"
}

@test "without Python, or with one that is too old, its strategies are unavailable and say why" {
    FORKSCALE_PYTHON=/nowhere/python3 run -0 forkscale list strategies
    assert_line '      unavailable: no python3 found; install it, or name one in FORKSCALE_PYTHON'
    pretend ./old 'Python 3.7.17'
    FORKSCALE_PYTHON=./old run -0 forkscale list strategies
    assert_line '      unavailable: ./old is Python 3.7; the oldest that works is 3.8'
    FORKSCALE_PYTHON=/bin/true run -0 forkscale list strategies
    assert_line '      unavailable: /bin/true does not print its version'
}

@test "a Python without multiprocessing is told from its library" {
    pretend python/bin/python3 'Python 3.11.2'
    mkdir -p python/lib/python3.11/ctypes
    touch python/lib/python3.11/os.py python/lib/python3.11/ctypes/__init__.py
    FORKSCALE_PYTHON=python/bin/python3 run -0 forkscale list strategies
    assert_line '      unavailable: python/bin/python3 lacks the module multiprocessing'
}

@test "without Perl or R, or a module of Perl, their strategies are unavailable and say why" {
    FORKSCALE_PERL=/nowhere/perl FORKSCALE_RSCRIPT=/nowhere/Rscript run -0 forkscale list strategies
    assert_line '      unavailable: no perl found; install it, or name one in FORKSCALE_PERL'
    assert_line '      unavailable: no Rscript found; install it, or name one in FORKSCALE_RSCRIPT'
    FORKSCALE_PERL=/bin/echo FORKSCALE_RSCRIPT=/bin/echo run -0 forkscale list strategies
    assert_line '      unavailable: /bin/echo is not Perl'
    assert_line '      unavailable: /bin/echo is not Rscript'
    pretend ./perl 'lacks MCE'
    FORKSCALE_PERL=./perl run -0 forkscale list strategies
    assert_line '      unavailable: ./perl lacks the module MCE'
    FORKSCALE_PERL=/bin/false run -0 forkscale list strategies
    assert_line '      unavailable: /bin/false does not print its version'
}

# Is this strategy one that can run here?
needs()
{
    foreign_strategies | grep -qx "$1" || skip "$1 cannot run here: scripts/setup peers"
}

@test "the version of a Perl and of its module are listed, and a module that its library lacks is named" {
    needs perl_mce
    run -0 env FORKSCALE_PERL=/usr/bin/perl "$FORKSCALE" list strategies
    assert_line --regexp '^      runs in Perl 5[.0-9]+, MCE [0-9._]+$'
    run -0 env PERL5OPT=-M-lib=/usr/share/perl5 FORKSCALE_PERL=/usr/bin/perl "$FORKSCALE" list strategies
    assert_line '      unavailable: /usr/bin/perl lacks the module MCE'
}

@test "a script that is called python3 is passed over, for its start would be timed as Python's" {
    pretend bin/python3 'Python 3.99.0'
    PATH=$PWD/bin:$PATH run -0 forkscale list strategies
    refute_output --partial 'Python 3.99.0'
}

@test "another parallel than GNU's, one that is too old, and another xargs are unavailable" {
    pretend bin/parallel 'moreutils'
    pretend bin/xargs 'BusyBox'
    PATH=$PWD/bin:$PATH run -0 forkscale list strategies
    assert_line "      unavailable: $PWD/bin/parallel is not GNU parallel"
    assert_line "      unavailable: $PWD/bin/xargs is not that of GNU findutils"
    # shellcheck disable=SC2016 # it is Perl
    printf '%s\n%100s\n' '$Global::version = 20130722;' '' >bin/parallel
    PATH=$PWD/bin:$PATH run -0 forkscale list strategies
    assert_line "      unavailable: $PWD/bin/parallel is GNU parallel 20130722; the oldest that works is 20150122"
}

# How many processes are below this one: descendants PID
descendants()
{
    local child count=0
    for child in $(pgrep -P "$1"); do
        count=$((count + 1 + $(descendants "$child")))
    done
    echo "$count"
}

# --- when a worker dies --------------------------------------------------------------------------

@test "a dead worker of python_fork and python_process is named as any other" {
    faulty
    for strategy in python_fork python_process; do
        FAULT=death run -3 race ./faulty.so "$strategy"
        assert_regex "$(sentence)" \
            '^worker 0 \(pid [0-9]+\) killed by SIGKILL in item 17; (1[7-9]|2[0-9]|3[0-7]) of 40 items done$'
    done
}

@test "python_threads dies whole, and tells the items that were in hand" {
    faulty
    FAULT=death run -3 race ./faulty.so python_threads
    assert_regex "$(sentence)" \
        '^the interpreter \(pid [0-9]+\) killed by SIGKILL in item 17.*, and its workers with it; [0-9]+ of 40 items done$'
}

@test "python_executor raises BrokenProcessPool, which is passed on" {
    faulty
    FAULT=death run -3 race ./faulty.so python_executor
    assert_regex "$(sentence)" '^BrokenProcessPool: A process in the process pool was terminated abruptly'
}

@test "python_pool waits for ever when a worker died, and the deadline ends it and names item and worker" {
    faulty
    FAULT=death run -3 race ./faulty.so python_pool --timeout 2
    assert_regex "$(sentence)" \
        '^timed out after 2 s in run 0; [0-9]+ of 40 items done; in hand:.* item 17 \(worker [01], pid [0-9]+\)'
}

@test "Perl's ForkManager names its dead as any other, and ends the rest" {
    needs perl_forkmanager
    faulty
    FAULT=death run -3 race ./faulty.so perl_forkmanager
    assert_regex "$(sentence)" \
        '^worker 0 \(pid [0-9]+\) killed by SIGKILL in item 17; (1[7-9]|2[0-9]|3[0-7]) of 40 items done$'
}

@test "MCE waits for ever when a worker died, and the deadline ends it and names item and worker" {
    needs perl_mce
    faulty
    FAULT=death run -3 race ./faulty.so perl_mce --timeout 3
    assert_regex "$(sentence)" \
        '^timed out after 3 s in run 0; [0-9]+ of 40 items done; in hand:.* item 17 \(worker [01], pid [0-9]+\)'
}

@test "R's mclapply has no value for the items of a dead child, and the program says which is the first" {
    needs r_mclapply
    faulty
    FAULT=death run -3 race ./faulty.so r_mclapply
    assert_regex "$(sentence)" '^mclapply has no value for item 1'
}

@test "xargs and gnu_parallel stop, and the board knows who died" {
    faulty
    for strategy in xargs gnu_parallel; do
        FAULT=death run -3 race ./faulty.so "$strategy:chunk=4"
        assert_regex "$(sentence)" '^worker [01] \(pid [0-9]+\) ended in item 17; [0-9]+ of 40 items done$'
    done
}

@test "an item that cannot be computed costs itself alone, whoever runs it" {
    faulty
    for strategy in $(foreign_strategies); do
        FAULT=error run -3 race ./faulty.so "$strategy"
        assert_regex "$(sentence)" \
            '^item 17 failed in worker [01]: Numerical argument out of domain \(EDOM\); 39 of 40 items done$'
    done
}

@test "nothing outlives a cell that is killed: neither interpreter nor tool nor their workers" {
    faulty
    for strategy in $(foreign_strategies); do
        least=2 # the program and a worker of it
        [ "$strategy" != python_threads ] || least=1
        FAULT=never "$FORKSCALE" run -w ./faulty.so -s "$strategy" -j 2 --blocks 1 -q -o out >/dev/null 2>&1 3>&- &
        run=$!
        until cell=$(pgrep -P "$run" -f "/$strategy.so") && [ "$(descendants "$cell")" -ge "$least" ]; do
            kill -0 "$run" # or it has ended without a worker, and the test fails
            sleep 0.02
        done
        kill -KILL "$cell"
        wait "$run" || true
        no_processes_left
    done
}

# --- what they promise ---------------------------------------------------------------------------

@test "a run that is killed leaves no process and no folder of Python's pools, however these start" {
    local start strategy seconds pid
    mkdir tmp
    export TMPDIR=$PWD/tmp
    for start in fork spawn forkserver; do
        for strategy in python_pool python_executor; do
            for seconds in 0.4 0.9; do
                "$FORKSCALE" run -q -w spin:items=20,grain=1000 -s "$strategy:start=$start" -j 2 --blocks 100000 -o out \
                    >said 2>&1 3>&- &
                pid=$!
                sleep "$seconds"
                kill -s KILL "$pid"
                wait "$pid" 2>/dev/null || true
                for ((tries = 0; tries < 1000; tries++)); do
                    [ -n "$(marked_processes)" ] || break
                    sleep 0.02
                done
                no_processes_left
                run -0 find tmp -name 'pymp-*'
                assert_output ''
            done
        done
    done
}

@test "each keeps what every strategy promises, but for exactly what it lists as known" {
    [ -n "${FORKSCALE_THOROUGH-}" ] || skip 'it takes minutes: make test-thorough'
    # shellcheck disable=SC2046 # the names are words
    run -0 forkscale check -j 2 $(foreign_strategies)
    assert_equal "$(grep '^not ok ' <<<"$output" | grep -v ' # TODO known: ')" ''
    assert_line --regexp 'python_pool: P14 .* # TODO known: bpo-22393'
}

# Makes NAME.so, which runs the given statement first and then every item itself, and NAME.known from standard
# input: known_for NAME STATEMENT
known_for()
{
    cat >"$1.known"
    module strategy "$1" <<C
#include "strategy.h"

static const struct tunable tunables[] = { { .name = "level", .max = 99, .help = "of nothing" }, { 0 } };

static int run(struct pool *pool)
{
    $2
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI, .summary = "has known breaks", .traits = TRAIT_INLINE, .tunables = tunables, .run = run
};
C
}

@test "a failure that is listed as known and does not come is a failure" {
    known_for mended '' <<<$'# known since ever\n\nP1\titem-not-run\talways\ta tracker, issue 1'
    run -1 forkscale check -q --property P1 ./mended.so
    assert_line --regexp '^not ok 1 - mended: P1 '
    assert_line "  seen: 'known as broken, and kept: remove its line'"
    assert_line "  cause: 'a tracker, issue 1'"
    assert_line "  code: 'known-but-kept'"
}

@test "a break with another code than those that are known is another break" {
    known_for worse 'return job_fail(pool->job, "everything", EIO);' <<<$'P1\titem-run-twice\talways\ta tracker, issue 1'
    run -1 forkscale check -q --property P1 ./worse.so
    assert_line --regexp '^not ok 1 - worse: P1 [^#]*$'
    assert_line "  code: 'plain-run-failed'"
}

@test "a failure that is known to come at times may come, or not" {
    for fault in '' 'if (pool->job->items == 20) return EIO;'; do
        known_for moody "$fault" <<<$'P1\tplain-run-failed\tflaky\ta tracker, issue 1'
        run -0 forkscale check -q --property P1 ./moody.so
        if [ -n "$fault" ]; then
            assert_line --regexp '^not ok 1 - moody: P1 .* # TODO known: a tracker, issue 1$'
        else
            assert_line --regexp '^ok 1 - moody: P1 [^#]*$'
        fi
    done
}

@test "a failure that is known with one setting is a failure with others" {
    known_for moody 'if (pool->job->items == 20 && pool->values[0].number > 1) return EIO;' \
        <<<$'P1\tplain-run-failed\tlevel=2\ta tracker, issue 1'
    run -0 forkscale check -q --property P1 ./moody.so:level=2 ./moody.so
    assert_line --regexp '^not ok 1 - moody:level=2: P1 .* # TODO known: a tracker, issue 1$'
    assert_line --regexp '^ok 2 - moody: P1 [^#]*$'
    run -1 forkscale check -q --property P1 ./moody.so:level=22
    assert_line --regexp '^not ok 1 - moody:level=22: P1 [^#]*$'
}

@test "a list of known breaks that is malformed or cannot be read is an error with its name" {
    local line
    for line in $'P1\titem-not-run\talways' $'1\titem-not-run\talways\tx' $'P1\tItem\talways\tx' \
        $'P1\titem-not-run\tnever\tx' $'P1\titem-not-run\tk=\tx' $'P1\titem-not-run\tk=v,l=w\tx' $'P1\titem-not-run\talways\t' P1; do
        known_for odd '' <<<$'# a comment\n'"$line"
        run -3 --separate-stderr forkscale check -q --property P1 ./odd.so
        assert_output ''
        assert_equal "$stderr" \
            "forkscale: $PWD/odd.known:2: expected PROPERTY, CODE, always, flaky or KEY=VALUE, and REASON, separated by tabs"
    done
    rm odd.known && mkdir odd.known
    run -3 --separate-stderr forkscale check -q --property P1 ./odd.so
    assert_equal "$stderr" "forkscale: $PWD/odd.known: Is a directory"
}

@test "every list of known breaks names properties, codes and a reason" {
    "$FORKSCALE_BUILD/forkscale-checker" --list-codes | cut -s -f 2 >codes
    forkscale check --list --format json | jq -r '.[].id' >properties
    for list in "$ROOT"/strategies/*.known "$ROOT"/strategies/foreign/*.known; do
        assert_file_exist "$FORKSCALE_BUILD/strategies/${list##*/}"
        assert_file_exist "$(echo "${list%.known}".c*)"
        run -1 grep -vxFf properties <(cut -f 1 "$list")
        run -1 grep -vxFf codes <(cut -f 2 "$list")
    done
}
