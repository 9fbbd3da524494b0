# make run: start the system.  make test: prove it.  Nothing else is needed.
PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --require-hashes
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

.PHONY: run test test-long bench bench-large screens forms lint format lock
.DELETE_ON_ERROR:

run: .venv/runtime.stamp $(TRANSLATIONS)
	@exec $(BIN)/python run.py

# In the order of the folders: browser tests, few and long, begin first, and short ones fill up the end.
test: lint $(TRANSLATIONS)
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS)

test-long: .venv/dev.stamp $(TRANSLATIONS)
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -m long $(ARGS)

# Speed on both databases, into docs/benchmarks.md; the databases are kept in build/bench (BENCH_DIR).
BENCH_SIZES ?= 40000 200000

bench: .venv/dev.stamp $(TRANSLATIONS)
	$(BIN)/python -m benchmarks $(BENCH_SIZES) $(ARGS)

bench-large: .venv/dev.stamp $(TRANSLATIONS)
	$(BIN)/python -m benchmarks 1000000 $(ARGS)

# Pictures of the pages, at two widths, light and dark, into docs/screens; needs Chromium.
screens: .venv/dev.stamp $(TRANSLATIONS)
	$(BIN)/python -m screenshots

# The Word templates of the official forms, drawn anew into app/documents/templates.
forms: .venv/dev.stamp
	$(BIN)/python -m form_templates

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: .venv/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Writes the locked versions anew from requirements.in and requirements-dev.in; needs uv.
lock:
	$(COMPILE) requirements.in --output-file requirements.lock
	$(COMPILE) requirements-dev.in --output-file requirements-dev.lock

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Cần Python 3.11 trở lên; “$(PYTHON)” không có hoặc cũ hơn. Hãy cài Python mới, hoặc chạy: make PYTHON=/đường/dẫn/python3.11 …" >&2; \
	  echo "Python 3.11 or newer is needed; “$(PYTHON)” is missing or older." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; \
	  echo "Không tạo được môi trường Python. Trên Debian hãy cài gói python3-venv rồi chạy lại." >&2; \
	  echo "The Python environment could not be made. On Debian, install python3-venv and try again." >&2; exit 1; }

.venv/runtime.stamp: requirements.lock | .venv/bin/python
	@echo "Đang cài các thư viện (một hai phút trong lần đầu) …"
	@$(PIP) -r requirements.lock
	@touch $@

# The development lock holds the runtime lock, so both stamps are fresh after it.
.venv/dev.stamp: requirements-dev.lock requirements.lock | .venv/bin/python
	@echo "Đang cài các thư viện và công cụ kiểm thử …"
	@$(PIP) -r requirements-dev.lock
	@touch .venv/runtime.stamp $@

%.mo: %.po | .venv/bin/python
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(word 2,$(subst /, ,$<))
