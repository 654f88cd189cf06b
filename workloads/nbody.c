/* SPDX-License-Identifier: MIT */
/* Idea:   the Sun and the four giant planets attract each other. An item turns the whole system by
 *         an angle of its own, lets time go on in steps of 0.01 years, and gives the energy before
 *         and after.
 *
 * Costs:  even, and pure computation: additions, multiplications, and a square root and a division
 *         for each of the ten pairs. All data of an item fits into a few cache lines.
 *
 * Answer: the energies that the Computer Language Benchmarks Game publishes for this system and
 *         this integrator. Physics does not know in which direction x points, so the energy must be
 *         the same at each angle, although all positions and velocities differ.
 *
 * See:    https://benchmarksgame-team.pages.debian.net/benchmarksgame/description/nbody.html
 */
#include "workload.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define SUN_MASS      (4 * M_PI * M_PI) /* G = 1 in units of years and astronomical units */
#define DAYS_PER_YEAR 365.24
#define STEP_YEARS    0.01

#define ENERGY_BEFORE (-0.169075164)
#define TOLERANCE     1e-9 /* published are nine digits behind the point */

enum { ITEMS, STEPS };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items",
                .max = 10000000,
                .default_value = 400,
                .help = "number of systems" },
    [STEPS] = { .name = "steps",
                .max = 1000000000,
                .default_value = 1000,
                .help = "steps of a system; 1000, 500000 and 50000000 have a known answer" },
    { 0 }
};

/* The energy after some steps, as published. */
static const struct {
    int64_t steps;
    double energy;
} published[] = {
    { 0, ENERGY_BEFORE },
    { 1000, -0.169087605 },
    { 500000, -0.169096567 },
    { 50000000, -0.169059907 },
};

#define PUBLISHED (sizeof published / sizeof *published)

struct body {
    double at[3];       /* astronomical units */
    double velocity[3]; /* per year; in the table below, per day */
    double mass;        /* in the table below, of the Sun's */
};

enum { SUN, BODIES = 5 };

static const struct body bodies[BODIES] = {
    [SUN] = { .mass = 1 },
    /* Jupiter */
    { { 4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01 },
      { 1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05 },
      9.54791938424326609e-04 },
    /* Saturn */
    { { 8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01 },
      { -2.76742510726862411e-03, 4.99852801234917238e-03, 2.30417297573763929e-05 },
      2.85885980666130812e-04 },
    /* Uranus */
    { { 1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01 },
      { 2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05 },
      4.36624404335156298e-05 },
    /* Neptune */
    { { 1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01 },
      { 2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05 },
      5.15138902046611451e-05 },
};

struct energies {
    double before;
    double after;
};

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    input->result_bytes = sizeof(struct energies);
    return 0;
}

/* Turns a vector about the z axis by an angle of which t is the tangent of the half. */
static void turn(double vector[3], double t)
{
    double cosine = (1 - t * t) / (1 + t * t);
    double sine = 2 * t / (1 + t * t);
    double x = vector[0];
    vector[0] = cosine * x - sine * vector[1];
    vector[1] = sine * x + cosine * vector[1];
}

/* The system at rest as a whole, turned by the angle of this item. */
static void make_system(uint64_t index, struct body body[BODIES])
{
    double tangent = hash_unit(1, index);
    for (int i = 0; i < BODIES; i++) {
        body[i] = bodies[i];
        body[i].mass *= SUN_MASS;
        turn(body[i].at, tangent);
        turn(body[i].velocity, tangent);
        for (int axis = 0; axis < 3; axis++) {
            body[i].velocity[axis] *= DAYS_PER_YEAR;
            body[SUN].velocity[axis] -= body[i].velocity[axis] * body[i].mass / SUN_MASS;
        }
    }
}

static double squared(const double vector[3])
{
    return vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2];
}

/* Sets `offset` to the vector from b to a. Returns the square of its length. */
static double offset_between(const struct body *a, const struct body *b, double offset[3])
{
    for (int axis = 0; axis < 3; axis++)
        offset[axis] = a->at[axis] - b->at[axis];
    return squared(offset);
}

static double energy(const struct body body[BODIES])
{
    double sum = 0;
    for (int i = 0; i < BODIES; i++) {
        sum += body[i].mass * squared(body[i].velocity) / 2;
        for (int j = i + 1; j < BODIES; j++) {
            double offset[3];
            sum -= body[i].mass * body[j].mass / sqrt(offset_between(&body[i], &body[j], offset));
        }
    }
    return sum;
}

/* A step of the symplectic Euler method: first the velocities, then with these the positions. */
static void advance(struct body body[BODIES])
{
    for (int i = 0; i < BODIES; i++)
        for (int j = i + 1; j < BODIES; j++) {
            double offset[3];
            double square = offset_between(&body[i], &body[j], offset);
            double pull = STEP_YEARS / (square * sqrt(square));
            for (int axis = 0; axis < 3; axis++) {
                body[i].velocity[axis] -= offset[axis] * body[j].mass * pull;
                body[j].velocity[axis] += offset[axis] * body[i].mass * pull;
            }
        }
    for (int i = 0; i < BODIES; i++)
        for (int axis = 0; axis < 3; axis++)
            body[i].at[axis] += STEP_YEARS * body[i].velocity[axis];
}

static int item(const struct input *input, uint64_t index, void *result)
{
    struct body body[BODIES];
    make_system(index, body);
    struct energies energies = { .before = energy(body) };
    for (int64_t left = input->values[STEPS].number; left > 0; left--)
        advance(body);
    energies.after = energy(body);
    *(struct energies *)result = energies;
    return 0;
}

/* The row of `published` for so many steps, or PUBLISHED. */
static size_t find_published(int64_t steps)
{
    size_t row = 0;
    while (row < PUBLISHED && published[row].steps != steps)
        row++;
    return row;
}

/* Whether item `index` has a wrong energy; then writes into `text` which. */
static bool is_wrong(uint64_t index, const char *when, double found, double right, char *text,
                     size_t text_bytes)
{
    if (fabs(found - right) <= TOLERANCE)
        return false;
    snprintf(text, text_bytes,
             "item %" PRIu64 " has the energy %.9f %s the steps, published is %.9f", index, found,
             when, right);
    return true;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const struct energies *energies = results;
    int64_t steps = input->values[STEPS].number;
    size_t row = find_published(steps);
    bool is_known = row < PUBLISHED;
    for (uint64_t i = 0; i < input->items; i++)
        if (is_wrong(i, "before", energies[i].before, ENERGY_BEFORE, text, text_bytes) ||
            (is_known &&
             is_wrong(i, "after", energies[i].after, published[row].energy, text, text_bytes)))
            return ANSWER_WRONG;
    if (!is_known) {
        snprintf(text, text_bytes, "no energy is published for %" PRId64 " steps", steps);
        return ANSWER_UNKNOWN;
    }
    snprintf(text, text_bytes,
             "energies of all systems are %.9f before and %.9f after %" PRId64
             " steps, as published",
             ENERGY_BEFORE, published[row].energy, steps);
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "the orbits of the giant planets, a system per item",
    .tunables = tunables,
    .is_on_request = true,
    .create = create,
    .item = item,
    .check = check,
};
