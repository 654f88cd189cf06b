#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# scripts/setup among stand-ins for dpkg-query, apt-get, sudo and id, so that nothing real is installed.

load helper

setup()
{
    helper_setup
    mkdir bin
    for tool in cat env sed sh tr; do
        ln -s "$(command -v "$tool")" bin
    done

    # Knows every package but those in the file `missing`.
    stand_in dpkg-query <<'SH'
shift 2
for package; do
    case " $(cat missing) " in *" $package "*) status=1 ;; *) printf 'installed:%s ' "$package" ;; esac
done
exit "${status-0}"
SH
    # Installs as often as the file `failures` has no word left; notes how it was called.
    stand_in apt-get <<'SH'
echo "apt-get $* ($DEBIAN_FRONTEND)" >>calls
for word; do [ "$word" != update ] || exit 0; done
read -r failure rest <failures || exit 0
echo "$rest" >failures
[ -z "$failure" ]
SH
    stand_in sudo <<'SH'
echo "sudo $*" >>calls
[ "$(cat sudo)" = passwordless ] || exit 1
shift
"$@"
SH
    stand_in id <<<'cat uid'

    : >missing
    : >failures
    : >calls
    echo passwordless >sudo
    echo 0 >uid
}

# An executable bin/NAME with the shell code on standard input: stand_in NAME
stand_in()
{
    {
        echo '#!/bin/sh'
        cat
    } >"bin/$1"
    chmod +x "bin/$1"
}

scripts_setup()
{
    PATH=$BATS_TEST_TMPDIR/bin "$ROOT/scripts/setup" "$@"
}

# The calls of apt-get, by the words that matter.
calls()
{
    sed 's/-o [^ ]* //g' calls
}

@test "setup prints and runs nothing when everything is installed" {
    for purpose in '' build test lint thorough peers all; do
        # shellcheck disable=SC2086 # '' is no argument
        run -0 scripts_setup $purpose
        assert_output ''
    done
    run -0 calls
    assert_output ''
}

@test "setup prints what it installs, and installs it without asking" {
    echo 'libjansson-dev jq' >missing
    run -0 scripts_setup
    assert_output 'setup: installing libjansson-dev jq'
    run -0 calls
    assert_output 'apt-get -y -qq install --no-install-recommends libjansson-dev jq (noninteractive)'
}

@test "each purpose includes build, and no other purpose" {
    echo 'gcc bats clang-tidy libclang-rt-dev' >missing
    run -0 scripts_setup build
    assert_output 'setup: installing gcc'
    run -0 scripts_setup test
    assert_output 'setup: installing gcc bats'
    run -0 scripts_setup lint
    assert_output 'setup: installing gcc clang-tidy'
    run -0 scripts_setup thorough
    assert_output 'setup: installing gcc bats libclang-rt-dev'
    run -0 scripts_setup all
    assert_output 'setup: installing gcc bats clang-tidy libclang-rt-dev'
}

@test "any gnuplot package will do, because they exclude each other" {
    echo 'gnuplot-nox gnuplot-x11' >missing
    run -0 scripts_setup build
    assert_output ''
    echo 'gnuplot-nox gnuplot-x11 gnuplot-qt' >missing
    run -0 scripts_setup build
    assert_output 'setup: installing gnuplot-nox'
}

@test "without root it installs through passwordless sudo" {
    echo 1000 >uid
    echo make >missing
    run -0 scripts_setup build
    assert_output 'setup: installing make'
    run -0 calls
    assert_line --index 0 'sudo -n true'
    assert_line --index 1 --regexp '^sudo -n env DEBIAN_FRONTEND=noninteractive apt-get '
    assert_line --index 2 'apt-get -y -qq install --no-install-recommends make (noninteractive)'
}

@test "without root and sudo it prints the one command to run, and fails" {
    echo 1000 >uid
    echo locked >sudo
    echo 'make jq' >missing
    run -3 scripts_setup
    assert_line --index 0 --partial 'please run'
    assert_line --index 1 \
        "  sudo sh -c 'apt-get update && apt-get install --no-install-recommends make jq'"
    run -0 calls
    assert_output 'sudo -n true'
}

@test "without root and sudo it succeeds when nothing is missing" {
    echo 1000 >uid
    echo locked >sudo
    run -0 scripts_setup
    assert_output ''
}

@test "package lists are fetched only after a failure, and then it tries again" {
    echo make >missing
    echo once >failures
    run -0 scripts_setup build
    assert_line 'setup: that failed; trying again with fresh package lists'
    run -0 calls
    assert_output - <<'CALLS'
apt-get -y -qq install --no-install-recommends make (noninteractive)
apt-get -y -qq update (noninteractive)
apt-get -y -qq install --no-install-recommends make (noninteractive)
CALLS
}

@test "an installation that fails is a failure, and names what is missing" {
    echo make >missing
    echo 'once twice' >failures
    run -3 scripts_setup build
    assert_line 'setup: could not install make'
}

@test "without dpkg it installs nothing, lists what is missing, and fails" {
    rm bin/dpkg-query
    run -3 scripts_setup build
    assert_line --index 0 --partial 'no dpkg and apt-get'
    assert_line '  command gcc (in Debian: gcc)'
    assert_line '  module benchmark (in Debian: libbenchmark-dev)'
    refute_line --partial bats
    run -0 calls
    assert_output ''
}

@test "without dpkg it succeeds when everything is found" {
    rm bin/dpkg-query
    for tool in gcc g++ make gnuplot clang clang-format clang-tidy cppcheck shellcheck pkg-config; do
        stand_in "$tool" <<<true
    done
    run -0 scripts_setup lint
    assert_output ''
    stand_in pkg-config <<'SH'
[ "$2" != hwloc ]
SH
    run -3 scripts_setup lint
    assert_line --index 1 '  module hwloc (in Debian: libhwloc-dev)'
    assert_equal "${#lines[@]}" 2
}

@test "setup refuses an unknown purpose, and two at once" {
    run -2 scripts_setup everything
    assert_output "setup: unknown purpose 'everything': use build, test, lint, thorough, peers or all"
    run -2 scripts_setup build test
    assert_output "setup: one purpose at a time, not 'build test'"
    run -2 scripts_setup --force
    assert_output "setup: unknown purpose '--force': use build, test, lint, thorough, peers or all"
}

@test "setup --help names every purpose and exit status" {
    run -0 scripts_setup --help
    for word in build test lint thorough peers all; do
        assert_line --regexp "^  $word +"
    done
    assert_line --regexp '^Exit status: 0 .* 2 .* 3 '
}
