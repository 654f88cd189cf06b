/* SPDX-License-Identifier: MIT */
/* The folder of a run. */
#include "cli/run.h"
#include "record/document.h"
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int run_folder(const char *asked, char folder[static PATH_MAX], struct error *error)
{
    if (asked != NULL) {
        if (strlen(asked) >= PATH_MAX)
            return error_set_errno(error, ENAMETOOLONG, "%s cannot be written", asked);
        memcpy(folder, asked, strlen(asked) + 1);
        for (size_t end = strlen(folder); end > 1 && folder[end - 1] == '/'; end--)
            folder[end - 1] = '\0';
        return results_folder(folder, false, error);
    }
    char host[256] = "host";
    gethostname(host, sizeof host - 1);
    char utc_text[32];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(utc_text, sizeof utc_text, "%Y%m%dT%H%M%SZ", &utc);
    int length = snprintf(folder, PATH_MAX, "results/%s-%s", utc_text, host);
    int failed = EEXIST;
    for (unsigned twin = 1; failed == EEXIST && twin < 1000; twin++) {
        if (twin > 1)
            snprintf(folder + length, PATH_MAX - (size_t)length, "-%u", twin);
        failed = results_folder(folder, true, error);
    }
    return failed;
}
