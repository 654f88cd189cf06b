# SPDX-License-Identifier: MIT
# Rules in common use, which judge times as they are, each cell and metric by itself. Shares no code with forkscale.
import statistics
from scipy import stats


def mann_whitney(base, new):
    return stats.mannwhitneyu(base, new, alternative="two-sided").pvalue <= 0.05


def welch(base, new):
    return stats.ttest_ind(base, new, equal_var=False).pvalue <= 0.05


def threshold(base, new):
    return abs(statistics.median(new) / statistics.median(base) - 1) > 0.05


RULES = {"mann-whitney": mann_whitney, "welch": welch, "threshold": threshold}


def side(rule, base, new):
    """What the rule says of two samples of times: slower, faster, or None."""
    if not RULES[rule](base, new):
        return None
    # As the rule sees it: the t-test by means, the others by medians.
    middle = statistics.mean if rule == "welch" else statistics.median
    return "slower" if middle(new) > middle(base) else "faster"


def samples(document, strategy):
    """The times of the cells of a strategy, by workload, workers and metric, a value for each repetition."""
    found = {}
    for entry in document["benchmarks"]:
        if entry["strategy"] == strategy and "error_occurred" not in entry:
            cell = (entry["workload"], entry["workers"])
            found.setdefault((*cell, "run"), []).append(statistics.median(entry["run_ns"]))
            found.setdefault((*cell, "once"), []).append(entry["once_ns"])
    return found


def sides(rule, base, new):
    """What the rule says of each cell of two sets of samples."""
    assert base.keys() == new.keys() and base, "the two sets have different cells"
    return [side(rule, base[cell], new[cell]) for cell in base]
