#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Legal strategies of unusual construction (tests/conforming/): none is accused of anything.

load helper

# Each with properties that its construction touches; with FORKSCALE_THOROUGH each with all.
oddities()
{
    cat <<'TABLE'
caller_works          P5 P22
clone3_pidfd          P5 P20
datagram_token        P7 P13
eventfd_tokens        P7 P20
flock                 P7 P17
fork_without_handlers P5 P20
guarded               P5 P8 P18
janitor               P4 P21
late_thread           P10
packet_token          P7 P13
parked                P20 P21
pipe_token            P7 P13
raw_clone             P5 P15
robust_mutex          P7 P17
signalfd              P14
signalled             P12 P17
spinning              P5 P21
supervising_thread    P5 P20
sysv_queue            P18 P21
sysv_segment          P10 P17
sysv_semaphore        P7 P10
thread_local          P20
unnamed_file          P10
vfork_exec            P5 P20
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
    # shellcheck disable=SC2016 # the inner shell expands it
    oddities | xargs -P 4 -I '{}' bash -c 'set -- {}
        words=("$BATS_FILE_TMPDIR/built/$1.so")
        [ "${FORKSCALE_THOROUGH:-0}" != 0 ] || words+=(--property "$(IFS=,; echo "${*:2}")")
        "$FORKSCALE" check "${words[@]}" >"$1.tap" 2>"$1.errors" 3>&-' || true
    cat ./*.tap >report
    assert_equal "$(cat ./*.errors | grep -c ': 1 strategy, ')" "$(oddities | wc -l)"
    run grep -A 8 '^not ok' report
    assert_output ''
}
