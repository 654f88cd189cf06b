# SPDX-License-Identifier: MIT
# Where, when and with what was measured, from all runs, which must agree: name and value. No host name.
include "shared";

[inputs.context.forkscale] as $runs
| $runs[0] as {$machine, $build, $version}
| if any($runs[]; .machine.cpu_model != $machine.cpu_model or .machine.kernel != $machine.kernel
        or .machine.usable_processors != $machine.usable_processors
        or .build.git_revision != $build.git_revision)
    then "the runs are of different machines or revisions: measure them again" | refuse else . end
| ["name", "value"],
  ["cpu_model", $machine.cpu_model],
  ["processors", $machine.usable_processors],
  ["hypervisor", $machine.hypervisor],
  ["memory_bytes", $machine.memory_bytes],
  ["kernel", $machine.kernel],
  ["os", $machine.os],
  ["load", ([$runs[].machine.load_average[0]] | max)],
  ["version", $version],
  ["revision", $build.git_revision],
  ["compiler", $build.compiler],
  ["flags", $build.flags],
  ["utc", ([$runs[].utc] | min)],
  ["partial", any($runs[]; .partial)]
| @tsv
