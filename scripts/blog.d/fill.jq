# SPDX-License-Identifier: MIT
# The page with its figures: each {{name}} becomes the fact of that name, and there must be one.
include "shared";

. as $facts
| $page
| gsub("\\{\\{(?<name>[^}]*)\\}\\}"; .name as $name
    | $facts[$name] | if . == null or . == "" then "there is no figure '\($name)' for the page" | refuse else . end)
| rtrimstr("\n")
