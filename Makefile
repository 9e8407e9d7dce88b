# Everything a developer runs. On a fresh machine: python3 (with its venv module) and make are enough.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SOURCES := $(wildcard i18n store tui tests benchmarks docs/manual.py docs/pictures.py) hatch_build.py .ci/catalogues.py
COMPILED := $(patsubst %.po,%.mo,$(wildcard i18n/catalogues/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run demo test test-more trials check bench pictures manual catalogues lock clean

help:  ## Say what make can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) $(COMPILED)  ## Make .venv, with the macle command in it
	@# For whoever asked for this alone: the others go on.
	@test '$(MAKECMDGOALS)' != setup || echo 'Start Macle with: $(BIN)/macle (or: make run)'

$(READY): requirements-dev.lock pyproject.toml hatch_build.py launcher/macle
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Macle needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	@echo 'Installing what Macle needs into .venv'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

%.mo: %.po | $(READY)
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

run: setup  ## Start Macle
	$(BIN)/macle

demo: setup  ## Try Macle with invented people, in a store that is thrown away
	$(BIN)/macle demo

test: setup  ## Run the tests
	$(BIN)/pytest -n auto

test-more: setup  ## Run the tests that need servers of Debian's, or that take longer
	$(BIN)/pytest -n auto -m "more and not trial"

trials: setup  ## Run the long trials: kills, races, random histories
	$(BIN)/pytest -n auto -m trial -o timeout=3600

check: setup  ## Check format, lint, types, contracts, dependencies, catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .
	$(BIN)/python .ci/catalogues.py check
	$(BIN)/python docs/manual.py check
	@# Who installs Macle chooses where packages come from.
	! git grep --untracked -nIE 'p[y]pi\.(org|python)|p[y]thonhosted|^--?(i|f|index-url|extra-index-url|find-links)\b'

bench: setup  ## Measure, and write docs/BENCHMARKS.md
	$(BIN)/python -m benchmarks

pictures: setup  ## Draw the README's pictures
	$(BIN)/python docs/pictures.py

manual: setup  ## Write the manual page again, in each language
	$(BIN)/python docs/manual.py update

catalogues: setup  ## Bring the translations in step with the sources, and say what is left to translate
	$(BIN)/python .ci/catalogues.py update

# The configuration of this machine (mirrors, local wheels) must not leak into the locks.
LOCK := env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras \
	--allow-unsafe --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: setup  ## Pin today's versions: requirements.lock to run Macle, requirements-dev.lock to work on it
	$(LOCK) --output-file requirements.lock pyproject.toml
	$(LOCK) --output-file requirements-dev.lock --constraint requirements.lock --extra dev --all-build-deps pyproject.toml

clean:  ## Remove what make made
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find i18n -name '*.mo' -delete
