# make demo · make test · make quick TOPIC=ps2 · make soak · make browser · make release · make student · make truth · make bench · make docs · make lab      (Windows: docs/setup.md)

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
export PYTHONHASHSEED = 0

QUICK = checks notebooks release answers

.PHONY: demo test quick soak browser release student truth bench docs pictures lab setup clean

demo: setup   ## teach, grade and report a class of twelve in a scratch folder
	@$(BIN)/python -m autograder demo

test: setup   ## lint, types, notebook hygiene, every check on every answer, nbgrader's whole loop
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

quick: setup  ## one topic's checks, notebook and answers: make quick TOPIC=ps2 (or power_loss, or noisy_val_grad)
	@$(BIN)/python -m pytest --topic="$(TOPIC)" -m "not soak and not browser and not unseen" autograder $(QUICK:%=tests/test_%.py)

soak: setup   ## the long suites: every kill, every scale
	@$(BIN)/python -m pytest -m soak

browser: setup ## the notebooks in JupyterLab and an installed browser, and every page of the site; what fails is tried once more
	@$(BIN)/python -m pytest -m browser --reruns 1 tests/test_browser.py tests/test_browser_graded.py tests/test_docs.py

release: setup  ## bring source/ and release/ up to date with the modules that they quote
	@$(BIN)/python -m autograder release

student: setup  ## a zip for students who have no nbgrader: notebooks, requirements, README
	@$(BIN)/python -m autograder student

truth: setup  ## judge every right and wrong answer of the catalogue, and count
	@$(BIN)/python -m tests.truth

bench: setup  ## timings as ratios against baselines run side by side; one only: make bench NAME=grading_scaling
	@$(BIN)/python -m autograder bench $(NAME)

lab: setup    ## JupyterLab with Formgrader, in this course; as root, too; with options: make lab ARGS="--no-browser --port 9000"
	@$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root )$(ARGS)

docs: setup   ## the site, docs/_build/html/index.html: minutes at first, for it runs the four notebooks, then seconds
	@$(BIN)/python -m sphinx -W --keep-going -q docs docs/_build/html
	@echo docs/_build/html/index.html

pictures: setup  ## the pictures of the site and the README, taken anew; needs an installed Chromium
	@$(BIN)/python -m tests.pictures

setup: $(VENV)/.ready

# The virtual environment, made once and again whenever the packages change. With TORCH_INDEX set, torch and
# torchvision come from that index (a smaller CPU build); everything else comes from pip's usual one.
$(VENV)/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is `$(PYTHON) --version 2>&1`. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV): some minutes, once."
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Could not make a virtual environment (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@$(if $(TORCH_INDEX),$(BIN)/pip install --quiet --constraint constraints.txt --index-url $(TORCH_INDEX) torch torchvision)
	@$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@

clean:        ## remove the virtual environment
	rm -rf $(VENV)
