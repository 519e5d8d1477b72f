"""docs/recipes/jupyterhub.md, played: accounts of the system, a hub, and an assignment that goes out and comes back.

It makes accounts and removes them again: `make soak` runs it as root, where jupyterhub is installed. If HUB_PICTURE in
the environment names a file, it takes a picture of Formgrader.
"""

import csv
import os
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from autograder.course.cells import is_test, nbgrader
from autograder.course.places import notebooks
from autograder.demo import fill_in
from autograder.demo_answers import MISTAKES
from tests import hub, lab, pictures

LACKING = hub.lacking()
pytestmark = [pytest.mark.soak, pytest.mark.skipif(LACKING is not None, reason=str(LACKING))]

PS1 = {"course_id": hub.COURSE, "assignment_id": "ps1"}
NOTEBOOK = notebooks("release")["ps1"].name
ANSWERS = {"ada": {}, "emmy": dict(MISTAKES["ps1"][:1]), "grace": {}}
CUT = "grace"  # her file loses its end
FORMGRADER = f"/services/{hub.COURSE}/formgrader"
WRITTEN = 2  # points for a written answer
CLOSED = {  # what a student may try: a command, and what it is told
    "the solutions": ("cat {srv}/optimization/solutions/least_squares.py", "Permission denied"),
    "the course's folder": ("ls {srv}/optimization", "Permission denied"),
    "the gradebook": ("cat {srv}/optimization/gradebook.db", "Permission denied"),
    "the course's package": ("{srv}/hub/.venv/bin/python -c 'import autograder'", "No module named 'autograder'"),
    "the course's processes": ("cat /proc/$(pgrep --newest --uid optimization)/environ", "Permission denied"),
    "what others have handed in": ("ls {srv}/exchange/optimization/inbound", "Permission denied"),
    "others' homes": ("ls {srv}/home/emmy", "Permission denied"),
    "the hub's secrets": ("cat {srv}/hub/private/cookie_secret", "Permission denied"),
    "another's account": ("touch {srv}/hub/.venv/lib/mine", "Permission denied"),
}


@dataclass
class Term:
    """Where it was, who was there, and what became of their work."""

    srv: Path
    people: dict
    scores: dict
    feedback: dict


def typed(person, command):
    """What a command prints that a grader types in the course's Jupyter."""
    failed, told = person.shell(f"source .venv/bin/activate && {command}")
    assert not failed, told
    return told


def hand_in(student):
    """Fetches, solves and submits ps1, as the Assignment List does."""
    assert student.ask("assignments/fetch", **PS1)["value"][0]["status"] == "fetched"
    notebook = nbformat.from_dict(student.read(f"ps1/{NOTEBOOK}"))
    fill_in(notebook, nbformat.read(notebooks()["ps1"], as_version=4), ANSWERS[student.name])
    student.write(f"ps1/{NOTEBOOK}", notebook)
    if student.name == CUT:
        assert student.shell(f"truncate --size 9999 ps1/{NOTEBOOK}") == (0, "")
    assert student.ask("assignments/submit", **PS1)["success"]


def grade_by_hand(grader, student):
    """Gives points for a student's written answer, in Formgrader's tab of JupyterLab."""
    submissions = grader.ask("formgrader/api/submitted_notebooks/ps1/least_squares")
    (number,) = [one["id"] for one in submissions if one["student"] == student]
    grader.page.evaluate("jupyterapp.commands.execute('nbgrader:open-formgrader')")
    tab = grader.page.wait_for_selector("iframe[src*=formgrader]").content_frame()
    tab.goto(f"{hub.ADDRESS}{FORMGRADER}/submissions/{number}/?index=0")
    box = tab.locator(".nbgrader_cell:has(textarea.comment) input.score:not([disabled])").first
    box.scroll_into_view_if_needed()
    with grader.page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        box.fill(str(WRITTEN))
        box.blur()
    if picture := os.environ.get("HUB_PICTURE"):
        pictures.of_few_colours(grader.page.screenshot()).save(picture, optimize=True)


def read_feedback(student):
    assert student.ask("assignments/fetch_feedback", **PS1)["success"]
    return student.shell("cat ps1/feedback/*/*.html")[1]


def play(srv, browser):
    """An assignment's way out and back: who does what."""
    people = {name: hub.Person(browser, name) for name in (*hub.GRADERS, *hub.STUDENTS)}
    instructor, first, second = (people[name] for name in hub.GRADERS)
    students = [people[name] for name in hub.STUDENTS]
    typed(instructor, "python -m nbgrader generate_assignment ps1 --force")
    typed(instructor, "python -m nbgrader release_assignment ps1")
    for student in students:
        hand_in(student)
    typed(first, "python -m nbgrader collect ps1")
    typed(first, "python -m autograder grade ps1")
    grade_by_hand(second, "ada")
    typed(instructor, "python -m nbgrader generate_feedback ps1")
    typed(instructor, "python -m nbgrader release_feedback ps1")
    typed(instructor, "python -m nbgrader export")
    table = csv.DictReader(typed(instructor, "cat grades.csv").splitlines())
    scores = {row["student_id"]: float(row["score"]) for row in table}
    return Term(srv, people, scores, {student.name: read_feedback(student) for student in students})


@pytest.fixture(scope="module")
def term():
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        srv = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/tmp", prefix="hub-")))  # all have to pass
        srv.chmod(0o755)
        (srv / "home").mkdir()
        stack.enter_context(hub.accounts(srv / "home"))
        hub.installed(srv)
        stack.enter_context(hub.running(srv))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = stack.enter_context(chromium.launch(executable_path=lab.browser(), args=["--no-sandbox"]))
        yield play(srv, browser)


def test_everybody_gets_what_they_earned(term):
    cells = nbformat.read(notebooks("release")["ps1"], as_version=4).cells
    by_machine = sum(nbgrader(cell)["points"] for cell in cells if is_test(cell))
    extra = sum(nbgrader(cell)["points"] for cell in cells if is_test(cell) and "extra" in nbgrader(cell)["grade_id"])
    assert term.scores["ada"] == by_machine + WRITTEN
    assert WRITTEN + extra < term.scores["emmy"] < by_machine
    assert term.scores["grace"] == 0


def test_everybody_reads_their_own_feedback(term):
    assert "It looks as if" in term.feedback["emmy"]
    assert "It looks as if" not in term.feedback["ada"]
    assert "is broken and cannot be read" in term.feedback["grace"]


@pytest.mark.parametrize("what", CLOSED)
def test_a_student_cannot_come_by(term, what):
    command, told = CLOSED[what]
    failed, printed = term.people["ada"].shell(command.format(srv=term.srv))
    assert failed and told in printed


def test_no_file_that_a_student_can_read_holds_a_solution(term):
    ada = term.people["ada"]
    assert ada.shell(f"grep -rlsE '### BEGIN (SOLUTION|HIDDEN TESTS)' {term.srv}")[1] == ""
    assert ada.shell(f"grep -rls 'YOUR CODE HERE' {term.srv}/exchange")[1]  # what was released


def test_the_hubs_own_page_leads_graders_to_the_course(term):
    for name, there in {"grader1": 1, "emmy": 0}.items():
        term.people[name].go("/hub/home")
        assert term.people[name].page.locator(f"a[href*='/services/{hub.COURSE}']").count() == there


@pytest.mark.parametrize("path", ["", "/lab", "/formgrader", "/api/contents/solutions"])
def test_no_student_is_let_into_the_courses_jupyter(term, path):
    assert term.people["grace"].go(f"/services/{hub.COURSE}{path}") == 403
