# `make` prints this help. Every target sets up what it needs by itself, prints its verdict as its last line
# and ends with a code other than 0 when it failed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Start-up takes a second less when Python may keep what it compiled.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run test check doors story bench packs new-room docs-screenshots wheel messages lock setup-run setup-dev clean

help:  ## print this help
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 26

run: setup-run  ## set up and start the demonstration (PORT=8001: another port); Ctrl-C stops
	@MADOGUCHI_DEMO=1 $(BIN)/madoguchi run --demonstration $(if $(ADDRESS),--host $(ADDRESS)) $(if $(PORT),--port $(PORT))

test: setup-dev  ## run every test on SQLite and PostgreSQL; the last line counts
	@$(BIN)/python tools/run_tests.py $(ARGS)

check: setup-dev  ## lint, types, texts, packs, the wheel, house tests
	@tools/check.sh

doors: setup-dev  ## knock at every door: the attacks on both engines; the last line counts what was tried
	@$(BIN)/python tools/doors.py $(ARGS)

story: setup-dev  ## the whole main job, headless, over real HTTP with a real mail sink
	@$(BIN)/python tests/story/story.py

bench: setup-dev  ## benchmarks (ONLY=name picks one); JSON lines on standard output
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

packs: setup-run  ## validate every pack, run its examples, write packs/INDEX.md
	@$(BIN)/madoguchi packs

new-room: setup-dev  ## make a small working room: make new-room NAME=library FLOOR=procedures
	@$(BIN)/python tools/new_room.py "$(NAME)" "$(FLOOR)"

docs-screenshots: setup-dev  ## make the screenshots of README and docs with a real browser
	@$(BIN)/python tools/screenshots.py

wheel: setup-dev  ## build the installable package dist/madoguchi-….whl and check that nothing is missing in it
	@$(BIN)/python tools/wheel.py

messages: setup-dev  ## collect the texts of every room into its English catalogue
	@$(BIN)/python tools/messages.py extract

lock: setup-dev  ## renew requirements/*.txt from requirements/*.in
	@tools/lock.sh

setup-run: $(VENV)/.run $(VENV)/.assets
setup-dev: $(VENV)/.dev $(VENV)/.assets

$(VENV)/.run: requirements/uv.txt requirements/base.txt requirements/build.txt tools/venv.sh
	@PYTHON=$(PYTHON) tools/venv.sh base

$(VENV)/.dev: requirements/uv.txt requirements/dev.txt tools/venv.sh
	@PYTHON=$(PYTHON) tools/venv.sh dev

PO := $(shell find src -name '*.po' 2>/dev/null)
ASSETS := $(shell find src/madoguchi/kernel/ui/static -type f -not -path '*/build/*' 2>/dev/null)
$(VENV)/.assets: package-lock.json tools/assets.mjs tools/node.sh tools/messages.py $(ASSETS) $(PO) | $(VENV)/.run
	@echo "setup: building style sheets, scripts, fonts and texts" >&2
	@tools/node.sh npm ci --no-audit --no-fund --loglevel=error >/dev/null || \
	  { echo "setup: FAILED: npm could not fetch the Node packages (see above). Is there a network?" >&2; exit 1; }
	@tools/node.sh node tools/assets.mjs >/dev/null
	@$(BIN)/python tools/messages.py compile
	@touch $@

clean:  ## remove what the build made (not var/, which holds data)
	@rm -rf $(VENV) node_modules dist src/madoguchi/kernel/ui/static/ui/build
	@find src -name '*.mo' -delete
	@echo "clean: done"
