"""The course, as nbgrader and JupyterLab's nbgrader extensions read it in this folder."""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - traitlets provides it

ROOT = Path(__file__).resolve().parent

# nbgrader calls `alembic` by name: let it find the one installed beside it, in whichever environment.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

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

# Where assignments are handed out and in. On a shared server, set NBGRADER_EXCHANGE to a folder
# that all students can write to (nbgrader's own default there is /usr/local/share/nbgrader/exchange).
exchange = Path(os.environ.get("NBGRADER_EXCHANGE", ROOT / "exchange"))
if not exchange.exists():
    exchange.mkdir(parents=True)
    exchange.chmod(0o777)  # nbgrader refuses an exchange that students could not write to
c.Exchange.root = str(exchange)

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

# Formgrader: what a grader grades, and the model answer beside it.
c.HTMLExporter.preprocessors = ["autograder.report.formgrade.ForGraders"]

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
