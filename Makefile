# Everything a person says to this project, one line each. Needs Python 3.11 or newer, with venv and pip.
PYTHON ?= python3
SEEDS ?= 300
SCALE ?= 1
ARGS ?=

PY := .venv/bin/python
# The environment is known by what made it: another lock or another Python makes it anew.
KEY := $(shell { cat requirements.lock; $(PYTHON) -V; } 2>/dev/null | cksum | tr ' ' '-')
INSTALLED := .venv/.installed-$(KEY)
# So is the web edition: by the names and contents of all that goes into it.
INTO_WEB = find main.py requirements.lock pyproject.toml assets mobile shared -type f ! -name '*.pyc' ! -path 'assets/screens/*'
BUILT := build/.web-$(shell $(INTO_WEB) 2>/dev/null | LC_ALL=C sort | xargs cksum 2>/dev/null | cksum | tr ' ' '-')

.DEFAULT_GOAL := help
.PHONY: help run test check style layout types imports rules simulate mutants bench kills attacks web fmt words lock

help: ## list these commands
	@sed -n 's/^\([a-z]*\):[^#]*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: web ## start the server with a demo club at http://localhost:8000 (the first time installs and builds)
	$(PY) -m sync_server run $(ARGS)

test: $(INSTALLED) ## run every test, on every core; ARGS="-k invoice" picks some, ARGS=--whole walks the longest ways
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: style layout types imports rules ## style, layout, types, who imports whom, and the house rules; make -k check tells all

style: $(INSTALLED)
	$(PY) -m ruff check --output-format concise

layout: $(INSTALLED)
	$(PY) -m ruff format --check --output-format concise

types: $(INSTALLED)
	$(PY) -m mypy

imports: $(INSTALLED)
	.venv/bin/lint-imports

rules: $(INSTALLED)
	$(PY) -m pytest -q --no-header tests/test_house.py

simulate: $(INSTALLED) ## many devices, one server, bad weather: SEEDS=300 runs
	$(PY) -m tests.simulation --seeds $(SEEDS) $(ARGS)

mutants: $(INSTALLED) ## plant small bugs in the engine, each in its own process, and see who catches them; ARGS="--from 40" goes on
	$(PY) -m tests.mutants $(ARGS)

bench: $(INSTALLED) ## how fast, as ratios to a floor measured in the same run: SCALE=0.1, 1 or 4
	$(PY) -m tests.bench --scale $(SCALE) $(ARGS)

kills: $(INSTALLED) ## end the browser and the server in the middle of writes, and look for lost work
	$(PY) -m tests.journeys.kills $(ARGS)

attacks: $(INSTALLED) ## what a hostile reviewer tries, against a real server; ARGS=--holes digs holes and sees them found
	$(PY) -m tests.attacks $(ARGS)

web: $(BUILT) ## build the installed web app into build/web, when something in it changed

fmt: $(INSTALLED) ## put the code in the house's layout, and mend what can be mended by a program
	$(PY) -m ruff check --fix-only --quiet
	$(PY) -m ruff format

words: $(INSTALLED) ## compile the catalogues under assets/locale, after a change in one
	.venv/bin/pybabel compile --directory assets/locale --domain touchline

lock: ## pin all dependencies with hashes in requirements.lock; Python 3.11; ARGS=--upgrade takes newer ones
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Lock with Python 3.11, the oldest that must work.")'
	$(PYTHON) -m venv --clear build/lock
	build/lock/bin/python -m pip install -qq --disable-pip-version-check pip-tools==7.6.2
	CUSTOM_COMPILE_COMMAND='make lock' build/lock/bin/python -m piptools compile --quiet --all-extras \
	    --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host \
	    --no-emit-find-links --output-file requirements.lock $(ARGS) pyproject.toml

$(BUILT): $(INSTALLED)
	@mkdir -p build
	@rm -f build/.web-*
	$(PY) -m mobile.web.build --out build/web
	@touch $@

$(INSTALLED):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Touchline needs Python 3.11 or newer.")'
	@test ! -L .venv || { echo ".venv is a link to somebody else's environment: it is not made anew"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(PY) -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	@touch $@
