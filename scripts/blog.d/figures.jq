# SPDX-License-Identifier: MIT
# From the tables that collect leaves to all that the page and the pictures need: a summary for each
# cell, and ratios of two strategies in the same block.
include "shared";
include "pictures";

def number: if . == null or . == "" then null else tonumber end;
def point: "\(.work)/\(.grain)";
def cell: "\(point)/\(.strategy)/\(.workers)";

# The strategies that are held against each other, in this order: time of the first over the second.
def pairs($names):
    [["python_process", "python_pool", "python_pool:chunk=1", "python_executor"][] | [., "python_fork"]]
    + [["python_fork", "fork_static"]] + [series_of("c")[] | ["fork_static", .]]
    | map(select(all(.[]; IN($names[]))));

# Efficiency in each block, against the serial time of the same block.
def efficiency($serial; $time):
    [.[] | select(.[$time]) | $serial["\(point)/\(.block)"][$time] as $base
         | select($base) | $base / .[$time] / .workers] | estimate;

def summary($serial):
    .[0] + {
        warm: efficiency($serial; "run_ns"),
        once: efficiency($serial; "once_ns"),
        run_ns: ([.[].run_ns | values] | median),
        once_ns: ([.[].once_ns | values] | estimate),
        imbalance: ([.[] | select(.run_ns and .imbalance_ns) | .imbalance_ns / .run_ns] | median),
        grain_ns: ([$serial["\(.[0] | point)/\(.[].block)"] | select(.) | .run_ns / .items] | median),
        error: (map(.error | select(. != "")) | .[0] // "")
    } | del(.block, .imbalance_ns);

def ratio($samples; $point; $pair; $time):
    [$samples["\($point)/\($pair[0])"][]? | select(.[$time]) | . as $first
     | $samples["\($point)/\($pair[1])"][]? | select(.block == $first.block and .[$time])
     | $first[$time] / .[$time]] | estimate;

# What a program of another language costs beyond the work, with one worker, so that nothing is shared.
def price($samples; $serial; $grain; $time):
    [$samples[] | select(.work == "spin uniform" and .grain == $grain and .workers == 1 and .[$time])
     | $serial["\(point)/\(.block)"][$time] as $base | select($base) | .[$time] - $base] | estimate;

def by(key): reduce .[] as $row ({}; .[$row | key] += [$row]);

[$samples | rows | .workers |= number | .block |= number | .items |= number | .run_ns |= number
    | .once_ns |= number | .imbalance_ns |= number] as $all
| ([$setting | rows | {(.name): .value}] | add) as $setting
| ($setting.processors | tonumber) as $processors
| ([$all[].workers | select(. <= $processors)] | max) as $workers
| ([$all[] | select(.strategy == "serial" and .run_ns and .once_ns)] | INDEX("\(point)/\(.block)")) as $serial
| ([$all[] | select(.workers == $workers)] | by("\(point)/\(.strategy)")) as $at_workers
| ([$all[].strategy] | unique) as $names
| ([$all[].grain] | unique | sort_by(grain_ns)) as $grains
| ["spin uniform", "spin random", "spin rising", "spin bimodal", "spin pareto", "mandelbrot", "deflate"] as $order
| {
    $setting, $processors, $workers,
    strategies: [$strategies | rows],
    lines: [$lines | rows],
    complaints: [$complaints | rows],
    blocks: ([$all[].block] | max + 1),
    $grains,
    works: ([$all[].work] | unique | . as $there | $order | map(select(IN($there[])))),
    cells: ($all | by(cell) | map(summary($serial))
        | sort_by(.work as $work | [($order | index($work)), (.grain | grain_ns), .strategy, .workers])),
    ratios: [$order[] as $work | ($all | map(select(.work == $work) | .grain) | unique | sort_by(grain_ns))[] as $grain
        | pairs($names)[] as $pair | ("warm", "once") as $use
        | {work: $work, grain: $grain, use: $use, first: $pair[0], second: $pair[1],
           ratio: ratio($at_workers; "\($work)/\($grain)"; $pair; if $use == "warm" then "run_ns" else "once_ns" end)}
        | select(.ratio)],
    prices: [$names[] as $name | select($name | test("^(python|xargs|gnu_)"))
        | [$all[] | select(.strategy == $name)]
        | {strategy: $name, start: price(.; $serial; $grains[-1]; "once_ns"),
           run: price(.; $serial; $grains[0]; "run_ns")}
        | select(.start and .run)]
  }
