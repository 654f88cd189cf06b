#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Legal strategies of unusual construction (tests/conforming/): none is accused of anything.

load helper

# Each with the properties that its construction touches; with FORKSCALE_THOROUGH each with all.
oddities()
{
    cat <<'TABLE'
caller_works          P1 P5 P14 P22
clone3_pidfd          P1 P5 P15 P20
datagram_token        P7 P13 P15
eventfd_tokens        P7 P17 P20
flock                 P1 P15 P17
fork_without_handlers P5 P15 P20
guarded               P5 P8 P14 P15 P18 P20
janitor               P4 P5 P8 P15 P18 P20
late_thread           P10
packet_token          P7 P13 P15
parked                P14 P15 P20 P21
pipe_token            P7 P13 P14 P15
raw_clone             P1 P5 P15 P20
robust_mutex          P1 P15 P17
signalfd              P15 P17 P21
signalled             P12 P15 P17 P21
spinning              P5 P15 P21
supervising_thread    P5 P14 P20
sysv_queue            P10 P15 P17 P18
sysv_segment          P10 P15 P17 P18
sysv_semaphore        P10 P15 P17 P18
thread_local          P1 P20
unnamed_file          P10 P20
vfork_exec            P5 P15 P20
TABLE
}

setup_file()
{
    export BATS_TEST_TIMEOUT=$((${FORKSCALE_THOROUGH:-0} ? 3600 : 300))
    local name
    mkdir "$BATS_FILE_TMPDIR/built"
    for name in $(oddities | cut -d ' ' -f 1); do
        "${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -fPIC -pthread -shared -Wall -Wextra \
            -I"$ROOT" -I"$ROOT/harness" -I"$ROOT/strategies" -o "$BATS_FILE_TMPDIR/built/$name.so" \
            "$ROOT/tests/conforming/$name.c" -L"$FORKSCALE_BUILD" -lforkscale || return
    done
}

@test "each strategy of tests/conforming is in the table" {
    (cd "$ROOT/tests/conforming" && printf '%s\n' *.c | sed 's/\.c$//') >there
    oddities | cut -d ' ' -f 1 | diff there -
}

@test "no legal strategy of unusual construction is accused" {
    local name properties
    oddities | while read -r name properties; do
        [ "${FORKSCALE_THOROUGH:-0}" = 0 ] || properties=
        forkscale check "$BATS_FILE_TMPDIR/built/$name.so" ${properties:+--property "${properties// /,}"} \
            >>report 2>>errors || true
    done
    run grep -A 12 '^not ok' report
    assert_output ''
    assert_equal "$(grep -c '^ok' report)" "$(grep -c '^\(not \)\?ok' report)"
}
