# SPDX-License-Identifier: MIT
# What each strategy runs in, or why it cannot run here, from `forkscale list`.
include "shared";

map({name, runtime: (.runtime // ""), unavailable: (.unavailable // "")})
| table(["name", "runtime", "unavailable"])
