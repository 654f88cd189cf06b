#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# docs/conformance.md says what this tree does: what make conformance would write now is what stands there.

# shellcheck disable=SC2154 # run sets stderr
load helper

setup_file()
{
    # All strategies, or all mutants, are judged in one test.
    export BATS_TEST_TIMEOUT=1800
}

setup()
{
    helper_setup
    PAGE=$ROOT/docs/conformance.md
}

conformance()
{
    "$ROOT/scripts/conformance" "$@" 3>&-
}

# Prints the page from one heading to the next of the two: section FROM TO
section()
{
    awk -v from="## $1" -v to="## $2" '$0 == to { exit } $0 == from { on = 1 } on' "$PAGE"
}

# Prints mutant, strategy and property for each mark of this kind in a page, separated by tabs: marked MARK FILE
marked()
{
    awk -F ' *[|] *' -v mark="$1" '
        /^\| mutant \| of / { split($0, property) }
        { for (i = 4; i < NF; i++) if ($i == mark) print $2 "\t" $3 "\t" property[i] }' "$2"
}

# With a sanitizer each strategy is judged by a third of the properties, and each property on a third of the strategies.
thirds()
{
    local third
    for third in 0 1 2; do
        mapfile -t properties < <("$FORKSCALE" check --list --format json | jq -r '.[].id' | awk "NR % 3 == $third")
        mapfile -t strategies < <(forkscale list strategies --format json | jq -r \
            '.[] | select(.unavailable == null and (.traits | index("foreign") | not)).name' | awk "NR % 3 == $third")
        forkscale check "${strategies[@]}" --property "$(IFS=,; echo "${properties[*]}")" -j "$(nproc)" || return
    done
}

@test "the properties and the strategies of the page are those of this build, and each is kept" {
    section Properties 'Strategies of other languages' >there
    run ! grep -F '| ✗' there
    if [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' asan : '* && ${FORKSCALE_THOROUGH-} != 1 ]]; then
        run -0 thirds
        return
    fi
    conformance properties strategies >now
    diff there now || fail 'docs/conformance.md is not current; make conformance writes it'
}

@test "what the page says that foreign strategies do not keep is what is known of them" {
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") == *' release : '* ]] || skip 'no interpreter can load a build with a sanitizer'
    section 'Strategies of other languages' Mutants |
        sed -n '/^| strategy /d; s/^| \([a-z_]*\) | \(P[^|]*\) | \([a-z-]*\) | \(.*\) |$/\1\t\2\t\3\t\4/p' >there
    for file in "$FORKSCALE_BUILD"/strategies/*.known; do
        awk -F '\t' -v OFS='\t' -v name="$(basename "$file" .known)" \
            '{ print name, $1 ($3 == "flaky" ? ", at times" : $3 == "always" ? "" : ", with " $3), $2, $4 }' "$file"
    done >now
    assert_file_not_empty now
    diff there now || fail 'docs/conformance.md is not current; make conformance writes it'
}

@test "the mutants of the page are those of tests/mutants, and each is seen by the property that is named for it" {
    section Mutants Faults >table
    marked ● table >there
    "$ROOT/scripts/mutants" --list | cut -f 1-3 >now
    diff there now || fail 'docs/conformance.md is not current; make conformance writes it'
}

@test "the faults of the page are those that the mutants say" {
    section Faults 'Faults in the harness' | sed -n 's/^| \(.*\) | \(.*\) |$/\1\t\2/p' | sed 1d >there
    "$ROOT/scripts/mutants" --list | cut -f 1,4 >now
    diff there now || fail 'docs/conformance.md is not current; make conformance writes it'
}

@test "the faults in the harness on the page are those of tests/harness-mutants, and the test that is named sees each" {
    section 'Faults in the harness' '' | sed -n '/^| [a-z-]* | harness/p' >there
    "$ROOT/scripts/mutants" --harness --list |
        awk -F '\t' '{ print "| " $1 " | " $2 " | " $4 " | " $3 ": " $5 " | ● |" }' >now
    assert_file_not_empty now
    diff there now || fail 'docs/conformance.md is not current; scripts/conformance harness prints this section'
}

# mutants.bats judges the faults in the harness.
@test "the rest of the page, mutants included, comes out the same again, but for a few marks of what is seen by chance" {
    [ "${FORKSCALE_THOROUGH-}" = 1 ] || skip 'it takes minutes; make test-thorough does it'
    [[ $(cat "$FORKSCALE_BUILD/SETTINGS") != *' asan : '* ]] || skip 'chance is another under a sanitizer'
    conformance introduction properties strategies foreign mutants >now
    section 'Faults in the harness' '' >harness
    head -n -"$(wc -l <harness)" "$PAGE" >page
    for page in page now; do
        marked ○ "$page" | sort >"chance.${page##*/}"
        sed 's/○//g; s/  */ /g; /^| [0-9]* mutants /d' "$page" >"rest.${page##*/}"
    done
    diff rest.page rest.now || fail 'docs/conformance.md is not current; make conformance writes it'
    comm -3 chance.page chance.now >differ
    [ $((10 * $(wc -l <differ))) -le "$(wc -l <chance.now)" ] || fail "more than chance: $(cat differ)"
}

@test "an unknown section and a missing build are refused" {
    run -2 --separate-stderr conformance strategys
    assert_equal "$stderr" "conformance: unknown section 'strategys'; see --help"
    assert_output ''
    FORKSCALE_BUILD=$PWD/nowhere run -3 --separate-stderr conformance strategies
    assert_output ''
    assert_regex "$stderr" 'conformance: no build at .*/nowhere; run make first$'
}
