/* SPDX-License-Identifier: MIT */
/* What a check of strategies found, as one struct: the properties, and for each strategy a finding
 * on each of them. It is filled while the checkers run, and shown from here alone.
 */
#ifndef FORKSCALE_RECORD_FINDING_H
#define FORKSCALE_RECORD_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FINDINGS_SCHEMA 1

enum verdict {
    VERDICT_UNJUDGED, /* the checker could not decide, or died */
    VERDICT_KEPT,
    VERDICT_BROKEN,
    VERDICT_SKIPPED, /* the property does not apply to the strategy */
    VERDICT_KNOWN,   /* broken, as NAME.known next to the strategy lists it */
    VERDICTS,
};

/* What a strategy promises. Owns its strings. */
struct property {
    char *id;                   /* "P14" */
    char *title;                /* a phrase, printable */
    double deadline_s;          /* of one check */
    double thorough_deadline_s; /* … of one with --thorough */
};

/* Something that was counted or measured on the way. Owns its strings. */
struct figure {
    char *name;
    double value; /* finite */
    char *unit;   /* "" for a count */
};

/* The verdict on one property of one strategy. Owns its strings, which are printable, and NULL
 * where they are missing. */
struct finding {
    enum verdict verdict;
    char *reason;   /* why it was skipped, or is known to be broken */
    char *scene;    /* what was tried: "997 items, 7 workers, item 17 killed by SIGKILL" */
    int64_t item;   /* the item concerned, −1: none */
    int64_t pid;    /* the process concerned, −1: none */
    char *expected; /* the behaviour that keeps the property */
    char *seen;     /* what this one did; if unjudged, what went wrong with the checker */
    char *cause;    /* the usual cause, a sentence */
    char *code;     /* the stable name of this break: "lost-worker-death" */
    struct figure *figures;
    size_t figure_count;
    double seconds; /* that the check took */
};

/* One part of the diagnosis of a finding: what the formats call it, and its value. */
struct finding_part {
    const char *key;     /* in JSON and YAML */
    const char *heading; /* on a terminal */
    size_t offset; /* in struct finding: of a text, or of a number that −1 says is missing */
    bool is_number;
};

/* Ended by a part without a key. */
extern const struct finding_part finding_parts[];

/* The value: NULL, or −1, where it is missing. */
const char *finding_text(const struct finding *finding, const struct finding_part *part);
int64_t finding_number(const struct finding *finding, const struct finding_part *part);

/* A known break of a property, which is not in forkscale's power to repair. Owns its strings. */
struct known_break {
    char *property;
    char *code;
    char *reason;  /* names the upstream issue or manual */
    char *setting; /* with which alone it occurs; NULL: with any */
    bool is_flaky; /* the property may also be kept */
};

/* A strategy with its findings, as many as there are properties. Names and texts are printable and
 * borrowed; findings are owned. */
struct checked {
    const char *name;
    const char *label;         /* name and the tunables that differ from their defaults */
    char *path;                /* absolute */
    const char *unavailable;   /* why it cannot run here, and then there are no findings; or NULL */
    struct known_break *known; /* owned */
    size_t known_count;
    struct finding *findings;
};

struct findings {
    struct property *properties;
    size_t property_count;
    struct checked *strategies;
    size_t strategy_count;
};

/* How many findings have each verdict, and how many strategies were there to be checked. */
struct tally {
    size_t verdicts[VERDICTS];
    size_t settled; /* of the unjudged: a finding with a code says why, and what is broken */
    size_t available;
    size_t unavailable;
};

/* An unjudged finding; and `count` of them, for free(), NULL without memory. */
struct finding finding_make(void);
struct finding *finding_make_all(size_t count);

/* "kept", "broken", "skipped" or "unjudged". */
const char *verdict_name(enum verdict verdict);

struct tally findings_tally(const struct findings *findings);

void property_release(struct property *property);
void known_break_release(struct known_break *known);
void finding_release(struct finding *finding);
void findings_release(struct findings *findings);

#endif
