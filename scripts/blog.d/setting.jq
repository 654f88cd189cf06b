# SPDX-License-Identifier: MIT
# Where, when and with what the runs were measured, which must agree: name and value. No host name.
include "shared";

# What a contest has once.
def place: .machine | [.cpu_model, .kernel, .usable_processors];
def program: .build | [.git_revision, .compiler, .flags];

[inputs.context.forkscale] | sort_by(.utc) as $runs
| $runs[0] as {$machine, $build, $version}
| if ($runs | map(place) | unique | length) > 1 then "the runs are of different machines: measure them again" | refuse
  elif ($runs | map(program) | unique | length) > 1
  then "the runs are of different revisions, compilers or flags: measure them again" | refuse
  elif ($runs | map(.blocks) | unique | length) > 1
  then "the runs have different numbers of blocks: measure them again" | refuse
  else . end
| ["name", "value"],
  ["cpu_model", $machine.cpu_model],
  ["processors", $machine.usable_processors],
  ["hypervisor", $machine.hypervisor],
  ["memory_bytes", $machine.memory_bytes],
  ["kernel", $machine.kernel],
  ["os", $machine.os],
  ["load", $machine.load_average[0]], # of the earliest run: the later ones see the load of the contest itself
  ["version", $version],
  ["revision", $build.git_revision],
  ["compiler", $build.compiler],
  ["flags", $build.flags],
  ["utc", $runs[0].utc],
  ["shell_us", $shell_us],
  ["deflate_levels", ([$runs[].workloads[] | select(.name == "deflate") | .tunables.level] | unique | map(tostring)
      | listed)],
  ["partial", any($runs[]; .partial)]
| @tsv
