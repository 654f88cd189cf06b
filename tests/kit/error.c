/* SPDX-License-Identifier: MIT */
/* Errors: code, sentence, reason and prefix, and texts that are too long. */
#include "kit/error.h"
#include "check.h"
#include <errno.h>
#include <string.h>

static struct error error;

static void expect(int code, const char *text)
{
    CHECK(error.code == code, "%d", error.code);
    CHECK(strcmp(error.text, text) == 0, "'%s'", error.text);
}

int main(void)
{
    CHECK(error_set(&error, EINVAL, "'%s' is not a number", "x") == EINVAL, "other code");
    expect(EINVAL, "'x' is not a number");
    CHECK(error_prefix(&error, "-%c", 'j') == EINVAL, "other code");
    expect(EINVAL, "-j: 'x' is not a number");
    CHECK(error_set_errno(&error, ENOENT, "'%s' cannot be read", "a b") == ENOENT, "other code");
    expect(ENOENT, "'a b' cannot be read: No such file or directory");

    char longest[2 * ERROR_TEXT_BYTES];
    memset(longest, 'l', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    error_set(&error, EIO, "%s", longest);
    CHECK(strlen(error.text) == ERROR_TEXT_BYTES - 1, "%zu", strlen(error.text));
    error_prefix(&error, "short");
    CHECK(strncmp(error.text, "short: lll", 10) == 0, "'%.10s'", error.text);
    CHECK(strlen(error.text) == ERROR_TEXT_BYTES - 1, "%zu", strlen(error.text));
    error_prefix(&error, "%s", longest);
    CHECK(error.text[0] == 'l' && strlen(error.text) == ERROR_TEXT_BYTES - 1, "%zu",
          strlen(error.text));
    return check_end();
}
