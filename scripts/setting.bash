# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# The conditions of a measurement, for generated pages. Sourced; call `setting RESULTS.json...`.

# Prints a table of names and values: the date, the machine and the build, from the first of the results that has each.
setting()
{
    jq -rn '[inputs.context.forkscale] as $runs
        | def fact(f): [$runs[] | f | select(. != null)][0] // "unknown";
        ["name", "value"],
        ["date", (fact(.utc) | .[:10])],
        ["cpu", fact(.machine.cpu_model)],
        ["processors", fact(.machine.usable_processors)],
        ["hypervisor", fact(.machine.hypervisor)],
        ["kernel", fact(.machine.kernel)],
        ["compiler", fact(.build.compiler)],
        ["flags", fact(.build.flags)],
        ["revision", fact(.build.git_revision)]
        | @tsv' "$@"
}
