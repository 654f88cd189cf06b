# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Which strategies are available in this build. Sourced by scripts that compare strategies.

# Whether the strategy of this name can; $list is what `forkscale list strategies --format json` has printed.
available()
{
    # shellcheck disable=SC2154 # list is the caller's
    jq -e --arg name "$1" 'any(.[]; .kind == "strategy" and .name == $name and .unavailable == null)' "$list" >/dev/null
}
