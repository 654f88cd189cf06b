/* SPDX-License-Identifier: MIT */
/* Units of time in tables and pictures. */
#include "show/unit.h"
#include <stddef.h>

struct unit unit_choose(double largest_ns)
{
    static const struct unit units[] = {
        { "s", 1e9, 2 }, { "ms", 1e6, 2 }, { "µs", 1e3, 2 }, { "ns", 1, 0 }
    };
    size_t i = 0;
    while (units[i].ns > 1 && largest_ns < units[i].ns)
        i++;
    struct unit unit = units[i];
    if (unit.decimals > 0 && largest_ns < 10 * unit.ns)
        unit.decimals++;
    return unit;
}
