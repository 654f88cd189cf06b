# SPDX-License-Identifier: MIT
# The rules by which the page judges; its section "How it is judged" explains them.
include "shared";
include "pictures";

def percent_beside: (. - 1) * 100 | "\(fixed(0)) %";

# Points of one use in words, the shortest that fit: "everywhere", "at 10 µs and 1 ms",
# "everywhere but mandelbrot, spin rising (10 µs)".
def places($all):
    def grains: map(.grain) | unique | sort_by(grain_ns) | map(grain_text);
    def named: grains as $grains
        | if length == ($all | map(select(.grain | grain_text | IN($grains[]))) | length) then "at " + ($grains | listed)
          else group_by(.work) | map(.[0].work as $work | $work +
              if length == ($all | map(select(.work == $work)) | length) then "" else " (\(grains | join(", ")))" end)
            | join(", ") end;
    if length == ($all | length) then "everywhere"
    elif 2 * length > ($all | length) then "everywhere but " + ($all - . | named)
    else named end;

# The same for both uses: "once: everywhere; warm: at 10 µs".
def uses($all):
    [("once", "warm") as $use | map(select(.use == $use)) | select(. != [])
     | {$use, text: places($all | map(select(.use == $use)))}]
    | group_by(.text) | sort_by(.[0].use) | map("\(map(.use) | listed): \(.[0].text)") | join("; ");

# The verdict on a claim of these points: those on one side support it, those on the other contradict it; of the rest the
# blocks do not tell.
def judge($for; $against):
    . as $all
    | def of($side): map(select(.side == $side));
      def range_of($use): map(select(.use == $use)) | .[0] // empty
          | "\($use) \(.claim_least | fixed(2)) to \(.claim_greatest | fixed(2))";
    of($for) as $those | of($against) as $others
    | (if of("undecided") == [] then "" else "; elsewhere the blocks do not tell" end) as $rest
    | (.[0] // {claim_points: 0}) as $claim
    | {
        points: $claim.claim_points, for: $claim["claim_" + $for], against: $claim["claim_" + $against],
        fewest: $claim.claim_fewest,
        counts: "\($claim["claim_" + $for]) for, \($claim["claim_" + $against]) against\(
            $claim.claim_undecided | if . == 0 then "" else "; at \(.) the blocks do not tell" end)",
        range: ([range_of("once", "warm")] | join(", ")),
        verdict: (if $all == [] then "not measured"
            elif $those == [] and $others == [] then "the blocks do not tell"
            elif $those == $all then "**holds**"
            elif $others == $all then "**does not hold**"
            elif $those == [] then "**does not hold** \($others | uses($all))\($rest)"
            else "**holds when** \($those | uses($all))"
                + (if $others == [] then "" else "; **does not when** \($others | uses($all))" end) + $rest end)
      };

# The rivals of the post's design.
def rivals: {python_process: "`Process`", python_pool: "`Pool.map`", "python_pool:chunk=1": "`Pool.map`, chunks of 1",
    python_executor: "`ProcessPoolExecutor`"} | to_entries;
def rival_name: . as $strategy | rivals[] | select(.key == $strategy).value;

# The promises of conformance.md that a strategy breaks, as far as is known, by their names; and how many python_fork and
# its rivals break.
def broken($strategy): [.known[] | select(.strategy == $strategy)] | group_by(.property)
    | map({property: .[0].property, is_flaky: all(.[]; .when != "always")}) | sort_by(.property[1:] | tonumber);
def rival_programs: [rivals[].key | sub(":.*"; "")] | unique;
def reliability_of_all: (broken("python_fork") | length) as $ours
    | [broken(rival_programs[]) | length] as $others
    | {$ours, least: ($others | min), most: ($others | max), is_least: ($ours < ($others | min))};

# The post's design against a rival: supported where the rival takes longer.
def worked_better($rival): .rivals | map(select(.first == $rival)) | judge("above"; "below");

# What is claimed is that threads do not help; the ratio is their speedup.
def no_help($strategy): .threads | map(select(.second == $strategy)) | judge("below"; "above");

# Fewest lines: its own, and with the library that it loads.
def simplest:
    def fewest_by(size): (map(size) | min) as $least
        | (map(select(.strategy == "python_fork") | size) | .[0]) == $least;
    [.lines[] | {strategy, own: (.own | tonumber), all: ((.own | tonumber) + (.library | tonumber))}]
    | if length == 0 then "not measured"
      elif fewest_by(.own) and fewest_by(.all) then "**holds**"
      elif fewest_by(.all) then "**holds when** the lines of the library below are counted"
      elif fewest_by(.own) then "**holds when** the lines of the library below are not counted"
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
    | {is_seen: ($those != [])}
      + if . == [] then {verdict: "not tried: no Python", figures: "–"}
      elif $those == [] then {verdict: "not reproduced with \(.[0].python)", figures: "0 of \(.[0].tries) tries"}
      else {verdict: "**holds when** \($those | map(conditions[.script]) | join(", or "))",
            figures: "\($those | map(seen | tostring) | listed) of \(.[0].tries) tries \($those[0] | how)"} end;

# How fork_static stands among the strategies in C at each work, use and grain: behind some of them, the best of which
# is named; behind none; or the blocks do not tell, and then the one of the greatest estimate is.
def standings:
    [.ratios[] | select(.first == "fork_static")]
    | (map(.second) | unique | length) as $others
    | [group_by([.work, .use, .grain])[]
       | . as $all
       | (map(select(.side == "above")) | sort_by(-.ratio.middle)) as $ahead
       | $all[0] | {work, use, grain, best: $ahead[0], foremost: ($all | max_by(.ratio.middle)),
           cyclic: ($ahead | map(select(.second == "fork_static:schedule=cyclic")) | .[0]),
           standing: (if $ahead != [] then "behind"
               elif ($all | length == $others and all(.[]; .side == "below")) then "not behind"
               else "undecided" end)}];
