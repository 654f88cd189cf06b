# SPDX-License-Identifier: MIT
# Counts the verdicts on all runs of scripts/prove-verdicts, and prints them as docs/verdicts.tsv, but for the intervals:
# count.py FORKSCALE RESULTS
import collections, csv, json, math, os, statistics, subprocess, sys, tempfile
from scipy import stats
import rules

FORKSCALE, RESULTS = sys.argv[1:]
LOADS = ("alone", "busy")
DISTURBED_MOST = 0.1  # of the repetitions of a run that is called quiet
CHANGES = [f"{what}-{percent}" for what in ("work", "dispatch") for percent in (2, 5, 10)]


def say(*words, statuses=(0,)):
    done = subprocess.run([FORKSCALE, *words], capture_output=True, text=True)
    if done.returncode not in statuses:
        sys.exit(f"prove-verdicts: forkscale {' '.join(words)}: {done.stderr}")
    return done.stdout


def rows(text):
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def folders(part):
    base = os.path.join(RESULTS, part)
    names = sorted(os.listdir(base)) if os.path.isdir(base) else []
    return [os.path.join(base, name) for name in names if os.path.exists(os.path.join(base, name, "results.json"))]


def document(folder):
    with open(os.path.join(folder, "results.json")) as file:
        return json.load(file)


# --- verdicts --------------------------------------------------------------------------------------


def verdicts(*words):
    return [row["verdict"] for row in rows(say("compare", *words, "--format", "tsv", statuses=(0, 1)))
            if row["verdict"] != "yardstick"]


def only(folder, label, target):
    """The run as if it had one strategy beside serial, which is called pool."""
    run = document(folder)
    ours = run["context"]["forkscale"]
    for entries, key in ((ours["cells"], "strategy"), (ours.get("strategies", []), "label"), (run["benchmarks"], "strategy")):
        entries[:] = [entry for entry in entries if entry[key] in ("serial", label)]
        for entry in entries:
            for field in ("name", "run_name", key):
                if field in entry:
                    entry[field] = entry[field].replace(label, "pool")
    os.makedirs(target, exist_ok=True)
    with open(os.path.join(target, "results.json"), "w") as file:
        file.write(json.dumps(run))
    return target


def paired(folder, new):
    return verdicts(folder, "--base", "base", "--new", new)


def separate(base, folder, new):
    with tempfile.TemporaryDirectory() as scratch:
        return verdicts(only(base, "base/pool", f"{scratch}/base"), only(folder, f"{new}/pool", f"{scratch}/new"))


def whole(found):
    """In the order of docs/verdicts.md."""
    order = ("not comparable", "regressed", "inconclusive", "improved", "same")
    return next(verdict for verdict in order if verdict in found)


# --- counts ----------------------------------------------------------------------------------------

counts = collections.Counter()


def put(key, value, of):
    print(*key, value, of, sep="\t")


def count(case, pairs, new):
    """Counts what forkscale and the rules say of pairs of runs: BASE, NEW, which are the same run where it is paired."""
    for base, folder in pairs:
        found = paired(folder, new) if base == folder else separate(base, folder, new)
        counts[(*case, "forkscale", "suites")] += 1
        counts[(*case, "forkscale", whole(found))] += 1
        counts[(*case, "forkscale", "wrong")] += "regressed" in found or "improved" in found
        old_times = rules.samples(document(base), "base/pool")
        new_times = rules.samples(document(folder), f"{new}/pool")
        for rule in rules.RULES:
            sides = rules.sides(rule, old_times, new_times)
            counts[(*case, rule, "wrong")] += any(sides)
            counts[(*case, rule, "found")] += "slower" in sides
    return len(pairs)


def print_counts(case, of, outcomes):
    for rule in ("forkscale", *rules.RULES):
        for outcome in outcomes if rule == "forkscale" else outcomes[:1]:
            name = "regressed" if (rule, outcome) == ("forkscale", "found") else outcome
            put((*case, rule, outcome), counts[(*case, rule, name)], of)


def print_noise(part, load, runs):
    quiet = 0
    strangers = wall = 0.0
    for folder in runs:
        entries = document(folder)["benchmarks"]
        quiet += sum(bool(entry.get("disturbed")) for entry in entries) <= DISTURBED_MOST * len(entries)
        for entry in entries:
            strangers += entry.get("strangers_ns", math.nan)
            wall += entry.get("wall_ns", math.nan)
    put(("runs", part, "–", load, "–", "quiet"), quiet, len(runs))
    put(("runs", part, "–", load, "–", "strangers"), f"{strangers / wall:.3f}", len(runs))


def ordered(run):
    """The workloads whose blocks order the two, by Holm's procedure over all pairs of all workloads, as in the closing
    sentences (harness/analyse/ranking.h)."""
    times = collections.defaultdict(dict)
    for entry in run["benchmarks"]:
        if (entry["workers"] == 2 or entry["strategy"] == "serial") and "error_occurred" not in entry:
            times[entry["workload"], entry["strategy"]][entry["block"]] = math.log(statistics.median(entry["run_ns"]))
    p = {}
    for (workload, one), logs in times.items():
        for (other_workload, other), other_logs in times.items():
            if workload == other_workload and one < other:
                differences = [logs[block] - other_logs[block] for block in logs.keys() & other_logs.keys()]
                p[workload, one, other] = stats.wilcoxon(differences).pvalue
    found = set()
    for rank, pair in enumerate(sorted(p, key=p.get)):
        if p[pair] * (len(p) - rank) > 0.01:
            break
        found.add(pair)
    return {workload for workload, one, other in found if {one, other} == {"base/pool", "same/pool"}}


def rank(load, runs):
    """Closing sentences with one of the two identical strategies among the fastest, and the other slower. Wrong are those
    that put them in an order; in the others, serial is among the fastest, and is known to beat the other alone."""
    found = collections.Counter()
    for folder in runs:
        standings = collections.defaultdict(set)
        for row in rows(say("table", folder, "--format", "tsv")):
            if row["standing"] and row["strategy"] != "serial":
                standings[row["workload"]].add(row["standing"])
        assert standings, f"{folder} has no ranking"
        split = [workload for workload, words in standings.items() if len(words) > 1]
        is_wrong = bool(split) and not ordered(document(folder)).isdisjoint(split)
        found["wrong"] += is_wrong
        found["split"] += bool(split) and not is_wrong
    for outcome in ("wrong", "split"):
        put(("identical", "–", "ranking", load, "forkscale", outcome), found[outcome], len(runs))


def identical(load):
    runs = folders(load)
    if not runs:
        return
    print_noise("identical", load, runs)
    half = len(runs) // 2
    for pairing, pairs in (("paired", list(zip(runs, runs))),
                           ("in turn", list(zip(runs[::2], runs[1::2]))),
                           ("apart", list(zip(runs[:half], runs[half:2 * half])))):
        case = ("identical", "–", pairing, load)
        print_counts(case, count(case, pairs, "same"), ("wrong", "same", "inconclusive"))
    rank(load, runs)


def slower():
    reference = os.path.join(RESULTS, "reference")
    runs = folders("power")
    if not runs or not os.path.exists(os.path.join(reference, "results.json")):
        return
    print_noise("slower", "alone", runs)
    for change in CHANGES:
        found = rows(say("compare", reference, "--base", "base", "--new", change, "--metric", "run", "--format", "tsv",
                         statuses=(0, 1)))
        for outcome, field, choose in (("least", "ratio", min), ("greatest", "ratio", max), ("low", "low", min),
                                       ("high", "high", max)):
            put(("truth", change, "paired", "alone", "–", outcome), f"{choose(float(row[field]) for row in found):.4f}",
                found[0]["blocks"])
        for pairing, pairs in (("paired", list(zip(runs, runs))), ("in turn", list(zip(runs[::2], runs[1::2])))):
            case = ("slower", change, pairing, "alone")
            print_counts(case, count(case, pairs, change), ("found", "same", "inconclusive", "improved"))


def command(ours):
    words = ours.get("command_line", [])
    words = [word for word in words[1:words.index("-o")] if word != "-q"] if "-o" in words else []
    return f"forkscale {' '.join(words)}"


def print_facts(folder):
    ours = document(folder)["context"]["forkscale"]
    machine, build = ours["machine"], ours["build"]
    for name, of, key in (("cpu", machine, "cpu_model"), ("processors", machine, "usable_processors"),
                          ("hypervisor", machine, "hypervisor"), ("kernel", machine, "kernel"),
                          ("compiler", build, "compiler"), ("flags", build, "flags"), ("revision", build, "git_revision"),
                          ("blocks", ours, "blocks")):
        print(f"# {name}: {of.get(key, 'unknown')}")
    print(f"# date: {ours['utc'][:10]}")
    print(f"# command: {command(ours)}")
    for run in folders("power")[:1]:
        print(f"# slower: {command(document(run)['context']['forkscale'])}")


first = next(iter(folders("alone") + folders("busy")), None)
if first is None:
    sys.exit(f"prove-verdicts: there are no runs in {RESULTS}")
print_facts(first)
print("part", "change", "pairing", "load", "rule", "outcome", "value", "of", sep="\t")
for load in LOADS:
    identical(load)
slower()
