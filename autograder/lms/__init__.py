"""A course and its learning management system: rosters and submissions in, grades and feedback out.

Each system's files are known in one module, and nowhere else. All have the same functions (see formats.py).

people.py       who somebody is, to an LMS and to us; what was handed in; a column of grades
canvas.py       Canvas
moodle.py       Moodle
blackboard.py   Blackboard Learn
plain.py        a CSV file with nbgrader's own columns, a zip with a folder a student
formats.py      which of them a file comes from
matching.py     whom of ours an LMS means: never a guess
sheet.py        a CSV file of which all stays, byte for byte, but the cells that are filled
arrivals.py     who handed in what, and under which name it lies in the course
archive.py      a zip file whose names and sizes nobody can trust
course.py       the gradebook's students and assignments
roster.py, submissions.py, grades.py, feedback.py   the four commands
commands.py     their arguments
"""
