"""Where there is no LMS: a CSV file with nbgrader's own columns, and a zip with a folder a student.

Formats: nbgrader's documentation, "Managing the database" (`nbgrader db student import`: id, first_name, last_name,
email; also lms_user_id).
"""

from autograder.lms.people import Column, HandedIn, Person

NAME, IDS = "plain", ("id", "student_id")
KEPT = set()
FEEDBACK = "A folder a student."
ABOUT = (*IDS, "last_name", "first_name", "email", "lms_user_id")


def recognises(header):
    """Whether a column of this first line holds ids."""
    return not {*IDS}.isdisjoint(header)


def person_in(sheet, row):
    say = lambda *names: sheet.named(row, *names)
    return Person(say("last_name"), say("first_name"), "", say("email"), say("lms_user_id"), (say(*IDS),))


def people(sheet):
    """(row, Person) of everybody in it."""
    found = ((row, person_in(sheet, row)) for row in range(1, len(sheet.rows)))
    return [(row, person) for row, person in found if any(person.ids)]


def columns(sheet):
    """Every column that says nothing on the student."""
    return [Column(place, name) for place, name in enumerate(sheet.header) if name and name not in ABOUT]


def readings(members, sheet=None, text_of=None):
    """{member: the HandedIn that its name stands for}: STUDENT/FILE, all of them perhaps in one folder more."""
    outer = folder_around(members)
    divided = {member: member.removeprefix(outer).partition("/") for member in members}
    known = lambda m, who, file: [HandedIn(m, Person(ids=(who,)), file, f"{who}/")] if file else []
    return {member: known(member, who, file) for member, (who, _, file) in divided.items()}


def folder_around(members):
    """'all/' where all files of several folders lie in it: whoever packs a folder packs it, too; else ''."""
    paths = [member.split("/") for member in members]
    tops, folders = {path[0] for path in paths}, {path[1] for path in paths if len(path) > 2}
    several = len(tops) == 1 and len(folders) > 1 and all(len(path) > 2 for path in paths)
    return f"{min(tops)}/" if several else ""
