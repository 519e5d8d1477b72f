"""Blackboard Learn: the gradebook's download, with tabs or commas, and the zip of "Assignment file download".

Formats: Blackboard Help, "Work Offline with Grade Data" (a student is known by the Username, a column by the number
behind its bar) and "Download Assignments"; names in the zip as Blackboard writes them:
TITLE_USERNAME_attempt_2026-09-30-23-59-01_FILE, and beside it the same without a file, as .txt.
"""

import re
from datetime import datetime
from pathlib import PurePosixPath

from autograder.lms.people import Column, HandedIn, Person
from autograder.lms.sheet import number

NAME, IDS = "blackboard", ("Username", "Student ID")
KEPT = {"exempt"}
PREVIEW = "_previewuser"
FEEDBACK = "Blackboard takes no feedback files in bulk: attach each where you grade, from its student's folder."
TITLE = re.compile(r"(.*?) \[Total Pts: (up to )?([\d.,]*)[^\]]*\](?: \|(\d+))?")
USER = re.compile(r"\s*[^:\n]+: .*\(([^()\n]*)\)\s*$", re.MULTILINE)  # "Name", in whatever language
FILE = re.compile(r"(.+?)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|\.txt)")


def recognises(header):
    """Whether this is the first line of a gradebook's download."""
    return {"Last Name", "First Name", "Username"} <= {*header}


def person_in(sheet, row):
    user, number_ = sheet.named(row, "Username"), sheet.named(row, "Student ID")
    ids = tuple(filter(None, [user, number_]))
    last, first = sheet.named(row, "Last Name"), sheet.named(row, "First Name")
    return Person(last, first, email=sheet.named(row, "Email"), lms_id=user, ids=ids)


def people(sheet):
    """(row, Person) of everybody in it; not of an instructor's preview of the course."""
    found = ((row, person_in(sheet, row)) for row in range(1, len(sheet.rows)))
    return [(row, person) for row, person in found if person.lms_id and not person.lms_id.endswith(PREVIEW)]


def columns(sheet):
    """The Columns of grades; not those that Blackboard computes, which have points "up to" so many."""
    titles = ((place, TITLE.fullmatch(name)) for place, name in enumerate(sheet.header))
    return [Column(place, t[1], t[4] or "", number(t[3])) for place, t in titles if t and not t[2]]


def readings(members, sheet=None, text_of=None):
    """{member: the HandedIns that its name may stand for}: a title, and a user's name, may hold underscores.

    Who it is, says the text that Blackboard writes beside each attempt (text_of: a function that has it), which itself
    is left out; where it is missing, one title stands before all members of a zip.
    """
    found = {member: FILE.fullmatch(PurePosixPath(member).name) for member in members}
    found = {member: one if one and time_of(one[2]) else None for member, one in found.items()}
    users = users_in([one[1] for one in found.values() if one])
    for member, one in found.items():
        if one and not one[3] and text_of and (said := USER.match(text_of(member))):
            users[one[1]] = [user for _, user in divisions(one[1]) if user == said[1]]
    files = {member: one for member, one in found.items() if not one or one[3]}
    return {m: [handed_in(m, one, user) for user in users[one[1]]] if one else [] for m, one in files.items()}


def users_in(beginnings):
    """{'ps 1_j_doe': who may be meant by it}."""
    divided = {text: divisions(text) for text in beginnings}
    titles = [{title for title, _ in ways} for ways in divided.values()]
    shared = set.intersection(*titles) if titles else set()
    return {text: [user for title, user in ways if title in shared or not shared] for text, ways in divided.items()}


def time_of(text):
    """'2026-09-30-23-59-01' as a time; None where it is none."""
    try:
        return datetime.strptime(text, "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return None


def divisions(text):
    """[(title, user)] for every way to divide 'ps 1_j_doe'."""
    return [(text[: at.start()], text[at.end() :]) for at in re.finditer("_", text)]


def handed_in(member, found, user):
    when, order = time_of(found[2]), int(found[2].replace("-", ""))
    person = Person(lms_id=user, ids=(user,))
    return HandedIn(member, person, found[3], f"{user}/", when, order=order, attempt=found[2])
