"""Moodle: an assignment's grading worksheet, the gradebook's plain text, lists of participants, and the zip of
"Download all submissions".

Formats: Moodle Docs, "Using Assignment" (offline marking worksheets, multiple feedback files in a zip), "Grade export"
and "Grade import"; what they leave open, as Moodle's own source has it (mod/assign: gradingtable.php,
feedback/offline/importgradeslib.php, feedback/file/importziplib.php). Columns are known by their English names.
"""

import re
from contextlib import suppress
from datetime import datetime

from autograder.lms.people import Column, HandedIn, Person, Unusable, key_of
from autograder.lms.sheet import number

NAME, IDS = "moodle", ("ID number", "Username", "Email address")
KEPT = set()
FEEDBACK = "Moodle: the assignment's submissions, “Upload multiple feedback files in a zip”."
PART = re.compile(r"([^_/]*)_(\d+)_assignsubmission_(file|onlinetext)(?:_([^/]*))?")
TITLE = re.compile(r"(?:[^:]+: )?(.+) \(Real\)")
DAYS = "%A, %d %B %Y", "%A, %B %d, %Y", "%d %B %Y", "%B %d, %Y"  # as English is written, and as American is
TIMES = [f"{day}, {time}" for day in DAYS for time in ("%I:%M %p", "%H:%M")]
HIDDEN = "Participant"  # what stands for every name where hand-ins are anonymous


def is_worksheet(header):
    return {"Identifier", "Grade"} <= {*header}


def recognises(header):
    """Whether this is the first line of a worksheet, of the gradebook's export or of a list of participants."""
    named = "First name" in header and not {"Last name", "Surname"}.isdisjoint(header)
    return is_worksheet(header) or (named and not {*IDS}.isdisjoint(header))


def person_in(sheet, row):
    ids = tuple(filter(None, (sheet.named(row, name) for name in ("ID number", "Username"))))
    first, last = sheet.named(row, "First name"), sheet.named(row, "Last name", "Surname")
    return Person(last, first, sheet.named(row, "Full name"), sheet.named(row, "Email address"), ids=ids)


def people(sheet):
    """(row, Person) of everybody in it."""
    return [(row, person_in(sheet, row)) for row in range(1, len(sheet.rows)) if any(sheet.rows[row])]


def columns(sheet):
    """The Columns of grades: a worksheet has one, of which its own line says of how many points. Raises Unusable."""
    header = sheet.header
    if is_worksheet(header):
        if "Scale" in header:
            raise Unusable("Moodle has the words of a scale for this assignment: set its grade to points there")
        most = [number(sheet.named(row, "Maximum Grade")) for row in range(1, len(sheet.rows))]
        return [Column(header.index("Grade"), None, possible=next(filter(None, most), None))]
    titles = ((place, TITLE.fullmatch(name)) for place, name in enumerate(header))
    return [Column(place, found[1]) for place, found in titles if found]


def participants(sheet):
    """{number of a participant: (Person, when, whether late, a remark)} as a worksheet has them: the numbers are one
    assignment's own. Raises Unusable where it is no worksheet."""
    if not is_worksheet(sheet.header):
        raise Unusable("it is no grading worksheet of Moodle in English: it has no columns Identifier and Grade")
    rows = {row: re.search(r"\d+$", sheet.named(row, "Identifier")) for row in range(1, len(sheet.rows))}
    return {found[0]: (person_in(sheet, row), *status_in(sheet, row)) for row, found in rows.items() if found}


def status_in(sheet, row):
    """(when it came in, whether late, a remark): 'Submitted for grading - 2 hours late', 'Draft (not submitted)'"""
    status = sheet.named(row, "Status")
    late, remark = re.search(r"\blate\b", status) is not None, "a draft, says Moodle" * status.startswith("Draft")
    return time_of(sheet.named(row, "Last modified (submission)")), late, remark


def time_of(text):
    """'Wednesday, 30 September 2026, 11:59 PM' as a time; None where it is none."""
    for form in TIMES:
        with suppress(ValueError):
            return datetime.strptime(" ".join(text.split()), form)
    return None


def readings(members, sheet=None, text_of=None):
    """{member: the HandedIns that its name may stand for}: "FULL NAME_NUMBER_assignsubmission_file_" and the file,
    in a folder of this name or without; text that was entered is left out.

    sheet: the assignment's worksheet, which knows who has which number. Raises Unusable where it is another's.
    """
    known = participants(sheet) if sheet else {}
    places = {member: place_in(member) for member in members}
    files = {member: place for member, place in places.items() if not place or place[0][3] == "file"}
    named = [found.group(1, 2) for found, _ in filter(None, files.values())]
    if sheet and named and not any(is_row_of(*one, known) for one in named):
        raise Unusable("no name in the zip has its number in this worksheet: is it another assignment's, or of groups?")
    return {member: [handed_in(member, *place, known)] if place else [] for member, place in files.items()}


def place_in(member):
    """(the match, the parts of the path below it) of the first folder, or file, that is named so; None without one."""
    parts = member.split("/")
    found = ((PART.fullmatch(part), parts[place + 1 :]) for place, part in enumerate(parts))
    return next((one for one in found if one[0]), None)


def is_row_of(name, number_, known):
    """Whether a name in the zip is that of a worksheet's participant, a group perhaps before it, or is hidden.

    Numbers alone prove nothing: groups have some of their own, and every assignment numbers anew.
    """
    if number_ not in known:
        return False
    ends = [name, *(name[at.end() :] for at in re.finditer("-", name))]
    return name == HIDDEN or key_of(known[number_][0].name) in map(key_of, ends)


def handed_in(member, found, below, known):
    name, number_, _, rest = found.groups()
    stranger = Person(full=name, number=number_), None, False, ""
    person, when, late, remark = known[number_] if is_row_of(name, number_, known) else stranger
    order = int(when.strftime("%Y%m%d%H%M%S")) if when else None
    file, prefix = "/".join([*filter(None, [rest]), *below]), f"{name}_{number_}_assignfeedback_file_/"
    return HandedIn(member, person, file, prefix, when, late, order, remark=remark)
