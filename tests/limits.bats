#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# How many processors may be used: the affinity mask, and CPU quotas in made-up folders of control groups.

load helper

setup()
{
    helper_setup
    cat >limits.c <<'C'
#include "kit/limits.h"
#include <limits.h>
#include <stdio.h>
int main(int count, char **argument)
{
    unsigned processors = count > 1 ? limits_quota_processors(argument[1]) : limits_usable_processors();
    return processors == UINT_MAX ? puts("no quota") < 0 : printf("%u\n", processors) < 0;
}
C
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -I"$ROOT/harness" -o limits limits.c "$ROOT"/harness/kit/{limits,groups}.c
    groups=root/sys/fs/cgroup
    mkdir -p root/proc/self "$groups/outer/inner"
}

# A process in the group /outer/inner of version 2.
version_2()
{
    echo 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0' >root/proc/self/mounts
    echo '0::/outer/inner' >root/proc/self/cgroup
}

# Version 1 as in a container: the group's path is the host's, and only its end is mounted.
version_1()
{
    cat >root/proc/self/mounts <<'MOUNTS'
cgroup /sys/fs/cgroup/cpuset cgroup ro,cpuset 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup ro,cpu,cpuacct 0 0
MOUNTS
    printf '%s\n' '3:cpuset:/docker/1' '2:cpu,cpuacct:/docker/1' '1:name=systemd:/a:b' '0::/' >root/proc/self/cgroup
    mkdir "$groups/cpu,cpuacct"
    echo 100000 >"$groups/cpu,cpuacct/cpu.cfs_period_us"
}

@test "without control groups there is no quota" {
    run -0 ./limits nowhere
    assert_output 'no quota'
    version_2
    run -0 ./limits root
    assert_output 'no quota'
}

@test "a quota of one and a half processors lets two be used" {
    version_2
    echo '150000 100000' >"$groups/outer/inner/cpu.max"
    run -0 ./limits root
    assert_output 2
    echo '100 100000' >"$groups/outer/inner/cpu.max"
    run -0 ./limits root
    assert_output 1
}

@test "the least quota of the group and its ancestors counts" {
    version_2
    echo '800000 100000' >"$groups/outer/inner/cpu.max"
    echo '300000 100000' >"$groups/outer/cpu.max"
    run -0 ./limits root
    assert_output 3
    echo '50000 50000' >"$groups/cpu.max"
    run -0 ./limits root
    assert_output 1
}

@test "a quota of max, or one that cannot be read, is none" {
    version_2
    for line in 'max 100000' '' 'nonsense' '100000' '100000 0' '-5 100000'; do
        echo "$line" >"$groups/outer/inner/cpu.max"
        run -0 ./limits root
        assert_output 'no quota'
    done
}

@test "version 1 is understood, in a container too" {
    version_1
    echo 250000 >"$groups/cpu,cpuacct/cpu.cfs_quota_us"
    run -0 ./limits root
    assert_output 3
    echo -1 >"$groups/cpu,cpuacct/cpu.cfs_quota_us"
    run -0 ./limits root
    assert_output 'no quota'
}

@test "the affinity mask counts" {
    run -0 taskset -c 0 ./limits
    assert_output 1
    run -0 ./limits
    assert [ "$output" -le "$(nproc)" ]
}
