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
    | if length % 2 == 1 then .[$half] else (.[$half - 1] + .[$half]) / 2 end;

# The median with its 95 % interval from order statistics, as harness/analyse/summary.h has it: the
# greatest k for which 2·P(B < k) ≤ 0.05, B being binomial(n, 1/2). With fewer than 6 values there is
# none, and the range stands there.
def estimate:
    def rank: length as $n
        | reduce range(0; $n) as $i ({term: pow(0.5; $n), sum: 0, k: 0};
            .sum += .term
            | if 2 * .sum <= 0.05 then .k = $i + 1 else . end
            | .term *= ($n - $i) / ($i + 1))
        | .k;
    if length == 0 then null
    else sort as $values | ($values | rank) as $k | ([$k, 1] | max) as $at
        | {median: median, low: $values[$at - 1], high: $values[-$at], blocks: length, has_interval: ($k > 0)}
    end;

# What an interval says: is it wholly on one side of the bound? Without one, nothing.
def side($bound):
    if .has_interval and .low > $bound then "above"
    elif .has_interval and .high < $bound then "below"
    else "undecided" end;

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
