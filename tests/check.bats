#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale check: what it makes of the checker's verdicts. But for one test the checker is a script, which says what
# the test wants to hear.

# shellcheck disable=SC2016 # the script that plays the checker expands what is in single quotes
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell, as it should be; run sets stderr
load helper

setup()
{
    helper_setup
    mkdir -p build/strategies build/workloads build/answers
    cp "$FORKSCALE_BUILD"/{forkscale,forkscale-cell,libforkscale.so} build
    cp "$FORKSCALE_BUILD"/strategies/{serial,fork_static,threads}.so build/strategies
    cp "$FORKSCALE_BUILD/workloads/spin.so" build/workloads
    FORKSCALE=$PWD/build/forkscale
    properties 'P1\truns every item once\t20\t60' 'P2\tis right\t20\t60' 'P14\treports a death\t20\t60'
    cat >build/forkscale-checker <<'SH'
#!/bin/bash
here=${0%/*}
echo "$*" >>"$here/calls"
[ "$1" != --list ] || . "$here/list"
while [ $# -gt 0 ]; do
    case $1 in
    --strategy) strategy=$(basename "$2" .so) ;;
    --property) property=$2 ;;
    esac
    shift
done
if [ -e "$here/answers/$strategy.$property" ]; then
    . "$here/answers/$strategy.$property"
else
    printf 'verdict\tkept\nend\n'
fi
SH
    chmod +x build/forkscale-checker
}

teardown()
{
    # A test that failed may have left its check behind.
    [ -z "${pid-}" ] || kill -s KILL "$pid" 2>/dev/null || true
    helper_teardown
}

# What the checker checks: properties 'ID\tTITLE\tDEADLINE\tTHOROUGH DEADLINE'...
properties()
{
    {
        printf "printf '%%b\\\\n' "
        printf "'property\\\\t%s' " "$@"
        printf 'end\nexit\n'
    } >build/list
}

# What the checker does, from bash on standard input: answer STRATEGY PROPERTY
answer()
{
    cat >"build/answers/$1.$2"
}

# What the checker prints, with escapes: says STRATEGY PROPERTY LINE...
says()
{
    local words
    printf -v words '%q ' "${@:3}"
    answer "$1" "$2" <<<"printf '%b\\n' $words"
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

# Starts a check in the background with what a shell takes from background jobs given back: begin ARGUMENT...
begin()
{
    rm -f output errors
    env --default-signal=INT,QUIT "$FORKSCALE" check "$@" >output 2>errors 3>&- &
    pid=$!
}

is_over()
{
    ! kill -s 0 "$pid"
}

# Waits for the check, and expects a status.
ends_with()
{
    local status=0
    await is_over
    wait "$pid" || status=$?
    assert_equal "$status" "$1"
}

# --- what comes out -------------------------------------------------------------------------------

@test "a strategy that keeps all is told as TAP, a line for each property" {
    run -0 --separate-stderr forkscale check serial
    assert_output "TAP version 13
1..3
ok 1 - serial: P1 runs every item once
ok 2 - serial: P2 is right
ok 3 - serial: P14 reports a death"
    assert_equal "$stderr" 'forkscale: check: 1 strategy, 3 properties: 3 kept, 0 broken, 0 not applicable'
}

@test "without a strategy all are checked, serial first" {
    run -0 --separate-stderr forkscale check
    assert_line --index 1 '1..9'
    run -0 sed -n 's/^ok [0-9]* - //p' <<<"$output"
    assert_output "serial: P1 runs every item once
serial: P2 is right
serial: P14 reports a death
fork_static: P1 runs every item once
fork_static: P2 is right
fork_static: P14 reports a death
threads: P1 runs every item once
threads: P2 is right
threads: P14 reports a death"
    assert_equal "$stderr" 'forkscale: check: 3 strategies, 3 properties: 9 kept, 0 broken, 0 not applicable'
}

@test "a broken property is no, with all that is known of it, and the exit status is 1" {
    says fork_static P14 'cause\tit waits for results only' 'code\tlost-worker-death' 'pid\t4711' 'expected\tan error within 1 s' 'item\t17' \
        'figure\twait\t1.5\ts' 'seen\tno error after 5 s' 'case\t997 items, 7 workers' 'verdict\tbroken' end
    says fork_static P2 'verdict\tbroken' end
    run -1 --separate-stderr forkscale check fork_static
    assert_output "TAP version 13
1..3
ok 1 - fork_static: P1 runs every item once
not ok 2 - fork_static: P2 is right
  ---
  ...
not ok 3 - fork_static: P14 reports a death
  ---
  case: '997 items, 7 workers'
  item: 17
  pid: 4711
  expected: 'an error within 1 s'
  seen: 'no error after 5 s'
  cause: 'it waits for results only'
  code: 'lost-worker-death'
  ..."
    assert_equal "$stderr" 'forkscale: check: 1 strategy, 3 properties: 1 kept, 2 broken, 0 not applicable'
}

@test "a property that does not apply is skipped with the reason" {
    says serial P14 'verdict\tskipped' 'reason\tit starts no workers' end
    run -0 --separate-stderr forkscale check serial
    assert_line 'ok 3 - serial: P14 reports a death # SKIP it starts no workers'
    assert_equal "$stderr" 'forkscale: check: 1 strategy, 3 properties: 2 kept, 0 broken, 1 not applicable'
}

@test "a strategy that is unavailable is skipped as a whole, and refused when it is named" {
    "${CC:-cc}" -std=c11 -fPIC -shared -I"$ROOT" -I"$ROOT/harness" -DKIND_strategies -DMISSING='"libfancy (pkg-config name)"' \
        -o build/strategies/fancy.so "$ROOT/scripts/unavailable.c"
    local reason='unavailable: it was built without libfancy (pkg-config name); install that and run make again'
    run -0 --separate-stderr forkscale check
    assert_line --index 1 '1..10'
    assert_line "ok 4 - fancy # SKIP $reason"
    assert_line 'ok 10 - threads: P14 reports a death'
    assert_equal "$stderr" \
        'forkscale: check: 3 strategies (and 1 unavailable), 3 properties: 9 kept, 0 broken, 0 not applicable'
    refused "--strategy fancy: $reason" check fancy
    rm build/strategies/{serial,fork_static,threads}.so
    refused 'check: no strategy is available; `forkscale list` shows why' check
}

@test "a strategy that cannot be described is skipped and named, and the exit status is 3" {
    echo garbage >build/strategies/broken.so
    local reason="it cannot be loaded: $PWD/build/strategies/broken.so: file too short"
    run -3 --separate-stderr forkscale check
    assert_line "ok 4 - broken # SKIP unavailable: $reason"
    assert_line 'ok 10 - threads: P14 reports a death'
    assert_equal "$stderr" "forkscale: strategy broken: $reason
forkscale: check: 3 strategies (and 1 unavailable), 3 properties: 9 kept, 0 broken, 0 not applicable"
    run -0 --separate-stderr forkscale check -q threads
    assert_equal "$stderr" ''
    refused "--strategy broken: unavailable: $reason" check broken
}

@test "as many points are told as are planned, whatever comes of them" {
    says serial P1 'verdict\tbroken' end
    says threads P2 'verdict\tskipped' 'reason\tnone' end
    answer fork_static P14 <<<'kill -s SEGV $$'
    echo garbage >build/strategies/broken.so
    run -3 --separate-stderr forkscale check
    planned=$(sed -n 's/^1\.\.//p' <<<"$output")
    run -0 sed -nE 's/^(not )?ok ([0-9]+) - .*/\2/p' <<<"$output"
    assert_output "$(seq "$planned")"
}

@test "each line comes as soon as it is known" {
    answer serial P2 <<<'until [ -e go ]; do sleep 0.01; done; printf "verdict\tkept\nend\n"'
    begin serial
    await grep -qx 'ok 1 - serial: P1 runs every item once' output
    run -1 grep -c '^ok 2' output
    touch go
    ends_with 0
    run -0 tail -n 1 output
    assert_output 'ok 3 - serial: P14 reports a death'
}

@test "-q leaves the sentence at the end away" {
    run -0 --separate-stderr forkscale check serial -q
    assert_equal "$stderr" ''
}

# --- texts ----------------------------------------------------------------------------------------

@test "a hostile text stays a text in its place" {
    says serial P2 'verdict\tbroken' "case\\tit's: {a}, [b] # c & *d !e %f @g \`h\` \\\\\\\\x" 'expected\t...' \
        "seen\\t'" 'cause\t\0033[2J\0377\0342\0200\0256' end
    run -1 --separate-stderr forkscale check serial --property P2
    assert_output "TAP version 13
1..1
not ok 1 - serial: P2 is right
  ---
  case: 'it''s: {a}, [b] # c & *d !e %f @g \`h\` \\\\x'
  expected: '...'
  seen: ''''
  cause: '\\x1b[2J\\xff\\xe2\\x80\\xae'
  ..."
}

@test "a name or a title is no directive" {
    cp build/strategies/serial.so 'my # TODO.so'
    properties 'P1\tis \\ # SKIP all\t20\t60'
    says 'my # TODO' P1 'verdict\tbroken' end
    run -1 --separate-stderr forkscale check './my # TODO.so'
    assert_line --index 2 'not ok 1 - my \# TODO: P1 is \\ \# SKIP all'
    printf '%s\n' "$output" >out.tap
    run -1 prove -e cat out.tap
    assert_output --partial 'Failed 1/1 subtests'
}

# --- other programs -------------------------------------------------------------------------------

@test "prove understands it" {
    says threads P2 'verdict\tskipped' "reason\\tit's so" end
    run -0 prove --exec "$FORKSCALE check -q" serial threads
    assert_line --regexp '^threads \.\. ok$'
    assert_line --regexp '^Files=2, Tests=6, '
    says threads P1 'verdict\tbroken' "case\\tit's: # odd" 'seen\t---' end
    run -1 prove --exec "$FORKSCALE check -q" serial threads
    assert_line --regexp 'Failed test: +1$'
    refute_output --partial 'Parse errors'
}

@test "--format json is one document with all that is known" {
    says fork_static P2 'verdict\tbroken' 'item\t9223372036854775807' "seen\\t\"no\"" 'figure\tworst\t1.5e-3\ts' \
        'figure\ttries\t20\t' end
    says fork_static P14 'verdict\tskipped' 'reason\tso it is' end
    echo garbage >build/strategies/broken.so
    run -3 --separate-stderr forkscale check --format json
    echo "$output" >check.json
    json '.schema == 1 and (.version | test("^[0-9]+\\.[0-9]+\\.[0-9]+$"))' check.json
    json '[.strategies[].name] == ["serial", "broken", "fork_static", "threads"]' check.json
    json '.strategies[1] | .properties == [] and (.unavailable | test("file too short"))' check.json
    json ".strategies[2] | .label == \"fork_static\" and .path == \"$PWD/build/strategies/fork_static.so\"" check.json
    json '.strategies[2].properties[1] | del(.seconds) == {
        id: "P2", title: "is right", verdict: "broken", reason: null,
        diagnosis: {case: null, item: 9223372036854775807, pid: null, expected: null, seen: "\"no\"", cause: null, code: null},
        figures: {worst: {value: 0.0015, unit: "s"}, tries: {value: 20, unit: ""}}}' check.json
    json '.strategies[2].properties[2] | .verdict == "skipped" and .reason == "so it is" and .diagnosis == null' check.json
    json 'all(.strategies[].properties[]; .seconds > 0)' check.json
    json '.totals == {strategies: 3, unavailable: 1, properties: 3, unjudged: 0, kept: 7, broken: 1, skipped: 1, known: 0}' check.json
}

@test "--format table is a matrix with what is wrong below it" {
    says fork_static P14 'verdict\tbroken' 'item\t17' 'pid\t4711' 'case\t7 workers' 'expected\tan error' 'seen\tnone' \
        'cause\tit does not look' 'code\tlost-worker-death' end
    says serial P14 'verdict\tskipped' 'reason\tit starts no workers' end
    answer threads P2 <<<'echo "forkscale-checker: no memory" >&2; exit 3'
    echo garbage >build/strategies/broken.so
    run -3 --separate-stderr forkscale check --format table
    assert_output "              P1 P2 P14
  serial      ok ok -
  broken      unavailable
  fork_static ok ok NO
  threads     ok ?  ok

ok kept, NO broken, ! broken as is known, - does not apply, ? could not be judged

  P1  runs every item once
  P2  is right
  P14 reports a death

broken is unavailable: it cannot be loaded: $PWD/build/strategies/broken.so: file too short

fork_static breaks P14, reports a death:
  Tried: 7 workers
  Item: 17
  Process: 4711
  Expected: an error
  Seen: none
  Usual cause: it does not look
  Code: lost-worker-death

threads could not be judged in P2, is right:
  Expected: a verdict
  Seen: the checker exited with status 3: no memory"
}

@test "a matrix that is wider than a screen goes on below" {
    mapfile -t many < <(printf 'P%s\\tholds\\t20\\t60\n' {1..40})
    properties "${many[@]}"
    run -0 --separate-stderr forkscale check fork_static:schedule=cyclic serial --format table
    assert_line --regexp '^ +P1 P2 .* P19$'
    assert_line --regexp '^ +P20 .* P36$'
    assert_line --regexp '^ +P37 P38 P39 P40$'
    assert_equal "$(grep -c '^  fork_static:schedule=cyclic ok' <<<"$output")" 3
    run -0 awk 'length > 100' <<<"$output"
    assert_output ''
}

@test "--list tells the properties, for people and for tools" {
    run -0 --separate-stderr forkscale check --list
    assert_output "  P1   runs every item once
  P2   is right
  P14  reports a death"
    assert_equal "$stderr" ''
    run -0 --separate-stderr forkscale check --list --format tsv
    assert_output $'id\ttitle\tdeadline_s\tthorough_deadline_s\nP1\truns every item once\t20\t60
P2\tis right\t20\t60\nP14\treports a death\t20\t60'
    run -0 --separate-stderr forkscale check --list --format json --property p2
    assert_equal "$(jq -c . <<<"$output")" '[{"id":"P2","title":"is right","deadline_s":20,"thorough_deadline_s":60}]'
    refused "check: --list lists properties; unexpected strategy 'serial'" check --list serial
    refused "--format 'tap' is not table, json or tsv, as --list needs" check --list --format tap
}

# --- what is asked for ----------------------------------------------------------------------------

@test "properties are chosen by their ids, in any case, and keep their order" {
    run -0 --separate-stderr forkscale check serial --property p14,P1 --property p1
    assert_output "TAP version 13
1..2
ok 1 - serial: P1 runs every item once
ok 2 - serial: P14 reports a death"
    assert_equal "$stderr" 'forkscale: check: 1 strategy, 2 properties: 2 kept, 0 broken, 0 not applicable'
}

@test "a property that is not there is refused, and the nearest suggested" {
    refused "--property: unknown property 'P15' (did you mean 'P1'?)" check --property P15
    refused "--property: unknown property 'exactly'; \`forkscale check --list\` shows them" check --property exactly
    refused "--property: unknown property ''; \`forkscale check --list\` shows them" check --property P1,,P2
}

@test "a strategy that is not there is refused as it was typed" {
    refused "--strategy thread: unknown strategy (did you mean 'threads'?)" check thread
    refused "--strategy ring: unknown strategy; 'forkscale list' shows all, and a module of your own is given as a path with a '/'" \
        check ring
    refused '--strategy ./ring.so: No such file or directory' check ./ring.so
    refused '--strategy ./build/workloads/spin.so: it is a workload, not a strategy' check ./build/workloads/spin.so
    refused '--strategy fork_static: schedule=none is none of block|cyclic: each child must know its part before it is forked' \
        check fork_static:schedule=none
}

@test "options that are bad are refused" {
    refused "--format 'tsv' needs --list" check --format tsv
    refused "--format 'xml': expected tap, table, json or tsv" check --format xml
    refused "--jobs '0' is not a whole number from 1 to 64" check -j 0
    refused "--jobs '65' is not a whole number from 1 to 64" check -j 65
    refused "unknown option '--propety' (did you mean '--property'?)" check --propety P1
    refused '--property needs a value: P1,P14' check --property
}

@test "the help says what it takes" {
    run -0 --separate-stderr forkscale check --help
    assert_equal "$stderr" ''
    assert_line --index 0 'Usage: forkscale check [OPTION...] [STRATEGY...]'
    for option in '-s, --strategy=STRATEGY' '-p, --property=P1' '    --thorough' '-j, --jobs=N' '    --format=FORMAT' \
        '    --list' '-q, --quiet' '-h, --help'; do
        assert_line --regexp "^  $option"
    done
    run -0 forkscale --help
    assert_line --regexp '^  check +[a-z]'
}

@test "the checker gets the file, the settings and what else was said" {
    run -0 forkscale check -q fork_static:schedule=cyclic fork_static --property P2 --thorough
    assert_line 'ok 1 - fork_static:schedule=cyclic: P2 is right'
    assert_line 'ok 2 - fork_static: P2 is right'
    run -0 cat build/calls
    file=$PWD/build/strategies/fork_static.so
    assert_output "--list
--strategy $file --property P2 --strategy-settings schedule=cyclic --thorough
--strategy $file --property P2 --thorough"
}

@test "a checker dies with its supervisor, and that is named" {
    answer serial P1 <<<'kill -s KILL "$PPID"; exec sleep 1000'
    run -3 --separate-stderr forkscale check serial --property P1
    assert_line "  seen: 'the checker was killed by SIGKILL'"
    no_processes_left
}

@test "a module of one's own is checked by its path, and only once" {
    cp build/strategies/threads.so mine.so
    run -0 forkscale check -q ./mine.so "$PWD/mine.so" --property P1
    assert_output "TAP version 13
1..1
ok 1 - mine: P1 runs every item once"
    cp build/strategies/threads.so serial.so
    refused "$PWD/build/strategies/serial.so and $PWD/serial.so have the same name; rename one" check serial ./serial.so
}

@test "-j 2 checks two at once, and tells them in order" {
    # The first waits for the third, which begins when the second has ended.
    answer serial P1 <<<'until [ -e third ]; do sleep 0.01; done; printf "verdict\tkept\nend\n"'
    answer serial P14 <<<'touch third; printf "verdict\tbroken\nend\n"'
    run -1 --separate-stderr forkscale check serial -j 2
    assert_output "TAP version 13
1..3
ok 1 - serial: P1 runs every item once
ok 2 - serial: P2 is right
not ok 3 - serial: P14 reports a death
  ---
  ..."
}

@test "-j 2 has never more than two at once, and neither ends the other" {
    for strategy in serial threads; do
        for property in P1 P2 P14; do
            answer "$strategy" "$property" <<'SH'
mkdir "$here/1" 2>/dev/null && running_check=1 || { mkdir "$here/2" && running_check=2; } || exit
sleep 0.05
rmdir "$here/$running_check"
printf 'verdict\tkept\nend\n'
SH
        done
    done
    run -0 forkscale check -q serial threads -j 2
    assert_line '1..6'
}

# --- checkers that fail ---------------------------------------------------------------------------

# A checker that does what standard input says has P2 not judged, for the reason: unjudged REASON
unjudged()
{
    answer serial P2
    run -3 --separate-stderr forkscale check serial
    assert_output "TAP version 13
1..3
ok 1 - serial: P1 runs every item once
not ok 2 - serial: P2 is right
  ---
  expected: 'a verdict'
  seen: '$1'
  ...
ok 3 - serial: P14 reports a death"
    assert_equal "$stderr" \
        'forkscale: check: 1 strategy, 3 properties: 2 kept, 0 broken, 0 not applicable, 1 not judged'
}

@test "a checker that dies or fails has judged nothing, and the exit status is 3" {
    unjudged 'the checker was killed by SIGSEGV' <<<'kill -s SEGV $$'
    unjudged 'the checker was killed by SIGABRT: item 3 of \x1b[m' <<<'printf "so\nforkscale-checker: item 3 of \e[m\n" >&2; kill -s ABRT $$'
    unjudged 'the checker exited with status 3: no board: No space left' \
        <<<'echo "forkscale-checker: no board: No space left" >&2; exit 3'
    unjudged 'the checker exited with status 1' <<<'printf "verdict\tkept\nend\n"; exit 1'
    unjudged 'the checker was killed by SIGTERM' <<<'printf "verdict\tbroken\nend\n"; kill -s TERM $$'
}

@test "a checker that babbles has judged nothing" {
    local nonsense='the checker ended well, but said nothing that makes sense'
    unjudged "$nonsense" <<<:
    unjudged "$nonsense: so what" <<<'echo "so what" >&2'
    local line
    for line in 'verdict\tkept' 'verdict\tkept\nend' 'end\n' 'verdict\tkept\nend\nend\n' 'verdict\tkept\nend\nmore' \
        'verdict\tgood\nend\n' 'verdict\tunjudged\nend\n' 'verdict\tkept\tbroken\nend\n' \
        'verdict\tkept\nverdict\tbroken\nend\n' 'verdict\tkept\nseen\ta\nseen\tb\nend\n' 'verdict\tkept\nitem\t-1\nend\n' \
        'verdict\tkept\nitem\t1\nitem\t1\nend\n' 'verdict\tkept\npid\t4294967296\nend\n' \
        'verdict\tkept\nfigure\ta\tnan\ts\nend\n' 'verdict\tkept\nfigure\ta\t1e999\ts\nend\n' \
        'verdict\tkept\nfigure\ta\t 1\ts\nend\n' 'verdict\tkept\nfigure\ta\t\ts\nend\n' 'verdict\tkept\nfigure\ta\t1\nend\n' \
        'verdict\tkept\n\nend\n' 'verdict\tkept\n\0000\nend\n' 'a\tb\tc\td\te\tf\tg\tverdict\tkept\nend\n'; do
        unjudged "$nonsense" <<<"printf '%b' '$line'"
    done
    unjudged "$nonsense" <<<'{ yes "$(printf "seen\tyes")" | head -c 3000000; printf "verdict\tkept\nend\n"; } 2>/dev/null; exit 0'
}

@test "what could not be judged outweighs what is broken" {
    says serial P1 'verdict\tbroken' end
    answer serial P2 <<<'exit 3'
    run -3 --separate-stderr forkscale check serial
    assert_equal "$stderr" \
        'forkscale: check: 1 strategy, 3 properties: 1 kept, 1 broken, 0 not applicable, 1 not judged'
}

@test "a checker that never ends is ended at its deadline, which breaks the property" {
    properties 'P1\truns every item once\t0.3\t60' 'P2\tis right\t20\t60'
    answer serial P1 <<<'trap "" TERM; printf "case\t7 workers\npid\t17\nseen\tno"; while :; do sleep 100; done'
    run -1 --separate-stderr forkscale check serial
    assert_output "TAP version 13
1..2
not ok 1 - serial: P1 runs every item once
  ---
  case: '7 workers'
  pid: 17
  expected: 'an end within 0.3 s'
  seen: 'no end; the timeout ended it'
  code: 'check-timed-out'
  ...
ok 2 - serial: P2 is right"
    no_processes_left
}

@test "--thorough gives it the other deadline" {
    properties 'P1\truns every item once\t20\t0.25'
    answer serial P1 <<<'exec sleep 100'
    run -1 forkscale check -q serial --thorough
    assert_line "  expected: 'an end within 0.25 s'"
}

@test "what a checker leaves behind is ended, in its group or out of it" {
    answer serial P1 <<'SH'
sleep 1000 &
setsid bash -c 'trap "" TERM HUP; (sleep 1000 & sleep 1000) & sleep 1000' &
await_it() { until [ "$(pgrep -c -s "$!")" -gt 2 ]; do sleep 0.01; done; }
await_it
printf 'verdict\tkept\nend\n'
SH
    run -0 forkscale check serial --property P1 -j 2
    no_processes_left
}

@test "without a checker nothing can be checked, and the exit status is 3" {
    rm build/forkscale-checker
    for words in check 'check --list' 'check serial --property P1'; do
        # shellcheck disable=SC2086 # words
        run -3 --separate-stderr forkscale $words
        assert_equal "$stderr" \
            'forkscale: check: asked what it checks, the checker could not be started: No such file or directory'
        assert_output ''
    done
}

@test "a checker that vanishes on the way is told of each property" {
    answer serial P1 <<<'rm "$here/forkscale-checker"; printf "verdict\tkept\nend\n"'
    run -3 forkscale check -q serial
    assert_line 'ok 1 - serial: P1 runs every item once'
    assert_equal "$(grep -cx "  seen: 'the checker could not be started: No such file or directory'" <<<"$output")" 2
}

@test "a checker that cannot say what it checks is named" {
    local asked='forkscale: check: asked what it checks, the checker'
    local nonsense="$asked ended well, but said nothing that makes sense"
    cannot_list()
    {
        cat >build/list
        run -3 --separate-stderr forkscale check
        assert_equal "$stderr" "$1"
        assert_output ''
    }
    cannot_list "$asked was killed by SIGSEGV" <<<'kill -s SEGV $$'
    cannot_list "$asked exited with status 3: no memory" <<<'echo "forkscale-checker: no memory" >&2; exit 3'
    for line in '' 'end\n' 'property\tP1\tx\t1\t1\n' 'property\tP1\tx\t1\nend\n' 'property\tP1\tx\t0\t1\nend\n' \
        'property\tP1\tx\tinf\t1\nend\n' 'property\t\tx\t1\t1\nend\n' 'verdict\tkept\nend\n'; do
        cannot_list "$nonsense" <<<"printf '%b' '$line'; exit"
    done
}

# --- ends -----------------------------------------------------------------------------------------

# Starts a check of two at once that never end by themselves, and waits for both.
begin_endless()
{
    for property in P2 P14; do
        answer threads "$property" <<'SH'
touch "$property"
setsid sleep 1000 &
while :; do sleep 1000; done
SH
    done
    rm -f P2 P14
    begin threads -j 2 "$@"
    await test -e P2
    await test -e P14
}

@test "a signal ends the checkers, and then forkscale itself, with one sentence" {
    for signal in INT:Interrupt TERM:Terminated HUP:Hangup QUIT:Quit; do
        begin_endless
        kill -s "${signal%:*}" "$pid"
        ends_with $((128 + $(kill -l "${signal%:*}")))
        run -0 cat output
        assert_output "TAP version 13
1..3
ok 1 - threads: P1 runs every item once
Bail out! interrupted by SIG${signal%:*}"
        run -0 cat errors
        assert_output "forkscale: check: ${signal#*:}; 1 was judged before"
        no_processes_left
    done
}

@test "a signal leaves a table and a document unwritten" {
    for format in table json; do
        begin_endless --format "$format"
        kill -s TERM "$pid"
        ends_with 143
        assert_file_empty output
        no_processes_left
    done
}

@test "a signal that was ignored before stays ignored" {
    answer serial P2 <<<'touch begun; until [ -e go ]; do sleep 0.01; done; printf "verdict\tkept\nend\n"'
    env --ignore-signal=TERM "$FORKSCALE" check serial >output 2>errors 3>&- &
    pid=$!
    await test -e begun
    kill -s TERM "$pid"
    touch go
    ends_with 0
}

@test "when forkscale is killed its checkers die with it" {
    begin_endless
    kill -s KILL "$pid"
    ends_with 137
    no_processes_left
}

@test "whichever two of forkscale, guard and supervisor are killed at once, nothing lives on" {
    local victims guards supervisors guard supervisor
    for victims in supervisors guards 'pid supervisors' 'pid guards' 'guards supervisors'; do
        begin_endless
        read -r -a guards <"/proc/$pid/task/$pid/children" || true # there is no newline
        supervisors=()
        for guard in "${guards[@]}"; do
            read -r supervisor <"/proc/$guard/task/$guard/children" || true
            supervisors+=("$supervisor")
        done
        assert_equal "${#guards[@]} ${#supervisors[@]}" '2 2'
        [[ $victims != *pid* ]] || kill -s KILL "$pid"
        [[ $victims != *guards* ]] || kill -s KILL "${guards[@]}"
        # They end by themselves when another has been killed, and may have by now.
        [[ $victims != *supervisors* ]] || kill -s KILL "${supervisors[@]}" || [[ $victims != supervisors ]]
        case $victims in
        pid*) ends_with 137 ;;
        *) ends_with 3 ;;
        esac
        no_processes_left
    done
}

@test "a reader that goes early, as head does, is no reason for words, and nothing is left" {
    answer serial P2 <<<'setsid sleep 1000 & sleep 1000'
    mkfifo pipe
    head -n 1 <pipe >first &
    run -141 --separate-stderr env --default-signal=PIPE "$BASH" -c 'exec "$FORKSCALE" check threads serial -j 2 >pipe 3>&-'
    assert_equal "$stderr" ''
    assert_equal "$(cat first)" 'TAP version 13'
    no_processes_left
}

@test "a full disk under stdout is said, and the exit status is 3" {
    to_full()
    {
        forkscale check -q "$@" >/dev/full
    }
    for words in serial 'serial --format table' 'serial --format json' --list '--list --format json' --help; do
        # shellcheck disable=SC2086 # words
        run -3 --separate-stderr to_full $words
        assert_equal "$stderr" 'forkscale: the output cannot be written: No space left on device'
    done
}

# --- the real one ---------------------------------------------------------------------------------

@test "the checker of this build judges, and no property has an id twice" {
    FORKSCALE=$FORKSCALE_BUILD/forkscale
    run -0 forkscale check -q serial fork_static --property P1,P2 -j 2
    assert_line 'ok 1 - serial: P1 every item is run exactly once'
    assert_line --regexp '^ok 4 - fork_static: P2 '
    forkscale check --list --format json >list.json
    json 'length > 20 and ([.[].id] | unique | length) == length' list.json
}
