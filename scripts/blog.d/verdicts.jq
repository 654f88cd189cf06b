# SPDX-License-Identifier: MIT
# The rules by which the page judges. They stand there in words, under "How it is judged".
include "shared";
include "pictures";

# Points of one use in words, the shortest that fit: "everywhere", "at 10 µs and 1 ms", "mandelbrot, spin rising (10 µs)".
def places($all):
    def grains: map(.grain) | unique | sort_by(grain_ns) | map(grain_text);
    grains as $grains
    | if length == ($all | length) then "everywhere"
      elif length == ($all | map(select(.grain | grain_text | [.] | inside($grains))) | length)
      then "at " + ($grains | listed)
      else group_by(.work) | map(.[0].work as $work | "\($work)" +
          if length == ($all | map(select(.work == $work)) | length) then "" else " (\(grains | join(", ")))" end)
        | join(", ") end;

# The same for both uses: "once: everywhere; warm: at 10 µs".
def uses($all):
    [("once", "warm") as $use | map(select(.use == $use)) | select(. != [])
     | {$use, text: places($all | map(select(.use == $use)))}]
    | group_by(.text) | sort_by(.[0].use) | map("\(map(.use) | listed): \(.[0].text)") | join("; ");

# Points that each have a `side`: for, against or undecided.
def judge:
    . as $all
    | map(select(.side == "for")) as $for
    | (map(select(.side == "against")) | length) as $against
    | {
        counts: "\($for | length) for, \($against) against, \(length - ($for | length) - $against) undecided",
        verdict: (if $all == [] then "not measured"
            elif $against == 0 and $for == [] then "undecided"
            elif $against == 0 then "**holds**"
            elif $for == [] then "**does not hold**"
            else "**holds when** " + ($for | uses($all)) end)
      };

# A rival's time over another's. So many are looked at that some intervals lie beside 1 by chance, but hardly 2 % beside.
def compare:
    if side(1.02) == "above" then "for" elif side(1 / 1.02) == "below" then "against" else "undecided" end;

# The post's design against a rival: for it where the rival takes longer.
def worked_better($rival):
    [.ratios[] | select(.first == $rival and .second == "python_fork") | . + {side: (.ratio | compare)}] | judge;

# Threads help where the whole interval of their speedup is above 1.1; what is claimed is that they do not.
def no_help($strategy):
    .workers as $workers
    | [.cells[] | select(.strategy == $strategy and .workers == $workers and .warm)
       | {use: "warm", work, grain, side: ({above: "against", below: "for", undecided: "undecided"}
            [.warm | side(1.1 / $workers)])}]
    | judge;

# Fewest lines: its own, and with those of the library that it loads.
def simplest:
    def fewest(size): (map(size) | min) as $least
        | (map(select(.strategy == "python_fork") | size) | .[0]) == $least;
    [.lines[] | {strategy, own: (.own | tonumber), all: ((.own | tonumber) + (.library | tonumber))}]
    | if length == 0 then "not measured"
      elif fewest(.own) and fewest(.all) then "**holds**"
      elif fewest(.all) then "**holds when** the lines of the library below are counted"
      elif fewest(.own) then "**holds when** the lines of the library below are not counted"
      else "**does not hold**" end;

# The complaints, by the programs that try them: when each holds, and by what it is seen.
def conditions: {pool_unjoined: "the pool is not joined", pool_raising: "nobody asks for its results",
    queue_feeder: "an element cannot be pickled"};
def seen: if .script == "queue_feeder" then .raised else .silent end | tonumber;
def how: if .script == "queue_feeder" then "ended with status 0 and an exception in `_feed`"
    else "ended with status 0, in silence, with items not done" end;
def reproduced($scripts):
    [.complaints[] | select(.script | IN($scripts[]))]
    | map(select(seen > 0)) as $those
    | if . == [] then {verdict: "not tried: no Python", figures: "–"}
      elif $those == [] then {verdict: "not reproduced with \(.[0].python)", figures: "0 of \(.[0].tries) tries"}
      else {verdict: "**holds when** \($those | map(conditions[.script]) | join(", or "))",
            figures: "\($those | map(seen | tostring) | listed) of \(.[0].tries) tries \($those[0] | how)"} end;

# The strategies in C whose interval of efficiency is wholly above that of fork_static, best first. Null where
# fork_static has no interval to be above of.
def beaten_by($work; $grain; $use):
    .workers as $workers
    | [.cells[] | select(.work == $work and .grain == $grain and .workers == $workers and .[$use])] as $here
    | first($here[] | select(.strategy == "fork_static") | .[$use] | select(.has_interval)) // null
    | if . == null then null
      else .high as $high
        | [$here[] | select(.strategy as $one | any(series_of("c")[]; . == $one))
           | select(.[$use] | side($high) == "above")]
        | sort_by(-.[$use].median) | map(.strategy) end;

# Where fork_static stops being the right choice, in words, with the best of those that beat it.
def crossing($work; $use):
    . as $figures
    | ([.cells[] | select(.work == $work) | .grain] | unique | sort_by(grain_ns)) as $grains
    | [$grains[] as $grain | {$grain, by: ($figures | beaten_by($work; $grain; $use))}] as $all
    | [$all[] | select(.by != null and .by != [])] as $beaten
    | ($beaten | map(.grain)) as $at
    | if all($all[]; .by == null) then "undecided: there is no interval"
      elif $at == [] then "at no grain"
      else (if $at == $grains then "at every grain"
            elif $at == $grains[-($at | length):] then "from \($at[0] | grain_text) on"
            elif $at == $grains[:($at | length)] then "up to \($at[-1] | grain_text)"
            else "at " + ($at | map(grain_text) | listed) end)
        + ", by " + ($beaten | map(.by[0]) | unique | map(code) | listed) end;
