"""Canvas: the gradebook's CSV, and the zip of "Download submissions".

Formats: Canvas Instructor Guide, "How do I export grades in the Gradebook?", "How do I import grades in the
Gradebook?", "How do I download all student submissions for an assignment?" and "How do I upload all student
submissions for an assignment?"; what they leave open, as Canvas's own source has it (gradebook_exporter.rb,
gradebook_importer.rb, content_zipper.rb).
"""

import re
from pathlib import PurePosixPath

from autograder.lms.people import Column, HandedIn, Person
from autograder.lms.sheet import number

NAME, IDS = "canvas", ("SIS Login ID", "SIS User ID", "ID")
KEPT = {"ex", "n/a"}  # excused; not assigned to this student
TEST_STUDENT = ("Student", "Test")
HASHED = re.compile(r"[0-9a-f]{40}")  # the login of the test student, whatever the name is in other languages
FEEDBACK = (
    "Canvas: the assignment's page, “Upload submissions”. It may show each file under the name of the one that was "
    "handed in; it is a page for a browser."
)
TITLE = re.compile(r"(.*) \((\d+)\)")
ENTERED = re.compile(r"_\d+_(?:text|link)\.html$")
PIECES = re.compile(r"_(LATE_)?(?=(\d+)_(\d+)_)", re.IGNORECASE | re.ASCII)


def recognises(header):
    """Whether this is the first line of a gradebook's export."""
    named = "Student" in header or {"LastName", "FirstName"} <= {*header}
    return named and {"ID", "Section"} <= {*header}


def person_in(sheet, row):
    last, first = divided(sheet.named(row, "Student"))
    last, first = sheet.named(row, "LastName") or last, sheet.named(row, "FirstName") or first
    ids = tuple(filter(None, (sheet.named(row, name) for name in ("SIS Login ID", "SIS User ID"))))
    return Person(last, first, lms_id=sheet.named(row, "ID"), ids=ids)


def divided(name):
    """(last name, first name) of 'Smith, Jr., Robert'."""
    last, comma, first = name.rpartition(",")
    return (last.strip(), first.strip()) if comma else (name, "")


def people(sheet):
    """(row, Person) of everybody in it; not of the rows on points and posting, nor of the test student."""
    found = ((row, person_in(sheet, row)) for row in range(1, len(sheet.rows)))
    return [(row, person) for row, person in found if person.lms_id and not is_test_student(person)]


def is_test_student(person):
    """Whether a person is an instructor's "student view"."""
    return all(map(HASHED.fullmatch, person.ids)) if person.ids else (person.last, person.first) == TEST_STUDENT


def columns(sheet):
    """The Columns of assignments; not those that Canvas computes."""
    starts = (row for row in range(1, len(sheet.rows)) if "Points Possible" in sheet.value(row, 0))
    points = next(starts, None)
    titles = [(place, TITLE.fullmatch(name)) for place, name in enumerate(sheet.header)]
    possible = lambda place: number(sheet.value(points, place)) if points is not None else None
    return [Column(place, found[1], found[2], possible(place)) for place, found in titles if found]


def readings(members, sheet=None, text_of=None):
    """{member: the HandedIns that its name may stand for}: NAME_LATE_USER_FILE-ID_FILE.

    A name may hold digits between underscores, too: who is meant, the roster decides. Text and links that were
    entered in place of a file are left out.
    """
    names = {member: PurePosixPath(member).name for member in members}
    found = {m: [handed_in(m, at) for at in PIECES.finditer(name)] for m, name in names.items()}
    return {member: ways for member, ways in found.items() if ways or not ENTERED.search(names[member])}


def handed_in(member, found):
    prefix, file = found.string[: found.end(3) + 1], found.string[found.end(3) + 1 :]
    person, late = Person(full=found.string[: found.start()], lms_id=found[2]), bool(found[1])
    return HandedIn(member, person, file, prefix, late=late, order=int(found[3]))
