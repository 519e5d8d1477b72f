"""The grades as CSV, for `nbgrader export`: nbgrader's columns, our points, and nothing that a spreadsheet computes."""

import csv
import re
from pathlib import Path

from nbgrader.plugins import ExportPlugin

from autograder.grading.book.gradebook import points_of, possible_in
from autograder.grading.book.penalties import grade_first, stale_lateness
from autograder.kit.text import one_line
from autograder.report.data import times

COLUMNS = ["assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score"]
COLUMNS += ["late_submission_penalty", "score", "max_score", "extra_credit", "max_extra_credit"]
COMPUTED = re.compile(r'(?:^|;) *"?(?=[=+\-@＝＋－＠])')  # where a formula begins, for some tables after ; too


def as_text(value):
    """A value for a cell of a spreadsheet: text stays text there."""
    return COMPUTED.sub(r"\g<0>'", one_line(str("" if value is None else value)))


def rows_of(gradebook, assignment, students):
    """A row for each of these students, blank where there are no points because nothing was handed in."""
    came, found, possible = times(gradebook, assignment.name), points_of(gradebook, assignment), possible_in(assignment)
    for student in students:
        handed_in, points = came.get(student.id, (None,))[0], found.get(student.id)
        about = [assignment.name, assignment.duedate, handed_in, student.id, student.last_name, student.first_name]
        earned = [points.earned + points.extra, points.late, points.total] if points else [""] * 3
        extra = [points.extra if points else "", possible.possible_extra]
        yield [*map(as_text, [*about, student.email]), *earned, possible.possible, *extra]


class CsvExport(ExportPlugin):
    """nbgrader's export to CSV, for `c.ExportApp.plugin_class`."""

    def export(self, gradebook):
        path = Path(self.to or "grades.csv")
        students = [s for s in gradebook.students if not self.student or s.id in map(str, self.student)]
        chosen = [a for a in gradebook.assignments if not self.assignment or a.name in map(str, self.assignment)]
        self.log.info("Exporting grades to %s", path)
        if stale := stale_lateness(gradebook, self.config).intersection(a.name for a in chosen):
            self.log.warning("%s", grade_first(stale))
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            for assignment in chosen:
                rows.writerows(rows_of(gradebook, assignment, students))
