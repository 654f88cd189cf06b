#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale-cell by hand: what it prints, describes and refuses.

load helper

setup()
{
    helper_setup
    CELL=$FORKSCALE_BUILD/forkscale-cell
    SPIN=$FORKSCALE_BUILD/workloads/spin.so
    THREADS=$FORKSCALE_BUILD/strategies/threads.so
}

# The smallest cell; more words follow.
cell()
{
    "$CELL" --workload "$SPIN" --workload-settings items=10,grain=10 --strategy "$THREADS" "$@" 3>&-
}

# The cell refuses these words with a status and a sentence: refused STATUS SENTENCE WORD...
refused()
{
    local wanted=$1 sentence=$2
    shift 2
    run "-$wanted" --separate-stderr "$CELL" "$@"
    # shellcheck disable=SC2154 # run sets it
    assert_equal "$stderr" "forkscale-cell: $sentence"
    assert_output ''
}

# --- by hand -------------------------------------------------------------------------------------

@test "by hand it prints the samples of a first run and three more" {
    run -0 --separate-stderr cell --workers 2
    assert_equal "$stderr" ''
    assert_line --index 0 --regexp '^ +run_ns +startup_ns +busy_ns +imbalance_ns +finish_ns$'
    assert_line --index 1 --regexp '^first run( +[0-9]+){5}$'
    for index in 2 3 4; do
        assert_line --index "$index" --regexp '^run( +[0-9]+){5}$'
    done
    assert_line --index 5 --regexp '^open [0-9]+ ns, close [0-9]+ ns$'
    assert_line --index 6 'reference: 10 states, each as jumping ahead gives it'
    assert_equal "${#lines[@]}" 7
}

@test "the four parts of a run add up to it" {
    run -0 cell --workers 3 --runs 5
    count=0
    while read -r run startup busy imbalance finish; do
        assert_equal $((startup + busy + imbalance + finish)) "$run"
        count=$((count + 1))
    done < <(sed -nE 's/^(first )?run //p' <<<"$output")
    assert_equal "$count" 6
}

@test "--runs says how many runs are timed" {
    run -0 cell --runs 0
    assert_equal "$(grep -c '^run ' <<<"$output")" 0
    assert_line --regexp '^first run '
    run -0 cell --runs 7
    assert_equal "$(grep -c '^run ' <<<"$output")" 7
}

# A strategy that leaves out the last item in one of its calls, and runs it twice in another: forgets NAME OUT TWICE
forgets()
{
    module strategy "$1" <<C
#include "strategy.h"
static int run(struct pool *pool)
{
    struct job *job = pool->job;
    int call = ++*(int *)pool->shared;
    job_run(job, 0, 0, job->items - (call == $2));
    job_run(job, 0, job->items - 1, call == $3);
    job_end(job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "forgets", .run = run };
C
}

@test "--calls times several calls together, checks the items run of all, and reports per call" {
    run -0 --separate-stderr cell --strategy "$FORKSCALE_BUILD/strategies/fork_gather.so" --workers 2 --runs 2 --calls 20
    assert_equal "$stderr" ''
    while read -r all startup busy imbalance finish; do
        assert_equal $((startup + busy + imbalance + finish)) "$all"
    done < <(sed -nE 's/^(first )?run //p' <<<"$output")
    # Each call takes two milliseconds, far less than twenty of them.
    module strategy sleeper <<'C'
#include "strategy.h"
#include <unistd.h>
static int run(struct pool *pool)
{
    usleep(2000);
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "sleeps first", .run = run };
C
    run -0 cell --strategy ./sleeper.so --runs 1 --calls 20
    read -r per_call _ < <(sed -n 's/^run //p' <<<"$output")
    [ "$per_call" -ge 2000000 ] && [ "$per_call" -lt 20000000 ] || fail "$per_call ns per call"
    forgets never 0 0
    run -0 cell --strategy ./never.so --runs 3 --calls 5
    # Call 1 is the first run, which is one call only; calls 2 to 6 are the first timed run.
    forgets first 1 0
    run -3 --separate-stderr cell --strategy ./first.so --runs 3 --calls 5
    assert_equal "$stderr" 'forkscale-cell: item 9 of 10 was never run'
    forgets once 4 0
    run -3 --separate-stderr cell --strategy ./once.so --runs 3 --calls 5
    assert_equal "$stderr" 'forkscale-cell: wrong count: 49 item runs for 5 × 10 items'
    forgets more 0 6
    run -3 --separate-stderr cell --strategy ./more.so --runs 3 --calls 5
    assert_equal "$stderr" 'forkscale-cell: wrong count: 51 item runs for 5 × 10 items'
}

@test "a call that fails ends the run, and is the last" {
    module strategy third <<'C'
#include "strategy.h"
static int run(struct pool *pool)
{
    if (++*(int *)pool->shared == 3)
        return job_fail(pool->job, "third call", EDOM);
    if (*(int *)pool->shared > 3)
        return job_fail(pool->job, "call after it", ERANGE);
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "fails", .run = run };
C
    run -3 --separate-stderr cell --strategy ./third.so --runs 1 --calls 9
    assert_regex "$stderr" '^forkscale-cell: run: third call failed: .*\(EDOM\)$'
}

@test "every strategy that is available runs in a cell by hand, with settings" {
    available=$(forkscale list strategies --format json | jq -r '.[] | select(.unavailable == null).name')
    for name in $available; do
        run -0 --separate-stderr "$CELL" --workload "$SPIN" --workload-settings items=10,grain=10,shape=falling \
            --strategy "$FORKSCALE_BUILD/strategies/$name.so" --strategy-settings '' --workers 2 --runs 1
        assert_equal "$stderr" ''
        assert_line --regexp '^run '
    done
    run -0 cell --strategy-settings chunk=3 --workers 4
}

@test "it leaves no process, whatever the strategy" {
    for name in fork_static pipe_queue shared_counter file_lock fork_per_item spawn_pool spawn_per_item prefork work_stealing semaphore_ring; do
        "$CELL" --workload "$SPIN" --workload-settings items=10,grain=10 \
            --strategy "$FORKSCALE_BUILD/strategies/$name.so" --workers 3 >samples 3>&-
        no_processes_left
    done
}

@test "a wrong result is named with its item, and the exit status is 3" {
    module strategy lazy <<'C'
#include "strategy.h"
static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, pool->job->items - 1);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "leaves one", .run = run };
C
    run -3 --separate-stderr "$CELL" --workload "$SPIN" --workload-settings items=10,grain=10 --strategy ./lazy.so
    assert_regex "$stderr" '^forkscale-cell: .*item 9( |$)'
    refute_line --regexp '^run '
}

# --- describing ----------------------------------------------------------------------------------

# Ten items with results of one byte, which are what the board is poisoned with, or with what it is poisoned instead.
# Item `death` kills a process that has been forked.
poisonous()
{
    module workload poisonous <<'C'
#include "workload.h"
#include <signal.h>
#include <unistd.h>
static const struct tunable tunables[] = { { .name = "death", .max = 10, .default_value = 10, .help = "a trap" }, { 0 } };
static pid_t cell;
static int create(struct input *input, struct error *error)
{
    (void)error;
    cell = getpid();
    input->items = 10;
    input->result_bytes = 1;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    if (index == (uint64_t)input->values[0].number && getpid() != cell)
        kill(getpid(), SIGKILL);
    *(unsigned char *)result = index % 2 == 0 ? 0x5a : 0xa5;
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "poison", .tunables = tunables, .create = create, .item = item, .check = check,
};
C
}

@test "an item whose right result is the poison is told from one that was not run" {
    poisonous
    words=(--workload ./poisonous.so --workers 1 --runs 1)
    for strategy in serial fork_static fork_gather; do
        run -0 --separate-stderr cell "${words[@]}" --strategy "$FORKSCALE_BUILD/strategies/$strategy.so" --workload-settings ''
        assert_equal "$stderr" ''
    done
    run -3 --separate-stderr cell "${words[@]}" --strategy "$FORKSCALE_BUILD/strategies/fork_static.so" \
        --workload-settings death=6
    assert_regex "$stderr" '^forkscale-cell: worker 0 \(pid [0-9]+\) killed by SIGKILL in item 6; 6 of 10 items done$'
    # Nothing of a chunk has been sent.
    run -3 --separate-stderr cell "${words[@]}" --strategy "$FORKSCALE_BUILD/strategies/fork_gather.so" \
        --workload-settings death=6
    assert_regex "$stderr" '^forkscale-cell: worker 0 \(pid [0-9]+\) killed by SIGKILL in item 6; 0 of 10 items done$'
    module strategy forgets <<'C'
#include "strategy.h"
static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, 8);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "forgets two items", .run = run };
C
    run -3 --separate-stderr cell "${words[@]}" --strategy ./forgets.so --workload-settings ''
    assert_equal "$stderr" 'forkscale-cell: 2 of 10 items were never run, the first is 8'
}

@test "--describe says what a strategy is" {
    run -0 --separate-stderr "$CELL" --describe "$THREADS"
    assert_equal "$stderr" ''
    assert_output - <<'TEXT'
kind	strategy
summary	pthreads created per run claim chunks from one atomic counter
trait	threads
trait	dynamic
trait	on-request
choice	schedule	block|cyclic|self|fixed|fsc|guided|trapezoid|factoring|factoring2|tapering|random|awf	2	chunk	how the items are cut into chunks; fixed:8 is fixed,chunk=8
integer	chunk	1	1048576	1	items in a chunk, or at least in one, as the schedule has it
integer	seed	0	9223372036854775807	1	seed of schedule=random
integer	mean_ns	0	1000000000000	0	mean cost of an item; 0: as measured
integer	sigma_ns	0	1000000000000	0	standard deviation of the cost of an item; 0: as measured
integer	claim_ns	0	1000000000000	0	cost of a claim; 0: as measured
end
TEXT
}

@test "--describe says what a workload is" {
    run -0 "$CELL" --describe "$SPIN"
    assert_line --index 0 $'kind\tworkload'
    assert_line $'choice\tshape\tuniform|rising|falling|random|exponential|pareto|bimodal\t0\t\thow the cost spreads over the items'
    run -0 "$CELL" --describe "$FORKSCALE_BUILD/workloads/deflate.so"
    assert_line --regexp $'^text\tfile\t\t[a-z]'
    assert_line --index -1 end
}

@test "--describe says why a file is no module, and exits 3" {
    echo garbage >garbage.so
    run -3 "$CELL" --describe ./garbage.so
    assert_output --regexp $'^error\tit cannot be loaded: \\./garbage\\.so: '
    run -3 "$CELL" --describe nowhere.so
    assert_output --regexp $'^error\tit cannot be loaded: nowhere\\.so: .*No such file'
    run -3 "$CELL" --describe "$FORKSCALE_BUILD/libforkscale.so"
    assert_output $'error\tit exports neither a strategy nor a workload'
}

@test "what a module prints when it is loaded is no part of its description" {
    module strategy chatty <<'C'
#include "strategy.h"
#include <stdio.h>
__attribute__((constructor)) static void begin(void)
{
    puts("summary\tI am a workload");
    fflush(stdout);
}
static int run(struct pool *pool)
{
    (void)pool;
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "talks first", .run = run };
C
    run -0 --separate-stderr "$CELL" --describe ./chatty.so
    assert_output $'kind\tstrategy\nsummary\ttalks first\nend'
    assert_equal "$stderr" $'summary\tI am a workload'
}

# --- refusing ------------------------------------------------------------------------------------

@test "the help names every option, and each is accepted" {
    run -0 --separate-stderr "$CELL" --help
    assert_equal "$stderr" ''
    assert_line --index 0 'Usage: forkscale-cell [OPTION...] [WORD...]'
    assert_equal "$(grep -oE '^  .{4}--[a-z-]+' <<<"$output" | sed 's/.*--//' | LC_ALL=C sort | paste -s -d ' ')" \
        'ballast board call-ns calls counters describe floor help latency reference runs strategy strategy-settings trace version worker workers workload workload-settings'
    for option in --strategy --workload --strategy-settings --workload-settings --workers --runs --describe --board \
        --reference --calls --call-ns --worker --ballast --trace; do
        run -2 --separate-stderr "$CELL" "$option"
        assert_regex "$stderr" "^forkscale-cell: $option needs a value: [A-Z]"
    done
    run -0 "$CELL" --version
    assert_output --regexp '^forkscale-cell [0-9.]+$'
}

@test "without a workload or a strategy it says what is needed and exits 2" {
    refused 2 "both --workload and --strategy are needed; see 'forkscale-cell --help'"
    refused 2 "both --workload and --strategy are needed; see 'forkscale-cell --help'" --workload "$SPIN"
    refused 2 "both --workload and --strategy are needed; see 'forkscale-cell --help'" --strategy "$THREADS"
    refused 2 "words go with --worker; see 'forkscale-cell --help'" --workload "$SPIN" --strategy "$THREADS" more
}

@test "an unknown option and one without its value exit 2" {
    run -2 --separate-stderr cell --serendipity
    assert_equal "$stderr" "forkscale-cell: unknown option '--serendipity'; see 'forkscale-cell --help'"
    run -2 --separate-stderr cell --runs
    assert_equal "$stderr" 'forkscale-cell: --runs needs a value: N'
}

@test "a number that is none or out of range is refused, with option, value and range" {
    for value in 0 -1 1e3 0x10 ' 4' 4x 2^31 2147483648 9223372036854775808 '' 4097; do
        refused 2 "--workers '$value' is not a whole number from 1 to 4096" \
            --workload "$SPIN" --strategy "$THREADS" --workers "$value"
    done
    for value in -1 1e3 0x10 ' 4' 4x 2^31 2147483648 9223372036854775808 '' 1000001; do
        refused 2 "--runs '$value' is not a whole number from 0 to 1000000" \
            --workload "$SPIN" --strategy "$THREADS" --runs "$value"
    done
    for value in 0 -1 1000001; do
        refused 2 "--calls '$value' is not a whole number from 1 to 1000000" \
            --workload "$SPIN" --strategy "$THREADS" --calls "$value"
    done
    refused 2 "--worker '4096' is not a whole number from 0 to 4095" --workload "$SPIN" --strategy "$THREADS" --worker 4096
}

@test "settings that are bad are refused as usage, with tunable, value and range" {
    refused 2 "$THREADS: chunk=0 is not a whole number from 1 to 1048576" \
        --workload "$SPIN" --strategy "$THREADS" --strategy-settings chunk=0
    refused 2 "$THREADS: unknown tunable chnk; there are: schedule, chunk, seed, mean_ns, sigma_ns, claim_ns" \
        --workload "$SPIN" --strategy "$THREADS" --strategy-settings chnk=1
    refused 2 "$SPIN: items=-1 is not a whole number from 0 to 10000000" \
        --workload "$SPIN" --workload-settings items=-1 --strategy "$THREADS"
}

@test "a module that is missing or broken is named with status 3, one of the wrong kind with 2" {
    run -3 --separate-stderr "$CELL" --workload nowhere.so --strategy "$THREADS"
    assert_regex "$stderr" '^forkscale-cell: nowhere\.so: it cannot be loaded: .*No such file'
    refused 2 "$THREADS is not a workload" --workload "$THREADS" --strategy "$THREADS"
    refused 2 "$SPIN is not a strategy" --workload "$SPIN" --strategy "$SPIN"
}

@test "a descriptor that is no board is refused" {
    run -3 --separate-stderr cell --board 99
    assert_equal "$stderr" 'forkscale-cell: no board: Bad file descriptor'
    run -3 --separate-stderr cell --reference 99
    assert_equal "$stderr" 'forkscale-cell: the reference does not fit the workload: Bad file descriptor'
    run -3 --separate-stderr cell --worker 1
    assert_regex "$stderr" '^forkscale-cell: a worker cannot map the board: '
}

@test "a reference of another workload is refused" {
    cell --runs 0 --board 9 9<>"$BATS_TEST_TMPDIR/board"
    cell --runs 0 --reference 9 9<board
    for settings in items=9,grain=10 items=11,grain=10; do
        run -3 --separate-stderr cell --workload-settings "$settings" --reference 9 9<board
        assert_equal "$stderr" 'forkscale-cell: the reference does not fit the workload: Bad message'
    done
}

@test "a full disk under stdout is an error" {
    to_full()
    {
        "$@" >/dev/full
    }
    run -3 --separate-stderr to_full cell
    assert_regex "$stderr" '^forkscale-cell: .*No space left on device'
    run -3 --separate-stderr to_full "$CELL" --describe "$SPIN"
    assert_regex "$stderr" '^forkscale-cell: .*No space left on device'
    run -3 --separate-stderr to_full "$CELL" --help
    assert_regex "$stderr" '^forkscale-cell: .*No space left on device'
}
