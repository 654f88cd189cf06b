/* SPDX-License-Identifier: MIT */
/* Which figures disturb a repetition: each threshold from both sides, and figures that are absent. */
#include "analyse/noise.h"
#include "check.h"
#include <math.h>

#define MS 1e6

/* A repetition of 1 s on a quiet machine that has every counter. */
static const struct repetition quiet = {
    .wall_ns = 1000 * MS,
    .strangers_error_ns = 30 * MS,
};

static const struct repetition unknown = {
    .wall_ns = NAN,
    .waited_ns = NAN,
    .strangers_ns = NAN,
    .strangers_error_ns = NAN,
    .steal_ns = NAN,
    .throttled_ns = NAN,
    .pressure_ns = NAN,
};

static const struct noise_demand serial = { .workers = 1, .processors = 4, .is_serial = true };
static const struct noise_demand one = { .workers = 1, .processors = 4 };
static const struct noise_demand half = { .workers = 2, .processors = 4 };
static const struct noise_demand full = { .workers = 4, .processors = 4 };
static const struct noise_demand over = { .workers = 9, .processors = 4 };
static const struct noise_demand alone = { .workers = 1, .processors = 1, .is_serial = true };

#define SET(field_, ms_)                                                                           \
    ({                                                                                             \
        struct repetition changed = quiet;                                                         \
        changed.field_ = (ms_)*MS;                                                                 \
        changed;                                                                                   \
    })

/* The cause is found above `most_ms` of the field, and no other; nothing is at or below it. */
#define AT_MOST(field_, most_ms_, demand_, cause_)                                                 \
    do {                                                                                           \
        struct repetition below = SET(field_, (most_ms_)-0.01);                                    \
        struct repetition above = SET(field_, (most_ms_) + 0.01);                                  \
        CHECK(noise_causes(&below, &(demand_)) == 0, #field_ " below " #most_ms_);                 \
        CHECK(noise_causes(&above, &(demand_)) == 1U << (cause_), #field_ " above " #most_ms_);    \
    } while (0)

#define NEVER(field_, demand_)                                                                     \
    do {                                                                                           \
        struct repetition much = SET(field_, 900);                                                 \
        CHECK(noise_causes(&much, &(demand_)) == 0, #field_);                                      \
    } while (0)

int main(void)
{
    AT_MOST(waited_ns, 50, serial, NOISE_WAITED);
    AT_MOST(waited_ns, 50, alone, NOISE_WAITED);
    AT_MOST(waited_ns, 50, half, NOISE_WAITED);
    NEVER(waited_ns, full);
    NEVER(waited_ns, over);

    /* A part of all processors where enough are idle, any at all where none is; and the error. */
    AT_MOST(strangers_ns, 200 + 30, serial, NOISE_STRANGERS);
    AT_MOST(strangers_ns, 200 + 30, half, NOISE_STRANGERS);
    AT_MOST(strangers_ns, 50 + 30, full, NOISE_STRANGERS);
    AT_MOST(strangers_ns, 50 + 30, over, NOISE_STRANGERS);
    AT_MOST(strangers_ns, 50 + 30, alone, NOISE_STRANGERS);

    AT_MOST(pressure_ns, 100, one, NOISE_PRESSURE);
    NEVER(pressure_ns, serial);
    NEVER(pressure_ns, full);

    AT_MOST(steal_ns, 50 + 30, serial, NOISE_STEAL);
    AT_MOST(steal_ns, 50 + 30, over, NOISE_STEAL);
    AT_MOST(throttled_ns, 50, serial, NOISE_THROTTLED);
    AT_MOST(throttled_ns, 50, over, NOISE_THROTTLED);

    CHECK(noise_causes(&unknown, &serial) == 0 && noise_causes(&unknown, &over) == 0, "unknown");
    struct repetition untimed = SET(strangers_ns, 900);
    untimed.wall_ns = NAN;
    CHECK(noise_causes(&untimed, &serial) == 0, "of an unknown time");
    struct repetition all = SET(waited_ns, 400);
    all.strangers_ns = all.steal_ns = all.throttled_ns = all.pressure_ns = 500 * MS;
    CHECK(noise_causes(&all, &one) == (1U << NOISE_CAUSES) - 1, "all");
    for (unsigned cause = 0; cause < NOISE_CAUSES; cause++)
        CHECK(noise_cause_names[cause] != NULL, "%u", cause);
    return check_end();
}
