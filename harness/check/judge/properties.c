/* SPDX-License-Identifier: MIT */
/* The catalogue of what every strategy promises. */
#include "check/judge/properties.h"
#include "check/judge/check.h"
#include <stddef.h>

const struct property properties[] = {
    /* success */
    { "P1", "every item is run exactly once", judge_exactly_once, 20, 60 },
    { "P2", "results are what a serial run gives", judge_results, 20, 60 },
    { "P3", "results do not depend on how long items take, or in which order they end",
      judge_any_order, 50, 120 },
    { "P4", "any number of items goes with any number of workers", judge_shapes, 60, 900 },
    { "P5", "workers work at the same time, and no more of them than there are items",
      judge_parallelism, 30, 120 },
    { "P6", "results of any size arrive whole through channels of any size", judge_result_sizes, 40,
      120 },
    { "P7", "interrupted calls and short transfers change nothing", judge_interruptions, 30, 120 },
    /* cleanliness */
    { "P8", "no child is left, after success and after failure", judge_children, 30, 60 },
    { "P9", "the caller's own children are let alone", judge_decoys, 20, 60 },
    { "P10", "the caller's state is as before, and nothing grows", judge_state, 60, 300 },
    { "P11", "no output is doubled, and no exit handler runs in a worker", judge_output, 20, 60 },
    { "P12", "it works with inherited signals, or says why not", judge_inherited_signals, 40, 120 },
    { "P13", "no worker holds a descriptor that is not its own", judge_descriptors, 20, 60 },
    /* failure */
    { "P14", "a worker's death in an item is reported within a second", judge_deaths, 60, 300 },
    { "P15", "a death at any other point is reported within a second", judge_death_points, 60,
      300 },
    { "P16", "a deadline ends what never ends", judge_deadline, 30, 60 },
    { "P17", "an item that misbehaves is harmless or reported", judge_wild_items, 60, 120 },
    /* ends and starts */
    { "P18", "when the caller is killed no worker lives on", judge_caller_death, 30, 60 },
    { "P19", "an interrupt ends everything", judge_interrupt, 30, 60 },
    { "P20", "a start that fails is reported, whichever step it is", judge_failed_starts, 90, 600 },
    /* composition */
    { "P21", "it can be used again, after a failure, nested, and beside threads", judge_composition,
      90, 300 },
    { "P22", "as many workers work as are claimed, and never more than asked for", judge_numbers,
      20, 60 },
    { "P23", "run returns once, in one process", judge_one_return, 20, 60 },
    { NULL, NULL, NULL, 0, 0 },
};
