# find-expert: two commands matter, `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
CLIENTS := tests/clients/node_modules/.installed
# What is installed is compiled when it is first imported: most of it never is.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
# Three processes share the tests, a file to each at a time: what a file starts, it starts once. On two processors one of
# them mostly waits, for a browser or a server.
PYTEST  := $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: help run test test-full check bench bench-full lock clean
.DEFAULT_GOAL := help

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/.run: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

$(BIN)/.test: $(BIN)/.run requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@

$(CLIENTS): tests/clients/package.json tests/clients/package-lock.json
	@if ! command -v npm >/dev/null; then \
		echo "npm is not here: tests that need a client from npm will be skipped"; \
	elif cd tests/clients && npm ci --loglevel error --fetch-retries 1; then \
		touch node_modules/.installed; \
	else \
		echo "npm could not fetch its packages: tests that need a client from npm will be skipped"; \
	fi

run: $(BIN)/.run  ## Start the bot with a sample directory on http://127.0.0.1:8000
	$(BIN)/find-expert db upgrade
	$(BIN)/find-expert directory sample
	$(BIN)/find-expert serve --demo --port $(PORT)

check: $(BIN)/.test  ## Lint and type-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check $(CLIENTS)  ## Run every check and test
	$(PYTEST)

test-full: check $(CLIENTS)  ## The same with every slow sweep at its full size
	FIND_EXPERT_TESTS_FULL=1 $(PYTEST)

bench: $(BIN)/.test  ## Measure, with ratios against a named peer in the same run
	$(BIN)/python -m tests.benchmarks.search_speed
	$(BIN)/python -m tests.benchmarks.peers
	$(BIN)/python -m tests.benchmarks.synonyms
	$(BIN)/python -m tests.benchmarks.fairness
	$(BIN)/python -m tests.benchmarks.index_speed 25000
	$(BIN)/python -m tests.benchmarks.next_free
	$(BIN)/python -m tests.benchmarks.calendar_slots
	$(BIN)/python -m tests.benchmarks.import_speed
	$(BIN)/python -m tests.benchmarks.slack_throughput
	$(BIN)/python -m tests.benchmarks.notices_speed
	$(BIN)/python -m tests.benchmarks.accept_speed
	$(BIN)/python -m tests.benchmarks.nudges_speed
	$(BIN)/python -m tests.benchmarks.pictures_speed
	$(BIN)/python -m tests.benchmarks.portfolio_speed

bench-full: $(BIN)/.test  ## Search beside its peers at 25,000 and 500,000 people, in one table; takes half an hour
	$(BIN)/python -m tests.benchmarks.peers 25000 500000

lock: $(BIN)/.test  ## Resolve the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --extra build --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## Remove the environment and everything that was made
	rm -rf $(VENV) tests/clients/node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
