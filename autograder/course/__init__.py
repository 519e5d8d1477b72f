"""What a course is made of, and what comes into it.

places.py    where the course is, its assignments, topics, notebooks and modules; config.py: its settings
beside.py    the files that go to students with an assignment's notebooks
checks.py    a topic's checks, and what they are about
cells.py     a notebook's cells: which are run, and where the checks stand; regions.py: what of them no student gets
quote.py     writes the code cells of source/ from the modules that they quote; overlooked.py: what it leaves out
amiss.py     mistakes in the modules, found before they are quoted
release.py   generates release/ from source/
exchange.py  nbgrader's exchange, where it starts empty or is incomplete; schema.py: how a new gradebook begins
head.py      the line in a released notebook that says when it is due
student.py   what students get who have no nbgrader; packages.py: what notebooks import; pack.py: files, written
new.py       writes a small exercise or assignment that works, for its author to change, from templates/
intake.py    what was handed in, before anything else reads it
plan.py      what an assignment wants of a notebook; repair.py: a submission brought back to that
"""
