/* SPDX-License-Identifier: MIT */
/* What a strategy says that it does not keep, against what was found. */
#include "conform/known.h"
#include "kit/text.h"
#include <errno.h>
#include <stddef.h>
#include <string.h>

/* The row for this break of the property; NULL when nothing is known of it. */
static const struct known_break *find_known(const struct known_break *known, const char *property,
                                            const char *seen)
{
    for (; known->property != NULL; known++)
        if (strcmp(known->property, property) == 0 && seen != NULL &&
            strstr(seen, known->seen) != NULL)
            return known;
    return NULL;
}

/* The row by which the property is broken always; NULL if there is none. */
static const struct known_break *find_always(const struct known_break *known, const char *property)
{
    for (; known->property != NULL; known++)
        if (strcmp(known->property, property) == 0 && !known->flaky)
            return known;
    return NULL;
}

int known_compare(const struct checked *strategy, const char *settings, const char *property,
                  struct finding *finding)
{
    const struct known_break *known;
    if (finding->verdict == VERDICT_BROKEN) {
        known = find_known(strategy->known, property, finding->seen);
        if (known == NULL)
            return 0;
        finding->verdict = VERDICT_KNOWN;
        finding->reason = text_printable(known->why);
        return finding->reason != NULL ? 0 : ENOMEM;
    }
    known = find_always(strategy->known, property);
    if (finding->verdict != VERDICT_KEPT || known == NULL || settings[0] != '\0')
        return 0;
    finding->verdict = VERDICT_BROKEN;
    finding->expected = strdup("a failure, for the strategy lists it as known");
    finding->seen = strdup("known as failing, and kept: remove its row");
    finding->cause = text_printable(known->why);
    bool is_told = finding->expected != NULL && finding->seen != NULL && finding->cause != NULL;
    return is_told ? 0 : ENOMEM;
}
