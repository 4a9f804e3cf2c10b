# Two commands for everybody: `make run` and `make test`. The rest is for those who change the code.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

UV_VERSION := 0.13.9
PORT ?= 8000
# Least coverage in per cent (branches counted), and the rings that must be covered whole.
MIN_COVERAGE ?= 93
MIN_CORE ?= 100
CORE_FILES := workflow_core/engine/*.py,processes/*/*machine.py,processes/*/permissions.py,processes/*/conditions.py,processes/*/rating.py
WORKERS ?= 2

UV := .tools/uv-$(UV_VERSION)/bin/uv
PY := .venv/bin/python
# Development requirements contain the application's: once installed, `make run` leaves them in place.
SET := $(if $(wildcard .venv/.dev),dev,app)

export UV_PYTHON_DOWNLOADS := never

.PHONY: help run install test check lock bench clean

help: ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

run: .venv/.$(SET) ## install, migrate, seed the demo, serve on 127.0.0.1:8000 (PORT=)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py seed_demo
	@$(PY) manage.py make_papers --again >/dev/null
	@echo "Kinerja: http://127.0.0.1:$(PORT)/  (Ctrl-C stops it; nothing is lost)"
	@export DJANGO_SETTINGS_MODULE=config.settings.dev PUBLIC_URL=http://127.0.0.1:$(PORT)/; \
	  $(PY) manage.py db_worker --verbosity 0 & jobs=$$!; \
	  $(PY) manage.py background --every 60 >/dev/null & clocks=$$!; \
	  $(PY) -m uvicorn config.asgi:application --host 127.0.0.1 --port $(PORT) --lifespan off --log-level warning & pages=$$!; \
	  trap "kill $$jobs $$clocks $$pages 2>/dev/null || true" EXIT INT TERM; wait $$pages

install: .venv/.dev ## install everything, development requirements included

test: .venv/.dev ## install and run every test: SQLite, PostgreSQL, browser
	@MIN_COVERAGE=$(MIN_COVERAGE) MIN_CORE=$(MIN_CORE) CORE_FILES='$(CORE_FILES)' WORKERS=$(WORKERS) $(PY) -m tests.run

CHECKS := ruff format mypy imports templates pins migrations deploy docs
.PHONY: $(CHECKS:%=check-%)
check: $(CHECKS:%=check-%) ## linters, types, architecture, migrations, production settings (-k: all of them)

$(CHECKS:%=check-%): .venv/.dev
check-ruff:
	.venv/bin/ruff check .
check-format:
	.venv/bin/ruff format --check --quiet .
check-mypy:
	.venv/bin/mypy
check-imports:
	.venv/bin/lint-imports --no-logo
check-templates:
	.venv/bin/djlint --quiet --lint templates workflow_core processes
check-pins:
	$(PY) -m tests.requirements
check-migrations:
	$(PY) manage.py makemigrations --check --dry-run
check-deploy:
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" ALLOWED_HOSTS=kinerja.example \
	  DJANGO_SETTINGS_MODULE=config.settings.prod $(PY) manage.py check --deploy --fail-level WARNING
check-docs:
	@if $(PY) manage.py help --commands | grep -qx process_docs; then $(PY) manage.py process_docs --check; fi

lock: $(UV) ## compile the requirement files from pyproject.toml
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  $(LOCK) pyproject.toml --output-file requirements/app.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  $(LOCK) --extra dev pyproject.toml --constraint requirements/app.txt --output-file requirements/dev.txt

bench: .venv/.dev ## one move against the usual ways of doing it, and what each page costs
	$(PY) -m bench
	$(PY) -m bench.pages

clean: ## remove what was installed or built; the database in .local stays
	rm -rf .venv .tools staticfiles htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f .coverage .coverage.*

$(UV):
	@echo "installing uv $(UV_VERSION)"
	@rm -rf .tools/uv-*
	@python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target .tools/uv-$(UV_VERSION) uv==$(UV_VERSION)
	@touch $@

# A machine's own package mirror, where pip has been told of one, serves uv too.
.venv/.%: requirements/%.txt | $(UV)
	@echo "installing requirements/$*.txt"
	@test -x $(PY) || $(UV) venv --quiet --python "$$(command -v python3)" .venv
	@mirror="$$(python3 -m pip config get global.index-url 2>/dev/null || true)"; \
	  if [ -n "$$mirror" ]; then export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$mirror}"; fi; \
	  $(UV) pip sync --quiet --compile-bytecode --python $(PY) --require-hashes $<
	@touch $@
