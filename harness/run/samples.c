/* SPDX-License-Identifier: MIT */
/* What a cell left on its board → the figures of its repetition. A worker may have written
 * anywhere, so nothing that makes no sense counts. */
#include "run/samples.h"
#include "kit/clock.h"
#include "kit/text.h"
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_MOST 1e17 /* no machine counts so far within a timeout */

char *samples_text(const char *text, size_t bytes)
{
    char *whole = strndup(text, bytes);
    char *printable = whole != NULL ? text_printable(whole) : NULL;
    free(whole);
    return printable;
}

static bool is_plausible(const struct sample *sample, uint32_t workers, double timeout_s)
{
    double most_ns = (timeout_s + 1) * (double)NS_PER_S; /* a second to be ended in */
    if (sample->run_ns == 0 || (double)sample->run_ns > most_ns || sample->calls == 0 ||
        sample->calls > BOARD_CALLS_MAX)
        return false;
    uint64_t all_ns = workers * sample->run_ns;
    return sample->startup_ns <= all_ns && sample->busy_ns <= all_ns &&
           sample->imbalance_ns <= all_ns && sample->finish_ns <= all_ns &&
           sample->startup_ns + sample->busy_ns + sample->imbalance_ns + sample->finish_ns ==
               all_ns;
}

/* NaN for 0, and for longer than any run. */
static double known_time(uint64_t ns, double timeout_s)
{
    bool is_known = ns > 0 && (double)ns <= (timeout_s + 1) * (double)NS_PER_S;
    return is_known ? (double)ns : (double)NAN;
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

/* Means over the workers and calls. */
static void record_run(const struct sample *sample, uint32_t workers, size_t run,
                       struct repetition *repetition)
{
    double calls = (double)sample->calls;
    double shares = calls * workers * (double)repetition->runs;
    repetition->run_ns[run] = (double)sample->run_ns / calls;
    repetition->startup_ns += (double)sample->startup_ns / shares;
    repetition->busy_ns += (double)sample->busy_ns / shares;
    repetition->imbalance_ns += (double)sample->imbalance_ns / shares;
    repetition->finish_ns += (double)sample->finish_ns / shares;
    repetition->timed_calls += calls;
}

static void record_first_run(const struct sample *sample, uint32_t workers,
                             struct repetition *repetition)
{
    repetition->first_run_ns = (double)sample->run_ns;
    repetition->first_startup_ns = (double)sample->startup_ns / workers;
    repetition->first_busy_ns = (double)sample->busy_ns / workers;
    repetition->first_imbalance_ns = (double)sample->imbalance_ns / workers;
    repetition->first_finish_ns = (double)sample->finish_ns / workers;
}

/* Of each worker, the mean over the timed runs. Nothing where a figure is none, or above the
 * longest run, or all of them are 0. Returns 0 or ENOMEM. */
static int record_workers(const struct worker_sum *sums, uint32_t workers, size_t offset,
                          const struct repetition *repetition, struct worker_figures *figures)
{
    double most_ns = 0;
    double all_ns = 0;
    for (size_t run = 0; run < repetition->runs; run++)
        most_ns = fmax(most_ns, repetition->run_ns[run]);
    double *values = calloc(workers, sizeof *values);
    if (values == NULL)
        return ENOMEM;
    for (uint32_t worker = 0; worker < workers; worker++) {
        const char *sum = (const char *)&sums[worker] + offset;
        values[worker] = *(const double *)(const void *)sum / (double)repetition->runs;
        /* The clocks of a thread and of the machine are not read at once. */
        bool is_plausible = values[worker] >= 0 && values[worker] <= 1.01 * most_ns;
        all_ns += is_plausible ? values[worker] : (double)NAN;
    }
    if (all_ns > 0)
        *figures = (struct worker_figures){ values, workers };
    else
        free(values);
    return 0;
}

static int record_sums(struct board *board, struct repetition *repetition)
{
    const struct worker_sum *sums = board_sums(board);
    int error = record_workers(sums, board->workers, offsetof(struct worker_sum, busy_ns),
                               repetition, &repetition->worker_busy_ns);
    return error != 0
               ? error
               : record_workers(sums, board->workers, offsetof(struct worker_sum, processor_ns),
                                repetition, &repetition->worker_processor_ns);
}

/* Per call of the timed runs, and of open and close; NaN of what is not counted. */
static void record_counts(const struct counts *counts, struct repetition *repetition)
{
    double *const figures[][COUNTERS] = {
        [COUNT_OPEN] = { &repetition->open_instructions, &repetition->open_cycles,
                         &repetition->open_cache_misses, &repetition->open_tlb_misses },
        [COUNT_RUN] = { &repetition->instructions, &repetition->cycles, &repetition->cache_misses,
                        &repetition->tlb_misses },
        [COUNT_CLOSE] = { &repetition->close_instructions, &repetition->close_cycles,
                          &repetition->close_cache_misses, &repetition->close_tlb_misses },
    };
    for (size_t phase = COUNT_OPEN; phase <= COUNT_CLOSE; phase++)
        for (size_t counter = 0; counter < COUNTERS; counter++) {
            double value = counts->value[phase][counter];
            bool is_known = counts->is_wanted && counts->error[counter] == 0 && value >= 0 &&
                            value <= COUNT_MOST;
            *figures[phase][counter] = is_known ? value : (double)NAN;
        }
}

/* After the calls are known. */
static void divide_counts(struct repetition *repetition)
{
    double *const figures[] = { &repetition->instructions, &repetition->cycles,
                                &repetition->cache_misses, &repetition->tlb_misses };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        *figures[i] /= repetition->timed_calls > 0 ? repetition->timed_calls : 1;
}

static int record_choice(const struct board *board, struct repetition *repetition)
{
    if (board->choice[0] == '\0')
        return 0;
    repetition->choice = samples_text(board->choice, sizeof board->choice);
    return repetition->choice != NULL ? 0 : ENOMEM;
}

int samples_record(struct board *board, double timeout_s, struct repetition *repetition)
{
    const struct sample *samples = board_samples(board);
    record_usage(&board->usage, repetition);
    repetition->early_ns = board->early_ns > 0 ? (double)board->early_ns : (double)NAN;
    repetition->open_ns = (double)board->open_ns;
    repetition->close_ns = (double)board->close_ns;
    repetition->resident_bytes =
        board->resident_bytes > 0 ? (double)board->resident_bytes : (double)NAN;
    repetition->ballast_huge_bytes =
        board->ballast_bytes > 0 ? (double)board->ballast_huge_bytes : (double)NAN;
    record_counts(&board->counts, repetition);
    repetition->latency_p50_ns = known_time(board->latency_p50_ns, timeout_s);
    repetition->latency_p99_ns = known_time(board->latency_p99_ns, timeout_s);
    size_t good = 0;
    while (good < board->samples_done && is_plausible(&samples[good], board->workers, timeout_s))
        good++;
    if (good == 0)
        return 0;
    record_first_run(&samples[0], board->workers, repetition);
    repetition->once_ns = repetition->open_ns + repetition->first_run_ns + repetition->close_ns;
    repetition->run_ns = calloc(good, sizeof *repetition->run_ns);
    if (repetition->run_ns == NULL)
        return ENOMEM;
    repetition->runs = good - 1;
    for (size_t run = 0; run < repetition->runs; run++)
        record_run(&samples[run + 1], board->workers, run, repetition);
    divide_counts(repetition);
    int error = repetition->runs > 0 ? record_sums(board, repetition) : 0;
    return error != 0 ? error : record_choice(board, repetition);
}
