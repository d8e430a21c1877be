# make demo · make test · make check · make bench · make rehearsal · make soak · make audit · make sbom · make docs
PYTHON ?= python3.11
BIN := .venv/bin
MEMBERS := contracts kernel services/review services/scheduling services/reporting \
  plugins/california plugins/mississippi plugins/northcarolina demo
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python
VENDORED := kernel/src/concord_kernel/web/static/vendor/VENDORED.json

.DEFAULT_GOAL := help
.PHONY: help setup demo test check types style fix bench rehearsal soak audit sbom texts docs pictures lock clean

help:  ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed $(VENDORED)  ## install everything into .venv, pinned by hash

.venv/.installed: constraints.txt pyproject.toml $(MEMBERS:%=%/pyproject.toml)
	@command -v $(PYTHON) >/dev/null || { echo "Concord needs Python 3.11: $(PYTHON) was not found"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	@awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' constraints.txt > .venv/uv.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r .venv/uv.txt
	$(UV) --require-hashes --compile-bytecode -r constraints.txt || \
	  $(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt  # where only pip knows the way to packages
	$(UV) --no-deps --no-build-isolation $(MEMBERS:%=-e ./%)
	@touch $@

$(VENDORED): .venv/.installed $(addprefix assets/,package.json package-lock.json .npmrc concord.scss build.py)
	$(BIN)/python assets/build.py
	@touch $@

demo: setup  ## start everything, play the reviews, leave the site running (ONCE=1: check and exit)
	$(BIN)/concord-demo $(if $(ONCE),--once)

test: setup  ## every test, on real servers
	$(BIN)/python -m pytest -n 3 --dist loadgroup

check: setup  ## static: format, lint, types, import contracts, dependencies
	@$(MAKE) --no-print-directory --jobs=2 --output-sync types style

types:
	$(BIN)/mypy

style:
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-cache
	@echo $(MEMBERS) | xargs -n 1 -P 4 sh -c 'cd $$0 && $(CURDIR)/$(BIN)/deptry --config pyproject.toml src'

fix: setup  ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup  ## measure, and write bench.json and docs/reference/performance.md
	$(BIN)/python -m tests.benchmarks

rehearsal: setup  ## event weeks of 58 counties at once, and write docs/reference/rehearsal.md
	$(BIN)/python -m tests.rehearsal

soak: setup  ## the long campaigns, and write docs/reference/reliability.md
	$(BIN)/python -m tests.faults.campaign
	CONCORD_API_EXAMPLES=40 $(BIN)/python -m pytest -q tests/api/test_schemathesis.py \
	  tests/api/test_hostile_fields.py tests/browser/test_hostile_text.py
	CONCORD_EVERY_DAY=1 $(BIN)/python -m pytest -q tests/browser/roles

audit: setup  ## compare every pinned package with the known advisories; needs the network
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r constraints.txt

sbom: setup  ## write which packages are in use, as CycloneDX, into dist/
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements constraints.txt --output-reproducible --of JSON -o dist/sbom-python.json
	$(BIN)/python assets/sbom.py dist/sbom-assets.json

texts: setup  ## bring the catalogs of other languages up to what is said
	$(BIN)/python -m tests.support.catalogs

docs: setup  ## write the generated references
	$(BIN)/concord docs
	$(BIN)/python -m tests.support.asvs
	$(BIN)/python -m tests.support.requirements

pictures: setup  ## perform the tutorial at a browser, and put its pictures beside it
	$(BIN)/python -m pytest -q tests/browser/test_tutorial.py
	$(BIN)/python -m tests.support.tutorial

lock:  ## pin every dependency anew, with hashes
	$(BIN)/uv export --quiet --no-header --all-packages --all-groups --no-emit-workspace --output-file constraints.txt

clean:  ## forget what a run left behind
	rm -rf .run
