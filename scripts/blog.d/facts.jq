# SPDX-License-Identifier: MIT
# All that the page fills in, by name: words, figures and whole tables.
include "shared";
include "verdicts";
include "opening";
include "pictures";

# A table in Markdown, from its lines of cells; the first is the head.
def markdown:
    def line: "| " + join(" | ") + " |";
    [(.[0] | line), (.[0] | map("---") | line), (.[1:][] | line)] | join("\n");

# A table with a column for each grain: the head of the other columns, and lines {names, cells: {grain: text}}.
def by_grain($heads; lines): .grains as $grains
    | [$heads + ($grains | map(grain_text)), (lines | .names + (.cells as $cells | $grains | map($cells[.] // "–")))] | markdown;

# Points as text, by their grain.
def cells(text): map({(.grain): text}) | add // {};

def plain_cells($work; $strategy; $workers; text):
    [.cells[] | select(.work == $work and .strategy == $strategy and .workers == $workers)]
    | cells(text // "–");

# Where there are too few blocks for an interval, it says range.
def interval(as_text): " (\(if .has_interval then "" else "range " end)\(.low | as_text) to \(.high | as_text))";
def spread($unit; $digits): times(1 / $unit) | (.middle | fixed($digits)) + interval(fixed($digits));
def spread_ms: spread(1000000; if .middle < 10000000 then 2 elif .middle < 100000000 then 1 else 0 end);

# What was raced: how many items of which cost.
def items_table: . as $figures
    | by_grain(["work"]; .works[] as $work | {names: [$work], cells: ($figures | plain_cells($work; "serial"; 1;
        select(.grain_ns) | "\(.items) of \(.grain_ns / 1000 | if . < 100 then fixed(1) else fixed(0) end) µs"))});

# A ratio that is judged. An end of its interval has as many digits as it takes to check the verdict: rounded, it is on those
# sides of the bounds on which it is.
def beside($bound): if . > $bound then 1 elif . < $bound then -1 else 0 end;
def fixed_beside($bounds): . as $limit
    | first(range(2; 7) as $digits | fixed($digits)
        | select($digits == 6 or (tonumber as $rounded
            | all($bounds[]; . as $bound | ($limit | beside($bound)) == ($rounded | beside($bound))))));
def judged_interval($bounds): .ratio | interval(fixed_beside($bounds));
def judged($bounds): (.ratio.middle | fixed(2)) + judged_interval($bounds);
def marked($bounds): (.ratio.middle | fixed(2)) as $middle
    | {above: "**\($middle)**", below: "_\($middle)_", undecided: $middle}[.side] + judged_interval($bounds);
def better_table($use): . as $figures
    | ([.rivals[].first] | unique) as $rivals
    | by_grain(["rival", "work"]; $rivals[] as $rival | (.works | works_of("python"))[] as $work
        | {names: [($rival | code), $work],
           cells: ([$figures.rivals[] | select(.first == $rival and .use == $use and .work == $work)] | cells(marked([margin, 1 / margin])))});

# What the rivals break, and why, as far as is known.
def reliability_table: . as $figures
    | [["strategy", "promises broken, of \(.properties)", "what is known"]]
    + [("python_fork", rival_programs[]) as $name | ($figures | broken($name)) as $broken
        | [($name | code),
           ($broken | if . == [] then "none" else "\(length): " + (map(.property + if .is_flaky then " at times" else "" end)
               | listed) end),
           ([$figures.known[] | select(.strategy == $name).why] | unique | if . == [] then "–" else join("; ") end)]]
    | markdown;

# What Python itself costs.
def python_table: . as $figures
    | by_grain(["use", "work"]; ("once", "warm") as $use | (.works | works_of("python"))[] as $work
        | {names: [$use, $work], cells: ([$figures.ratios[]
            | select(.first == "python_fork" and .second == "fork_static" and .use == $use and .work == $work)]
            | cells(.ratio | spread(1; 2)))});

def threads_table: . as $figures
    | by_grain(["strategy", "work"]; ("python_threads", "python_threads:gil=released", "threads") as $name
        | (.works | works_of("python"))[] as $work
        | {names: [($name | code), $work],
           cells: ([$figures.threads[] | select(.second == $name and .work == $work)] | cells(marked([thread_margin])))});

# Times of a single use, beside the ideal: serial time over workers.
def shell_table: . as $figures
    | by_grain(["strategy"];
        {names: ["ideal"], cells: ($figures | plain_cells("spin uniform"; "serial"; 1;
            select(.once_ns) | .once_ns | times(1 / $figures.workers) | spread_ms))},
        (("fork_static", "python_fork", "xargs", "gnu_parallel") as $name
         | {names: [$name | code], cells: ($figures | plain_cells("spin uniform"; $name; .workers;
            select(.once_ns) | .once_ns | spread_ms))}));

def prices_table:
    [["strategy", "a single use more, ms", "a warm run more, ms"]]
    + [.prices[] | [(.strategy | code), (.start, .run | spread(1000000; 1))]]
    | markdown;

# How uneven the parts of fork_static are: the share of the run in which a worker, on average, waits for the last one.
def unevenness_table: . as $figures
    | by_grain(["work"]; .works[] as $work | {names: [$work], cells: ($figures
        | plain_cells($work; "fork_static"; .workers; select(.imbalance) | "\(.imbalance * 100 | fixed(1)) %"))});

def is_cyclic: .second == "fork_static:schedule=cyclic";
# Dealing the items round-robin suffices if nothing is faster than that by more than the margin.
def standing_text:
    if .standing == "behind" then .best as $best
        | "\($best.second | code) \($best | judged([margin]))"
          + if .cyclic and ($best | is_cyclic | not) and .cyclic.ratio.middle * margin >= $best.ratio.middle
            then ", `schedule=cyclic` \(.cyclic.ratio.middle | fixed(2))" else "" end
    elif .standing == "not behind" then "none"
    else "? \(.foremost.second | code) \(.foremost | judged([margin]))" end;
def standings_table: standings as $standings
    | by_grain(["work", "use"]; .works[] as $work | ("once", "warm") as $use
        | {names: [$work, $use],
           cells: ([$standings[] | select(.work == $work and .use == $use)] | cells(standing_text))});

def lines_table:
    [["program", "its own lines", "lines of the library that its use loads"]]
    + [.lines[] | [(.strategy + ".py" | code), .own, .library]] | markdown;

# --- the claims ----------------------------------------------------------------------------------

def locks: {python_threads: "hold the lock", "python_threads:gil=released": "release the lock"} | to_entries;

def figures($what; $section): if .points == 0 then "–" else "\(.counts); [\($what)](#\($section)) \(.range)" end;

def broken_text: reliability_of_all | "breaks \(.ours | none), the rivals \(.least) to \(.most)";

def claims: . as $figures
    | "[once](blog-contest/python-once.png), [warm](blog-contest/python-warm.png)" as $plots
    | reproduced(["pool_unjoined", "pool_raising"]) as $exited | reproduced(["queue_feeder"]) as $raised
    | [["claim", "verdict", "figures", "plot"],
       ["fork is \"the simplest kind of parallel programming in UNIX\", by lines of code", simplest,
        "[lines](#the-simplest-kind)", "–"],
       ["it \"worked better\", more reliably", (if $figures | reliability_of_all.is_least then "**holds**"
           else "**does not hold**" end), "\(broken_text): [promises](#it-worked-better)", "–"],
       (rivals[] | .key as $rival | ($figures | worked_better($rival)) as $it
        | ["it \"worked better\" than \(.value), in less time", $it.verdict, ($it | figures("ratios"; "it-worked-better")), $plots]),
       (locks[] | .key as $name | ($figures | no_help($name)) as $it
        | ["threads cannot help, where the items \(.value)", $it.verdict, ($it | figures("speedups"; "threads")),
           "[warm](blog-contest/python-warm.png)"]),
       ["`multiprocessing` \"sometimes started no process and just exited\"", $exited.verdict,
        "\($exited.figures): [programs](#the-two-complaints)", "–"],
       ["it \"raised in QueueFeederThread\" at exit", $raised.verdict,
        "\($raised.figures): [program](#the-two-complaints)", "–"]]
    | markdown;

# --- the lead ------------------------------------------------------------------------------------

def simplest_lead: [.lines[] | select(.strategy == "python_fork")] as $ours
    | [.lines[] | select(.strategy != "python_fork")] as $others
    | def between(figure): [$others[] | figure | tonumber] | "\(min) to \(max)";
      if $ours == [] then "" else ": `python_fork` has \($ours[0].own) of its own and \($ours[0].library) of the library, the others \(
          between(.own)) and \(between(.library))" end;

def better_lead:
    if .points == 0 then .verdict else
        (if .for == .points then "**holds** at all \(.points) points"
         elif .against == .points then "**does not hold** at any of \(.points) points"
         elif .for + .against == 0 then "the blocks do not tell at any of \(.points) points"
         else "**holds** at \(.for) of \(.points) points, **does not** at \(.against)"
             + if .for + .against == .points then "" else ", and at \(.points - .for - .against) the blocks do not tell" end end)
        + "; its time is \(.range) times that of `python_fork`" end;

def c_lead: .works as $works | [standings | .[]] as $all
    | ($all | map(select(.standing == "behind"))) as $behind
    | ($behind | max_by(.best.ratio.middle)) as $worst
    | "In C, `fork_static` is behind another by more than \(margin | percent_beside) at \($behind | length) of \(
        $all | length) points"
      + (if $worst then ", at worst \($worst.best.ratio.middle | fixed(2)) times (\($worst.best.second | code), \(
          $worst.work), \($worst.grain | grain_text), \($worst.use))" else "" end)
      + ", and behind none at \($all | map(select(.standing == "not behind")) | length)"
      + ([$all[] | select(.standing == "undecided").foremost.ratio.middle] | if . == [] then "." else
          "; at the other \(length) the blocks do not tell, and the best other is \(min | fixed(2)) to \(
              max | fixed(2)) times as fast, as estimated." end);

def lead: . as $figures
    | reproduced(["pool_unjoined", "pool_raising"]) as $exited | reproduced(["queue_feeder"]) as $raised
    | ["- \"The simplest kind\", by lines of code, \(simplest)\(simplest_lead).",
       "- It \"worked better\", first of all more reliably: \(if reliability_of_all.is_least then "**holds**"
           else "**does not hold**" end). Of \(.properties) promises it \(broken_text).",
       "- It \"worked better\", that is, took less time:",
       (rivals[] | .key as $rival | "  - than \(.value): \($figures | worked_better($rival) | better_lead)."),
       "- Threads \"cannot help\", warm: \([locks[] | .key as $name | ($figures | no_help($name)) as $it
           | "where the items \(.value), \($it.verdict)" + if $it.points == 0 then "" else
             " (speedups \($it.range | ltrimstr("warm ")))" end] | join("; ")).",
       "- \"Just exited\": \($exited.verdict): \($exited.figures). \"Raised in QueueFeederThread\": \(
           $raised.verdict): \($raised.figures).",
       "- \(c_lead)",
       "- There were \(.workers) workers; the page says nothing about more."]
    | join("\n");

# --- the complaints ------------------------------------------------------------------------------

def done: (if .least == .most then .most else "\(.least) to \(.most)" end) + " of \(.items)";

def complaints_table:
    [["program", "Python", "tries", "silent", "raised", "items done"]]
    + [.complaints[] | ["\(.script).py" | code]
        + [(.python | ltrimstr("Python ")), .tries]
        + if .script == "queue_feeder" then ["–", .raised, "–"] else [.silent, "–", done] end]
    | markdown;

# A script without its docstring, and the outcome.
def complaint: ($scripts[0]["\(.script).py"] | sub("^(#[^\n]*\n)?\"\"\"(.|\n)*?\"\"\"\n"; "") | sub("\n+$"; "")) as $body
    | (if seen > 0 then "\(seen) of \(.tries) tries \(how)"
           + if .script == "queue_feeder" then "." else "; \(done) were done." end
       else "Not reproduced with \(.python)." end) as $outcome
    | "`\(.script).py`: \($outcome)\n\n```python\n\($body)\n```"
      + if .transcript == "" then "" else "\n\n```\n\(.transcript | sub("\n+$"; ""))\n```" end;

def complaints: if .complaints == [] then "There is no Python here, so none was tried."
    else [complaints_table, (.complaints[] | complaint)] | join("\n\n") end;

# --- all of them ---------------------------------------------------------------------------------

def left_out: [.strategies[] | select(.unavailable != "") | "- \(.name | code): \(.unavailable)"]
    | if . == [] then "All strategies could run." else "Left out, because they cannot run here:\n\n" + join("\n") end;
def failed: [.cells[] | select(.error != "")
        | "- \(.work), \(.grain | grain_text), \(.strategy | code), \(.workers) workers: \(.error)"]
    | if . == [] then "No cell failed." else "Cells that failed, whose figures do not count:\n\n" + join("\n") end;

# CPUID has room for twelve letters, which some hypervisors fill by repeating their name.
def hypervisor: gsub("^ +| +$"; "") | sub("^(?<name>.+?)(\\k<name>)+$"; .name)
    | if . == "" or . == "none" then "none seen" else . end;

def half_mirrors: if .workers != 2 or all(.works[]; . != "mandelbrot") then "" else "Each of two workers gets one half of
`mandelbrot`, and the halves are mirror images, so its parts are even here, although its rows are not." end;

def deflate_note: .setting.deflate_levels | if . == "none" then ""
    elif test("and") then "The levels of `deflate` are \(.), and a block costs what its level makes it cost."
    else "`deflate` has one grain, that of level \(.), because a block costs what its level makes it cost." end;

# How far the grains are from their columns, and how long all items together take.
def grain_note: [.cells[] | select(.strategy == "serial" and .grain_ns)
        | {work, grain, off: (.grain_ns / (.grain | grain_ns) - 1 | if . < 0 then -. else . end), all_ns: (.items * .grain_ns)}]
    | if . == [] then "" else max_by(.off) as $worst
        | ([group_by(.work)[] | map(.all_ns) | max / min] | max) as $uneven
        | "It differs from that by at most \($worst.off * 100 | fixed(0)) % (\($worst.work), \($worst.grain | grain_text)).
          All items together take \(map(.all_ns) | "\(min / 1000000 | fixed(0)) to \(max / 1000000 | fixed(0))") ms"
          + if $uneven < 1.25 then ", about as long at one grain as at another." else "." end end;

def blocks_text: "\(.blocks)" + if .blocks < fewest then ", too few for intervals, which need \(fewest)"
    else "" end;

# The claim of the most points.
def largest_claim:
    [{points: 1, fewest: fewest}, (rivals[].key as $rival | worked_better($rival) | select(.points > 0))] | max_by(.points);

. as $figures
| .setting + {
    workers: "\(.workers)",
    blocks: blocks_text,
    spread: (if .blocks >= fewest then "the \(100 * (1 - level)) % interval of that median, from order statistics"
        else "the range" end),
    confidence: "\(100 * (1 - level))", level: "\(level * 1000 | round / 1000)", properties: "\(.properties)", opening: opening, reliability: reliability_table, grain_note: grain_note,
    claim_points: "\(largest_claim.points)", claim_blocks: "\(largest_claim.fewest)",
    margin: "\(margin)", thread_margin: "\(thread_margin)", percent: (margin | percent_beside),
    date: .setting.utc[:10],
    hypervisor: (.setting.hypervisor // "" | hypervisor),
    memory: "\(.setting.memory_bytes | tonumber / 1073741824 | fixed(0)) GiB",
    load: (.setting.load | tonumber | fixed(2)),
    shell_ms: "\(.setting.shell_us | tonumber / 1000) ms",
    is_partial: (if .setting.partial == "true" then "The run was cut short." else "The run was complete." end),
    python_version: (.complaints | if . == [] then "none" else .[0].python end),
    least_grain: (.grains[0] | grain_text), greatest_grain: (.grains[-1] | grain_text),
    runtimes: ([.strategies[] | .runtime | select(. != "")] | unique | if . == [] then "no foreign runtime" else listed end),
    claims: claims, lead: lead, items: items_table, python: python_table, threads: threads_table, shell: shell_table,
    better_once: better_table("once"), better_warm: better_table("warm"), prices: prices_table,
    unevenness: unevenness_table, standings: standings_table, lines: lines_table, complaints: complaints,
    half_mirrors: half_mirrors, deflate_note: deflate_note, left_out: left_out, failed: failed
  }
