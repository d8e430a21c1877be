# make demo · make test · make check · make bench · make soak · make docs · make lock
PYTHON ?= python3.11
BIN := .venv/bin
MEMBERS := contracts kernel services/review services/scheduling services/reporting \
  plugins/california plugins/mississippi plugins/northcarolina demo

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix bench soak docs lock clean

help:  ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed  ## install everything into .venv, pinned by hash

.venv/.installed: constraints.txt pyproject.toml $(MEMBERS:%=%/pyproject.toml)
	@command -v $(PYTHON) >/dev/null || { echo "Concord needs Python 3.11: $(PYTHON) was not found"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation $(MEMBERS:%=-e ./%)
	@touch $@

demo: setup  ## start everything, play the reviews, leave the site running (ONCE=1: check and exit)
	$(BIN)/concord-demo $(if $(ONCE),--once)

test: setup  ## every test, on real servers
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: setup  ## static: format, lint, types, import contracts, dependencies
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	@for member in $(MEMBERS); do (cd $$member && $(CURDIR)/$(BIN)/deptry --config pyproject.toml src) || exit 1; done

fix: setup  ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup  ## measure, and write bench.json and docs/reference/performance.md
	$(BIN)/python -m tests.benchmarks

soak: setup  ## the long campaigns, and write docs/reference/reliability.md
	$(BIN)/python -m tests.faults.campaign

docs: setup  ## write the generated references
	$(BIN)/concord docs

lock:  ## pin every dependency anew, with hashes
	$(BIN)/uv export --quiet --no-header --all-packages --all-groups --no-emit-workspace --output-file constraints.txt

clean:  ## forget what a run left behind
	rm -rf .run
