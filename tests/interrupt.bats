#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Being told to stop, or being killed: what was measured is kept, the status says by which signal, and no process is
# left, whatever it was doing.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell, as it should be; run sets stderr
load helper

setup()
{
    helper_setup
    # Fast in the reference and the baseline, and for ever in a worker, which says so first.
    module workload endless <<'C'
#include "workload.h"
#include "tests/kit/cell.h"
#include <fcntl.h>
#include <stdlib.h>

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 4;
    return 0;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    *(uint64_t *)result = index;
    if (!is_worker())
        return 0;
    int fd = open("workers", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, ".", 1) != 1)
        abort();
    for (;;)
        pause();
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "never ends in a worker",
    .create = create,
    .item = item,
    .check = check,
};
C
}

teardown()
{
    # A test that failed may have left its run behind.
    [ -z "${pid-}" ] || kill -s KILL "$pid" 2>/dev/null || true
    helper_teardown
}

# Without those whose caller works: it may do all items before a worker wakes, and an item that never ends in it is not
# what is tested here. P16 and P18 try these.
parallel_strategies()
{
    forkscale list strategies --format json |
        jq -r '.[] | select(.unavailable == null and (.traits | index("inline") or index("foreign") | not)).name' |
        with_idle_caller
}

# Waits until a command succeeds, at most 20 s.
await()
{
    local deadline_us=$((${EPOCHREALTIME/./} + 20000000))
    until "$@" >/dev/null 2>&1; do
        ((${EPOCHREALTIME/./} < deadline_us)) || fail "waited in vain: $*" || return
        sleep 0.01
    done
}

# Starts forkscale in the background, with the signals given back that a shell takes from background jobs and nohup
# from everybody: begin ARGUMENT...
begin()
{
    # What an earlier run said must not be taken for this one's.
    rm -f output errors
    env --default-signal=INT,QUIT,HUP "$FORKSCALE" "$@" >output 2>errors 3>&- &
    pid=$!
}

# Starts a run of many short repetitions, and waits for the first.
begin_many()
{
    begin run -v -w spin:items=20,grain=1000 -s fork_static -j 2 --blocks 100000 -o out
    await grep -q '^block 1 ' errors
}

# Starts a run in which the strategy $1 works for ever, and waits for its two workers.
begin_endless()
{
    rm -rf workers out
    begin run -v -w ./endless.so -s "$1" -j 2 --blocks 3 -o out
    await test -s workers
    await has_two_workers
}

has_two_workers()
{
    [ "$(stat -c %s workers)" -eq 2 ]
}

is_over()
{
    ! kill -s 0 "$pid"
}

# Waits for forkscale, and expects a status.
ends_with()
{
    local status=0
    await is_over
    wait "$pid" || status=$?
    assert_equal "$status" "$1"
}

# The results are valid, marked partial, and have at least $1 repetitions, all of them good.
is_partial()
{
    json '.context.forkscale.partial' out/results.json
    json "[.benchmarks[] | select(.error_occurred)] == [] and (.benchmarks | length) >= $1" out/results.json
    json '[.benchmarks[].run_ns | length] | all(. == 1)' out/results.json
    run -0 find out -name '.?*'
    assert_output ''
}

# One sentence on stderr beside the first line and those of -v.
said()
{
    run -0 grep -vE '^block | · about ' errors
    assert_output "forkscale: $1"
}

# All that was measured before the signal is kept, be it nothing: ended_by NAME
ended_by()
{
    said "$1; what was measured is in out/results.json, marked partial"
    is_partial 0
    assert_equal "$(jq '.benchmarks | length' out/results.json)" "$(grep -c '^block ' errors)"
}

@test "a signal ends a run with what was measured, and with the status of the signal" {
    local -A names=([INT]=Interrupt [TERM]=Terminated [HUP]=Hangup [QUIT]=Quit)
    for signal in INT TERM HUP QUIT; do
        rm -rf out
        begin_many
        kill -s "$signal" "$pid"
        ends_with $((128 + $(kill -l "$signal")))
        ended_by "${names[$signal]}"
        no_processes_left
    done
}

@test "a signal ends the workers of every strategy in the middle of an item" {
    for strategy in $(parallel_strategies); do
        begin_endless "$strategy"
        kill -s TERM "$pid"
        ends_with 143
        no_processes_left
        ended_by Terminated
    done
}

@test "forkscale dies of the signal itself, so that a shell stops its loop too" {
    run -0 python3 - "$FORKSCALE" <<'PYTHON'
import os, signal, subprocess, sys
run = subprocess.Popen([sys.argv[1], "run", "-v", "-w", "spin:items=20,grain=1000", "-s", "serial",
                        "--blocks", "100000", "-o", "out"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
try:
    assert b"about" in run.stderr.readline()
    assert run.stderr.readline().startswith(b"block 1 ")
    run.send_signal(signal.SIGINT)
    run.stderr.read()
    assert run.wait() == -signal.SIGINT, run.returncode
finally:
    run.kill()
PYTHON
    is_partial 1
}

@test "Ctrl-C in a terminal ends a run like a signal does" {
    mkfifo keys
    env --default-signal=INT,QUIT script -qefc "$FORKSCALE run -v -w spin:items=20,grain=1000 -s fork_static -j 2 --blocks 100000 -o out" typescript \
        <keys >/dev/null 2>&1 3>&- &
    pid=$!
    exec 7>keys
    await grep -q '^block 1 ' typescript
    printf '\003' >&7
    ends_with 130
    exec 7>&-
    grep -q 'forkscale: Interrupt; what was measured is in out/results.json, marked partial' typescript
    is_partial 1
    no_processes_left
}

@test "signals that come again change nothing" {
    begin_endless fork_static
    kill -s INT "$pid"
    kill -s INT "$pid" 2>/dev/null || true
    kill -s TERM "$pid" 2>/dev/null || true
    ends_with 130
    ended_by Interrupt
    no_processes_left
}

@test "a signal while the first reference is made leaves what the folder had" {
    sed 's/if (!is_worker())/if (false)/' endless.c | module workload slow
    mkdir out
    echo old >out/results.json
    begin run -v -w ./slow.so -w spin:items=10,grain=100 -s serial -o out
    await test -s workers
    kill -s INT "$pid"
    ends_with 130
    said 'Interrupt; nothing was measured'
    assert_equal "$(ls -A out): $(cat out/results.json)" 'results.json: old'
    no_processes_left
}

@test "a signal that was ignored before does not end a run" {
    for signal in INT HUP; do
        rm -rf out
        env --ignore-signal="$signal" "$FORKSCALE" run -v -w spin:items=20,grain=1000 -s fork_static -j 2 \
            --blocks 20 -o out >output 2>errors 3>&- &
        pid=$!
        await grep -q '^block 1 ' errors
        kill -s "$signal" "$pid"
        ends_with 0
        json '.context.forkscale | .partial == false and .blocks == 20' out/results.json
    done
}

@test "children may be ignored by whoever starts forkscale" {
    for _ in 1 2 3; do
        run -0 --separate-stderr env --ignore-signal=CHLD "$FORKSCALE" list --format json 3>&-
        assert_equal "$(unavailable <<<"$output")" ''
    done
    run -0 --separate-stderr env --ignore-signal=CHLD "$FORKSCALE" run -q -w spin:items=20,grain=100 -j 2 --blocks 2 -o out 3>&-
    assert_equal "$stderr" ''
}

@test "how a cell ended is known also when children are ignored" {
    module strategy dies <<'C'
#include "strategy.h"
#include <signal.h>
static int run(struct pool *pool)
{
    (void)pool;
    return raise(SIGKILL);
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "dies", .run = run };
C
    run -3 --separate-stderr env --ignore-signal=CHLD "$FORKSCALE" run -q -w spin:items=20,grain=100 -s ./dies.so -j 2 -o out 3>&-
    assert_equal "$stderr" 'forkscale: spin:items=20,grain=100/dies/workers:2: the cell was killed by SIGKILL in run 0; 0 of 20 items done'
}

@test "signals blocked by whoever starts forkscale do not stop its cells from being ended" {
    sed 's/signal.h>/&/; s/for (;;)/sleep(1000); &/' endless.c | module workload asleep
    run -3 --separate-stderr python3 -c 'import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, set(range(1, 32)))
os.execv(sys.argv[1], sys.argv[1:])' "$FORKSCALE" run -q -w ./asleep.so -s fork_static -j 2 --timeout 0.3 --blocks 1 -o out 3>&-
    assert_regex "$stderr" '^forkscale: asleep/fork_static/workers:2: timed out after 0\.3 s in run 0; '
}

@test "when forkscale is killed, no cell and no worker of any strategy lives on" {
    for strategy in $(parallel_strategies); do
        begin_endless "$strategy"
        run -0 marked_processes
        [ "${#lines[@]}" -ge 2 ]
        kill -s KILL "$pid"
        ends_with 137
        no_processes_left
    done
}

@test "a block that takes long is saved in between, so that a kill costs no more than the last seconds" {
    # Of one item, which sleeps: two runs of 3 s a cell.
    module workload slow <<'C'
#include "workload.h"
#include <unistd.h>
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 1;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    *(uint64_t *)result = index;
    return sleep(3) == 0 ? 0 : 4;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "sleeps", .create = create, .item = item, .check = check,
};
C
    begin run -q -w ./slow.so -s threads -j 1 --blocks 1 -o out
    await test -e out/results.json
    await json '.benchmarks | length == 1' out/results.json
    kill -s KILL "$pid"
    ends_with 137
    is_partial 1
    json '.context.forkscale.blocks == 1' out/results.json
    # Before it was saved in between, the block had to end.
    json '[.benchmarks[].repetition_index] == [0]' out/results.json
    forkscale table out >said
    grep -q 'slow' said
}

@test "when forkscale is killed while a module is described, that process does not live on" {
    module strategy stuck <<'C'
#include "strategy.h"
#include <fcntl.h>
#include <unistd.h>
__attribute__((constructor)) static void begin(void)
{
    close(open("described", O_WRONLY | O_CREAT, 0600));
    for (;;)
        pause();
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "cannot be described" };
C
    for signal in KILL INT; do
        rm -f described
        begin run -s ./stuck.so -o out
        await test -e described
        kill -s "$signal" "$pid"
        ends_with $((128 + $(kill -l "$signal")))
        no_processes_left
    done
}

@test "when the cell is killed, no worker of any strategy lives on" {
    for strategy in $(parallel_strategies); do
        rm -f workers
        "$FORKSCALE_BUILD/forkscale-cell" --workload ./endless.so --strategy "$FORKSCALE_BUILD/strategies/$strategy.so" \
            --workers 2 >output 2>&1 3>&- &
        pid=$!
        await test -s workers
        await has_two_workers
        kill -s KILL "$pid"
        ends_with 137
        no_processes_left
    done
}

# --- while gnuplot draws ------------------------------------------------------------------------------------------

# A gnuplot that never ends, nor what it has started, and says so first. It minds no signal that can be minded.
hanging_gnuplot()
{
    mkdir -p bin
    cat >bin/gnuplot <<'SH'
#!/bin/sh
trap '' TERM INT HUP QUIT
sleep 1000 &
: >"$FORKSCALE_TEST_MARK/drawing"
wait
SH
    chmod +x bin/gnuplot
    PATH=$PWD/bin:$PATH
}

begin_drawing()
{
    rm -rf drawing out
    hanging_gnuplot
    begin run -q -w spin:items=20,grain=1000 -s fork_static -j 2 --blocks 2 -o out
    await test -e drawing
}

@test "a signal while gnuplot draws ends gnuplot, and keeps all that was measured" {
    local -A names=([INT]=Interrupt [TERM]=Terminated [HUP]=Hangup [QUIT]=Quit)
    for signal in INT TERM HUP QUIT; do
        begin_drawing
        kill -s "$signal" "$pid"
        ends_with $((128 + $(kill -l "$signal")))
        said "${names[$signal]}; all that was measured is in out/results.json, without plots"
        json '.context.forkscale.partial == false and (.benchmarks | length) == 4' out/results.json
        run -0 find out -name '.?*'
        assert_output ''
        no_processes_left
    done
}

@test "a signal while plots are drawn again leaves those that were there, and no process" {
    forkscale run -q -w spin:items=20,grain=1000 -s fork_static -j 2 --blocks 2 -o out >said
    cp -r out/plots before
    hanging_gnuplot
    begin plot out out
    await test -e drawing
    kill -s TERM "$pid"
    ends_with 143
    assert_equal "$(<errors)" 'forkscale: out: gnuplot was stopped'
    diff -r before out/plots
    no_processes_left
}

@test "when forkscale is killed while gnuplot draws, gnuplot does not live on" {
    # As gnuplot itself, this one starts nothing: of that forkscale would not be asked any more.
    hanging_gnuplot
    sed -i 's/^sleep 1000 &//; s/^wait/exec sleep 1000/' bin/gnuplot
    begin run -q -w spin:items=20,grain=1000 -s fork_static -j 2 --blocks 2 -o out
    await test -e drawing
    kill -s KILL "$pid"
    ends_with 137
    no_processes_left
    json '.context.forkscale.partial == false and (.benchmarks | length) == 4' out/results.json
}

@test "a gnuplot that does not end is ended at its deadline, with all that it has started" {
    hanging_gnuplot
    cat >draw.c <<'C'
#include "show/gnuplot.h"
#include <errno.h>
#include <stdio.h>
int main(void)
{
    struct error error = { 0 };
    char script[] = "x.gp";
    const struct gnuplot_options options = { .folder = ".", .script = script, .timeout_s = 0.3 };
    int code = gnuplot_run(&options, &error);
    puts(error.text);
    return code == ETIMEDOUT ? 0 : 1;
}
C
    # shellcheck disable=SC2046 # words
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -I"$ROOT/harness" -o draw draw.c "$ROOT"/harness/show/gnuplot.c \
        "$ROOT"/harness/process/{child,interrupt,run_delay}.c $(sanitizers) -L"$FORKSCALE_BUILD" \
        -Wl,-rpath,"$FORKSCALE_BUILD" -lforkscale
    run -0 timeout -k 1 20 ./draw 3>&-
    assert_output 'gnuplot did not end within 0.3 s'
    assert_exist drawing
    no_processes_left
}

@test "a signal ends forkscale also when nobody reads its table" {
    mkfifo table
    exec 7<>table
    # More than a pipe holds, before the table comes.
    head -c 1M /dev/zero | dd of=table bs=4096 oflag=nonblock 2>/dev/null || true
    env --default-signal=INT,QUIT "$FORKSCALE" run -q -w spin:items=20,grain=1000 -s fork_static -j 2 --blocks 2 -o out \
        >table 2>errors 3>&- 7>&- &
    pid=$!
    await test -e out/plots/times.png
    await grep -q '^State:.S' "/proc/$pid/status"
    kill -s TERM "$pid"
    ends_with 143
    json '.context.forkscale.partial == false' out/results.json
    exec 7>&-
}
