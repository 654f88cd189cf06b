/* SPDX-License-Identifier: MIT */
/* Advice as text or rows:
 *
 *     1000 items of 20.0 µs are 20.0 ms of work for 2 processors. Called once.
 *
 *     advice: threads   10.2 ms [10.1 ms, 10.3 ms] a call
 *
 *     others                              ratio  why not
 *       shared_counter                       1.04  starting and ending take 412 µs
 */
#include "show/advice.h"
#include "show/grain.h"
#include "show/label.h"
#include "show/rows.h"
#include <errno.h>
#include <inttypes.h>

#define NAME_COLUMNS 35
#define SECOND_NS    1e9

static const char *const reasons[] = {
    [ADVICE_SAME_TIME] = "same", [ADVICE_START] = "start", [ADVICE_CLAIMS] = "claims",
    [ADVICE_WAIT] = "wait",      [ADVICE_WORK] = "work",
};

struct time_text {
    char text[GRAIN_TEXT_BYTES];
};

static struct time_text time_text(double ns)
{
    struct time_text time;
    if (ns >= SECOND_NS)
        snprintf(time.text, sizeof time.text, "%.*f s", decimals_of_three(ns / SECOND_NS),
                 ns / SECOND_NS);
    else
        grain_text(&(struct metg){ .ns = ns }, time.text);
    return time;
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* --- for people ------------------------------------------------------------------------------- */

static void print_question(FILE *stream, const struct advice_question *question)
{
    double work_ns = (double)question->items * question->grain_ns;
    fprintf(stream, "%" PRIu64 " item%s of %s are %s of work for %u processor%s. %s.\n\n",
            question->items, plural(question->items), time_text(question->grain_ns).text,
            time_text(work_ns).text, question->workers, plural(question->workers),
            question->use == ADVICE_ONCE ? "Called once" : "Called again and again");
}

/* What cannot be met. */
static void print_limits(FILE *stream, const struct advice_question *question,
                         const struct advice *advice)
{
    if (question->calls_per_s <= 0)
        return;
    double needed = advice->processors_needed;
    double time_ns = advice->lines[0].time_ns.median;
    fprintf(stream, "%g calls a second need %.3g s of processor time per second",
            question->calls_per_s, needed);
    if (!advice->has_processors)
        fprintf(stream, "; %u processor%s cannot", question->workers, plural(question->workers));
    else if (!advice->is_in_time)
        fprintf(stream, ", but a call takes %s: at most %.3g a second", time_text(time_ns).text,
                SECOND_NS / time_ns);
    fputs(".\n", stream);
}

static void print_reason(FILE *stream, const struct advice_question *question,
                         const struct advice_line *line)
{
    struct time_text time = time_text(line->reason_ns);
    double share = (double)question->items / question->workers;
    switch (line->reason) {
    case ADVICE_SAME_TIME:
        fputs("as fast; the advised is simpler", stream);
        return;
    case ADVICE_START:
        fprintf(stream, "starting and ending take %s", time.text);
        return;
    case ADVICE_CLAIMS:
        if (line->candidate->kind == ADVICE_ALONE)
            share = (double)question->items;
        fprintf(stream, "an item costs %s more", time_text(line->reason_ns / share).text);
        return;
    case ADVICE_WAIT:
        fprintf(stream, "waits %s for the last worker", time.text);
        return;
    case ADVICE_WORK:
        fputs("one processor does it all", stream);
        return;
    }
}

static void print_advised(FILE *stream, const struct advice_line *line)
{
    const struct estimate *time = &line->time_ns;
    fputs("advice: ", stream);
    label_print(stream, line->candidate->strategy, 0, 3);
    fprintf(stream, "%s %c%s, %s%c a call\n", time_text(time->median).text,
            time->has_interval ? '[' : '(', time_text(time->low).text, time_text(time->high).text,
            time->has_interval ? ']' : ')');
}

static int print_text(FILE *stream, const struct advice_question *question,
                      const struct advice *advice)
{
    print_question(stream, question);
    print_advised(stream, &advice->lines[0]);
    print_limits(stream, question, advice);
    if (advice->count > 1) {
        fputc('\n', stream);
        label_print(stream, "others", NAME_COLUMNS + 2, 0);
        fputs("  ratio  why not\n", stream);
    }
    for (size_t i = 1; i < advice->count; i++) {
        const struct advice_line *line = &advice->lines[i];
        fputs("  ", stream);
        label_print(stream, line->candidate->strategy, NAME_COLUMNS, 0);
        fprintf(stream, "%7.*f  ", decimals_of_three(line->ratio.median), line->ratio.median);
        print_reason(stream, question, line);
        fputc('\n', stream);
    }
    size_t blocks = advice->lines[0].time_ns.count;
    fprintf(stream, "\nPredicted from %zu block%s of calibration on this machine, %s.\n", blocks,
            plural(blocks),
            advice->lines[0].time_ns.has_interval ? "[95 % interval]" : "(least, greatest)");
    return 0;
}

/* --- for other programs ----------------------------------------------------------------------- */

static json_t *row_json(const struct advice_question *question, const struct advice *advice,
                        const struct advice_line *line)
{
    const struct advice_parts *parts = &line->parts;
    bool has_rate = question->calls_per_s > 0;
    bool is_first = line == &advice->lines[0];
    json_t *row =
        json_pack("{s:s, s:b}", "strategy", line->candidate->strategy, "advised", (int)is_first);
    int failed = json_object_update_new(row, json_estimate("time", "ns", &line->time_ns));
    failed |= json_object_update_new(row, json_estimate("ratio", "", &line->ratio));
    json_t *more = json_pack(
        "{s:s, s:f, s:f, s:f, s:f, s:o, s:o}", "reason",
        is_first ? "advised" : reasons[line->reason], "start_ns", parts->start_ns, "claims_ns",
        parts->claims_ns, "wait_ns", parts->wait_ns, "work_ns", parts->work_ns, "processors_needed",
        json_figure(has_rate, advice->processors_needed), "most_calls_per_s",
        json_figure(question->use == ADVICE_AGAIN, SECOND_NS / line->time_ns.median));
    failed |= json_object_update_new(row, more);
    return json_whole(row, failed);
}

int advice_print(FILE *stream, const struct advice_question *question, const struct advice *advice,
                 enum table_format format)
{
    if (format == FORMAT_TABLE)
        return print_text(stream, question, advice);
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < advice->count; i++)
        failed |= json_array_append_new(rows, row_json(question, advice, &advice->lines[i]));
    return rows_write(stream, json_whole(rows, failed), format);
}
