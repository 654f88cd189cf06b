/* SPDX-License-Identifier: MIT */
/* Google Benchmark for C. The only C++ of forkscale itself: no exception may leave it, and none is
 * expected but std::bad_alloc, which ends the program.
 */
#include "run/benchmark.h"
#include "kit/text.h"
#include "record/metric.h"
#include <algorithm>
#include <benchmark/benchmark.h>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace
{

/* Keeps the runs instead of showing them; they are shown at the end. */
class Collector : public benchmark::BenchmarkReporter
{
  public:
    std::vector<Run> runs;
    const bench_block *block = nullptr;
    bool drop = false; /* the repetition that is just ending */

    bool ReportContext(const Context & /* written at the end */) override
    {
        return true;
    }

    void ReportRuns(const std::vector<Run> &report) override
    {
        for (Run run : report) {
            if (drop)
                continue;
            /* A block is what Google Benchmark calls a repetition; it cannot know,
             * because each block is a separate run to it. */
            run.repetitions = block->blocks;
            run.repetition_index = block->block;
            /* Every cell has the same ones, so they would only lengthen the names. */
            run.run_name.iterations.clear();
            run.run_name.time_type.clear();
            runs.push_back(run);
        }
    }
};

class Silence : public benchmark::BenchmarkReporter
{
  public:
    bool ReportContext(const Context & /* unused */) override
    {
        return true;
    }

    void ReportRuns(const std::vector<Run> & /* unused */) override
    {
    }
};

/* Writes the collected runs through one of Google Benchmark's reporters. */
void replay(const Collector &collector, benchmark::BenchmarkReporter &reporter, std::ostream &out)
{
    size_t width = 10;
    for (const auto &run : collector.runs)
        width = std::max(width, run.benchmark_name().size());
    benchmark::BenchmarkReporter::Context context;
    context.name_field_width = width;
    reporter.SetOutputStream(&out);
    reporter.SetErrorStream(&std::cerr);
    if (reporter.ReportContext(context)) {
        for (const auto &run : collector.runs)
            reporter.ReportRuns({ run });
        reporter.Finalize();
    }
    out.flush();
}

std::unique_ptr<benchmark::BenchmarkReporter> make_reporter(const std::string &format, bool tabular)
{
    using benchmark::ConsoleReporter;
    if (format == "json")
        return std::make_unique<benchmark::JSONReporter>();
    if (format == "console")
        return std::make_unique<ConsoleReporter>(tabular ? ConsoleReporter::OO_Tabular
                                                         : ConsoleReporter::OO_None);
    return nullptr;
}

} // namespace

struct bench {
    Collector collector;
    std::string filter;
    bool has_filter = false;
    std::string format; /* empty: not given */
    std::string out;    /* empty: not given */
    std::string out_format = "json";
    bool tabular = false; /* counters of the console report in columns */
};

namespace
{

/* The repetition itself. */
void repeat(benchmark::State &state, bench *self, const bench_block *block, size_t index)
{
    bench_outcome outcome = {};
    block->measure(block->context, index, &outcome);
    self->collector.drop = outcome.dropped;
    if (outcome.error != nullptr || outcome.dropped) {
        state.SkipWithError(outcome.error != nullptr ? outcome.error : "not run");
        return;
    }
    const double *run_ns = outcome.repetition->run_ns;
    for (auto _ : state) // NOLINT(clang-analyzer-deadcode.DeadStores): the loop counts
        state.SetIterationTime(*run_ns++ / 1e9);
    for (const metric *row = metrics; row->name != nullptr; row++)
        if (metric_is_number(row) && std::isfinite(metric_value(row, outcome.repetition)))
            state.counters[row->name] = metric_value(row, outcome.repetition);
}

const struct {
    const char *flag;
    const char *why;
} refused[] = {
    { "--benchmark_min_time", "the work is fixed: the number of timed runs is --iterations" },
    { "--benchmark_min_warmup_time", "the warm-up is one run of the same work" },
    { "--benchmark_repetitions", "repetitions are blocks here: use --blocks or --budget" },
    { "--benchmark_enable_random_interleaving", "the order is random in every block already" },
    { "--benchmark_list_tests", "use --dry-run" },
    { "--benchmark_report_aggregates_only", "the repetitions are what is recorded" },
    { "--benchmark_display_aggregates_only", "the repetitions are what is recorded" },
    { "--benchmark_time_unit", "the unit is ms" },
    { "--benchmark_color", "its reports have no colours here" },
    { "--help", "`forkscale run --help` has those that are understood" },
    { "--benchmark_perf_counters", "they would count this process, not the workers" },
};

const char *const fixed_flags[] = {
    "--benchmark_list_tests=false",
    "--benchmark_filter=all",
    "--benchmark_repetitions=1",
    "--benchmark_enable_random_interleaving=false",
    "--benchmark_report_aggregates_only=false",
    "--benchmark_display_aggregates_only=false",
    "--benchmark_format=console",
    "--benchmark_out_format=json",
    "--benchmark_out=",
    "--benchmark_color=false",
    "--benchmark_time_unit=ms",
    "--benchmark_perf_counters=",
};

bool is_flag(const char *word, const char *flag)
{
    size_t length = strlen(flag);
    return strncmp(word, flag, length) == 0 && (word[length] == '=' || word[length] == '\0');
}

/* Takes "--flag=value" if `word` is that. */
bool take(const char *word, const char *flag, std::string &value)
{
    const char *equals = strchr(word, '=');
    if (!is_flag(word, flag) || equals == nullptr)
        return false;
    value = equals + 1;
    return true;
}

/* A flag without a value, or with one that Google Benchmark takes for true. */
bool is_true(const char *word)
{
    const char *value = strchr(word, '=');
    return value == nullptr || strchr("1tTyY", value[1]) != nullptr || strcmp(value, "=on") == 0;
}

/* What the file of --benchmark_out cannot be written for is in errno. */
int refuse_out(const bench *self, struct error *error)
{
    return error_set_errno(error, errno != 0 ? errno : EIO, "--benchmark_out %s cannot be written",
                           self->out.c_str());
}

/* Google Benchmark writes it into its JSON as it is. */
bool is_printable(const char *word)
{
    const std::unique_ptr<char, decltype(&free)> printable(text_printable(word), free);
    return printable && strcmp(printable.get(), word) == 0;
}

/* Keeps the flag here, or leaves it in `rest` for Google Benchmark. Returns 0 or EINVAL. */
int sort_flag(bench &self, char *word, std::vector<char *> &rest, struct error *error)
{
    for (const auto &each : refused)
        if (is_flag(word, each.flag))
            return error_set(error, EINVAL, "%s is refused: %s", each.flag, each.why);
    if (is_flag(word, "--benchmark_context") && !is_printable(word))
        return error_set(error, EINVAL, "%s: it has control characters, or is not UTF-8", word);
    if (take(word, "--benchmark_filter", self.filter))
        self.has_filter = true;
    else if (is_flag(word, "--benchmark_counters_tabular"))
        self.tabular = is_true(word);
    else if (!take(word, "--benchmark_format", self.format) &&
             !take(word, "--benchmark_out", self.out) &&
             !take(word, "--benchmark_out_format", self.out_format))
        rest.push_back(word);
    for (const std::string *format : { &self.format, &self.out_format })
        if (!format->empty() && make_reporter(*format, false) == nullptr)
            return error_set(error, EINVAL,
                             "--benchmark_format, --benchmark_out_format: %s is neither json nor "
                             "console",
                             format->c_str());
    return 0;
}

} // namespace

struct bench *bench_open(char *const *flags, size_t count, struct error *error)
{
    auto self = std::make_unique<bench>();
    static char name[] = "forkscale"; /* stays: Google Benchmark keeps the pointer */
    std::vector<char *> words = { name };
    /* Before the given flags. The environment can set flags, too (BENCHMARK_REPETITIONS=3); these
     * override it. */
    std::vector<std::string> fixed(std::begin(fixed_flags), std::end(fixed_flags));
    for (auto &flag : fixed)
        words.push_back(&flag.front());
    for (size_t i = 0; i < count; i++)
        if (sort_flag(*self, flags[i], words, error) != 0)
            return nullptr;
    int left = static_cast<int>(words.size());
    words.push_back(nullptr);
    /* It leaves what it does not know. */
    benchmark::Initialize(&left, words.data());
    if (left > 1) {
        error_set(error, EINVAL, "%s: Google Benchmark has no such flag", words[1]);
        return nullptr;
    }
    return self.release();
}

const char *bench_filter(const struct bench *self)
{
    if (!self->has_filter)
        return nullptr;
    return self->filter == "all" ? "." : self->filter.c_str();
}

bool bench_prints(const struct bench *self)
{
    return !self->format.empty();
}

namespace
{

/* Google Benchmark's own time for each entry grows with their number: a block of 16 000 takes 40 s of it
 * at once, and 4 s in parts. */
constexpr size_t part_size = 100;

void run_part(bench *self, const bench_block *block, size_t begin, size_t end)
{
    for (size_t index = begin; index < end; index++)
        benchmark::RegisterBenchmark(
            block->names[index],
            [self, block, index](benchmark::State &state) { repeat(state, self, block, index); })
            ->UseManualTime()
            ->Iterations(block->iterations)
            ->Unit(benchmark::kMillisecond);
    /* "all" matches everything, whatever the names are. */
    benchmark::RunSpecifiedBenchmarks(&self->collector, "all");
    benchmark::ClearRegisteredBenchmarks();
}

} // namespace

void bench_run(struct bench *self, const struct bench_block *block)
{
    self->collector.block = block;
    for (size_t begin = 0; begin < block->count; begin += part_size)
        run_part(self, block, begin, std::min(begin + part_size, block->count));
}

char *bench_json(const struct bench *self)
{
    std::ostringstream out;
    benchmark::JSONReporter reporter;
    replay(self->collector, reporter, out);
    return strdup(out.str().c_str());
}

int bench_try(const struct bench *self, struct error *error)
{
    const std::ofstream file(self->out, std::ios::app);
    return self->out.empty() || file ? 0 : refuse_out(self, error);
}

int bench_report(const struct bench *self, struct error *error)
{
    std::ostringstream text;
    if (!self->format.empty())
        replay(self->collector, *make_reporter(self->format, self->tabular), text);
    if (fputs(text.str().c_str(), stdout) == EOF || fflush(stdout) == EOF)
        return error_set_errno(error, errno, "the output cannot be written");
    if (self->out.empty())
        return 0;
    std::ofstream file(self->out);
    if (file)
        replay(self->collector, *make_reporter(self->out_format, self->tabular), file);
    file.close();
    return file ? 0 : refuse_out(self, error);
}

void bench_close(struct bench *self)
{
    delete self;
}

void bench_run_rounds(const struct bench_rounds *rounds)
{
    benchmark::RegisterBenchmark(
        rounds->name,
        [rounds](benchmark::State &state) {
            if (!rounds->begin(rounds->context, static_cast<uint64_t>(state.max_iterations))) {
                state.SkipWithError("nothing was measured");
                return;
            }
            for (auto _ : state) // NOLINT(clang-analyzer-deadcode.DeadStores)
                state.SetIterationTime(rounds->round(rounds->context) / 1e9);
        })
        ->UseManualTime()
        ->MinTime(rounds->least_s);
    Silence silence;
    benchmark::RunSpecifiedBenchmarks(&silence, "all");
    benchmark::ClearRegisteredBenchmarks();
}
