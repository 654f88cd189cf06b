/* SPDX-License-Identifier: MIT */
/* From the samples on a cell's board to the figures that are recorded. */
#include "run/sample.h"
#include "kit/clock.h"
#include <errno.h>
#include <stdlib.h>

static bool is_plausible(const struct sample *sample, double deadline_s)
{
    double most_ns = (deadline_s + 1) * (double)NS_PER_S; /* a second to be ended in */
    uint64_t run_ns = sample->run_ns;
    return run_ns > 0 && (double)run_ns <= most_ns && sample->startup_ns <= run_ns &&
           sample->busy_ns <= run_ns && sample->imbalance_ns <= run_ns &&
           sample->finish_ns <= run_ns &&
           sample->startup_ns + sample->busy_ns + sample->imbalance_ns + sample->finish_ns ==
               run_ns;
}

static void record_usage(const struct usage *usage, struct repetition *repetition)
{
    repetition->user_ns = (double)usage->user_ns;
    repetition->system_ns = (double)usage->system_ns;
    repetition->minor_faults = (double)usage->minor_faults;
    repetition->major_faults = (double)usage->major_faults;
    repetition->voluntary_switches = (double)usage->voluntary_switches;
    repetition->involuntary_switches = (double)usage->involuntary_switches;
}

static void record_run(const struct sample *sample, size_t run, struct repetition *repetition)
{
    double runs = (double)repetition->runs;
    repetition->run_ns[run] = (double)sample->run_ns;
    repetition->startup_ns += (double)sample->startup_ns / runs;
    repetition->busy_ns += (double)sample->busy_ns / runs;
    repetition->imbalance_ns += (double)sample->imbalance_ns / runs;
    repetition->finish_ns += (double)sample->finish_ns / runs;
}

int sample_record(struct board *board, double deadline_s, struct repetition *repetition)
{
    const struct sample *samples = board_samples(board);
    record_usage(&board->usage, repetition);
    repetition->open_ns = (double)board->open_ns;
    repetition->close_ns = (double)board->close_ns;
    size_t good = 0;
    while (good < board->samples_done && is_plausible(&samples[good], deadline_s))
        good++;
    if (good == 0)
        return 0;
    repetition->first_run_ns = (double)samples[0].run_ns;
    repetition->once_ns = repetition->open_ns + repetition->first_run_ns + repetition->close_ns;
    repetition->run_ns = calloc(good, sizeof *repetition->run_ns);
    if (repetition->run_ns == NULL)
        return ENOMEM;
    repetition->runs = good - 1;
    for (size_t run = 0; run < repetition->runs; run++)
        record_run(&samples[run + 1], run, repetition);
    return 0;
}
