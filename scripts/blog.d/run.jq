# SPDX-License-Identifier: MIT
# The samples of one grain as the results.json of a run. Of a repetition's parts the page needs the imbalance alone.
include "shared";

def cell: {name: "\(.work)/\(.strategy)/workers:\(.workers)", workload: .work, strategy, workers, oversubscribed: false,
    baseline: (.strategy == "serial")};
def figures: map_values(tonumber) | {run_ns: [.run_ns], once_ns, imbalance_ns, busy_ns: (.run_ns - .imbalance_ns),
    open_ns: 0, startup_ns: 0, finish_ns: 0};

[$samples | rows | select(.grain == $grain) | .workers |= tonumber | .block |= tonumber]
| {
    context: {forkscale: {
        schema: 1, version: "", utc: "1970-01-01T00:00:00Z", host: "", partial: false, iterations: 1,
        blocks: (map(.block) | max + 1), machine: {cpu_model: "", usable_processors: 1},
        cells: (map(cell) | unique_by(.name))
    }},
    benchmarks: map({name: cell.name, block} + if .error != "" then {error_occurred: true, error_message: .error}
        else {run_ns, once_ns, imbalance_ns} | figures end)
  }
