# Every target sets up what it needs by itself. Start with `make run`.
PYTHON ?= python3
# Where to listen, for instance: make run PORT=8080. Else the settings decide.
HOST ?=
PORT ?=
# More for pytest, for instance: make test ARGS="tests/qa -x"
ARGS ?=

# Many images switch it off; then every process of the tests would compile everything it imports.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
# Three, for two cores: a third of the time one of two would wait for a browser, a server or a clock.
PYTEST := $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder
# What the tests say to SQLite is noted, so that few of them say all of it to PostgreSQL too: tests/statements.py.
NOTES := .pytest_cache/statements
# Two on PostgreSQL: no browser there, and what they wait for is the database, which needs the cores itself.
# Both runs, so that one report shows all; but not the second when somebody interrupts (exit code 2).
ON_BOTH = rm -rf $(NOTES); $(PYTEST) --statements=$(NOTES); on_sqlite=$$?; \
	[ "$$on_sqlite" -ne 2 ] || exit 2; \
	echo "Once more on PostgreSQL:"; \
	BACKCHANNEL_TEST_DATABASE=postgres $(PYTEST) -n 2 --statements=$(NOTES) -m "not scale and not browser" && \
	exit "$$on_sqlite"
# .ci/run runs all tests after this, those of the house among them: once is enough there. Meanwhile all are
# loaded, which compiles them and the hub: else each process of the tests would do that anew.
LINT_HOUSE := $(if $(CI),lint-loads,lint-house)
SETUP := $(PYTHON) tools/setup.py

.DEFAULT_GOAL := help
.PHONY: help run demo test lint lint-types lint-style lint-house lint-loads fix lock words bench

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up, then start the hub on 127.0.0.1:8000 (HOST=, PORT=) with the demo story
	@$(SETUP) app
	@exec $(BIN)/backchannel run --demo $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

demo: ## Write the demo story into the database
	@$(SETUP) app
	@$(BIN)/backchannel demo

test: ## Set up, then run all tests, browser and scale too, on SQLite and on PostgreSQL
	@$(SETUP) test
	@$(if $(ARGS),$(PYTEST) $(ARGS),$(ON_BOTH))

lint: ## Check style, types, import contracts and house rules
	@$(SETUP) lint
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target lint-types lint-style $(LINT_HOUSE)

lint-types:
	$(BIN)/mypy

lint-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

lint-house:
	$(BIN)/python -m pytest tests/house

lint-loads:
	@said=$$($(BIN)/python -m pytest --collect-only 2>&1) || { echo "$$said"; exit 1; }

fix: ## Repair what the linters can repair
	@$(SETUP) lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Write requirements/*.txt anew (ARGS=--upgrade for newer versions)
	@PYTHON=$(PYTHON) tools/lock.sh $(ARGS)

words: ## Collect new texts into hub/translations/*/LC_MESSAGES/messages.po (ARGS="add nl" begins a language)
	@$(SETUP) lint
	@$(BIN)/python tools/translate.py $(ARGS)

bench: ## Measure the pages against bare Flask; see bench/README.md
	@$(SETUP) test
	@$(BIN)/python -m bench $(ARGS)
