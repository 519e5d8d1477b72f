"""The zip that an LMS gives out, into nbgrader's folders: submitted/STUDENT/ASSIGNMENT, with a timestamp.txt.

What is there stays unless what comes is newer. Which that is, says the LMS's number of the hand-in, or its time; it is
kept beside the folder, in .ASSIGNMENT.lms.json, for the next time.
"""

import contextlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console
from rich.progress import track

from autograder.course.intake import files_of, is_ignored, is_notebook, listing
from autograder.course.pack import lay_out
from autograder.grading.book.folders import replacing, sync
from autograder.grading.book.writer import place_of
from autograder.grading.clock import to_utc, zone_of
from autograder.grading.timestamp import TIMESTAMP, time_in
from autograder.lms import formats
from autograder.lms.archive import Archive
from autograder.lms.arrivals import arrival_of, by_student
from autograder.lms.course import SHOWN, Course, assignment_of, complain, opened, print_plainly, students_of, tell
from autograder.lms.people import Unusable

NEW = "new"
LATE = "LATE, says the LMS"
LATE_SOMEHOW = f"{LATE}, and not how much: it counts as a second, until you put the time into timestamp.txt"
LATE_FOR_NOBODY = f"{LATE}; but the gradebook has no due date"
NOT_TOLD = "something else is there already, and which is newer can't be told: --replace takes this one"


# ── what is there, and what becomes of it ───────────────────────────────────────────────────────────────────────


def record_beside(folder):
    return folder.with_name(f".{folder.name}.lms.json")


def recorded(folder):
    """What an earlier import has noted of a folder: {} where there is none."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(record_beside(folder).read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}


def is_newer(arrival, lms, folder, came):
    """Whether what came is newer than what lies in a folder; None where that can't be told."""
    before, order = recorded(folder), arrival.last.order
    if before.get("lms") == lms.NAME and isinstance(before.get("order"), int) and order is not None:
        mended = order == before["order"] and arrival.complete and not before.get("complete", True)
        return mended or order > before["order"]
    there = time_in(folder) if arrival.last.when else None
    return came > there if came and there and came != there else None


def became(arrival, lms, folder, came, replace):
    """What becomes of it: "new", "as it was", "replaced", "kept" or "unclear"."""
    if not folder.exists():
        return "new"
    there = {path: content for path, content in files_of(folder)[0].items() if path != TIMESTAMP}
    if there == arrival.files:
        return "as it was"
    newer = True if replace else is_newer(arrival, lms, folder, came)
    return "unclear" if newer is None else "replaced" if newer else "kept"


def when_of(arrival, zone, due):
    """When it came in, in UTC without saying so, as nbgrader has it; None where that is not known.

    Of what is late, and nobody says when it came, the least is taken: a second after it was due.
    """
    when = arrival.last.when
    if when:
        return to_utc(when.replace(tzinfo=zone))
    return due + timedelta(seconds=1) if arrival.late and due else None


def write(arrival, lms, folder, came):
    """Puts what came in its place, all at once."""
    with replacing(folder) as new:
        lay_out(new, arrival.files)
        if came:
            (new / TIMESTAMP).write_text(f"{came:%Y-%m-%d %H:%M:%S.%f} UTC\n", encoding="utf-8")
        sync(new)
    note(arrival, lms, folder)


def note(arrival, lms, folder):
    """Notes what the LMS says of it: see is_newer."""
    about = {"lms": lms.NAME, "order": arrival.last.order, "late": arrival.late, "complete": arrival.complete}
    about["names"] = {path: one.member for path, one in arrival.members.items()}
    record_beside(folder).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────────


def zone_asked(config, name=None):
    """The time zone of an LMS's times: the one that is named, or the course's own. Raises Unusable."""
    name = name or str(config.DueDates.get("timezone") or config.Exchange.get("timezone") or "UTC")
    try:
        return zone_of(name)
    except ValueError:
        raise Unusable(f"there is no time zone {name}; one is Europe/Berlin") from None


@dataclass(frozen=True)
class Asked:
    """An assignment as the gradebook has it: its notebooks' files, {student's id: until when}, all students."""

    notebooks: frozenset
    due: dict
    students: tuple


def asked_of(gradebook, name):
    """The Asked of an assignment. Raises Unusable."""
    assignment, students = assignment_of(gradebook, name), tuple(students_of(gradebook))
    later = {s.student_id: s.extension for s in gradebook.assignment_submissions(name) if s.extension}
    due = {s.id: assignment.duedate + later.get(s.id, timedelta()) for s in students if assignment.duedate}
    return Asked(frozenset(f"{notebook.name}.ipynb" for notebook in assignment.notebooks), due, students)


def readings_of(archive, lms, worksheet=None):
    """(the LMS's module, the readings) of an Archive's members. Raises Unusable."""
    lms = formats.of_names(list(archive.members), lms)
    if worksheet and lms.NAME != "moodle":
        raise Unusable("a worksheet says who has which number at Moodle: no other LMS needs one")
    return lms, lms.readings(list(archive.members), opened(worksheet) if worksheet else None, archive.beginning)


def taken_in(archive, arrivals, ignored):
    """The Arrivals with their files, bytes and all, one at a time; nothing of what the course ignores."""
    for arrival in arrivals:
        wanted = {path: one.member for path, one in arrival.members.items()}
        wanted = {path: m for path, m in wanted.items() if not any(is_ignored(p, ignored) for p in path.split("/"))}
        arrival.files, left_out = archive.contents(wanted)
        arrival.notes += left_out
        arrival.complete = not left_out
        yield arrival


def bring(arrival, lms, folder, came, replace, dry_run):
    """Brings an Arrival to its folder, if it is new there."""
    arrival.became = became(arrival, lms, folder, came, replace) if arrival.files else "empty"
    if arrival.became in ("new", "replaced") and not dry_run:
        write(arrival, lms, folder, came)
    if not any(map(is_notebook, arrival.files)):
        arrival.notes.append("no notebook in it")
    arrival.notes += [LATE if arrival.last.when else LATE_SOMEHOW if came else LATE_FOR_NOBODY] * arrival.late
    arrival.files = {}


def watched(arrivals, total, console):
    """The Arrivals, with a bar on a terminal while they come."""
    return track(arrivals, "students", total, console=console, transient=True, disable=not console.is_terminal)


def main(
    assignment, file, lms=None, worksheet=None, timezone=None, replace=False, dry_run=False, config=None, console=None
):
    """Takes an LMS's zip of an assignment in; returns the exit code. Raises Unusable."""
    console, course = console or Console(), Course(config)
    zone = zone_asked(course.config, timezone)
    with course.gradebook() as gradebook:
        asked = asked_of(gradebook, assignment)
    with Archive(file) as archive:
        lms, readings = readings_of(archive, lms, worksheet)
        found, unmatched = by_student(readings, asked.students)
        arrivals = [arrival_of(student, found[student], asked.notebooks) for student in sorted(found, key=str)]
        for arrival in watched(taken_in(archive, arrivals, course.directory.ignore), len(arrivals), console):
            folder = place_of(course.directory, "submitted", arrival.student.id, assignment)
            bring(arrival, lms, folder, when_of(arrival, zone, asked.due.get(arrival.student.id)), replace, dry_run)
    without = [str(student) for student in asked.students if student not in found]
    for heading, lines in told(arrivals):
        tell(console, heading, lines, SHOWN if heading == NEW else None)
    for heading, lines in wrong_with(arrivals, archive.left_out, unmatched):
        complain(console, heading, lines)
    tell(console, "in the gradebook, and nothing from them in this zip", without)
    print_plainly(console, f"{'dry run, nothing written · ' * dry_run}{lms.NAME} · {summary(arrivals)}")
    return 1 if any(lines for _, lines in wrong_with(arrivals, archive.left_out, unmatched)) else 0


def told(arrivals):
    """(heading, lines) of what became of a zip, where all is well."""
    of = lambda kind: [arrival for arrival in arrivals if arrival.complete and arrival.became == kind]
    yield "new, with a note", [line_of(arrival) for arrival in of("new") if arrival.notes]
    yield NEW, [line_of(arrival) for arrival in of("new") if not arrival.notes]
    yield "handed in again, and replaced", list(map(line_of, of("replaced")))
    yield "left as it is: what is there is newer, or was changed here since", list(map(line_of, of("kept")))


def wrong_with(arrivals, left_out, unmatched):
    """(heading, lines) of what somebody has to look at."""
    of = lambda kind: [line_of(arrival) for arrival in arrivals if arrival.became == kind]
    damaged = [a for a in arrivals if not a.complete and a.became not in ("unclear", "empty")]
    yield "not all of it could be read", list(map(line_of, damaged))
    yield f"left as it is: {NOT_TOLD}", of("unclear")
    yield "no file that could be taken", of("empty")
    yield "not read", left_out
    yield "nobody's", unmatched


def summary(arrivals):
    """'57 new, 3 as it was, 2 of them late'"""
    counts = Counter(arrival.became for arrival in arrivals)
    late = sum(arrival.late for arrival in arrivals)
    return ", ".join([*(f"{count} {kind}" for kind, count in counts.items()), f"{late} of them late"])


def line_of(arrival):
    """'ada (Ada Lovelace): power_loss.ipynb · LATE (…)'"""
    again = [f"was {one.file}" for path, one in arrival.members.items() if path != one.file]
    return " · ".join([f"{arrival.student}: {listing(sorted(arrival.members))}", *again, *arrival.notes])
