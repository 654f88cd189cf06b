#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale run: its words, what it plans of them, and what it shows. results.json is looked at in compare.bats.

load helper

# The smallest run that there is, into the folder out; more words follow.
quick()
{
    forkscale run -w spin:items=10,grain=10 --blocks 1 --iterations 1 -o out "$@"
}

# The names of the cells of a plan, a line each: cells WORD...
cells()
{
    forkscale run --dry-run "$@" >plan && sed -n '1d; /^[^ ]/p' plan
}

# --- the program ---------------------------------------------------------------------------------

@test "without a command it says where to find them and exits 2" {
    refused "no command given; see 'forkscale --help'"
}

@test "an unknown command suggests the nearest and exits 2" {
    refused "unknown command 'rum' (did you mean 'run'?)" rum
    refused "unknown command 'lst' (did you mean 'list'?)" lst
    refused "unknown command 'plots' (did you mean 'plot'?)" plots
    refused "unknown command 'chek' (did you mean 'check'?)" help chek
}

@test "a word that is like no command points at the help" {
    refused "unknown command 'serendipity'; see 'forkscale --help'" serendipity
    refused "unknown option '--versoin' (did you mean '--version'?)" --versoin
    refused "unknown option '-x'; see 'forkscale --help'" -x run
}

@test "the help names every command, and each has a help of its own" {
    run -0 --separate-stderr forkscale --help
    # shellcheck disable=SC2154 # run sets it
    assert_equal "$stderr" ''
    assert_line --index 0 'Usage: forkscale [OPTION...] COMMAND [ARGUMENT...]'
    help=$output
    assert_equal "$(forkscale help)" "$help"
    for command in run list plot check; do
        assert_regex "$help" $'\n'"  $command +[a-z]"
        run -0 --separate-stderr forkscale "$command" --help
        assert_equal "$stderr" ''
        assert_regex "${lines[0]}" "^Usage: forkscale $command "
        assert_equal "$(forkscale help "$command")" "$output"
    done
}

@test "the help says what each exit status means" {
    for words in '--help' 'run --help'; do
        # shellcheck disable=SC2086 # words
        run -0 forkscale $words
        for status in 'Exit status: 0 ' ' 2 usage' ' 3 ' ' 128\+n '; do
            assert_output --regexp "$status"
        done
    done
}

# The options in a help, in both spellings, as getopt(3) takes them, and what each takes: options_of COMMAND
options_of()
{
    forkscale "$1" --help | sed -nE 's/^  (-(.), |    )--([a-z-]+)(\[?=([A-Z|]+)\]?)?( .*)?$/-\2 \5\n--\3 \5/p' | grep -v '^- ' | sort
}

@test "every option in the help is accepted, in its short and its long spelling" {
    local -A sample=([WORKLOAD]=spin [STRATEGY]=threads [LIST]=1 [DIR]=out [N]=2 [SECONDS]=1 [FORMAT]=tsv [REGEX]=spin
        [PERCENT]=2 [WHERE]=cores ['DIR|REV']=$FORKSCALE_BUILD)
    # Each row of the table is an option; --help and --version are everybody's.
    rows=$(grep -cE '^    (\{ "[a-z-]+",|OPTION_FORMAT|RUN_OPTION_)' "$ROOT/harness/cli/run_options.c")
    run -0 options_of run
    assert_equal "$(grep -c '^--' <<<"$output")" $((rows + 2))
    for line in "${lines[@]}"; do
        read -r option takes <<<"$line"
        words=("$option" ${takes:+"${sample[$takes]}"})
        case $option in
        --until-certain) words=("$option=2") ;;                              # its argument may be missing
        --latency) words+=(--calls 2) ;;
        --margin | --same | --strict) words+=(--against "$FORKSCALE_BUILD") ;; # these say how to compare
        esac
        run -0 --separate-stderr forkscale run --dry-run "${words[@]}"
        assert_equal "$stderr" ''
    done
}

@test "no help is wider than 79 columns, and none ends a line in a blank" {
    mapfile -t commands < <(forkscale --help 3>&- | sed -nE 's/^  ([a-z]+) .*/\1/p')
    assert [ ${#commands[@]} -gt 1 ]
    for command in '' "${commands[@]}"; do
        run -0 awk 'length > 79 || / $/' < <(forkscale help ${command:+"$command"})
        assert_output ''
    done
}

@test "--version is understood everywhere" {
    for words in --version -V 'run --version' 'list -V' 'plot --version' 'check --version'; do
        # shellcheck disable=SC2086 # words
        run -0 --separate-stderr forkscale $words
        assert_output --regexp '^forkscale [0-9.]+$'
    done
}

@test "a list is what stands between commas, or what is given again" {
    run -0 cells -w spin,primes -s threads,pipe_queue -j 1,2
    expected=$output
    run -0 cells -w spin -w primes -s threads -s pipe_queue -j 1 -j 2
    assert_output "$expected"
    run -0 cells --workload=spin --workload primes --strategy threads,pipe_queue --workers 2 --workers 1
    assert_output "$expected"
}

@test "a comma before tunable=value parts settings, any other parts modules" {
    run -0 cells -w spin:items=10,grain=20,primes,spin:items=5 -s threads:chunk=2,fork_static:schedule=cyclic,serial -j 2
    assert_output 'spin:items=10,grain=20/serial/workers:1
spin:items=10,grain=20/threads:chunk=2/workers:2
spin:items=10,grain=20/fork_static:schedule=cyclic/workers:2
primes/serial/workers:1
primes/threads:chunk=2/workers:2
primes/fork_static:schedule=cyclic/workers:2
spin:items=5/serial/workers:1
spin:items=5/threads:chunk=2/workers:2
spin:items=5/fork_static:schedule=cyclic/workers:2'
    cp "$FORKSCALE_BUILD/strategies/threads.so" mine.so
    run -0 cells -w spin -s ./mine.so:chunk=3,./mine.so,serial -j 2
    assert_output $'spin/serial/workers:1\nspin/mine:chunk=3/workers:2\nspin/mine/workers:2'
    cp mine.so 'my,own.so'
    run -0 cells -w spin -s './my\,own.so,threads' -j 2
    assert_output $'spin/serial/workers:1\nspin/my,own/workers:2\nspin/threads/workers:2'
}

@test "an unknown option is named, the nearest suggested, and the exit status 2" {
    refused "unknown option '--formt' (did you mean '--format'?)" run --formt tsv
    refused "unknown option '--serendipity'; see 'forkscale run --help'" run --serendipity
    refused "unknown option '-x'; see 'forkscale run --help'" run -x
    refused "unknown option '-x'; see 'forkscale run --help'" run -qx
    refused "unknown option '-x'; see 'forkscale run --help'" run -s -v -xq
    refused "option '--b' may mean '--ballast' or '--budget'" run --b 1
    refused "'--benchmark_filter=spin' must come after '--'" run --benchmark_filter=spin
    refused '--quiet takes no value' run --quiet=yes
}

@test "an option without its value is named" {
    for option in --workload --strategy --workers --output --blocks --budget --iterations --calls --call-time --seed --timeout --format --filter; do
        run -2 --separate-stderr forkscale run "$option"
        assert_regex "$stderr" "^forkscale: $option needs a value: [A-Z]+\$"
    done
    refused '--strategy needs a value: STRATEGY' run -qs
}

@test "a word that is no option is refused" {
    refused "unexpected argument 'spin'; see 'forkscale run --help'" run spin
    refused "unexpected argument 'spin'; see 'forkscale run --help'" run -q spin -- --benchmark_format=json
}

# --- which modules -------------------------------------------------------------------------------

@test "each strategy on each workload is a cell for each number of workers, beside serial as the baseline" {
    run -0 cells -w spin -w primes -s threads -s pipe_queue -j 1,2
    assert_output "$(
        for workload in spin primes; do
            echo "$workload/serial/workers:1"
            for strategy in threads pipe_queue; do
                echo "$workload/$strategy/workers:1"
                echo "$workload/$strategy/workers:2"
            done
        done
    )"
}

@test "what is asked for twice is planned once" {
    run -0 cells -w spin -w spin:items=1000 -s threads -s serial -s threads:chunk=1 -j 1,1
    assert_output $'spin/serial/workers:1\nspin/threads/workers:1'
}

@test "a name has the settings that differ from what they would be anyway" {
    run -0 cells -w spin:shape=falling,items=1000,grain=7 -s fork_static:schedule=block -s fork_static:schedule=cyclic -j 1
    assert_output - <<'CELLS'
spin:grain=7,shape=falling/serial/workers:1
spin:grain=7,shape=falling/fork_static/workers:1
spin:grain=7,shape=falling/fork_static:schedule=cyclic/workers:1
CELLS
}

# Names of the available modules that a jq filter selects.
modules()
{
    forkscale list --format json | jq -r ".[] | select(.unavailable == null and ($1)).name"
}

@test "by default all modules are planned but those on request, and the two variants that teach something" {
    run -0 cells
    for module in $(modules '.traits | index("foreign") or index("on-request")'); do
        refute_line --regexp "/${module}[:/]"
    done
    for module in $(modules '.traits | index("foreign") or index("on-request") | not'); do
        assert_line --regexp "(^|/)$module/"
    done
    assert_line --regexp '^spin:shape=falling/'
    assert_line --regexp '/fork_static:schedule=cyclic/'
}

@test "all names every module that can run here" {
    run -0 cells -s all -w all -j 2
    for module in $(modules true); do
        assert_line --regexp "(^|/)$module/"
    done
    assert_line --regexp '/fork_static:schedule=cyclic/'
}

@test "an unknown strategy suggests the nearest and exits 2" {
    refused "--strategy pipe_quue: unknown strategy (did you mean 'pipe_queue'?)" run -s pipe_quue
    refused "--strategy treads: unknown strategy (did you mean 'threads'?)" run -s treads:chunk=2
}

@test "an unknown workload suggests the nearest and exits 2" {
    refused "--workload spim: unknown workload (did you mean 'spin'?)" run -w spim
    refused "--workload prime: unknown workload (did you mean 'primes'?)" run -w spin -w prime
}

@test "a name like no other says where the names are" {
    local hint="'forkscale list' shows all, and a module of your own is given as a path with a '/'"
    refused "--strategy serendipity: unknown strategy; $hint" run -s serendipity
    refused "--workload serendipity: unknown workload; $hint" run -w serendipity
    refused "--workload : unknown workload; $hint" run -w ''
}

@test "a strategy is no workload, and a workload no strategy" {
    run -2 forkscale run -w threads
    assert_output --partial 'forkscale: --workload threads: unknown workload;'
    run -2 forkscale run -s spin
    assert_output --partial 'forkscale: --strategy spin: unknown strategy;'
}

# --- modules by path -----------------------------------------------------------------------------

# A strategy of the user's own, with a tunable: my_strategy NAME
my_strategy()
{
    module strategy "$1" <<'C'
#include "strategy.h"
static const struct tunable tunables[] = {
    { .name = "stride", .min = 1, .max = 9, .default_value = 1, .help = "of nothing" },
    { 0 },
};
static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = {
    .abi = STRATEGY_ABI, .summary = "the user's own", .tunables = tunables, .run = run
};
C
}

@test "a strategy may be given by its path, with settings, and is measured as any other" {
    my_strategy mine
    run -0 --separate-stderr quick -q -s ./mine.so -s "$PWD/mine.so:stride=3" -j 1 --format tsv
    assert_line --regexp $'^spin:items=10,grain=10\tmine\t1\t'
    assert_line --regexp $'^spin:items=10,grain=10\tmine:stride=3\t1\t'
}

@test "a workload may be given by its path" {
    module workload mine <<'C'
#include "workload.h"
static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = 5;
    return 0;
}
static int item(const struct input *input, uint64_t index, void *result)
{
    (void)input;
    *(uint64_t *)result = index * index;
    return 0;
}
static enum answer check(const struct input *input, const void *results, char *why, size_t why_bytes)
{
    (void)input, (void)why, (void)why_bytes;
    return ((const uint64_t *)results)[4] == 16 ? ANSWER_RIGHT : ANSWER_WRONG;
}
const struct workload workload = {
    .abi = WORKLOAD_ABI, .summary = "squares", .create = create, .item = item, .check = check
};
C
    run -0 --separate-stderr forkscale run -w ./mine.so -s threads -j 2 --blocks 1 --iterations 1 -o out --format tsv
    assert_line --regexp $'^mine\tserial\t1\t'
    assert_line --regexp $'^mine\tthreads\t2\t'
}

@test "a colon in the path of a module is part of the path" {
    my_strategy mine
    mkdir a:b
    mv mine.so a:b
    run -0 cells -w spin -s ./a:b/mine.so:stride=2 -j 1
    assert_line 'spin/mine:stride=2/workers:1'
}

@test "a path that leads nowhere is named, and one that leads to no module" {
    refused '--strategy ./nowhere.so: No such file or directory' run -s ./nowhere.so
    refused '--workload nowhere/spin.so: No such file or directory' run -w nowhere/spin.so:items=3
    echo 'no module' >text.so
    refused '--strategy ./text.so: unavailable: it cannot be loaded: '"$PWD/text.so: file too short" run -s ./text.so
    run -2 --separate-stderr forkscale run -w "$FORKSCALE_BUILD/libforkscale.so"
    assert_equal "$stderr" "forkscale: --workload $FORKSCALE_BUILD/libforkscale.so: unavailable: it exports neither a strategy nor a workload"
}

@test "a path to a module of the wrong kind is refused" {
    refused "--strategy $FORKSCALE_BUILD/workloads/spin.so: it is a workload, not a strategy" \
        run -s "$FORKSCALE_BUILD/workloads/spin.so"
    refused "--workload $FORKSCALE_BUILD/strategies/threads.so: it is a strategy, not a workload" \
        run -w "$FORKSCALE_BUILD/strategies/threads.so"
}

@test "modules of one name in several files are distinguished by their folders, and forkscale's own keeps its name" {
    my_strategy threads
    mkdir -p old/lib new/lib mine
    cp threads.so old/lib/pool.so
    cp threads.so new/lib/pool.so
    cp threads.so mine/threads.so
    run -0 forkscale run -w spin:items=10,grain=10 -s threads -s ./mine/threads.so -s ./old/lib/pool.so \
        -s ./new/lib/pool.so -s ./new/lib/pool.so -j 2 --dry-run
    for label in serial/workers:1 threads/workers:2 mine/threads/workers:2 old/lib/pool/workers:2 new/lib/pool/workers:2; do
        assert_output --partial "spin:items=10,grain=10/$label"
    done
    assert_output --partial '5 cells'
}

@test "modules that a user keeps in a folder of the build are not forkscale's own" {
    mkdir -p build/mine/{old,new}
    cp -r "$FORKSCALE_BUILD"/{forkscale,forkscale-cell,libforkscale.so,strategies,workloads,gnuplot} build
    my_strategy pool
    cp pool.so build/mine/old
    cp pool.so build/mine/new
    run -0 build/forkscale run -w spin:items=10,grain=10 -s ./build/mine/old/pool.so -s ./build/mine/new/pool.so -j 2 --dry-run 3>&-
    for label in old/pool new/pool; do assert_output --partial "spin:items=10,grain=10/$label/workers:2"; done
}

# --- tunables ------------------------------------------------------------------------------------

@test "a number that is none or out of range is refused, with tunable, value and range" {
    for value in 0 -1 1e3 0x10 ' 4' 4x 2^31 2147483648 9223372036854775808 '' + 1.0; do
        refused "--strategy threads: chunk=$value is not a whole number from 1 to 1048576" run -s "threads:chunk=$value"
    done
    for value in -1 1e3 0x10 ' 4' 4x 2^31 2147483648 9223372036854775808 ''; do
        refused "--workload spin: items=$value is not a whole number from 0 to 10000000" run -w "spin:items=$value"
    done
}

@test "both ends of a tunable's range are in it, and nothing beyond" {
    run -0 cells -w spin -s threads:chunk=1048576 -j 1
    assert_line 'spin/threads:chunk=1048576/workers:1'
    refused '--strategy threads: chunk=1048577 is not a whole number from 1 to 1048576' run -s threads:chunk=1048577
    run -0 cells -w spin:seed=9223372036854775807 -s serial
    assert_output 'spin:seed=9223372036854775807/serial/workers:1'
    refused '--workload spin: seed=9223372036854775808 is not a whole number from 0 to 9223372036854775807' \
        run -w spin:seed=9223372036854775808
}

@test "an unknown tunable is refused with those there are" {
    refused '--workload spin: unknown tunable item; there are: items, grain, shape, seed' run -w spin:item=3
    refused '--strategy serial: chunk: there is nothing to tune' run -s serial:chunk=1
}

@test "a word that is none of a tunable's choices is refused with them" {
    refused '--strategy fork_static: schedule=blok is none of block|cyclic: each child must know its part before it is forked' run -s fork_static:schedule=blok
    refused '--strategy fork_static: schedule= is none of block|cyclic: each child must know its part before it is forked' \
        run -s fork_static:schedule=
}

@test "what is no setting is refused" {
    refused "--strategy threads: 'chunk' is not a setting; write tunable=value" run -s threads:chunk
    refused "--strategy : unknown strategy; 'forkscale list' shows all, and a module of your own is given as a path with a '/'" \
        run -s threads:chunk=2,
    refused "--strategy threads: '' is not a setting; write tunable=value" run -s threads:,chunk=2
}

# --- workers -------------------------------------------------------------------------------------

# Leaves the rest of the test one processor to run on.
one_processor()
{
    local first
    first=$(sed -nE 's/^Cpus_allowed_list:\s*([0-9]+).*/\1/p' /proc/self/status)
    taskset -cp "$first" $BASHPID >affinity
}

# The numbers of workers that threads would be run with, on one line.
workers_of()
{
    cells -w spin -s threads "$@" | sed -n 's/.*threads.*:\([0-9]*\).*/\1/p' | paste -s -d ' '
}

@test "-j takes numbers, ranges and cores, in any order" {
    run -0 workers_of -j 3,1,4-6,5
    assert_output '1 3 4 5 6'
    run -0 workers_of -j 4096
    assert_output 4096
    one_processor
    run -0 workers_of -j cores
    assert_output 1
    run -0 workers_of -j 2,cores-3
    assert_output '1 2 3'
}

@test "by default there are powers of two up to the usable processors, and these" {
    run -0 workers_of
    processors=$(sed -nE '1s/.*, ([0-9]+) usable processors$/\1/p' plan)
    expected=$(
        {
            for ((count = 1; count < processors; count *= 2)); do echo $count; done
            echo $((processors))
        } | paste -s -d ' '
    )
    assert_output "$expected"
}

@test "a number of workers that is none or out of range is refused with the range" {
    local hint="is not a number of workers from 1 to 4096, a range of them (4-8) or 'cores'"
    for value in 0 -1 1e3 0x10 ' 4' 4x 2^31 2147483648 9223372036854775808 '' 4097 8-4 4- 1-4097 core; do
        refused "--workers '$value' $hint" run -j "$value"
    done
    refused "--workers '4x' $hint" run -j 1,4x,2
    refused "--workers '' $hint" run -j 1,
}

@test "more than 64 numbers of workers are refused" {
    refused '--workers: more than 64 different numbers of workers' run -j 1-65
    run -0 workers_of -j 1-64
    assert_output "$(seq 64 | paste -s -d ' ')"
}

@test "more workers than usable processors are labelled oversubscribed in the plan" {
    one_processor
    run -0 forkscale run --dry-run -w spin -s threads -j 1,2
    assert_line --index 0 --regexp ', 1 usable processors$'
    assert_line 'spin/threads/workers:1'
    assert_line 'spin/threads/workers:2  (oversubscribed)'
}

@test "more workers than usable processors are labelled oversubscribed in the table, in JSON and in TSV" {
    one_processor
    quick -q -s threads -j 1,2 >table
    run -0 grep -E '^  threads +2 .*  oversubscribed$' table
    run -1 grep -E '^  (serial|threads) +1 .*oversubscribed' table
    json '[.context.forkscale.cells[] | .oversubscribed] == [false, false, true]' out/results.json

    quick -q -s threads -j 1,2 --format json >rows.json
    json '[.[] | .oversubscribed] == [false, false, true]' rows.json
    quick -q -s threads -j 1,2 --format tsv >rows.tsv
    run -0 cut -f 4 rows.tsv
    assert_output $'oversubscribed\nfalse\nfalse\ntrue'
}

# --- how often, how long -------------------------------------------------------------------------

@test "a count that is none or out of range is refused, with option, value and range" {
    for value in 0 -1 1e3 0x10 ' 4' 4x 2^31 2147483648 9223372036854775808 '' 100001; do
        refused "--blocks '$value' is not a whole number from 1 to 100000" run --blocks "$value"
        refused "--iterations '$value' is not a whole number from 1 to 100000" run --iterations "$value"
    done
    for value in -1 1e3 0x10 ' 4' 4x 2^31 4294967296 9223372036854775808 ''; do
        refused "--seed '$value' is not a whole number from 0 to 4294967295" run --seed "$value"
    done
}

@test "a number of seconds that is none or out of range is refused, with option, value and range" {
    for value in 0 -1 1e3 0x10 ' 4' 4x 2^31 2147483648 9223372036854775808 '' 0.0009 86400.1 nan inf 1.2.3 1,5 .5; do
        refused "--budget '$value' is not a number of seconds from 0.001 to 86400" run --budget "$value"
        refused "--timeout '$value' is not a number of seconds from 0.001 to 86400" run --timeout "$value"
    done
}

@test "both ends of every range are in it" {
    run -0 cells --blocks 1 --iterations 1 --seed 0 --timeout 0.001
    run -0 cells --blocks 100000 --iterations 100000 --seed 4294967295 --timeout 86400
    run -0 cells --budget 0.001
    run -0 cells --budget 86400
}

@test "the plan says how much would be run" {
    run -0 forkscale run --dry-run -w spin -s threads -j 1 --blocks 5 --iterations 4 --seed 9
    assert_line --index 0 --regexp '^2 cells, at most 5 blocks, 1 \+ 4 runs in each repetition, seed 9, [0-9]+ usable processors$'
    run -0 forkscale run --dry-run -w spin -s serial --budget 2.5
    assert_line --index 0 --regexp '^1 cell, at most 100000 blocks within about 2\.5 s, 1 \+ 1 runs'
}

@test "by default there are as many blocks, seconds and runs as the help says" {
    words=$(forkscale run --help | tr -s ' \n' ' ')
    [[ $words == *'--timeout=SECONDS limit for a repetition, and for the reference of a workload.'* ]]
    assert_regex "$words" 'Default: ([0-9]+), with --against ([0-9]+), or fewer if they would take longer than ([0-9]+) s '
    blocks=${BASH_REMATCH[1]} against=${BASH_REMATCH[2]} seconds=${BASH_REMATCH[3]}
    assert_regex "$words" 'timed runs in a repetition \(1 to 100000; default ([0-9]+)\)'
    runs=${BASH_REMATCH[1]}
    run -0 forkscale run --dry-run -w spin -s serial
    assert_line --index 0 --regexp "^1 cell, at most $blocks blocks within about $seconds s, 1 \+ $runs runs in each"
    run -0 forkscale run --dry-run -w spin -s serial --against "$FORKSCALE_BUILD"
    assert_line --index 0 --regexp "^2 cells, at most $against blocks within about $seconds s, "
}

@test "--blocks and --budget exclude each other" {
    local sentence='--blocks and --budget exclude each other'
    refused "$sentence" run --blocks 1 --budget 1
    refused "$sentence" run --budget 1 --blocks 1
}

# --- until certain -------------------------------------------------------------------------------

# A strategy that is slower than serial by far more than any noise.
module_late()
{
    module strategy late <<'C'
#include "strategy.h"
#include <unistd.h>
static int run(struct pool *pool)
{
    usleep(20000);
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = {
    .abi = STRATEGY_ABI, .summary = "sleeps first", .traits = TRAIT_INLINE, .run = run };
C
}

@test "--until-certain ends at the first look that decides every comparison, and says so" {
    module_late
    run -0 --separate-stderr forkscale run -q -w spin:items=10,grain=100 -s ./late.so -j 1 --until-certain --budget 60 -o out
    assert_line --regexp '^spin:items=10,grain=100: serial is fastest; late takes [0-9]+ to [0-9]+ times'
    # Of one pair, nine blocks are the fewest with 2 * 2^-n <= 0.01 / 2.
    assert_line '1 of 1 comparisons are decided at 2 %, by look 1 after 9 blocks.'
    json '.context.forkscale | .blocks == 9 and .partial == false and .until_certain == { effect: 0.02, looks: 1 }' \
        out/results.json
    run -0 forkscale table out
    assert_line '1 of 1 comparisons are decided at 2 %, by look 1 after 9 blocks.'
}

@test "--until-certain ends at --blocks, which is a look, too" {
    module_late
    run -0 forkscale run -q -w spin:items=10,grain=100 -s ./late.so -j 1 --until-certain=5 --blocks 3 -o out
    json '.context.forkscale | .blocks == 3 and .until_certain == { effect: 0.05, looks: 1 }' out/results.json
    assert_line '3 blocks cannot decide which strategies are fastest; at least 9 are needed.'
    # Nothing is the same to the billionth part: two equal cells stay undecided, or chance decides.
    run -0 forkscale run -q -w spin:items=10,grain=100 -s shared_counter -s fork_static -j 1 \
        --until-certain=0.0000001 --blocks 14 -o out
    json '.context.forkscale | .blocks <= 14 and .blocks >= 11 and .until_certain.looks >= 1' out/results.json
}

@test "an effect that is no percentage is refused" {
    for value in 0 100 x '' -1 nan; do
        refused "--until-certain '$value' is not a number between 0 and 100" run "--until-certain=$value"
    done
    run -0 forkscale run --help
    assert_output --partial '--until-certain[=PERCENT]'
}

@test "--calls is in the plan, in the command of a cell and in the record, and times are per call" {
    run -0 forkscale run --dry-run -w spin -s threads -j 1 --iterations 4 --calls 30
    assert_line --index 0 --partial ', 1 + 4 runs of 30 calls in each repetition'
    assert_line --partial ' --runs 4 --calls 30'
    run -0 forkscale run --dry-run -w spin -s threads -j 1
    refute_output --partial calls
    run -0 quick -w spin:items=10,grain=100000 -s threads -j 1 --blocks 1 --calls 30
    assert_line --partial 'run: a warm run (mean of 30 calls), median over 1 block;'
    json '.context.forkscale.calls == 30' out/results.json
    # The first run is one call: 30 of them take far longer. Tiny items say nothing on a busy machine.
    json '[.benchmarks[] | select(.name | startswith("spin:items=10,grain=100000/")) | .run_ns[0] < 10 * .first_run_ns]
        | length == 2 and all' out/results.json
    run -0 forkscale table out
    assert_line --partial 'run: a warm run (mean of 30 calls), median over 1 block;'
    rm -r out
    quick -s threads -j 1 --blocks 1
    json '.context.forkscale.calls == 1' out/results.json
    jq 'del(.context.forkscale.calls)' out/results.json >old.json
    mv old.json out/results.json
    run -0 forkscale table out
    assert_line --partial 'run: a warm run, median over 1 block;'
    run -2 --separate-stderr forkscale run --calls 0
    assert_regex "$stderr" "--calls '0' is not a whole number from 1 to 1000000"
}

@test "--call-time ends a timed run after 1, 2, 4 … calls, and their number is recorded" {
    run -0 forkscale run --dry-run -w spin -s threads -j 1 --call-time 0.02
    assert_line --index 0 --partial ', 1 + 1 runs of up to 1000000 calls in each repetition'
    assert_line --partial ' --runs 1 --calls 1000000 --call-ns 20000000'
    run -0 quick -w spin:items=2,grain=100 -w spin:items=1,grain=100000000 -s prefork -j 2 --blocks 1 --call-time 0.02
    assert_line --partial 'run: a warm run (mean of up to 1000000 calls), median over 1 block;'
    json '.context.forkscale | .calls == 1000000 and .call_ns == 20000000' out/results.json
    # One call of a long item is enough. So many short ones are a power of two, and last as long (run_ns is rounded down).
    json '[.benchmarks[] | select(.workload | test("grain=100000000")).timed_calls == 1] | length == 2 and all' out/results.json
    json '[.benchmarks[] | select(.workload | test("grain=100$")) | .timed_calls * (.run_ns[0] + 1) >= 20000000
        and .timed_calls > 2 and (.timed_calls | log2 | . == floor)] | length == 2 and all' out/results.json
    rm -r out
    quick -w spin:items=2,grain=100 -s prefork -j 2 --blocks 1 --iterations 2 --call-time 20 --calls 100
    json '.context.forkscale.calls == 100 and ([.benchmarks[].timed_calls == 200] | all)' out/results.json
    rm -r out
    quick -s threads -j 1 --blocks 1
    json '(.context.forkscale | has("call_ns") | not) and ([.benchmarks[].timed_calls == 1] | all)' out/results.json
}

@test "--blocks and --iterations are what is run" {
    quick -s threads -j 1 --blocks 3 --iterations 2
    json '.context.forkscale | .blocks == 3 and .iterations == 2' out/results.json
    json '[.benchmarks[] | select(.strategy == "threads") | .block] == [0, 1, 2]' out/results.json
    json 'all(.benchmarks[]; .run_ns | length == 2)' out/results.json
}

@test "however small the budget, one block is whole" {
    forkscale run -w spin -s threads -j 1,2 --budget 0.001 --iterations 1 -o out
    json '.context.forkscale | .blocks == 1 and .partial == false' out/results.json
    json '[.benchmarks[] | .name] | length == 3' out/results.json
}

@test "a budget is filled with blocks" {
    forkscale run -w spin:items=1,grain=1 -s serial --budget 1 --iterations 1 -o out
    json '.context.forkscale.blocks > 1' out/results.json
    json '([.benchmarks[] | .block] | max) + 1 == .context.forkscale.blocks' out/results.json
}

# The names of the repetitions in the order in which they were run.
order_of()
{
    quick -q -s fork_static -s threads -j 1-4 --blocks 3 "$@" >table && jq -r '.benchmarks[] | .name' out/results.json
}

@test "the same seed gives the same order, and another seed another one" {
    run -0 order_of --seed 7
    assert_equal "${#lines[@]}" 27
    seven=$output
    run -0 order_of --seed 7
    assert_output "$seven"
    run -0 order_of --seed 8
    refute_output "$seven"
    assert_equal "$(sort <<<"$output")" "$(sort <<<"$seven")"
}

@test "the order differs between the blocks" {
    order_of --seed 7 >names
    refute [ "$(sed -n 1,9p names)" = "$(sed -n 10,18p names)" ]
    assert_equal "$(sed -n 1,9p names | sort)" "$(sed -n 10,18p names | sort)"
}

@test "the seed that was drawn is recorded, and repeats the order" {
    run -0 order_of
    drawn=$output
    run -0 order_of --seed "$(jq -r '.context.forkscale.seed' out/results.json)"
    assert_output "$drawn"
}

@test "a strategy that hangs is ended after --timeout, costs its cell alone, and the exit status is 3" {
    module strategy hang <<'C'
#include "strategy.h"
#include <unistd.h>
static int run(struct pool *pool)
{
    (void)pool;
    for (;;)
        pause();
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "waits for ever", .run = run };
C
    run -3 --separate-stderr quick -q -s ./hang.so -s threads -j 1 --blocks 2 --timeout 2
    assert_regex "$stderr" '^forkscale: spin:items=10,grain=10/hang/workers:1: timed out after 2 s '
    assert_line --regexp '^  hang +1 .*  failed, 0 of 2 blocks good$'
    json '[.benchmarks[] | select(.error_occurred) | .strategy] == ["hang"]' out/results.json
    json '[.benchmarks[] | select(.strategy == "threads" and (.error_occurred | not))] | length == 2' out/results.json
}

# --- where to ------------------------------------------------------------------------------------

@test "-o makes a folder, and those above it" {
    quick -q -s serial -o some/where/else
    assert_file_exist some/where/else/results.json
    assert_dir_exist some/where/else/plots
}

@test "-o writes into a folder that is there, over what was in it" {
    mkdir out
    echo old >out/results.json
    quick -q -s serial -o out/
    json '.context.forkscale.schema == 1' out/results.json
}

@test "without -o the folder is results/, the UTC time and the host" {
    forkscale run -w spin:items=10,grain=10 -s serial --blocks 1 -q >table
    folder=$(echo results/*)
    assert_regex "$folder" "^results/[0-9]{8}T[0-9]{6}Z-$(uname -n)$"
    assert_file_exist "$folder/results.json"
    run -0 cat table
    assert_line --regexp "^  $folder/results\.json "
}

@test "a folder that cannot be made is named, and the exit status 3" {
    touch file
    run -3 --separate-stderr quick -o file
    assert_equal "$stderr" 'forkscale: --output file cannot be written: Not a directory'
    run -3 --separate-stderr quick -o file/below
    assert_equal "$stderr" 'forkscale: --output file/below cannot be written: Not a directory'
    run -3 --separate-stderr quick -o /proc/nowhere
    assert_equal "$stderr" 'forkscale: --output /proc/nowhere cannot be written: No such file or directory'
}

@test "it ends by naming the files to look at, and they are there" {
    run -0 --separate-stderr quick -q -s threads
    assert_line 'Look at'
    for file in plots/speedup.svg plots/efficiency.svg plots/times.svg plots/overhead.svg results.json; do
        assert_line --regexp "^  out/$file +[a-z]"
        assert_file_not_empty "out/$file"
    done
}

# --- what it shows -------------------------------------------------------------------------------

# The columns of --format json and tsv, in order.
columns()
{
    echo workload strategy workers oversubscribed baseline \
        {run,once}_{median_ns,low_ns,high_ns,interval,blocks} \
        {speedup,efficiency,once_speedup,once_efficiency}_{median,low,high,interval,blocks} \
        {startup,imbalance,finish,open}_share regret_{median,low,high,interval,blocks} \
        {compute,dispatch}_share {busy,processor}_imbalance \
        call_{p50,p99}_{median_ns,low_ns,high_ns,interval,blocks} \
        calls_{median_per_s,low_per_s,high_per_s,interval,blocks} \
        call_processor_{median_ns,low_ns,high_ns,interval,blocks} \
        {instructions,cycles,cache_misses,tlb_misses}_{median,low,high,interval,blocks} \
        standing behind_{median,low,high} error
}

@test "the table has a line for each cell below its workload" {
    run -0 --separate-stderr quick -q -s threads -j 1,2
    assert_equal "$stderr" ''
    assert_line --index 0 --regexp '^spin:items=10,grain=10 +workers +run/.s +\(range\) +speedup .* efficiency '
    assert_line --index 1 --regexp '^  serial +1 .*  baseline$'
    assert_line --index 2 --regexp '^  threads +1 '
    assert_line --index 3 --regexp '^  threads +2 '
    refute_output --regexp '([^a-z]|-)(nan|inf)[^a-z]'
}

@test "from six blocks on the table has the 95 % interval" {
    run -0 quick -q -s threads -j 1 --blocks 6
    assert_line --index 0 --partial '95 % interval'
    assert_line --index 2 --regexp '^  threads +1 +[0-9.]+ +\[[0-9.]+, [0-9.]+\]'
}

@test "--format json is an array with a row for each cell, alone on stdout" {
    quick -q -s threads -j 1,2 --format json >rows.json
    run -0 jq -r '.[] | keys_unsorted | join(" ")' rows.json
    assert_output "$(columns; columns; columns)"
    json '[.[] | "\(.strategy) \(.workers) \(.baseline)"] == ["serial 1 true", "threads 1 false", "threads 2 false"]' rows.json
    json 'all(.[]; .run_median_ns > 0 and .run_low_ns <= .run_median_ns and .run_median_ns <= .run_high_ns)' rows.json
    json 'all(.[]; .speedup_median > 0 and .once_median_ns > 0 and .error == null)' rows.json
}

@test "--format tsv has the same columns and cells, and as many fields in each line" {
    quick -q -s threads -j 1,2 --format tsv >rows.tsv
    run -0 head -n 1 rows.tsv
    assert_output "$(columns | tr ' ' '\t')"
    run -0 cut -f 1-5 rows.tsv
    assert_output - <<'ROWS'
workload	strategy	workers	oversubscribed	baseline
spin:items=10,grain=10	serial	1	false	true
spin:items=10,grain=10	threads	1	false	false
spin:items=10,grain=10	threads	2	false	false
ROWS
    run -0 awk -F '\t' '{ print NF }' rows.tsv
    assert_output $'93\n93\n93\n93'
    run -1 grep -iE '(^|[^a-z])-?(nan|inf)([^a-z]|$)' rows.tsv
}

@test "a cell that failed has a sentence instead of figures, in every format" {
    module strategy refuses <<'C'
#include "strategy.h"
static int run(struct pool *pool)
{
    (void)pool;
    return EMFILE;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "starts nothing", .run = run };
C
    local reason='Too many open files'
    run -3 --separate-stderr quick -q -s ./refuses.so -j 1
    assert_regex "$stderr" "^forkscale: spin:items=10,grain=10/refuses/workers:1: .*$reason"
    assert_line --regexp '^  refuses +1( +-)+ +failed, 0 of 1 blocks good$'
    assert_line --regexp "^    .*$reason"

    run -3 --separate-stderr quick -q -s ./refuses.so -j 1 --format json
    echo "$output" >rows.json
    json '.[1] | .run_median_ns == null and .speedup_median == null and .run_blocks == 0' rows.json
    json ".[1].error | contains(\"$reason\")" rows.json
    run -3 --separate-stderr quick -q -s ./refuses.so -j 1 --format tsv
    assert_line --index 2 --regexp $'\t''run failed: '"$reason"' \(EMFILE\)$'
}

@test "an unknown format is refused with those there are" {
    refused "--format 'xml': expected table, json or tsv" run --format xml
    refused "--format '': expected table, json or tsv" run --format ''
}

# --- which cells ---------------------------------------------------------------------------------

@test "--filter keeps the cells whose name matches, and the baseline" {
    run -0 cells -w spin -w primes -s threads -s pipe_queue -j 1,2 --filter 'spin/.*[ds]/workers:2'
    assert_output $'spin/serial/workers:1\nspin/threads/workers:2'
}

@test "--filter with a leading minus drops the cells whose name matches" {
    run -0 cells -w spin -s threads -s pipe_queue -j 1,2 --filter '-queue|:1$'
    assert_output $'spin/serial/workers:1\nspin/threads/workers:2'
}

@test "--filter takes extended regular expressions" {
    run -0 cells -w spin -s threads -s pipe_queue -j 1,2 --filter '(thr|qu)e+.*:(2)$'
    assert_output $'spin/serial/workers:1\nspin/threads/workers:2\nspin/pipe_queue/workers:2'
}

@test "a filter that leaves nothing exits 2, and nothing is written" {
    refused "--filter 'serendipity' matches no cell; --dry-run without it shows their names" \
        run -w spin -o out --filter serendipity
    refused "--filter '-' matches no cell; --dry-run without it shows their names" run -w spin -o out --filter -
    assert_not_exist out
}

@test "a filter that is no regular expression is refused" {
    run -2 --separate-stderr forkscale run --filter 'spin('
    assert_regex "$stderr" '^forkscale: --filter .spin\(. is not an extended regular expression: [A-Z]'
}

# --- the plan ------------------------------------------------------------------------------------

# The commands in the plan that cells left, a line each.
commands()
{
    sed -n 's/^  //p' plan
}

@test "--dry-run prints a command for each cell, and writes nothing" {
    cells -w spin -s threads -j 1,2 -o out >names
    assert_equal "$(commands | wc -l)" "$(wc -l <names)"
    assert_not_exist out
    run -0 ls
    assert_output $'names\nplan'
}

@test "each command of the plan runs by hand and prints samples" {
    cells -w spin:items=10,grain=10,shape=falling -s fork_static:schedule=cyclic -s spawn_pool -j 2 --iterations 2 >names
    count=0
    while read -r command; do
        run -0 --separate-stderr "$BASH" -c "$command"
        assert_equal "$stderr" ''
        assert_equal "$(grep -cE '^run +[0-9]+( +[0-9]+){4}$' <<<"$output")" 2
        assert_line 'reference: 10 states, each as jumping ahead gives it'
        count=$((count + 1))
    done < <(commands)
    assert_equal "$count" 3
}

@test "words that a shell would take apart are quoted in the plan" {
    local name=$'it\'s $HOME & "more".txt'
    head -c 100000 /dev/zero >"$name"
    cells -w "deflate:file=$name" -s serial >names
    run -0 --separate-stderr "$BASH" -c "$(commands)"
    assert_equal "$stderr" ''
    assert_line --regexp '^run +[0-9]+'
}

@test "a name cannot write on the terminal with escape sequences" {
    local name=$'\e[31m\r.txt'
    echo text >"$name"
    run -0 forkscale run --dry-run -w "deflate:file=$name" -s serial
    refute_output --regexp $'[\e\r]'
    assert_line 'deflate:file=\x1b[31m\x0d.txt/serial/workers:1'
    run -0 --separate-stderr forkscale run -w "deflate:file=$name" -s serial --blocks 1 --iterations 1 -v -o out
    refute_regex "$output$stderr" $'[\e\r]'
    run -2 forkscale run -w $'\e[31m'
    refute_output --regexp $'\e'
}

# --- progress ------------------------------------------------------------------------------------

@test "on a terminal a line shows block, cell and the time left, and goes before the table comes" {
    TERM=xterm NO_COLOR=1 run -0 on_terminal "$FORKSCALE" run -w spin:items=10,grain=10 -s threads -j 1,2 \
        --blocks 2 --iterations 1 -o out
    for block in 1 2; do
        for cell in 1 2 3; do
            assert_output --regexp "block $block/2  cell $cell/3  [0-9]+:[0-5][0-9] left  spin:items=10,grain=10/"
        done
    done
    assert_output --partial 'reference 1/1  spin:items=10,grain=10'
    assert_output --partial $'\r\e[Kspin:items=10,grain=10  workers'
}

@test "where stderr is no terminal there is no progress line" {
    run -0 --separate-stderr quick -s threads
    # shellcheck disable=SC2154 # bats sets it
    assert_equal "${#stderr_lines[@]}" 1 # machine, load, plan and expected duration
    assert_regex "$stderr" ' × 1 block · about '
    # shellcheck disable=SC2016 # the inner shell expands it
    TERM=xterm run -0 on_terminal "$BASH" -c '"$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out 2>errors'
    refute_output --partial 'block 1/1'
    assert_equal "$(wc -l <errors)" 1
    run -1 grep 'block 1/1' errors
}

@test "the progress line does not need stdout to be a terminal" {
    # shellcheck disable=SC2016 # the inner shell expands it
    TERM=xterm run -0 on_terminal "$BASH" -c '"$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out >table'
    assert_output --partial 'block 1/1  cell 1/'
    refute_output --partial 'baseline'
}

@test "-q, TERM=dumb and no TERM at all keep the progress line away" {
    TERM=xterm run -0 on_terminal "$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out -q
    refute_output --partial 'block 1/1'
    TERM=dumb run -0 on_terminal "$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out
    refute_output --partial 'block 1/1'
    refute_output --partial $'\e'
    run -0 on_terminal env -u TERM "$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out
    refute_output --partial 'block 1/1'
    refute_output --partial $'\e'
}

@test "a progress line is never wider than the terminal" {
    # shellcheck disable=SC2016 # the inner shell expands it
    TERM=xterm run -0 on_terminal "$BASH" -c \
        'stty columns 30 && "$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out >table'
    # The first line, which is not overwritten, may wrap.
    longest=$(tr '\r' '\n' <<<"$output" | grep -v ' · ' | sed 's/\x1b\[K//' | awk 'length > longest { longest = length } END { print longest }')
    assert_equal "$longest" 29
}

@test "-v has a line for each repetition, with its runs" {
    run -0 --separate-stderr quick -s threads -j 1,2 --blocks 2 --iterations 3 -v
    assert_equal "${#stderr_lines[@]}" 7
    for line in "${stderr_lines[@]:1}"; do # below the first line
        assert_regex "$line" '^block [12]  spin:items=10,grain=10/(serial|threads)/workers:[12]:( [0-9]+\.[0-9]{3}){3} ms$'
    done
}

@test "-v shows what a repetition that failed has printed" {
    module strategy talks <<'C'
#include "strategy.h"
#include <stdio.h>
static int run(struct pool *pool)
{
    (void)pool;
    fprintf(stderr, "the moon\nis \033[31mred\n");
    return EIO;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "complains", .run = run };
C
    run -3 --separate-stderr quick -s ./talks.so -j 1 -v
    assert_regex "$stderr" $'(^|\n)''block 1  spin:items=10,grain=10/talks/workers:1: .*Input/output error'
    assert_regex "$stderr" $'\n''    \| the moon'$'\n''    \| is \\x1b\[31mred'$'\n'
    run -3 --separate-stderr quick -s ./talks.so -j 1
    refute_regex "$stderr" 'the moon'
}

@test "--quiet and --verbose exclude each other" {
    refused '--quiet and --verbose exclude each other' run -q -v
    refused '--quiet and --verbose exclude each other' run -vq
}

# --- colour --------------------------------------------------------------------------------------

@test "the table is coloured on a terminal" {
    TERM=xterm run -0 on_terminal env -u NO_COLOR "$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out -q
    assert_output --partial $'\e[1mspin:items=10,grain=10'
    TERM=xterm NO_COLOR='' run -0 on_terminal "$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out -q
    assert_output --partial $'\e[1mspin:items=10,grain=10'
}

@test "NO_COLOR, TERM=dumb and a file keep the colour away" {
    TERM=xterm NO_COLOR=1 run -0 on_terminal "$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out -q
    refute_output --partial $'\e'
    TERM=dumb run -0 on_terminal env -u NO_COLOR "$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out -q
    refute_output --partial $'\e'
    # shellcheck disable=SC2016 # the inner shell expands it
    TERM=xterm run -0 on_terminal env -u NO_COLOR "$BASH" -c \
        '"$FORKSCALE" run -w spin:items=10,grain=10 --blocks 1 -o out >table'
    run -0 cat table
    assert_output --partial baseline
    refute_output --partial $'\e'
}

# --- Google Benchmark's flags --------------------------------------------------------------------

@test "--benchmark_format=json prints Google Benchmark's own document instead of the table" {
    quick -q -s threads -j 1,2 --blocks 2 -- --benchmark_format=json >benchmark.json
    json '.context.executable and .context.num_cpus' benchmark.json
    json '[.benchmarks[] | .name] | length == 6' benchmark.json
    json 'all(.benchmarks[]; .run_type == "iteration" and .time_unit == "ms" and .startup_ns != null)' benchmark.json
}

@test "--benchmark_format=console prints Google Benchmark's own table" {
    run -0 --separate-stderr quick -q -s threads -j 1 -- --benchmark_format=console
    assert_line --regexp '^Benchmark +Time +CPU +Iterations +UserCounters'
    assert_line --regexp '^spin:items=10,grain=10/threads/workers:1 +[0-9.]+ ms .* busy_ns='
    refute_output --partial baseline
}

@test "--benchmark_out writes a file beside the table, as JSON or as --benchmark_out_format says" {
    run -0 --separate-stderr quick -q -s threads -j 1 -- --benchmark_out=benchmark.json
    json '[.benchmarks[] | .name] | length == 2' benchmark.json
    assert_line --regexp '^  threads +1 '
    run -0 --separate-stderr quick -q -s threads -j 1 -- --benchmark_out=benchmark.txt --benchmark_out_format=console
    assert_line --regexp '^  threads +1 '
    run -0 cat benchmark.txt
    assert_line --regexp '^Benchmark +Time +CPU +Iterations +UserCounters'
}

@test "--benchmark_counters_tabular makes the console's counters columns" {
    run -0 --separate-stderr quick -q -s threads -j 1 -- --benchmark_format=console --benchmark_counters_tabular=true
    assert_line --regexp '^Benchmark +Time +CPU +Iterations +busy_ns '
}

@test "--benchmark_filter filters, and the baseline stays" {
    run -0 cells -w spin -s threads -s pipe_queue -j 1,2 -- --benchmark_filter='threads.*:2'
    assert_output $'spin/serial/workers:1\nspin/threads/workers:2'
    run -0 cells -w spin -s threads -s pipe_queue -j 1,2 -- --benchmark_filter=-threads
    assert_output $'spin/serial/workers:1\nspin/pipe_queue/workers:1\nspin/pipe_queue/workers:2'
    refused "--filter 'serendipity' matches no cell; --dry-run without it shows their names" \
        run -- --benchmark_filter=serendipity
    refused '--filter and --benchmark_filter are the same; give one of them' run --filter spin -- --benchmark_filter=spin
}

@test "flags of Google Benchmark that make no sense here are refused with a word why" {
    refused '--benchmark_min_time is refused: the work is fixed: the number of timed runs is --iterations' \
        run -- --benchmark_min_time=1
    refused '--benchmark_repetitions is refused: repetitions are blocks here: use --blocks or --budget' \
        run -- --benchmark_repetitions=3
    for flag in min_warmup_time=1 enable_random_interleaving=true list_tests report_aggregates_only=true \
        display_aggregates_only=true time_unit=s perf_counters=cycles; do
        run -2 --separate-stderr forkscale run -- --benchmark_$flag
        assert_regex "$stderr" "^forkscale: --benchmark_${flag%=*} is refused: [a-z]"
    done
}

@test "a flag that Google Benchmark does not have is refused" {
    refused '--benchmark_serendipity=1: Google Benchmark has no such flag' run -- --benchmark_serendipity=1
    refused 'threads: Google Benchmark has no such flag' run -- threads
    run -0 cells -w spin -s serial --
    refused '--benchmark_format, --benchmark_out_format: csv is neither json nor console' run -- --benchmark_format=csv
}

@test "a file of --benchmark_out that cannot be written is an error" {
    run -3 --separate-stderr quick -q -s serial -- --benchmark_out=nowhere/benchmark.json
    assert_equal "${stderr_lines[0]}" 'forkscale: --benchmark_out nowhere/benchmark.json cannot be written: No such file or directory'
    run -3 --separate-stderr quick -q -s serial -- --benchmark_out=/dev/full
    assert_equal "${stderr_lines[0]}" 'forkscale: --benchmark_out /dev/full cannot be written: No space left on device'
}

# --- output that goes nowhere --------------------------------------------------------------------

@test "a full disk under stdout is said once, and the exit status is 3" {
    to_full()
    {
        forkscale "$@" >/dev/full
    }
    for words in --help 'run --help' 'run --dry-run' 'run -w spin:items=10,grain=10 --blocks 1 -q -o out' \
        'run -w spin:items=10,grain=10 --blocks 1 -q -o out --format json' \
        'run -w spin:items=10,grain=10 --blocks 1 -q -o out --format tsv' \
        'run -w spin:items=10,grain=10 --blocks 1 -q -o out -- --benchmark_format=json'; do
        # shellcheck disable=SC2086 # words
        run -3 --separate-stderr to_full $words
        assert_equal "$(grep -c '^forkscale: ' <<<"$stderr")" 1
        assert_regex "$stderr" '^forkscale: the output cannot be written: (No space left on device|Input/output error)'
    done
}

@test "a reader that goes early, as head does, is no reason for words" {
    mkfifo pipe
    # shellcheck disable=SC2094 # opened for both, so that opening it for writing does not wait
    exec {reader}<>pipe {writer}>pipe {reader}>&-
    to_nobody()
    {
        env --default-signal=PIPE "$FORKSCALE" "$@" >&"$writer" 3>&-
    }
    for words in --help 'run --help' 'run --dry-run' 'run -w spin:items=10,grain=10 --blocks 1 -q -o out' \
        'run -w spin:items=10,grain=10 --blocks 1 -q -o out --format json'; do
        # shellcheck disable=SC2086 # words
        run -141 --separate-stderr to_nobody $words
        assert_equal "$stderr" ''
    done
    json '.context.forkscale.partial == false' out/results.json
    assert_file_exist out/plots/speedup.svg

    # shellcheck disable=SC2016 # the inner shell expands it
    run -0 --separate-stderr "$BASH" -c '"$FORKSCALE" run --dry-run | head -n 1' 3>&-
    assert_equal "$stderr" ''
    assert_output --regexp '^[0-9]+ cells, '
}
