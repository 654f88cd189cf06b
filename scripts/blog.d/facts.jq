# SPDX-License-Identifier: MIT
# All that the page fills in, by name: words, figures and whole tables.
include "shared";
include "verdicts";
include "pictures";

# A table in Markdown, from its lines of cells; the first is the head.
def markdown:
    def line: "| " + join(" | ") + " |";
    [(.[0] | line), (.[0] | map("---") | line), (.[1:][] | line)] | join("\n");

def at($work; $grain; $strategy; $workers):
    first(.cells[] | select(.work == $work and .grain == $grain and .strategy == $strategy and .workers == $workers)) // null;

def grains_of($work): [.cells[] | select(.work == $work) | .grain] | unique | sort_by(grain_ns);

# What was raced: how many items of which cost.
def items_table: . as $figures
    | [["work", (.grains[] | grain_text)]]
      + [.works[] as $work | [$work, (.grains[] as $grain
            | ($figures | at($work; $grain; "serial"; 1)) as $cell
            | if $cell then "\($cell.items) of \($cell.grain_ns / 1000 | if . < 100 then fixed(1) else fixed(0) end) µs"
              else "–" end)]]
    | markdown;

def marked: (.median | fixed(2)) as $text
    | {for: "**\($text)**", against: "_\($text)_", undecided: $text}[compare];

# The rivals' time over python_fork's, all grains of a work in one cell.
def better_table: . as $figures
    | (.works | works_of("python")) as $works
    | [["rival", "use", $works[]]]
      + [([.ratios[] | select(.second == "python_fork") | .first] | unique)[] as $rival | ("once", "warm") as $use
         | [($rival | code), $use, ($works[] as $work
            | [$figures.ratios[] | select(.first == $rival and .second == "python_fork" and .use == $use and .work == $work)
               | .ratio | marked]
            | if . == [] then "–" else join(" · ") end)]]
    | markdown;

def threads_table: . as $figures
    | ["python_threads", "python_threads:gil=released", "threads"] as $names
    | [["work", ($names[] | code)]]
      + [(.works | works_of("python"))[] as $work | ($figures | grains_of($work)) as $grains
         | [$work, ($names[] as $name | [$grains[] as $grain | ($figures | at($work; $grain; $name; $figures.workers))
                | if . and .warm then .warm.median * $figures.workers | fixed(2) else "–" end] | join(" · "))]]
    | markdown;

# Times of a single use, beside the ideal: serial time over workers.
def shell_table: . as $figures
    | ["fork_static", "python_fork", "xargs", "gnu_parallel"] as $names
    | [["grain", "ideal", ($names[] | code)]]
      + [.grains[] as $grain
         | [($grain | grain_text), (($figures | at("spin uniform"; $grain; "serial"; 1).run_ns) / .workers | ms),
            ($names[] as $name | ($figures | at("spin uniform"; $grain; $name; $figures.workers))
                | if . and .once_ns then .once_ns | ms else "–" end)]]
    | markdown;

def spread($unit; $digits): "\(.median / $unit | fixed($digits)) (\(.low / $unit | fixed($digits)) to \(.high / $unit
    | fixed($digits)))";

def prices_table:
    [["strategy", "a single use more, ms", "each item more, µs"]]
    + [.prices[] | [(.strategy | code), (.start | spread(1000000; 1)), (.item | spread(1000; 2))]]
    | markdown;

# A row for each work and use, in each cell the grains; the best strategy of a grain is marked.
def efficiencies: . as $figures
    | series_of("c") as $names
    | [["work", "use", ($names[] | code)]]
      + [.works[] as $work | ("warm", "once") as $use
         | ($figures | grains_of($work)) as $grains
         | [$grains[] as $grain | [$names[] as $name
            | ($figures | at($work; $grain; $name; $figures.workers)) | if . then .[$use].median else null end]] as $medians
         | [$work, $use, (range($names | length) as $one
            | [$medians[] | max as $best | .[$one]
               | if . == null then "–" elif . == $best then "**\(fixed(2))**" else fixed(2) end] | join(" · "))]]
    | markdown;

def crossings: . as $figures
    | [["work", "warm", "once"]]
      + [.works[] as $work | [$work, ($figures | crossing($work; "warm")), ($figures | crossing($work; "once"))]]
    | markdown;

def lines_table:
    [["program", "its own lines", "lines of the library that its use loads"]]
    + [.lines[] | [(.strategy + ".py" | code), .own, .library]] | markdown;

def claims: . as $figures
    | reproduced(["pool_unjoined", "pool_raising"]) as $exited | reproduced(["queue_feeder"]) as $raised
    | [["claim", "verdict", "what bears on it"],
       ["fork is \"the simplest kind of parallel programming in UNIX\", by lines of code", simplest, "[lines of code](#the-simplest-kind)"],
       ({python_process: "`Process`", python_pool: "`Pool.map`", "python_pool:chunk=1": "`Pool.map`, chunks of 1",
         python_executor: "`ProcessPoolExecutor`"} | to_entries[] | .key as $rival
        | ($figures | worked_better($rival)) as $it
        | ["it \"worked better\" than \(.value)", $it.verdict, "\($it.counts): [ratios](#it-worked-better)"]),
       ({python_threads: "the items hold the lock", "python_threads:gil=released": "the items release the lock"}
        | to_entries[] | .key as $name | ($figures | no_help($name)) as $it
        | ["threads cannot help, where \(.value)", $it.verdict, "\($it.counts): [speedups](#threads)"]),
       ["`multiprocessing` \"sometimes started no process and just exited\"", $exited.verdict,
        "\($exited.figures): [programs](#the-two-complaints)"],
       ["it \"raised in QueueFeederThread\" at exit", $raised.verdict,
        "\($raised.figures): [program](#the-two-complaints)"]]
    | markdown;

def done: (if .least == .most then .most else "\(.least) to \(.most)" end) + " of \(.items)";

def complaints_table:
    [["program", "Python", "tries", "silent", "raised", "items done"]]
    + [.complaints[] | ["\(.script).py" | code]
        + [(.python | ltrimstr("Python ")), .tries]
        + if .script == "queue_feeder" then ["–", .raised, "–"] else [.silent, "–", done] end]
    | markdown;

# A script without the words that say what it is for, and what came of it.
def complaint: ($scripts[0]["\(.script).py"] | sub("^(#[^\n]*\n)?\"\"\"(.|\n)*?\"\"\"\n"; "") | sub("\n+$"; "")) as $body
    | (if seen > 0 then "\(seen) of \(.tries) tries \(how)"
           + if .script == "queue_feeder" then "." else "; \(done) were done." end
       else "Not reproduced with \(.python)." end) as $outcome
    | "`\(.script).py`: \($outcome)\n\n```python\n\($body)\n```"
      + if .transcript == "" then "" else "\n\n```\n\(.transcript | sub("\n+$"; ""))\n```" end;

def complaints: if .complaints == [] then "There is no Python here, so nothing was tried."
    else [complaints_table, (.complaints[] | complaint)] | join("\n\n") end;

def left_out: [.strategies[] | select(.unavailable != "") | "- \(.name | code): \(.unavailable)"]
    | if . == [] then "All strategies could run." else "Left out, for they cannot run here:\n\n" + join("\n") end;
def failed: [.cells[] | select(.error != "")
        | "- \(.work), \(.grain | grain_text), \(.strategy | code), \(.workers) workers: \(.error)"]
    | if . == [] then "No cell failed." else "Cells that failed, whose figures do not count:\n\n" + join("\n") end;

. as $figures
| .setting + {
    workers: "\(.workers)",
    blocks: "\(.blocks)",
    spread: (if .blocks >= 6
        then "the 95 % interval of that median, from order statistics"
        else "the range, for fewer than 6 blocks give no 95 % interval" end),
    date: .setting.utc[:10],
    memory: "\(.setting.memory_bytes | tonumber / 1073741824 | fixed(0)) GiB",
    load: (.setting.load | tonumber | fixed(2)),
    is_partial: (if .setting.partial == "true" then "The run was cut short." else "The run was complete." end),
    grains_listed: (.grains | map(grain_text) | listed),
    runtimes: ([.strategies[] | .runtime | select(. != "")] | unique | if . == [] then "no foreign runtime" else listed end),
    claims: claims, items: items_table, better: better_table, threads: threads_table, shell: shell_table, prices: prices_table,
    efficiencies: efficiencies, crossings: crossings, lines: lines_table, complaints: complaints,
    left_out: left_out, failed: failed
  }
