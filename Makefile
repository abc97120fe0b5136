# Two commands: `make run` and `make test`. Everything else is for working on the code.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test client check format lock docs evaluate train-router bench-web screenshots clean

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: $(VENV)/runtime.done ## Set up what is missing and serve on http://127.0.0.1:8000
	@$(PY) -m scripts.build_client
	@exec $(PY) main.py

test: $(VENV)/test.done check ## Run every check and every test
	@$(PY) -m pytest --numprocesses=4 --dist=loadfile --no-loadscope-reorder

client: $(VENV)/runtime.done ## Build the web client, if it is not built yet
	@$(PY) -m scripts.build_client --required

check: $(VENV)/test.done client ## Format, lint, types, import rules, migrations, generated files
	@$(VENV)/bin/ruff format --check --quiet . || (echo "Run 'make format'."; exit 1)
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache
	@$(PY) -m scripts.check_requirements
	@$(PY) -m scripts.check_migrations
	@$(PY) -m scripts.check_library
	@$(PY) -m scripts.write_api_documentation --check
	@$(PY) -m scripts.write_client_types --check
	@$(PY) -m scripts.check_client
	@echo "All checks passed."

format: $(VENV)/test.done ## Format the code
	@$(VENV)/bin/ruff format --quiet . && $(VENV)/bin/ruff check --fix --quiet .

docs: $(VENV)/test.done client ## Write API_DOCUMENTATION.md and the web client's types anew
	@$(PY) -m scripts.write_api_documentation
	@$(PY) -m scripts.write_client_types

evaluate: $(VENV)/test.done ## Measure search, content, routing and judging; writes docs/EVALUATION.md
	@$(PY) -m scripts.evaluate

bench-web: $(VENV)/test.done client ## Measure how the web client shows a streaming answer
	@$(PY) -m scripts.bench_web

screenshots: $(VENV)/test.done client ## Take a picture of every page of the web client, into var/screenshots
	@$(PY) -m scripts.take_screenshots

train-router: $(VENV)/test.done ## Train the classifier anew
	@$(PY) -m scripts.train_router

lock: $(VENV)/test.done ## Choose the newest allowed versions and write the requirements files
	@$(PY) -m scripts.lock_requirements

clean: ## Remove everything that make has made, except the data in var/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/*/node_modules
	rm -rf clients/angular/dist clients/angular/node_modules clients/angular/.angular

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  (echo "Python 3.11 or newer is needed. Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1)
	@echo "Setting up a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || \
	  (echo "On Debian and Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 1)

$(VENV)/runtime.done: requirements.txt | $(VENV)/bin/python
	@echo "Installing the dependencies (once, about half a minute) ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/test.done: requirements-test.txt $(VENV)/runtime.done
	@echo "Installing what the tests need (once) ..."
	@$(INSTALL) -r requirements-test.txt
	@touch $@
