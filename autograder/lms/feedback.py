"""Feedback pages in a zip whose names the LMS knows again."""

from pathlib import Path, PurePosixPath

from autograder.course.intake import is_notebook
from autograder.course.pack import pack
from autograder.grading.book.writer import place_of
from autograder.lms.archive import Archive
from autograder.lms.arrivals import by_student
from autograder.lms.course import Course, assignment_of, complain, place_for, print_plainly, students_of
from autograder.lms.formats import ALL
from autograder.lms.people import Unusable
from autograder.lms.submissions import readings_of


def pages_of(folder):
    """{name: text} of the feedback pages in a folder."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html")) if path.is_file()}


def meant_by(handed_in, page):
    """The file that a page of feedback goes with: the last notebook of its name, else the last notebook."""
    same = lambda one: PurePosixPath(one.file).stem.startswith(PurePosixPath(page).stem)
    return max(handed_in, key=lambda one: (is_notebook(one.file), same(one), one.attempt, one.order or 0))


def packed(pages, found):
    """{name in the zip: page} of all students; pages: {student's id: {name: text}}; found: {Student: [HandedIn]}."""
    return {
        meant_by(handed_in, name).prefix + name: text
        for student, handed_in in found.items()
        for name, text in pages.get(student.id, {}).items()
    }


def main(assignment, lms, output, submissions=None, worksheet=None, config=None, console=None):
    """Packs an assignment's feedback for an LMS; submissions: its zip of them. Returns the exit code.

    Raises Unusable.
    """
    course, path = Course(config), place_for(output)
    with course.gradebook() as gradebook:
        assignment_of(gradebook, assignment)
        students = students_of(gradebook)
    pages = {s.id: pages_of(place_of(course.directory, "feedback", s.id, assignment)) for s in students}
    if not any(pages.values()):
        raise Unusable(f"there is no feedback on {assignment}: nbgrader generate_feedback {assignment} makes it")
    if lms == "plain":
        files, lines = {f"{s}/{name}": text for s, own in pages.items() for name, text in own.items()}, []
    else:
        files, lines = for_lms(pages, students, lms, submissions, worksheet)
    pack(path, files)
    complain(console, "left out", lines)
    print_plainly(console, f"{output}: {len(files)} pages. {ALL[lms].FEEDBACK}")
    return 1 if lines else 0


def for_lms(pages, students, lms, submissions, worksheet):
    """({name in the zip: page}, lines on what is left out). Raises Unusable."""
    if not submissions:
        raise Unusable(f"{lms} knows feedback by the names in its own zip: say --submissions ZIP")
    with Archive(submissions) as archive:
        _, readings = readings_of(archive, lms, worksheet)
        found, unmatched = by_student(readings, students)
    without = [s for s in students if pages[s.id] and s not in found]
    lines = [f"{s}: has feedback, and no file in {Path(submissions).name}" for s in without]
    lines += [f"{s}: has no feedback yet" for s in found if not pages[s.id]]
    return packed(pages, found), lines + unmatched
