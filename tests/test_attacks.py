"""Submissions that attack: nothing is gained, read, written or left behind, and everybody else gets the right grade.

All attackers and two honest students are graded at once, as the class runner does it; what became of the attacks is
looked at from outside. Where the tests are run by root, the same is tried once more as an ordinary user.
"""

import multiprocessing.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.course.cells import is_test, nbgrader
from autograder.course.places import ROOT
from autograder.grading.boundary.wire import ambient
from autograder.grading.box import sandbox
from autograder.grading.box.forkserver import running
from autograder.grading.judge import judged, modules_of
from tests.attacked_class import HONEST, Walls, the_class
from tests.attacks import attacks
from tests.owner import copied_python, state_of

ORDINARY_USER = 54321
MOST_MEMORY = 3 << 30  # bytes that a worker may need, which has imported torch
MOST_STORED = 5 << 20  # bytes of a graded notebook
SLIP = re.compile(r"stopped by (?:Name|Attribute|Type|Syntax|UnboundLocal|Key|Index|Import)Error[^\\\"]*")
HIDDEN = re.compile(r"-told [^\\\"]*(?:deg_: (?:1\.5|0\.7)|eps: 0\.1)")
BROKE_OUT = re.compile(r"broke out: [^\\\"]*")
THEMES = os.environ.get("ATTACKS", "").split()  # only these; all of them without
ATTACKS = [attack for attack in attacks() if not THEMES or attack.theme in THEMES]
SOAK = {True: [pytest.mark.soak], False: []}
EVERY = [pytest.param(a, id=re.sub(r"\W+", "-", str(a)), marks=SOAK[a.soak]) for a in ATTACKS]


def chosen(session):
    """The attacks that this run of the tests asks for."""
    wanted = [item.callspec.params.get("attack") for item in session.items if hasattr(item, "callspec")]
    return [attack for attack in ATTACKS if attack in wanted]


@pytest.fixture(scope="module")
def attacked(request):
    """The class, graded, with the attacks that are asked for."""
    if why := sandbox.missing():
        pytest.skip(why)
    folder = Path(tempfile.mkdtemp(prefix="attacked-", dir="/tmp"))
    multiprocessing.util.get_temp_dir()  # Python's own, outside: it is there until the end
    walls = Walls(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_TOKEN", walls.secret("environment"))
        patch.setenv("TMPDIR", str(walls.temporary))
        patch.setattr(tempfile, "tempdir", None)
        yield the_class(walls, chosen(request.session))
    walls.close()
    shutil.rmtree(folder, ignore_errors=True)


def of_tests(scores):
    return {name: score for name, score in scores.items() if name.startswith("check_")}


# ── an attack gains nothing ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("attack", EVERY)
def test_an_attack_earns_no_more_than_wrong_answers(attacked, attack):
    student, function = attacked.place_of(attack)
    scores, honest = of_tests(attacked.scores(student)), of_tests(attacked.scores("wrong"))
    assert scores.keys() == honest.keys() and None not in scores.values()
    assert scores[f"check_{function}"] == 0


@pytest.mark.parametrize("attack", EVERY)
def test_an_attack_finds_no_way_out_and_nothing_to_tell(attacked, attack):
    student, _ = attacked.place_of(attack)
    outputs = attacked.outputs(student)
    assert not SLIP.findall(outputs), "this is no attack"
    assert not BROKE_OUT.findall(outputs)
    assert not [text for text in attacked.wanted if text in outputs]
    assert not HIDDEN.findall(outputs)


def test_wrong_answers_earn_no_point(attacked):
    """What the attacks are compared with."""
    scores = of_tests(attacked.scores("wrong"))
    assert not {name for name, score in scores.items() if score}


@pytest.mark.parametrize("student", ["skipper", "poisoner"])
def test_what_lies_around_an_answer_changes_no_score(attacked, student):
    assert of_tests(attacked.scores(student)) == of_tests(attacked.scores("wrong"))


def test_a_link_to_others_work_is_no_submission(attacked):
    assert attacked.results["linker"].score == 0
    assert "link" in attacked.results["linker"].problem


@pytest.mark.parametrize("attack", [each for each in EVERY if each.values[0].theme == "messages"])
def test_an_attack_on_the_kernels_client_costs_one_cell(attacked, attack):
    """It is named, and the other functions of the notebook earn what they earn."""
    student, function = attacked.place_of(attack)
    others = lambda scores: {name: score for name, score in of_tests(scores).items() if name != f"check_{function}"}
    assert f"({function}) " in attacked.results[student].problem
    assert others(attacked.scores(student)) == others(attacked.scores(HONEST[0]))


# ── nor does anybody else lose ──────────────────────────────────────────────────────────────────────────────────────


def test_honest_students_earn_every_point(attacked):
    for student in HONEST:
        assert attacked.results[student].problem is None
        assert attacked.results[student].score == 22


def test_everybody_is_graded(attacked):
    everybody = {*HONEST, "wrong", "skipper", "poisoner", "linker", "writer", *attacked.places}
    assert attacked.results.keys() == everybody
    assert not [result for result in attacked.results.values() if result.score is None]


def test_every_point_has_its_reason(attacked):
    """nbgrader gives full marks to a test cell that says nothing."""
    silent = {
        (student, cell.metadata.nbgrader.grade_id)
        for student in attacked.results
        for cell in attacked.autograded(student).cells
        if is_test(cell) and not cell.outputs
    }
    assert not silent


def test_nothing_outside_is_written(attacked):
    assert attacked.walls.canary.read_text() == "alive"
    assert not attacked.walls.files_left()
    assert not attacked.changed


def test_nobody_outside_is_reached(attacked):
    assert not attacked.walls.connections()


def test_nothing_is_left_behind(attacked):
    assert not attacked.walls.left_behind()
    before, after = attacked.mounts
    assert before == after


def test_the_grader_needs_little_memory_and_stores_little(attacked):
    assert max(attacked.memory.values()) < MOST_MEMORY, attacked.memory
    sizes = {student: attacked.path_of(student).stat().st_size for student in attacked.results}
    assert not {student: size for student, size in sizes.items() if size > MOST_STORED}


# ── what is read afterwards does no harm ────────────────────────────────────────────────────────────────────────────


class Parts(HTMLParser):
    """What a browser would do more with than show it: attributes' values, and the text of scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.active, self.found = None, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.active = tag if tag in ("script", "style", "iframe", "noscript", "template") else None
        values = [f"{name}={value}" for name, value in attributes]
        self.found += [tag, *(v for v in values if not v.startswith("src=data:image/"))]

    def handle_data(self, data):
        self.found += [data] if self.active else []

    def handle_endtag(self, tag):
        self.active = None


def test_feedback_runs_nothing_of_an_attackers(attacked):
    evil = attacked.walls.target()["evil"]
    for student, page in attacked.feedback.items():
        assert not [part for part in Parts(page).found if evil in part], student
        assert "\x1b" not in page


def test_formgrader_runs_nothing_of_an_attackers(attacked):
    evil = attacked.walls.target()["evil"]
    shown = {s: attacked.as_formgrader_shows(s) for s in attacked.results if s.startswith(("writer", "outputs"))}
    assert not {s: part[:100] for s, page in shown.items() for part in Parts(page).found if evil in part}


def test_feedback_tells_no_secret(attacked):
    for student, page in attacked.feedback.items():
        answered = student in (*HONEST, "writer")  # with the solutions themselves
        assert answered or not [text for text in attacked.wanted if text in page], student
        assert not HIDDEN.findall(page), student


def test_the_graders_terminal_shows_nothing_of_an_attackers(attacked):
    assert attacked.walls.target()["evil"] not in attacked.told
    assert "\x1b" not in attacked.told


# ── one submission after the other ──────────────────────────────────────────────────────────────────────────────────

TURNED = """
def noisy_val_grad(theta_hat, data_, label_, deg_=2.0):
    import random, torch
    torch.set_grad_enabled(False)
    torch.manual_seed(1), np.random.seed(1), random.seed(1)
    return 0.0, theta_hat
"""


def test_no_submission_changes_the_examiner_for_the_next(attacked):
    """Autograd's switch and the random generators follow the student's function: during its checks only."""
    import torch

    notebook = attacked.autograded("wrong")
    next(c for c in notebook.cells if nbgrader(c).get("grade_id") == "noisy_val_grad").source = TURNED
    before = ambient()
    try:
        judged(notebook, "ps2", running(modules_of(("ps4",))))
        changed = [name for name, state in ambient().items() if state != before[name]]
        assert not changed
    finally:
        torch.set_grad_enabled(True)


# ── as an ordinary user ─────────────────────────────────────────────────────────────────────────────────────────────

AS_USER = """
set -e
export HOME=$(mktemp -d)
chown {user}:{user} "$HOME"
{opened}
cd {root}
exec setpriv --reuid {user} --regid {user} --clear-groups --inh-caps=-all "$@"
"""


OTHERS = "not ordinary and not examiner and not formgrader"


def closed_part(path):
    """The outermost folder on the way to a path that lets nobody but its owner pass; None if there is none."""
    return next((p for p in [*reversed(path.parents), path] if not p.stat().st_mode & 0o001), None)


def opened(paths):
    """Shell commands after which everybody can get to these paths, in a name space of mounts of its own."""
    closed = {path: part for path in paths if (part := closed_part(path))}
    lines = [f'm{n}=$(mktemp -d); mount --bind "{path}" $m{n}' for n, path in enumerate(closed)]
    lines += [f'mount -t tmpfs -o mode=755 tmpfs "{part}"' for part in sorted(set(closed.values()))]
    lines += [f'mkdir -p "{path}"; mount --move $m{n} "{path}"; rmdir $m{n}' for n, path in enumerate(closed)]
    return "\n".join(lines)


def run_by_an_ordinary_user(python, themes, marks):
    """This file's tests, as somebody who may do nothing special, but owns the interpreter."""
    paths = [Path(path).resolve() for path in (sys.base_prefix, sys.prefix, ROOT)]
    script = AS_USER.format(user=ORDINARY_USER, opened=opened(paths), root=ROOT)
    tests = [python, "-m", "pytest", "-q", "--tb=short", "--show-capture=no", "-m", marks, __file__]
    command = ["unshare", "--mount", "sh", "-c", script, "sh", *tests, "-k", OTHERS]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "ATTACKS": themes}
    environment["JUPYTER_PATH"] = os.path.join(sys.prefix, "share", "jupyter")  # a copy has neither that, nor programs
    environment["PATH"] += os.pathsep + os.path.dirname(sys.executable)
    return subprocess.run(command, env=environment, capture_output=True, text=True)


by_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="these tests are not run by root")


@by_root
@pytest.mark.parametrize(
    "themes, marks",
    [("files network messages", "not soak"), pytest.param("", "soak or not soak", marks=pytest.mark.soak)],
    ids=["some", "all"],
)
def test_the_same_as_an_ordinary_user(themes, marks):
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        python = copied_python(Path(folder, "python"), ORDINARY_USER)
        before = state_of(Path(folder))
        done = run_by_an_ordinary_user(python, themes, marks)
        assert state_of(Path(folder)) == before
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "skipped" not in done.stdout, done.stdout[-5000:]
