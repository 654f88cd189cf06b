/* SPDX-License-Identifier: MIT */
/* Writes a comparison in one of its formats. */
#include "show/comparison.h"
#include "show/comparison_formats.h"

typedef int writer(FILE *stream, const struct comparison_view *view);

int comparison_write(FILE *stream, const struct comparison_view *view,
                     enum comparison_format format)
{
    static writer *const writers[] = {
        [COMPARISON_TABLE] = comparison_write_table,
        [COMPARISON_JSON] = comparison_write_json,
        [COMPARISON_TSV] = comparison_write_tsv,
        [COMPARISON_MARKDOWN] = comparison_write_markdown,
        [COMPARISON_GITHUB] = comparison_write_github,
        [COMPARISON_JUNIT] = comparison_write_junit,
    };
    return writers[format](stream, view);
}
