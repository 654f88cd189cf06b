/* SPDX-License-Identifier: MIT */
/* What the doctor found:
 *
 *     OK       clock         tsc: 25 ns a read
 *     WARN     load          0.52 processors' work in the mean of the last minute
 *                            → end other programs, or wait until they have
 *     UNKNOWN  turbo         the kernel shows neither intel_pstate nor boost
 */
#include "show/doctor.h"
#include "show/label.h"
#include "show/rows.h"

static const char *const states[] = {
    [DOCTOR_UNKNOWN] = "UNKNOWN", [DOCTOR_OK] = "OK", [DOCTOR_WARN] = "WARN"
};

static json_t *row_json(const struct doctor_line *line)
{
    const struct diagnosis *diagnosis = &line->diagnosis;
    bool is_known = diagnosis->state != DOCTOR_UNKNOWN;
    return json_pack("{s:s, s:s, s:o, s:o, s:o}", "examination", line->name, "state",
                     states[diagnosis->state], "seen", json_text(is_known ? diagnosis->seen : NULL),
                     "remedy",
                     json_text(diagnosis->state == DOCTOR_WARN ? diagnosis->remedy : NULL),
                     "why_unknown", json_text(is_known ? NULL : diagnosis->remedy));
}

static int print_text(FILE *stream, const struct doctor_line *lines, size_t count)
{
    unsigned counts[] = { [DOCTOR_UNKNOWN] = 0, [DOCTOR_OK] = 0, [DOCTOR_WARN] = 0 };
    for (size_t i = 0; i < count; i++) {
        const struct diagnosis *diagnosis = &lines[i].diagnosis;
        bool is_known = diagnosis->state != DOCTOR_UNKNOWN;
        counts[diagnosis->state]++;
        fprintf(stream, "%-7s  %-12s  ", states[diagnosis->state], lines[i].name);
        label_print(stream, is_known ? diagnosis->seen : diagnosis->remedy, 0, 0);
        if (diagnosis->state == DOCTOR_WARN)
            fprintf(stream, "\n%23s→ %s", "", diagnosis->remedy);
        fputc('\n', stream);
    }
    fprintf(stream, "\n%u OK, %u warning%s, %u unknown.\n", counts[DOCTOR_OK], counts[DOCTOR_WARN],
            counts[DOCTOR_WARN] == 1 ? "" : "s", counts[DOCTOR_UNKNOWN]);
    return 0;
}

int doctor_print(FILE *stream, const struct doctor_line *lines, size_t count,
                 enum table_format format)
{
    if (format == FORMAT_TABLE)
        return print_text(stream, lines, count);
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < count; i++)
        failed |= json_array_append_new(rows, row_json(&lines[i]));
    return rows_write(stream, json_whole(rows, failed), format);
}
