# forkscale: which way of sharing CPU-bound work among processes scales on this machine, and why.
# `make help` lists the targets. Objects are in build/, or in build/MODE/ for the other modes.

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=
MODE    ?= release
V       ?= 0

# make predefines CC as cc, so `?=` would change nothing.
ifeq ($(origin CC),default)
CC := gcc
endif
PKG_CONFIG ?= pkg-config

ifeq ($(filter $(MODE),release debug asan tsan),)
$(error MODE=$(MODE) is unknown: use release, debug, asan or tsan)
endif

# --- flags -----------------------------------------------------------------------------------------

OUT := build$(if $(filter-out release,$(MODE)),/$(MODE))

OPT_release := -O2 -g
OPT_debug   := -O0 -g3
OPT_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
OPT_tsan    := -O1 -g -fsanitize=thread -fno-omit-frame-pointer

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wundef -Wvla \
            -Wcast-qual -Wwrite-strings -Wpointer-arith -Wnull-dereference -Wdouble-promotion \
            -Wmissing-include-dirs -Wswitch-enum -Wimplicit-fallthrough
WARNINGS_C := $(WARNINGS) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
WERROR     ?=

# -ffp-contract=off: a fused multiply-add would change results between processors.
CFLAGS   ?= $(OPT_$(MODE))
CXXFLAGS ?= $(OPT_$(MODE))
BASE     := -fPIC -pthread -ffp-contract=off -I. -Iharness -MMD -MP $(WERROR)
BASE_C   := -std=c11 -D_GNU_SOURCE $(BASE) $(WARNINGS_C)
# C++20 has designated initialisers, which say what differs from zero.
BASE_CXX := -std=c++20 -D_GNU_SOURCE $(BASE) $(WARNINGS) -Wno-missing-field-initializers
SANITIZE := $(filter -fsanitize%,$(OPT_$(MODE)))
LINK     := -pthread $(SANITIZE) -Wl,--as-needed $(LDFLAGS)

# Libraries of the program forkscale. Expanded lazily, because `make bench` may have just installed them.
CONDUCTOR_PACKAGES := benchmark jansson gsl hwloc
CONDUCTOR_CFLAGS    = $(shell $(PKG_CONFIG) --cflags $(CONDUCTOR_PACKAGES)) $(CONDUCTOR_DEFS)
CONDUCTOR_LIBS      = $(shell $(PKG_CONFIG) --libs $(CONDUCTOR_PACKAGES))

# The build as results.json records it. The revision ends in -dirty when the tree differs from the commit.
REVISION      := $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
CONDUCTOR_DEFS = -DFORKSCALE_VERSION='"$(VERSION)"'
BUILD_DEFS     = -DFORKSCALE_REVISION='"$(REVISION)"' -DFORKSCALE_MODE='"$(MODE)"' \
                 -DFORKSCALE_FLAGS='"$(strip $(CPPFLAGS) $(CFLAGS))"' \
                 -DFORKSCALE_BENCHMARK_VERSION='"$(shell $(PKG_CONFIG) --modversion benchmark)"'

# All that a rebuild depends on. Versions are part of it, because -MMD does not track system headers.
version_line = $(shell $(1) --version 2>/dev/null | head -n 1)
SETTINGS    := $(strip $(VERSION) $(MODE) \
                   : $(CC), $(call version_line,$(CC)) : $(BASE_C) : $(CPPFLAGS) : $(CFLAGS) \
                   : $(CXX), $(call version_line,$(CXX)) : $(BASE_CXX) : $(CXXFLAGS) : $(LINK) \
                   : $(shell $(PKG_CONFIG) --modversion $(CONDUCTOR_PACKAGES) 2>/dev/null))

# --- files -----------------------------------------------------------------------------------------

KIT_C       := $(wildcard harness/kit/*.c)
OPTIONS_C   := $(wildcard harness/options/*.c)
FLOOR_C     := $(wildcard harness/floor/*.c)
CELL_C      := $(wildcard harness/cell/*.c)
CHECK_C     := $(filter-out %/preload.c,$(wildcard harness/check/*/*.c))
PROBE_C     := $(patsubst %,harness/check/inject/%.c,preload probe fault ledger interpose workers raw disturb locks storm step files queues holdings inherited hurry)
CONDUCTOR_C := $(wildcard $(patsubst %,harness/%/*.c,process module machine doctor run conform record analyse predict show cli))
CONDUCTOR_X := $(wildcard harness/run/*.cc)
SHARED_C    := $(patsubst %,strategies/foreign/%.c,interpreter language program shell)
FOREIGN_C   := $(filter-out $(SHARED_C),$(wildcard strategies/foreign/*.c))
MODULES_C   := $(wildcard strategies/*.c workloads/*.c)
MODULES_X   := $(wildcard strategies/*.cc)
GNUPLOT     := $(wildcard scripts/gnuplot/*.gp)
BESIDE_SRC  := $(wildcard strategies/*.known $(addprefix strategies/foreign/*.,py pm pl R known))

objects      = $(patsubst %,$(OUT)/obj/%.o,$(basename $(1)))
KIT_O       := $(call objects,$(KIT_C))
OPTIONS_O   := $(call objects,$(OPTIONS_C))
FLOOR_O     := $(call objects,$(FLOOR_C))
CELL_O      := $(call objects,$(CELL_C)) $(FLOOR_O)
CELL_LIB_O  := $(filter-out %/main.o %/cell/floor.o $(FLOOR_O),$(CELL_O))
PROBE_O     := $(call objects,$(PROBE_C))
CHECK_O     := $(call objects,$(CHECK_C)) $(CELL_LIB_O) $(OPTIONS_O)
CONDUCTOR_O := $(call objects,$(CONDUCTOR_C) $(CONDUCTOR_X) harness/floor/catalogue.c) $(OPTIONS_O)
SHARED_O    := $(call objects,$(SHARED_C))
FOREIGN     := $(patsubst strategies/foreign/%.c,$(OUT)/strategies/%.so,$(FOREIGN_C))
MODULES     := $(patsubst %,$(OUT)/%.so,$(basename $(MODULES_C) $(MODULES_X))) $(FOREIGN)
SCRIPTS     := $(patsubst scripts/gnuplot/%,$(OUT)/gnuplot/%,$(GNUPLOT))
BESIDE      := $(addprefix $(OUT)/strategies/,$(notdir $(BESIDE_SRC)))

# Files whose source was deleted: they would still be listed, run, installed or read.
ORPHANS     := $(filter-out $(MODULES) $(BESIDE),$(wildcard $(addprefix $(OUT)/strategies/*.,so py known) $(OUT)/workloads/*.so))

ifeq ($(V),0)
say = @printf '  %-5s %s\n' $(1) $(2);
else
say =
endif

# --- building --------------------------------------------------------------------------------------

.PHONY: all
all: $(OUT)/forkscale $(OUT)/forkscale-cell $(OUT)/forkscale-checker $(OUT)/check/probe.so $(MODULES) $(SCRIPTS) $(BESIDE) ## build everything (the default)
	$(if $(ORPHANS),$(call say,RM,'$(ORPHANS)') rm -f $(ORPHANS) $(addsuffix .d,$(ORPHANS)))

# Make compares times, not flags: objects built with other flags would stay, and the record would be wrong. So
# $(OUT)/SETTINGS and $(OUT)/REVISION hold the values of these variables and are rewritten only when they change.
quote = '$(subst ','\'',$(1))'

ifneq ($(file <$(OUT)/SETTINGS),$(SETTINGS))
$(OUT)/SETTINGS: FORCE
endif
ifneq ($(file <$(OUT)/REVISION),$(REVISION))
$(OUT)/REVISION: FORCE
endif
$(OUT)/SETTINGS $(OUT)/REVISION:
	@mkdir -p $(@D)
	@printf '%s\n' $(call quote,$($(@F))) >$@

.PHONY: FORCE

$(OUT)/libforkscale.so: $(KIT_O)
	$(call say,LINK,$@) $(CC) -shared -Wl,-soname,libforkscale.so -Wl,-z,defs $(LINK) -o $@ $^ -lm

# The programs find the library next to them in the build folder, or one or two folders up when installed.
$(OUT)/forkscale-cell: $(CELL_O) $(OPTIONS_O) $(OUT)/libforkscale.so
	$(call say,LINK,$@) $(CC) $(LINK) -Wl,-rpath,'$$ORIGIN:$$ORIGIN/..' -o $@ $(CELL_O) $(OPTIONS_O) -L$(OUT) -lforkscale -lm

# It exports its symbols to interpose libc and the kit: see harness/check/inject/interpose.c.
$(OUT)/forkscale-checker: $(CHECK_O) $(OUT)/libforkscale.so
	$(call say,LINK,$@) $(CC) $(LINK) -rdynamic -Wl,-rpath,'$$ORIGIN:$$ORIGIN/..' -o $@ $(CHECK_O) -L$(OUT) -lforkscale -lm

# The same for the interpreters of foreign strategies: see harness/check/inject/preload.c. It links the library that it
# interposes even where it calls none of its functions.
$(OUT)/check/probe.so: $(PROBE_O) $(OUT)/libforkscale.so
	@mkdir -p $(@D)
	$(call say,LINK,$@) $(CC) -shared -Wl,-z,defs $(LINK) -Wl,-rpath,'$$ORIGIN/..:$$ORIGIN/../..' -o $@ $(PROBE_O) \
	    -L$(OUT) -Wl,--no-as-needed -lforkscale -Wl,--as-needed -lm

$(OUT)/forkscale: $(CONDUCTOR_O) $(OUT)/libforkscale.so
	$(call say,LINK,$@) $(CXX) $(LINK) -Wl,-rpath,'$$ORIGIN:$$ORIGIN/../lib' -o $@ $(CONDUCTOR_O) \
	    -L$(OUT) -lforkscale $(CONDUCTOR_LIBS) -lm

$(KIT_O) $(CELL_O) $(CHECK_O) $(PROBE_O) $(SHARED_O): CONDUCTOR_CFLAGS :=

# The objects that print the version.
$(OPTIONS_O): CONDUCTOR_CFLAGS := $(CONDUCTOR_DEFS)

# Sanitizers call these before their own runtime is initialised, so these are built without.
$(patsubst %,$(OUT)/obj/harness/check/inject/%.o,interpose workers raw disturb locks storm step files queues holdings inherited hurry): CFLAGS := $(filter-out -fsanitize%,$(CFLAGS))

# Only this object records the revision, so that a commit rebuilds no other.
$(OUT)/obj/harness/machine/build.o: CONDUCTOR_DEFS += $(BUILD_DEFS)
$(OUT)/obj/harness/machine/build.o: $(OUT)/REVISION

$(OUT)/obj/%.o: %.c $(OUT)/SETTINGS
	@mkdir -p $(@D)
	$(call say,CC,$<) $(CC) $(BASE_C) $(CONDUCTOR_CFLAGS) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

$(OUT)/obj/%.o: %.cc $(OUT)/SETTINGS
	@mkdir -p $(@D)
	$(call say,CXX,$<) $(CXX) $(BASE_CXX) $(CONDUCTOR_CFLAGS) $(CPPFLAGS) $(CXXFLAGS) -c $< -o $@

# A module that needs a library names it in the head comment: " * Needs: zlib libmd" (pkg-config names), and one that
# needs flags of its own names those: " * Flags: -fopenmp". Where a library is missing, or the compiler cannot build a
# program with the flags and the system headers of the module, scripts/unavailable.c is built instead and names what is
# missing.
needs   = $(shell sed -n 's/^ \* Needs: *//p' $(1))
flags   = $(shell sed -n 's/^ \* Flags: *//p' $(1))
missing = $(strip $(foreach package,$(call needs,$(1)),\
              $(shell $(PKG_CONFIG) --exists $(package) || echo '$(package) (pkg-config name)')) \
              $(if $(call flags,$(1)),$(shell { grep '^.include <' $(1); echo 'int main(void) { return 0; }'; } | \
                  $(CC) $(call flags,$(1)) -x c -o /dev/null - 2>/dev/null || echo 'a compiler that takes $(call flags,$(1))')))
sources = $(if $(call missing,$(1)),\
              -DKIND_$(firstword $(subst /, ,$(1))) -DMISSING='"$(call missing,$(1))"' scripts/unavailable.c,\
              $(1) $(call flags,$(1)) $(if $(call needs,$(1)),$(shell $(PKG_CONFIG) --cflags --libs $(call needs,$(1)))))

make_module = $(call say,MOD,$<) $(CC) $(BASE_C) -MF $@.d -MT $@ $(CPPFLAGS) $(CFLAGS) -shared -Wl,-z,defs $(LINK) \
                  -o $@ $(call sources,$<) $(filter %.o,$^) -L$(OUT) -lforkscale -lm

# One in C++ is the same in C++, unless it cannot be built.
make_module_x = $(if $(call missing,$<),$(make_module),\
                    $(call say,MOD,$<) $(CXX) $(BASE_CXX) -MF $@.d -MT $@ $(CPPFLAGS) $(CXXFLAGS) -shared -Wl,-z,defs $(LINK) \
                        -o $@ $(call sources,$<) -L$(OUT) -lforkscale -lm)

$(OUT)/%.so: %.c scripts/unavailable.c $(OUT)/libforkscale.so $(OUT)/SETTINGS
	@mkdir -p $(@D)
	$(make_module)

$(OUT)/%.so: %.cc scripts/unavailable.c $(OUT)/libforkscale.so $(OUT)/SETTINGS
	@mkdir -p $(@D)
	$(make_module_x)

# Foreign strategies also link the code that they share.
$(FOREIGN): $(OUT)/strategies/%.so: strategies/foreign/%.c $(SHARED_O) $(OUT)/libforkscale.so $(OUT)/SETTINGS
	@mkdir -p $(@D)
	$(make_module)

$(OUT)/gnuplot/%: scripts/gnuplot/%
	@mkdir -p $(@D)
	@cp $< $@

# The programs of foreign strategies and all known breaks are next to their modules.
$(BESIDE): $(OUT)/strategies/%: $(BESIDE_SRC)
	@mkdir -p $(@D)
	@cp $(filter %/$*,$^) $@

-include $(patsubst %.o,%.d,$(KIT_O) $(CELL_O) $(CHECK_O) $(PROBE_O) $(SHARED_O) $(CONDUCTOR_O)) $(addsuffix .d,$(MODULES)) $(wildcard $(OUT)/bench/*.d)

# --- targets ----------------------------------------------------------------------------------------

.PHONY: help
help: ## print this
	@printf 'make TARGET [MODE=release|debug|asan|tsan] [V=1] [PREFIX=%s] [DESTDIR=]\n\n' '$(PREFIX)'
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: setup
setup: ## install missing packages to build, test and lint (root, or sudo without a password)
	@scripts/setup all

# These build on all processors unless -j is given. `make` alone leaves -j to its user.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$$(nproc))

.PHONY: bench
bench: ## install missing packages, build, run the default plan, draw plots: about a minute
	@scripts/setup build
	@$(MAKE) --no-print-directory $(JOBS) all
	@$(OUT)/forkscale run

.PHONY: bench-all
bench-all: ## the same with every strategy, foreign ones too, on every workload: about an hour
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@echo 'every strategy on every workload, ten blocks: about an hour on two processors; ^C keeps what is measured'
	@$(OUT)/forkscale run --strategy all --workload all --blocks 10

# LLVM's OpenMP has the interface of GCC's, so only the library differs. It is not a strategy of its own, and left out where it
# is not installed.
.PHONY: bench-peers
bench-peers: ## measure pools beside OpenMP, oneTBB and others, and their floors, into docs/peers.md: twenty minutes
	@scripts/setup peers
	@$(MAKE) --no-print-directory $(JOBS) all $(OUT)/bench/floor.so
	@$(MAKE) --no-print-directory $(OUT)/bench/openmp_llvm.so || rm -f $(OUT)/bench/openmp_llvm.so
	@FORKSCALE_BUILD=$(OUT) scripts/peers

.PHONY: bench-kit
bench-kit: all $(OUT)/bench/kit ## compare job_claim and job_run with a bare loop over the same items: about a minute
	@$(OUT)/bench/kit 500

RUNS = $(filter-out results/sample/,$(dir $(wildcard results/*/results.json)))

.PHONY: plot
plot: all ## draw the plots of all runs in results/ again
	@$(if $(RUNS),$(OUT)/forkscale plot $(RUNS),echo 'there are no results to plot: make bench leaves some in results/')

# Only these files test code with threads. The address sanitizer adds nothing to tests of make and of the sources, and no
# interpreter can load it.
TESTS_tsan := $(patsubst %,tests/%.bats,cell kit sanitizers)
TESTS_asan := $(filter-out $(patsubst %,tests/%.bats,blog foreign layers make new_module peers),$(wildcard tests/*.bats))
TESTS      := $(TESTS_$(MODE))

.PHONY: blog
blog: ## run the contest of the blog post, and write docs/blog-contest.md: about half an hour
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@FORKSCALE_BUILD=$(OUT) scripts/blog

.PHONY: bench-adaptive
bench-adaptive: ## measure adaptive against the best of all on a grid, into docs/adaptive.md: about 12 minutes
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@FORKSCALE_BUILD=$(OUT) scripts/adaptive-grid

.PHONY: test test-thorough
test: ## install missing packages, build, run all tests: about twenty minutes
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@FORKSCALE_BUILD=$(OUT) scripts/test $(TESTS)
test-thorough: ## test, and what takes longer: fuzzing, whole checks, all mutants, rates of verdicts
	@scripts/setup thorough
	@$(MAKE) --no-print-directory $(JOBS) all fuzz
	@FORKSCALE_BUILD=$(OUT) scripts/test --thorough $(TESTS)

.PHONY: mutants mutants-harness
mutants: ## check that every strategy with a planted fault is caught: about a minute
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@FORKSCALE_BUILD=$(OUT) scripts/mutants
mutants-harness: ## check that a test sees each fault in the harness: about ten minutes
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@FORKSCALE_BUILD=$(OUT) scripts/mutants --harness

.PHONY: prove-verdicts
prove-verdicts: ## measure how often verdicts are wrong, into docs/verdicts.md: about an hour
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@FORKSCALE_BUILD=$(OUT) scripts/prove-verdicts

.PHONY: prove-predictions
prove-predictions: ## measure how far predictions are off, into docs/predict.md: an hour and a half
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@FORKSCALE_BUILD=$(OUT) scripts/prove-predictions

.PHONY: prove-advice
prove-advice: ## measure how good the advice of forkscale advise is, into docs/advice.md: about ten minutes
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@FORKSCALE_BUILD=$(OUT) scripts/prove-advice

.PHONY: conformance
conformance: ## write docs/conformance.md: strategies and mutants against properties
	@scripts/setup test
	@$(MAKE) --no-print-directory $(JOBS) all
	@FORKSCALE_BUILD=$(OUT) scripts/conformance >$(OUT)/conformance.md
	@cp $(OUT)/conformance.md docs/conformance.md

.PHONY: lint
lint: ## run formatters, linters and both compilers, with -Werror
	@scripts/setup lint
	@scripts/lint

.PHONY: format
format: ## format all C and C++ in place
	@clang-format -i $$(git ls-files -co --exclude-standard '*.c' '*.h' '*.cc')

.PHONY: debug asan tsan
debug: ## build without optimisation, into build/debug
	@$(MAKE) --no-print-directory MODE=debug all
asan: ## build with address and undefined-behaviour sanitizers, into build/asan
	@$(MAKE) --no-print-directory MODE=asan all
tsan: ## build with the thread sanitizer, into build/tsan
	@$(MAKE) --no-print-directory MODE=tsan all

# Timed by Google Benchmark, through the shim.
$(OUT)/bench/kit: tests/bench/kit.c $(call objects,harness/run/benchmark.cc harness/record/metric.c harness/analyse/estimate.c) \
                  $(OUT)/libforkscale.so
	@mkdir -p $(@D)
	$(call say,BENCH,$@) $(CC) $(BASE_C) $(CPPFLAGS) $(CFLAGS) -c $< -o $@.o
	$(call say,LINK,$@) $(CXX) $(LINK) -Wl,-rpath,'$$ORIGIN/..' -o $@ $@.o $(filter %.o,$^) -L$(OUT) -lforkscale \
	    $(CONDUCTOR_LIBS) -lm

# A strategy that does a floor, to be measured beside those that it bounds.
$(OUT)/bench/floor.so: tests/bench/floor.c $(FLOOR_O) $(OUT)/libforkscale.so $(OUT)/SETTINGS
	@mkdir -p $(@D)
	$(make_module)

$(OUT)/bench/openmp_llvm.so: strategies/openmp.c $(OUT)/libforkscale.so $(OUT)/SETTINGS
	@mkdir -p $(@D)
	$(call say,MOD,$@) $(CC) $(BASE_C) -MF $@.d -MT $@ $(CPPFLAGS) $(CFLAGS) -shared -Wl,-z,defs $(LINK) -o $@ $< -fopenmp \
	    -l:libomp.so.5 -L$(OUT) -lforkscale -lm

# --- fuzzing ---------------------------------------------------------------------------------------

# The reader of results and everything that shows them, always with the sanitizers of MODE=asan. libFuzzer brings its
# own main and comes with clang only; replay runs the same code on given files, built by any compiler.
FUZZ_CC := clang
FUZZ_C  := tests/fuzz/results.c $(KIT_C) $(wildcard $(addprefix harness/,process/*.c record/*.c analyse/*.c predict/*.c show/*.c))
FUZZ_H  := $(wildcard $(addprefix harness/,kit/*.h process/*.h record/*.h analyse/*.h predict/*.h show/*.h))
fuzz    = $(1) $(filter-out -MMD -MP,$(BASE_C)) $(CONDUCTOR_CFLAGS) $(OPT_asan) $(2) -o $@ $(filter %.c,$^) \
              $(CONDUCTOR_LIBS) -lm

.PHONY: fuzz
fuzz: $(OUT)/fuzz/results ## build the fuzzer of the results reader, which needs clang

$(OUT)/fuzz/results: $(FUZZ_C) $(FUZZ_H) $(OUT)/SETTINGS
	@mkdir -p $(@D)
	$(call say,FUZZ,$@) $(call fuzz,$(FUZZ_CC),-fsanitize=fuzzer)

$(OUT)/fuzz/replay: tests/fuzz/replay.c $(FUZZ_C) $(FUZZ_H) $(OUT)/SETTINGS
	@mkdir -p $(@D)
	$(call say,FUZZ,$@) $(call fuzz,$(CC))

# --- installing ------------------------------------------------------------------------------------

BIN     := $(DESTDIR)$(PREFIX)/bin
LIB     := $(DESTDIR)$(PREFIX)/lib
INCLUDE := $(DESTDIR)$(PREFIX)/include/forkscale

.PHONY: install
install: all ## install programs, modules and headers under PREFIX
	install -d $(BIN) $(LIB)/forkscale/strategies $(LIB)/forkscale/workloads $(LIB)/forkscale/gnuplot $(LIB)/forkscale/check \
	    $(INCLUDE)/kit
	install $(OUT)/forkscale $(BIN)
	install -m 644 $(OUT)/libforkscale.so $(LIB)
	install $(OUT)/forkscale-cell $(OUT)/forkscale-checker $(LIB)/forkscale
	install -m 644 $(OUT)/check/probe.so $(LIB)/forkscale/check
	install -m 644 $(OUT)/strategies/*.so $(LIB)/forkscale/strategies
	install -m 644 $(BESIDE) $(LIB)/forkscale/strategies
	install -m 644 $(OUT)/workloads/*.so $(LIB)/forkscale/workloads
	install -m 644 $(SCRIPTS) $(LIB)/forkscale/gnuplot
	install -m 644 strategies/strategy.h workloads/workload.h $(INCLUDE)
	install -m 644 harness/kit/*.h $(INCLUDE)/kit

.PHONY: uninstall
uninstall: ## remove what install put under PREFIX
	rm -rf $(LIB)/forkscale $(INCLUDE)
	rm -f $(BIN)/forkscale $(LIB)/libforkscale.so

.PHONY: clean
clean: ## remove build/; results stay
	rm -rf build

.DELETE_ON_ERROR:
