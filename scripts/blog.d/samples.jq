# SPDX-License-Identifier: MIT
# Each repetition of all runs as a line: the warm run, the single use, what
# of the warm run a worker was idle at its end on average, or what went wrong. The grain is
# the name of the run's folder; the shell's chunks belong to it, and are left out of the names.
include "shared";

[inputs
 | (input_filename | split("/")[-2]) as $grain
 | (.context.forkscale.workloads | INDEX(.label)) as $workloads
 | .benchmarks[]
 | $workloads[.workload] as $workload
 | {
    work: ($workload.name + if $workload.tunables.shape then " " + $workload.tunables.shape else "" end),
    $grain,
    strategy: (.strategy | sub("^(?<name>xargs|gnu_parallel):.*"; .name)),
    workers, block,
    items: $workload.items,
    error: (.error_message // "")
 }
 + if .error_occurred then {}
   elif .run_ns | length == 1 then {run_ns: .run_ns[0], once_ns, imbalance_ns}
   else "a repetition has more timed runs than one" | refuse end]
| sort_by(.work, (.grain | grain_ns), .strategy, .workers, .block)
| table(["work", "grain", "strategy", "workers", "block", "items", "run_ns", "once_ns", "imbalance_ns", "error"])
