# Nutgraf on a fresh machine: Python 3.11+ and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTING := $(VENV)/.testing
CHECKING := $(VENV)/.checking
BENCHMARKING := $(VENV)/.benchmarking

.PHONY: help run install test check format fuzz bench bench-opensearch relevance ablation docs clean

help:
	@echo "make run      install, index seeds/ and serve the search page on http://127.0.0.1:8000"
	@echo "make install  install Nutgraf into .venv"
	@echo "make test     install what the tests need and run every test"
	@echo "make check    format, lint, types, layers, generated documents"
	@echo "make format   put the code into the project's format"
	@echo "make fuzz     compare the engines with the brute-force truth for a long time"
	@echo "make bench    measure beside peers and write docs/benchmarks.md; ARGS='--quick' for less"
	@echo "make bench-opensearch  measure an archive in OpenSearch and write the figures of docs/scale.md"
	@echo "make relevance  measure how good the ranking is; ARGS='--quick' for less"
	@echo "make ablation  measure what each part of the ranking is worth and write docs/ranking.md; ARGS='--quick' for less"
	@echo "make docs     write the generated parts of docs/ anew"

run: install
	$(BIN)/nutgraf index seeds
	$(BIN)/nutgraf serve

install: $(INSTALLED)

$(VENV)/bin/python:
	sh .ci/venv "$(PYTHON)" "$(VENV)"

$(INSTALLED): pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[all]"
	@touch $@

$(TESTING): pyproject.toml $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test
	sh .ci/chromium
	sh .ci/opensearch $(BIN)/python
	@touch $@

$(CHECKING): pyproject.toml $(TESTING)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group check
	@touch $@

$(BENCHMARKING): pyproject.toml $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group benchmarks
	@touch $@

test: $(TESTING)
	$(BIN)/python -m pytest $(ARGS)

check: $(CHECKING)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

format: $(CHECKING)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: $(TESTING)
	NUTGRAF_EXAMPLES=2000 $(BIN)/python -m pytest tests/test_truth.py -p no:randomly

bench: $(BENCHMARKING)
	-@sh .ci/peers
	$(BIN)/python benchmarks/speed/run.py $(ARGS)

bench-opensearch: $(BENCHMARKING)
	sh .ci/opensearch $(BIN)/python
	$(BIN)/python benchmarks/opensearch/run.py $(ARGS)

relevance: $(BENCHMARKING)
	$(BIN)/python benchmarks/relevance/run.py $(ARGS)

ablation: $(BENCHMARKING)
	$(BIN)/python benchmarks/relevance/ablation.py $(ARGS)

docs: $(CHECKING)
	$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dist
