# Every command sets up what it needs by itself (scripts/setup.sh), is quick the second time and asks nothing.
PYTHON := .venv/bin/python
UV := uv==0.13.9

.DEFAULT_GOAL := help
.PHONY: help demo run worker backend test check bench doctor jobs screenshots requirements env clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## try the bot in a browser: no token, no key, no server
	@scripts/setup.sh demo
	@exec $(PYTHON) -m playground

run: ## the bot itself, with the settings of .env
	@scripts/setup.sh run
	@exec $(PYTHON) -m frontend_bot.main

worker: ## one more worker, for WORKER=separate
	@scripts/setup.sh run
	@exec $(PYTHON) -m frontend_bot.worker

backend: ## the photo service
	@scripts/setup.sh run
	@exec $(PYTHON) -m backend_api.app.main

test: ## everything: make check, then all tests, with line coverage of the bot (at least 90 %)
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory check
	$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term --cov-fail-under=90

check: ## style, types and directions of imports, without running anything
	@scripts/setup.sh check
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

bench: ## what the README claims about speed, long recordings and picture quality, measured here
	@scripts/setup.sh test
	$(PYTHON) -m benchmarks.voice_storm
	$(PYTHON) -m benchmarks.photo_quality
	$(PYTHON) -m benchmarks.long_recordings

doctor: ## what works on this machine and what is missing, a sentence each
	@scripts/setup.sh run
	@$(PYTHON) -m frontend_bot.doctor

jobs: ## where every unfinished job is, and why
	@scripts/setup.sh run
	@$(PYTHON) -m frontend_bot.jobs

screenshots: ## take the pictures of the documentation anew
	@scripts/setup.sh test
	$(PYTHON) -m scripts.screenshots

requirements: ## compile requirements*.txt from pyproject.toml (after changing a version there)
	@scripts/setup.sh check
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check $(UV)
	@scripts/requirements.sh

env: ## write .env.example anew from the settings classes
	@scripts/setup.sh check
	$(PYTHON) scripts/env_example.py > .env.example

clean: ## remove what the commands have made here, except .env and the bot's storage
	rm -rf .venv .setup .demo .coverage .coverage.* htmlcov .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
