#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What is not judged: a property whose plain run fails, or for which a limit of the user leaves too little. And what is said
# of a break: a cause only where what was seen shows one.

# shellcheck disable=SC2154 # run sets stderr
load helper

# A checker under limits, with rights that root has dropped: limited PRLIMIT-OPTION... -- WORD...
limited()
{
    local options=()
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    timeout -k 1 60 prlimit "${options[@]}" "$FORKSCALE_BUILD/forkscale-checker" "$@" 3>&-
}

# Checks one property of a broken strategy: diagnosis_of NAME PROPERTY
diagnosis_of()
{
    run -1 --separate-stderr forkscale check "./$1.so" --property "$2"
}

# fork_static with one change of its source: changed NAME SED-SCRIPT
changed()
{
    sed "$2" "$ROOT/strategies/fork_static.c" >changed.c
    run -1 cmp -s changed.c "$ROOT/strategies/fork_static.c"
    module strategy "$1" <changed.c
}

@test "too few descriptors leave a property not judged, with the limit named" {
    for property in P1 P4 P5 P14; do
        run -3 --separate-stderr limited --nofile=12:12 -- --strategy "$FORKSCALE_BUILD/strategies/fork_gather.so" --property "$property"
        assert_output ''
        assert_regex "$stderr" 'not judged: [a-z0-9_]* failed with EMFILE: RLIMIT_NOFILE is 12$'
    done
}

@test "too few processes leave a property not judged, with the limit named" {
    [ "$(id -u)" -eq 0 ] || skip 'needs root, to become a user without processes'
    local user=61234
    chmod 755 "$BATS_TEST_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_RUN_TMPDIR" || true
    for property in P1 P5 P21; do
        run -3 --separate-stderr setpriv --reuid "$user" --regid "$user" --clear-groups prlimit --nproc=4 \
            timeout -k 1 60 "$FORKSCALE_BUILD/forkscale-checker" --strategy "$FORKSCALE_BUILD/strategies/fork_static.so" --property "$property" 3>&-
        assert_output ''
        assert_regex "$stderr" 'fork failed with EAGAIN: RLIMIT_NPROC is 4$'
    done
}

# Makes a control group of the name $1, in which there may be so many processes as $2 says, and sets `group` to its folder.
# False where that is not allowed.
make_group()
{
    local mount
    while read -r mount; do
        group=$mount/$1
        mkdir "$group" 2>/dev/null || continue
        [ ! -e "$group/pids.max" ] || ! echo "$2" 2>/dev/null >"$group/pids.max" || return 0
        rmdir "$group"
    done < <(awk '$3 == "cgroup" && $4 ~ /(^|,)pids(,|$)/ || $3 == "cgroup2" { print $2 }' /proc/self/mounts)
    return 1
}

@test "too few processes in a control group leave a property not judged, with the limit named" {
    make_group "forkscale_$$" 4 || skip 'no control group that limits processes can be made here'
    for property in P1 P5 P21; do
        # shellcheck disable=SC2016 # the inner shell expands it
        run --separate-stderr timeout -k 1 60 "$BASH" -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" \
            "$FORKSCALE_BUILD/forkscale-checker" --strategy "$FORKSCALE_BUILD/strategies/fork_static.so" --property "$property" 3>&-
        [ "$status" -eq 3 ] || break
    done
    rmdir "$group"
    assert_equal "$status" 3
    assert_output ''
    assert_regex "$stderr" 'fork failed with EAGAIN: pids\.max is 4$'
}

@test "too little memory leaves a property not judged, with the limit named" {
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") != *' asan : '* ]] || skip 'a sanitizer reserves more address space than that'
    # 60 MiB: enough for the checker, and for no two stacks of 64 MiB.
    run -3 --separate-stderr bash -c 'ulimit -s 65536 && exec prlimit --as=150000000 "$@"' - \
        "$FORKSCALE_BUILD/forkscale-checker" --strategy "$FORKSCALE_BUILD/strategies/threads.so" --property P1
    assert_output ''
    assert_regex "$stderr" 'not judged: (pthread_create failed with EAGAIN|mmap failed with ENOMEM|malloc failed with ENOMEM): RLIMIT_AS is 150000000$'
}

@test "a plain run that fails is said once, with its errno, and the rest is not judged" {
    changed refuses 's/^    unsigned started = 0;/    if (job->items > 0) return job_fail(job, "the wheel", ENODEV);\n&/'
    run -1 --separate-stderr forkscale check ./refuses.so
    assert_line "  seen: 'run: the wheel failed: No such device (ENODEV)'"
    assert_equal "$(grep -c ENODEV <<<"$output")" 1
    assert_equal "$(grep -c "seen: 'not judged: the plain run fails, see P1'" <<<"$output")" 22
    assert_equal "$(grep -c '^  cause:' <<<"$output")" 0
    assert_equal "$stderr" 'forkscale: check: 1 strategy, 23 properties: 0 kept, 1 broken, 0 not applicable, 22 not judged'
    # One property alone says it, too.
    diagnosis_of refuses P14
    assert_line "  code: 'plain-run-failed'"
    assert_line "  seen: 'run: the wheel failed: No such device (ENODEV)'"
}

@test "an error of a hook is reported as that, not as what it may have led to" {
    changed some 's/^    unsigned started = 0;/    if (job->items == 5) return job_fail(job, "pipe", EMFILE);\n&/'
    diagnosis_of some P4
    assert_line "  code: 'hook-failed'"
    assert_line --partial 'pipe failed: Too many open files (EMFILE)'
    refute_line --partial 'cause:'
}

@test "a lost item in the middle is no dropped remainder" {
    changed loses 's/^        job_run(job, worker, chunk.first, chunk.count);/        job_run(job, worker, chunk.first + (job->items == 8), chunk.count - (job->items == 8));/'
    diagnosis_of loses P4
    refute_line "  code: 'remainder-dropped'"
    refute_line --partial 'remainder'
}

@test "a race is not put down to the case in which it shows" {
    changed races 's/^        if (pid == 0)$/        if (pid > 0 \&\& started == 0)\n            job_restart(job);\n&/; s/SCHEDULES_STATIC/SCHEDULE_BIT(SCHEDULE_SELF)/; s/SCHEDULE_BLOCK/SCHEDULE_SELF/'
    local property
    for property in P3 P4 P21; do
        run --separate-stderr forkscale check ./races.so --property "$property"
        [ "$status" -ne 0 ] || continue
        assert_line --regexp "  code: '(item-run-twice|item-not-run|work-not-done|deadlock|hook-failed)'"
        refute_line --regexp "cause: '.*(order|narrow|inner|second|belongs to one run|too small)"
    done
}

@test "a state that the plain run changes is reported by P10 alone" {
    changed masks_usr2 's/^    unsigned started = 0;/    sigset_t set;\n    sigemptyset(\&set);\n    sigaddset(\&set, SIGUSR2);\n    sigprocmask(SIG_BLOCK, \&set, NULL);\n&/; s/#include <unistd.h>/#include <signal.h>\n&/'
    run -1 --separate-stderr forkscale check ./masks_usr2.so
    assert_equal "$(grep '^not ok' <<<"$output" | grep -o 'P[0-9]*')" P10
    assert_line "  code: 'signal-state-changed'"
}

@test "a missing job_end is reported as that" {
    sed 's/^    job_end(job, worker);//' "$ROOT/strategies/spawn_pool.c" | module strategy endless
    for property in P2 P7; do
        run -1 --separate-stderr forkscale check ./endless.so --property "$property"
        assert_line "  code: 'job-end-missing'"
        refute_line --partial EINTR
    done
}

@test "another error than that of the death is said to mask it" {
    changed masks 's/^        return worker_wait_all(job, started);/        return worker_wait_all(job, started) != 0 ? ECONNRESET : 0;/'
    diagnosis_of masks P14
    assert_line "  code: 'death-masked'"
    assert_line --partial ECONNRESET
    refute_line --partial 'announced'
}
