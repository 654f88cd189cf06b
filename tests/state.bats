#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# forkscale-checker sees whatever a strategy alters in its caller, and time that runs faster shows what hides in it.

load helper

setup()
{
    helper_setup
    CHECKER=$FORKSCALE_BUILD/forkscale-checker
}

# Judges ./NAME.so: judge NAME PROPERTY SETTINGS
judge()
{
    run -0 timeout -k 1 60 "$CHECKER" --strategy "./$1.so" --property "$2" --strategy-settings "$3" 3>&-
}

# What tests/fixtures/altering.c alters, the code of the break, and the line of the state
kinds()
{
    cat <<'KINDS'
append|open-file-changed|open file 0: 
cloexec|open-file-changed|open file 0: 
limit|state-changed|limit Max stack size: 
descriptor|descriptor-left|descriptor [0-9]*: /dev/null
environment|state-changed|environment ALTERED: yes
folder|state-changed|directory: 
handler|signal-state-changed|SIGCHLD: default; is: SIGCHLD: default, SA_NOCLDWAIT
mapping|memory-leak|shared mapping [0-9a-f-]*:rw-s 
mask|signal-state-changed|SIGUSR2: default; is: SIGUSR2: default and blocked
mode|state-changed|status Umask: 
name|state-changed|status Name: 
niceness|state-changed|scheduling: 
offset|open-file-changed|open file 0: 
oom|state-changed|process oom_score_adj: 
rounding|state-changed|floating point: rounding 
slack|state-changed|setting PR_GET_TIMERSLACK: 
stack|signal-state-changed|signal stack: 
subreaper|state-changed|setting PR_GET_CHILD_SUBREAPER: 
timer|state-changed|timer ID: 
unbuffered|open-file-changed|stream stdout: fully buffered
words|state-changed|locale: 
KINDS
}

@test "each kind of state that is altered is told by its name, and with the code of its kind" {
    module strategy altering <"$ROOT/tests/fixtures/altering.c"
    local what code seen
    while IFS='|' read -r what code seen; do
        judge altering P10 "what=$what"
        assert_line "code"$'\t'"$code"
        assert_line --regexp "^seen"$'\t'"(was|new): $seen"
    done < <(kinds)
}

@test "what is set back on every way out is no change" {
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") != *' asan : '* ]] || skip 'a sanitizer has a signal stack of its own'
    module strategy altering <"$ROOT/tests/fixtures/altering.c"
    local what
    # A user may not lower the value of nice again.
    while IFS='|' read -r what _; do
        [ "$what" != niceness ] || continue
        judge altering P10 "what=$what,back=1"
        assert_line $'verdict\tkept'
    done < <(kinds)
}

@test "memory that is taken once is no leak, and a page in each run is one" {
    sed 's|^    unsigned started = 0;|&\n    static unsigned turn;\n    if (turn++ == 300 \|\| PAGES == 1)\n        mmap(NULL, PAGES * 4096L, PROT_READ, MAP_PRIVATE \| MAP_ANONYMOUS, -1, 0);|;
        s|^#include <unistd.h>|&\n#include <sys/mman.h>|' "$ROOT/strategies/fork_static.c" >grows.c
    sed 's/PAGES/16384/g' grows.c | module strategy once
    sed 's/PAGES/1/g' grows.c | module strategy always
    judge once P10 ''
    assert_line $'verdict\tkept'
    judge always P10 ''
    assert_line $'code\tmemory-leak'
    assert_line --regexp $'^seen\tat least [0-9]+ pages more in each [0-9]+ runs$'
}

@test "a timeout of a minute is found in a second, whichever call has it" {
    module strategy impatient <"$ROOT/tests/fixtures/impatient.c"
    local how
    judge impatient P16 how=none
    assert_line $'verdict\tkept'
    for how in poll ppoll select epoll socket clock timerfd signal futex semaphore condition; do
        judge impatient P16 "how=$how"
        assert_line $'code\thidden-timeout'
        assert_line --regexp $'^case\tan item sleeps 0.4 s, in which 400 s seem to pass$'
    done
}
