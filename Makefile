# Two commands: `make run` shows the sample city, `make test` proves the program. Both can be run again at any time.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
DATA ?= data/sample
SEED ?= 7
SCALE ?= 1
SERVE ?= 1
PORT ?= 8000
UNTIL ?= $(shell TZ=Asia/Shanghai date +%F)
ROWS ?= 10000000
ITEMS ?= 1000000

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
PACKAGES := chromium libreoffice-writer-nogui fonts-noto-cjk fontconfig
SAY := @printf '\n== %s\n'

.PHONY: help setup run serve test test-quick lint types browser-packages bench-ingest bench-screen clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 — \2/p' Makefile

$(VENV)/bin/python:
	$(SAY) "Making the virtual environment in $(VENV)"
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name it with PYTHON=…"; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { echo "The venv module is missing: on Debian, apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/run.stamp: $(VENV)/bin/python requirements/run.lock pyproject.toml
	$(SAY) "Installing the locked dependencies"
	@$(PIP) install --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.lock
	$(SAY) "Installing the locked tools for tests"
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/faces.stamp: $(VENV)/run.stamp src/jianzhen/faces/vendor.lock.json $(wildcard src/jianzhen/faces/locale/*/LC_MESSAGES/*.po)
	$(SAY) "Fetching the pinned JavaScript and compiling the words"
	@command -v npm >/dev/null 2>&1 || test -x $(VENV)/bin/npm || $(PIP) install --require-hashes -r requirements/npm.lock
	@$(PY) -m jianzhen.faces.vendor
	@$(PY) -m jianzhen.faces.words
	@touch $@

$(VENV)/code.stamp: $(VENV)/run.stamp $(wildcard src/jianzhen/stages/screening/matching/*.py src/jianzhen/stages/screening/engine/*.py)
	$(SAY) "Compiling the matcher"
	@$(PY) -m jianzhen.plane.warming
	@touch $@

setup: $(VENV)/run.stamp $(VENV)/code.stamp $(VENV)/faces.stamp ## install what running needs

run: setup ## build the sample city, run one pass, serve it (SERVE=0 ends after the pass)
	$(SAY) "Building the sample city in $(DATA) (seed $(SEED), scale $(SCALE))"
	@$(PY) -m jianzhen sample build "$(DATA)" --seed $(SEED) --scale $(SCALE) --until $(UNTIL)
	$(SAY) "One pass: collect, screen, trace, route, tick"
	@$(PY) -m jianzhen run --data "$(DATA)"
	@$(PY) -m jianzhen sample plan --data "$(DATA)"
	@$(PY) -m jianzhen sample people --data "$(DATA)"
	@if [ "$(SERVE)" != "0" ]; then $(MAKE) --no-print-directory serve; fi

serve: setup ## serve the instance in DATA
	@$(PY) -m jianzhen serve --data "$(DATA)" --port $(PORT)

lint: $(VENV)/dev.stamp ## style
	$(SAY) "Style (ruff)"
	@$(VENV)/bin/python -m ruff check src tests bench tools
	@$(VENV)/bin/python -m ruff format --check --quiet src tests bench tools

types: $(VENV)/dev.stamp ## strict typing
	$(SAY) "Types (mypy --strict)"
	@$(PY) -m mypy

browser-packages:
	@if command -v chromium >/dev/null 2>&1 && command -v soffice >/dev/null 2>&1 && fc-list 2>/dev/null | grep -q 'Noto Sans CJK'; then :; \
	elif [ "$$(id -u)" = "0" ] && command -v apt-get >/dev/null 2>&1; then \
		printf '\n== %s\n' "Installing Chromium, LibreOffice Writer and Chinese fonts with apt"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null; \
	else echo "The browser and the paper tests want, as root: apt-get install $(PACKAGES)"; fi

test: setup $(VENV)/dev.stamp browser-packages lint types ## style, types and the whole suite on both databases
	$(SAY) "The suite on SQLite"
	@$(PY) -m pytest -q -n 2 -m "not browser and not postgres"
	$(SAY) "What touches the database again, on PostgreSQL"
	@$(PY) tests/with_postgres.py -q -n 2 -m "not browser" tests/custody tests/people tests/stages tests/flow
	$(SAY) "The browser walk"
	@$(PY) -m pytest -q -m browser tests

test-quick: $(VENV)/dev.stamp ## the suite on SQLite, no browser
	@$(PY) -m pytest -q -n 2 -m "not browser and not postgres"

bench-ingest: $(VENV)/dev.stamp ## take in ROWS rows and print seconds and peak memory
	@$(PY) bench/ingest.py $(ROWS)

bench-screen: setup $(VENV)/dev.stamp ## screen ITEMS listings against 300,000 marks as a process of its own
	@$(PY) bench/end_to_end.py --items $(ITEMS)

clean: ## remove what was made here, not your data
	@rm -rf $(VENV) build src/jianzhen/faces/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
