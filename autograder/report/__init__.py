"""What people look at: the class report, the table of scores, the feedback pages.

data.py      the class as the gradebook and the autograded notebooks know it
items.py     item analysis: difficulty, discrimination, alpha, on a matrix of points
analysis.py  the class's items and times of handing in, for the report, as CSV and as JSON
charts.py    pictures, each with a text that says what one sees
page.py      the class report, one self-contained HTML page
similar/     answers that are suspiciously alike, side by side
table.py     the same scores in a terminal
export.py    the same as CSV, plugged into `nbgrader export`
feedback.py  a student's feedback page, plugged into `nbgrader generate_feedback`
formgrade.py what Formgrader shows of a submission
markup.py    what people wrote, as HTML: made by a process with limits
check.schema.json  what `python -m autograder check --json` writes
"""
