#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A results file is untrusted: it is either read or refused with a sentence that names the place and the fault. Never a
# crash, never half of it. tests/fuzz/results.c looks for more of the same.

# shellcheck disable=SC2016,SC2154 # jq's variables; run sets stderr
load helper

GOOD=$BATS_TEST_DIRNAME/fuzz/corpus/good.json

# The same with the facts by which two runs are compared, which files of before lack.
with_facts()
{
    jq '.context.forkscale += {
        until_certain: { effect: 0.02, looks: 1 },
        against: { name: "old" }, pin: { kind: "none" }, counters: { reason: "none" },
        build: { compiler: "gcc 12", flags: "-O2", mode: "release", git_revision: "abc" },
        workloads: [{ label: "spin", build: "0", tunables: { shape: "falling" }, digest: "", items: 7, result_bytes: 8 }]
    } | .context.forkscale.machine.kernel = "Linux" | .context.forkscale.cells[1] += { base: false, ballast_bytes: 4096, ballast_pages: "small" }' "$GOOD"
}

# Makes DIR/results.json of standard input, and reads it: plot DIR
plot()
{
    mkdir -p "$1"
    cat >"$1/results.json"
    run --separate-stderr forkscale plot "$1"
}

# As plot, but what was read gets no further than to the want of a gnuplot, which saves the time of drawing.
NO_GNUPLOT='there is no gnuplot on the PATH'
without_gnuplot()
{
    mkdir -p "$2"
    cat >"$2/results.json"
    run --separate-stderr env PATH=/nowhere "$FORKSCALE" "$@" 3>&-
}

# What is on standard input is refused with these words behind the file's name: refused_as SENTENCE
refused_as()
{
    plot bad
    assert_equal "$status $stderr" "3 forkscale: bad: bad/results.json$1"
    assert_output ''
    assert_not_exist bad/plots
}

# The good file, changed by a jq filter, is refused with this sentence: refused_when FILTER SENTENCE
refused_when()
{
    jq "$1" "$GOOD" >changed.json
    refused_as ": $2" <changed.json
}

# Builds the fuzz target as a program for files, with sanitizers, and expects it to get to the end of them: replay FILE...
replay()
{
    make -s -C "$ROOT" OUT="$PWD/build" "$PWD/build/fuzz/replay" >said 3>&-
    build/fuzz/replay "$@" >said 2>&1 3>&- || fail "status $?: $(tail -n 40 said)"
    assert_equal "$(wc -l <said)" $#
}

@test "the file that the others here are made from is good" {
    plot good <"$GOOD"
    assert_equal "$status" 0
    assert_output 'good/plots: speedup, efficiency, times, overhead'
}

@test "a results file that was cut off is refused, wherever it was" {
    # Through the reader itself, since a process for each byte would take a minute.
    mkdir cut
    python3 - "$GOOD" <<'PYTHON'
import sys
text = open(sys.argv[1], "rb").read()
for end in range(len(text)):
    open(f"cut/{end}", "wb").write(text[:end])
PYTHON
    assert_exist "cut/$(($(stat -c %s "$GOOD") - 1))"
    replay cut/*
    # And what it says, here and there. Without its last newline it is whole.
    for end in 0 1 2 20 999 $(($(stat -c %s "$GOOD") - 2)); do
        plot bad < <(head -c "$end" "$GOOD")
        assert_equal "$status" 3
        assert_regex "$stderr" '^forkscale: bad: bad/results\.json is not valid JSON: line [0-9]+, column [0-9]+: '
        assert_not_exist bad/plots
    done
}

@test "every file of the corpus is read or refused, with the sanitizers watching" {
    replay "$ROOT"/tests/fuzz/corpus/*
    # Those of the corpus that are good stay so, and of the others each has its sentence.
    good=() said=()
    for file in "$ROOT"/tests/fuzz/corpus/*; do
        without_gnuplot plot it <"$file"
        assert_equal "$status" 3
        assert_equal "${#stderr_lines[@]}" 1
        if [ "$stderr" = "forkscale: it: $NO_GNUPLOT" ]; then
            good+=("${file##*/}")
        else
            said+=("$stderr")
        fi
    done
    assert_equal "${good[*]}" 'baseline-failed.json empty.json extremes.json failed.json good.json hostile-names.json nine-blocks.json no-baseline.json partial.json two-workloads.json'
    assert_equal "$(printf '%s\n' "${said[@]}" | sort -u | wc -l)" "${#said[@]}"
}

# --- keys and types -----------------------------------------------------------------------------------------------

# Paths of all that is read, as jq has them.
keys_that_are_read()
{
    cat <<'PATHS'
.context
.context.forkscale
.context.forkscale.schema
.context.forkscale.version
.context.forkscale.utc
.context.forkscale.host
.context.forkscale.partial
.context.forkscale.blocks
.context.forkscale.iterations
.context.forkscale.machine
.context.forkscale.machine.cpu_model
.context.forkscale.machine.usable_processors
.context.forkscale.cells
.context.forkscale.cells[1].name
.context.forkscale.cells[1].workload
.context.forkscale.cells[1].strategy
.context.forkscale.cells[1].workers
.context.forkscale.cells[1].oversubscribed
.context.forkscale.cells[1].baseline
.benchmarks
.benchmarks[2].name
.benchmarks[2].block
.benchmarks[2].run_ns
.benchmarks[2].open_ns
.benchmarks[2].once_ns
.benchmarks[2].startup_ns
.benchmarks[2].busy_ns
.benchmarks[2].imbalance_ns
.benchmarks[2].finish_ns
PATHS
}

# Those that may be missing, as they were in files of before.
keys_that_may_be_missing()
{
    printf '.context.forkscale.%s\n' calls call_ns until_certain until_certain.effect until_certain.looks \
        against against.name 'cells[1].base' 'cells[1].ballast_bytes' 'cells[1].ballast_pages' machine.kernel pin pin.kind counters counters.reason build build.compiler build.flags build.mode build.git_revision workloads
    printf '.context.forkscale.workloads[0].%s\n' build tunables digest items result_bytes
    printf '.benchmarks[2].%s\n' choice early_ns resident_bytes ballast_huge_bytes first_run_ns close_ns user_ns system_ns minor_faults major_faults voluntary_switches \
        involuntary_switches timed_calls first_startup_ns first_busy_ns first_imbalance_ns first_finish_ns worker_busy_ns worker_processor_ns \
        latency_p50_ns latency_p99_ns {,open_,close_}{instructions,cycles,cache_misses,tlb_misses} oracle_share in_order_share wall_ns processor_share waited_ns strangers_ns strangers_error_ns \
        steal_ns throttled_ns pressure_ns runnable
}

@test "every key that is read is asked for by the reader, and its absence is named" {
    # The list above is the reader's own.
    run -0 bash -c '{
        grep -ohE "(field|read)_[a-z_]+\([^,]*, \"[a-z_]+\"" "$ROOT"/harness/record/{read,facts}.c | grep -oE "[a-z_]+\"$" | tr -d \"
        "$FORKSCALE" list metrics --format json 3>&- | jq -r ".[] | select(.of == \"repetition\").name"
    } | sort -u'
    assert_output "$({
        { keys_that_are_read; keys_that_may_be_missing; } | sed 's/.*\.//'
        echo error_occurred
        echo error_message
        echo label # of a workload, where there are workloads
    } | sort -u)"
    for key in $(keys_that_are_read); do
        plot bad < <(jq "del($key)" "$GOOD")
        assert_equal "$status" 3
        assert_regex "$stderr" "^forkscale: bad: bad/results\.json: $(sed 's/^\.//; s/[].[]/\\&/g' <<<"$key") is missing; it must be "
        assert_not_exist bad/plots
    done
}

@test "every key that is read is refused when it has another type, and named with what was found" {
    with_facts >facts.json
    for key in $(keys_that_are_read) $(keys_that_may_be_missing); do
        for value in null true '"x"' -1 1.5 '[]' '{}' '[null]'; do
            without_gnuplot plot bad < <(jq "$key = $value" facts.json)
            assert_equal "$status" 3
            assert_equal "${#stderr_lines[@]}" 1
            if [ "$stderr" != "forkscale: bad: $NO_GNUPLOT" ]; then
                assert_regex "$stderr" '^forkscale: bad: (bad/results\.json: [^ ]+ is .+; it must be .|0 workloads with )'
            else
                # A text may be any text, a flag either, a figure need not be whole, and there may be no repetition.
                assert_regex "$key $value" '^(.*(version|host|against\.name|pin\.kind|reason|cpu_model|kernel|compiler|flags|mode|git_revision|workload|strategy|workloads\[0\]\.build|digest|choice|ballast_pages|\.cells\[1\]\.name) "x?"|.*(partial|oversubscribed|base) true|.*(early|open|first_run|close|once|startup|busy|imbalance|finish|user|system|wall|waited|strangers|error|steal|throttled|pressure|call|p50|p99)_ns 1\.5|.*(faults|switches|instructions|cycles|misses|timed_calls|share|runnable|effect|items|_bytes) 1\.5|.*(\.build|tunables|counters) \{\}|\.(benchmarks|context\.forkscale\.workloads) \[\])$'
            fi
        done
    done
}

@test "numbers that no run can have are refused with the range" {
    refused_when '.context.forkscale.blocks = -1' 'context.forkscale.blocks is -1; it must be a whole number in 0 … 1000000'
    refused_when '.context.forkscale.blocks = 1000001' 'context.forkscale.blocks is 1000001; it must be a whole number in 0 … 1000000'
    refused_when '.context.forkscale.iterations = 0' 'context.forkscale.iterations is 0; it must be a whole number in 1 … 2147483647'
    refused_when '.context.forkscale.cells[0].workers = 1.5' 'context.forkscale.cells[0].workers is 1.5; it must be a whole number in 1 … 1000000'
    refused_when '.benchmarks[1].block = 2' 'benchmarks[1].block is 2; it must be a whole number in 0 … 1'
    refused_when '.benchmarks[1].run_ns[1] = 0' 'benchmarks[1].run_ns[1] is 0; it must be a number of nanoseconds in 1 … 1e+18'
    refused_when '.benchmarks[1].run_ns = []' 'benchmarks[1].run_ns is an array; it must be an array of at least one duration'
    refused_when '.benchmarks[1].open_ns = -1' 'benchmarks[1].open_ns is -1; it must be a number of nanoseconds in 0 … 1e+18'
    sed 's/"blocks": 2/"blocks": 9223372036854775807/' "$GOOD" |
        refused_as ': context.forkscale.blocks is 9223372036854775807; it must be a whole number in 0 … 1000000'
    sed 's/"blocks": 2/"blocks": 9223372036854775808/' "$GOOD" >changed.json
    plot bad <changed.json
    assert_regex "$status $stderr" '^3 forkscale: bad: bad/results\.json is not valid JSON: line [0-9]+, column [0-9]+: too big integer'
}

@test "NaN, infinity and numbers beyond a double are no JSON" {
    for word in NaN nan Infinity -Infinity 1e999 -1e999 0x10 1,5 +1 .5 01; do
        sed "s/\"blocks\": 2/\"blocks\": $word/" "$GOOD" >changed.json
        plot bad <changed.json
        assert_equal "$status" 3
        assert_regex "$stderr" '^forkscale: bad: bad/results\.json is not valid JSON: line [0-9]+, column [0-9]+: '
    done
}

@test "a key, a cell, a repetition and a baseline that come twice are refused" {
    sed 's/"schema": 1,/&&/' "$GOOD" >changed.json
    plot bad <changed.json
    assert_regex "$status $stderr" '^3 forkscale: bad: bad/results\.json is not valid JSON: .*duplicate object key'
    refused_when '.context.forkscale.cells[1].name = .context.forkscale.cells[0].name' \
        'context.forkscale.cells[1].name is "spin/serial/workers:1"; it must be a name that no other cell has'
    refused_when '.context.forkscale.cells[1].baseline = true' \
        'context.forkscale.cells[1].baseline is true; it must be false, because its workload already has a baseline'
    refused_when '.benchmarks[1] = .benchmarks[0]' \
        'benchmarks[1].block is 0; it must be a block in which this cell has no other repetition'
    refused_when '.benchmarks[0].name = "nobody"' 'benchmarks[0].name is "nobody"; it must be the name of one of the cells'
}

@test "a document of another schema is refused with both numbers" {
    for schema in 0 2 2147483647; do
        refused_when ".context.forkscale.schema = $schema" \
            "context.forkscale.schema is $schema; it must be 1, the one that this forkscale reads"
    done
}

# --- size and depth -----------------------------------------------------------------------------------------------

@test "a document of a hundred thousand levels is refused, and takes neither stack nor minutes" {
    for bracket in '[' '{"a":'; do
        plot bad < <(python3 -c 'import sys; print(sys.argv[1] * 100000)' "$bracket")
        assert_regex "$status $stderr" '^3 forkscale: bad: bad/results\.json is not valid JSON: .*maximum parsing depth reached'
    done
}

@test "a file of more values or bytes than results can have is refused before it fills the memory" {
    python3 -c 'print("[" + "0," * 9000000 + "0]")' |
        refused_as ' is too large for results: at most 256 MiB and 8388608 values are read'
    truncate -s 300M bad/results.json
    run -3 --separate-stderr forkscale plot bad
    assert_regex "$stderr" '^forkscale: bad: bad/results\.json is (not valid JSON|too large)'
}

@test "what cannot be read as a file is named" {
    mkdir -p it
    mkfifo it/results.json
    run -3 --separate-stderr timeout 20 "$FORKSCALE" plot it 3>&-
    assert_equal "$stderr" 'forkscale: it: cannot read it/results.json: it is not a regular file'
    rm it/results.json
    ln -s results.json it/results.json
    run -3 --separate-stderr forkscale plot it
    assert_equal "$stderr" 'forkscale: it: cannot read it/results.json: Too many levels of symbolic links'
    ln -sf /proc/self/mem it/results.json
    run -3 --separate-stderr forkscale plot it
    assert_equal "$stderr" 'forkscale: it: cannot read it/results.json: Input/output error'
}

# --- the fuzzer ---------------------------------------------------------------------------------------------------

thoroughly()
{
    [ -n "${FORKSCALE_THOROUGH-}" ] || skip 'it takes minutes: make test-thorough'
}

# fuzz PROGRAM CORPUS [OPTION|CORPUS]...: what it finds goes into the first CORPUS. Twice the bound is for a machine that
# is shared.
fuzz()
{
    timeout 150 "$1" -max_total_time=60 -dict="$ROOT/tests/fuzz/results.dict" -max_len=16384 "${@:2}" 3>&-
}

@test "a minute of fuzzing finds nothing in the results reader" {
    thoroughly
    make -s -C "$ROOT" OUT="$PWD/build" fuzz >said 3>&-
    mkdir found
    there=$(ls "$ROOT/tests/fuzz/corpus")
    run -0 fuzz build/fuzz/results found "$ROOT/tests/fuzz/corpus"
    assert_line --regexp '^Done [0-9]{4,} runs in '
    assert_equal "$(ls "$ROOT/tests/fuzz/corpus")" "$there"
}

@test "a bug that is planted in the results reader is found by the fuzzer" {
    thoroughly
    mkdir tree corpus
    cp -r "$ROOT"/{Makefile,harness,strategies,workloads,scripts,tests} tree
    # A long text where it should not be: now it ends behind its buffer.
    sed -i 's/needed == 0 || needed > bytes - 1/needed == 0/' tree/harness/record/field.c
    run -1 cmp -s tree/harness/record/field.c "$ROOT/harness/record/field.c"
    make -s -C tree OUT="$PWD/build" fuzz >said 3>&-
    cp "$ROOT/tests/fuzz/corpus/no-cells.json" corpus # nothing long in it
    run -1 fuzz build/fuzz/results corpus -seed=1
    assert_line --regexp '^SUMMARY: AddressSanitizer: stack-buffer-overflow .*/field\.c:[0-9]+:[0-9]+ in describe$'
}
