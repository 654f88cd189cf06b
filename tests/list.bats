#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale list: the modules that are there, and those that cannot run here, with the reason.

load helper

# The names of the shipped modules of a kind, from their sources: shipped strategies|workloads
shipped()
{
    grep -rlE '^(extern "C" )?const struct (strategy|workload) ' --include='*.c' --include='*.cc' "$ROOT/$1" | xargs -n 1 basename | sed 's,\.cc*$,,' | sort
}

# A build of its own in the folder build, to add modules to. The programs find modules beside themselves.
copy_build()
{
    mkdir build
    cp -r "$FORKSCALE_BUILD"/{forkscale,forkscale-cell,libforkscale.so,strategies,workloads,gnuplot} build
    programs_in build
}

# The programs in a folder are under test: programs_in FOLDER
programs_in()
{
    FORKSCALE=$PWD/$1/forkscale
}

# --- what is there -------------------------------------------------------------------------------

@test "every module of the tree is listed below its kind, strategies first" {
    run -0 --separate-stderr forkscale list
    # shellcheck disable=SC2154 # run sets it
    assert_equal "$stderr" ''
    assert_line --index 0 strategies
    names=$(sed -nE 's/^  ([a-z0-9_]+) .*/\1/; /^[a-z]/p' <<<"$output")
    assert_equal "$(sed '1d; /^workloads$/,$d' <<<"$names" | sort)" "$(shipped strategies | sort)"
    assert_equal "$(sed '1,/^workloads$/d' <<<"$names" | sort)" "$(shipped workloads | sort)"
}

@test "serial comes first, for all refer to it" {
    run -0 forkscale list strategies
    assert_line --index 1 --regexp '^  serial +the caller runs every item itself \[inline\]$'
}

@test "a strategy is listed with its summary, traits and tunables, and what they take" {
    run -0 forkscale list strategies
    assert_line --regexp '^  spawn_pool +[a-z].* \[exec, persistent, dynamic\]$'
    assert_line --regexp '^  thread_pool +[a-z].* \[threads, persistent, dynamic\]$'
    assert_line --regexp '^      partitioner=simple\|auto\|static( |$)'
    assert_line --regexp '^      chunk=1\.\.1048576 \(1\)  [a-z]'
    assert_line --regexp '^      schedule=block\|cyclic( |$)'
    refute_line workloads
    refute_line --regexp '^  spin '
}

@test "a workload is listed with its tunables" {
    run -0 forkscale list workloads
    assert_line --regexp '^      items=0\.\.10000000 \(1000\)  [a-z]'
    assert_line --regexp '^      shape=uniform\|rising\|falling\|random\|exponential\|pareto\|bimodal( |$)'
    assert_line --regexp '^      file=TEXT \(\)  [a-z]'
    refute_line strategies
    refute_output --partial spawn_pool
}

@test "the default of a choice is listed, as that of a number is" {
    run -0 forkscale list
    assert_line --regexp '^      schedule=block\|cyclic \(block\)  '
    assert_line --regexp '^      shape=uniform\|.*\|bimodal \(uniform\)  '
}

# --- for tools -----------------------------------------------------------------------------------

@test "--format json is an array of modules, alone on stdout" {
    forkscale list --format json >list.json
    json 'all(.[]; keys == ["kind", "name", "path", "runtime", "summary", "traits", "tunables", "unavailable"])' list.json
    json 'all(.[]; .summary != null)' list.json
    assert_equal "$(unavailable list.json)" ''
    run -0 jq -r '.[] | select(.kind == "strategy") | .name' list.json
    assert_equal "$(sort <<<"$output")" "$(shipped strategies | sort)"
    run -0 jq -r '.[] | select(.kind == "workload") | .name' list.json
    assert_equal "$(sort <<<"$output")" "$(shipped workloads | sort)"
    while read -r path; do
        assert_file_exist "$path"
    done < <(jq -r '.[].path' list.json)
}

@test "JSON has of each tunable what it takes and what it is by default" {
    forkscale list --format json >list.json
    tunable()
    {
        json ".[] | select(.name == \"$1\") | .tunables[] | select(.name == \"$2\") | $3" list.json
    }
    tunable threads chunk '.kind == "integer" and .min == 1 and .max == 1048576 and .default == 1'
    tunable spin seed '.max == 9223372036854775807'
    tunable fork_static schedule '.kind == "choice" and .choices == "block|cyclic"'
    tunable deflate file '.kind == "text" and .default == ""'
    json 'all(.[].tunables[]; .help | length > 0)' list.json
}

@test "--format tsv has six fields in each line" {
    run -0 --separate-stderr forkscale list --format tsv
    assert_line --index 0 $'kind\tname\tavailable\ttraits\ttunables\tsummary'
    assert_line $'strategy\tserial\tyes\tinline\t\tthe caller runs every item itself'
    assert_line --regexp $'^workload\tspin\tyes\t\titems,grain,shape,seed\t[a-z]'
    run -0 awk -F '\t' 'NF != 6' <<<"$output"
    assert_output ''
}

@test "JSON and TSV list the kind that is asked for" {
    run -0 forkscale list workloads --format tsv
    assert_equal "$(cut -f 2 <<<"$output" | sed 1d | sort)" "$(shipped workloads | sort)"
    forkscale list --format json strategies >list.json
    json '[.[] | .kind] | unique == ["strategy"]' list.json
}

# --- what it is asked for ------------------------------------------------------------------------

@test "a word that cannot be listed is refused, and the nearest suggested" {
    refused "'strategy': expected strategies, workloads, metrics or schedules (did you mean 'strategies'?)" list strategy
    refused "'workload': expected strategies, workloads, metrics or schedules (did you mean 'workloads'?)" list workload
    refused "'fork': expected strategies, workloads, metrics or schedules" list fork
    refused "'': expected strategies, workloads, metrics or schedules" list ''
    refused "unexpected argument 'workloads'; see 'forkscale list --help'" list strategies workloads
}

@test "options that are bad are refused" {
    refused "--format 'xml': expected table, json or tsv" list --format xml
    refused '--format needs a value: FORMAT' list --format
    refused "unknown option '--fromat' (did you mean '--format'?)" list --fromat json
    refused "unknown option '-x'; see 'forkscale list --help'" list -x
}

@test "the help of list says what it takes" {
    run -0 --separate-stderr forkscale list --help
    assert_equal "$stderr" ''
    assert_line --index 0 'Usage: forkscale list [OPTION...] [strategies|workloads|metrics|schedules]'
    assert_line --regexp '^      --format=FORMAT '
    assert_line --regexp '^  -h, --help '
}

@test "the help explains every trait that is listed" {
    run -0 forkscale list --help
    help=$output
    for trait in $(forkscale list --format json | jq -r '[.[].traits[]] | unique[]'); do
        assert_regex "$help" "[[:space:]]${trait}[,;]"
    done
}

# --- modules that cannot run ---------------------------------------------------------------------

@test "a module without its library is listed as unavailable, with what is missing" {
    copy_build
    "${CC:-cc}" -std=c11 -fPIC -shared -I"$ROOT" -I"$ROOT/harness" -DKIND_workloads -DMISSING='"libfancy (pkg-config name)"' \
        -o build/workloads/fancy.so "$ROOT/scripts/unavailable.c"
    reason='it was built without libfancy (pkg-config name); install that and run make again'
    run -0 --separate-stderr forkscale list
    assert_equal "$stderr" ''
    assert_line --regexp '^  fancy '
    assert_line "      unavailable: $reason"
    run -0 forkscale list --format tsv
    assert_line $'workload\tfancy\tno\t\t\t'"$reason"
    forkscale list --format json >list.json
    json ".[] | select(.name == \"fancy\") | .unavailable == \"$reason\"" list.json
    refused "--workload fancy: unavailable: $reason" run -w fancy
}

# The kinds that each command needs, with nothing named: `list` both, `run` those that no option names.
@test "a module that cannot be described is named with the reason, and the command exits 3" {
    copy_build
    head -c 3000 build/strategies/threads.so >build/strategies/truncated.so
    module workload killed <<<'#include <signal.h>
__attribute__((constructor)) static void begin(void) { raise(SIGKILL); }'
    mv killed.so build/workloads
    local truncated='forkscale: strategy truncated: (it cannot be loaded: .*/build/strategies/truncated\.so: |describing it failed: )[^'$'\n'']*'
    local killed='forkscale: workload killed: describing it failed: the process was killed by SIGKILL'
    run -3 --separate-stderr forkscale list
    assert_regex "$stderr" "^$truncated"$'\n'"$killed\$"
    run -3 --separate-stderr forkscale list workloads --format json
    assert_regex "$stderr" "^$killed\$"
    jq -e 'length > 1' <<<"$output"
    run -3 --separate-stderr forkscale list strategies --format tsv
    assert_regex "$stderr" "^$truncated\$"
    run -3 --separate-stderr forkscale run --dry-run
    assert_regex "$stderr" "^$truncated"$'\n'"$killed\$"
    assert_output --partial /spawn_pool/
    refute_output --regexp 'truncated|killed'
    run -3 --separate-stderr forkscale run --dry-run -w spin
    assert_regex "$stderr" "^$truncated\$"
    run -0 --separate-stderr forkscale run --dry-run -w spin -s threads
    assert_equal "$stderr" ''
}

@test "a default plan with a module that cannot be described is measured, and the run exits 3" {
    copy_build
    : >build/workloads/empty.so
    run -3 --separate-stderr forkscale run -s threads -j 1 --blocks 1 --iterations 1 -q -o out --filter nqueens
    assert_regex "$stderr" '^forkscale: workload empty: it cannot be loaded: .*/empty\.so: file too short'
    json '[.benchmarks[] | .error_occurred // false] == [false, false]' out/results.json
}

@test "a folder of modules that cannot be read is named with the reason, and the command exits 3" {
    for folder in strategies workloads; do
        copy_build
        rm -r "build/$folder"
        ln -s "$folder" "build/$folder"
        for command in list 'run --dry-run' check; do
            # shellcheck disable=SC2086 # words
            run -3 --separate-stderr forkscale $command
            assert_equal "$stderr" "forkscale: the modules in $PWD/build/$folder cannot be listed: Too many levels of symbolic links"
            assert_output ''
        done
        rm "build/$folder"
        run -3 --separate-stderr forkscale list
        assert_equal "$stderr" "forkscale: the modules in $PWD/build/$folder cannot be listed: No such file or directory"
        rm -r build
    done
}

@test "a file that is no module is listed as unavailable, and harms nothing" {
    copy_build
    echo garbage >build/strategies/garbage.so
    : >build/strategies/empty.so
    head -c 3000 build/strategies/threads.so >build/strategies/truncated.so
    echo 'int strategies;' | "${CC:-cc}" -shared -fPIC -o build/workloads/foreign.so -x c -
    ln -s nowhere build/workloads/dangling.so
    mkdir build/workloads/folder.so
    run -3 --separate-stderr forkscale list
    assert_equal "$(forkscale list --format json | unavailable | wc -l)" 6
    for name in garbage empty truncated foreign dangling folder; do
        assert_line --regexp "^  $name *\$"
    done
    assert_output --regexp $'\n  garbage *\n      unavailable: it cannot be loaded: .*/garbage\\.so: '
    assert_output --regexp $'\n  foreign *\n      unavailable: it exports neither a strategy nor a workload\n'
    run -3 --separate-stderr forkscale list --format tsv
    # Its end is not there to be read, which may cost the process that describes it its life.
    assert_line --regexp $'^strategy\ttruncated\tno\t\t\t(it cannot be loaded: |describing it failed: )'
    run -0 forkscale run -w spin:items=10,grain=10 -s threads --blocks 1 -q -o out
}

@test "a module that crashes when it is loaded is listed with how it died" {
    copy_build
    module strategy crash <<'C'
#include <stdlib.h>
__attribute__((constructor)) static void begin(void)
{
    abort();
}
C
    mv crash.so build/strategies
    run -3 --separate-stderr forkscale list strategies
    assert_equal "$stderr" 'forkscale: strategy crash: describing it failed: the process was killed by SIGABRT'
    assert_output --regexp $'\n  crash *\n      unavailable: describing it failed: the process was killed by SIGABRT'
    assert_line --regexp '^  threads '
}

@test "a module of another ABI is refused with both numbers" {
    copy_build
    module strategy old <<'C'
#include "strategy.h"
static int run(struct pool *pool)
{
    (void)pool;
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI + 41, .summary = "from elsewhere", .run = run };
C
    mv old.so build/strategies
    run -3 --separate-stderr forkscale list strategies
    assert_line "      unavailable: it was built for strategy ABI 48, this forkscale has 7: rebuild it"
}

@test "what a module says of itself cannot write on the terminal, nor break a line" {
    copy_build
    module strategy rude <<'C'
#include "strategy.h"
static const struct tunable tunables[] = {
    { .name = "loud", .text = "\033[5m", .help = "blinks\tand\nbreaks" },
    { 0 },
};
static int run(struct pool *pool)
{
    (void)pool;
    return 0;
}
const struct strategy strategy = {
    .abi = STRATEGY_ABI, .summary = "\033[2Jgone\r\n\tend", .tunables = tunables, .run = run
};
C
    mv rude.so build/strategies
    for format in table json tsv; do
        run -0 --separate-stderr forkscale list strategies --format "$format"
        assert_equal "$stderr" ''
        refute_output --regexp $'[\e\r]'
        assert_output --partial rude
    done
    run -0 awk -F '\t' 'NF != 6' <<<"$output"
    assert_output ''
}

@test "a module that is dropped into the folder is listed, and runs by its name" {
    copy_build
    cp build/strategies/threads.so build/strategies/my_threads.so
    run -0 forkscale list
    assert_line --regexp '^  my_threads +pthreads'
    run -0 forkscale run -w spin:items=10,grain=10 -s my_threads -j 2 --blocks 1 -q -o out
    assert_line --regexp '^  my_threads +2 '
}

@test "without forkscale-cell there is nothing to ask, and the exit status is 3" {
    mkdir alone
    cp "$FORKSCALE_BUILD"/{forkscale,libforkscale.so} alone
    programs_in alone
    for words in list 'run --dry-run' 'plot out'; do
        # shellcheck disable=SC2086 # words
        run -3 --separate-stderr forkscale $words
        assert_equal "$stderr" 'forkscale: forkscale-cell is neither beside this program nor in ../lib/forkscale: build or install again'
        assert_output ''
    done
}

# --- the terminal --------------------------------------------------------------------------------

@test "the list is coloured on a terminal, without NO_COLOR" {
    TERM=xterm run -0 on_terminal env -u NO_COLOR "$FORKSCALE" list
    assert_output --partial $'\e[1mserial'
    TERM=xterm NO_COLOR=1 run -0 on_terminal "$FORKSCALE" list
    assert_output --partial serial
    refute_output --partial $'\e'
    TERM=dumb run -0 on_terminal env -u NO_COLOR "$FORKSCALE" list
    refute_output --partial $'\e'
    TERM=xterm run -0 env -u NO_COLOR "$FORKSCALE" list
    refute_output --partial $'\e'
    TERM=xterm run -0 on_terminal env -u NO_COLOR "$FORKSCALE" list --format tsv
    refute_output --partial $'\e'
}

@test "a full disk under stdout is said once, and the exit status is 3" {
    to_full()
    {
        forkscale "$@" >/dev/full
    }
    for words in list 'list --format json' 'list --format tsv' 'list --help'; do
        # shellcheck disable=SC2086 # words
        run -3 --separate-stderr to_full $words
        assert_equal "$stderr" 'forkscale: the output cannot be written: No space left on device'
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
    for words in list 'list --format json' 'list --format tsv'; do
        # shellcheck disable=SC2086 # words
        run -141 --separate-stderr to_nobody $words
        assert_equal "$stderr" ''
    done
}

@test "the reading order leads to every strategy that the build has" {
    run -0 forkscale list strategies --format json
    names=$(jq -r '.[].name' <<<"$output" | sort)
    found=$(grep -oE 'strategies/(foreign/)?[a-z_]+\.cc?\)' "$ROOT/docs/reading-order.md" | sed 's/.*\///; s/\..*//' | sort -u)
    assert_equal "$found" "$names"
}

@test "each command of the reading order names strategies, workloads, tunables and properties that there are" {
    local line words
    # shellcheck disable=SC2016 # the backticks are those of Markdown
    while read -r line; do
        read -ra words <<<"$line"
        if [ "${words[0]}" = check ]; then
            run -0 forkscale check --list
            [ ${#words[@]} -lt 4 ] || assert_line --regexp "^ *${words[3]} "
            words=(run -s "${words[1]}")
        fi
        run --separate-stderr forkscale "${words[@]}" --dry-run
        # Where a library or a program is missing, the sentence says so.
        [ "$status" -eq 0 ] || assert_regex "$stderr" '^forkscale: --strategy .* unavailable: '
    done < <(grep -oE '`[^`]*build/forkscale [^`]*`' "$ROOT/docs/reading-order.md" | sed 's/.*forkscale //; s/`//')
}

@test "README's table of strategies is what the build says of them" {
    run -0 "$ROOT/scripts/readme" --print
    assert_equal "$(sed -n '/^<!-- strategies -->$/,/^<!-- end -->$/p' "$ROOT/README.md" | sed '1d;$d')" "$output" ||
        fail 'the table is not current; scripts/readme writes it'
}
