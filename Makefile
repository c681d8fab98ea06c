# Two commands on a fresh machine (Python 3.11 and make): `make demo` and `make test`. Both install first, once.
PYTHON ?= python3.11
PYTHON := $(shell command -v $(PYTHON) >/dev/null 2>&1 && echo $(PYTHON) || echo python3)
BIN := .venv/bin
STAMP := .venv/installed
WORKERS ?= 2

.PHONY: install demo test faults lint bench fuzz dev clean lock dictionary

install: $(STAMP)

# Reinstalls only when the lock file or the project's metadata has changed.
$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages into .venv (once; two to four minutes)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m orchestration.install
	@touch $(STAMP)

demo: install
	@$(BIN)/qutb demo --channels
	@$(BIN)/python -m demo.servers -- $(BIN)/qutb nightly

test: install
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder

# Every fault in earnest, sixty kills among them: an hour on a quiet machine. Goes on where it was broken off (build/faults/).
faults: install
	@$(BIN)/python -m tests.faults

lint: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m orchestration.dictionary --check
	@$(BIN)/python -m orchestration.dependency_audit

bench: install
	@$(BIN)/python -m benchmarks

# All targets, SECONDS each, in child processes under bounds; docs/reliability.md shows a run.
SECONDS ?= 60
fuzz: install
	@PYTHONPATH=tests $(BIN)/python -m fuzz --seconds $(SECONDS)

dev: install
	@$(BIN)/qutb dev

dictionary: install
	@$(BIN)/python -m orchestration.dictionary

# Needs uv (among the locked packages); names no index, so that each machine uses its own.
lock:
	$(BIN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.lock

clean:
	rm -rf .venv var build .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +
