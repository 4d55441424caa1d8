# `make run` starts everything, `make test` tests it, `make check` checks the code, `make bench` measures it.
# Settings: PORT, DATA_DIR and BRIEF for run; TENANT, USER and ROLES for token; PYTHON for setup.

PY := .venv/bin/python
PYTHON_READY := .venv/.ready
NODE_READY := node_modules/.ready

# As given, dollar signs included; the environment carries them, so that quotes need no care either.
override export BRIEF := $(value BRIEF)
override export DATA_DIR := $(value DATA_DIR)
override export PORT := $(value PORT)
export PYTHON

# USER is set in every shell: only the one given to make counts.
token_user = $(if $(findstring command,$(origin USER)),--user "$$USER")

.PHONY: run test check bench token setup clean

run: setup
	@exec $(PY) -m local run

test: setup
	@$(PY) -m pytest

check: $(PYTHON_READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

bench: setup
	@$(PY) -m bench

token: $(PYTHON_READY)
	@$(PY) -m local token $(if $(TENANT),--tenant "$$TENANT") $(token_user) $(if $(ROLES),--roles "$$ROLES")

setup: $(NODE_READY) $(PYTHON_READY)

$(PYTHON_READY): requirements.txt requirements-dev.txt constraints.txt
	@sh local/setup.sh python
	@touch $@

$(NODE_READY): package.json package-lock.json
	@sh local/setup.sh node
	@touch $@

# The data of `make run` in .local stays: delete that folder to start afresh.
clean:
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
