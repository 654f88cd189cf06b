# SPDX-License-Identifier: MIT
# From the tables that collect leaves, and what forkscale computes from them, to all that the page and the pictures
# need, with the breaks of promises that are known. The only computed value is a grain, a time divided by items.
include "shared";
include "pictures";

# The rows of `forkscale ratios`, as points of the page.
def points: map({work: .workload, grain: .run, use, first, second, workers, side,
        ratio: estimate("ratio"; ""), difference: estimate("difference"; "_ns")}
        + with_entries(select(.key | startswith("claim_")))) | map(select(.ratio));

# And in its order: by work, grain and the strategies in the order of the pictures.
def ordered($works): (series_of("python") | .[1:-1] + [.[0], .[-1]] + series_of("c")) as $names
    | sort_by([(.work as $work | $works | index($work)), (.grain | grain_ns), (.first as $name | $names | index($name)),
        (.second as $name | $names | index($name)), .use == "once"]);

def cell($samples; $serial): .row + {
        work: .row.workload, grain: .run, warm: (.row | estimate("efficiency"; "")),
        once: (.row | estimate("once_efficiency"; "")), run_ns: .row.run_median_ns,
        once_ns: (.row | estimate("once"; "_ns")), imbalance: .row.imbalance_share, error: (.row.error // "")
    } | (.work + "/" + .grain) as $point | .items = $samples[$point].items
    | .grain_ns = ($serial[$point] | if . and .run_median_ns then .run_median_ns / $samples[$point].items else null end);

[$samples | rows | .items |= tonumber | .block |= tonumber] as $all
| ($all | INDEX(.work + "/" + .grain)) as $items
| ([$setting | rows | {(.name): .value}] | add) as $setting
| ["spin uniform", "spin random", "spin rising", "spin bimodal", "spin pareto", "mandelbrot", "deflate"] as $order
| ($ratios[0] | map_values(points | ordered($order))) as $ratios
| ([$all[].work] | unique | . as $there | $order | map(select(IN($there[])))) as $works
| ([$all[].grain] | unique | sort_by(grain_ns)) as $grains
| ([$cells[] | {row: .rows[], run}] | . as $all | map(select(.row.baseline)) | INDEX(.row.workload + "/" + .run)
    | map_values(.row)) as $serial
| {
    $setting, processors: ($setting.processors | tonumber), workers: ($workers | tonumber),
    strategies: [$strategies | rows], lines: [$lines | rows], complaints: [$complaints | rows],
    known: $known[0], $properties,
    blocks: ([$all[].block] | max + 1), $grains, $works,
    cells: ([$cells[] | {row: .rows[], run} | cell($items; $serial)]
        | sort_by(.work as $work | [($order | index($work)), (.grain | grain_ns), .strategy, .workers])),
    ratios: ([$ratios["rivals", "python", "standing"][]] | ordered($order)),
    rivals: $ratios.rivals, threads: $ratios.threads,
    prices: [$ratios.prices | map(select(.work == "spin uniform")) | group_by(.first)[]
        | {strategy: .[0].first, start: (map(select(.grain == $grains[-1] and .use == "once")) | .[0].difference),
           run: (map(select(.grain == $grains[0] and .use == "warm")) | .[0].difference)}
        | select(.start and .run)]
  }
