# SPDX-License-Identifier: MIT
# The rates of docs/verdicts.md, from the counts of docs/verdicts.tsv alone: page.py COUNTS
# Exit status: 0 no promise is refuted, 1 one is.
import sys, textwrap
from scipy import stats

RULES = ("mann-whitney", "welch", "threshold")
RULE_HEADS = "Mann–Whitney | Welch's t | 5 % of medians"
PAIRINGS = {"paired": "paired: two modules in one run", "in turn": "separate: one run after the other",
            "apart": "separate: half of the measurements lie between", "ranking": "closing sentences of `run`"}
LOADS = {"alone": "alone", "busy": "beside a busy neighbour"}
CHANGES = [(what, percent) for what in ("work", "dispatch") for percent in (2, 5, 10)]
WORDS = {"work": "in each item", "dispatch": "before each fork"}
TARGETS = {2: 0.5, 5: 0.8, 10: 0.95}
QUIET = 0.9  # of the runs; where fewer are, what is promised for a quiet machine is not judged
METHODS = {"median": "median of ratios", "paired": "Hodges–Lehmann, paired", "separate": "Hodges–Lehmann, two runs",
           "one cell": "median of one cell's times"}

facts, counts = {}, {}
refuted = False


def read(path):
    with open(path) as file:
        for line in file:
            if line.startswith("# "):
                name, value = line[2:].rstrip("\n").split(": ", 1)
                facts[name] = value
            else:
                *key, value, of = line.rstrip("\n").split("\t")
                counts[tuple(key)] = (value, of)


def rate(*key):
    """How often, of how many, and the Clopper–Pearson interval (95 %); None where it was not measured."""
    if key not in counts:
        return None
    value, of = map(int, counts[key])
    interval = stats.binomtest(value, of).proportion_ci(0.95, "exact")
    return value, of, interval.low, interval.high


def percent(share):
    return f"{100 * share:.1f} %"


def cell(found):
    return "–" if found is None else percent(found[0] / found[1])


def judged(word):
    global refuted
    refuted |= word == "refuted"
    return f"**{word}**" if word == "refuted" else word


def table(head, lines):
    print(f"| {head} |", "|" + "---|" * (head.count("|") + 1), *(f"| {' | '.join(line)} |" for line in lines), sep="\n")
    print()


def print_runs():
    """What disturbed the runs, by forkscale's own record."""
    for part, load, text in (("identical", "alone", "identical builds, alone"),
                             ("identical", "busy", "identical builds, beside a busy neighbour"),
                             ("slower", "alone", "slower builds, alone")):
        quiet = counts.get(("runs", part, "–", load, "–", "quiet"))
        if quiet is None:
            print(f"- {text}: not measured")
            continue
        strangers = float(counts["runs", part, "–", load, "–", "strangers"][0])
        others = " (the neighbour takes at most one: others ran, too)" if load == "busy" and strangers > 1 else ""
        print(f"- {text}: {quiet[1]} runs, of which {quiet[0]} were quiet; strangers took {strangers:.2f} processors{others}")
    print()


def identical():
    for pairing in PAIRINGS:
        for load in LOADS:
            case = ("identical", "–", pairing, load)
            wrong = rate(*case, "forkscale", "wrong")
            line = [PAIRINGS[pairing], LOADS[load]]
            if wrong is None:
                yield line + ["0", "–", "–", "not measured", "–", "–", "–"]
                continue
            value, of, low, high = wrong
            promise = "kept" if value <= 0.01 * of and high <= 0.02 else "refuted" if low > 0.01 else "too few to tell"
            yield line + [str(of), str(value), f"{percent(value / of)}, at most {percent(high)}", judged(promise),
                          *(cell(rate(*case, rule, "wrong")) for rule in RULES)]


def is_quiet(part):
    quiet = rate("runs", part, "–", "alone", "–", "quiet")
    return quiet is not None and quiet[0] >= QUIET * quiet[1]


def power_promise(found, same, target):
    value, of, _, high = found
    if same[0] > 0:
        return "refuted"
    if not is_quiet("slower"):
        return "not judged: not quiet"
    return "kept" if value >= target * of else "refuted" if high < target else "too few to tell"


def truth(what, by):
    least, greatest, low, high = (100 * (float(counts["truth", f"{what}-{by}", "paired", "alone", "–", outcome][0]) - 1)
                                  for outcome in ("least", "greatest", "low", "high"))
    return f"{least:.1f} to {greatest:.1f} % [{low:.1f}, {high:.1f}]"


def slower(pairing):
    for what, by in CHANGES:
        case = ("slower", f"{what}-{by}", pairing, "alone")
        found, same = rate(*case, "forkscale", "found"), rate(*case, "forkscale", "same")
        line = [f"{by} % {WORDS[what]}"]
        if found is None:
            yield line + ["–", "0", "–", "–", "not measured", "–", "–", "–"]
            continue
        promise = judged(power_promise(found, same, TARGETS[by])) if pairing == "paired" else "none"
        yield line + [truth(what, by), str(found[1]), cell(found), str(same[0]), promise,
                      *(cell(rate(*case, rule, "found")) for rule in RULES)]


def coverage_promise(found):
    if all(0.93 <= value / of <= 0.97 for value, of, _, _ in found):
        return "kept"
    return "refuted" if any(low > 0.97 or high < 0.93 for _, _, low, high in found) else "too few to tell"


def coverage():
    sizes = sorted({key[3] for key in counts if key[0] == "coverage"}, key=lambda size: int(size.split()[0]))
    cases = dict.fromkeys(key[1:3] for key in counts if key[0] == "coverage")
    for blocks, method in cases:
        found = [rate("coverage", blocks, method, size, "forkscale", "covered") for size in sizes]
        promise = "none" if method == "one cell" else judged(coverage_promise(found))
        yield [METHODS[method], blocks, *(cell(each) for each in found), promise]


def in_lines(command):
    """A command in lines of at most 120 columns."""
    return " \\\n    ".join(textwrap.wrap(command, 112, break_long_words=False, break_on_hyphens=False))


def print_page():
    print(f"`make prove-verdicts` measured this on {facts['date']}: {facts['cpu']}, {facts['processors']} processors"
          f"{'' if facts['hypervisor'] in ('none', 'unavailable', 'unknown') else ' of a virtual machine'}, {facts['kernel']}, "
          f"{facts['compiler']}, {facts['flags']}, revision {facts['revision']}. A suite is one `forkscale compare` of real "
          f"runs; those of identical builds have {facts['blocks']} blocks and are made by\n\n"
          f"```sh\n{in_lines(facts['command'])}\n```\n\n"
          "No two suites of a line share a run. The three rules judge the same samples, each cell and metric by "
          "itself: p ≤ 0.05, or medians that differ by more than 5 %. The runs, by their own record of noise; quiet are those "
          "with at most a tenth of their repetitions disturbed:\n")
    print_runs()
    print("**Identical builds.** Wrong is a suite with any cell *regressed* or *improved*, or a closing sentence that puts "
          "the two in an order. Promised: at most 1 %, and at most 2 % with 97.5 % confidence (Clopper–Pearson).\n")
    table(f"comparison | load | suites | wrong | rate | promise | {RULE_HEADS}", identical())
    for load in LOADS:
        split = rate("identical", "–", "ranking", load, "forkscale", "split")
        if split is not None and split[0] > 0:
            print(f"The closing sentences of {split[0]} more runs {LOADS[load]} have serial and one of the two among the fastest, "
                  "and the other as slower. Only serial is known to beat it, and the two are in no order.\n")
    print("**Slower builds.** The strategy does more work in each item, or more before each fork. *Measured* is the slowdown "
          "of the cells in a long reference run, with its interval; *found*, the suites with the verdict *regressed*, and "
          "of the rules, those with any cell slower. Promised on a quiet machine, paired: 50, 80 and 95 % are found, and no suite "
          "is *same*.\n")
    head = f"slower by | measured | suites | found | same | promise | {RULE_HEADS}"
    if "slower" in facts:
        print(f"These are measured by\n\n```sh\n{in_lines(facts['slower'])}\n```\n")
    print("Paired:\n")
    table(head, slower("paired"))
    print("Separate, one run after the other:\n")
    table(head, slower("in turn"))
    sizes = sorted({int(key[3].split()[0]) for key in counts if key[0] == "coverage"})
    print("**Intervals.** How often the 95 % interval covers the true value, in made-up blocks with drift "
          "(autocorrelation 0.9), with spells of outliers, and with both. Promised of ratios: 93 to 97 %. Times of a cell are "
          "not divided by another of the same block. Under drift their interval describes the time during the run, and misses the time "
          "in the long run.\n")
    table(f"interval of the | blocks | {' | '.join(f'{size}' for size in sizes)} | promise", coverage())


read(sys.argv[1])
print_page()
sys.exit(1 if refuted else 0)
