#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale compare: the verdicts on two runs, or on two strategies of one, against golden values; what is refused; and
# every format through a parser of its own. tests/golden/verdicts.py makes the runs up, and computes tests/golden/verdicts.tsv
# without any of forkscale's code. After a change of them:
#     FORKSCALE_WRITE=1 bats -f 'every verdict' tests/verdict.bats

# shellcheck disable=SC2016,SC2154 # variables in quotes are those of other programs; run sets stderr
load helper

GOLDEN=$BATS_TEST_DIRNAME/golden

setup_file()
{
    RUNS=$BATS_FILE_TMPDIR/runs
    export RUNS
    python3 "$GOLDEN/verdicts.py" make "$RUNS"
}

# The comparisons of the golden table: what the script is asked, and behind a bar what forkscale is.
cases()
{
    cat <<'TABLE'
base same|base same
base regressed|base regressed
base improved|base improved
base noisy|base noisy
few base|few base
base slow-serial|base slow-serial
base broken|base broken
broken base|broken base
base flaky|base flaky
base less|base less
base more|base more
base no-serial|base no-serial
base disturbed|base disturbed
disturbed base|disturbed base
base shaken|base shaken
regressed base margin=4 same=6 level=0.05|regressed base --margin 4 --same 6 --level 0.05
base regressed margin=15 same=16|base regressed --margin 15 --same 16
base same margin=1 same=3|base same --margin 1 --same 3
base noisy margin=1 same=3|base noisy --margin 1 --same 3
few base margin=1 same=3|few base --margin 1 --same 3
base noisy metric=startup_ns,minor_faults,major_faults,once|base noisy --metric startup_ns,minor_faults --metric major_faults,once_ns,once
pairs old new|pairs --base old --new new
dips old new|dips --base old --new new
pairs new/pool old/farm metric=run|pairs --base new/pool --new old/farm --metric run
few pool farm|few --base pool --new farm
noisy farm pool metric=finish_ns,run|noisy --base farm --new pool --metric finish_ns,run_ns
TABLE
}

# Prints all comparisons as one table: all golden|ours
all()
{
    local asked words
    while IFS='|' read -r asked words; do
        if [ "$1" = golden ]; then
            # shellcheck disable=SC2086 # words
            python3 "$GOLDEN/verdicts.py" "$RUNS" $asked
        else
            # shellcheck disable=SC2086 # words
            (cd "$RUNS" && forkscale compare --format tsv $words) || [ $? -le 3 ]
        fi | awk -v of="$asked" -v first="$([ "$asked" = 'base same' ] && echo 1)" \
            'NR == 1 && !first { next } { print (NR == 1 ? "case" : of) "\t" $0 }'
    done < <(cases)
}

# Compares in the folder of the runs: compare STATUS WORD...
compare()
{
    local status=$1
    shift
    cd "$RUNS" || return
    run "-$status" --separate-stderr forkscale compare "$@"
    cd "$BATS_TEST_TMPDIR" || return
}

# Makes the run "changed" of another by a jq filter: changed RUN FILTER
changed()
{
    mkdir -p changed
    jq "$2" "$RUNS/$1/results.json" >changed/results.json
}

# --- verdicts --------------------------------------------------------------------------------------

@test "every verdict, ratio, interval, p-value and number of blocks is golden, and the values are the script's" {
    all golden >golden.tsv
    if [ -n "${FORKSCALE_WRITE-}" ]; then cp golden.tsv "$GOLDEN/verdicts.tsv"; fi
    diff "$GOLDEN/verdicts.tsv" golden.tsv
    run -0 all ours
    is_golden "$GOLDEN/verdicts.tsv"
    for verdict in same improved inconclusive regressed 'not comparable' yardstick 'only in base' 'only in new'; do
        run -0 cut -f 7 "$GOLDEN/verdicts.tsv"
        assert_line "$verdict"
    done
}

@test "the last line is the verdict of the whole, and the status follows from it" {
    while IFS='@' read -r status last words; do
        # shellcheck disable=SC2086 # words
        compare "$status" $words
        assert_regex "${lines[-1]}" "^$last"
        assert_equal "$stderr" ''
    done <<'TABLE'
0@same: all 8 comparisons are within 8 % of the base\.$@base same
0@improved: 4 of 8 comparisons are below the base by more than 5 % beyond doubt\. Most of all: (un)?even, farm, 2 workers, (run|once): new / base is 0\.[89][0-9]+ \[@base improved
1@regressed: 2 of 8 comparisons exceed the base by more than 5 % beyond doubt\. Most of all: even, pool, 2 workers, (run|once): new / base is 1\.1[12][0-9] \[1\.1[0-9]+, 1\.1[0-9]+\] in 20 blocks\.$@base regressed
0@inconclusive: [0-9] of 8 comparisons are not decided; (about [0-9]+|no number of) blocks @base noisy --margin 1 --same 3
5@inconclusive: @base noisy --margin 1 --same 3 --strict
1@regressed: @base regressed --strict
0@same: @base same --strict
3@not comparable: 2 of 8 comparisons cannot be made, for want of good repetitions\. 20 repetitions of new failed\.$@base broken
3@not comparable: 2 of 8 comparisons cannot be made, for want of good repetitions\.$@broken base
3@same: all 8 comparisons are within 8 % of the base\. 3 repetitions of new failed\.$@base flaky
0@same: all 8 comparisons are within 8 % of the base\.$@flaky base
3@not comparable: 8 of 8 comparisons cannot be made, for want of good repetitions\.$@base no-serial
4@not comparable: the two sets have no cell in common\.$@base other
4@not comparable: 8 of 8 comparisons cannot be made because the circumstances differ\. To compare all the same: --allow host,kernel$@base elsewhere
4@not comparable: 4 of 8 comparisons cannot be made because the circumstances differ\. To compare all the same: --allow workload$@base rebuilt
0@inconclusive: 4 of 8 comparisons are not decided; 4 of them were disturbed: measure both sides in one run, or again on a quiet machine\.$@base disturbed
1@regressed: @base shaken
1@regressed: 4 of 8 @pairs --base old --new new
0@improved: 4 of 8 @pairs --base new --new old
TABLE
}

@test "what is not comparable comes before what regressed, and both are named" {
    changed regressed '(.context.forkscale.workloads[] | select(.label == "uneven")).items = 99'
    compare 4 base "$PWD/changed"
    assert_line 'items differs for uneven: base 100, new 99'
    assert_equal "${lines[-1]}" 'not comparable: 4 of 8 comparisons cannot be made because the circumstances differ. To compare all the same: --allow items. 2 of the others regressed.'
    compare 1 base "$PWD/changed" --allow items
    assert_line 'items differs for uneven, as allowed: base 100, new 99'
}

@test "cells in one set only and failed repetitions are named in the table and in every format" {
    for format in table json tsv markdown junit; do
        compare 0 base more --format "$format"
        assert_output --partial extra
        assert_output --partial 'only in new'
        compare 0 base less --format "$format"
        assert_output --partial 'only in base'
    done
    compare 0 base more --format github
    assert_line '::notice title=forkscale compare::only in new: even/extra/workers:2'
    compare 3 base flaky
    assert_line '3 repetitions failed in new: even/farm/workers:2: it broke'
    compare 3 broken base
    assert_line '20 repetitions failed in base: even/pool/workers:2: it broke'
    assert_line --regexp '^  pool +2  run +-  - +-  not comparable$'
}

@test "a slower serial cell shows as the yardstick, and changes no verdict" {
    compare 0 base slow-serial
    assert_line --regexp '^yardstick: the serial cell of even \(run\) takes 1\.[12][0-9]+ \[1\.[0-9]+, 1\.[0-9]+\] times as long as in base$'
    assert_equal "${lines[-1]}" 'same: all 8 comparisons are within 8 % of the base.'
}

@test "the table has a line for each cell and metric, in at most 80 columns" {
    compare 1 base regressed
    assert_line --regexp '^base  base: nowhere, 2026-11-23T15:40:00Z, 20 blocks$'
    assert_line --regexp '^  pool        2  run       1\.1[12][0-9]  \[1\.1[0-9]+, 1\.1[0-9]+\]      20  regressed$'
    assert_equal "$(grep -cE '^  (pool|farm) ' <<<"$output")" 8
    assert_equal "$(sed -n '/^even$/,/^Ratio/p' <<<"$output" | awk 'length > 80')" ''
    compare 0 few base --same 1.01 --margin 1
    run -0 grep -E '^  pool +2  run .*  4(/[0-9]+)?  ' <<<"$output"
}

# --- what must be alike ------------------------------------------------------------------------------

# fact | jq filter that changes it
facts()
{
    cat <<'TABLE'
host|.context.forkscale.host = "x"
cpu|.context.forkscale.machine.cpu_model = "x"
processors|.context.forkscale.machine.usable_processors = 7
pin|.context.forkscale.pin = {kind: "x"}
kernel|.context.forkscale.machine.kernel = "x"
compiler|.context.forkscale.build.compiler = "x"
flags|.context.forkscale.build.flags = "x"
mode|.context.forkscale.build.mode = "x"
iterations|.context.forkscale.iterations = 7
calls|.context.forkscale.calls = 7
workload|.context.forkscale.workloads[0].build = "x"
tunables|.context.forkscale.workloads[0].tunables.seed = 2
items|.context.forkscale.workloads[0].items = 7
results|.context.forkscale.workloads[0].result_bytes = 7
input|.context.forkscale.workloads[0].digest = "x"
TABLE
}

@test "each fact that differs is named with both values, forbids to compare, and can be allowed by name" {
    while IFS='|' read -r fact filter; do
        changed same "$filter"
        compare 4 base "$PWD/changed"
        assert_line --regexp "^$fact differs( for even)?: base .+, new .*[x72]"
        assert_line --regexp "^not comparable: .* --allow $fact\$"
        compare 0 base "$PWD/changed" --allow "$fact"
        assert_line --regexp "^$fact differs( for even)?, as allowed: "
        # And no other name allows it.
        others=$(facts | cut -d '|' -f 1 | grep -vx "$fact" | paste -sd ,)
        compare 4 base "$PWD/changed" --allow "$others"
    done < <(facts)
    # All names are there.
    run -0 forkscale compare --help
    for fact in $(facts | cut -d '|' -f 1); do assert_output --partial "$fact"; done
}

@test "a fact that is not on record counts as different, even if neither file has it" {
    compare 4 base older
    assert_line 'workload differs for even: base 0000000000000000, new not recorded'
    compare 4 older older
    assert_line 'workload differs for uneven: base not recorded, new not recorded'
    compare 0 older older --allow workload
    changed base 'del(.context.forkscale.workloads, .context.forkscale.build, .context.forkscale.machine.kernel)'
    compare 4 base "$PWD/changed"
    for fact in kernel compiler flags mode; do assert_line --regexp "^$fact differs: base .+, new not recorded$"; done
    for fact in workload tunables items results input; do assert_line --regexp "^$fact differs for even: base .*, new not recorded$"; done
    compare 0 base "$PWD/changed" --allow kernel,compiler,flags,mode,workload,tunables,items,results,input
}

# --- formats -----------------------------------------------------------------------------------------

@test "json has schema, version, both sides, every difference and the rows of tsv" {
    compare 4 base elsewhere --format json
    jq -e --arg version "$(forkscale --version | cut -d ' ' -f 2)" '
        .schema == 1 and .version == $version and .verdict == "not comparable" and .counts["not comparable"] == 8
        and .base.host == "nowhere" and .new.host == "elsewhere" and .new.name == "elsewhere" and .new.kernel == "Linux 9.9"
        and [.differences[].name] == ["host", "kernel"] and all(.differences[]; .allowed == false)
        and .margin == 0.05 and .same == 0.08 and .level == 0.01' <<<"$output"
    compare 1 base regressed --format json
    jq -r '.comparisons[] | [.verdict, .blocks, (.p | tostring)] | @tsv' <<<"$output" >json.tsv
    compare 1 base regressed --format tsv
    python3 - <(printf '%s\n' "$output") json.tsv <<'PYTHON'
import csv, sys
ours = list(csv.DictReader(open(sys.argv[1]), delimiter="\t"))
theirs = [line.rstrip("\n").split("\t") for line in open(sys.argv[2])]
assert len(ours) == len(theirs) == 12
for a, b in zip(ours, theirs):
    assert (a["verdict"], a["blocks"]) == (b[0], b[1])
    assert a["p"] == "" and b[2] == "null" or abs(float(a["p"]) - float(b[2])) < 1e-9
PYTHON
}

@test "markdown has the verdict first, then a table whose rows have as many fields" {
    compare 1 base regressed --format markdown
    assert_line --index 0 '### forkscale: regressed'
    assert_line --index 1 --regexp '^2 of 8 comparisons exceed the base'
    assert_equal "$(grep -c '^| ' <<<"$output")" 9
    assert_equal "$(grep -c '\*\*regressed\*\* |$' <<<"$output")" 2
    run -0 bash -c 'grep "^|" <<<"$1" | sed "s/\\\\|//g" | tr -cd "|\n" | sort -u' sh "$output"
    assert_output '|||||||||'
}

@test "github has one command for the whole and one for each that is not the same" {
    compare 1 base regressed --format github
    assert_line --index 0 --regexp '^::error title=forkscale compare::regressed: 2 of 8 comparisons exceed the base by more than 5 %25 beyond doubt'
    assert_equal "$(grep -c '^::error title=even%2C pool%2C 2 workers%2C \(run\|once\)::regressed: new / base is 1\.' <<<"$output")" 2
    compare 0 base noisy --margin 1 --same 3 --format github
    assert_line --index 0 --regexp '^::warning title=forkscale compare::inconclusive'
    compare 0 base improved --format github
    assert_equal "$(grep -c '^::notice title=.*::improved: new / base is 0\.' <<<"$output")" 4
    refute_line --regexp '^::(error|warning)'
    compare 4 base elsewhere --format github
    assert_line --index 0 --regexp '^::error .*::not comparable: '
    assert_line '::notice title=forkscale compare::host differs: base nowhere, new elsewhere'
}

@test "junit is XML in which the cases add up: failures regressed, skipped undecided" {
    for pair in 'base regressed' 'base noisy --margin 1 --same 3' 'base elsewhere' 'base more' 'base other' 'hostile hostile'; do
        # shellcheck disable=SC2086 # words
        (cd "$RUNS" && forkscale compare $pair --format junit) >junit.xml || true
        run -0 python3 - junit.xml <<'PYTHON'
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()
assert suite.tag == "testsuite"
cases = suite.findall("testcase")
count = lambda tag: sum(case.find(tag) is not None for case in cases)
assert int(suite.get("tests")) == len(cases), len(cases)
assert int(suite.get("failures")) == count("failure") and int(suite.get("skipped")) == count("skipped")
assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
for case in cases:
    for result in case.findall("failure") + case.findall("skipped"):
        assert result.get("message")
print(len(cases), count("failure"), count("skipped"))
PYTHON
        echo "$pair: $output" >>counts
        xmllint --noout junit.xml
    done
    assert_equal "$(sed -n 1p counts)" 'base regressed: 8 2 0'
    assert_equal "$(sed -n 3p counts)" 'base elsewhere: 8 0 8'
    assert_equal "$(sed -n 4p counts)" 'base more: 10 0 2'
    assert_regex "$(sed -n 2p counts)" '^base noisy .*: 8 0 [1-8]$'
    assert_regex "$(sed -n 5p counts)" '^base other: [1-9][0-9]* 0 [1-9]'
}

@test "a hostile label is escaped in every format, and nothing in it runs" {
    local label='<b>|`x`,%0A::error::\x1b[31m\x0a@all"'"'"'&$(pwned)'
    for format in table json tsv markdown github junit; do
        compare 0 hostile hostile --format "$format" --metric run
        refute_output --regexp $'[\033\r]'
        refute_line --regexp '^(::error|@all)'
        printf '%s\n' "$output" >"hostile.$format"
    done
    assert_equal "$(jq -r '.comparisons[].new_strategy' hostile.json | grep -cF "$label")" 2
    grep -qF '  <b>|`x`,%0A::error::\x1b[31m\x0a@all' hostile.table
    grep -qF '\<b\>\|\`x\`,%0A::error::\\x1b\[31m\\x0a&#64;all' hostile.markdown
    run -0 bash -c 'grep "^|" hostile.markdown | sed "s/\\\\|//g" | tr -cd "|\n" | sort -u'
    assert_output '|||||||||'
    run -0 python3 -c 'import xml.etree.ElementTree as tree; print(tree.parse("hostile.junit").getroot().find("testcase").get("name"))'
    assert_output --partial "$label"
    # As an annotation: the label is in the title, where "%", ":" and "," would end it.
    changed hostile '(.benchmarks[] | select(.strategy == null and (.name | test("^even/<b>"))).run_ns) |= map(. * 2)'
    cd "$BATS_TEST_TMPDIR"
    run -1 forkscale compare "$RUNS/hostile" changed --metric run --format github
    assert_line --partial '::error title=even%2C <b>|`x`%2C%250A%3A%3Aerror%3A%3A\x1b[31m\x0a@all'
    assert_equal "$(grep -c '^::' <<<"$output")" "$(wc -l <<<"$output")"
    run -1 forkscale compare "$RUNS/hostile" changed --metric run -o drawn
    xmllint --noout drawn/comparison.svg
    assert_file_exists drawn/comparison.png
    assert_not_exist pwned
}

# --- the picture ---------------------------------------------------------------------------------------

@test "the picture has a row for each ratio, beside its data and its script" {
    compare 1 base regressed -o "$PWD/drawn"
    for kind in svg png tsv gp; do assert_file_not_empty "drawn/comparison.$kind"; done
    assert_equal "$(wc -l <drawn/comparison.tsv)" 9
    assert_equal "$(awk -F '\t' '{ print NF }' drawn/comparison.tsv | sort -u)" 12
    run -0 python3 -c 'import xml.etree.ElementTree
for text in xml.etree.ElementTree.parse("drawn/comparison.svg").iter("{http://www.w3.org/2000/svg}text"):
    print("".join(text.itertext()).strip())'
    for word in even uneven 'pool, 2, run' 'farm, 2, once' regressed same 1.05 0.95; do assert_line "$word"; done
    assert_equal "$(grep -c '^regressed$' <<<"$output")" 2
    # The script draws it again.
    rm drawn/comparison.svg
    (cd drawn && gnuplot comparison.gp)
    assert_file_not_empty drawn/comparison.svg
}

@test "a picture without rows or a folder is refused with status 3, after the table" {
    compare 3 base elsewhere -o "$PWD/drawn"
    assert_equal "$stderr" "forkscale: $PWD/drawn: 0 rows of ratios cannot be drawn: 1 to 400 can"
    assert_output --partial 'not comparable'
    compare 3 base same -o /proc/nowhere
    assert_regex "$stderr" '^forkscale: /proc/nowhere: cannot make /proc/nowhere: '
    run -3 --separate-stderr env PATH=/nowhere "$FORKSCALE" compare "$RUNS/base" "$RUNS/same" -o drawn 3>&-
    assert_equal "$stderr" 'forkscale: drawn: there is no gnuplot on the PATH'
}

# --- what is refused -----------------------------------------------------------------------------------

@test "words that make no sense are refused" {
    cd "$RUNS"
    local two='compare: give the results of two runs, BASE and NEW; or of one, with --base and --new, or that was measured with --against'
    refused "$two" compare
    refused 'compare: base was not measured with --against: give the results of two runs, BASE and NEW, or --base and --new' compare base
    refused "$two" compare base same few
    refused 'compare: give both --base and --new, or neither' compare base --base pool
    refused 'compare: give both --base and --new, or neither' compare base --new pool
    refused 'compare: with --base and --new, give the results of one run' compare base same --base pool --new farm
    refused "compare: --base and --new are both 'pool'" compare base --base pool --new pool
    refused "--new: the results have no strategy 'frm' (did you mean 'farm'?)" compare base --base pool --new frm
    refused "--base: the results have no strategy 'zzzzzz'" compare base --base zzzzzz --new farm
    refused "compare: no cells of 'old' and 'new/pool' are such a pair" compare pairs --base old --new new/pool
    refused "--metric 'runs': expected run, once or a metric of a repetition (did you mean 'run'?)" compare base same --metric runs
    refused "--metric 'zzzzzz': expected run, once or a metric of a repetition; see 'forkscale list metrics'" compare base same --metric zzzzzz
    refused "--metric 'speedup': it is a ratio already; expected run, once or a metric of a repetition" compare base same --metric speedup
    refused "--allow 'hots': expected one of the facts in --help (did you mean 'host'?)" compare base same --allow hots
    refused "--allow 'zzzzzz': expected one of the facts in --help" compare base same --allow host,zzzzzz
    refused '--same 2: expected at least the margin, 5' compare base same --margin 5 --same 2
    refused "--format 'xml': expected table, json, tsv, markdown, github or junit" compare base same --format xml
    for option in margin same level; do
        run -2 --separate-stderr forkscale compare base same "--$option" 0
        assert_regex "$stderr" "^forkscale: --$option '0'"
        assert_output ''
    done
}

@test "runs that cannot be read, and output that cannot be written, have status 3" {
    compare 3 base nowhere
    assert_equal "$stderr" 'forkscale: cannot read nowhere/results.json: No such file or directory'
    assert_output ''
    compare 3 nowhere base
    changed base '.context.forkscale.schema = 2'
    run -3 --separate-stderr forkscale compare "$RUNS/base" changed
    assert_equal "$stderr" 'forkscale: changed/results.json: context.forkscale.schema is 2; it must be 1, the one that this forkscale reads'
    run -3 --separate-stderr bash -c '"$FORKSCALE" compare "$RUNS/base" "$RUNS/same" >/dev/full 3>&-'
}

@test "without colour there is none, and with it the verdicts have it" {
    compare 1 base regressed
    refute_output --partial $'\033'
    cd "$RUNS"
    run on_terminal env TERM=xterm "$FORKSCALE" compare base regressed
    assert_output --partial $'\033[1;31mregressed\033[0m'
    run on_terminal env TERM=xterm NO_COLOR=1 "$FORKSCALE" compare base regressed
    refute_output --partial $'\033'
}

# --- real runs -------------------------------------------------------------------------------------------

# Prints a strategy whose runs begin with a delay: delayed MS
delayed()
{
    cat <<C
#include "strategy.h"
#include <time.h>
static int run(struct pool *pool)
{
    nanosleep(&(struct timespec){ .tv_nsec = $1 * 1000000 }, NULL);
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "sleeps, then runs all", .traits = TRAIT_INLINE, .run = run };
C
}

@test "two builds of one strategy, measured in the same blocks: the slower one regressed" {
    mkdir old new
    delayed 0 | module strategy pool
    mv pool.so old
    delayed 20 | module strategy pool
    mv pool.so new
    run -0 --separate-stderr forkscale run -w spin:items=10,grain=10 -s ./old/pool.so -s ./new/pool.so --blocks 12 --iterations 1 -q -o out
    json '[.context.forkscale.strategies[].label] == ["serial", "old/pool", "new/pool"]' out/results.json
    run -1 forkscale compare out --base old --new new
    assert_line --regexp '^  new/pool +1  run +[0-9.e+]+  \[.*\] +12  regressed$'
    run -0 forkscale compare out --base new --new old
    assert_regex "${lines[-1]}" '^improved: 2 of 2 '
    # A file that the program has just written has all facts on record: compared with itself all is alike.
    run -0 --separate-stderr forkscale compare out out
    refute_output --partial differs
    assert_regex "${lines[-1]}" '^(same|inconclusive): '
}

@test "the build of a module is the same wherever it was built, and another when its code or data differ" {
    mkdir here there
    delayed 0 | module strategy pool
    cp pool.so here
    build() { json '.context.forkscale.strategies[1].build' "$1/results.json"; }
    for folder in here there; do
        if [ "$folder" = there ]; then
            BATS_TEST_TMPDIR=$PWD/there module strategy pool < <(delayed 0)
            ! cmp -s here/pool.so there/pool.so # the folder is in the debugging information
        fi
        forkscale run -w spin:items=10,grain=10 -s "./$folder/pool.so" --blocks 1 -q -o "$folder" >/dev/null
    done
    assert_equal "$(build here)" "$(build there)"
    delayed 1 | module strategy pool
    forkscale run -w spin:items=10,grain=10 -s ./pool.so --blocks 1 -q -o code >/dev/null
    [ "$(build here)" != "$(build code)" ]
    delayed 0 | sed 's/then runs all/then does all/' | module strategy pool
    forkscale run -w spin:items=10,grain=10 -s ./pool.so --blocks 1 -q -o data >/dev/null
    [ "$(build here)" != "$(build data)" ]
    strip pool.so -o stripped.so
    forkscale run -w spin:items=10,grain=10 -s ./stripped.so --blocks 1 -q -o stripped >/dev/null
    assert_equal "$(build data)" "$(build stripped)"
}

@test "the gate of docs/gating.md passes what is no slower, and fails what is" {
    # On one small workload, and with fewer blocks.
    awk '/^```sh$/ && !seen { on = seen = 1; next } /^```$/ { on = 0 } on' "$ROOT/docs/gating.md" |
        sed 's/-w spin,spin:shape=falling/-w spin:items=10,grain=10/; s/--blocks 30/--blocks 12 --iterations 1/' >gate.sh
    grep -q -e '--blocks 12' gate.sh
    delayed 30 | module strategy pool
    mkdir project
    printf 'pool.so: pool.c\n\t%s -std=c11 -D_GNU_SOURCE -fPIC -shared -I%s -I%s/harness -I%s/strategies -o $@ $< -L%s -lforkscale\n' \
        "${CC:-cc} $(sanitizers)" "$ROOT" "$ROOT" "$ROOT" "$FORKSCALE_BUILD" >project/Makefile
    cp pool.c project
    cd project
    git init -q
    git add .
    git -c user.name=x -c user.email=x@example.org commit -qm base
    sed -i 's/30 \* 1000000/0 * 1000000/' pool.c
    run env TMPDIR="$BATS_TEST_TMPDIR" sh ../gate.sh HEAD 3>&-
    assert_equal "$status" 0
    assert_regex "${lines[-1]}" '^improved: 2 of 2 '
    git -c user.name=x -c user.email=x@example.org commit -qam faster
    sed -i 's/0 \* 1000000/30 * 1000000/' pool.c
    run env TMPDIR="$BATS_TEST_TMPDIR" sh ../gate.sh HEAD 3>&-
    assert_equal "$status" 1
    assert_regex "${lines[-1]}" '^regressed: 2 of 2 '
    assert_equal "$(git worktree list | wc -l)" 1
}
