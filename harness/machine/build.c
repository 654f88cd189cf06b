/* SPDX-License-Identifier: MIT */
/* The measuring program: how this program was built, and the libraries that it runs with. */
#include "machine/machine.h"
#include <gnu/libc-version.h>
#include <gsl/gsl_version.h>
#include <hwloc.h>

/* The Makefile knows these; a file compiled by hand does not. */
#ifndef FORKSCALE_FLAGS
#define FORKSCALE_FLAGS "unknown"
#endif
#ifndef FORKSCALE_REVISION
#define FORKSCALE_REVISION "unknown"
#endif
#ifndef FORKSCALE_MODE
#define FORKSCALE_MODE "unknown"
#endif
/* Google Benchmark 1.7 cannot be asked; hwloc, below, knows only the version of its interface. */
#ifndef FORKSCALE_BENCHMARK_VERSION
#define FORKSCALE_BENCHMARK_VERSION "unknown"
#endif

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

json_t *build_facts(void)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "compiler", COMPILER, "flags", FORKSCALE_FLAGS,
                     "git_revision", FORKSCALE_REVISION, "mode", FORKSCALE_MODE);
}

json_t *libraries_facts(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "glibc", gnu_get_libc_version(), "benchmark",
                     FORKSCALE_BENCHMARK_VERSION, "jansson", jansson_version_str(), "gsl",
                     gsl_version, "hwloc", HWLOC_VERSION);
}
