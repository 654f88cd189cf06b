#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Pools whose parts are in the kit: a crew, its gate, a template. The checker judges the strategies that are made of them, each
# property in a test of its own, so that a fault in the kit is seen by the one that it breaks.

load helper

kept()
{
    run -0 --separate-stderr forkscale check "$1" --property "$2" -q 3>&-
    refute_output --partial 'not ok'
}

@test "a crew runs every item once" {
    kept prefork P1
}

@test "the workers of a crew work at the same time" {
    kept prefork P5
}

@test "a crew leaves its caller as it was" {
    kept prefork P10
}

@test "a crew reports a death in an item" {
    kept prefork P14
}

@test "a crew reports a death at any other point" {
    kept prefork P15
}

@test "a template is reaped" {
    kept zygote P8
}

@test "the death of a worker that a template has forked is reported with its end" {
    kept adaptive:share=always,start=template P14
    kept adaptive:share=always,start=template P15
}
