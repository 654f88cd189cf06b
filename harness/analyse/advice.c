/* SPDX-License-Identifier: MIT */
/* Candidates, their predictions in order, and why they lose. */
#include "analyse/advice.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct advice_candidate advice_candidates[ADVICE_CANDIDATES] = {
    { "serial", SCHEDULE_BLOCK, ADVICE_ALONE, 0 },
    { "fork_static", SCHEDULE_BLOCK, ADVICE_SHARED, 0 },
    { "fork_static:schedule=cyclic", SCHEDULE_CYCLIC, ADVICE_SHARED, 0 },
    { "threads", SCHEDULE_SELF, ADVICE_SHARED, ADVICE_THREADS },
    { "threads:schedule=block", SCHEDULE_BLOCK, ADVICE_SHARED, ADVICE_THREADS },
    { "threads:schedule=factoring2", SCHEDULE_FACTORING2, ADVICE_SHARED, ADVICE_THREADS },
    { "shared_counter", SCHEDULE_SELF, ADVICE_SHARED, 0 },
    { "shared_counter:schedule=factoring2", SCHEDULE_FACTORING2, ADVICE_SHARED, 0 },
    { "pipe_queue", SCHEDULE_SELF, ADVICE_SHARED, 0 },
    { "fork_gather", SCHEDULE_BLOCK, ADVICE_SHARED, 0 },
    { "fork_per_item", SCHEDULE_SELF, ADVICE_PER_ITEM, 0 },
    { "spawn_per_item", SCHEDULE_SELF, ADVICE_PER_ITEM, 0 },
    { "openmp", SCHEDULE_SELF, ADVICE_SHARED, ADVICE_THREADS | ADVICE_SPINS },
    { "openmp:schedule=block", SCHEDULE_BLOCK, ADVICE_SHARED, ADVICE_THREADS | ADVICE_SPINS },
    { "thread_pool", SCHEDULE_SELF, ADVICE_SHARED, ADVICE_THREADS },
    { "thread_pool:schedule=factoring2", SCHEDULE_FACTORING2, ADVICE_SHARED, ADVICE_THREADS },
    { "threads_stealing", SCHEDULE_SELF, ADVICE_SHARED, ADVICE_THREADS },
    { "prefork", SCHEDULE_FACTORING2, ADVICE_SHARED, ADVICE_CHOSEN | ADVICE_SPINS },
    { "prefork:schedule=block", SCHEDULE_BLOCK, ADVICE_SHARED, ADVICE_SPINS },
    { "prefork:wait=futex", SCHEDULE_FACTORING2, ADVICE_SHARED, ADVICE_SLEEPS },
    { "spawn_pool:schedule=factoring2", SCHEDULE_FACTORING2, ADVICE_SHARED, 0 },
    { "work_stealing", SCHEDULE_SELF, ADVICE_SHARED, 0 },
    { "zygote", SCHEDULE_BLOCK, ADVICE_SHARED, 0 },
    { "file_lock", SCHEDULE_SELF, ADVICE_SHARED, 0 },
    { "message_queue", SCHEDULE_SELF, ADVICE_SHARED, 0 },
    { "semaphore_ring", SCHEDULE_SELF, ADVICE_SHARED, 0 },
    { "socket_farm", SCHEDULE_SELF, ADVICE_SHARED, 0 },
    { "tbb:partitioner=auto", SCHEDULE_FACTORING2, ADVICE_SHARED, ADVICE_THREADS | ADVICE_SPINS },
    { "adaptive", SCHEDULE_BLOCK, ADVICE_CHOOSES, 0 },
};

/* Of all candidates and blocks; a sum of 0 where a block does not know the candidate. */
struct table {
    const struct advice_question *question;
    const struct advice_block *blocks;
    size_t block_count;
    struct advice_parts *parts; /* [candidate][block] */
    double *values;             /* scratch, one a block */
};

static struct advice_parts *row_of(const struct table *table, size_t candidate)
{
    return &table->parts[candidate * table->block_count];
}

/* --- predictions ------------------------------------------------------------------------------ */

static bool is_offered(const struct advice_question *question, size_t candidate)
{
    return !question->has_processes || !(advice_candidates[candidate].traits & ADVICE_THREADS);
}

static int predict_all(const struct table *table)
{
    int error = 0;
    for (size_t candidate = 0; candidate < ADVICE_CANDIDATES; candidate++)
        for (size_t i = 0; i < table->block_count && error == 0; i++)
            if (is_offered(table->question, candidate) &&
                table->blocks[i].costs[candidate].is_known)
                error = advice_predict(table->question, &table->blocks[i], candidate,
                                       &row_of(table, candidate)[i]);
    return error;
}

/* --- estimates -------------------------------------------------------------------------------- */

/* The median over blocks of a part; they are known where their sum is not 0. */
static double median(const struct table *table, size_t candidate, size_t offset)
{
    const struct advice_parts *parts = row_of(table, candidate);
    size_t count = 0;
    for (size_t i = 0; i < table->block_count; i++)
        if (advice_sum(&parts[i]) > 0)
            memcpy(&table->values[count++], (const char *)&parts[i] + offset, sizeof(double));
    return estimate_median(table->values, count, ESTIMATE_LEVEL).median;
}

static struct estimate time_of(const struct table *table, size_t candidate)
{
    size_t count = 0;
    for (size_t i = 0; i < table->block_count; i++) {
        double sum_ns = advice_sum(&row_of(table, candidate)[i]);
        if (sum_ns > 0)
            table->values[count++] = sum_ns;
    }
    return estimate_median(table->values, count, ESTIMATE_LEVEL);
}

static struct estimate ratio_of(const struct table *table, size_t candidate, size_t advised)
{
    size_t count = 0;
    for (size_t i = 0; i < table->block_count; i++) {
        double one = advice_sum(&row_of(table, candidate)[i]);
        double other = advice_sum(&row_of(table, advised)[i]);
        if (one > 0 && other > 0)
            table->values[count++] = one / other;
    }
    return estimate_median(table->values, count, ESTIMATE_LEVEL);
}

static void add_lines(const struct table *table, struct advice *advice)
{
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++) {
        struct estimate time_ns = time_of(table, i);
        if (time_ns.count == 0)
            continue;
        advice->lines[advice->count++] = (struct advice_line){
            .candidate = &advice_candidates[i],
            .time_ns = time_ns,
            .parts = { .start_ns = median(table, i, offsetof(struct advice_parts, start_ns)),
                       .claims_ns = median(table, i, offsetof(struct advice_parts, claims_ns)),
                       .wait_ns = median(table, i, offsetof(struct advice_parts, wait_ns)),
                       .work_ns = median(table, i, offsetof(struct advice_parts, work_ns)) },
        };
    }
}

/* --- order ------------------------------------------------------------------------------------ */

static size_t index_of(const struct advice_line *line)
{
    return (size_t)(line->candidate - advice_candidates);
}

static void compare_with(const struct table *table, struct advice *advice, size_t other)
{
    for (size_t i = 0; i < advice->count; i++)
        advice->lines[i].ratio = ratio_of(table, index_of(&advice->lines[i]), other);
}

static int by_ratio(const void *left, const void *right)
{
    const struct advice_line *a = left;
    const struct advice_line *b = right;
    if (a->ratio.median != b->ratio.median)
        return a->ratio.median < b->ratio.median ? -1 : 1;
    return (a->candidate > b->candidate) - (a->candidate < b->candidate);
}

/* Ratios are formed inside blocks, which differ in speed. Of those that are as fast as the fastest,
 * the simplest becomes the first, and the others follow by their ratio to it. */
static void advise(const struct table *table, struct advice *advice)
{
    struct advice_line *lines = advice->lines;
    size_t fastest = 0;
    for (size_t i = 1; i < advice->count; i++)
        if (lines[i].time_ns.median < lines[fastest].time_ns.median)
            fastest = i;
    compare_with(table, advice, index_of(&lines[fastest]));
    qsort(lines, advice->count, sizeof *lines, by_ratio);
    double most = lines[0].ratio.median * (1 + ADVICE_SAME);
    size_t advised = 0;
    for (size_t i = 1; i < advice->count && lines[i].ratio.median <= most; i++)
        if (lines[i].candidate < lines[advised].candidate)
            advised = i;
    compare_with(table, advice, index_of(&lines[advised]));
    struct advice_line line = lines[advised];
    memmove(&lines[1], &lines[0], advised * sizeof *lines);
    lines[0] = line;
    qsort(&lines[1], advice->count - 1, sizeof *lines, by_ratio);
}

/* --- reasons ---------------------------------------------------------------------------------- */

static void explain(struct advice_line *line, const struct advice_line *advised)
{
    const struct {
        enum advice_reason reason;
        double ns;
        double advised_ns;
    } parts[] = {
        { ADVICE_START, line->parts.start_ns, advised->parts.start_ns },
        { ADVICE_CLAIMS, line->parts.claims_ns, advised->parts.claims_ns },
        { ADVICE_WAIT, line->parts.wait_ns, advised->parts.wait_ns },
        { ADVICE_WORK, line->parts.work_ns, advised->parts.work_ns },
    };
    size_t worst = 0;
    for (size_t i = 1; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].ns - parts[i].advised_ns > parts[worst].ns - parts[worst].advised_ns)
            worst = i;
    bool is_same = line->ratio.median <= 1 + ADVICE_SAME;
    line->reason = is_same ? ADVICE_SAME_TIME : parts[worst].reason;
    line->reason_ns = is_same ? 0 : parts[worst].ns;
}

/* What no strategy can meet, and what the advised one cannot. */
static void look_at_rate(const struct advice_question *question, struct advice *advice)
{
    advice->processors_needed =
        (double)question->items * question->grain_ns * question->calls_per_s / 1e9;
    advice->has_processors = advice->processors_needed < question->workers;
    advice->is_in_time =
        advice->has_processors && advice->lines[0].time_ns.median * question->calls_per_s <= 1e9;
}

int advice_make(const struct advice_question *question, const struct advice_block *blocks,
                size_t block_count, struct advice *advice)
{
    struct table table = {
        .question = question,
        .blocks = blocks,
        .block_count = block_count,
        .parts = calloc(ADVICE_CANDIDATES * (block_count + 1), sizeof *table.parts),
        .values = calloc(block_count + 1, sizeof *table.values),
    };
    *advice = (struct advice){ .count = 0 };
    int error = table.parts == NULL || table.values == NULL ? ENOMEM : predict_all(&table);
    if (error == 0) {
        add_lines(&table, advice);
        error = advice->count == 0 ? ENOENT : 0;
    }
    if (error == 0) {
        advise(&table, advice);
        for (size_t i = 0; i < advice->count; i++)
            explain(&advice->lines[i], &advice->lines[0]);
        look_at_rate(question, advice);
    }
    free(table.parts);
    free(table.values);
    return error;
}
