#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The contest of the blog post: scripts/blog, its rules and its page. Measurements here are small or made up; the page in
# docs/ is compared with the tables beside it.
# shellcheck disable=SC2016 # the backquotes are Markdown's

load helper

BLOG=$ROOT/scripts/blog
TABLES='setting samples strategies lines complaints'

setup()
{
    helper_setup
    # An interpreter that was not built with a sanitizer cannot load a library that was.
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' release : '* ]] || skip 'no interpreter can load a build with a sanitizer'
    mkdir -p docs/blog-contest
}

# scripts/blog with a page of its own: blog WORD...
blog()
{
    "$BLOG" --docs "$PWD/docs" --results "$PWD/results" "$@" 3>&-
}

# Samples of eleven blocks, two workers and one work and grain, in docs/, from lines of: strategy, warm ms, once ms. Serial
# takes 100 ms; the others take a per mille longer from block to block. fork_static has a tenth of its run uneven. All
# other tables are the committed ones. made_up LINES [GRAIN...]
made_up()
{
    local lines=$1 table
    shift
    for table in $TABLES; do cp "$ROOT/docs/blog-contest/$table.tsv" docs/blog-contest; done
    sed -i 's/^processors\t.*/processors\t2/' docs/blog-contest/setting.tsv
    awk -v OFS='\t' -v grains="${*:-1ms}" '
        BEGIN {
            many = split(grains, grain, " ")
            print "work", "grain", "strategy", "workers", "block", "items", "run_ns", "once_ns", "imbalance_ns", "error"
        }
        {
            for (i = 1; i <= many; i++)
                for (block = 0; block < 11; block++) {
                    late = $1 == "serial" ? 1 : 1 + block / 1000
                    run = $2 * 1e6 * late
                    print "spin uniform", grain[i], $1, $1 == "serial" ? 1 : 2, block, 100, run, $3 * 1e6 * late, \
                        $1 == "fork_static" ? run / 10 : 0, ""
                }
        }' <<<"$lines" >docs/blog-contest/samples.tsv
}

# Changes what was made up: a condition on $work, $grain, $name and $block, and what is done there: change CONDITION ACTION
change()
{
    awk -F '\t' -v OFS='\t' \
        "NR > 1 { work = \$1; grain = \$2; name = \$3; block = \$5; if ($1) { $2 } } { print }" \
        docs/blog-contest/samples.tsv >changed
    mv changed docs/blog-contest/samples.tsv
}

# The paragraph with which the page opens, as one line.
opening()
{
    sed -n '3,/^$/p' docs/blog-contest.md | paste -sd ' ' | sed 's/ $//'
}

# A row of the table of claims: verdict CLAIM-BEGINS
verdict()
{
    cell 3 "| $1"
}

# A cell of the first line of the page that begins so: cell FIELD BEGINNING
cell()
{
    grep -F "$2" docs/blog-contest.md | head -n 1 | cut -d '|' -f "$1" | sed 's/^ *//; s/ *$//'
}

ALL='serial 100 101
fork_static 51 52
fork_static:schedule=cyclic 51.1 52.1
fork_gather 53 54
pipe_queue 54 55
spawn_pool 55 60
threads 48 52.2
python_fork 52 90
python_process 55 95
python_pool 48 99
python_pool:chunk=1 52.2 90.2
python_executor 50 80
python_threads 104 150
python_threads:gil=released 52 100'

# --- the verdicts --------------------------------------------------------------------------------

@test "a slower rival, a faster one, one that is both and one that is neither have different verdicts" {
    made_up "$ALL"
    blog --page
    assert_equal "$(verdict 'it "worked better" than `Process`')" '**holds**'
    assert_equal "$(verdict 'it "worked better" than `Pool.map`, in')" \
        '**holds when** once: everywhere; **does not when** warm: everywhere'
    assert_equal "$(verdict 'it "worked better" than `Pool.map`, chunks of 1')" 'the blocks do not tell'
    assert_equal "$(verdict 'it "worked better" than `ProcessPoolExecutor`')" '**does not hold**'
    assert_equal "$(cell 4 '| it "worked better" than `Process`')" \
        '2 for, 0 against; [ratios](#it-worked-better) once 1.06 to 1.06, warm 1.06 to 1.06'
}

@test "one supporting point among undecided ones is not a verdict on all" {
    made_up "${ALL/python_process 55 95/python_process 52.1 95}"
    blog --page
    assert_equal "$(verdict 'it "worked better" than `Process`')" \
        '**holds when** once: everywhere; elsewhere the blocks do not tell'
    assert_equal "$(cell 4 '| it "worked better" than `Process`')" \
        '1 for, 0 against; at 1 the blocks do not tell; [ratios](#it-worked-better) once 1.06 to 1.06, warm 1.00 to 1.00'
    made_up "${ALL/python_process 55 95/python_process 52.1 80}"
    blog --page
    assert_equal "$(verdict 'it "worked better" than `Process`')" \
        '**does not hold** once: everywhere; elsewhere the blocks do not tell'
}

@test "a verdict that holds nearly everywhere lists the exceptions" {
    made_up "$ALL" 10us 100us 1ms 10ms
    change 'name == "python_process" && grain == "10us"' '$7 = 40e6; $8 = 70e6'
    blog --page
    assert_equal "$(verdict 'it "worked better" than `Process`')" \
        '**holds when** once and warm: everywhere but at 10 µs; **does not when** once and warm: at 10 µs'
}

@test "a block that disagrees widens the interval that the page shows, and with it the point is decided no more" {
    made_up "$ALL" 10us 100us 1ms 10ms
    change 'name == "python_process" && grain == "10us" && block == 3' '$7 = 40e6'
    blog --page
    assert_equal "$(verdict 'it "worked better" than `Process`')" \
        '**holds when** once: everywhere; warm: everywhere but at 10 µs; elsewhere the blocks do not tell'
    run -0 grep -F '| `python_process` | spin uniform | ' docs/blog-contest.md
    assert_line --index 1 --partial '| 1.06 (0.90 to 1.06) | **1.06** (1.06 to 1.06) |'
}

# Each mark on the page is the one that the interval beside it demands, as it is printed.
marks_follow_from_intervals()
{
    python3 - "$1" <<'PYTHON'
import re, sys
seen = {"**": 0, "_": 0, "": 0}
for line in open(sys.argv[1]):
    found = re.match(r"\| `(python_process|python_pool|python_executor|python_threads|threads)[^`]*` \| [a-z]", line)
    if not found:
        continue
    high, low = (1.1, 1.1) if "threads" in found[1] else (1.02, 1 / 1.02)
    for mark, range_, least, greatest in re.findall(r"\| (\*\*|_|)[\d.]+\1 \((range )?([\d.]+) to ([\d.]+)\)", line):
        demanded = "" if range_ else "**" if float(least) > high else "_" if float(greatest) < low else ""
        assert mark == demanded, line
        seen[mark] += 1
print(*seen.values())
assert all(seen.values()), seen
PYTHON
}

@test "the marks on the page in docs follow from the intervals beside them" {
    marks_follow_from_intervals "$ROOT/docs/blog-contest.md"
}

@test "an interval near a bound has as many digits as it takes to see on which side it is" {
    made_up "${ALL/python_process 55 95/python_process 53.05 91.79}"
    blog --page
    marks_follow_from_intervals docs/blog-contest.md
    run -0 grep -F '| `python_process` | spin uniform | ' docs/blog-contest.md
    assert_line --index 0 --partial '| 1.02 (1.0199 to 1.0199) |'
    assert_line --index 1 --partial '| **1.02** (1.0202 to 1.0202) |'
}

@test "threads that are no faster than serial cannot help, and those that are can" {
    made_up "$ALL"
    blog --page
    assert_equal "$(verdict 'threads cannot help, where the items hold')" '**holds**'
    assert_equal "$(verdict 'threads cannot help, where the items release')" '**does not hold**'
}

@test "a strategy that was not raced is not judged" {
    made_up "$(grep -v '^python_[ept]' <<<"$ALL")"
    blog --page
    assert_equal "$(verdict 'it "worked better" than `Process`')" 'not measured'
    assert_equal "$(verdict 'threads cannot help, where the items hold')" 'not measured'
}

@test "too few blocks for all points of a claim decide nothing" {
    made_up "$ALL" # two points: seven blocks would do
    change 'block >= 6' next
    blog --page
    assert_equal "$(verdict 'it "worked better" than `Process`')" 'the blocks do not tell'
    assert_regex "$(cell 4 '| spin uniform | once |')" '^\? `fork_static:schedule=cyclic` 1\.00 '
    assert_equal "$(cell 4 '| spin uniform | warm |')" '? `threads` 1.06 (range 1.06 to 1.06)'
    run -0 grep -F '| `python_process` | spin uniform | 1.06 (range 1.06 to 1.06) |' docs/blog-contest.md
}

@test "in C the design is behind, or not behind, or the blocks do not tell" {
    made_up "$ALL"
    blog --page
    assert_equal "$(cell 4 '| spin uniform | once |')" none
    assert_equal "$(cell 4 '| spin uniform | warm |')" '`threads` 1.06 (1.06 to 1.06)'
    change 'name == "pipe_queue" && block > 2' '$8 = 50e6' # at times faster
    blog --page
    assert_regex "$(cell 4 '| spin uniform | once |')" '^\? `[a-z_]*` [0-9.]+ \([0-9.]+ to [0-9.]+\)$'
}

@test "dealing the items round-robin is named where it is as good as the best" {
    made_up "${ALL/schedule=cyclic 51.1/schedule=cyclic 48.5}"
    blog --page
    assert_equal "$(cell 4 '| spin uniform | warm |')" '`threads` 1.06 (1.06 to 1.06), `schedule=cyclic` 1.05'
    made_up "${ALL/schedule=cyclic 51.1/schedule=cyclic 49.5}"
    blog --page
    assert_equal "$(cell 4 '| spin uniform | warm |')" '`threads` 1.06 (1.06 to 1.06)'
}

@test "the page shows how uneven the parts were" {
    made_up "$ALL"
    blog --page
    run -0 grep -F '| spin uniform | 10.0 % |' docs/blog-contest.md
}

@test "the lines of the pictures go from grain to grain" {
    made_up "$ALL" 1ms 10us 10ms 100us
    change 1 '$6 = grain == "10us" ? 10000 : grain == "100us" ? 1000 : grain == "1ms" ? 100 : 10'
    blog --page
    for picture in {python,c}-{once,warm}; do
        run -0 grep -oE "stroke='rgb[^']*'  d='(M|L)[0-9., L]*'" "docs/blog-contest/$picture.svg"
        # Those of four points, of which there is one a strategy at least: x rises.
        awk -F "d='" '{ n = split($2, point, /[ML]/); if (n != 5) next
            for (i = 2; i < n; i++) if (point[i] + 0 > point[i + 1] + 0) { print; exit 1 }
            lines++ } END { exit lines < 5 }' <<<"$output" || fail "$picture"
    done
}

# --- what failed ---------------------------------------------------------------------------------

@test "where serial or the design failed at one grain, the page has gaps in their places" {
    made_up "$ALL" 10us 1ms
    change 'grain == "10us" && name == "serial"' '$7 = $8 = $9 = ""; $10 = "died"'
    blog --page
    run -0 grep -F '| spin uniform | – | 100 of 1000 µs |' docs/blog-contest.md
    run -0 grep -F -e '- spin uniform, 10 µs, `serial`, 1 workers: died' docs/blog-contest.md
    made_up "$ALL" 10us 1ms
    change 'grain == "10us" && name == "python_fork"' '$7 = $8 = $9 = ""; $10 = "died"'
    blog --page
    run -0 grep -F '| `python_process` | spin uniform | – | **1.06** (1.06 to 1.06) |' docs/blog-contest.md
}

@test "a machine that reports no hypervisor has none seen, and a repeated name is shown once" {
    made_up "$ALL"
    sed -i 's/^hypervisor\t.*/hypervisor\t/' docs/blog-contest/setting.tsv
    blog --page
    run -0 grep -F '(hypervisor: none seen)' docs/blog-contest.md
    sed -i 's/^hypervisor\t.*/hypervisor\tKVMKVMKVM/' docs/blog-contest/setting.tsv
    blog --page
    run -0 grep -F '(hypervisor: KVM)' docs/blog-contest.md
}

# --- the complaints ------------------------------------------------------------------------------

# The table of complaints with these counts of tries: complaints_were SILENT-UNJOINED SILENT-RAISING RAISED-FEEDER
complaints_were()
{
    {
        echo $'script\tpython\ttries\tsilent\traised\tleast\tmost\titems\ttranscript'
        printf '%s\tPython 9.9\t20\t%s\t%s\t0\t7\t8\t\n' pool_unjoined "$1" 0 pool_raising "$2" 0 queue_feeder 0 "$3"
    } >docs/blog-contest/complaints.tsv
}

@test "a complaint holds under the conditions under which it was seen, or is not reproduced" {
    made_up "$ALL"
    complaints_were 3 20 20
    blog --page
    assert_equal "$(verdict '`multiprocessing` "sometimes')" \
        '**holds when** the pool is not joined, or nobody asks for its results'
    assert_equal "$(cell 4 '| `multiprocessing` "sometimes')" \
        '3 and 20 of 20 tries ended with status 0, in silence, with items not done: [programs](#the-two-complaints)'
    assert_equal "$(verdict 'it "raised in')" '**holds when** an element cannot be pickled'
    complaints_were 0 1 0
    blog --page
    assert_equal "$(verdict '`multiprocessing` "sometimes')" '**holds when** nobody asks for its results'
    assert_equal "$(verdict 'it "raised in')" 'not reproduced with Python 9.9'
    complaints_were 0 0 0
    blog --page
    assert_equal "$(verdict '`multiprocessing` "sometimes')" 'not reproduced with Python 9.9'
}

@test "without a Python the complaints are not tried, and the page gives the reason why a strategy is left out" {
    made_up "$(grep -v '^python' <<<"$ALL")"
    sed -i 1q docs/blog-contest/complaints.tsv docs/blog-contest/lines.tsv
    printf 'name\truntime\tunavailable\npython_fork\t\tthere is no python3\n' >docs/blog-contest/strategies.tsv
    blog --page
    assert_equal "$(verdict '`multiprocessing` "sometimes')" 'not tried: no Python'
    run -0 grep -F 'python_fork`: ' docs/blog-contest.md
    assert_output '- `python_fork`: there is no python3'
}

# The figures of a complaint with an interpreter that does this, to whom $3 is the file of items done: complaints_of TEXT SCRIPT
complaints_of()
{
    printf '#!/bin/sh\nif [ "$1" = --version ]; then echo Python 0; exit; fi\n%s\n' "$1" >interpreter
    chmod +x interpreter
    "$ROOT/scripts/blog.d/complaints" "$PWD/interpreter" 3>&- | grep "^$2" | cut -f 3-8 | tr '\t' ' '
}

# The columns: tries, silent, raised, least, most, items.
@test "a silent try has status 0, no output and items not done; a raised one status 0 and an exception in _feed" {
    assert_equal "$(complaints_of 'seq 7 >"$3"' pool_unjoined)" '20 20 0 7 7 8'
    assert_equal "$(complaints_of 'seq 8 >"$3"' pool_unjoined)" '20 0 0 8 8 8' # all are done
    assert_equal "$(complaints_of 'echo a word' pool_raising)" '20 0 0 0 0 8'
    assert_equal "$(complaints_of 'exit 1' pool_raising)" '20 0 0 0 0 8'
    assert_equal "$(complaints_of 'echo "  File x, line 1, in _feed"' queue_feeder)" '20 0 20 0 0 8'
    assert_equal "$(complaints_of 'echo "  File x, line 1, in _feed"; exit 1' queue_feeder)" '20 0 0 0 0 8'
}

# The complaint's program does to the Python of the contest what the page says: complains SCRIPT COLUMN
complains()
{
    local python count
    python=$(cd "$ROOT" && bash -c '. scripts/blog.d/contest.bash; python')
    [ -n "$python" ] || skip 'there is no Python'
    "$ROOT/scripts/blog.d/complaints" "$python" >complaints.tsv 3>&-
    count=$(awk -F '\t' -v script="$1" -v name="$2" \
        'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $1 == script { print $at[name] }' complaints.tsv)
    [ "$count" -gt 0 ] || skip "$("$python" --version) does not do it any more"
    run -0 awk -F '\t' -v script="$1" '$1 == script { print $2, $3 }' complaints.tsv
    assert_output "$("$python" --version) 20"
}

@test "a pool that is not joined ends with 0 in silence, and items are not done" {
    complains pool_unjoined silent
    run -0 awk -F '\t' '$1 == "pool_unjoined" { print ($6 < 8), $9 "" }' complaints.tsv
    assert_output --regexp '^1 '
}

@test "a pool whose items raise, and whose results nobody asks for, ends with 0 in silence each time" {
    complains pool_raising silent
    run -0 awk -F '\t' '$1 == "pool_raising" { print $4, $6, $7, "<" $9 ">" }' complaints.tsv
    assert_output '20 0 0 <>'
}

@test "an element that cannot be pickled raises in the feeder's thread, and the program ends with 0" {
    complains queue_feeder raised
    run -0 awk -F '\t' '$1 == "queue_feeder" { print $9 }' complaints.tsv
    assert_output --partial 'in _feed\n'
    assert_output --partial "Can't pickle"
}

# --- the page ------------------------------------------------------------------------------------

@test "the page in docs follows from the tables beside it" {
    for table in $TABLES; do cp "$ROOT/docs/blog-contest/$table.tsv" docs/blog-contest; done
    blog --page
    diff docs/blog-contest.md "$ROOT/docs/blog-contest.md"
    for table in efficiency ratios; do
        diff "docs/blog-contest/$table.tsv" "$ROOT/docs/blog-contest/$table.tsv"
    done
}

@test "the page names neither the host nor a path of the machine" {
    run -1 grep -rFw --include='*.md' --include='*.tsv' -e "$ROOT" -e /root -e /home "$ROOT"/docs/blog-contest*
    run -1 grep -l '{{' "$ROOT/docs/blog-contest.md"
}

@test "the page begins with the findings, and its text is at most 120 columns wide" {
    made_up "$ALL"
    run -0 "$BLOG" --page --docs docs 3>&- # the caller's
    assert_equal "$(opening | grep -oE '\.( |$)' | wc -l)" 5
    run -0 sed -n '/^In detail:$/,/^## /p' docs/blog-contest.md
    assert_line --index 1 --partial '- "The simplest kind", by lines of code, '
    assert_line --partial '- than `Process`: **holds** at all 2 points'
    assert_line --partial '- There were 2 workers; the page says nothing about more.'
    LC_ALL=C.UTF-8 run -1 grep -P '^(?![|!]|_pickle).{121}' docs/blog-contest.md
}

@test "the first sentences name what is faster, what is slower and what the blocks do not tell" {
    made_up "$ALL"
    blog --page
    run -0 opening
    assert_output --partial 'was timed against 4 ways of Python'"'"'s own library, which did the same work'
    assert_output --partial ' it was faster by more than 2 % in 2 of 4 cases, and slower in 1 (at worst 1.13 times as slow as `ProcessPoolExecutor`: spin uniform, 1 ms); in the other, 11 timings do not tell which is faster. '
    assert_output --partial ' it was faster by more than 2 % in 1 of 4 cases, and slower in 2 (at worst 1.08 times as slow as `Pool.map`: spin uniform, 1 ms); in the other, '
    assert_output --partial 'made the work more than 10 % faster in none of 1 cases where an item keeps'
    assert_output --partial 'and in all 1 cases where it releases'
}

@test "the first sentences hold when all are slower, when nobody is, and when nothing was compared" {
    made_up "$(grep -v 'python_[pe]' <<<"$ALL")
python_pool 60 95"
    blog --page
    run -0 opening
    assert_output --partial 'against 1 way of'
    assert_output --partial 'workers once, it was faster by more than 2 % in all 1 cases, and slower in none. Where'
    change 'name == "python_pool"' '$7 = block < 5 ? 30e6 : 60e6; $8 = 80e6'
    blog --page
    run -0 opening
    assert_output --partial 'once, it was faster by more than 2 % in none of 1 cases, and slower in 1 (at worst 1.13 times as slow'
    assert_output --partial 'further lists, 11 timings do not tell in any of 1 cases which is faster by more than 2 %. '
    made_up "$(grep -v '^python' <<<"$ALL")"
    sed -i 1q docs/blog-contest/complaints.tsv
    blog --page
    run -0 opening
    assert_output --partial "was not timed against Python's own library here. "
    assert_output --partial 'what the post complained of was not tried, because there is no Python here. '
    assert_output --partial 'once, nothing was compared. '
    assert_output --partial "Python's threads were not timed."
    assert_equal "$(opening | grep -oE '\.( |$)' | wc -l)" 5
}

@test "reliability is judged by the promises that are known to be broken, and linked" {
    made_up "$ALL"
    blog --page
    assert_equal "$(verdict 'it "worked better", more reliably')" '**holds**'
    for name in python_process python_pool python_executor; do
        # With the default settings: not those of another start method.
        count=$(awk -F '\t' '$3 == "always" || $3 == "flaky" { print $1 }' "$ROOT/strategies/foreign/$name.known" | sort -u | wc -l)
        run -0 grep -c "^| \`$name\` | $count: P" docs/blog-contest.md
    done
    run -0 grep -F '| `python_fork` | none | – |' docs/blog-contest.md
    assert_file_not_exist "$ROOT/strategies/foreign/python_fork.known"
    run -0 grep -F '(conformance.md#strategies-of-other-languages)' docs/blog-contest.md
    run -0 grep -xF '## Strategies of other languages' "$ROOT/docs/conformance.md"
}

@test "a figure that is missing is an error, and the old page stays" {
    made_up "$ALL"
    sed -i '/^compiler\t/d' docs/blog-contest/setting.tsv
    echo old >docs/blog-contest.md
    run -3 --separate-stderr blog --page
    # shellcheck disable=SC2154 # run sets it
    assert_equal "$stderr" "blog: there is no figure 'compiler' for the page"
    assert_equal "$(cat docs/blog-contest.md)" old
}

@test "without tables, or without runs, there is no page, and the step before is named" {
    run -3 --separate-stderr blog --page
    assert_equal "$stderr" "blog: there is no $PWD/docs/blog-contest/setting.tsv; scripts/blog --collect makes it"
    run -3 --separate-stderr blog --collect
    assert_equal "$stderr" "blog: there are no runs in $PWD/results; scripts/blog measures some"
    run -2 --separate-stderr blog --fast
    assert_equal "$stderr" "blog: unknown option '--fast'; --help has them"
}

# --- the plan ------------------------------------------------------------------------------------

@test "every grain has the same work, and the costs that are drawn have the mean of their column" {
    cd "$ROOT"
    bash -c '. scripts/blog.d/contest.bash; for grain in 10 100 1000 10000; do workloads $grain; done' >"$BATS_TEST_TMPDIR/plan"
    bash -c '. scripts/blog.d/contest.bash; work_us=1600; workloads 100' >"$BATS_TEST_TMPDIR/quick"
    run -0 grep -c '^spin:' "$BATS_TEST_TMPDIR/plan"
    assert_output 20
    python3 - "$BATS_TEST_TMPDIR/plan" 160e6 "$BATS_TEST_TMPDIR/quick" 1.6e6 <<'PYTHON'
import re, sys

def unit(seed, index):
    """splitmix64, as harness/kit/hash.h has it."""
    z = (seed + (index + 1) * 0x9e3779b97f4a7c15) % 2**64
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9 % 2**64
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb % 2**64
    return (((z ^ (z >> 31)) >> 12) + 0.5) / 2**52

DRAWS = {"uniform": lambda u: 1, "rising": lambda u: 1, "random": lambda u: 2 * u,
         "pareto": lambda u: u ** (-1 / 1.5) / 3, "bimodal": lambda u: (10 if u < 0.1 else 1) / 1.9}
for path, all_steps in zip(sys.argv[1::2], map(float, sys.argv[2::2])):
    for line in open(path):
        found = re.match(r"spin:items=(\d+),grain=(\d+),shape=(\w+)(?:,seed=(\d+))?$", line)
        if found:
            items, grain, draw, seed = int(found[1]), int(found[2]), DRAWS[found[3]], int(found[4] or 1)
            steps = sum(int(draw(unit(seed, i)) * grain + 0.5) for i in range(items))
            assert abs(steps / all_steps - 1) < 1e-3, f"{line}: {steps} steps"
            assert items % 8 == 0, line
            means = [sum(draw(unit(one, i)) for i in range(items)) / items for one in range(1, seed + 1)]
            assert [abs(mean - 1) <= 1 / 8 for mean in means] == [False] * (seed - 1) + [True], f"{line}: {means}"
PYTHON
}

# --- from runs -----------------------------------------------------------------------------------

# A run of the grain, as the contest leaves it: a_run GRAIN
a_run()
{
    mkdir -p results
    forkscale list --format json >results/list.json
    forkscale run -w spin:items=20,grain=50000 -s fork_static -s threads -j 2 --blocks 7 --iterations 1 -q --format tsv \
        -o "results/$1" >"$1.tsv"
    cp "$ROOT"/docs/blog-contest/{lines,complaints}.tsv results
}

@test "runs of two machines are not one contest" {
    a_run 10us
    cp -r results/10us results/1ms
    jq '.context.forkscale.machine.cpu_model = "another"' results/10us/results.json >results/1ms/results.json
    run -3 --separate-stderr blog --collect
    assert_equal "$stderr" 'blog: the runs are of different machines: measure them again'
}

@test "runs with other flags, or of other blocks, are not one contest" {
    a_run 10us
    cp -r results/10us results/1ms
    jq '.context.forkscale.build.flags = "-O0"' results/10us/results.json >results/1ms/results.json
    run -3 --separate-stderr blog --collect
    assert_equal "$stderr" 'blog: the runs are of different revisions, compilers or flags: measure them again'
    jq '.context.forkscale.blocks = 6' results/10us/results.json >results/1ms/results.json
    run -3 --separate-stderr blog --collect
    assert_equal "$stderr" 'blog: the runs have different numbers of blocks: measure them again'
}

@test "a run that cannot be read is reported with the name of the program that failed" {
    a_run 10us
    echo '{' >results/10us/results.json
    run -3 --separate-stderr blog --collect
    assert_regex "$stderr" 'blog: scripts/blog.d/setting.jq failed, with status [0-9]+$'
    assert_file_not_exist docs/blog-contest/setting.tsv.new
}

@test "a quick contest runs what can run here, and leaves page, tables and pictures beside the runs" {
    mkdir -p results/1ms # of an earlier contest
    run -0 "$BLOG" --quick --results results 3>&- # the caller's
    assert_dir_not_exist results/1ms
    cd results || fail 'there are no results'
    for file in blog-contest.md blog-contest/{efficiency,ratios,samples}.tsv \
        blog-contest/{python,c}-{warm,once}.{svg,png}; do
        assert_file_not_empty "docs/$file"
    done
    run -0 grep -c 'No cell failed' docs/blog-contest.md
    raced=$(tail -n +2 docs/blog-contest/samples.tsv | cut -f 3 | sed 's/:.*//' | sort -u | paste -sd ' ')
    assert_equal "$raced" \
        "$(jq -r '.[] | select(.unavailable == null) | .name' list.json |
            grep -E '^(serial|fork_static|fork_gather|pipe_queue|spawn_pool|threads|python_.*|xargs|gnu_parallel)$' | sort | paste -sd ' ')"
}
