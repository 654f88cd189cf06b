# SPDX-License-Identifier: MIT
# The contents of each picture: python-warm, python-once, c-warm and c-once.
include "shared";

# The first of Python's is the subject; in C it is fork_static, to which all are compared.
def series_of($kind): if $kind == "python" then
        ["python_fork", "python_process", "python_pool", "python_pool:chunk=1", "python_executor",
         "python_threads", "python_threads:gil=released", "fork_static"]
    else ["fork_static:schedule=cyclic", "fork_gather", "pipe_queue", "spawn_pool", "threads"] end;

def works_of($kind): if $kind == "python" then map(select(test("random|bimodal|pareto") | not)) else . end;

# Every point of it: efficiency, or time over fork_static's, the inverse of the page's ratio with its interval.
def points_of($kind; $use):
    if $kind == "python" then .workers as $workers
        | .cells[] | select(.workers == $workers and .[$use]) | {work, strategy, grain_ns} + .[$use]
    else ([.cells[] | select(.strategy == "serial")] | INDEX("\(.work)/\(.grain)")) as $serial
        | .ratios[] | select(.first == "fork_static" and .use == $use)
        | {work, strategy: .second, grain_ns: $serial["\(.work)/\(.grain)"].grain_ns} + (.ratio | inverse)
    end | select(.grain_ns);

# Its panels, its series and the points, those together that a line joins; of `figures`.
def picture($name):
    ($name | split("-")) as [$kind, $use]
    | (.works | works_of($kind)) as $panels
    | [points_of($kind; $use)] as $points
    | (series_of($kind) | map(select(IN($points[].strategy)))) as $series
    | {
        $kind, $use, $panels, $series,
        lines: [range($panels | length) as $panel | range($series | length) as $one
            | [$points[] | select(.work == $panels[$panel] and .strategy == $series[$one])
               | {panel: ($panel + 1), series: ($one + 1), grain_ns, middle, low, high, blocks, has_interval}]
            # Each level of deflate is different work, so no line joins them.
            | if $panels[$panel] == "deflate" then map([.]) else [.] end
            | .[] | select(. != [])]
      };
