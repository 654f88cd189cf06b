/* SPDX-License-Identifier: MIT */
/* The summaries on a stream, for eyes or for tools. */
#include "show/show.h"
#include "show/export.h"
#include "show/table.h"
#include <errno.h>

int show_summaries(FILE *stream, const struct results *results, const struct summary *summaries,
                   enum table_format format, bool colour)
{
    int error = 0;
    errno = 0;
    switch (format) {
    case FORMAT_TABLE:
        error = table_print(stream, results, summaries, colour);
        break;
    case FORMAT_JSON:
        error = export_json(stream, summaries, results->cell_count);
        break;
    case FORMAT_TSV:
        error = export_tsv(stream, summaries, results->cell_count);
        break;
    }
    /* A full disk may show itself only here, and an earlier failure is remembered by the stream
     * alone. */
    if (!error && (fflush(stream) == EOF || ferror(stream)))
        error = errno ? errno : EIO;
    return error;
}
