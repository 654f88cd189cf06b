/* SPDX-License-Identifier: MIT */
/* The hash is SplitMix64, as published: the first outputs of its author's splitmix64.c, which
 * generators of other projects are tested with as well. */
#include "kit/hash.h"
#include "check.h"
#include <inttypes.h>
#include <stddef.h>

#define DRAWS 100000

static const uint64_t published[] = {
    UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),  UINT64_C(9817491932198370423),
    UINT64_C(4593380528125082431), UINT64_C(16408922859458223821),
};

/* The seed whose output 0 is `hash`: the steps of hash_mix undone, last to first. The factors are
 * the inverses of its own modulo 2^64. */
static uint64_t seed_of(uint64_t hash)
{
    uint64_t z = hash ^ hash >> 31 ^ hash >> 62;
    z *= UINT64_C(0x319642b2d24d8ec3);
    z = z ^ z >> 27 ^ z >> 54;
    z *= UINT64_C(0x96de1b173f119089);
    z = z ^ z >> 30 ^ z >> 60;
    return z - UINT64_C(0x9e3779b97f4a7c15);
}

/* The least and the greatest hash there are give the least and the greatest unit. */
static void extremes(void)
{
    static const uint64_t hashes[] = {
        0, 1, 1 << 11, 1 << 12, UINT64_MAX >> 1, UINT64_MAX - 2048, UINT64_MAX
    };
    double before = 0;
    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
        uint64_t seed = seed_of(hashes[i]);
        double unit = hash_unit(seed, 0);
        CHECK(hash_mix(seed, 0) == hashes[i], "%" PRIx64 ": the test's own way back", hashes[i]);
        CHECK(unit > 0 && unit < 1, "%a from hash %" PRIx64, unit, hashes[i]);
        CHECK(unit >= before, "%a from hash %" PRIx64, unit, hashes[i]);
        before = unit;
    }
}

static void units(uint64_t seed)
{
    double sum = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double unit = hash_unit(seed, i);
        CHECK(unit > 0 && unit < 1, "%a from seed %" PRIu64 ", index %" PRIu64, unit, seed, i);
        sum += unit;
    }
    /* The mean of n uniform draws is 1/2 with deviation 1/√(12 n), here 0.0009; this is ten
     * of it. */
    CHECK(sum / DRAWS > 0.491 && sum / DRAWS < 0.509, "mean %g from seed %" PRIu64, sum / DRAWS,
          seed);
}

int main(void)
{
    for (size_t i = 0; i < sizeof published / sizeof *published; i++)
        CHECK(hash_mix(1234567, i) == published[i], "output %zu is %" PRIu64, i,
              hash_mix(1234567, i));
    /* Output n of seed s is output 0 of the seed that is n increments on. */
    CHECK(hash_mix(1234567, 4) == hash_mix(1234567 + 4 * UINT64_C(0x9e3779b97f4a7c15), 0),
          "stride");
    extremes();
    units(0);
    units(1);
    units(UINT64_MAX);
    return check_end();
}
