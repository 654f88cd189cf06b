#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The statistics against golden values: tests/golden/*.tsv were computed by tests/golden/figures.py, which shares no code
# with forkscale, from the results in tests/golden/{long,short,few,ranked,looks,edges}, which tests/golden/make.py made up, and from
# those in tests/golden/real, which were measured. After a change of the columns in figures.py, this writes the tables again:
#     for run in long short few ranked looks edges real; do
#         python3 tests/golden/figures.py table tests/golden/$run >tests/golden/table-$run.tsv
#     done

# shellcheck disable=SC2016 # variables in quotes are those of other programs
load helper

GOLDEN=$BATS_TEST_DIRNAME/golden
MADE_UP='long short few ranked looks edges'
RUNS="$MADE_UP real"

# What was printed is the golden table, to 12 digits: is_golden FORMAT NAME
is_golden()
{
    python3 "$GOLDEN/check.py" "$1" "$GOLDEN/$2.tsv" <<<"$output"
}

# Ratios of these words are the golden table: ratios_are_golden NAME WORD...
ratios_are_golden()
{
    for format in json tsv; do
        run -0 --separate-stderr forkscale ratios --format "$format" "${@:2}"
        is_golden "$format" "$1"
    done
}

@test "the analysis in C is golden" {
    local inputs=() objects=()
    for file in "$ROOT"/harness/{analyse,record}/*.c; do
        file=${file#"$ROOT/"}
        objects+=("$FORKSCALE_BUILD/obj/${file%.c}.o")
    done
    for run in $RUNS; do inputs+=("$GOLDEN/$run" "$GOLDEN/table-$run.tsv"); done
    # shellcheck disable=SC2046 # words
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -g -I"$ROOT/harness" -o analyse "$GOLDEN/analyse.c" \
        "${objects[@]}" $(sanitizers) $(pkg-config --cflags --libs jansson gsl) \
        -L"$FORKSCALE_BUILD" -Wl,-rpath,"$FORKSCALE_BUILD" -lforkscale -lm
    run ./analyse "$GOLDEN/estimates.tsv" "${inputs[@]}"
    assert_success
    assert_output --regexp '^([1-9][0-9]*) of \1 checks hold$'
}

@test "the medians, intervals, shares and standings of the table are golden, on a terminal, as TSV and as JSON" {
    for run in $RUNS; do
        for format in table tsv json; do
            run -0 --separate-stderr forkscale table --format "$format" "$GOLDEN/$run"
            is_golden "${format/table/terminal}" "table-$run"
        done
    done
}

@test "the data of the plots are golden" {
    for run in $RUNS; do
        cp -r "$GOLDEN/$run" .
        run -0 --separate-stderr forkscale plot "$run"
        python3 "$GOLDEN/check.py" plots "$GOLDEN/table-$run.tsv" "$run"
    done
}

@test "ratios, differences and their intervals are golden, and so are the sides that a margin gives a claim of a pair" {
    ratios_are_golden ratios-pair --first near --first slow --second fast "$GOLDEN"/{long,short,few}
    for side in above undecided; do run -0 grep -qw "$side" "$GOLDEN/ratios-pair.tsv"; done
}

@test "the sides that a threshold gives a claim of a workload are golden" {
    ratios_are_golden ratios-workload --first fast --second near --second slow --second broken \
        --claim workload --threshold 1.02 "$GOLDEN"/{long,short,few}
    for side in below undecided 'no ratio'; do run -0 grep -qw "$side" "$GOLDEN/ratios-workload.tsv"; done
}

@test "speedups are ratios of the baseline to any number of workers, and another confidence is golden, too" {
    ratios_are_golden ratios-threshold --first serial --second fast --second near --second slow \
        --threshold 1.9 --confidence 0.99 "$GOLDEN"/{long,short,few}
}

@test "the ratios of few blocks, of ties, of the least and greatest numbers and of a real run are golden" {
    ratios_are_golden ratios-edges --first pool --first pairs --first short --first fork_static --second serial \
        --second pipe_queue --margin 2 "$GOLDEN"/{edges,real}
}

@test "the golden values are what the independent program computes from the results, and it from what was made up" {
    cd "$GOLDEN"
    python3 make.py "$BATS_TEST_TMPDIR"
    figures() { python3 figures.py "$@"; }
    for run in $MADE_UP; do
        diff "$BATS_TEST_TMPDIR/$run/results.json" "$run/results.json"
    done
    for run in $RUNS; do
        figures table "$run" | diff - "table-$run.tsv"
    done
    figures estimates | diff - estimates.tsv
    figures ratios 0.9803921568627451 1.02 0.05 pair near,slow fast long short few | diff - ratios-pair.tsv
    figures ratios 1.02 1.02 0.05 workload fast near,slow,broken long short few | diff - ratios-workload.tsv
    figures ratios 1.9 1.9 0.01 pair serial fast,near,slow long short few | diff - ratios-threshold.tsv
    figures ratios 0.5 2 0.05 pair pool,pairs,short,fork_static serial,pipe_queue edges real | diff - ratios-edges.tsv
}

# --- what is compared ----------------------------------------------------------------------------

@test "without names each two strategies are compared once, and none with the baseline" {
    run -0 forkscale ratios --format json --use warm --workers 2 "$GOLDEN/few"
    jq -r '.[] | select(.workload == "even") | .first + " " + .second' <<<"$output" >pairs
    assert_equal "$(sort pairs)" "$(printf '%s\n' 'fast broken' 'fast near' 'fast slow' 'near broken' 'near slow' 'slow broken')"
}

@test "the terminal's table has a line for each claim and each ratio below it" {
    run -0 forkscale ratios --first slow --second fast "$GOLDEN"/long "$GOLDEN"/few/
    assert_line --index 0 'slow  /  fast  8 above 1.02, 0 below 0.980392, 8 undecided'
    assert_line --regexp '^  long +even +warm +2 +1\.600  \[1\.559, 1\.642\]  above$'
    assert_line --regexp '^  few +even +warm +2 +1\.[0-9]+  \(1\.[0-9]+, 1\.[0-9]+\)  undecided$'
}

@test "a missing strategy, pair or results file is refused, and nothing is printed" {
    refused "the results have no strategy 'fasst' (did you mean 'fast'?)" ratios --first fasst "$GOLDEN/few"
    refused 'ratios: no two cells of one workload are such a pair' ratios --first fast --second fast "$GOLDEN/few"
    refused 'ratios: give the results of at least one run, as results/…' ratios
    refused 'table: give the results of one run, as results/…' table
    refused 'table: give the results of one run, as results/…' table "$GOLDEN/few" "$GOLDEN/long"
    refused "--use 'cold': expected warm, once or both" ratios --use cold "$GOLDEN/few"
    refused "--claim 'all': expected pair or workload" ratios --claim all "$GOLDEN/few"
    for command in table ratios; do
        run -3 --separate-stderr forkscale "$command" nowhere
        # shellcheck disable=SC2154 # run sets it
        assert_equal "$stderr" 'forkscale: cannot read nowhere/results.json: No such file or directory'
        assert_output ''
        run -0 forkscale "$command" --help
        assert_line --index 0 --partial "Usage: forkscale $command "
        run -3 --separate-stderr bash -c '"$FORKSCALE" "$@" >/dev/full 3>&-' sh "$command" "$GOLDEN/few"
    done
}

@test "a sentence for each workload says who is fastest, and by how much, or that the blocks do not decide it" {
    run -0 --separate-stderr forkscale table "$GOLDEN/ranked"
    assert_output --partial - <<'TEXT'
Fastest with 2 workers, warm (one of these claims is wrong in at most 1 % of runs):
winner: a is fastest; c takes up to 1.02 times as long, b 1.09 to 1.11, serial
    1.99 to 2.02.
equal: a and b are fastest, equal within 2 %; c takes 1.40 to 1.40 times as
    long as a, serial 2.00 to 2.01.
open: a and b are fastest; c takes up to 1.08 times as long as a, serial 1.88
    to 2.10; about 37 blocks would order the fastest.
noise: 20 blocks do not decide which strategy is fastest; more than 10000
    would.
inline: serial is fastest; c takes 1.08 to 1.12 times as long, a 1.18 to 1.22,
    b 1.37 to 1.42.
failed: b is fastest; c takes 1.19 to 1.21 times as long, serial 1.98 to 2.02.
TEXT
    # Also where there is no colour, the table itself marks them.
    assert_equal "$(grep -cE '  (baseline, )?fastest$' <<<"$output")" 7
    run -0 --separate-stderr forkscale table "$GOLDEN/few"
    assert_output --partial $'\n4 blocks cannot decide which strategies are fastest; at least '
    refute_output --regexp 'fastest( with|$)'
}

@test "more comparisons than can be made are none, and the table is there" {
    mkdir many
    python3 - "$GOLDEN/few/results.json" >many/results.json <<'PYTHON'
import json, sys
document = json.load(open(sys.argv[1]))
entry = next(entry for entry in document["benchmarks"] if "error_occurred" not in entry)
# 400 candidates make 79 800 pairs.
cells = [{"name": f"w/{i}/workers:2", "workload": "w", "strategy": str(i), "workers": 2, "oversubscribed": False,
          "baseline": False} for i in range(400)]
document["context"]["forkscale"].update(cells=cells, blocks=1)
document["benchmarks"] = [{**entry, "name": cell["name"], "block": 0} for cell in cells]
json.dump(document, sys.stdout)
PYTHON
    run -0 --separate-stderr forkscale table many
    assert_line '79800 comparisons are too many to say which strategies are fastest; at most 65536 are made.'
    assert_equal "$(grep -cE '^  [0-9]+ +2 ' <<<"$output")" 400
    run -0 forkscale table --format json many
    json 'length == 400 and all(.[]; .standing == null)' - <<<"$output"
}
