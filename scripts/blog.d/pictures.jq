# SPDX-License-Identifier: MIT
# What stands in each picture: python-warm, python-once, c-warm and c-once.
include "shared";

def series_of($kind): if $kind == "python" then
        ["python_fork", "python_process", "python_pool", "python_pool:chunk=1", "python_executor",
         "python_threads", "python_threads:gil=released", "xargs", "gnu_parallel", "fork_static"]
    else ["fork_static", "fork_static:layout=cyclic", "fork_gather", "pipe_queue", "spawn_pool", "threads"] end;

def works_of($kind): if $kind == "python" then map(select(test("random|bimodal|pareto") | not)) else . end;

# Its panels, its series and the points, a list of lines; of `figures`.
def picture($name):
    ($name | split("-")) as [$kind, $use]
    | . as $figures
    | (.works | works_of($kind)) as $panels
    | ([.cells[].strategy] | unique) as $there
    | (series_of($kind) | map(select(. as $one | $there | any(. == $one)))) as $series
    | {
        $kind, $use, $panels, $series,
        lines: [range($panels | length) as $panel | range($series | length) as $one
            | {points: [$figures.cells[]
                | select(.work == $panels[$panel] and .strategy == $series[$one]
                    and .workers == $figures.workers and .[$use])
                | .[$use] as $estimate
                | [$panel + 1, $one + 1, .grain_ns] + ($estimate | [.median, .low, .high, .blocks])]}
            | select(.points != [])]
      };
