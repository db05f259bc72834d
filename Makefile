# The verbs that a person types. Nothing needs to be installed first but Python 3.11 to 3.14.
.PHONY: help book pdf test lab bench accept clean setup

help:
	@echo "make book     run the notebooks and build the book; prints where to open it"
	@echo "make pdf      print the book: one PDF with every chart (needs Chromium)"
	@echo "make test     every test: units, notebooks, the built book in a browser"
	@echo "make lab      open the notebooks in JupyterLab"
	@echo "make bench    the refresh beside the stock way: seconds, ratios, memory"
	@echo "make accept   keep what the notebooks show now as what is right"
	@echo "make clean    remove what was built (and not .venv)"

setup:
	@sh .ci/setup

book: setup
	@.venv/bin/ceasefire build --all

pdf: setup
	@.venv/bin/ceasefire pdf

test: setup
	@.venv/bin/python -m pytest -n 2 --dist loadfile --nbval --nbval-current-env tests notebooks

lab: setup
	@.venv/bin/jupyter lab notebooks

bench: setup
	@.venv/bin/python tests/benchmarks/refresh.py

accept: setup
	@.venv/bin/ceasefire accept

clean:
	rm -rf _build .pytest_cache .ruff_cache .hypothesis ceasefire.egg-info
	find ceasefire tests -name __pycache__ -type d -prune -exec rm -rf {} +
