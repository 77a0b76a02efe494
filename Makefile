# The two commands: `make run` and `make test`. Everything else is for developers.
# Only relative paths: the checkout may live in a folder whose name has spaces.
.DEFAULT_GOAL := help
.PHONY: help run test lint format messages bench lock force
MAKEFLAGS += --no-print-directory --no-builtin-rules
PYTHON ?= python3
ARGS ?=

LOCK := .venv/bin/uv pip compile --universal --generate-hashes \
  --no-emit-index-url --no-header --python-version 3.11 --quiet
# An environment whose Python has gone (a removed or upgraded system one) is remade.
ENVIRONMENT := $(if $(realpath .venv/bin/python),,force)

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

run: .venv/.runtime ## serve the site on http://127.0.0.1:8000 (PORT=... for another)
	@exec .venv/bin/python -m servindus.local run

test: .venv/.development ## run all tests (ARGS="-k word" for some)
	@exec .venv/bin/python -m servindus.local test $(ARGS)

lint: .venv/.development ## check style, types and templates
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m mypy
	@.venv/bin/python -m djlint templates --lint --quiet

format: .venv/.development ## put the code in the house's form
	@.venv/bin/python -m ruff check --fix --select I,F401 .
	@.venv/bin/python -m ruff format .

messages: .venv/.development ## collect the texts to translate (needs gettext)
	@command -v xgettext >/dev/null || \
	  { echo "make messages needs gettext: apt install gettext" >&2; exit 2; }
	@.venv/bin/python manage.py makemessages --locale fr --no-wrap \
	  --add-location file --ignore var --ignore .venv --ignore tests
	@.venv/bin/python -c "from servindus.local import configuration, messages; \
	  messages.compile_messages(configuration.BASE_DIR)"

bench: .venv/.development ## measure pages (SCALE=1000) or an import (BENCH=import)
	@.venv/bin/python -m bench

lock: .venv/.development ## lock the dependencies again, with hashes
	@for name in requirements requirements-local requirements-dev; do \
	  echo "$$name.txt"; $(LOCK) $$name.in -o $$name.txt || exit 1; done

.venv/.runtime: requirements-local.txt $(ENVIRONMENT)
	@PYTHON="$(PYTHON)" sh servindus/local/environment.sh requirements-local.txt
	@touch .venv/.runtime

.venv/.development: requirements-dev.txt $(ENVIRONMENT)
	@PYTHON="$(PYTHON)" sh servindus/local/environment.sh requirements-dev.txt
	@touch .venv/.runtime .venv/.development

force:
