#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What the system refuses: a full disk, a read-only one, files too large, no more processes or descriptors, programs
# that are not there. Each is a sentence and status 3, and what was there before stays.

# shellcheck disable=SC2016,SC2154 # code for inner shells in quotes; run sets stderr
load helper

setup()
{
    helper_setup
    disk=
    place=
    # LeakSanitizer cannot run under strace.
    export ASAN_OPTIONS=detect_leaks=0
}

teardown()
{
    helper_teardown
    [ -z "$disk" ] || umount "$disk"
    [ -z "$place" ] || rm -rf "$place"
}

quick_run()
{
    forkscale run -q -w spin:items=10,grain=100 -s fork_static -j 2 --blocks 1 "$@"
}

# Mounts a disk of its own for this test at ./disk: small_disk SIZE
small_disk()
{
    mkdir disk
    mount -t tmpfs -o "size=$1" tmpfs disk 2>/dev/null || skip 'a tmpfs cannot be mounted here (not root?)'
    disk=$PWD/disk
}

# Fills the disk, but for as many KiB.
fill_but()
{
    ! cat /dev/zero >disk/filling 2>/dev/null || fail 'the disk is larger than any'
    truncate -s "-$1K" disk/filling
}

# Nothing of what was begun is left in the folder: neither hidden files nor hidden folders.
no_leavings()
{
    run -0 find "$1" -name '.?*'
    assert_output ''
}

# As root, but as one who is bound by permissions.
unprivileged()
{
    local caps='-dac_override,-dac_read_search,-fowner'
    if [ "$(id -u)" -eq 0 ]; then
        setpriv "--inh-caps=$caps" "--bounding-set=$caps" "$@"
    else
        "$@"
    fi
}

# --- disks ------------------------------------------------------------------------------------------------------

@test "on a full disk nothing is measured, and the old results stay" {
    small_disk 2m
    quick_run -o disk/out >said
    cp disk/out/results.json old.json
    fill_but 0
    run -3 --separate-stderr forkscale run -v -w spin:items=10,grain=100 -s fork_static -j 2 -o disk/out
    assert_equal "$stderr" 'forkscale: --output disk/out cannot be written: No space left on device'
    assert_output ''
    cmp disk/out/results.json old.json
    no_leavings disk
}

@test "on a full disk there is not even room for the folder" {
    small_disk 64k
    # shellcheck disable=SC2034 # files until there is no inode and no page left
    for i in {1..100}; do
        mkdir "disk/$i" 2>/dev/null && echo . 2>/dev/null >"disk/$i/file" || break
    done
    fill_but 0
    run -3 --separate-stderr quick_run -o disk/new/out
    assert_regex "$stderr" $'(^|\n)forkscale: (--output )?disk/new(/out)?(/results\.json)? cannot be written: No space left on device$'
}

@test "a disk that fills up while it is measured keeps what it had" {
    small_disk 1m
    module strategy greedy <<'C'
#include "strategy.h"
#include <fcntl.h>
#include <unistd.h>
static int run(struct pool *pool)
{
    static const char zeros[4096];
    int fd = open("disk/filling", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    while (write(fd, zeros, sizeof zeros) > 0)
        continue;
    close(fd);
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "fills the disk", .run = run };
C
    quick_run -o disk/old >said
    cp disk/old/results.json old.json
    run -3 --separate-stderr forkscale run -q -w spin:items=10,grain=100 -s ./greedy.so -j 2 --blocks 3 -o disk/old
    assert_regex "$stderr" $'(^|\n)forkscale: disk/old/results\.json cannot be written: No space left on device$'
    assert_line --partial greedy # what was measured is shown
    cmp disk/old/results.json old.json
    rm disk/filling
    run -3 --separate-stderr forkscale run -q -w spin:items=10,grain=100 -s ./greedy.so -j 2 --blocks 3 -o disk/out
    assert_regex "$stderr" $'(^|\n)forkscale: disk/out/results\.json cannot be written: No space left on device$'
    assert_line --partial greedy # what was measured is shown
    json '.benchmarks == [] and (.context.forkscale | .partial and .blocks == 0)' disk/out/results.json
    no_leavings disk
}

@test "a disk with room for the results and not for the plots keeps the results" {
    small_disk 1m
    mkdir disk/out
    fill_but 64
    run -3 --separate-stderr quick_run -o disk/out
    assert_regex "$stderr" '^forkscale: no plots: (cannot (write|create) disk/out/plots/[a-z]+\.[a-z]+: No space left on device|gnuplot left disk/out/plots/[a-z]+\.(svg|png) cut short; is the disk full\?)$'
    assert_line --partial fork_static
    json '.context.forkscale.partial == false and (.benchmarks | length) == 2' disk/out/results.json
    no_leavings disk
}

@test "a table that cannot be written is an error, and the results are there all the same" {
    run -3 --separate-stderr bash -c '"$FORKSCALE" run -q -w spin:items=10,grain=100 -s serial --blocks 1 -o out >/dev/full'
    assert_regex "$stderr" 'forkscale: the output cannot be written: No space left on device'
    json '.context.forkscale.partial == false' out/results.json
    run -3 --separate-stderr bash -c '"$FORKSCALE" list >/dev/full'
    assert_equal "$stderr" 'forkscale: the output cannot be written: No space left on device'
}

@test "a read-only disk is named, and its results stay" {
    small_disk 1m
    quick_run -o disk/out >said
    cp disk/out/results.json old.json
    mount -o remount,ro disk
    run -3 --separate-stderr quick_run -o disk/out
    assert_equal "$stderr" 'forkscale: --output disk/out cannot be written: Read-only file system'
    run -3 --separate-stderr quick_run -o disk/new/out
    assert_equal "$stderr" 'forkscale: --output disk/new cannot be written: Read-only file system'
    cmp disk/out/results.json old.json
}

@test "a folder that may not be written to is named, and its results stay" {
    quick_run -o out >said
    cp out/results.json old.json
    chmod 555 out
    run -3 --separate-stderr unprivileged "$FORKSCALE" run -q -w spin:items=10,grain=100 --blocks 1 -o out 3>&-
    assert_equal "$stderr" 'forkscale: --output out cannot be written: Permission denied'
    run -3 --separate-stderr unprivileged "$FORKSCALE" run -q -w spin:items=10,grain=100 --blocks 1 -o out/a/b 3>&-
    assert_equal "$stderr" 'forkscale: --output out/a cannot be written: Permission denied'
    cmp out/results.json old.json
    chmod 755 out
    no_leavings out
}

@test "a folder that cannot be one is named" {
    : >file
    long=$(printf 'x%.0s' {1..300})
    run -3 --separate-stderr quick_run -o file
    assert_equal "$stderr" 'forkscale: --output file cannot be written: Not a directory'
    run -3 --separate-stderr quick_run -o file/out
    assert_equal "$stderr" 'forkscale: --output file/out cannot be written: Not a directory'
    run -3 --separate-stderr quick_run -o "$long"
    assert_equal "$stderr" "forkscale: --output $long cannot be written: File name too long"
    run -3 --separate-stderr quick_run -o ''
    assert_equal "$stderr" "forkscale: --output '' cannot be written: No such file or directory"
}

# --- limits -----------------------------------------------------------------------------------------------------

@test "files larger than the limit are an error, and the old results stay" {
    quick_run -o out >said
    cp out/results.json old.json
    run -3 --separate-stderr bash -c 'ulimit -f 1 && "$FORKSCALE" run -q -w spin:items=10,grain=100 --blocks 1 -o out' 3>&-
    assert_regex "$stderr" '^forkscale: --output out cannot be written: File too large$'
    cmp out/results.json old.json
    no_leavings out
}

@test "a board larger than the limit is the error of its cells" {
    run -3 --separate-stderr bash -c \
        'ulimit -f 64 && "$FORKSCALE" run -q -w spin:items=100000,grain=1 -s serial --blocks 1 -o out' 3>&-
    assert_regex "$stderr" '^forkscale: spin:items=100000,grain=1/serial/workers:1: no right results to compare with: no board for 100000 results of 8 bytes: File too large'
    json '.benchmarks | length == 1' out/results.json
}

@test "a pool that needs more descriptors than the hard limit allows is an error that says how many" {
    run -3 --separate-stderr bash -c 'ulimit -n 32 && "$FORKSCALE" run -q -w spin:items=100,grain=100 \
        -s spawn_pool -s fork_static -s fork_gather -s pipe_queue -s threads -j 64 --blocks 1 -o out' 3>&-
    local cell='^forkscale: spin:items=100,grain=100'
    local why='Too many open files \(EMFILE\); 64 workers may need 192 descriptors, and ulimit -Hn is 32$'
    assert_equal "${#stderr_lines[@]}" 4
    assert_regex "${stderr_lines[0]}" "$cell/spawn_pool/workers:64: open: socketpair failed: $why"
    assert_regex "${stderr_lines[1]}" "$cell/fork_static/workers:64: run: pidfd_open failed: $why"
    assert_regex "${stderr_lines[2]}" "$cell/fork_gather/workers:64: run: pipe failed: $why"
    assert_regex "${stderr_lines[3]}" "$cell/pipe_queue/workers:64: run: pidfd_open failed: $why"
    json '[.benchmarks[] | select(.error_occurred | not) | .run_ns | length] == [1, 1]' out/results.json
    no_processes_left
}

@test "a soft limit on descriptors is raised as far as the workers of a cell need" {
    run -0 --separate-stderr bash -c 'ulimit -Sn 32 && "$FORKSCALE" run -q -w spin:items=100,grain=100 \
        -s spawn_pool -s fork_static -s fork_gather -s pipe_queue -j 64 --blocks 1 -o out' 3>&-
    assert_equal "$stderr" ''
    json '[.benchmarks[].run_ns | length] == [1, 1, 1, 1, 1]' out/results.json
}

@test "so few descriptors that nothing can be started are an error, whichever call it hits" {
    [[ $(nm -D "$FORKSCALE_BUILD/libforkscale.so") != *__[at]san_init* ]] || skip 'a sanitizer needs some itself'
    for limit in 5 6 7 8 9; do
        run --separate-stderr bash -c "ulimit -n $limit && \"\$FORKSCALE\" run -q -w spin:items=10,grain=100 -s serial --blocks 1 -o out" 3>&-
        [ "$status" -eq 2 ] || [ "$status" -eq 3 ] || [ "$status" -eq 127 ] || fail "limit $limit: status $status: $stderr"
        assert_regex "$stderr" 'Too many open files|error while loading shared libraries'
    done
}

@test "a process limit lets the strategies fail at the worker that is too many" {
    [ "$(id -u)" -eq 0 ] || skip 'it takes root to become a user without other processes'
    # Of a user who owns nothing and runs nothing, also where this test runs twice at once, in a place to enter.
    local user=$((60000 + $$ % 5000))
    place=$(mktemp -d /tmp/forkscale.XXXXXX)
    chmod 755 "$place"
    mkdir "$place/build"
    cp -r "$FORKSCALE_BUILD"/{forkscale,forkscale-cell,libforkscale.so,strategies,workloads,gnuplot} "$place/build"
    chown "$user:$user" "$place"
    cd "$place"
    # gnuplot has threads, too, but not so many. Items that last, or early threads would be gone before the last is made.
    run -3 --separate-stderr setpriv --reuid "$user" --regid "$user" --clear-groups prlimit --nproc=14 \
        build/forkscale run -q -w spin:items=64,grain=500000 -s fork_static -s pipe_queue -s spawn_pool -s threads \
        -j 20 --blocks 1 -o out 3>&-
    local again='Resource temporarily unavailable \(EAGAIN\)' cell='^forkscale: spin:items=64,grain=500000'
    assert_equal "${#stderr_lines[@]}" 4
    assert_regex "${stderr_lines[0]}" "$cell/fork_static/workers:20: run: fork failed: $again\$"
    assert_regex "${stderr_lines[1]}" "$cell/pipe_queue/workers:20: run: fork failed: $again\$"
    assert_regex "${stderr_lines[2]}" "$cell/spawn_pool/workers:20: open: posix_spawn failed: $again\$"
    assert_regex "${stderr_lines[3]}" "$cell/threads/workers:20: run: pthread_create failed: $again\$"
    json '[.benchmarks[] | select(.error_occurred | not) | .name] == ["spin:items=64,grain=500000/serial/workers:1"]' out/results.json
    assert_exist out/plots/times.png
}

# Lets the call numbers $3 of the system calls $2 fail with $4 in the cell itself, and expects the sentence:
# injected STRATEGY CALLS WHEN ERRNO SENTENCE
injected()
{
    run -3 --separate-stderr timeout -k 1 20 strace -o log -e "trace=$2" -e "inject=$2:error=$4:when=$3" \
        "$FORKSCALE_BUILD/forkscale-cell" --workload "$FORKSCALE_BUILD/workloads/spin.so" --workload-settings items=20,grain=100 \
        --strategy "$FORKSCALE_BUILD/strategies/$1.so" --workers 4 --runs 2 3>&-
    grep -q INJECTED log || fail "$1: no $2 has failed, so nothing was tested"
    assert_equal "$stderr" "forkscale-cell: $5"
    no_processes_left
}

@test "each step that starts a worker may fail, and is named with its errno" {
    strace -o log true || skip 'strace cannot trace here'
    local again='Resource temporarily unavailable (EAGAIN)' files='Too many open files (EMFILE)'
    for worker in 1 2 4; do
        injected fork_static clone $worker EAGAIN "run: fork failed: $again"
        injected fork_gather clone $worker EAGAIN "run: fork failed: $again"
        injected fork_gather pipe2 $worker EMFILE "run: pipe failed: $files"
        injected pipe_queue clone $worker EAGAIN "run: fork failed: $again"
        injected shared_counter clone $worker EAGAIN "run: fork failed: $again"
        injected file_lock clone $worker EAGAIN "run: fork failed: $again"
        injected fork_per_item clone $worker EAGAIN "run: fork failed: $again"
        injected spawn_pool clone3,clone,vfork $worker EAGAIN "open: posix_spawn failed: $again"
        injected spawn_per_item clone3,clone,vfork $worker EAGAIN "run: posix_spawn failed: $again"
        injected spawn_pool socketpair $worker EMFILE "open: socketpair failed: $files"
        injected threads clone3,clone $worker EAGAIN "run: pthread_create failed: $again"
        injected threads_stealing clone3,clone $worker EAGAIN "run: pthread_create failed: $again"
        injected thread_pool clone3,clone $worker EAGAIN "open: pthread_create failed: $again"
    done
    injected fork_static clone 7 ENOMEM 'run: fork failed: Cannot allocate memory (ENOMEM)' # in the second run
    injected spawn_pool epoll_create1 1 EMFILE "open: epoll_create failed: $files"
    injected spawn_pool pidfd_open 2 EMFILE "open: pidfd_open failed: $files"
    injected spawn_per_item pidfd_open 20 EMFILE "run: pidfd_open failed: $files"
    injected work_stealing clone 3 EAGAIN "run: fork failed: $again"
    injected work_stealing pidfd_open 2 EMFILE "run: pidfd_open failed: $files"
    injected semaphore_ring clone 2 EAGAIN "run: fork failed: $again"
    injected semaphore_ring clone3 1 EAGAIN "run: pthread_create failed: $again"
    injected prefork clone 2 EAGAIN "open: fork failed: $again"
    injected prefork pipe2 1 EMFILE "open: pipe failed: $files"
    injected prefork pidfd_open 2 EMFILE "open: pidfd_open failed: $files"
    injected prefork epoll_ctl 4 ENOSPC 'open: epoll_ctl failed: No space left on device (ENOSPC)'
    injected fork_static pidfd_open 3 EMFILE "run: pidfd_open failed: $files"
    injected fork_gather pidfd_open 1 EMFILE "run: pidfd_open failed: $files"
    injected fork_gather epoll_ctl 5 ENOSPC 'run: epoll_ctl failed: No space left on device (ENOSPC)'
    injected fork_per_item clone 27 EAGAIN "run: fork failed: $again" # in the second run
    injected fork_per_item pidfd_open 20 EMFILE "run: pidfd_open failed: $files"
    injected pipe_queue pidfd_open 4 EMFILE "run: pidfd_open failed: $files"
    injected pipe_queue pipe2 1 EMFILE "run: pipe failed: $files"
    injected pipe_queue pipe2 3 ENFILE 'run: pipe failed: Too many open files in system (ENFILE)'
}

@test "a message queue that cannot be made is an error that names the limit, its value and what is needed" {
    strace -o log true || skip 'strace cannot trace here'
    local limits=/proc/sys/fs/mqueue
    injected message_queue mq_open 1 ENOSYS \
        'mq_open failed: this kernel has no POSIX message queues; it was built without CONFIG_POSIX_MQUEUE (ENOSYS)'
    injected message_queue mq_open 1 EINVAL "mq_open failed: the queue needs 10 messages of 16 bytes, and $limits allows \
msg_max=$(cat $limits/msg_max), msgsize_max=$(cat $limits/msgsize_max) (EINVAL)"
    injected message_queue mq_open 3 ENOSPC "mq_open failed: the queue is one more than $limits allows, \
queues_max=$(cat $limits/queues_max) (ENOSPC)" # in the third run
    injected message_queue mq_open 1 EACCES 'run: mq_open failed: Permission denied (EACCES)'
    run -3 --separate-stderr bash -c 'ulimit -q 1000 && "$FORKSCALE" run -q -w spin:items=9 -s message_queue -j 2 --blocks 1 -o out' 3>&-
    assert_regex "$stderr" 'needs 1120 bytes and a descriptor, and the limits are RLIMIT_MSGQUEUE=1000 for all queues of the user'
}

# --- programs that are not there --------------------------------------------------------------------------------

@test "without forkscale-cell forkscale says where it looked" {
    mkdir bin
    cp "$FORKSCALE" "$FORKSCALE_BUILD/libforkscale.so" bin
    for command in list 'run -o out' 'plot out'; do
        # shellcheck disable=SC2086 # words
        run -3 --separate-stderr bin/forkscale $command 3>&-
        assert_equal "$stderr" 'forkscale: forkscale-cell is neither beside this program nor in ../lib/forkscale: build or install again'
        assert_output ''
    done
    assert_not_exist out
}

@test "a cell that goes missing while it is measured is an error of the repetitions that lack it" {
    mkdir build
    cp -r "$FORKSCALE_BUILD"/{forkscale,forkscale-cell,libforkscale.so,strategies,workloads,gnuplot} build
    module strategy thief <<'C'
#include "strategy.h"
#include <unistd.h>
static int run(struct pool *pool)
{
    unlink("build/forkscale-cell");
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "takes the cell away", .run = run };
C
    run -3 --separate-stderr build/forkscale run -q -w spin:items=10,grain=100 -s ./thief.so -j 2 --blocks 3 -o out 3>&-
    assert_regex "$stderr" 'forkscale: spin:items=10,grain=100/serial/workers:1: forkscale-cell could not be started: No such file or directory'
    json '.benchmarks | map(select(.error_occurred | not)) | length > 0 and all(.run_ns | length == 1)' out/results.json
}

@test "workers that cannot find their program are an error of their cell" {
    mkdir build
    cp "$FORKSCALE_BUILD"/{forkscale-cell,libforkscale.so} build
    sed 's/^static enum answer check/#include <unistd.h>\n&/; s/return count == published/unlink("build\/forkscale-cell"), &/; s/unlink(\(.*\)), return/unlink(\1); return/' \
        "$ROOT/workloads/nqueens.c" | module workload thief
    grep -q 'unlink("build/forkscale-cell"); return' thief.c
    run -3 --separate-stderr build/forkscale-cell --workload ./thief.so --workload-settings n=4 \
        --strategy "$FORKSCALE_BUILD/strategies/spawn_pool.so" --workers 3 3>&-
    assert_equal "$stderr" 'forkscale-cell: open: posix_spawn failed: No such file or directory (ENOENT)'
}

@test "without gnuplot there are no plots, but the table and the results" {
    run -3 --separate-stderr env PATH=/nowhere "$FORKSCALE" run -q -w spin:items=10,grain=100 -s fork_static -j 2 --blocks 1 -o out 3>&-
    assert_line --regexp '^  fork_static  *2  '
    assert_line --regexp '^  out/results\.json  *every sample, and the machine$'
    refute_line --partial .svg
    assert_equal "$stderr" 'forkscale: no plots: there is no gnuplot on the PATH'
    json '.context.forkscale.partial == false and (.benchmarks | length) == 2' out/results.json
    no_leavings out
}

# --- company ----------------------------------------------------------------------------------------------------

@test "two runs at once into one folder both complete, and nothing is mixed" {
    for seed in 1 2; do
        "$FORKSCALE" run -q -w spin:items=20,grain=1000 -j 1,2 --blocks 6 --seed "$seed" -o out >"said.$seed" 2>&1 3>&- &
        pids[seed]=$!
    done
    for seed in 1 2; do
        status=0
        wait "${pids[seed]}" || status=$?
        assert_equal "$status: $(grep '^forkscale:' "said.$seed")" '0: '
    done
    json '.context.forkscale | .partial == false and .blocks == 6 and (.seed | tostring | test("^[12]$"))' out/results.json
    json '(.benchmarks | length) == 6 * (.context.forkscale.cells | length)' out/results.json
    json '[.benchmarks[] | "\(.name) \(.block)"] | length == (unique | length)' out/results.json
    for plot in speedup efficiency times; do
        xmllint --noout "out/plots/$plot.svg"
    done
    no_leavings out
}

@test "standard descriptors that are closed are not written over" {
    run -0 --separate-stderr bash -c '"$FORKSCALE" run -q -w spin:items=10,grain=100 -j 2 --blocks 1 -o in <&-' 3>&-
    assert_line --partial spawn_pool
    run -3 bash -c '"$FORKSCALE" run -v -w spin:items=10,grain=100 -j 2 --blocks 1 -o all <&- >&- 2>&-' 3>&-
    run -0 bash -c '"$FORKSCALE" run -v -w spin:items=10,grain=100 -j 2 --blocks 1 -o err 2>&-' 3>&-
    for out in in all err; do
        json '[.benchmarks[].run_ns | length] | length > 4 and all(. == 1)' $out/results.json
        json '.context.forkscale.partial == false' $out/results.json
        xmllint --noout "$out/plots/times.svg"
    done
}

# --- each step of writing the results -----------------------------------------------------------------------------

# Lets one system call of the conductor alone fail while it writes over results, and expects the sentence; the old ones
# stay as they are: write_fails CALL WHEN ERRNO SENTENCE
write_fails()
{
    run -3 --separate-stderr timeout -k 1 60 strace -o log -e "trace=$1" -e "inject=$1:error=$3:when=$2" \
        "$FORKSCALE" run -q -w spin:items=10,grain=100 -s fork_static -j 2 --blocks 1 -o out 3>&-
    grep -q INJECTED log || fail "no $1 has failed, so nothing was tested"
    assert_equal "${stderr_lines[0]}" "forkscale: $4"
    cmp out/results.json old.json
    no_leavings out
    no_processes_left
}

@test "flushing and renaming may each fail, and the old results stay" {
    strace -o log true || skip 'strace cannot trace here'
    quick_run -o out >said
    cp out/results.json old.json
    # The first is of the file that tries the folder.
    write_fails fsync 1 ENOSPC '--output out cannot be written: No space left on device'
    write_fails fsync 2 ENOSPC 'out/results.json cannot be written: No space left on device'
    write_fails fsync 2 EIO 'out/results.json cannot be written: Input/output error'
    write_fails rename 1 ENOSPC 'out/results.json cannot be written: No space left on device'
    write_fails rename 1 EROFS 'out/results.json cannot be written: Read-only file system'
}

@test "on a disk that is full only at the close the old results stay" {
    cat >late.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
/* Closes the file, and says of one that is written for results.json that it did not all get there. */
int fclose(FILE *file)
{
    int (*real)(FILE *) = (int (*)(FILE *))dlsym(RTLD_NEXT, "fclose");
    char link[64], path[4096] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", fileno(file));
    int mode = fcntl(fileno(file), F_GETFL) & O_ACCMODE;
    ssize_t length = readlink(link, path, sizeof path - 1);
    int result = real(file);
    if (mode == O_RDONLY || length < 0 || strstr(path, "/.results.json.") == NULL)
        return result;
    close(open("INJECTED", O_WRONLY | O_CREAT, 0600));
    errno = ENOSPC;
    return EOF;
}
C
    "${CC:-cc}" -std=c11 -fPIC -shared -o late.so late.c
    quick_run -o out >said
    cp out/results.json old.json
    # A sanitizer would rather come first.
    ASAN_OPTIONS+=:verify_asan_link_order=0
    run -3 --separate-stderr env LD_PRELOAD="$PWD/late.so" "$FORKSCALE" run -q -w spin:items=10,grain=100 -s fork_static -j 2 --blocks 1 -o out 3>&-
    assert_exist INJECTED
    assert_equal "${stderr_lines[0]}" 'forkscale: out/results.json cannot be written: No space left on device'
    assert_line --partial fork_static # what was measured is shown
    cmp out/results.json old.json
    no_leavings out
}
