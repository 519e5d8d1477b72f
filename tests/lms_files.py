"""Files as Canvas, Moodle and Blackboard write them, of people who do not exist; and how these systems read them.

What they read is written by their own rules (see the modules of autograder/lms), not with the code that is tested.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime

from hypothesis import strategies as st

from autograder.lms.people import Student


@dataclass(frozen=True)
class Somebody:
    """A person in an LMS."""

    number: int
    last: str
    first: str
    login: str
    sis: str

    @property
    def email(self):
        return f"{self.login}@example.org"


ADA = Somebody(1001, "Lovelace", "Ada", "ada", "00815")
GRACE = Somebody(1002, "Hopper", "Grace", "grace", "00816")
JOSE = Somebody(1003, "García Márquez", "José", "jgarcia", "00817")
SMITH = Somebody(1004, "Smith, Jr.", 'Robert "Bob"', "bsmith", "00818")
PEOPLE = [ADA, GRACE, JOSE, SMITH]


def ours(people):
    """The Students as whom the gradebook knows these people, by their logins."""
    return [Student(p.login, p.last, p.first, p.email, str(p.number)) for p in people]


STUDENTS = ours(PEOPLE)
STEP = 7_000_000  # between a person's number and a participant's


def table(rows, delimiter=",", encoding="utf-8", ends="\r\n", quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ends, quoting=quoting).writerows(rows)
    return text.getvalue().encode(encoding)


def zipped(path, files):
    """A zip of {name: content}, or of [(name or ZipInfo, content)]."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in dict(files).items() if isinstance(files, dict) else files:
            archive.writestr(name, content)
    return path


NAMES = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"]), min_size=1, max_size=12).filter(
    lambda name: name.strip() == name and not name.startswith("=")
)
IDS = st.from_regex(r"[0-9a-z][0-9a-z._@-]{0,8}", fullmatch=True)
SOMEBODY = st.builds(Somebody, st.integers(1, 10**9), NAMES, NAMES.filter(lambda n: "," not in n), IDS, IDS)
CLASSES = st.lists(SOMEBODY, min_size=1, max_size=6, unique_by=(lambda p: p.number, lambda p: p.login))


# ── Canvas ──────────────────────────────────────────────────────────────────────────────────────────────────────


def sortable(person):
    return f"{person.last}, {person.first}" if person.first else person.last


def canvas_gradebook(people, title="tiny (501)", possible="4.00", grades=None, **settings):
    """The export of a Canvas gradebook with one assignment and its computed columns; the test student comes last."""
    grades, said = grades or {}, "(read only)"
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title, "Current Score", "Final Score"]]
    rows.append(["", "", "", "", "", "Manual Posting", "", ""])
    rows.append(["    Points Possible", "", "", "", "", possible, said, said])
    for one in people:
        own = [sortable(one), one.number, one.sis, one.login, "Section 1 and Section 2"]
        rows.append([*own, grades.get(one, ""), "90.00", "45.00"])
    rows.append(["Student, Test", 9999, "", "", "Section 1", "", "", ""])
    return table(rows, ends="\n", **settings)


def canvas_name(person, attachment, file, late=False):
    """As content_zipper.rb names a file."""
    name = re.sub(r"_(\d+)_", r"\1", sortable(person)).lower()
    whole = re.sub(r"[^\w]", "", "_".join([name, *(["LATE"] if late else []), str(person.number)]))
    file = re.sub(r'[\x00/\\:*?"<>|]+', "_", file)
    return f"{whole}_{attachment}_{file}"


def canvas_reads(content, title="tiny (501)"):
    """{number of a user: grade} as gradebook_importer.rb takes them."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    place, found = rows[0].index(title), {}
    for row in rows[1:]:
        if "Points Possible" not in row[0] and not all(re.fullmatch(r"\s*(Manual Posting.*)?\s*", c) for c in row):
            found[int(row[1])] = row[place].strip()
    return found


def canvas_takes_back(name):
    """(user, attachment) that abstract_assignment.rb infers from a file's name."""
    pieces = [piece for piece in name.rsplit("/", 1)[-1].split("_") if piece != "LATE"]
    numbers = [int(piece) for piece in pieces if re.fullmatch(r"\d+", piece)]
    return tuple(numbers[:2])


# ── Moodle ──────────────────────────────────────────────────────────────────────────────────────────────────────


def full_name(person):
    return f"{person.first} {person.last}".strip()


def moodle_worksheet(people, when=None, late=(), grades=None, possible="4.00"):
    """An assignment's offline grading worksheet."""
    when, grades = when or {}, grades or {}
    rows = [["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"]]
    rows[0] += ["Last modified (submission)", "Last modified (grade)", "Feedback comments"]
    for one in people:
        came = when.get(one)
        status = "Submitted for grading" if came else "No submission"
        status += " - 2 hours 3 mins late" if one in late else ""
        own = [
            f"Participant {one.number + STEP}",
            full_name(one),
            one.email,
            status,
            grades.get(one, ""),
            possible,
            "Yes",
        ]
        rows.append([*own, f"{came:%A, %-d %B %Y, %-I:%M %p}" if came else "-", "-", "<p>Well,\ndone</p>"])
    return table(rows, ends="\n", encoding="utf-8-sig")


def moodle_folder(person):
    """As Moodle names a submission: no underscores in the name, and nothing that a file's name can't have."""
    name = re.sub(r"[\x00-\x1f&<>\"`|':\\/]", "", full_name(person).replace("_", " "))
    return f"{name}_{person.number + STEP}_assignsubmission_file_"


def moodle_reads(content):
    """{participant's number: grade} as importgradeslib.php takes them: a blank one is passed over."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    prefix = len("Participant ")
    return {int(row["Identifier"][prefix:]): row["Grade"] for row in rows if row["Grade"]}


def moodle_takes_back(path, participants):
    """(participant's number, plugin, file) that importziplib.php finds in a path."""
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1].isdecimal() and int(info[1]) in participants:
            return int(info[1]), "_".join(info[2:4]), "/".join(filter(None, [*info[4:], *parts]))
    return None


# ── Blackboard ──────────────────────────────────────────────────────────────────────────────────────────────────


def blackboard_gradebook(people, title="tiny [Total Pts: 4 Score] |70112", grades=None, **settings):
    """The download of a Blackboard gradebook, as tab-delimited text in UTF-16 that calls itself .xls."""
    grades = grades or {}
    rows = [["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability"]]
    rows[0] += ["Weighted Total [Total Pts: up to 4 Score] |70100", title]
    for one in people:
        rows.append([one.last, one.first, one.login, one.sis, "2026-09-30 12:00:00", "Yes", "", grades.get(one, "")])
    return table(rows, **{"delimiter": "\t", "encoding": "utf-16", "quoting": csv.QUOTE_ALL, **settings})


def blackboard_names(person, when, file, title="Problem set_1"):
    """(the file's name, the name of the text beside it) in the zip."""
    stem = f"{title}_{person.login}_attempt_{when:%Y-%m-%d-%H-%M-%S}"
    return f"{stem}_{file}", f"{stem}.txt"


def blackboard_reads(content, title="tiny [Total Pts: 4 Score] |70112"):
    """{username: grade}"""
    rows = csv.DictReader(io.StringIO(content.decode("utf-16"), newline=""), delimiter="\t")
    return {row["Username"]: row[title] for row in rows}


NOON = datetime(2026, 9, 30, 12)
