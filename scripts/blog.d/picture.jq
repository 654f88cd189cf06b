# SPDX-License-Identifier: MIT
# A picture's settings, for gnuplot: what canvas.gp and grain.gp expect to be defined.
include "shared";
include "verdicts";
include "pictures";

def quoted: "'" + gsub("'"; "''") + "'";
def array($name): "array \($name)[\(length)]", (to_entries[] | "\($name)[\(.key + 1)] = \(.value | quoted)");

def title: (if .use == "warm" then "A run with the pool open" else "A program's whole use" end)
    + if .kind == "python" then ": efficiency against grain, Python and fork_static"
      else ": time over fork_static's against grain, C" end;

def explained($workers): (if .use == "warm" then "one run" else "open + run + close" end) as $of
    | (if .kind == "python" then "Efficiency: serial time / time / workers, of \($of), in the same block."
       else "Time of \($of) over that of fork_static in the same block: below 1 is faster; shaded is what differs by less than \(
           margin | percent_beside)." end)
    + " \($workers) workers.";

. as $figures
| picture($picture) as $it
| [$it.lines[][]] as $points
| if $points == [] then "no strategy of picture \($picture) has a figure" | refuse else . end
| "picture = \($picture | quoted)",
  "cpu_model = \(.setting.cpu_model | quoted)",
  "host = \(.setting.os | quoted)",
  "utc = \(.setting.utc | quoted)",
  "version = \(.setting.version | quoted)",
  "processors = \(.processors)",
  "blocks = \(.blocks)",
  "partial = \(if .setting.partial == "true" then 1 else 0 end)",
  "intervals = \([$points[] | select(.has_interval)] | length)",
  "ranges = \([$points[] | select(.has_interval | not)] | length)",
  "series_count = \($it.series | length)",
  ($it.series | array("series")),
  "panel_count = \($it.panels | length)",
  ($it.panels | array("panel")),
  "least_grain_ns = \($points | map(.grain_ns) | min)",
  "greatest_grain_ns = \($points | map(.grain_ns) | max)",
  "least = \($points | map(.low) | min)",
  "greatest = \($points | map(.high) | max)",
  "is_ratio = \(if $it.kind == "python" then 0 else 1 end)",
  "margin = \(margin)",
  "title = \($it | title | quoted)",
  "explained = \($it | explained($figures.workers) | quoted)",
  "figure = 'Points of one grain are set apart sideways'",
  "key_count = series_count",
  "key_text(i) = series[i]",
  "height_of(panel_width) = panel_width < 400 ? 220 : panel_width < 600 ? 280 : 380",
  "axis_width = 40"
