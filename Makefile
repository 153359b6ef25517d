# On a machine with Python >= 3.11, git and make: every target makes what it needs (.venv) first.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
# tests and reference outputs are of the package's own data, and pictures of its own style, whatever a person has set
HERE := $(CURDIR)/.venv
OWN := env -u PARTYRESEARCH_DATA -u PARTYRESEARCH_QUOTE -u MPLBACKEND MATPLOTLIBRC=/dev/null MPLCONFIGDIR="$(HERE)/matplotlib" \
	IPYTHONDIR="$(HERE)/ipython" JUPYTER_RUNTIME_DIR="$(HERE)/jupyter"
# defaults of JupyterLab's settings: no question about news, no look for updates (who wants them can turn them on there)
LABCONFIG := JUPYTER_CONFIG_PATH="$(CURDIR)/tools/jupyter:$$JUPYTER_CONFIG_PATH"
# kernels as `partyresearch report` starts them: half the time; on another system than Linux they are ordinary ones
FORKED := JUPYTER_DEFAULT_PROVISIONER_NAME=partyresearch-forked
NBVAL := --nbval --nbval-current-env --nbval-cell-timeout=120

.DEFAULT_GOAL := help
.PHONY: help report test test-slow test-bounds lab notebooks messages build update bench simulate evaluate clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

report: $(READY)  ## build the tables, run the notebooks, publish to reports/
	@$(BIN)/partyresearch build
	@$(BIN)/partyresearch multiverse --if-stale
	@$(BIN)/partyresearch report

test: $(READY)  ## lint, types, unit tests, data, notebooks against their reference outputs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(OWN) $(BIN)/python -m pytest -q -m "not slow" -n auto --dist loadscope
	$(OWN) $(FORKED) $(BIN)/python -m pytest -q -p no:cacheprovider -W default $(NBVAL) notebooks

test-slow: $(READY)  ## what takes longer: a wheel on its own, large collections
	$(OWN) $(BIN)/python -m pytest -q -m slow -n auto --dist loadscope

# images are compared with the versions of the lock only: every version of matplotlib draws letters a little differently
test-bounds:  ## the tests with the lowest versions that pyproject.toml declares, and with the newest (from the network)
	@for which in lowest newest; do \
		rm -rf .venv-$$which && $(PYTHON) -m venv .venv-$$which && \
		$(PYTHON) tools/bounds.py $$which > .venv-$$which/requirements.txt && cat tools/build-requirements.in >> .venv-$$which/requirements.txt && \
		.venv-$$which/bin/python -m pip install --quiet --disable-pip-version-check -r .venv-$$which/requirements.txt && \
		.venv-$$which/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . && \
		echo "$$which versions" && $(OWN) .venv-$$which/bin/python -m pytest -q --ignore=tests/show/plots/test_images.py -m "not slow" -n auto --dist loadscope || exit 1; \
	done

lab: $(READY)  ## open JupyterLab on notebooks/
	$(LABCONFIG) $(BIN)/jupyter lab --notebook-dir=notebooks $(if $(filter 0,$(shell id -u)),--allow-root)

notebooks: $(READY)  ## renew the notebooks' reference outputs, and the pictures of README and docs
	@$(OWN) $(BIN)/python tools/refresh_notebooks.py

messages: $(READY)  ## bring locale/*.po up to date; then translate what is new
	@$(BIN)/python tools/messages.py

build: $(READY)  ## make data/processed and its descriptions from data/raw
	@$(BIN)/partyresearch build

evaluate: $(READY)  ## how well `partyresearch find` reads: the articles (if their texts are at hand), sentences of our own
	@$(OWN) $(BIN)/python tools/evaluate.py $(PUBLIC)

bench: $(READY)  ## measure reports, loading, building and these commands: benchmarks/README.md (twenty minutes)
	@$(OWN) $(BIN)/python tools/bench.py

simulate: $(READY)  ## how often the intervals cover the truth: docs/coverage.md (about forty minutes on two cores)
	@$(BIN)/python tools/simulate.py

# without pyarrow: where it is installed, pandas takes a tenth of a second longer to load, in every process
update:  ## pin the newest versions of the dependencies in requirements.lock (needs uv)
	uv pip compile --upgrade --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra dask --extra dev --extra edit pyproject.toml tools/build-requirements.in -o requirements.lock

clean:  ## remove the environment and caches
	rm -rf .venv .venv-lowest .venv-newest .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
