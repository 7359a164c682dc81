# The two commands of the README are `make run` and `make test`; everything they need is made on the way.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt
PORT ?= 8501

.PHONY: run test test-slow lint bench venv dev clean

run: venv  ## serve the app on 127.0.0.1:8501, with the demo company as long as there are no data
	$(PY) -m core serve --demo --port $(PORT)

test: dev  ## the tests; browser tests skip where there is no Chromium
	$(PY) -m pytest -m "not slow"

test-slow: dev  ## the tests that take longest
	$(PY) -m pytest -m slow

lint: dev  ## format, types, SQL style and layers (also inside make test)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m sqlfluff lint core
	$(VENV)/bin/lint-imports

bench: dev  ## measure against the budgets and print ratios
	$(PY) -m tests.bench

venv: $(VENV)/run.stamp
dev: $(VENV)/dev.stamp

$(VENV)/run.stamp: requirements.txt constraints.txt
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.txt
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache htmlcov .coverage output
