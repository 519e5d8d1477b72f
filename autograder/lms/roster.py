"""A roster into the gradebook: students are added and brought up to date, never removed."""

from dataclasses import asdict, dataclass, field

from autograder.lms import formats
from autograder.lms.course import SHOWN, Course, complain, opened, print_plainly, students_of, tell
from autograder.lms.matching import by_ids, index_of, listed
from autograder.lms.people import Student, Unusable


@dataclass
class Changes:
    """What a roster changes: new Students; changed, (Student before, after); same, how many; missing from the file;
    refused, lines on who can't be entered."""

    new: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    same: int = 0
    missing: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def id_column(sheet, lms, wanted=None):
    """The column whose text is a student's id with us: the first in which anything stands. Raises Unusable."""
    choices = [wanted] if wanted else lms.IDS
    there = [name for name in choices if name in sheet.header]
    if not there:
        raise Unusable(f"there is no column {' or '.join(choices)}: say --id COLUMN")
    people = lms.people(sheet)
    return next((name for name in there if any(sheet.named(row, name) for row, _ in people)), there[0])


def wrong_with(text):
    """Why a text can be nobody's id: it becomes the name of a folder. None where it can."""
    if not text:
        return "has no id in this file"
    if text[0] in ".-" or not text.isprintable() or any(c in text for c in "/\\+,*?[]{}") or len(text.encode()) > 120:
        return f"has an id that can be no folder's name: {text}"
    return None


def wrong_with_new(person, text, index):
    """Why somebody whom an id would make new is not: another id, or the address, is a student's. None else."""
    if not index.keys().isdisjoint({("id", text), ("lms", person.lms_id)}):
        return None
    there = by_ids(person, index)
    return f"is in the gradebook as {listed(there)}: say --id COLUMN, of the ids that it has" if there else None


def listed_in(sheet, lms, wanted=None, students=()):
    """({id: Student}, lines on those who can't be entered) of a roster; students: the gradebook's. Raises Unusable."""
    column, found, refused, index = id_column(sheet, lms, wanted), {}, [], index_of(students)
    for row, person in lms.people(sheet):
        text = sheet.named(row, column)
        if wrong := wrong_with(text) or wrong_with_new(person, text, index):
            refused.append(f"{person} {wrong}")
            continue
        student = Student(text, *names_of(person), person.email, person.lms_id)
        if found.setdefault(text, student) != student:
            refused.append(f"{person} has the id of somebody else in this file")
    return found, refused


def names_of(person):
    """(last name, first name), each in one line; of a name in one piece the last word is taken for the last name."""
    if person.full and not person.last:
        first, _, last = person.full.rpartition(" ")
        return last, first
    return " ".join(person.last.splitlines()), " ".join(person.first.splitlines())


def changes_of(roster, refused, students):
    """The Changes that a roster, {id: Student}, makes to the gradebook's students."""
    made, by_lms = Changes(refused=list(refused)), {s.lms_id: s for s in students if s.lms_id}
    known, seen = {s.id: s for s in students}, set()
    for student in roster.values():
        before = by_lms.get(student.lms_id) or known.get(student.id)
        if before is None:
            made.new.append(student)
        elif before.id in seen or (before.lms_id and student.lms_id and before.lms_id != student.lms_id):
            made.refused.append(f"{student} has what belongs to another: {before}")
        else:
            seen.add(before.id)
            after = Student(before.id, *(now or then for now, then in said_of(student, before)))
            made.same += after == before
            made.changed += [(before, after)] if after != before else []
    made.missing = [student for student in students if student.id not in seen]
    return made


def said_of(now, then):
    return list(zip(asdict(now).values(), asdict(then).values()))[1:]


def enter(gradebook, made):
    """Enters Changes in the gradebook."""
    columns = "last_name", "first_name", "email", "lms_user_id"
    for student in [*made.new, *(after for _, after in made.changed)]:
        _, *values = asdict(student).values()
        gradebook.update_or_create_student(student.id, **{k: v or None for k, v in zip(columns, values)})


def difference(before, after):
    """'ada (Ada King): last King → Lovelace'"""
    kinds = list(asdict(before))[1:]
    told = [f"{kind} {then or '–'} → {now}" for kind, (now, then) in zip(kinds, said_of(after, before)) if now != then]
    return f"{before}: {', '.join(told)}"


def main(file, lms=None, column=None, dry_run=False, config=None, console=None):
    """Enters the roster in a file; returns the exit code. Raises Unusable."""
    sheet, course = opened(file), Course(config)
    lms = formats.of_sheet(sheet, lms)
    with course.gradebook(keep=not dry_run) as gradebook:
        students = students_of(gradebook)
        made = changes_of(*listed_in(sheet, lms, column, students), students)
        enter(gradebook, made)
    tell(console, "new", list(map(str, made.new)), SHOWN)
    tell(console, "changed", [difference(*pair) for pair in made.changed])
    tell(console, "in the gradebook, and not in this file (they stay)", list(map(str, made.missing)))
    complain(console, "not entered", made.refused)
    counts = f"{len(made.new)} new, {len(made.changed)} changed, {made.same} as they were"
    print_plainly(console, f"{'dry run, nothing written · ' if dry_run else ''}{lms.NAME} · {counts}")
    return 1 if made.refused else 0
