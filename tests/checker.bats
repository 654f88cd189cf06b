#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale-checker by hand: what it lists, judges and refuses. What it finds in broken strategies is shown by
# mutants.bats, what it says of the shipped ones by conformance.bats.

# shellcheck disable=SC2154 # run sets stderr
load helper

setup()
{
    helper_setup
    CHECKER=$FORKSCALE_BUILD/forkscale-checker
    GOOD=$FORKSCALE_BUILD/strategies/fork_static.so
}

checker()
{
    timeout -k 1 60 "$CHECKER" "$@" 3>&-
}

# It refuses these words with status 2 and a sentence: refuses SENTENCE WORD...
refuses()
{
    run -2 --separate-stderr checker "${@:2}"
    assert_equal "$stderr" "forkscale-checker: $1"
    assert_output ''
}

@test "it lists 23 properties, by number, each with a title and two deadlines" {
    run -0 checker --list
    assert_equal "$(grep -c $'^property\tP[0-9]*\t[a-z].*\t[0-9]*\t[0-9]*$' <<<"$output")" 23
    assert_equal "$(cut -s -f 2 <<<"$output")" "$(printf 'P%s\n' {1..23})"
    assert_equal "${lines[-1]}" end
    run -0 grep -o 'promises [0-9]* properties' "$ROOT/README.md"
    assert_output 'promises 23 properties'
}

@test "it lists every code once, each with what is expected and the usual cause, if there is one" {
    run -0 checker --list-codes
    assert_equal "${lines[-1]}" end
    sed '$d' <<<"$output" >rows
    run -1 grep -Evn $'^code\t[a-z0-9]+(-[a-z0-9]+)*\t[^\t]+\t[^\t]*$' rows
    assert_output ''
    assert_equal "$(cut -f 2 rows | sort | uniq -d)" ''
    # Codes that the conductor knows, or finds itself.
    sed -n 's/^#define CODE_[A-Z_]* *"\(.*\)"/\1/p' "$ROOT/harness/conform/verdict.h" >conductor
    assert_equal "$(wc -l <conductor)" 3
    run -1 grep -vxFf <(cut -f 2 rows) conductor
}

@test "a property that is kept is said in one line" {
    run -0 --separate-stderr checker --strategy "$GOOD" --property P1
    assert_output $'verdict\tkept\nend'
    assert_equal "$stderr" ''
}

@test "properties are named in any case" {
    run -0 checker --strategy "$GOOD" --property p2
    assert_output $'verdict\tkept\nend'
}

@test "figures stand beside the verdict" {
    run -0 checker --strategy "$GOOD" --property P14
    assert_line --regexp $'^figure\treported_within\t[0-9.]+\tms$'
    assert_line $'figure\trandom_kills\t10\tkills'
}

@test "what does not apply is skipped with the reason" {
    run -0 checker --strategy "$FORKSCALE_BUILD/strategies/serial.so" --property P5
    assert_output $'verdict\tskipped\nreason\tit starts no workers\nend'
}

@test "what is broken is diagnosed with case, item, expectation, observation, cause and code" {
    sed 's/chunk.count);/chunk.count - 1);/' "$ROOT/strategies/fork_static.c" | module strategy short
    run -0 checker --strategy ./short.so --property P1
    assert_output $'verdict\tbroken
case\t20 items, 3 workers, 2 runs
item\t6
expected\tone start and one end in each run
seen\titem 6 was started 0 times and ended 0 times in 2 runs
cause\tthe remainder is dropped where workers do not divide the items, a run returns before its workers are done, or what one run has used up is not set up again for the next
code\titem-not-run
end'
}

@test "a file that is left is told by its path, whichever call made it, and removed" {
    module strategy litters <<'C'
#include "strategy.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int leave(const char *how)
{
    char pattern[] = "left-XXXXXX";
    struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "left-socket" };
    FILE *file;
    if (strcmp(how, "open") == 0)
        return open("left-open", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (strcmp(how, "openat") == 0)
        return openat(AT_FDCWD, "left-openat", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (strcmp(how, "mkstemp") == 0)
        return mkstemp(pattern);
    if (strcmp(how, "mkostemp") == 0)
        return mkostemp(pattern, O_CLOEXEC);
    if (strcmp(how, "mkdtemp") == 0)
        return mkdtemp(pattern) == NULL ? -1 : openat(AT_FDCWD, "/dev/null", O_RDONLY);
    if (strcmp(how, "mkdir") == 0)
        return mkdir("left-folder", 0700) < 0 && errno != EEXIST ? -1 : open("/dev/null", O_RDONLY);
    if (strcmp(how, "mkfifo") == 0)
        return mkfifo("left-fifo", 0600) < 0 && errno != EEXIST ? -1 : open("/dev/null", O_RDONLY);
    if (strcmp(how, "bind") == 0) {
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        return bind(fd, (struct sockaddr *)&name, sizeof name) < 0 && errno != EADDRINUSE ? -1 : fd;
    }
    file = fopen("left-stream", "w");
    if (file == NULL || fclose(file) != 0)
        return -1;
    return open("/dev/null", O_RDONLY);
}

static int run(struct pool *pool)
{
    int fd = leave(pool->values[0].text);
    if (fd < 0)
        return errno;
    close(fd);
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}

static const struct tunable tunables[] = { { .name = "how", .text = "open", .help = "which call" }, { 0 } };

const struct strategy strategy = {
    .abi = STRATEGY_ABI, .summary = "litters", .traits = TRAIT_INLINE, .tunables = tunables, .run = run
};
C
    local how
    for how in open openat fopen mkstemp mkostemp mkdtemp mkdir mkfifo bind; do
        rm -rf left-*
        run -0 checker --strategy ./litters.so --strategy-settings how=$how --property P10
        assert_line --regexp "^seen"$'\t'"new: file $PWD/left-[^/]*\$"
        run -1 compgen -G 'left-*'
    done
}

@test "files that others make meanwhile, and one that was there before, are none of the strategy's" {
    touch log
    sed 's|^    unsigned started = 0;|    int log = open("log", O_WRONLY \| O_CREAT \| O_CLOEXEC, 0600);\n    close(log);\n&|;
        s|^#include <unistd.h>|&\n#include <fcntl.h>|' "$ROOT/strategies/fork_static.c" | module strategy logs
    (for ((i = 0; i < 1000; i++)); do touch "other-$i"; done) 3>&- &
    others=$!
    run -0 checker --strategy ./logs.so --property P10
    assert_line $'verdict\tkept'
    wait "$others"
    assert_file_exist log
    assert_file_exist other-999
}

@test "pipes that whoever starts it has left open are no channels of the strategy's" {
    local fd fds=()
    for _ in {1..6}; do
        # Both ends, and not close-on-exec, as a careless parent leaves them.
        exec {fd}<> <(:)
        fds+=("$fd")
    done
    run -0 checker --strategy "$GOOD" --property P13
    assert_output $'verdict\tkept\nend'
    for fd in "${fds[@]}"; do exec {fd}>&-; done
}

@test "a board that the strategy writes over is a break, and not the end of the checker" {
    sed 's|^    unsigned started = 0;|    memset(job->board, 0, 64);\n&|; s|^#include <unistd.h>|&\n#include <string.h>|' \
        "$ROOT/strategies/fork_static.c" | module strategy scribbles
    for property in P2 P14 P22; do
        run -0 checker --strategy ./scribbles.so --property "$property"
        assert_line $'verdict\tbroken'
        assert_line $'seen\tthe board header was overwritten'
        assert_line $'code\tboard-overwritten'
    done
}

# Builds NAME.so, a pool whose caller is worker 0: caller_pool NAME MACRO...
caller_pool()
{
    local name=$1
    shift
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -fPIC -pthread -shared "${@/#/-D}" \
        -I"$ROOT" -I"$ROOT/harness" -I"$ROOT/strategies" -o "$name.so" "$ROOT/tests/fixtures/caller_pool.c" \
        -L"$FORKSCALE_BUILD" -lforkscale
}

@test "a pool whose caller works keeps every property, with workers of open, of a template, and of each run" {
    caller_pool prefork PREFORK
    caller_pool template TEMPLATE
    caller_pool per_run
    run -0 --separate-stderr forkscale check -j 4 ./prefork.so ./template.so ./per_run.so 3>&-
    count=$(checker --list | grep -c '^property')
    assert_equal "$stderr" "forkscale: check: 3 strategies, $count properties: $((3 * count)) kept, 0 broken, 0 not applicable"
}

@test "a pool whose caller works and that has a fault is caught with the code of the fault" {
    local property code macros
    while read -r property code macros; do
        # shellcheck disable=SC2086 # the macros are words
        caller_pool pool $macros
        run -0 checker --strategy ./pool.so --property "$property"
        assert_line $'verdict\tbroken'
        assert_line --regexp "^code"$'\t'"($code)\$"
    done <<'FAULTS'
P1 deadlock PREFORK LOST_WAKEUP
P1 deadlock TEMPLATE LOST_WAKEUP
P14 lost-worker-death PREFORK DEATH_UNSEEN
P14 lost-worker-death DEATH_UNSEEN
P14 late-death-report PREFORK LATE_LOOK
P14 late-death-report LATE_LOOK
P15 idle-pool-spins|waits-busily PREFORK SPINS
P15 idle-pool-spins|waits-busily TEMPLATE SPINS
FAULTS
}

@test "a janitor beside the workers, and a death at the start, are told apart" {
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -fPIC -pthread \
        -shared -I"$ROOT" -I"$ROOT/harness" -I"$ROOT/strategies" -o janitor.so "$ROOT/tests/conforming/janitor.c" \
        -L"$FORKSCALE_BUILD" -lforkscale
    run -0 checker --strategy ./janitor.so --property P15
    assert_line $'verdict\tkept'
}

@test "a crash in an item of the caller is the death of the caller, and the item is on the board" {
    # A caller that survives it has not run the item itself.
    caller_pool per_run
    run -0 checker --strategy ./per_run.so --property P14
    assert_line $'verdict\tkept'
    sed 's/job_run(pool->job, worker, item, 1);/if (worker != 0 || fork() == 0) { & if (worker == 0) _exit(0); } else wait(NULL);/' \
        "$ROOT/tests/fixtures/caller_pool.c" | module strategy hides
    run -0 checker --strategy ./hides.so --property P14
    assert_line $'code\tcrash-survived'
}

@test "settings reach the strategy, also in workers that are programs" {
    run -0 checker --strategy "$FORKSCALE_BUILD/strategies/spawn_pool.so" --strategy-settings chunk=7 --property P22
    assert_line $'verdict\tkept'
    # 40 items in chunks of 20 are work for two of four workers.
    run -0 checker --strategy "$FORKSCALE_BUILD/strategies/spawn_pool.so" --strategy-settings chunk=20 --property P22
    assert_line $'figure\tworkers\t2\tworkers'
}

@test "settings that are none cannot be judged" {
    run -3 --separate-stderr checker --strategy "$GOOD" --strategy-settings schedule=round --property P1
    assert_output ''
    assert_regex "$stderr" '^forkscale-checker: .*schedule'
}

@test "signals that whoever starts it ignores change nothing" {
    (trap '' INT TERM CHLD HUP && checker --strategy "$GOOD" --property P19 >said)
    assert_equal "$(head -n 1 said)" $'verdict\tkept'
}

@test "a storm is repeated by its seed, which the verdict names" {
    sed 's|^    for (struct chunk chunk; job_claim(job, worker, &chunk);)|    struct chunk chunk;\
    for (uint64_t step; (step = job->board->next, job->board->next = step + 1, chunk = schedule_chunk(job->schedule, step),\
                         chunk.count > 0);)|; s|^#include "strategy.h"|#include "kit/board.h"\n&|' \
        "$ROOT/strategies/shared_counter.c" | module strategy hasty
    for seed in 7 2147483647; do
        run -0 checker --strategy ./hasty.so --property P1 --seed "$seed"
        assert_line $'code\titem-run-twice'
        # Two workers may be as unlucky without a storm.
        [[ $output =~ $'case\t'[0-9]+' items, '[0-9]+' workers, 2 runs'$'\n' ]] ||
            assert_line --regexp "^case"$'\t'".* storm [0-9]+ of seed $seed\$"
    done
    refuses "--seed 'x' is not a whole number from 0 to 2147483647" --strategy "$GOOD" --property P1 --seed x
}

@test "workers die between two instructions of the strategy" {
    [ "$(uname -m)" = x86_64 ] || skip 'processes are stepped on x86-64 only'
    run -0 checker --strategy "$FORKSCALE_BUILD/strategies/shared_counter.so" --property P15
    assert_line --regexp $'^figure\tdeaths_between_instructions\t[1-9]'
}

@test "words that are missing, unknown or too many are refused" {
    refuses "--strategy is needed; see 'forkscale-checker --help'"
    refuses "--property is needed; see 'forkscale-checker --help'" --strategy "$GOOD"
    refuses "unknown property 'P24'; see 'forkscale-checker --list'" --strategy "$GOOD" --property P24
    refuses "words go with --worker; see 'forkscale-checker --help'" --strategy "$GOOD" --property P1 more
    refuses "--worker 'x' is not a whole number from 0 to 2147483647" --strategy "$GOOD" --property P1 --worker x
    refuses "--worker needs the --ledger of a scenario; see 'forkscale-checker --help'" --strategy "$GOOD" --worker 0
}

@test "a module that cannot be judged is named" {
    run -3 --separate-stderr checker --strategy ./nowhere.so --property P1
    assert_regex "$stderr" '^forkscale-checker: \./nowhere\.so: it cannot be loaded: '
    run -3 --separate-stderr checker --strategy "$FORKSCALE_BUILD/workloads/spin.so" --property P1
    assert_equal "$stderr" "forkscale-checker: $FORKSCALE_BUILD/workloads/spin.so: it is a workload"
}

@test "the help names every option" {
    run -0 checker --help
    for option in strategy strategy-settings property thorough list list-codes ledger nested worker; do
        assert_output --partial -- "--$option"
    done
}

@test "a full disk under stdout is an error" {
    # shellcheck disable=SC2016 # the inner shell expands it
    run -3 --separate-stderr bash -c '"$0" --list >/dev/full' "$CHECKER"
    assert_equal "$stderr" 'forkscale-checker: the output cannot be written: No space left on device'
}
