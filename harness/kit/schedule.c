/* SPDX-License-Identifier: MIT */
/* Schedules: pure rules that cut the items of a job into chunks. */
#include "kit/schedule.h"
#include "kit/hash.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a rule needs to know. */
enum need {
    NEEDS_CHUNK = 1 << 0, /* it has a use for the option `chunk` */
    NEEDS_COSTS = 1 << 1, /* mean and deviation of the items */
    NEEDS_CLAIM = 1 << 2, /* cost of a claim */
};

/* The state of a rule between two chunks. */
struct cut {
    const struct schedule_options *options;
    uint64_t chunk; /* k, at least 1 */
    uint64_t step;
    uint64_t left; /* R */
    uint64_t size; /* of the chunk before; 0 before the first */
};

/* The size of the next chunk; the caller keeps it within 1 and R. */
typedef double rule_function(const struct cut *cut);

static double ratio_up(uint64_t dividend, uint64_t divisor)
{
    uint64_t quotient = dividend / divisor;
    return (double)(dividend % divisor != 0 ? quotient + 1 : quotient);
}

static double guided(const struct cut *cut)
{
    return ratio_up(cut->left, cut->options->workers);
}

static double trapezoid(const struct cut *cut)
{
    double last = (double)cut->chunk;
    double items = (double)cut->options->items;
    if (cut->step == 0)
        return floor(items / (2.0 * cut->options->workers));
    double first = fmax(last, floor(items / (2.0 * cut->options->workers)));
    double steps = ceil(2 * items / (first + last));
    double less = steps > 1 ? floor((first - last) / (steps - 1)) : 0;
    return (double)cut->size - less;
}

static double variation(const struct cut *cut)
{
    return cut->options->profile.sigma_ns / cut->options->profile.mean_ns;
}

static double factor(const struct cut *cut)
{
    if (cut->options->kind != SCHEDULE_FACTORING)
        return 2;
    double b = cut->options->workers * variation(cut) / (2 * sqrt((double)cut->left));
    return cut->step == 0 ? 1 + b * b + b * sqrt(b * b + 2) : 2 + b * b + b * sqrt(b * b + 4);
}

static double factoring(const struct cut *cut)
{
    if (cut->step % cut->options->workers != 0)
        return (double)cut->size;
    return ceil((double)cut->left / (factor(cut) * cut->options->workers));
}

static double batch(const struct cut *cut)
{
    return ratio_up(cut->left, 2 * (uint64_t)cut->options->workers) * cut->options->workers;
}

static double tapering(const struct cut *cut)
{
    double v = 1.3 * variation(cut);
    double t = (double)cut->left / cut->options->workers;
    if (v > 0)
        t += (double)cut->chunk / 2;
    return ceil(t + v * v / 2 - v * sqrt(2 * t + v * v / 4));
}

static double uniform(const struct cut *cut)
{
    double least = (double)cut->chunk;
    double most = fmax(least, floor((double)cut->options->items / (2.0 * cut->options->workers)));
    return least + floor(hash_unit(cut->options->seed, cut->step) * (most - least + 1));
}

/* No variation: as large as may be without leaving a worker idle. One worker: everything. */
static double fsc(const struct cut *cut)
{
    const struct schedule_options *options = cut->options;
    double share = ratio_up(options->items, options->workers);
    double spread = options->profile.sigma_ns * options->workers * sqrt(log(options->workers));
    double cost = sqrt(2) * (double)options->items * options->profile.claim_ns;
    return spread > 0 ? fmin(share, ceil(pow(cost / spread, 2.0 / 3))) : share;
}

static const struct rule {
    const char *name;
    const char *summary;
    unsigned needs;
    rule_function *size; /* of each chunk in turn; NULL: all are alike, or a part of the items */
} rules[SCHEDULE_KINDS] = {
    [SCHEDULE_BLOCK] = { "block", "one contiguous part per worker", 0, NULL },
    [SCHEDULE_CYCLIC] = { "cyclic", "chunk s to worker s mod P", NEEDS_CHUNK, NULL },
    [SCHEDULE_SELF] = { "self", "one item per claim", 0, NULL },
    [SCHEDULE_FIXED] = { "fixed", "`chunk` items per claim", NEEDS_CHUNK, NULL },
    [SCHEDULE_FSC] = { "fsc", "one size from deviation and claim cost", NEEDS_COSTS | NEEDS_CLAIM,
                       NULL },
    [SCHEDULE_GUIDED] = { "guided", "a P-th of the rest", NEEDS_CHUNK, guided },
    [SCHEDULE_TRAPEZOID] = { "trapezoid", "sizes decrease linearly", NEEDS_CHUNK, trapezoid },
    [SCHEDULE_FACTORING] = { "factoring", "batches of equal chunks, from deviation over mean",
                             NEEDS_CHUNK | NEEDS_COSTS, factoring },
    [SCHEDULE_FACTORING2] = { "factoring2", "batches of equal chunks, each half of the rest",
                              NEEDS_CHUNK, factoring },
    [SCHEDULE_TAPERING] = { "tapering", "guided, smaller by deviation over mean",
                            NEEDS_CHUNK | NEEDS_COSTS, tapering },
    [SCHEDULE_RANDOM] = { "random", "uniform up to half a worker's part", NEEDS_CHUNK, uniform },
    [SCHEDULE_AWF] = { "awf", "factoring2, weighted by measured rates", NEEDS_CHUNK, batch },
};

const char *schedule_name(enum schedule_kind kind)
{
    return rules[kind].name;
}

bool schedule_find(const char *name, enum schedule_kind *kind)
{
    for (enum schedule_kind each = 0; each < SCHEDULE_KINDS; each++)
        if (strcmp(rules[each].name, name) == 0) {
            *kind = each;
            return true;
        }
    return false;
}

const char *schedule_summary(enum schedule_kind kind)
{
    return rules[kind].summary;
}

static int check(const struct schedule_options *options, struct error *error)
{
    const struct rule *rule = &rules[options->kind];
    const struct profile *profile = &options->profile;
    if (options->chunk > 0 && (rule->needs & NEEDS_CHUNK) == 0)
        return error_set(error, EINVAL, "schedule %s chooses its own sizes and takes no chunk",
                         rule->name);
    if (options->items == 0)
        return 0; /* there are no costs */
    if ((rule->needs & NEEDS_COSTS) != 0 && (profile->mean_ns <= 0 || profile->sigma_ns < 0))
        return error_set(error, EINVAL,
                         "schedule %s needs the mean and the deviation of the item costs",
                         rule->name);
    if ((rule->needs & NEEDS_CLAIM) != 0 && profile->claim_ns <= 0)
        return error_set(error, EINVAL, "schedule %s needs the cost of a claim", rule->name);
    return 0;
}

/* Keeps a rule's size within 1 and the items left. */
static uint64_t clamp(double size, uint64_t least, uint64_t left)
{
    uint64_t whole = size < 0x1p63 ? (uint64_t)fmax(size, 0) : UINT64_MAX;
    if (whole < least)
        whole = least;
    return whole < left ? whole : left;
}

static int tabulate(struct schedule *schedule, const struct schedule_options *options)
{
    struct cut cut = { .options = options, .chunk = schedule->chunk, .left = options->items };
    uint64_t room = 0;
    for (;;) {
        if (cut.step == room) {
            room = room == 0 ? 64 : 2 * room;
            uint64_t *more = realloc(schedule->bounds, (room + 1) * sizeof *more);
            if (more == NULL)
                return ENOMEM;
            schedule->bounds = more;
        }
        schedule->bounds[cut.step] = options->items - cut.left;
        if (cut.left == 0)
            break;
        cut.size = clamp(rules[options->kind].size(&cut), cut.chunk, cut.left);
        cut.left -= cut.size;
        cut.step++;
    }
    schedule->steps = cut.step;
    return 0;
}

int schedule_open(struct schedule *schedule, const struct schedule_options *options,
                  struct error *error)
{
    *schedule = (struct schedule){ 0 };
    int code = check(options, error);
    if (code != 0)
        return code;
    *schedule = (struct schedule){
        .kind = options->kind,
        .items = options->items,
        .workers = options->workers,
        .is_even = (SCHEDULE_BIT(options->kind) & SCHEDULES_STATIC) == 0 &&
                   rules[options->kind].size == NULL,
        .chunk = options->chunk > 0 ? options->chunk : 1,
    };
    if (options->kind == SCHEDULE_FSC) {
        struct cut cut = { .options = options };
        schedule->chunk = clamp(fsc(&cut), 1, UINT64_MAX);
    }
    if (rules[options->kind].size != NULL)
        code = tabulate(schedule, options);
    else if (options->kind == SCHEDULE_BLOCK)
        schedule->steps = options->items < options->workers ? options->items : options->workers;
    else
        schedule->steps =
            options->items / schedule->chunk + (options->items % schedule->chunk != 0 ? 1 : 0);
    if (code != 0) {
        schedule_close(schedule);
        return error_set_errno(error, code, "schedule");
    }
    return 0;
}

void schedule_close(struct schedule *schedule)
{
    free(schedule->bounds);
    *schedule = (struct schedule){ 0 };
}

bool schedule_is_static(const struct schedule *schedule)
{
    return (SCHEDULE_BIT(schedule->kind) & SCHEDULES_STATIC) != 0;
}

struct chunk schedule_slice(uint64_t items, unsigned workers, unsigned worker)
{
    /* The remainder goes one each to the first workers. No product, so nothing can overflow. */
    uint64_t share = items / workers;
    uint64_t longer = items % workers;
    uint64_t before = worker < longer ? worker : longer;
    return (struct chunk){
        .first = worker * share + before,
        .count = share + (worker < longer ? 1 : 0),
    };
}

struct chunk schedule_chunk(const struct schedule *schedule, uint64_t step)
{
    /* No chunk begins past the items, so this product does not overflow. */
    if (step >= schedule->steps)
        return (struct chunk){ .first = schedule->items };
    if (schedule->bounds != NULL) {
        uint64_t first = schedule->bounds[step];
        return (struct chunk){ .first = first, .count = schedule->bounds[step + 1] - first };
    }
    if (schedule->kind == SCHEDULE_BLOCK)
        return schedule_slice(schedule->items, schedule->workers, (unsigned)step);
    uint64_t first = step * schedule->chunk;
    uint64_t left = schedule->items - first;
    return (struct chunk){
        .first = first,
        .count = left < schedule->chunk ? left : schedule->chunk,
    };
}

struct chunk schedule_weighted(const struct schedule *schedule, uint64_t first, double weight)
{
    if (first >= schedule->items)
        return (struct chunk){ .first = schedule->items };
    /* The batch that holds `first`: bounds[low] ≤ first < bounds[high]. */
    uint64_t low = 0;
    uint64_t high = schedule->steps;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (schedule->bounds[middle] <= first)
            low = middle;
        else
            high = middle;
    }
    uint64_t batch_items = schedule->bounds[high] - schedule->bounds[low];
    double size = ceil(weight * (double)batch_items / schedule->workers);
    return (struct chunk){
        .first = first,
        .count = clamp(size, schedule->chunk, schedule->bounds[high] - first),
    };
}
