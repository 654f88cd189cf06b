# SPDX-License-Identifier: MIT
# The figures as tables: efficiency and ratios for readers, and the points of each picture.
include "shared";
include "pictures";

def rounded: . * 1000000 | round / 1000000;
def interval($middle; $kind): if . == null then {} else
    ({($middle): .middle, low, high} | map_values(rounded)) + {blocks, interval: (if .has_interval then $kind else "range" end)} end;
def named($use): with_entries(.key |= "\($use)_\(.)");

if $table == "efficiency" then
    def efficiency: interval("median"; "95%");
    .cells | map(. + {once_ns: .once_ns.middle} + (.warm | efficiency | named("warm")) + (.once | efficiency | named("once")))
    | table(["work", "grain", "grain_ns", "strategy", "workers", "run_ns", "once_ns",
        (("warm", "once") as $use | ("median", "low", "high", "blocks", "interval") | "\($use)_\(.)"), "error"])
elif $table == "ratios" then
    .ratios | map(. + (.ratio | interval("estimate"; "claim")))
    | table(["work", "grain", "use", "first", "second", "estimate", "low", "high", "blocks", "interval", "side"])
else
    picture($table) as $picture
    # The points of a line, and an empty line, which ends the drawn line.
    | ["panel", "series", "grain_ns", "middle", "low", "high", "blocks"] as $columns
    | ($columns | @tsv), ($picture.lines[] | (.[] | [.[$columns[]]] | @tsv), "")
end
