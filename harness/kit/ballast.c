/* SPDX-License-Identifier: MIT */
/* Sizes of ballast as words. */
#include "kit/ballast.h"
#include "kit/memory.h"
#include "kit/number.h"
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *const ballast_pages_names[BALLAST_PAGES] = {
    [BALLAST_SMALL] = "small",
    [BALLAST_HUGE] = "huge",
    [BALLAST_SHARED] = "shared",
};

static const struct {
    char letter;
    uint64_t bytes;
} units[] = {
    { 'G', UINT64_C(1) << 30 },
    { 'M', UINT64_C(1) << 20 },
    { 'K', UINT64_C(1) << 10 },
};

#define UNITS (sizeof units / sizeof *units)

/* Reads "64M". False if it is no size. */
static bool read_size(char *word, uint64_t *bytes)
{
    size_t length = strlen(word);
    uint64_t unit = 1;
    for (size_t i = 0; i < UNITS; i++)
        if (length > 0 && word[length - 1] == units[i].letter)
            unit = units[i].bytes;
    if (unit > 1)
        word[length - 1] = '\0';
    int64_t number;
    if (number_parse(word, 0, INT64_MAX, &number) != 0 || number > INT64_MAX / (int64_t)unit)
        return false;
    *bytes = (uint64_t)number * unit;
    return true;
}

/* Reads "64M:huge". */
static bool read_word(const char *word, struct ballast *ballast)
{
    char part[BALLAST_TEXT_BYTES]; /* a longer one is not a size */
    if ((size_t)snprintf(part, sizeof part, "%s", word) >= sizeof part)
        return false;
    char *colon = strchr(part, ':');
    ballast->pages = BALLAST_SMALL;
    if (colon != NULL) {
        *colon = '\0';
        ballast->pages = BALLAST_HUGE;
        while (ballast->pages < BALLAST_PAGES &&
               strcmp(colon + 1, ballast_pages_names[ballast->pages]) != 0)
            ballast->pages++;
    }
    return ballast->pages < BALLAST_PAGES && read_size(part, &ballast->bytes) &&
           (ballast->bytes > 0 || colon == NULL);
}

int ballast_parse(const char *word, struct ballast *ballast, struct error *error)
{
    uint64_t most = memory_half();
    if (!read_word(word, ballast))
        return error_set(error, EINVAL,
                         "--ballast '%s' is not a size (0, 64M, 1G), alone or with :huge or "
                         ":shared behind it",
                         word);
    if (ballast->bytes > most)
        return error_set(error, EINVAL,
                         "--ballast '%s' is too large: expected at most half of this machine's "
                         "memory, %" PRIu64 "M",
                         word, most >> 20);
    return 0;
}

void ballast_text(const struct ballast *ballast, char text[static BALLAST_TEXT_BYTES])
{
    uint64_t number = ballast->bytes;
    char unit[2] = "";
    for (size_t i = 0; i < UNITS && unit[0] == '\0'; i++)
        if (number > 0 && number % units[i].bytes == 0) {
            number /= units[i].bytes;
            unit[0] = units[i].letter;
        }
    bool is_plain = ballast->pages == BALLAST_SMALL;
    snprintf(text, BALLAST_TEXT_BYTES, "%" PRIu64 "%s%s%s", number, unit, is_plain ? "" : ":",
             is_plain ? "" : ballast_pages_names[ballast->pages]);
}
