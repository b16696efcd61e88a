.DEFAULT_GOAL := help
PYTHON ?= python3
SETUP = $(PYTHON) -m bot.setup
BIN = .venv/bin

.PHONY: help setup run test coverage check format train bench screenshot lock clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup:  ## build both environments and prepare the models, without starting anything
	@$(SETUP)

run:  ## set up what is missing and serve the shop on http://localhost:8000 (PORT=… to change)
	@$(SETUP) && exec $(BIN)/shopmate run

test:  ## set up what is missing and run every test that this machine can run
	@$(SETUP) --dev && exec $(BIN)/python -m pytest --durations=25 $(ARGS)

coverage:  ## the tests again, counting which lines they run (half as slow again)
	@$(SETUP) --dev && exec $(BIN)/python -m pytest --cov --cov-report=term:skip-covered $(ARGS)

check:  ## format, lint, types and import rules
	@$(SETUP) --dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format:  ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

train:  ## train Rasa on nlu/data and bot/dialogue, whether they changed or not
	@$(SETUP) && exec $(BIN)/shopmate train dialogue --force

bench:  ## measure a search turn beside a stock Rasa bot's greeting, in one run
	@$(SETUP) --dev && exec $(BIN)/python -m benchmarks.turns

screenshot:  ## make docs/widget.png from the running service
	@$(SETUP) --dev && exec $(BIN)/python docs/screenshot.py

lock:  ## write down the versions installed now (bot/setup/*.lock)
	@$(PYTHON) -m bot.setup.lock

clean:  ## remove both environments and the prepared models; shops (./var) stay
	rm -rf .venv .venv-rasa .venv-uv .models
