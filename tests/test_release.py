"""`release/` is what nbgrader makes of `source/` today, and gives nothing away."""

import re

import nbformat
import pytest
from nbgrader.converters import GenerateSolution

from autograder.course.cells import is_answer, is_test
from autograder.course.checks import checks_of
from autograder.course.config import course_config
from autograder.course.places import ROOT, notebooks, topics
from autograder.course.release import generate
from autograder.grading.book.writer import course_directory
from autograder.kit.case import cases_of
from tests.tiny_class import ASSIGNMENT, NOTEBOOK, tiny_class

DUE = re.compile(rb' +"\*\*Due .*\n +"\\n",\n')
SECRETS = [
    "BEGIN SOLUTION",
    "END SOLUTION",
    "HIDDEN TESTS",
    "Marking scheme",
    "MARK SCHEME",
    "pytest",
    "hidden(",
    "hidden={",
]


@pytest.fixture
def regenerated(assignment, tmp_path):
    """A folder holding a release of the assignment made just now."""
    config = course_config()
    config.CourseDirectory.db_url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    config.CourseDirectory.release_directory = str(tmp_path / "release")
    generate(config, [assignment])
    return tmp_path / "release" / assignment


def files_below(folder):
    """{path: content}; when it is due, a notebook says as the course's gradebook has it."""
    files = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {path: DUE.sub(b"", content) for path, content in files.items()}


def test_nothing_else_is_released():
    assert sorted(path.name for path in (ROOT / "release").iterdir()) == sorted(notebooks())


def test_release_is_fresh(assignment, regenerated):
    committed, fresh = files_below(ROOT / "release" / assignment), files_below(regenerated)
    assert committed.keys() == fresh.keys(), "run `make release`"
    assert [p for p in fresh if fresh[p] != committed[p]] == [], "run `make release`"


def test_nothing_for_instructors_is_left(assignment):
    text = notebooks("release")[assignment].read_text(encoding="utf-8")
    assert [secret for secret in SECRETS if secret in text] == []


def test_answer_cells_are_empty(release):
    answers = list(filter(is_answer, release.cells))
    assert answers
    for cell in answers:
        assert cell.source.rstrip().endswith("# YOUR CODE HERE\n    raise NotImplementedError()"), cell.id


def test_hidden_cases_are_gone(assignment, release):
    checks = checks_of(topics()[assignment])
    for cell in filter(is_test, release.cells):
        tried = {}
        exec(cell.source, {"examine": lambda claims: tried.update({check: cases for check, _, cases in claims})})
        for check, cases in tried.items():
            assert cases == [case for case, is_hidden in cases_of(checks[check.__name__]) if not is_hidden]
        assert tried


def test_every_assignment_has_hidden_cases(assignment):
    checks = checks_of(topics()[assignment]).values()
    assert any(is_hidden for check in checks for _, is_hidden in cases_of(check))


def test_solutions_are_gone(assignment, source, release):
    """No line of a solution's body, long enough to be telling, stands in the release."""
    text = "\n".join(cell.source for cell in release.cells)
    given = "\n".join(cell.source for cell in source.cells if not is_answer(cell))
    for cell in filter(is_answer, source.cells):
        body = cell.source.partition("### BEGIN SOLUTION")[2].partition("### END SOLUTION")[0]
        lines = [line.strip() for line in body.splitlines() if len(line.strip()) > 30]
        assert [line for line in lines if line in text and line not in given] == [], cell.id


def test_a_solution_that_is_handed_out_gives_no_hidden_case_away(tmp_path):
    """It is what nbgrader makes of source/, run: only the hidden region is missing."""
    config = tiny_class(tmp_path, 0)
    path = tmp_path / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    source = nbformat.read(path, as_version=4)
    hidden = "### BEGIN HIDDEN TESTS\nassert mean_squared_loss is None\n### END HIDDEN TESTS"
    (test,) = [cell for cell in source.cells if is_test(cell)]
    test.source = f"print('visible')\n{hidden}"
    nbformat.write(source, path)
    GenerateSolution(course_directory(config, assignment_id=ASSIGNMENT), config=config).start()
    solution = nbformat.read(tmp_path / "solution" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)
    (test,) = [cell for cell in solution.cells if is_test(cell)]
    assert test.source == "print('visible')" and [output.text for output in test.outputs] == ["visible\n"]
    assert [c.source for c in solution.cells if not is_test(c)] == [c.source for c in source.cells if not is_test(c)]
