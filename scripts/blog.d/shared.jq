# SPDX-License-Identifier: MIT
# What several of the programs here use: tables, figures and their texts.

# A table with a line of names, as objects.
def rows:
    def unescape: if contains("\\") | not then . else
        split("\\\\") | map(gsub("\\\\n"; "\n") | gsub("\\\\t"; "\t")) | join("\\") end;
    split("\n") | map(select(. != "") | split("\t") | map(unescape))
    | .[0] as $names | .[1:][] | [$names, .] | transpose | map({(.[0]): .[1]}) | add;

# Objects as a table with these columns.
def table($columns): $columns, (.[] | [.[$columns[]]]) | @tsv;

# The parameters of the statistics, from scripts/blog.d/figures.bash.
def margin: env.margin | tonumber;
def thread_margin: env.thread_margin | tonumber;
def level: 1 - (env.confidence | tonumber);
def fewest: 6; # blocks that have a 95 % interval, as harness/analyse/estimate.h says

# A figure of a row that forkscale prints, from the columns that begin with a name, a median of times or an estimate of
# ratios; null where there is none.
def estimate($name; $unit): (.[$name + "_median" + $unit] // .[$name + "_estimate" + $unit]) as $middle
    | if $middle == null then null else {
        middle: $middle, low: .[$name + "_low" + $unit], high: .[$name + "_high" + $unit],
        blocks: .[$name + "_blocks"], has_interval: (.[$name + "_interval"] != "range")
    } end;

# An estimate by this factor, or upside down.
def times($factor): .middle *= $factor | .low *= $factor | .high *= $factor;
def inverse: {middle: (1 / .middle), low: (1 / .high), high: (1 / .low), blocks, has_interval};

# Figures as text.
def fixed($digits): pow(10; $digits) as $unit
    | ((if . < 0 then -. else . end) * $unit + 0.5 | floor) as $whole
    | (if . < 0 and $whole > 0 then "−" else "" end) + ($whole / $unit | floor | tostring)
        + if $digits == 0 then "" else
            "." + (($whole % $unit | tostring) | ("0" * ($digits - length) // "") + .) end;
def grain_ns: capture("^(?<n>[0-9]+)(?<unit>us|ms)$") | (.n | tonumber) * (if .unit == "us" then 1000 else 1000000 end);
def grain_text: sub("us$"; " µs") | sub("ms$"; " ms");
def listed: if length == 0 then "none" elif length == 1 then .[0]
    else (.[:-1] | join(", ")) + " and " + .[-1] end;
def code: "`" + . + "`";

# Ends the program with the text as a sentence on standard error, and status 3.
def refuse: "blog: " + . + "\n" | halt_error(3);
