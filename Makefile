# The front door. Meson and Ninja do the work; make is what a fresh machine has.
#
#   make run     set up, build, run the embedded case       make help   the rest

BUILD ?= build
CASE ?= caspian
OUT ?= out
PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 60
JOBS ?=
MESON_ARGS ?=

# Published answers that the reference tests compare with; tests say when it is not there.
FALAK_REFERENCE ?= $(abspath ../shared/reference)
export FALAK_REFERENCE

PROGRAM = $(BUILD)/src/cli/falak
NINJA = $(shell command -v ninja || command -v ninja-build || echo ninja) $(if $(JOBS),-j$(JOBS))
MESON = meson

.DEFAULT_GOAL = help
.PHONY: run test quick setup build bench fuzz docs install format clean help

run: setup $(BUILD)/build.ninja
	@scripts/quiet.sh building $(NINJA) -C $(BUILD) src/cli/falak
	@$(PROGRAM) run $(CASE) --out $(OUT)

test: build
	@scripts/test.sh $(BUILD)

# Leaves out what is marked slow.
quick: build
	@scripts/test.sh $(BUILD) --no-suite slow

setup:
	@scripts/setup.sh

# Ninja runs meson again by itself when a meson.build changed.
$(BUILD)/build.ninja: | setup
	@scripts/quiet.sh "looking at this machine" $(MESON) setup $(BUILD) --prefix $(PREFIX) $(MESON_ARGS)

build: setup $(BUILD)/build.ninja
	@scripts/quiet.sh building $(NINJA) -C $(BUILD)

bench: build
	@scripts/bench.sh $(BUILD)

fuzz:
	@scripts/setup.sh ci
	@scripts/fuzz.sh $(BUILD)-fuzz $(FUZZ_SECONDS)

# Pages that the program writes itself, so that they cannot fall behind it.
docs: setup $(BUILD)/build.ninja
	@scripts/quiet.sh building $(NINJA) -C $(BUILD) src/cli/falak src/cli/falak.1
	@$(PROGRAM) --markdown > $(BUILD)/commands.md
	@cmp -s $(BUILD)/commands.md docs/commands.md || cp $(BUILD)/commands.md docs/commands.md
	@$(PROGRAM) --effects-markdown > $(BUILD)/effects.md
	@cmp -s $(BUILD)/effects.md docs/effects.md || cp $(BUILD)/effects.md docs/effects.md
	@echo "docs/commands.md, docs/effects.md and $(BUILD)/src/cli/falak.1 are as the program is"

install: build
	@scripts/quiet.sh configuring $(MESON) configure $(BUILD) -Dprefix=$(abspath $(PREFIX))
	@scripts/quiet.sh building $(NINJA) -C $(BUILD)
	@DESTDIR="$(DESTDIR)" scripts/quiet.sh installing $(MESON) install -C $(BUILD) --no-rebuild
	@echo "falak is in $(DESTDIR)$(abspath $(PREFIX))/bin"

format:
	@command -v clang-format >/dev/null || scripts/setup.sh ci
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	@rm -rf $(BUILD) $(BUILD)-*

help:
	@echo 'make run      set up, build, run the embedded case; the report is in $(OUT)/'
	@echo 'make test     set up, build, run the whole suite'
	@echo 'make quick    the suite without what is slow'
	@echo ''
	@echo 'make setup    install what is missing, through the package manager'
	@echo 'make build    library, program, tests and benchmarks, in $(BUILD)/'
	@echo 'make bench    what it costs: one JSON line a case'
	@echo 'make fuzz     every reader of files against noise, FUZZ_SECONDS=$(FUZZ_SECONDS) each (clang)'
	@echo 'make docs     write the pages that the program generates'
	@echo 'make install  into PREFIX=$(PREFIX), below DESTDIR when given'
	@echo 'make format   lay out every C file with clang-format'
	@echo 'make clean    remove $(BUILD)/ and $(BUILD)-*/'
