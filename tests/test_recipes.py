"""docs/recipes/: what can be said of them without Docker, GitHub and conda. The hub's is test_hub.py."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from autograder.course.places import ROOT
from autograder.grading.box import sandbox

RECIPES = ROOT / "docs" / "recipes"
HADOLINT = Path(sys.executable).parent / "hadolint"
DOCKERFILE = RECIPES / "docker" / "Dockerfile"
WORKFLOW = yaml.safe_load((RECIPES / "github" / "course.yml").read_text(encoding="utf-8"))


@pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint is not installed")
def test_a_linter_has_nothing_to_say_of_the_dockerfile():
    done = subprocess.run([HADOLINT, DOCKERFILE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_the_image_is_made_of_is_there():
    text = DOCKERFILE.read_text(encoding="utf-8")
    copied = [name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()]
    assert copied and all((ROOT / name).exists() for name in copied)
    installed = {name for name in copied if (ROOT / name / "__init__.py").exists() or name == "solutions"}
    assert installed == {"autograder", "solutions"}  # all that the package consists of


def test_a_container_is_started_with_what_grading_asks_for():
    asked = set(re.findall(r"--security-opt \S+=unconfined", sandbox.FORBIDDEN))
    assert len(asked) == 3
    assert asked == set(re.findall(r"--security-opt \S+=unconfined", DOCKERFILE.read_text(encoding="utf-8")))


def commands_of(workflow):
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


def test_the_workflow_makes_what_the_makefile_has():
    commands = "\n".join(commands_of(WORKFLOW))
    wanted = set(re.findall(r"\bmake (\w+)", commands))
    assert wanted == {"setup", "release", "test"}
    rules = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert wanted <= rules


def test_the_workflow_allows_the_box_as_grading_says():
    (allowed,) = re.findall(r"sysctl -w (\S+)", "\n".join(commands_of(WORKFLOW)))
    assert allowed in sandbox.FORBIDDEN
