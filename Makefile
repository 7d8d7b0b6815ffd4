# Each target is one line that a newcomer can read. The first two work as the first thing typed.
PYTHON ?= python3
PORT ?= 8000
VAR ?= var
BIN = .venv/bin
COMPILE = $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
export PORT VAR

.PHONY: run test lint format fuzz lock bench messages

run: .venv/base.txt  ## the portal with its demo, on this machine alone
	@DEMO=1 exec $(BIN)/python manage.py run_portal

test: .venv/dev.txt .venv/browser  ## every test
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/dev.txt  ## formatting, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files -co --exclude-standard 'templates/*.html')
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/dev.txt  ## as lint wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files -co --exclude-standard 'templates/*.html')

bench: .venv/dev.txt  ## the benchmarks, as a table
	$(BIN)/python -m pytest tests/benchmarks -s --run-benchmarks

fuzz: .venv/dev.txt  ## odd requests to the open data of the portal that runs: no server error
	$(BIN)/schemathesis run http://127.0.0.1:$(PORT)/api/schema/ --checks not_a_server_error --max-examples 20 --max-time 300 --no-shrink --generation-database none

lock: .venv/dev.txt  ## new versions of everything that pyproject.toml allows
	$(COMPILE) --upgrade --output-file requirements/base.txt pyproject.toml
	$(COMPILE) --upgrade --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt pyproject.toml

messages: .venv/dev.txt  ## collects what is to be translated (needs gettext)
	$(BIN)/python manage.py makemessages --all --no-obsolete --no-location --ignore=.venv --ignore=var

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/%.txt: requirements/%.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@cp $< $@

.venv/browser: | .venv/dev.txt
	command -v chromium >$@ || $(BIN)/playwright install chromium >$@
