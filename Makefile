# Everything a person or a machine does with Rione. `make` alone says what there is.
# Each target does its own set-up; nothing has to be installed by hand but Python 3.11 or newer.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
RUN := .venv/bin/python -P -m
DEV := .venv-dev/bin/python -P -m
export PORT

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench lock clean product develop

help: ## Say what there is
	@echo "Rione: make TARGET [VARIABLE=value …]"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12

demo: product ## Start everything here and print the address (PORT=8000); Ctrl-C stops it
	@$(RUN) rione demo

test: develop ## Run the tests, on all cores (ARGS="-k loading -x" goes to pytest)
	@$(DEV) pytest -n auto --dist loadfile $(ARGS)

check: develop ## Check form, types, imports, templates and migrations without running tests
	@echo "ruff format"; $(DEV) ruff format --check .
	@echo "ruff check"; $(DEV) ruff check .
	@echo "mypy"; $(DEV) mypy
	@echo "lint-imports"; .venv-dev/bin/lint-imports
	@echo "djlint"; $(DEV) djlint rione --extension=html --lint --quiet
	@echo "migrations"; $(DEV) rione manage makemigrations --check --dry-run

format: develop ## Put the code into its form
	@$(DEV) ruff format .
	@$(DEV) ruff check --fix .

bench: develop ## Measure (NAME=one of bench/*.py; all without it); each ends with a line of JSON
	@set -e; for file in bench/$(or $(NAME),[a-z]*).py; do \
		[ -f "$$file" ] || { echo "There is no $$file." >&2; exit 2; }; \
		echo "== $$file"; .venv-dev/bin/python "$$file"; \
	done

lock: ## Write requirements/*.lock anew (UPGRADE=1 takes newer releases)
	@$(PYTHON) ops/setup.py lock $(if $(UPGRADE),--upgrade)

clean: ## Stop the private PostgreSQL and remove its data and all that make has made
	@$(PYTHON) -m rione.launch.cleaning

product:
	@$(PYTHON) ops/setup.py product

develop:
	@$(PYTHON) ops/setup.py develop
