# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The front door. Every target first installs what is missing (utils/setup.sh,
# silent and quick when nothing is), then configures and builds with CMake and
# Ninja in build/<preset>. CMake users can skip this file: cmake --preset dev.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

# One compile takes up to 1 GB, so memory bounds the jobs too.
JOBS ?= $(shell awk -v n="$$(nproc 2>/dev/null || echo 1)" \
	'/^MemAvailable/ { m = int($$2 / 1048576); if (m < n) n = m } \
	END { print n < 1 ? 1 : n }' /proc/meminfo 2>/dev/null || echo 1)

# Compiled kernels of the CPU driver stay inside the build directory.
mesa_cache = MESA_SHADER_CACHE_DIR="$(CURDIR)/build/$(1)/mesa-cache"
ninja = ninja -C build/$(1) -j $(JOBS) $(2) </dev/null

# The set-up installs a driver, so a missing device is a failure, not a skip.
export VYRE_REQUIRE_VULKAN ?= 1

TOOLS := vyre-opt vyre-run vyre-translate

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' \
	  Makefile

.PHONY: setup
setup: ## install the packages of utils/packages.txt that are missing
	@utils/setup.sh

.PHONY: run
run: build/release/build.ninja ## build, then compile, run and verify an example
	@$(call ninja,release,$(TOOLS))
	@$(call mesa_cache,release) examples/run.sh "$(CURDIR)/build/release"

.PHONY: build
build: build/dev/build.ninja ## build everything with asserts, in build/dev
	@$(call ninja,dev,)

.PHONY: test
test: build ## build, then run every test, also under the validation layers
	@utils/run-tests.sh build/dev

.PHONY: validation
validation: build ## only the run under the Vulkan validation layers
	@utils/run-tests.sh build/dev --only-validation

.PHONY: asan
asan: build/asan/build.ninja ## the suite with address and UB sanitizers
	@$(call ninja,asan,)
	@. utils/sanitizers.sh && utils/run-tests.sh build/asan --no-validation

.PHONY: tsan
tsan: build/tsan/build.ninja ## the unit tests with the thread sanitizer
	@$(call ninja,tsan,)
	@. utils/sanitizers.sh && utils/run-tests.sh build/tsan --only-unit

.PHONY: bench
bench: build/release/build.ninja ## measure against hand-written GLSL and Vulkan
	@$(call ninja,release,vyre-bench)
	@$(call mesa_cache,release) bench/run.sh "$(CURDIR)/build/release"

# For all fuzz targets together.
FUZZ_MINUTES ?= 10

.PHONY: fuzz
fuzz: build ## random bytes and modules, for FUZZ_MINUTES
	@utils/fuzz.sh $(FUZZ_MINUTES) build/dev

# Random programs that synchronise, before and after the passes on barriers.
BARRIER_PROGRAMS ?= 10000

.PHONY: barriers
barriers: build ## random programs through the barrier passes
	@utils/fuzz-barriers.sh $(BARRIER_PROGRAMS) build/dev

.PHONY: nightly
nightly: test asan tsan bench fuzz barriers ## everything above

.PHONY: format
format: ## rewrite the C++ sources in the house style
	@tool=$$(command -v clang-format-22) || { \
	  echo "make: clang-format-22 is not installed;" \
	    "fix: sudo apt-get install clang-format-22" >&2; exit 2; }; \
	git ls-files -z '*.cpp' '*.h' | xargs -0 -r "$$tool" -i

.PHONY: clean
clean: ## remove build/
	@rm -rf build

# Ninja configures again by itself when a CMake file changes.
build/%/build.ninja: CMakePresets.json | setup
	@cmake --preset $* </dev/null
	@touch $@
