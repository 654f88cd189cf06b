#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# docs/tutorial.md, followed word by word in a copy of the tree: its files are written, its commands run, and what they
# print is compared. A fenced block is one of these, and no other kind passes:
#
#     ```c FILE, ```diff FILE    a file to write
#     ```sh, ```sh exit=N        commands, and the exit status that they end with (0)
#     ```text                    all that the commands before it print

load helper

# Only what this file says, and nothing that `make test` was called with.
setup()
{
    helper_setup
    unset MAKEFLAGS MFLAGS MAKELEVEL MODE V CPPFLAGS CFLAGS CXXFLAGS LDFLAGS WERROR
    export LC_ALL=C
}

# The tree with its build, of the same age, so that little is built again.
copy_tree()
{
    mkdir tree
    cp -a "$ROOT"/{Makefile,harness,scripts,strategies,workloads} tree
    cp -a "$FORKSCALE_BUILD" tree/build
    make -s -C tree -j "$(nproc)" 3>&-
}

# Cuts the lesson $1 into the files $2/1, $2/2 …, and prints for each block its number, line and kind.
blocks()
{
    mkdir -p "$2"
    awk -v folder="$2" '
        /```|~~~/ && !/^```/ { print "0 " NR " no fence at the beginning of its line"; next }
        /^```/ && file == "" {
            file = folder "/" ++count
            printf "" >file
            print count, NR, substr($0, 4)
            next
        }
        /^```/ { close(file); file = ""; next }
        file != "" { print >file }
        END { if (file != "") print "0 " NR " no end of the last block" }' "$1"
}

# What is never the same twice: pids, times, and how far children come that return into the code of their caller.
mask()
{
    sed -E 's/(pid:?) [0-9]+/\1 N/g; s/run returned [0-9]+ times/run returned N times/
        s/^(  [0-9]+)  [-\/#.= ]+ [0-9]+ items, .*/\1 LANE/; s/^( +)\|0 ms.*/\1AXIS/; s/: [0-9.]+ ms, traced .*/: N/
        s/^A mark is [0-9.]+ [^ ]*s,/A mark is N,/
        s/^  = [0-9.]+ compute [-+].* finish$/  PARTS/'
}

# Does what one block says, with the body $1 and the kind $2. What commands print is kept in `printed`.
do_block()
{
    local wanted
    case $2 in
    sh | 'sh exit='[0-9]*)
        wanted=${2#sh}
        wanted=${wanted#*=}
        run bash -e "$1" </dev/null 3>&-
        printed=$output
        [ "$status" -eq "${wanted:-0}" ] || fail "exit status $status: $output" || return
        ;;
    text)
        [ -n "${printed+set}" ] || fail "nobody has printed this" || return
        diff <(mask <"$1") <(mask <<<"$printed") || fail "other words are printed" || return
        unset printed
        ;;
    'c '*.c | 'diff '*.diff)
        cp "$1" "${2#* }"
        ;;
    *)
        fail "nobody runs a block '$2'"
        ;;
    esac
}

# Follows the lesson $1 in the current folder, to its end or to the first block that is not as it says.
follow()
{
    local number line kind followed=0 printed
    unset printed
    while read -r number line kind; do
        do_block "$BATS_TEST_TMPDIR/blocks/$number" "$kind" || fail "line $line of the lesson" || return
        followed=$((followed + 1))
    done < <(blocks "$1" "$BATS_TEST_TMPDIR/blocks")
    [ "$followed" -gt 0 ] || fail "a lesson without blocks"
}

setup_file()
{
    # The lesson builds a dozen times.
    export BATS_TEST_TIMEOUT=400
}

@test "whoever follows the tutorial sees what it shows" {
    copy_tree
    cd tree
    follow "$ROOT/docs/tutorial.md"
}

# The lesson on standard input is not passed, for this reason: stumbles REASON
stumbles()
{
    cat >lesson.md
    run -1 follow lesson.md
    assert_output --partial "$1"
}

@test "a lesson that cannot be followed word by word does not pass" {
    stumbles "nobody runs a block 'python'" <<<$'```python\nprint()\n```'
    stumbles "nobody runs a block ''" <<<$'```\nls\n```'
    stumbles "nobody runs a block 'c'" <<<$'```c\nint main(void);\n```'
    stumbles "nobody runs a block 'no fence at the beginning of its line'" <<<$'- so:\n  ```sh\n  ls\n  ```'
    stumbles "nobody runs a block 'no end of the last block'" <<<$'```sh\nls'
    stumbles 'exit status 1: ' <<<$'```sh\nfalse\n```'
    stumbles 'exit status 0: ' <<<$'```sh exit=1\ntrue\n```'
    stumbles 'other words are printed' <<<$'```sh\necho a\n```\n```text\nb\n```'
    stumbles 'nobody has printed this' <<<$'```text\nb\n```'
    stumbles 'a lesson without blocks' <<<'Just do it.'
    stumbles 'line 5 of the lesson' <<<$'```sh\necho a\n```\n\n```text\nb\n```'
}
