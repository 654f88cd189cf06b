#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Every strategy that this build has, a new one included, does every item once and right, with all the workers that
# were asked for. Cells are run by hand here, without the conductor.

# shellcheck disable=SC2016,SC2154 # code for jq and awk in quotes; run sets stderr
load helper

setup_file()
{
    # Some tests go through all modules.
    export BATS_TEST_TIMEOUT=600
    "$FORKSCALE" list --format json >"$BATS_FILE_TMPDIR/list.json"
}

# What a jq filter finds in the modules of this build that are available.
listed()
{
    # The foreign ones have tests of their own, in tests/foreign.bats.
    jq -r ".[] | select(.unavailable == null and (.traits | index(\"foreign\") | not)) | $1" "$BATS_FILE_TMPDIR/list.json"
}

# Thousands of processes, one an item, show no more than one a chunk.
strategies()
{
    listed 'select(.kind == "strategy").name' | sed '/_per_item$/s/$/:schedule=factoring2/'
}

parallel_strategies()
{
    listed 'select(.kind == "strategy" and (.traits | index("inline") | not)).name' | sed 's/^adaptive$/&:share=always,start=fork/'
}

# Each strategy with each of its own tunables and chunk at its ends and between: NAME:TUNABLE=VALUE. The other tunables
# of schedules are alike for all.
variants()
{
    listed 'select(.kind == "strategy") | .name as $name | .tunables[] | .name as $tunable
        | select(($name | endswith("_per_item") | not) or .kind == "choice")
        | select([.name] | inside(["schedule", "seed", "mean_ns", "sigma_ns", "claim_ns"]) | not)
        | if .kind == "choice" then .choices | split("|")[]
          elif .kind == "integer" then . as $row | .min, 7, 10, 1000000, .max
              | select(. >= $row.min and . <= $row.max)
          else empty end
        | "\($name):\($tunable)=\(.)"'
}

# Runs one cell: cell STRATEGY[:K=V,…] WORKLOAD[:K=V,…] WORKERS [OPTION]... A workload with a '/' is a file.
cell()
{
    local strategy=$1 workload=$2 workers=$3 strategy_settings='' workload_settings='' file
    [[ $strategy != *:* ]] || strategy_settings=${strategy#*:}
    [[ $workload != *:* ]] || workload_settings=${workload#*:}
    file=${workload%%:*}
    [[ $file == */* ]] || file=$FORKSCALE_BUILD/workloads/$file.so
    timeout -k 1 60 "$FORKSCALE_BUILD/forkscale-cell" --workers "$workers" \
        --strategy "$FORKSCALE_BUILD/strategies/${strategy%%:*}.so" --strategy-settings "$strategy_settings" \
        --workload "$file" --workload-settings "$workload_settings" "${@:4}" 3>&-
}

# Expects the cell to end well, and says which it was when it does not.
good_cell()
{
    local status=0
    cell "$@" >said 2>&1 || status=$?
    [ "$status" -eq 0 ] || fail "cell $*: status $status: $(cat said)"
}

# Numbers of items where sharing goes wrong first.
edges()
{
    printf '%s\n' 0 1 $(($1 - 1)) $(($1 + 1)) 997 | sort -nu
}

# Settings of the workload $1 for $2 workers, a line each, quick to run. Workloads differ in their items, not in how
# these are shared, so that one of them is enough for the edges.
settings()
{
    case $1 in
    spin) edges "$2" | sed 's/.*/items=&,grain=20,shape=pareto/' ;;
    primes) echo items=7,limit=1000 ;;
    mandelbrot) echo items=7,width=8,limit=50 ;;
    deflate) echo items=7,level=0 ;;
    nqueens) printf 'n=%s\n' 2 7 ;;
    cow_touch | mmap_storm) echo items=7,pages=3 ;;
    malloc_storm) echo items=7,blocks=100 ;;
    false_sharing) printf 'items=50,writes=100,spread=%s\n' 8 128 ;;
    matmul) echo n=20,block=8 ;;
    nbody) echo items=7,steps=10 ;;
    sort) echo items=7,length=100 ;;
    # Long enough that starting programs takes little of it, also with a sanitizer.
    sleep) echo items=3,grain=200000 ;;
    *) echo items=7 ;;
    esac
}

@test "every strategy gives what serial gives, on every workload, at every edge of the number of items" {
    for workload in $(listed 'select(.kind == "workload").name'); do
        counts=3
        [ "$workload" != spin ] || counts='1 2 3 7'
        for workers in $counts; do
            for settings in $(settings "$workload" "$workers"); do
                for strategy in $(strategies); do
                    good_cell "$strategy" "$workload:$settings" "$workers" --runs 1
                done
            done
        done
    done
}

@test "every strategy works with each schedule that it allows, and refuses the others with its reason" {
    local strategy choices schedule
    run -0 listed 'select(.kind == "strategy") | .name as $name | .tunables[] | select(.name == "schedule")
        | "\($name) \(.choices)"'
    assert_line 'fork_static block|cyclic'
    mapfile -t allowed <<<"$output"
    # All that any strategy allows.
    schedules=$(printf '%s\n' "${allowed[@]#* }" | tr '|' '\n' | sort -u)
    for line in "${allowed[@]}"; do
        read -r strategy choices <<<"$line"
        for schedule in $schedules; do
            if [[ "|$choices|" == *"|$schedule|"* ]]; then
                good_cell "$strategy:schedule=$schedule" spin:items=100,grain=2000,shape=pareto 3 --runs 1
                good_cell "$strategy:schedule=$schedule" spin:items=0 3 --runs 1
                good_cell "$strategy:schedule=$schedule" spin:items=2,grain=0 3 --runs 1
            else
                run cell "$strategy:schedule=$schedule" spin 3
                [ "$status" -eq 2 ] || [ "$status" -eq 3 ] || fail "$strategy:schedule=$schedule: status $status"
                assert_output --regexp "schedule=$schedule is none of ${choices//|/\\|}: [a-zA-Z]"
            fi
        done
    done
}

# Result i is the text "i;i;i;…" as far as there is room: not what any other item gives, and nothing that adds up.
module_lines()
{
    module workload lines <<'C'
#include "workload.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ITEMS, BYTES };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items", .max = 1000000, .default_value = 10, .help = "number of results" },
    [BYTES] = { .name = "bytes", .min = 1, .max = 1000000, .default_value = 8, .help = "of a result" },
    { 0 },
};

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    input->result_bytes = (size_t)input->values[BYTES].number;
    return 0;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    char word[24];
    size_t length = (size_t)snprintf(word, sizeof word, "%" PRIu64 ";", index);
    for (size_t at = 0; at < input->result_bytes; at++)
        ((char *)result)[at] = word[at % length];
    return 0;
}

/* By another way: reads the number back from the text. */
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    const char *text = results;
    for (uint64_t i = 0; i < input->items && input->result_bytes >= 8; i++) {
        uint64_t number = UINT64_MAX;
        if (sscanf(text + i * input->result_bytes, "%" SCNu64 ";", &number) != 1 || number != i) {
            snprintf(why, why_bytes, "line %" PRIu64 " says %" PRIu64, i, number);
            return ANSWER_WRONG;
        }
    }
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "texts that name their item",
    .tunables = tunables,
    .create = create,
    .item = item,
    .check = check,
};
C
}

# Builds ./results, which prints what lies in the results of a board's file.
program_results()
{
    cat >results.c <<'C'
#include "kit/board.h"
#include <fcntl.h>
#include <stdio.h>

int main(int count, char **argument)
{
    struct board *board;
    int fd = count == 2 ? open(argument[1], O_RDONLY) : -1;
    if (fd < 0 || board_map(fd, false, &board) != 0 || board->step != STEP_DONE)
        return 1;
    size_t bytes = board->items * board->result_bytes;
    return fwrite(board_results(board), 1, bytes, stdout) != bytes;
}
C
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -I"$ROOT/harness" -o results results.c "$ROOT"/harness/kit/{board,trace}.c
}

# The same from the description alone: lines ITEMS BYTES
lines()
{
    python3 -c 'import sys
items, size = map(int, sys.argv[1:])
for i in range(items):
    word = f"{i};"
    sys.stdout.write((word * size)[:size])' "$@"
}

# Runs the strategy on a board in a file, and holds what it left there against lines: same_lines STRATEGY WORKERS FILE
same_lines()
{
    local strategy=$1 workers=$2 settings=$3 expected=$4
    rm -f board
    good_cell "$strategy" "./lines.so:$settings" "$workers" --runs 1 --board 5 5<>board
    ./results board >found || fail "$strategy, $workers workers, $settings: no board that is done"
    cmp found "$expected" || fail "$strategy, $workers workers, $settings: the results are others"
}

@test "what a strategy leaves on the board is what the test itself computes" {
    module_lines
    program_results
    for workers in 1 2 3 7; do
        for items in $(edges "$workers"); do
            lines "$items" 33 >expected
            for strategy in $(strategies); do
                same_lines "$strategy" "$workers" "items=$items,bytes=33" expected
            done
        done
    done
}

@test "results of every size arrive whole" {
    module_lines
    program_results
    for bytes in 1 7 4095 4097 65537; do
        lines 11 "$bytes" >expected
        for strategy in $(strategies); do
            same_lines "$strategy" 3 "items=11,bytes=$bytes" expected
        done
    done
}

@test "every item is run exactly once in each run, with every tunable at its ends and between" {
    run -0 variants
    assert_line prefork:wait=futex
    assert_line pipe_queue:chunk=1000000
    module workload count <<'C'
#include "workload.h"
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ITEMS, FILE_NAME };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items", .max = 1000000, .default_value = 10, .help = "number of items" },
    [FILE_NAME] = { .name = "file", .text = "counts", .help = "one byte an item: how often it was run" },
    { 0 },
};

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    int fd = open(input->values[FILE_NAME].text, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, (off_t)input->items) < 0)
        return errno;
    input->data = mmap(NULL, input->items + 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return input->data != MAP_FAILED ? 0 : errno;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    _Atomic unsigned char *counts = input->data;
    atomic_fetch_add(&counts[index], 1);
    *(uint64_t *)result = index;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "counts how often each item is run",
    .tunables = tunables,
    .create = create,
    .item = item,
    .check = check,
};
C
    # The reference, the first run and 3 more: 5 times each.
    for strategy in $(strategies) $(variants); do
        for workers in 1 3 7; do
            for items in $(edges "$workers"); do
                rm -f counts
                good_cell "$strategy" "./count.so:items=$items" "$workers" --runs 3
                head -c "$items" /dev/zero | tr '\0' '\5' >expected
                cmp counts expected || fail "$strategy, $workers workers, $items items: not 5 times each"
            done
        done
    done
}

# Items that wait until all of them are being run at once, and note who they are, how many the cell then has, and how
# many descriptors a worker process has.
module_meet()
{
    module workload meet <<'C'
#include "workload.h"
#include "tests/kit/cell.h"
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#define BOUND_S 20

enum { ITEMS };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items", .min = 1, .max = 4096, .default_value = 2, .help = "how many meet" },
    { 0 },
};

struct place {
    _Atomic unsigned arrived;
    _Atomic unsigned noted;
    bool is_open; /* the reference is done: from now on, who comes waits */
    int heads;    /* of the cell, before it has a worker */
};

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    int fd = open("place", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof(struct place)) < 0)
        return errno;
    input->data = mmap(NULL, sizeof(struct place), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return input->data != MAP_FAILED ? 0 : errno;
}

/* Waits until the whole party of this round has come. */
static void await(_Atomic unsigned *count, unsigned party)
{
    unsigned goal = (atomic_fetch_add(count, 1) / party + 1) * party;
    for (time_t begin = time(NULL); atomic_load(count) < goal; usleep(200))
        if (time(NULL) - begin > BOUND_S)
            abort();
}

static int item(const struct input *input, uint64_t index, void *result)
{
    struct place *place = input->data;
    unsigned party = (unsigned)input->items;
    if (place->is_open) {
        await(&place->arrived, party);
        char line[64];
        int length = snprintf(line, sizeof line, "%d %d %d\n", (int)gettid(), cell_heads() - place->heads,
                              is_child() ? entries("/proc/self/fd") : 0);
        int fd = open("who", O_WRONLY | O_APPEND | O_CREAT, 0600);
        if (write(fd, line, (size_t)length) != length)
            abort();
        close(fd);
        await(&place->noted, party);
    }
    *(uint64_t *)result = index;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)results, (void)why, (void)why_bytes;
    struct place *place = input->data;
    place->is_open = true;
    place->heads = cell_heads();
    return ANSWER_UNKNOWN;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "items that wait for each other",
    .tunables = tunables,
    .create = create,
    .item = item,
    .check = check,
};
C
}

# Lets the items meet in 2 runs; each time there must be as many workers as items, and no more: meeting STRATEGY ITEMS WORKERS.
# A caller that works is one of them, and semaphore_ring has a thread that waits for its workers.
meeting()
{
    local own=0
    rm -f place who
    [ -n "$(with_idle_caller <<<"${1%%:*}")" ] || own=1
    [ "$1" != semaphore_ring ] || own=-1
    good_cell "$1" "./meet.so:items=$2" "$3" --runs 1
    # The thread sanitizer keeps a thread of its own.
    extra=$(nm -D "$FORKSCALE_BUILD/libforkscale.so" | grep -c __tsan_init || true)
    run -0 awk -v party="$2" -v own="$own" -v extra="$extra" '
        { if (!(($1, run) in seen)) { seen[$1, run]; workers[run]++ } }
        $2 != party - own && $2 != party - own + extra { print "there are " $2 " workers when " party " meet" }
        NR % party == 0 { run++ }
        END {
            if (NR != 2 * party) print NR " lines"
            for (each in workers) if (workers[each] != party) print workers[each] " of " party " in run " each
        }' who
    assert_output '' || fail "$1, $2 items, $3 workers"
}

@test "as many items as there are workers run at the same time, each in a worker of its own" {
    module_meet
    run -0 parallel_strategies
    assert_line fork_static
    for strategy in $(parallel_strategies); do
        for workers in 1 2 3 7 16; do
            meeting "$strategy" "$workers" "$workers"
        done
    done
}

@test "no more workers than items are started" {
    module_meet
    for strategy in $(parallel_strategies); do
        meeting "$strategy" 1 7
        meeting "$strategy" 3 7
        meeting "$strategy" 6 7
    done
}

@test "a worker process has no more descriptors than its siblings, so none of theirs" {
    module_meet
    for strategy in $(parallel_strategies); do
        meeting "$strategy" 7 7
        # 0: in the caller's own process.
        run -0 awk '$3 > 0 { print $3 }' who
        assert_equal "$strategy: $(sort -u <<<"${output:-none}" | wc -l)" "$strategy: 1"
    done
}

@test "many runs leave no descriptor, no child, no thread and no memory behind" {
    module workload census <<'C'
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
    if (index == 0) {
        char line[64];
        int length = snprintf(line, sizeof line, "%d %d %ld\n", cell_descriptors(), cell_heads(), cell_pages());
        int fd = open("census", O_WRONLY | O_APPEND | O_CREAT, 0600);
        if (write(fd, line, (size_t)length) != length)
            abort();
        close(fd);
    }
    *(uint64_t *)result = index;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return unlink("census") == 0 ? ANSWER_UNKNOWN : ANSWER_WRONG; /* what the reference wrote */
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "counts what the cell has",
    .create = create,
    .item = item,
    .check = check,
};
C
    for strategy in $(strategies); do
        # Fewer where each run executes programs, which takes as long as a hundred runs of others.
        runs=$(listed "select(.name == \"${strategy%%:*}\") | .traits
            | if contains([\"exec\"]) and (contains([\"persistent\"]) | not) then 200 else 1000 end")
        good_cell "$strategy" ./census.so 2 --runs $((runs - 1))
        # A few descriptors and children come and go while a run is under way.
        run -0 awk -v strategy="$strategy" -v runs="$runs" '
            NR == 1 { least_open = most_open = $1; least_heads = most_heads = $2 }
            { if ($1 < least_open) least_open = $1; if ($1 > most_open) most_open = $1 }
            { if ($2 < least_heads) least_heads = $2; if ($2 > most_heads) most_heads = $2 }
            NR == runs / 2 { pages = $3 }
            END {
                if (NR != runs) print strategy ": " NR " runs"
                if (most_open > least_open + 6) print strategy ": " least_open " to " most_open " descriptors"
                if (most_heads > least_heads + 4) print strategy ": " least_heads " to " most_heads " heads"
                if ($3 > pages + 64) print strategy ": " $3 - pages " pages more after " runs / 2 " runs more"
            }' census
        assert_output ''
    done
}

@test "workers that spin have a processor each, and those that sleep are not bound" {
    [ "$(nproc)" -ge 2 ] || skip 'it needs two processors'
    module workload bound <<'C'
#include "workload.h"
#include "tests/kit/cell.h"
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 2;
    return 0;
}

/* A line of each run of a worker: on how many processors it may be. */
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    cpu_set_t mask;
    char digit[] = "0\n";
    *(uint64_t *)result = index;
    usleep(200); /* or the caller would do it all */
    if (!is_child() || sched_getaffinity(0, sizeof mask, &mask) != 0)
        return 0;
    digit[0] += CPU_COUNT(&mask) > 9 ? 9 : (char)CPU_COUNT(&mask);
    int fd = open("bound", O_WRONLY | O_APPEND | O_CREAT, 0600);
    bool is_written = write(fd, digit, 2) == 2;
    close(fd);
    return is_written ? 0 : EIO;
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "notes to how many processors workers are bound",
    .create = create,
    .item = item,
    .check = check,
};
C
    # A busy neighbour forbids spins for up to a second.
    good_cell prefork ./bound.so 2 --runs 2000
    grep -qx 1 bound || fail "no worker was bound: $(sort bound | uniq -c)"
    rm bound
    good_cell prefork:wait=futex ./bound.so 2 --runs 200
    assert_file_not_empty bound
    run ! grep -x 1 bound
}

@test "a timer that interrupts every system call changes nothing" {
    module workload ticking <<'C'
#include "workload.h"
#include "kit/clock.h"
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;

static void tick(int signal)
{
    (void)signal;
    ticks++;
}

/* In the cell, and in each worker that makes its own input. No SA_RESTART. */
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 200;
    struct sigaction action = { .sa_handler = tick };
    struct timeval every = { .tv_usec = 1000 };
    sigaction(SIGALRM, &action, NULL);
    return setitimer(ITIMER_REAL, &(struct itimerval){ every, every }, NULL) == 0 ? 0 : errno;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    for (uint64_t end_ns = clock_now() + 100000; clock_now() < end_ns;)
        continue;
    *(uint64_t *)result = index;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ticks > 0 ? ANSWER_UNKNOWN : ANSWER_WRONG;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "items that are interrupted",
    .create = create,
    .item = item,
    .check = check,
};
C
    for strategy in $(strategies); do
        good_cell "$strategy" ./ticking.so 3 --runs 5
    done
}

@test "many more workers than processors do the work as well" {
    for strategy in $(parallel_strategies); do
        for workers in 64 512; do
            good_cell "$strategy" spin:items=1000,grain=20 "$workers" --runs 1
        done
    done
}

# Items that last, and item 0 may be a death. In the cell itself all are quick.
module_lasting()
{
    module workload lasting <<'C'
#include "workload.h"
#include "tests/kit/cell.h"
#include <signal.h>
#include <time.h>

enum { ITEMS, LAST_MS, DEATH_MS };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items", .max = 1000000, .default_value = 4, .help = "number of items" },
    [LAST_MS] = { .name = "last", .max = 1000000, .default_value = 500, .help = "milliseconds of an item" },
    [DEATH_MS] = { .name = "death", .min = -1, .max = 1000000, .default_value = -1, .help = "when item 0 is one" },
    { 0 },
};

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    return 0;
}

static void sleep_ms(int64_t ms)
{
    struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    nanosleep(&left, NULL);
}

static int item(const struct input *input, uint64_t index, void *result)
{
    *(uint64_t *)result = index;
    if (!is_worker())
        return 0;
    int64_t death_ms = input->values[DEATH_MS].number;
    bool dies = index == 0 && death_ms >= 0;
    sleep_ms(dies ? death_ms : input->values[LAST_MS].number);
    if (dies)
        raise(SIGKILL);
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)results, (void)why, (void)why_bytes;
    return ANSWER_UNKNOWN;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "items that last",
    .tunables = tunables,
    .create = create,
    .item = item,
    .check = check,
};
C
}

# The strategies whose workers are processes, and whose caller waits for them.
process_strategies()
{
    listed 'select(.kind == "strategy" and (.traits | index("threads") or index("inline") | not)).name' | with_idle_caller
}

@test "a worker that dies ends the run at once, whatever its siblings have in hand" {
    module_lasting
    # 100000 items: more than the pipe of pipe_queue holds, so that its parent is at work, and waits for room.
    for items in 4 100000; do
        for strategy in $(process_strategies); do
            begin_us=${EPOCHREALTIME/./}
            run -3 --separate-stderr cell "$strategy" "./lasting.so:items=$items,last=20000,death=200" 4 --runs 0
            took_us=$((${EPOCHREALTIME/./} - begin_us))
            assert_regex "$stderr" "^forkscale-cell: worker [0-3] \(pid [0-9]+\) killed by SIGKILL in item 0; 0 of $items items done\$"
            [ "$took_us" -lt 10000000 ] || fail "$strategy: it took $took_us us"
            no_processes_left
        done
    done
}

@test "a parent that waits sleeps" {
    module_lasting
    for strategy in $(process_strategies); do
        TIMEFORMAT='%U %S %R'
        used=$( { time cell "$strategy" ./lasting.so 2 --runs 0 >/dev/null; } 2>&1)
        awk '{ exit !($3 > 0.9 && $1 + $2 < 0.25 * $3) }' <<<"$used" || fail "$strategy: user, system, real: $used"
    done
}

@test "a fork that fails ends the workers before it, whatever they have in hand" {
    strace -o log true || skip 'strace cannot trace here'
    export ASAN_OPTIONS=detect_leaks=0 # LeakSanitizer cannot run under strace
    module_lasting
    for strategy in fork_static fork_gather pipe_queue shared_counter file_lock fork_per_item; do
        run -3 --separate-stderr timeout -k 1 10 strace -o log -e trace=clone -e inject=clone:error=EAGAIN:when=3 \
            "$FORKSCALE_BUILD/forkscale-cell" --workload ./lasting.so --workload-settings last=20000 \
            --strategy "$FORKSCALE_BUILD/strategies/$strategy.so" --workers 4 --runs 0 3>&-
        grep -q INJECTED log || fail "$strategy: no fork has failed, so nothing was tested"
        assert_equal "$stderr" 'forkscale-cell: run: fork failed: Resource temporarily unavailable (EAGAIN)'
        no_processes_left
    done
}

# Runs the pool of $1 again and again, and each time a worker of it is killed. The program has the cell's name, for the
# items look for that.
again()
{
    cat >again.c <<'C'
#include "cell/cell.h"
#include "kit/clock.h"
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    char number[WORKER_NUMBER_BYTES] = "";
    char *command[] = { argv[3], "--workload", argv[1], "--workload-settings", "last=20000,death=100",
                        "--strategy", argv[2], "--worker", number, NULL };
    const struct cell_options options = { .workload = argv[1], .workload_settings = "last=20000,death=100",
        .strategy = argv[2], .workers = 3, .board_fd = -1, .reference_fd = -1, .worker = -1 };
    struct cell cell = { .worker_argv = command, .worker_number = number };
    if (argc != 4 || cell_load(&cell, &options) != 0 || cell_prepare(&cell, &options) != 0)
        return 9;
    board_clear(cell.board, cell.reference);
    if (cell.strategy->early != NULL && cell.strategy->early(&cell.pool) != 0)
        return 7;
    if (cell.strategy->open != NULL && cell.strategy->open(&cell.pool) != 0)
        return 8;
    for (int run = 0; run < 3; run++) {
        board_clear(cell.board, cell.reference);
        uint64_t begin_ns = clock_now();
        int error = cell.strategy->run(&cell.pool);
        printf("run %s%s\n", strerrorname_np(error), clock_now() - begin_ns < 5 * NS_PER_S ? "" : ", too late");
    }
    int error = cell.strategy->close != NULL ? cell.strategy->close(&cell.pool) : 0;
    printf("close %d\n", error);
    return 0;
}
C
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -I"$ROOT" -I"$ROOT/harness" -o forkscale-cell again.c \
        "$ROOT"/harness/cell/{prepare,load,reference,schedule}.c -L"$FORKSCALE_BUILD" -Wl,-rpath,"$FORKSCALE_BUILD" \
        -lforkscale -lm
    run -0 timeout -k 1 20 ./forkscale-cell ./lasting.so "$FORKSCALE_BUILD/strategies/$1.so" "$FORKSCALE_BUILD/forkscale-cell" 3>&-
}

@test "after a death a pool may run again, or says at once that it cannot, and its close works" {
    [[ $(nm -D "$FORKSCALE_BUILD/libforkscale.so") != *__[at]san_init* ]] || skip 'the caller is built without sanitizers'
    module_lasting
    for strategy in $(process_strategies); do
        again "$strategy"
        assert_output $'run EOWNERDEAD\nrun EOWNERDEAD\nrun EOWNERDEAD\nclose 0'
        no_processes_left
    done
}

@test "a million items of no work are not too many" {
    for strategy in $(strategies); do
        good_cell "$strategy" spin:items=1000000,grain=0 2 --runs 0
    done
}

@test "forkscale runs every strategy on every workload, and each cell has its runs" {
    run -0 --separate-stderr forkscale run -q -j 1,2,3 --blocks 1 --iterations 2 -o out -w spin:items=20,grain=100 \
        -w primes:items=20,limit=1000 -w mandelbrot:items=9,width=12,limit=100 -w nqueens:n=6 -w deflate:items=3
    assert_equal "$stderr" ''
    cells=$(json '.context.forkscale.cells | length' out/results.json)
    [ "$cells" -ge $((5 * (1 + 3 * 4))) ]
    json '(.benchmarks | length) == (.context.forkscale.cells | length)' out/results.json
    json '[.benchmarks[] | select(.error_occurred or (.run_ns | length) != 2 or (.run_ns | min) <= 0)] == []' \
        out/results.json
    # A picture of 9 rows is too coarse to be held against anything.
    json '[.context.forkscale.workloads[] | select(.answer != "right").name] == ["mandelbrot"]' out/results.json
}
