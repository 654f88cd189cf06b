# SPDX-License-Identifier: MIT
# What several of the programs here use: tables, figures and their intervals, and words for them.

# A table with a line of names, as objects.
def rows:
    def unescape: split("\\\\") | map(gsub("\\\\n"; "\n") | gsub("\\\\t"; "\t")) | join("\\");
    split("\n") | map(select(. != "") | split("\t") | map(unescape))
    | .[0] as $names | .[1:][] | [$names, .] | transpose | map({(.[0]): .[1]}) | add;

# Objects as a table with these columns.
def table($columns): $columns, (.[] | [.[$columns[]]]) | @tsv;

def median: sort | (length / 2 | floor) as $half
    | if length == 0 then null elif length % 2 == 1 then .[$half] else (.[$half - 1] + .[$half]) / 2 end;

# How often an interval may be wrong.
def level: 0.05;

# Which of n values, from either end, are the ends of an interval for their median, as harness/analyse/summary.h has
# it: the greatest k for which 2·P(B < k) ≤ level, B being binomial(n, 1/2). 0: so few values have none.
def rank($level): . as $n
    | reduce range(0; $n) as $i ({term: pow(0.5; $n), sum: 0, k: 0};
        .sum += .term
        | if 2 * .sum <= $level then .k = $i + 1 else . end
        | .term *= ($n - $i) / ($i + 1))
    | .k;
def fewest($level): first(range(1; 1000) | select(rank($level) > 0));

# The median of values with its interval; where there is none, the range stands there.
def estimate:
    if length == 0 then null
    else sort as $values | (length | rank(level)) as $k | ([$k, 1] | max) as $at
        | {median: median, low: $values[$at - 1], high: $values[-$at], blocks: length, has_interval: ($k > 0), $values}
    end;

# Where the whole interval lies: above or below the bound, or undecided. It is widened so that all of so many points
# are right together (Bonferroni).
def side($bound; $points): .values as $values
    | ($values | length | rank(level / $points)) as $k
    | if $k == 0 then "undecided" elif $values[$k - 1] > $bound then "above"
      elif $values[-$k] < $bound then "below" else "undecided" end;

# Figures as text.
def fixed($digits): pow(10; $digits) as $unit
    | ((if . < 0 then -. else . end) * $unit + 0.5 | floor) as $whole
    | (if . < 0 and $whole > 0 then "−" else "" end) + ($whole / $unit | floor | tostring)
        + if $digits == 0 then "" else
            "." + (($whole % $unit | tostring) | ("0" * ($digits - length) // "") + .) end;
def ms: . / 1000000 | if . < 10 then fixed(2) elif . < 100 then fixed(1) else fixed(0) end;
def grain_ns: capture("^(?<n>[0-9]+)(?<unit>us|ms)$") | (.n | tonumber) * (if .unit == "us" then 1000 else 1000000 end);
def grain_text: sub("us$"; " µs") | sub("ms$"; " ms");
def listed: if length == 0 then "none" elif length == 1 then .[0]
    else (.[:-1] | join(", ")) + " and " + .[-1] end;
def code: "`" + . + "`";

# The words end in a sentence on standard error, and status 3.
def refuse: "blog: " + . + "\n" | halt_error(3);
