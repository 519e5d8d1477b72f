"""All that writes a gradebook; it parses nothing of a student's.

plans.py       what an assignment wants of its notebooks
gradebook.py   one engine and one transaction a submission
change.py      what becomes of a gradebook when an assignment is released again
writer.py      submissions out to the workers, results in
penalties.py   nbgrader's plug-in for late penalties, and which of them are to be worked out anew
dates.py       due dates and extensions: `python -m autograder due` and `extend`, the released notebook's head
collect.py     what students have put into the exchange, into submitted/
folders.py     how a graded folder takes an old one's place
save_cells.py  what `nbgrader generate_assignment` enters; extra credit on top
inside.py      what grading uses of nbgrader beyond its documented interfaces
"""
