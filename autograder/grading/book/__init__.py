"""All that writes a gradebook; it parses nothing of a student's.

plans.py       what an assignment wants of its notebooks
gradebook.py   one engine and one transaction a submission
change.py      what becomes of a gradebook when an assignment is released again
writer.py      submissions out to the workers, results in
folders.py     how a graded folder takes an old one's place
inside.py      what grading uses of nbgrader beyond its documented interfaces
"""
