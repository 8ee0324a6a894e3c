# `make lab` opens the lessons, `make test` checks everything. The first of them sets up .venv.

PYTHON ?= python3
N ?= 100000
LESSON = notebooks/00-start-here.ipynb
LESSONS = $(sort $(wildcard notebooks/[0-9][0-9]-*.ipynb))
RUN = .venv/bin/python -m

.PHONY: lab test check fuzz compare-with-z3 bench notebooks instructor slides editor clean

lab: .venv/ready
	@flags=; \
	if [ "$$(id -u)" = 0 ]; then flags=--allow-root; fi; \
	if [ "$$(uname)" != Darwin ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  flags="$$flags --no-browser"; \
	  echo "No browser can be opened from here: open the address below that holds a token."; \
	fi; \
	exec $(RUN) jupyterlab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/$(LESSON) $$flags

# On every core, a file's tests and a notebook's cells in their order; what is timed runs alone.
test: check
	$(RUN) pytest -n logical --dist loadfile -m "not timed"
	$(RUN) pytest -m timed tests

check: .venv/ready
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy

# Random questions put to simlib and to a naive evaluator, then spoilt documents and some of ten
# megabytes put to all that reads some: make fuzz N=1000000
fuzz: .venv/ready
	$(RUN) tests.fuzz $(N)
	$(RUN) tests.abuse.large

# Random pairs of policies compared by simlib and by z3: make compare-with-z3 N=1000
compare-with-z3: N = 1000
compare-with-z3: .venv/ready
	$(RUN) tests.analysis.comparing.beside_z3 $(N)

bench: .venv/ready
	$(RUN) tests.benchmarks
	$(RUN) tests.benchmarks.replay

# Execute every notebook anew and keep what it shows, but not when or in which widgets.
notebooks: .venv/ready
	$(RUN) tests.refresh_notebooks $$(find notebooks -name '*.ipynb' ! -path '*/.ipynb_checkpoints/*' | sort)

# Make anew what is made from the lessons: slide marks, solutions, what people get wrong.
instructor: .venv/ready
	$(RUN) tests.slides $(LESSONS)
	$(RUN) tests.solution_notebooks
	$(RUN) tests.wrong_answers
	$(RUN) tests.refresh_notebooks notebooks/instructor/room.ipynb

# Every lesson as slides, to open in any browser. Needs npm once, for reveal.js; showing needs no network.
slides: .venv/ready build/slides/reveal
	$(RUN) nbconvert --log-level=WARN --to slides --TemplateExporter.extra_template_basedirs=notebooks/instructor \
	  --template slides --SlidesExporter.reveal_theme=white \
	  --SlidesExporter.reveal_url_prefix=reveal $(LESSONS) --output-dir build/slides

build/slides/reveal:
	mkdir -p build/npm build/slides
	npm install --silent --no-save --prefix build/npm reveal.js@4.6.0
	mv build/npm/node_modules/reveal.js $@

# Build the policy editor that browsers load from its sources; needs npm.
editor:
	cd simlib/panels/static/editor && npm ci && npm run build

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis build dist tests/artefacts
	find simlib tests -name __pycache__ -prune -exec rm -rf {} +

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "This needs Python 3.11 or newer; try: make PYTHON=python3.12 lab" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "This Python lacks its venv module; on Debian: apt install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv; this takes a minute or two, once."
	@$(PYTHON) -m venv --clear .venv
	@$(RUN) pip install -qq --upgrade --constraint constraints.txt pip
	@$(RUN) pip install -qq --constraint constraints.txt --editable . --group dev
	@$(RUN) compileall -q simlib
	@touch $@
