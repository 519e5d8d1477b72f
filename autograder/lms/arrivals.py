"""Who handed in what, as the names in an LMS's zip have it; and under which names it would lie in the course."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from autograder.course.intake import shown
from autograder.grading.job import folders_of
from autograder.grading.timestamp import TIMESTAMP
from autograder.lms.archive import wrong_with_path
from autograder.lms.matching import by_name_only, matched
from autograder.lms.people import keys_of

COPY = re.compile(r"(.+?)(?:-\d+| ?\(\d+\))(\.ipynb)")  # how an LMS, or a browser, tells a second file of a name apart


@dataclass
class Arrival:
    """What one student handed in, as it would lie in the course.

    members: {path: the HandedIn that is it}; last: the HandedIn that came last; notes: sentences on what was left out;
    complete: whether all could be read; became: what came of it.
    """

    student: object
    members: dict
    last: object
    late: bool
    notes: list = field(default_factory=list)
    files: dict = field(default_factory=dict)
    complete: bool = True
    became: str = ""


def by_student(readings, students):
    """({Student: [HandedIn]}, lines on files of which nobody knows whose they are).

    readings: {member: the HandedIns that its name may stand for}. Of several, the one whose name is the student's.
    """
    people = [one.person for ways in readings.values() for one in ways]
    known, unknown = matched(people, students)
    found, lines = defaultdict(list), []
    for member, ways in readings.items():
        meant = [(known[one.person], one) for one in ways if one.person in known]
        if len(ways) > 1:
            meant = [(student, one) for student, one in meant if agree(one.person, student)]
        likely = dict(reversed(meant))  # who reads it twice as one student's, has read the first
        if len(likely) == 1:
            ((student, one),) = likely.items()
            found[student].append(one)
        else:
            lines.append(f"{shown(member)}: {why_nobody(ways, likely, unknown)}")
    return dict(found), lines


def agree(person, student):
    """Whether a person's name in a file is the student's."""
    return bool(keys_of(person) & keys_of(student))


def why_nobody(ways, likely, unknown):
    """Why a file is nobody's."""
    if not ways:
        return "no file that was handed in, by its name"
    if likely:
        return f"may be of several: {', '.join(sorted(map(str, likely)))}"
    if len(ways) > 1:
        return f"may be of {' or '.join(str(one.person) for one in ways)}, of whom none has this name in the gradebook"
    return f"{ways[0].person} – {unknown[ways[0].person]}"


def arrival_of(student, handed_in, notebooks):
    """The Arrival of a student's files: of several attempts the last. notebooks: the names that the assignment has."""
    latest = max(one.attempt for one in handed_in)
    current = sorted((one for one in handed_in if one.attempt == latest), key=lambda one: one.order or 0)
    notes = []
    attempts = len({one.attempt for one in handed_in})
    person = current[0].person
    if by_name_only(person, student):
        notes.append("known by name only")
    elif person.lms_id and person.full and not agree(person, student):
        notes.append(f"{shown(person.full)} is the name in the zip: a group's, or one that changed since the roster")
    notes += filter(None, {one.remark for one in current})
    if attempts > 1:
        notes.append(f"the last of {attempts} attempts")
    members = placed(current, names_for([one.file for one in current], notebooks), notes)
    return Arrival(student, members, current[-1], any(one.late for one in current), notes)


def placed(handed_in, names, notes):
    """{path: the HandedIn that is to lie there}, the oldest first given; notes gets a sentence on what can't be."""
    members = {}
    for one in handed_in:
        path = names[one.file]
        if wrong := "is not a student's to write" if path.casefold() == TIMESTAMP else wrong_with_path(path):
            notes.append(f"{shown(path)} {wrong}")
            continue
        if path in members:
            notes.append(f"{shown(path)} came twice: the newer is taken")
        members[path] = one
    for path in [path for path in members if folders_of(path) & members.keys()]:
        notes.append(f"{shown(path)} lies in a file")
        del members[path]
    return members


def names_for(files, notebooks):
    """{file: its name here}: 'power_loss-1.ipynb' is power_loss.ipynb again where that is asked for and not there."""
    meant = {file: "".join(found.groups()) for file in files if (found := COPY.fullmatch(file))}
    times = Counter(meant.values())
    free = lambda name: name in notebooks and name not in files and times[name] == 1
    return {file: meant[file] if file in meant and free(meant[file]) else file for file in files}
