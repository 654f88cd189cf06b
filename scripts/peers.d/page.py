# SPDX-License-Identifier: MIT
# docs/peers.md, from the figures alone: page.py RESULTS FOLDER-OF-THE-RESULTS-AS-THE-PAGE-SEES-IT
import os, re, sys, textwrap
import figures

results, seen = sys.argv[1:]
settings = figures.setting(results)
once = figures.floors_once(results)
cells = figures.rows(results, "cells")

# The targets, in words, with the run that decides them.
TARGETS = {
    "metg-step": "METG(50 %) of a step, 2 workers on 2 processors: `prefork` / the best of OpenMP and oneTBB",
    "step": "a step of 1 µs, 2 workers on 2 processors: `prefork` / the best of OpenMP and oneTBB",
    "bag-chunk-1": "an item of a bag of 10⁶, in chunks of one: `prefork:schedule=self` / OpenMP `dynamic,1`",
    "bag-uniform": "10⁶ items of 20 ns: `prefork` / the best of OpenMP static, guided, oneTBB auto",
    "bag-falling": "the same, falling cost: `prefork` / OpenMP static",
    "crowded-step": "8 workers on 2 processors, steps of 10 µs: `prefork` / its futex variant",
    "crowded-bag": "8 workers on 2 processors, 500 items of 1 µs: `prefork` / its futex variant",
    "neighbour-step": "a busy neighbour, steps of 10 µs: `prefork` / its futex variant",
    "neighbour-bag": "a busy neighbour, 500 items of 1 µs: `prefork` / its futex variant",
    "once-fork_static": "once, empty items: `fork_static` / two bare forks and waits",
    "once-shared_counter": "once, empty items: `shared_counter` / two bare forks and waits",
    "zygote-parent": "once: `zygote` under a large parent / under an empty one",
    "zygote-fork": "once, under a large parent: `zygote` / `fork_static`",
    "zygote-parent-later": "a later run: `zygote` under a large parent / under an empty one",
    "zygote-fork-later": "a later run, under a large parent: `zygote` / `fork_static`",
    "queue-record": "`pipe_queue`, a record / the bare pipe with two readers",
}


FEWEST = 6  # blocks that have a 95 % interval, as harness/analyse/estimate.h says


def number(text):
    value = float(text)
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}"


def verdict(row):
    """Surely where there is an interval that lies on one side."""
    ratio, low, high, limit = (float(row[key]) for key in ("ratio", "low", "high", "limit"))
    is_sure = int(row["blocks"]) >= FEWEST and (high <= limit or low > limit)
    word = "met" if ratio <= limit else "missed"
    return f"**{word}**" if is_sure else f"{word}, not surely"


def table(head, lines):
    print(f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(line)} |" for line in lines), sep="\n")
    print()


def interval(row):
    low, high = number(row["low"]), number(row["high"])
    return f"[{low}, {high}]" if int(row["blocks"]) >= FEWEST else f"({low}, {high})"


def metg_row():
    """The target of METG as a row of ratios. The two intervals make one, which is wider than it needs to be."""
    curves = [row for row in figures.rows(results, "grain") if row["kind"] == "step" and row["metg_side"] == "within"]
    rivals = [row for row in curves if figures.base(row["strategy"]) in ("openmp", "openmp_llvm", "tbb")]
    own = [row for row in curves if row["strategy"] == "prefork"]
    if not own or not rivals:
        return []
    best = min(rivals, key=lambda row: float(row["metg_ns"]))
    ratio, low, high = (float(own[0][one]) / float(best[other]) for one, other in (
        ("metg_ns", "metg_ns"), ("low_ns", "high_ns"), ("high_ns", "low_ns")))
    return [{"second": best["strategy"], "limit": "1", "ratio": ratio, "low": low, "high": high, "run": "grain",
             "blocks": FEWEST if own[0]["interval"] == best["interval"] == "95%" else 1}] * min(2, len(rivals))


def target_lines():
    found = figures.rows(results, "ratios")
    for name, text in TARGETS.items():
        rivals = metg_row() if name == "metg-step" else [row for row in found if row["target"] == name and row["ratio"]]
        if not rivals:
            is_beyond = name == "metg-step" and figures.rows(results, "grain")
            yield text, "–", "–", "–", "not within the grains" if is_beyond else "not measured", "–"
            continue
        # The best rival is the one against which the ratio is greatest.
        row = max(rivals, key=lambda each: float(each["ratio"]))
        against = f"{text} (`{row['second']}`)" if len(rivals) > 1 else text
        yield (against, f"≤ {float(row['limit']):g}", number(row["ratio"]), interval(row), verdict(row), f"`{row['run']}`")


def floor_lines():
    for row in figures.rows(results, "floor"):
        if row["unavailable"]:
            yield f"`{row['floor']}`", row["operation"], f"unavailable: {row['unavailable']}", "", "", row["summary"]
            continue
        ns = {key: float(row[f"operation_{key}_ns"]) for key in ("median", "low", "high")}
        modes = ""
        if row["fast_ns"]:
            modes = (f"{figures.time_text(float(row['fast_ns']))} or {figures.time_text(float(row['slow_ns']))}, in "
                     f"{100 * float(row['slow_share']):.0f} % of blocks")
        yield (f"`{row['floor']}`", row["operation"], figures.time_text(ns["median"]),
               f"[{figures.time_text(ns['low'])}, {figures.time_text(ns['high'])}]", modes, row["summary"])


def cell_table(run):
    """All cells of a run, a table for each workload."""
    workloads = dict.fromkeys(row["workload"] for row in cells if row["run"] == run)
    for workload in workloads:
        print(f"`{workload}`:\n")
        lines = []
        for row in sorted((row for row in cells if row["run"] == run and row["workload"] == workload),
                          key=lambda row: float(row["run_median_ns"] or "inf")):
            if row["error"] or not row["run_median_ns"]:
                lines.append((f"`{row['strategy']}`", row["workers"], row["error"] or "no value", "", "", ""))
                continue
            times = [float(row[key]) for key in ("run_median_ns", "run_low_ns", "run_high_ns", "once_median_ns", "once_low_ns",
                                                 "once_high_ns")]
            text = [figures.time_text(time) for time in times]
            lines.append((f"`{row['strategy']}`", row["workers"], text[0], f"[{text[1]}, {text[2]}]", text[3],
                          f"[{text[4]}, {text[5]}]"))
        table(("strategy", "workers", "a call", "interval", "once", "interval"), lines)


def metg_text(row, which):
    mark = {"below": "<", "above": ">"}.get(row[f"{which}_side"], "")
    return mark + figures.time_text(float(row[f"{which}_ns"]))


def grain_section():
    found = figures.rows(results, "grain")
    if not found:
        print("Not measured: the build that measured this page had no `forkscale grain`.\n")
        return
    if os.path.exists(f"{results}/metg.svg"):
        print(f"![METG of each strategy]({seen}/metg.svg)\n")
    table(("", "strategy", "workers", "METG", "interval", "efficiency at the greatest grain"),
          ((row["kind"], f"`{row['strategy']}`", row["workers"], metg_text(row, "metg"),
            f"[{metg_text(row, 'low')}, {metg_text(row, 'high')}]", f"{float(row['efficiency_last']):.2f}" + (", calibration fault" if row["calibration_fault"] == "true" else ""))
           for row in found))


def memory_section():
    if not os.path.exists(f"{results}/memory.txt"):
        print("Not measured.\n")
        return
    print(f"![Time of a single use against the memory of the caller]({seen}/memory.svg)\n")
    with open(f"{results}/memory.txt") as file:
        print("".join(f"    {line}" for line in file))


def items_lines():
    """A row for each strategy: the time of an item, for each number of items."""
    found = {}
    for row in (row for row in cells if row["run"] == "items" and row["baseline"] != "true"):
        items = figures.items_of(row["workload"])
        text = figures.time_text(float(row["run_median_ns"]) / items) if row["run_median_ns"] else row["error"]
        found.setdefault(row["strategy"], {})[items] = text
    counts = sorted({items for texts in found.values() for items in texts})
    return ["strategy", *(f"{items:,} items".replace(",", " ") for items in counts)], [
        [f"`{strategy}`", *(texts.get(items, "–") for items in counts)] for strategy, texts in found.items()]


def workers_lines():
    """A row for each strategy: what a run takes longer than an item, for each number of workers."""
    found = {}
    for row in (row for row in cells if row["run"].startswith("workers-") and row["baseline"] != "true"):
        item_ns = 1000 * int(re.search("grain=([0-9]+)", row["workload"]).group(1))
        workers = int(row["workers"])
        text = "refused"
        if row["run_median_ns"] and not row["error"]:
            text = figures.time_text(max(0, float(row["run_median_ns"]) - item_ns) / workers)
        found.setdefault(row["strategy"], {})[workers] = text
    counts = sorted({workers for texts in found.values() for workers in texts})
    return ["strategy", *(f"{workers} workers" for workers in counts)], [
        [f"`{strategy}`", *(texts.get(workers, "–") for workers in counts)] for strategy, texts in found.items()]


def once_floors():
    texts = [f"{figures.time_text(ns)} for {name.replace(' one', '')} of {'one' if ' one' in name else 'two'}"
             for name, ns in once.items()]
    return "Here the floors are " + ", ".join(texts) + "." if texts else "The floors were not measured."


def commands():
    for name, value in settings.items():
        if name.startswith("command "):
            # An option stays with its value.
            bound = re.sub(r" (--?[a-z-]+) (?=[^- ])", r" \1\0", value)
            lines = textwrap.wrap(bound, 108, break_long_words=False, break_on_hyphens=False)
            yield f"    # {name[8:]}\n    " + " \\\n        ".join(lines).replace("\0", " ")


machine = "" if settings["hypervisor"] in ("none", "unavailable", "unknown") else " of a virtual machine"
print(f"""# Pools and their peers

How forkscale's pools stand beside what others use, and beside what the machine allows. `make bench-peers` measured it on
{settings['date']}: {settings['cpu']}, {settings['processors']} processors{machine}, {settings['kernel']},
{settings['compiler']}, {settings['flags']}, revision {settings['revision']}. The figures are in [`results/peers/`]({seen}/),
and `scripts/peers --page` writes this page from them.

## Targets

A ratio is formed in each block of one run; it is a Hodges–Lehmann estimate with its 95 % interval. *Met* and *missed* in
bold are those whose whole interval lies on that side. Against several rivals the ratio is that to the best of them.
""")
table(("what", "at most", "ratio", "interval", "", "run"), target_lines())
print(f"""The first run of `zygote` under a large parent comes right after that memory was written, so all caches are cold; a later
run shows what is left of the difference.

What `job_run` costs beside a bare loop is not in a run: `make bench-kit` measures it.

## Floors

The bare operations on which pools are built, by `forkscale floor`: about the least that a pool costs which uses one. The two
readers of `pipe` do nothing else, so they meet at the pipe more often than workers do. Median and interval are those of the
blocks.
""")
table(("floor", "time of", "median", "interval", "modes", "what is done"), floor_lines())
print(f"""## A single use

![Time of a single use of each strategy, with its floor]({seen}/once.svg)

Two empty items, two workers, in a fresh process. Its floor is the bare start and end of as many processes, threads or
programs as the strategy starts, once in a fresh process, too: one fewer than there are workers where the caller works
itself.

{once_floors()}

## A step

![Time of a call of each strategy, with its floor]({seen}/step.svg)

One item for each worker in each call, the calls back to back. The floor of a pool that spins is the round trip to another
processor; of one that sleeps, two wake-ups; of one that starts workers for each call, their bare start and end; each with
a worker's share of the work. The callers of `prefork` and `tbb` may do all of it themselves, where nobody else has begun.

## An item

![Time of an item of a million for each strategy, with its floor]({seen}/bag.svg)

Each item is claimed by itself. The floor is the claim, an addition to a word that both workers change, or a record of a
pipe; or half the item's own time, where that is more.

## The smallest step that is worth it

METG(50 %): the least grain at which half of the workers' time is work. A step gives each worker one item a call, a bag
many.
""")
grain_section()
print("""## The memory of the caller

A single use of two empty items in a caller that has touched up to 1 GiB, in pages of 4 KiB or in huge pages, private or
shared: a fork copies the page tables of private memory, a template process is forked before it is touched, and neither a
program nor a thread copies any.
""")
memory_section()
print("""## Many items

Empty items, claimed one by one: the time of one in a warm run. Where workers start with the run, few items share their
start.
""")
table(*items_lines())
print("""## Many workers

Each worker sleeps through one item, of 60 ms, or of 80 ms where there are 1024; there are processors for two of them. The
time by which a warm run is longer, divided by the workers. *Refused* are those that kept the processors busy for more than
40 % of their whole time, start included: then workers wait for a processor, and the figure would be another where there are
more. One block, because the baseline of 1024 items sleeps for more than a minute.
""")
table(*workers_lines())
print("## All figures\n\nMedians over blocks, with 95 % intervals. A call is a run of an open pool; once is open + first run + close.\n")
for name in dict.fromkeys(row["run"] for row in cells):
    print(f"### `{name}`\n")
    cell_table(name)
print("## What was run\n")
print("\n".join(commands()) + "\n")
missing = [(name[8:], value) for name, value in settings.items() if name.startswith("without ")]
for name, value in missing:
    print(f"- `{name}` did not run here: {value}")
measured = {figures.base(row["strategy"]) for row in cells} | {name for name, _ in missing}
absent = [f"`{name}`" for name in figures.PEERS if name not in measured]
if absent:
    print(f"- Not measured: {', '.join(absent)}.")
print("- `openmp_llvm` is `strategies/openmp.c` linked with LLVM's libomp instead of GCC's libgomp.")
