"""`--topic`: one topic's checks, notebook and answers, and nothing imported that they do not need."""

import subprocess
import sys

import pytest

from autograder.conftest import asked_by
from autograder.course.places import ROOT
from tests.answers import answers
from tests.truth import needed

RUN = """
import sys, pytest
code = pytest.main(sys.argv[1:])
assert "torch" not in sys.modules, "torch is imported"
sys.exit(code)
"""


def run(*arguments):
    """What pytest prints in a process of its own, in which torch must not be imported."""
    command = [sys.executable, "-c", RUN, "-q", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_a_topic_that_has_no_use_for_torch_is_tested_without_it():
    run("--topic=ps2", "autograder", "tests/test_checks.py", "tests/test_notebooks.py")


def test_only_the_topic_is_asked_for():
    told = run(
        "--topic=numerical_gradient", "--collect-only", "autograder", "tests/test_notebooks.py", "tests/test_answers.py"
    )
    lines = [line for line in told.splitlines() if "::" in line]
    assert {line.partition("::")[0] for line in lines} == {
        "autograder/checks/power_loss/check_numerical_gradient.py",
        "tests/test_notebooks.py",
        "tests/test_answers.py",
    }
    assert all("ps2" in line for line in lines if "test_notebooks" in line)
    assert all("[numerical_gradient: " in line for line in lines if "test_answers" in line)


def test_answers_are_judged_with_torch_only_where_it_is_used():
    own = [answer for answer in answers() if answer.function == "noisy_val_grad"]
    plain = [answer for answer in own if "torch" not in answer.source]
    assert needed(plain)[0] == ("ps2",) and "torch" not in needed(plain)[1]
    assert "torch" in needed(own)[1]


def test_a_topic_goes_by_its_assignment_its_word_or_a_function():
    functions = ["noisy_val_grad", "fast_val_grad", "numerical_gradient"]
    assert asked_by("ps2") == asked_by("power_loss") == ("ps2", functions)
    assert asked_by("fast_val_grad") == ("ps2", ["fast_val_grad"])
    with pytest.raises(pytest.UsageError, match="ps1, ps2"):
        asked_by("ps0")
