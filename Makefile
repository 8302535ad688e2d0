# The few verbs of this house, the same at the desk and in CI.
# On a machine with git, make and Python 3.11 or later, `make explore` does everything.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
RUN    := $(BIN)/policykg
# The scripts of the pages, which are bundled when the package is installed.
FRONTEND := $(wildcard explorer/frontend/src/* explorer/frontend/*.json explorer/frontend/*.mjs) \
	graph/pictures/templates/networkview.js

.PHONY: explore stop test sweep lint facts docs schema fresh agreement bench lock release clean

explore: $(VENV)/.ready
	$(RUN) check
	$(RUN) build
	$(RUN) stats
	$(RUN) explore

stop: $(VENV)/.ready
	$(RUN) explore --stop

# `make lint facts test` answers in about ten minutes on two cores; `make sweep` has the
# rest: pages in a browser, other programs, hostile clients, many made-up inputs, large sizes.
test: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not sweep"

# POLICYKG_SWEEP=small make sweep: with few inputs and small sizes, as .ci/run does; properties have
# then been tried with as many inputs by `make test`.
sweep: export POLICYKG_SWEEP ?= full
sweep: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -n auto --dist worksteal -m "$(if $(filter small,$(POLICYKG_SWEEP)),sweep,sweep or hypothesis)"

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

facts: $(VENV)/.ready
	$(RUN) fmt --check
	$(RUN) check

# What is generated from a declaration and committed (constants, tables of the docs, schemas,
# palette), then the docs as a site in build/site; a broken link or a page left out is an error.
docs: $(VENV)/.ready-dev
	$(BIN)/python -m tools.generate
	$(BIN)/python -m tools.docsite

# The JSON Schemas of the files that people write.
schema: $(VENV)/.ready-dev
	$(BIN)/python -m tools.generate facts/facts.schema.json facts/authority.schema.json

# What is generated is fresh, and the docs are fit to be a site.
fresh: $(VENV)/.ready-dev
	$(BIN)/python -m tools.generate --check
	$(BIN)/python -m tools.docsite

# The tables of docs/agreement.md; needs the source texts (POLICYKG_SOURCES).
agreement: $(VENV)/.ready-dev
	$(BIN)/python -m benchmarks.agreement --write

bench: $(VENV)/.ready-dev
	$(BIN)/python -m benchmarks

lock: $(VENV)/.ready-dev
	sh tools/lock.sh

# make release VERSION=1.0.0 [SINCE=COMMIT-OR-FILE] [DRY=1]: see tools/release.py.
release: $(VENV)/.ready-dev
	$(BIN)/python -m tools.release $(VERSION) $(if $(SINCE),--since $(SINCE)) $(if $(DRY),--dry-run)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "policykg needs Python 3.11 or later: make PYTHON=python3.11 explore")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: $(BIN)/python requirements.lock pyproject.toml policykg/__init__.py $(FRONTEND)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf build .policykg .mypy_cache .ruff_cache .pytest_cache
