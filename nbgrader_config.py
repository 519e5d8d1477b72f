"""The course, as nbgrader and JupyterLab's nbgrader extensions read it in this folder."""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - traitlets provides it

ROOT = Path(__file__).resolve().parent

# The course and where it lives.
c.CourseDirectory.course_id = "optimization"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.db_url = os.environ.get("NBGRADER_DB_URL", f"sqlite:///{ROOT / 'gradebook.db'}")
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "MNIST_data",  # 60 MB that each student's notebook downloads: never part of a submission
]

# Where assignments are handed out and in: a folder of the course's own, which comes about when it is first used. On a
# shared server, set NBGRADER_EXCHANGE to one that is there and that all students can write to (nbgrader's own default
# there is /usr/local/share/nbgrader/exchange).
c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", str(ROOT / "exchange"))
c.ExchangeFactory.list = "autograder.course.exchange.List"
c.ExchangeFactory.collect = "autograder.grading.book.collect.Collect"
c.ExchangeFactory.release_feedback = "autograder.course.exchange.ReleaseFeedback"

# Handing out: nbgrader's own steps, but that extra credit comes on top of what can be reached, and that a solution,
# too, is without hidden tests.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "autograder.grading.book.save_cells.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.GenerateSolution.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.Execute",
]

# Grading: whoever starts it, a submission is taken in, repaired, run and judged by the course's own exporter; what
# nbgrader does after that is to enter the scores.
c.Autograde.exporter_class = "autograder.grading.whole_class.exporter.GradingExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Execute.timeout = 60  # seconds a cell; then it is interrupted, and the next one runs
c.BoundedExecute.case_seconds = 20  # a case of a check
c.BoundedExecute.time_limit = 600  # seconds a submission
c.BoundedExecute.carry_forward = True  # a function is right if it is right given right ones where it calls others
c.LimitOutput.max_lines = 500
c.LimitOutput.max_traceback = 100

# Feedback: the score first, each failed check's message, and nothing hidden.
c.GenerateFeedback.exporter_class = "autograder.report.feedback.FeedbackExporter"

# Formgrader: what a grader grades, and the model answer beside it; formulas without the network.
c.HTMLExporter.preprocessors = ["autograder.report.formgrade.ForGraders"]
c.HTMLExporter.filters = {"markdown2html": "autograder.report.formgrade.markdown2html"}

# `nbgrader export`: the same points as everywhere else, and no text that a spreadsheet would compute.
c.ExportApp.plugin_class = "autograder.report.export.CsvExport"

# Lateness. `python -m autograder due` sets due dates, `python -m autograder extend` extends them for one student.
# Nothing is taken off unless you say so here. What is taken off is a share of the points that were *earned*, not of
# those that there are: handing in late then never costs more than it gives.
c.DueDates.timezone = "UTC"  # by whose clock due dates are set and shown: "Europe/Berlin"
c.AssignLatePenalties.plugin_class = "autograder.grading.book.penalties.LatePenalty"
c.LatePenalty.grace = 0  # minutes after the due date that cost nothing
c.LatePenalty.per_day = 0  # percent of the points earned, for each day begun after that
c.LatePenalty.most = 100  # percent of the points earned that lateness costs at most
c.LatePenalty.late_days = 0  # days in the term that cost a student nothing: spent by themselves, the first due first
c.GenerateAssignment.preprocessors.append("autograder.grading.book.dates.TellDueDate")  # in the notebook's head
