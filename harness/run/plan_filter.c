/* SPDX-License-Identifier: MIT */
/* --filter: the cells of a plan whose name matches. */
#include "kit/error.h"
#include "run/plan_parts.h"
#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

/* glibc's regcomp recurses for each parenthesis, and makes m copies of X of X{n,m}, of which each knows
 * all that can follow it: a long pattern overflows the stack, and `a{1,32767}` takes 8 GB. Within these
 * bounds a pattern takes a few dozen megabytes at most. */
#define BYTES_MAX  1024
#define COPIES_MAX 4096

/* The length of the pattern times all counts in braces: no part of it is copied as often. */
static size_t count_copies(const char *pattern)
{
    size_t copies = strlen(pattern);
    for (const char *at = strchr(pattern, '{'); at != NULL; at = strchr(at + 1, '{')) {
        unsigned long low = strtoul(at + 1, NULL, 10);
        const char *comma = at + 1 + strspn(at + 1, "0123456789");
        unsigned long high = *comma == ',' ? strtoul(comma + 1, NULL, 10) : 0;
        unsigned long most = high > low ? high : low;
        if (most > COPIES_MAX)
            return most;
        copies *= most > 0 ? most : 1;
        if (copies > COPIES_MAX)
            break;
    }
    return copies;
}

/* To match one takes time that grows exponentially. */
static bool has_back_reference(const char *pattern)
{
    for (const char *at = strchr(pattern, '\\'); at != NULL && at[1] != '\0';
         at = strchr(at + 2, '\\'))
        if (isdigit((unsigned char)at[1]))
            return true;
    return false;
}

static int refuse(const char *pattern, const char *reason, struct error *error)
{
    return error_set(error, EINVAL, "--filter '%s' is not an extended regular expression: %s",
                     pattern, reason);
}

/* Compiles the pattern. */
static int compile(const char *pattern, regex_t *regex, struct error *error)
{
    char problem[128];
    if (strlen(pattern) > BYTES_MAX)
        return error_set(error, EINVAL, "--filter takes at most %d bytes, and not %zu", BYTES_MAX,
                         strlen(pattern));
    if (count_copies(pattern) > COPIES_MAX)
        return error_set(error, EINVAL,
                         "--filter '%s' repeats too much: its length times all its {counts} may be "
                         "%d at most",
                         pattern, COPIES_MAX);
    if (has_back_reference(pattern))
        return refuse(pattern, "it has a back-reference", error);
    int code = regcomp(regex, pattern, REG_EXTENDED | REG_NOSUB);
    if (code == 0)
        return 0;
    regerror(code, regex, problem, sizeof problem);
    return code == REG_ESPACE ? error_set_errno(error, ENOMEM, "--filter")
                              : refuse(pattern, problem, error);
}

/* Drops the cells whose name does not match. A workload that keeps a cell keeps its baseline too,
 * and a cell that is kept keeps that of the base build. */
static void keep_matching(struct plan *plan, const regex_t *regex, bool inverted)
{
    size_t kept = 0;
    for (size_t w = 0, next = 0; w < plan->workload_count; w++) {
        size_t base = kept;
        size_t matches = 0;
        bool is_kept = false; /* the last one of this build */
        for (; next < plan->cell_count && plan->cells[next].workload == w; next++) {
            struct plan_cell cell = plan->cells[next];
            bool is_match =
                !cell.is_base && (regexec(regex, cell.name, 0, NULL, 0) == 0) != inverted;
            matches += is_match ? 1 : 0;
            is_kept = cell.is_base ? is_kept : is_match || cell.baseline;
            if (is_kept)
                plan->cells[kept++] = cell;
            else
                plan_release_cell(&cell);
        }
        if (matches == 0)
            while (kept > base)
                plan_release_cell(&plan->cells[--kept]);
    }
    plan->cell_count = kept;
}

int plan_filter(struct plan *plan, struct error *error)
{
    const char *pattern = plan->request.filter;
    regex_t regex;
    if (pattern == NULL)
        return 0;
    bool inverted = pattern[0] == '-'; /* as Google Benchmark reads its filter */
    int code = compile(pattern + (inverted ? 1 : 0), &regex, error);
    if (code != 0)
        return code;
    keep_matching(plan, &regex, inverted);
    regfree(&regex);
    if (plan->cell_count == 0)
        return error_set(error, ENOENT,
                         "--filter '%s' matches no cell; --dry-run without it shows their names",
                         pattern);
    return 0;
}
