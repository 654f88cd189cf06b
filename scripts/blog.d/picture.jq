# SPDX-License-Identifier: MIT
# A picture's settings, for gnuplot: what canvas.gp and grain.gp expect to be defined.
include "shared";
include "pictures";

def quoted: "'" + gsub("'"; "''") + "'";
def array($name): "array \($name)[\(length)]", (to_entries[] | "\($name)[\(.key + 1)] = \(.value | quoted)");

. as $figures
| picture($picture) as $it
| [$it.lines[].points[]] as $points
| if $points == [] then "no strategy of picture \($picture) has a figure" | refuse else . end
| "picture = \($picture | quoted)",
  "use = \($it.use | quoted)",
  "cpu_model = \(.setting.cpu_model | quoted)",
  "host = \(.setting.os | quoted)",
  "utc = \(.setting.utc | quoted)",
  "version = \(.setting.version | quoted)",
  "processors = \(.processors)",
  "shown_workers = \(.workers)",
  "blocks = \(.blocks)",
  "partial = \(if .setting.partial == "true" then 1 else 0 end)",
  "intervals = \([$figures.cells[] | .[$it.use] | values | select(.has_interval)] | length)",
  "ranges = \([$figures.cells[] | .[$it.use] | values | select(.has_interval | not)] | length)",
  "series_count = \($it.series | length)",
  ($it.series | array("series")),
  "panel_count = \($it.panels | length)",
  ($it.panels | array("panel")),
  "least_grain_ns = \($points | map(.[2]) | min)",
  "greatest_grain_ns = \($points | map(.[2]) | max)",
  "greatest_median = \($points | map(.[3]) | max)",
  "title = \("Efficiency against grain, \($it.use): \(if $it.kind == "python" then "Python, the shell, and fork_static in C" else "C" end)" | quoted)",
  "explained = \("Efficiency: serial time / time / workers, \(
      if $it.use == "warm" then "with the pool open" else "of open + run + close" end
      ), in the same block. \(.workers) workers." | quoted)",
  "figure = 'Points'",
  "key_count = series_count",
  "key_text(i) = series[i]",
  "height_of(panel_width) = panel_width < 400 ? 220 : panel_width < 600 ? 280 : 380",
  "axis_width = 40"
