#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# One version, said in many places: they agree with the Makefile.

load helper

setup()
{
    helper_setup
    VERSION=$(sed -n 's/^VERSION *:= *//p' "$ROOT/Makefile")
}

@test "the Makefile has one version, of three numbers" {
    assert_regex "$VERSION" '^[0-9]+\.[0-9]+\.[0-9]+$'
}

@test "forkscale --version tells it" {
    run -0 --separate-stderr forkscale --version
    assert_output "forkscale $VERSION"
    # shellcheck disable=SC2154 # run sets it
    assert_equal "$stderr" ''
}

@test "results.json has it" {
    forkscale run -w spin:items=10,grain=10 -s serial --blocks 1 --iterations 1 -q -o out >table
    json ".context.forkscale.version == \"$VERSION\"" out/results.json
}

@test "CITATION.cff has it" {
    run -0 sed -n 's/^version: *//p' "$ROOT/CITATION.cff"
    assert_equal "${output//[\"\']/}" "$VERSION"
}

@test "the newest release in the change log is it" {
    run -0 sed -nE 's/^## \[([0-9][^]]*)\].*/\1/p' "$ROOT/CHANGELOG.md"
    assert_line --index 0 "$VERSION"
}
