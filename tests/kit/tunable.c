/* SPDX-License-Identifier: MIT */
/* Tunables: defaults, settings, sentences, and the way back to words. */
#include "kit/tunable.h"
#include "check.h"
#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum { CHUNK, BIAS, WIDE, LAYOUT, NAME };

static const struct tunable table[] = {
    [CHUNK] = { .name = "chunk", .min = 1, .max = 64, .default_value = 8, .help = "items" },
    [BIAS] = { .name = "bias", .min = -5, .max = 5, .help = "either way" },
    [WIDE] = { .name = "wide",
               .min = INT64_MIN,
               .max = INT64_MAX,
               .default_value = -1,
               .help = "any" },
    [LAYOUT] = { .name = "layout",
                 .choices = "block|cyclic|block2",
                 .default_value = 1,
                 .with = "bias",
                 .help = "which" },
    [NAME] = { .name = "name", .text = "nobody", .help = "free words" },
    { 0 },
};

#define NAMES "chunk, bias, wide, layout, name"

/* Settings that are refused, and the sentence. */
static const struct {
    const char *settings;
    const char *why;
} bad[] = {
    { "chunk=0", "chunk=0 is not a whole number from 1 to 64" },
    { "chunk=65", "chunk=65 is not a whole number from 1 to 64" },
    { "chunk=", "chunk= is not a whole number from 1 to 64" },
    { "chunk= 4", "chunk= 4 is not a whole number from 1 to 64" },
    { "chunk=4=5", "chunk=4=5 is not a whole number from 1 to 64" },
    { "bias=-6", "bias=-6 is not a whole number from -5 to 5" },
    { "wide=9223372036854775808", "wide=9223372036854775808 is not a whole number from "
                                  "-9223372036854775808 to 9223372036854775807" },
    { "layout=bloc", "layout=bloc is none of block|cyclic|block2" },
    { "layout=block|cyclic", "layout=block|cyclic is none of block|cyclic|block2" },
    { "layout=block:", "bias= is not a whole number from -5 to 5" },
    { "layout=block:6", "bias=6 is not a whole number from -5 to 5" },
    { "layout=block:1:2", "bias=1:2 is not a whole number from -5 to 5" },
    { "layout=black:1", "layout=black is none of block|cyclic|block2" },
    { "bias=2,layout=block:1", "bias is set twice" },
    { "layout=", "layout= is none of block|cyclic|block2" },
    { "chunks=4", "unknown tunable chunks; there are: " NAMES },
    { "Chunk=4", "unknown tunable Chunk; there are: " NAMES },
    { " chunk=4", "unknown tunable  chunk; there are: " NAMES },
    { "=4", "unknown tunable ; there are: " NAMES },
    { "chunk", "'chunk' is not a setting; write tunable=value" },
    { ",", "'' is not a setting; write tunable=value" },
    { "chunk=4,,bias=1", "'' is not a setting; write tunable=value" },
    { "chunk=4,", "'chunk=4,' ends with a comma" },
    { "chunk=4,bias", "'bias' is not a setting; write tunable=value" },
};

/* Settings that are taken, and as which they come back. */
static const struct {
    const char *settings;
    const char *again;
} good[] = {
    { NULL, "" },
    { "", "" },
    { "chunk=8", "" },
    { "chunk=1", "chunk=1" },
    { "chunk=064", "chunk=64" },
    { "bias=-5", "bias=-5" },
    { "bias=-0", "" },
    { "wide=-9223372036854775808", "wide=-9223372036854775808" },
    { "wide=9223372036854775807", "wide=9223372036854775807" },
    { "layout=cyclic", "" },
    { "layout=block", "layout=block" },
    { "layout=block2", "layout=block2" },
    { "layout=block2:-3", "bias=-3,layout=block2" },
    { "layout=cyclic:5,chunk=3", "chunk=3,bias=5" },
    { "name=a:b", "name=a:b" },
    { "name=", "name=" },
    { "name=nobody", "" },
    { "name=a=b; c", "name=a=b; c" },
    { "name=\n\xff", "name=\n\xff" },
    { "name=x,layout=block,bias=1,chunk=2", "chunk=2,bias=1,layout=block,name=x" },
};

static void refusals(void)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct values values;
        struct error error = { .text = "" };
        int code = values_parse(&values, table, bad[i].settings, &error);
        CHECK(code == EINVAL && error.code == EINVAL, "'%s' gives %d", bad[i].settings, code);
        CHECK(strcmp(error.text, bad[i].why) == 0, "'%s' gives: %s", bad[i].settings, error.text);
    }
}

static void round_trips(void)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct values values;
        struct error error = { .text = "" };
        char once[200];
        char twice[200];
        int code = values_parse(&values, table, good[i].settings, &error);
        CHECK(code == 0 && error.text[0] == '\0', "case %zu gives %d: %s", i, code, error.text);
        size_t length = values_format(&values, table, once, sizeof once);
        values_release(&values);
        CHECK(strcmp(once, good[i].again) == 0, "case %zu comes back as '%s'", i, once);
        CHECK(length == strlen(once), "case %zu has length %zu", i, length);

        CHECK(values_parse(&values, table, once, &error) == 0, "case %zu: %s", i, error.text);
        values_format(&values, table, twice, sizeof twice);
        values_release(&values);
        CHECK(strcmp(once, twice) == 0, "case %zu comes back as '%s', then as '%s'", i, once,
              twice);
    }
}

static void defaults(void)
{
    struct values values;
    struct error error = { .text = "" };
    CHECK(values_parse(&values, table, NULL, &error) == 0, "%s", error.text);
    CHECK(values.row[CHUNK].number == 8, "%" PRId64, values.row[CHUNK].number);
    CHECK(values.row[BIAS].number == 0, "%" PRId64, values.row[BIAS].number);
    CHECK(values.row[LAYOUT].number == 1, "%" PRId64, values.row[LAYOUT].number);
    CHECK(strcmp(values.row[LAYOUT].text, "cyclic") == 0, "%s", values.row[LAYOUT].text);
    CHECK(strcmp(values.row[NAME].text, "nobody") == 0, "%s", values.row[NAME].text);
    values_release(&values);
    CHECK(values.words == NULL, "released and still there");
    values_release(&values); /* twice is harmless */
}

/* The values outlive the words that they came from. */
static void ownership(void)
{
    struct values values;
    struct error error = { .text = "" };
    char settings[] = "name=mine,layout=block2";
    CHECK(values_parse(&values, table, settings, &error) == 0, "%s", error.text);
    memset(settings, 'x', sizeof settings - 1);
    CHECK(strcmp(values.row[NAME].text, "mine") == 0, "%s", values.row[NAME].text);
    CHECK(strcmp(values.row[LAYOUT].text, "block2") == 0, "%s", values.row[LAYOUT].text);
    CHECK(values.row[LAYOUT].number == 2, "%" PRId64, values.row[LAYOUT].number);
    values_release(&values);
}

/* Both sides of every length of buffer. */
static void short_buffers(void)
{
    static const char whole[] = "chunk=2,bias=-1,layout=block,name=x";
    struct values values;
    struct error error = { .text = "" };
    CHECK(values_parse(&values, table, whole, &error) == 0, "%s", error.text);
    CHECK(values_format(&values, table, NULL, 0) == sizeof whole - 1, "length without a buffer");
    for (size_t bytes = 1; bytes <= sizeof whole; bytes++) {
        char text[sizeof whole + 1];
        memset(text, '#', sizeof text);
        CHECK(values_format(&values, table, text, bytes) == sizeof whole - 1, "%zu bytes", bytes);
        CHECK(strlen(text) == bytes - 1 && strncmp(text, whole, bytes - 1) == 0, "%zu bytes: %s",
              bytes, text);
        CHECK(text[bytes] == '#', "%zu bytes: wrote past them", bytes);
    }
    values_release(&values);
}

static void no_table(void)
{
    static const struct tunable empty[] = { { 0 } };
    const struct tunable *const tables[] = { NULL, empty };
    for (size_t i = 0; i < 2; i++) {
        struct values values;
        struct error error = { .text = "" };
        char text[8] = "#";
        CHECK(tunable_count(tables[i]) == 0, "table %zu", i);
        CHECK(values_parse(&values, tables[i], "", &error) == 0, "%s", error.text);
        CHECK(values_format(&values, tables[i], text, sizeof text) == 0 && text[0] == '\0', "%s",
              text);
        values_release(&values);
        CHECK(values_parse(&values, tables[i], "k=v", &error) == EINVAL, "table %zu", i);
        CHECK(strcmp(error.text, "k: there is nothing to tune") == 0, "%s", error.text);
    }
}

/* As many rows as there may be, with names too long for any sentence. */
static void long_names(void)
{
    static char names[TUNABLES_MAX - 1][64];
    struct tunable rows[TUNABLES_MAX] = { { 0 } };
    for (size_t i = 0; i < TUNABLES_MAX - 1; i++) {
        memset(names[i], 'a' + (int)i, sizeof names[i] - 1);
        rows[i] = (struct tunable){ .name = names[i], .max = 9, .help = "" };
    }
    CHECK(tunable_count(rows) == TUNABLES_MAX - 1, "%zu", tunable_count(rows));
    struct values values;
    struct error error = { .text = "" };
    char setting[80];
    snprintf(setting, sizeof setting, "%s=7", names[TUNABLES_MAX - 2]);
    CHECK(values_parse(&values, rows, setting, &error) == 0, "%s", error.text);
    CHECK(values.row[TUNABLES_MAX - 2].number == 7, "the last row");
    values_release(&values);
    CHECK(values_parse(&values, rows, "none=7", &error) == EINVAL, "no such row");
    CHECK(strncmp(error.text, "unknown tunable none; there are: aaaa", 37) == 0, "%s", error.text);
}

int main(void)
{
    refusals();
    round_trips();
    defaults();
    ownership();
    short_buffers();
    no_table();
    long_names();
    return check_end();
}
