"""`python -m autograder new`: what it writes works as it comes out, and where it refuses it writes nothing."""

import os
import shutil
import subprocess
import sys

import pytest

from autograder import __main__ as commands
from autograder.course import new
from autograder.course.places import ROOT, notebooks, topics

LONGEST = "a_function_of_thirty_letters_0"
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "gradebook.db*", "*.egg-info")
SUITE = [f"tests/test_{name}.py" for name in ("checks", "notebooks", "release", "answers", "assess")]


def run(folder, *command):
    """Runs a module in the copy; returns what it prints."""
    command, environment = [sys.executable, "-m", *command], os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The course with a new assignment, and a new exercise in an old one."""
    folder = tmp_path_factory.mktemp("copy") / "course"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    for command in ["assignment ps12 robust_loss huber_loss", f"exercise {LONGEST} --in ps1 --points 7"]:
        told = run(folder, "autograder", "new", *command.split())
        assert "warning" not in told and "make quick" in told
    return folder


def test_longest_is_longest():
    assert len(LONGEST) == new.LONGEST


@pytest.mark.parametrize("function, assignment", [("huber_loss", "ps12"), (LONGEST, "ps1")])
def test_what_comes_out_passes_the_tests(copy, function, assignment):
    """Its checks pass its solution and its right answers, and name its wrong ones; its notebook is as notebooks are.

    And a solved notebook earns all points.
    """
    told = run(copy, "pytest", "-q", "-rA", f"--topic={function}", "autograder", *SUITE)
    passed = [line for line in told.splitlines() if line.startswith("PASSED")]
    for name in [
        f"check_{function}_value[7]",
        f"test_release_is_fresh[{assignment}]",
        f"test_solutions_earn_every_point[{assignment}]",
        f"test_first_message_names_the_mistake[{function}: {function} adds the squares up, and takes no mean]",
        f"test_right_answer_is_accepted[{function}: a loop]",
    ]:
        assert any(line.endswith(name) for line in passed), name


def test_what_comes_out_is_in_the_house_style(copy):
    written = ["solutions", "autograder/checks", "source"]
    run(copy, "ruff", "check", *written)
    run(copy, "ruff", "format", "--check", *written)


def test_the_points_are_in_the_table(copy):
    text = notebooks(root=copy)["ps1"].read_text("utf-8")
    assert f"| `{LONGEST}`: *in a few words* | 7 |" in text and "| **total** | **37** |" in text


FURTHER = '''

@pytest.mark.worth(3)
@pytest.mark.parametrize("n", [3, hidden(9)])
def check_huber_loss_sign(huber_loss, n):
    """the signs of the numbers do not matter"""
    x = huber_loss_input(n)
    compare(huber_loss(-x), huber_loss_right(x), "the mean of the squares")
'''


def test_a_further_check_needs_nothing_but_itself_and_other_numbers_in_the_text(copy):
    with open(copy / "autograder" / "checks" / "robust_loss" / "check_huber_loss.py", "a", encoding="utf-8") as module:
        module.write(FURTHER)
    notebook = notebooks(root=copy)["ps12"]
    told = run(copy, "autograder", "release")
    for words in ["`huber_loss` is worth 7 points, and the table of points says 4", "and its heading says 4"]:
        assert f"warning: source/ps12/robust_loss.ipynb: {words}" in told or words in told
    text = notebook.read_text("utf-8").replace("`huber_loss` (4 points)", "`huber_loss` (7 points)")
    text = text.replace("*in a few words* | 4 |", "*in a few words* | 7 |").replace("**8** |", "**11** |")
    notebook.write_text(text, "utf-8")
    assert "warning" not in run(copy, "autograder", "release")
    run(copy, "pytest", "-q", "--topic=ps12", "autograder", *SUITE)


def test_assignments_are_in_order(copy):
    assert list(topics(copy)) == [*topics(), "ps12"]


@pytest.mark.parametrize(
    "command, why",
    [
        ("exercise HuberLoss --in ps2", "HuberLoss is no name for a function"),
        ("exercise huber__loss --in ps2", "no name"),
        ("exercise lambda --in ps2", "no name"),
        ("exercise sum --in ps2", "no name"),
        (f"exercise {LONGEST}1 --in ps2", "up to 30"),
        ("exercise huber_loss --in ps9", "there is no ps9: which of ps1, ps2"),
        ("exercise adam_step --in ps2", "ps3 has a function adam_step already"),
        ("exercise make_data --in ps2", "ps2 has something that is called make_data"),
        ("exercise huber_loss --in ps2 --points 1", "2 points or more"),
        ("assignment ../five robust_loss huber_loss", "../five is no name for an assignment"),
        ("assignment ps2 robust_loss huber_loss", "there is source/ps2 already"),
        ("assignment ps5 mnist huber_loss", "there is solutions/mnist.py already"),
        ("assignment ps5 robust-loss huber_loss", "robust-loss is no name for a topic"),
        ("assignment ps5 robust_loss adam_step", "ps3 has a function adam_step already"),
    ],
)
def test_what_is_refused_writes_nothing(command, why, capsys, monkeypatch):
    monkeypatch.setattr(new, "write", lambda files: pytest.fail(f"writes {list(files)}"))
    assert commands.main(["new", *command.split()]) == 2
    assert why in capsys.readouterr().err
