# SPDX-License-Identifier: MIT
# The page with its figures: each {{name}} becomes the fact of that name, and there must be one. Text is then wrapped
# anew; tables, pictures, headings and code are as they are.
include "shared";

# A list's item keeps its place, and what follows in it stands below its first word.
def item: capture("^(?<place> *(- )?)(?<text>(.|\n)*)$") as {$place, $text}
    | ($place | gsub("."; " ")) as $indent
    | reduce ($text | split("[ \n]+"; null)[] | select(. != "")) as $word ([];
        if . == [] then [$place + $word]
        elif (.[-1] + " " + $word | length) <= 120 then .[-1] += " " + $word
        else . + [$indent + $word] end)
    | join("\n");

def paragraph:
    if test("^(\\||#|!|```)|\n```") then .
    else split("\n(?= *- )"; null) | map(item) | join("\n") end;

. as $facts
| $page | split("\n\n")
| map(gsub("\\{\\{(?<name>[^}]*)\\}\\}"; .name as $name
        | $facts[$name] | if . == null then "there is no figure '\($name)' for the page" | refuse else . end)
    | paragraph)
| join("\n\n") | rtrimstr("\n")
