# SPDX-License-Identifier: MIT
# The five sentences with which the page opens, for readers who know no statistics. Each has a form for every outcome.
include "shared";
include "verdicts";

def counted($one; $many): "\(.) " + if . == 1 then $one else $many end;
def timings: if . == 1 then "one timing does not" else "\(.) timings do not" end;
def none: if . == 0 then "none" else "\(.)" end;
def of_cases($all): if . > 0 and . == $all then "in all \($all) cases" else "in \(none) of \($all) cases" end;

# What was timed.
def design: ([.rivals[].first] | unique | length) as $ways
    | "The post's design (start \(.workers | counted("process"; "processes")), give each an equal part of a list of items, and wait for
      them) was "
      + if $ways == 0 then "not timed against Python's own library here."
        else "timed against \($ways | counted("way"; "ways")) of Python's own library, which did the same work, with items of several
          kinds and costs, on \(.processors | counted("processor"; "processors"))." end;

# What fails.
def reliability: reliability_of_all as $broken
    | (if $broken.is_least then "It is the most reliable of them" else "It is not the most reliable of them" end)
      + ": of the \(.properties) promises in [conformance.md](conformance.md) it breaks \($broken.ours | none) and Python's own
        ways break \($broken.least) to \($broken.most); "
      + if .complaints == [] then "what the post complained of was not tried, because there is no Python here."
        else ([reproduced(["pool_unjoined", "pool_raising"]), reproduced(["queue_feeder"])] | map(select(.is_seen)) | length)
          as $seen
          | ["neither of the two failures of which the post complained was seen", "one of the two failures of which the post
              complained still happens", "both failures of which the post complained still happen"][$seen]
            + " with \(.complaints[0].python)." end;

# What is faster: the points of a use.
def times_of($use; $where):
    .blocks as $blocks
    | [.rivals[] | select(.use == $use)] as $all | ($all | length) as $count
    | ($all | map(select(.side == "above")) | length) as $faster
    | ($all | map(select(.side == "below"))) as $slower
    | ($count - $faster - ($slower | length)) as $rest
    | $where + if $all == [] then " nothing was compared."
        elif $rest == $count then " \($blocks | timings) tell in any of \($count) cases which is faster by more than \(
            margin | percent_beside)."
        else " it was faster by more than \(margin | percent_beside) \($faster | of_cases($count)), and slower in \(
            $slower | length | none)"
          + ($slower | if . == [] then "" else min_by(.ratio.middle)
              | " (at worst \(1 / .ratio.middle | fixed(2)) times as slow as \(.first | rival_name): \(.work), \(
                  .grain | grain_text))" end)
          + if $rest == 0 then "." else "; in the other\(if $rest == 1 then "" else " \($rest)" end), \(
              $blocks | timings) tell which is faster." end end;

# What threads do.
def threads_of($lock): [.threads[] | select(.second == $lock)]
    | (map(select(.side == "above")) | length) as $faster | length as $count | $faster | of_cases($count);
def threads_sentence: if [.threads[] | select(.second | startswith("python_"))] == [] then "Python's threads were not timed."
    else "Python's threads made the work more than \(thread_margin | percent_beside) faster \(
        threads_of("python_threads")) where an item keeps the interpreter's lock, and \(
        threads_of("python_threads:gil=released")) where it releases the lock." end;

def opening: [design, reliability, times_of("once"; "In a program that uses its workers once,"),
    times_of("warm"; "Where the workers stay for further lists,"), threads_sentence] | join(" ");
