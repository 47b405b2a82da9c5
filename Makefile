# make help lists the targets. CORPUS= names the corpus folder, QUARTER= the quarter (YYYY-Qn).

CORPUS  ?= corpus/sample
QUARTER ?=
SCR     := .venv/bin/scr-briefing --corpus $(CORPUS)

export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.PHONY: help setup briefing extract screen tag correct train evaluate verify status corpus sample test check bench audit pictures lock

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

briefing: .venv/ready  ## extract, screen and tag what is new, then print the quarter's briefing
	@$(SCR) brief $(QUARTER)

extract: .venv/ready  ## read every new or changed original
	@$(SCR) extract

screen: .venv/ready  ## decide the eligibility of every review not yet screened
	@$(SCR) screen

tag: .venv/ready  ## suggest themes for every passage not yet tagged
	@$(SCR) tag

correct: .venv/ready  ## open the correction page in the browser
	@$(SCR) correct

train: .venv/ready  ## train the tagger from labelled passages and this corpus's decisions
	@$(SCR) train

evaluate: .venv/ready  ## measure the tagger and the screener, print and write the result
	@$(SCR) evaluate

verify: .venv/ready  ## rebuild a printed briefing (BRIEFING=folder) and compare byte for byte
	@$(SCR) verify $(BRIEFING)

status: .venv/ready  ## counts at each stage, what failed and why, what waits for a person
	@$(SCR) status

corpus: .venv/ready  ## make a new empty corpus: make corpus NAME=north
	@.venv/bin/scr-briefing new corpus/$(NAME)

sample: .venv/tested  ## print the sample corpus's originals from its manuscripts (needs LibreOffice)
	@.venv/bin/python -m corpus.press corpus/sample

setup: .venv/ready  ## make the environment only

test: .venv/tested  ## run the test suite
	@.venv/bin/python -m pytest -n 2

check: .venv/tested  ## lint and type-check
	@.venv/bin/ruff check pipeline tests corpus && .venv/bin/ruff format --check pipeline tests corpus && .venv/bin/mypy

bench: .venv/tested  ## measure speed and memory as ratios, side by side
	@.venv/bin/python -m tests.bench

pictures: .venv/tested  ## make the documentation's pictures from a tagged and printed corpus
	@.venv/bin/python -m tests.pictures $(CORPUS)

audit: .venv/tested  ## compare every locked library with the public list of known flaws (needs the network)
	@echo "Asking the public list of known flaws; this needs the network ..."
	@.venv/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock && .venv/bin/pip-audit --strict --disable-pip --require-hashes -r requirements-dev.lock

lock: .uv/bin/uv  ## choose new versions of every library and write the lock files
	@printf 'hatchling\neditables\n' > .uv/build.in
	@.uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header --upgrade pyproject.toml .uv/build.in -o requirements.lock -q
	@.uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header --group dev pyproject.toml .uv/build.in \
	  -c requirements.lock -o requirements-dev.lock -q

.uv/bin/uv: requirements-uv.lock
	@sh setup.sh uv

.venv/ready: requirements.lock pyproject.toml | .uv/bin/uv
	@sh setup.sh environment requirements.lock
	@touch .venv/ready

.venv/tested: requirements-dev.lock pyproject.toml | .uv/bin/uv
	@sh setup.sh environment requirements-dev.lock
	@sh setup.sh test-tools
	@touch .venv/ready .venv/tested
