/* SPDX-License-Identifier: MIT */
/* The languages whose programs are strategies. */
#include "strategies/foreign/language.h"
#include "kit/sanitizer.h"
#include "strategies/foreign/program.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PYTHON_MINOR_LEAST 8

enum { PYTHON, PERL, R, LANGUAGES };

static const struct language languages[LANGUAGES] = {
    /* -B leaves no __pycache__ beside the modules. */
    [PYTHON] = { ".py", "python3", "FORKSCALE_PYTHON", "-B" },
    [PERL] = { ".pl", "perl", "FORKSCALE_PERL", "-f" },
    [R] = { ".R", "Rscript", "FORKSCALE_RSCRIPT", "--vanilla" },
};

static int find_interpreter(const struct language *language, char path[static PATH_MAX])
{
    const char *chosen = getenv(language->variable); // NOLINT(concurrency-mt-unsafe)
    bool is_chosen = chosen != NULL && chosen[0] != '\0';
    return program_find(is_chosen ? chosen : language->interpreter, !is_chosen, path);
}

int language_find(const struct pool *pool, char interpreter[static PATH_MAX],
                  char program[static PATH_MAX], const struct language **language)
{
    size_t stem = strlen(pool->module) - strlen(".so");
    for (*language = languages; *language < languages + LANGUAGES; (*language)++) {
        snprintf(program, PATH_MAX, "%.*s%s", (int)stem, pool->module, (*language)->ending);
        if (access(program, F_OK) != 0)
            continue;
        if (find_interpreter(*language, interpreter) == 0)
            return 0;
        return job_say(pool->job, ENOENT, "there is no %s", (*language)->interpreter);
    }
    return job_say(pool->job, ENOENT, "there is no program beside %s", pool->module);
}

/* --- versions --------------------------------------------------------------------------------- */

/* Finds the interpreter, and lets it print one line: its version. */
static int ask(const struct language *language, char *const words[], char path[static PATH_MAX],
               char *line, size_t bytes, struct error *error)
{
    if (IS_SANITIZED)
        return error_set(error, ENOTSUP, "an interpreter cannot load a build with a sanitizer");
    if (find_interpreter(language, path) != 0)
        return error_set(error, ENOENT, "no %s found; install it, or name one in %s",
                         language->interpreter, language->variable);
    int code = program_line(path, words, line, bytes);
    if (code == ETIMEDOUT)
        return error_set(error, code, "%s does not print its version within %d s", path,
                         PROGRAM_LINE_S);
    if (code != 0 && code != ENODATA)
        return error_set_errno(error, code, "%s", path);
    return code == 0 ? 0 : error_set(error, ENOTSUP, "%s does not print its version", path);
}

static char version_option[] = "--version";

/* Whether Python's library has this module. True when the library is not found: then the program
 * itself fails. */
static bool has_module(const char *python, unsigned minor, const char *module)
{
    char program[PATH_MAX];
    char path[PATH_MAX + 128];
    if (realpath(python, program) == NULL)
        return true;
    *strrchr(program, '/') = '\0';
    snprintf(path, sizeof path, "%s/../lib/python3.%u/os.py", program, minor);
    if (access(path, F_OK) != 0)
        return true;
    snprintf(path, sizeof path, "%s/../lib/python3.%u/%s/__init__.py", program, minor, module);
    return access(path, F_OK) == 0;
}

int language_python(char *version, size_t bytes, struct error *error)
{
    static const char *const modules[] = { "ctypes", "multiprocessing" };
    char path[PATH_MAX];
    unsigned major = 0;
    unsigned minor = 0;
    int code =
        ask(&languages[PYTHON], (char *[]){ version_option, NULL }, path, version, bytes, error);
    if (code != 0)
        return code;
    if (sscanf(version, "Python %u.%u", &major, &minor) != 2) // NOLINT(cert-err34-c)
        return error_set(error, ENOTSUP, "%s does not print its version", path);
    if (major != 3 || minor < PYTHON_MINOR_LEAST)
        return error_set(error, ENOTSUP, "%s is Python %u.%u; the oldest that works is 3.%d", path,
                         major, minor, PYTHON_MINOR_LEAST);
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (!has_module(path, minor, modules[i]))
            return error_set(error, ENOTSUP, "%s lacks the module %s", path, modules[i]);
    return 0;
}

int language_perl(const char *package, char *version, size_t bytes, struct error *error)
{
    /* FFI::Platypus is only looked for, because loading it takes ten times as long. */
    static char option[] = "-e";
    static char script[] = "my ($package) = @ARGV; my $lacking;\n"
                           "for my $name ('FFI::Platypus', $package) {\n"
                           "    (my $file = \"$name.pm\") =~ s{::}{/}g;\n"
                           "    $lacking //= $name unless grep { -e \"$_/$file\" } @INC;\n"
                           "}\n"
                           "print \"lacks $lacking\\n\" and exit if $lacking;\n"
                           "eval \"require $package\" or print \"lacks $package\\n\" and exit;\n"
                           "printf \"Perl %vd, %s %s\\n\", $^V, $package, $package->VERSION;\n";
    char path[PATH_MAX];
    char name[64];
    snprintf(name, sizeof name, "%s", package);
    int code = ask(&languages[PERL], (char *[]){ option, script, name, NULL }, path, version, bytes,
                   error);
    if (code == 0 && strncmp(version, "lacks ", strlen("lacks ")) == 0)
        return error_set(error, ENOTSUP, "%s lacks the module %s", path,
                         version + strlen("lacks "));
    if (code == 0 && strncmp(version, "Perl ", strlen("Perl ")) != 0)
        return error_set(error, ENOTSUP, "%s is not Perl", path);
    return code;
}

int language_r(char *version, size_t bytes, struct error *error)
{
    static const char mark[] = "Rscript (R) version ";
    char path[PATH_MAX];
    char line[128];
    /* Rscript prints its version without starting R. */
    int code =
        ask(&languages[R], (char *[]){ version_option, NULL }, path, line, sizeof line, error);
    if (code != 0)
        return code;
    if (strncmp(line, mark, strlen(mark)) != 0)
        return error_set(error, ENOTSUP, "%s is not Rscript", path);
    const char *number = line + strlen(mark);
    snprintf(version, bytes, "R %.*s", (int)strcspn(number, " "), number);
    return 0;
}
