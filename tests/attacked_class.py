"""A class with attackers in it, and what there is to see of them from outside."""

import contextlib
import functools
import io
import json
import os
import secrets
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from rich.console import Console

from autograder.course.cells import is_test, nbgrader
from autograder.course.places import ROOT, notebooks
from autograder.grading.book.writer import course_directory
from tests.attacks import FUNCTIONS, TOOLS, Attack, attacks, submissions
from tests.small_class import NOTEBOOK, SmallClass, a_course, submit

HONEST = ["a_student", "n_student"]  # graded before, beside and after attackers
CELL_SECONDS, SUBMISSION_SECONDS = 3, 40
MEMORY, SCRATCH, PRINTED = 4096, 64, 2  # megabytes
NO_ATTACK = Attack("none", "wrong answers", "")


# ── the walls, and whether anything came through ────────────────────────────────────────────────────────────────────


@dataclass
class Walls:
    """What attackers try to reach, and what there is to see of it from outside."""

    folder: Path
    token: str = field(default_factory=lambda: "atk" + secrets.token_hex(4))

    def __post_init__(self):
        self.course, self.home, self.temporary = (self.folder / name for name in ("course", "home", "tmp"))
        for place in (self.course, self.home, self.temporary):
            place.mkdir()
        self.canary = self.folder / "canary.txt"
        self.canary.write_text("alive")
        self.sleep = str(10**8 + secrets.randbelow(10**8))
        self.listening = {
            "tcp": self.listener(socket.AF_INET, ("0.0.0.0", 0)),
            "unix": self.listener(socket.AF_UNIX, str(self.folder / "socket")),
            "abstract": self.listener(socket.AF_UNIX, "\0" + self.token),
        }
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.udp.setblocking(False)

    @staticmethod
    def listener(family, address):
        listening = socket.socket(family)
        listening.bind(address)
        listening.listen()
        listening.setblocking(False)
        return listening

    def secret(self, about):
        return f"SECRET-{about}-{self.token}"

    def plant(self, config):
        """Puts a secret wherever there is something to read."""
        (self.home / ".netrc").write_text(self.secret("home"))
        source = self.course / "source" / "ps2" / NOTEBOOK
        notebook = nbformat.read(source, as_version=4)
        notebook.cells.append(new_markdown_cell(self.secret("source")))
        nbformat.write(notebook, source)
        coursedir = course_directory(config)
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            gradebook.add_student("somebody", last_name=self.secret("gradebook"))

    def open_all(self):
        """Takes away what an ordinary file system forbids: the box alone has to hold."""
        for path in (self.folder, *self.folder.rglob("*")):
            path.chmod(0o777)

    @property
    def secrets(self):
        """The files that are worth reading."""
        own = [self.course / "gradebook.db", self.course / "source" / "ps2" / NOTEBOOK, self.home / ".netrc"]
        own += [self.course / "submitted" / HONEST[0] / "ps2" / NOTEBOOK]
        checkout = [
            "solutions/power_loss.py",
            "autograder/checks/power_loss/check_noisy_val_grad.py",
            "source/ps2/power_loss.ipynb",
        ]
        return [str(path) for path in (*own, *(ROOT / name for name in checkout))]

    @property
    def folders(self):
        """Where an attacker may want to leave something."""
        places = ["/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/etc", "/usr/lib", str(Path.home())]
        return [*places, *map(str, (self.course, self.home, self.folder, ROOT, ROOT / "autograder", Path(sys.prefix)))]

    def target(self):
        """What every attacker knows: more than any student would."""
        return {
            "pid_namespace": os.readlink("/proc/self/ns/pid"),
            "canary": str(self.canary),
            "course": str(self.course),
            "checkout": str(ROOT),
            "home": str(self.home),
            "gradebook": str(self.course / "gradebook.db"),
            "secrets": self.secrets,
            "folders": self.folders,
            "wanted": ["SECRET-", "hidden(", "hidden={", "stands in for a zero", "1 of 4"],
            "token": self.token,
            "sleep": self.sleep,
            "address": socket.gethostbyname(socket.gethostname()),
            "port": self.listening["tcp"].getsockname()[1],
            "free_port": 40_000 + secrets.randbelow(10_000),
            "udp_port": self.udp.getsockname()[1],
            "unix": str(self.folder / "socket"),
            "grader": os.getpid(),
            "memory": MEMORY << 20,
            "scratch": SCRATCH << 20,
            "evil": f"{self.token}evil",
            "telling": f"{self.token}-told ",
        }

    def connections(self):
        """The listening sockets to which somebody has connected."""
        found = []
        for name, listening in self.listening.items():
            with contextlib.suppress(BlockingIOError):
                listening.accept()
                found.append(name)
        with contextlib.suppress(BlockingIOError):
            self.udp.recv(100)
            found.append("udp")
        return found

    def files_left(self):
        """The attackers' files in folders of the machine's."""
        return [str(path) for folder in dict.fromkeys(self.folders) for path in Path(folder).glob(f"{self.token}*")]

    def left_behind(self, seconds=30):
        """The attackers' processes, and the grader's own files; what is being ended gets some time for it."""
        deadline = time.monotonic() + seconds
        while (found := [*self.processes(), *self.temporary.iterdir()]) and time.monotonic() < deadline:
            time.sleep(0.2)
        return found

    def processes(self):
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                told = [process.name(), *process.cmdline()]
                found += [told] if self.token in told[0] or self.sleep in told else []
        return found

    def close(self):
        for one in (*self.listening.values(), self.udp):
            one.close()


class Watch:
    """Watches the grader's processes, not the boxes, for as long as it is open: the most memory of each so far."""

    def __enter__(self):
        self.most, self.done = {}, threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def watch(self):
        own = os.readlink("/proc/self/ns/pid")
        while not self.done.wait(0.5):
            for child in psutil.Process().children(recursive=True):
                with contextlib.suppress(OSError, StopIteration):
                    if os.readlink(f"/proc/{child.pid}/ns/pid") == own:
                        lines = Path(f"/proc/{child.pid}/status").read_text().splitlines()
                        self.most[child.pid] = next(int(s.split()[1]) << 10 for s in lines if s.startswith("VmHWM"))

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()


# ── the class ───────────────────────────────────────────────────────────────────────────────────────────────────────

RIGHT = """\
def {name}(theta_hat, data_, label_, deg_=2.0):
    error = data_ @ theta_hat - label_
    distance = np.abs(error)
    pull = np.where(distance == 0, 0.0, deg_ * np.where(distance == 0, 1.0, distance) ** (deg_ - 1.0))
    return float((distance**deg_).mean()), data_.T @ (pull * np.sign(error)) / error.shape[0]
"""
RIGHT_NUMERICAL = """\
def numerical_gradient(f, theta, eps=1e-6):
    columns = np.eye(theta.shape[0]) * eps
    slopes = [f(theta + column[:, None]) - f(theta - column[:, None]) for column in columns]
    return np.array(slopes, dtype=float).reshape(-1, 1) / (2 * eps)
"""


def answers(notebook, sources):
    """Writes these sources into a notebook's answer cells: {function: source}."""
    for cell in notebook.cells:
        name = nbgrader(cell).get("grade_id")
        if name in FUNCTIONS:
            right = RIGHT_NUMERICAL if name == "numerical_gradient" else RIGHT.format(name=name)
            cell.source = sources.get(name, right)


def attack_with(target, cells):
    """How a notebook is changed by an attacker."""

    def change(notebook):
        answers(notebook, {name: attack.cell(name) for name, attack in cells.items()})
        place = next(i for i, cell in enumerate(notebook.cells) if nbgrader(cell).get("grade_id") in FUNCTIONS)
        notebook.cells.insert(place, new_code_cell(TOOLS.format(target=target), id="tools"))
        if any("import torch" in attack.source for attack in cells.values()):
            notebook.cells.insert(place, new_code_cell("import torch", id="torch"))  # takes longer than a cell may

    return change


def not_run(notebook):
    """Wrong answers, in a notebook whose tests ask not to be run."""
    attack_with({}, dict.fromkeys(FUNCTIONS, NO_ATTACK))(notebook)
    for cell in filter(is_test, notebook.cells):
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
        cell.metadata.nbgrader.update(points=0, locked=False)


def written_with(evil):
    """How written answers are changed that would like to run in the browser of whoever grades them."""
    text = f"""My **answer** <script>{evil}</script><img src=x onerror={evil}> [look](javascript:{evil})
![x](x" onerror="{evil}) <javascript:{evil}> $\\href{{javascript:{evil}}}{{x}}$ [look][there]

[there]: javascript:{evil}"""

    def change(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "markdown" and nbgrader(cell).get("grade"):
                cell.source = text

    return change


def poison(folder, walls):
    """Modules beside the notebook that would like to be imported by whoever comes."""
    for name in ("torch", "numpy", "sitecustomize", "usercustomize", "json", "ipykernel", "autograder"):
        text = f"open({str(walls.canary)!r}, 'w').write('poisoned')\nimport os\nos._exit(0)\n"
        (folder / f"{name}.py").write_text(text)
    (folder / "conftest.py").write_text("raise SystemExit")
    (folder / ".ipython").mkdir()
    (folder / "nbgrader_config.py").write_text(f"open({str(walls.canary)!r}, 'w').write('poisoned')")


def link(folder, walls):
    """Links beside the notebook, and in its place, to what is not this student's."""
    (folder / "grades.db").symlink_to(walls.course / "gradebook.db")
    (folder / "home").symlink_to(walls.home)
    (folder / NOTEBOOK).unlink()
    (folder / NOTEBOOK).symlink_to(walls.course / "submitted" / HONEST[0] / "ps2" / NOTEBOOK)


@dataclass
class Attacked(SmallClass):
    """A graded class with attackers in it, and what could be seen from outside."""

    walls: Walls = None
    places: dict = field(default_factory=dict)
    told: str = ""
    memory: dict = field(default_factory=dict)
    mounts: tuple = ()

    def place_of(self, attack):
        """(student, function): where an attack stands."""
        return next((s, f) for s, cells in self.places.items() for f, each in cells.items() if each == attack)

    def path_of(self, student):
        return self.folder / "autograded" / student / "ps2" / NOTEBOOK

    @property
    def changed(self):
        """The files worth reading that are gone, or that an attacker has written to."""
        paths = map(Path, self.walls.secrets)
        return [path for path in paths if not path.exists() or b"I was here" in path.read_bytes()]

    def outputs(self, student):
        """All that a student's graded notebook shows beside its sources."""
        cells = self.autograded(student).cells
        return json.dumps([cell.get("outputs", []) for cell in cells], ensure_ascii=False)

    @functools.cached_property
    def feedback(self):
        """{student: the page} for honest students, and for attackers who would like theirs to say more."""
        telling = [
            *HONEST,
            "linker",
            "writer",
            *(s for s in self.places if s.startswith(("outputs", "patches", "replies"))),
        ]
        for student in telling:
            course = course_directory(self.config, assignment_id="ps2", student_id=student)
            GenerateFeedback(course, config=self.config).start()
        pages = self.folder.glob("feedback/*/ps2/*.html")
        return {page.parts[-3]: page.read_text(encoding="utf-8") for page in pages}

    def as_formgrader_shows(self, student):
        """The page that nbgrader's Formgrader makes of a graded notebook, with nbconvert's own template."""
        page, _ = HTMLExporter(template_name="classic").from_notebook_node(self.autograded(student))
        return page

    @functools.cached_property
    def wanted(self):
        """The lines of solutions, checks and source that no student has ever seen, and all planted secrets."""
        hidden = [*map(Path, self.walls.secrets[-3:-1])]
        cells = nbformat.read(notebooks("source")["ps2"], as_version=4).cells
        texts = [*(path.read_text(encoding="utf-8") for path in hidden), *(cell.source for cell in cells)]
        released = nbformat.read(notebooks("release")["ps2"], as_version=4).cells
        submitted = [RIGHT, RIGHT_NUMERICAL, TOOLS, *(attack.source for attack in attacks())]
        seen = "\n".join([*(cell.source for cell in released), *submitted])
        lines = {line.strip() for text in texts for line in text.splitlines()}
        planted = [self.walls.secret(about) for about in ("home", "source", "gradebook", "classmate", "environment")]
        return [*planted, *(line for line in lines if len(line) > 40 and line not in seen)]


def mounts():
    return tuple(line.split(" - ")[-1] for line in Path("/proc/self/mountinfo").read_text().splitlines())


def the_class(walls, chosen):
    """The Attacked class, graded."""
    config = a_course(walls.course)
    config.Execute.timeout = CELL_SECONDS
    limits = {"time_limit": SUBMISSION_SECONDS, "memory": MEMORY, "scratch": SCRATCH, "printed": PRINTED}
    config.BoundedExecute.update(limits)
    places, before, target = submissions(chosen), mounts(), walls.target()
    console = Console(file=io.StringIO())
    for student in HONEST:
        submit(walls.course, student, lambda notebook: answers(notebook, {"noisy_val_grad": classmate(walls)}))
    submit(walls.course, "wrong", attack_with(target, dict.fromkeys(FUNCTIONS, NO_ATTACK)))
    for student, cells in places.items():
        submit(walls.course, student, attack_with(target, cells))
    submit(walls.course, "skipper", not_run)
    submit(walls.course, "writer", written_with(target["evil"]))
    poison(submit(walls.course, "poisoner", attack_with(target, dict.fromkeys(FUNCTIONS, NO_ATTACK))).parent, walls)
    link(submit(walls.course, "linker").parent, walls)
    walls.plant(config)
    walls.open_all()
    graded = Attacked(walls.course, config, {}, walls, places)
    with Watch() as watch:
        graded.results = {result.student: result for result in graded.grade(console=console)}
    graded.told, graded.memory, graded.mounts = console.file.getvalue(), watch.most, (before, mounts())
    return graded


def classmate(walls):
    """A right answer that nobody else should see."""
    return RIGHT.format(name="noisy_val_grad").replace("    error", f"    # {walls.secret('classmate')}\n    error", 1)
