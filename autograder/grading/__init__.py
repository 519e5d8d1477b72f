"""Grading a class: workers execute, one writer owns the gradebook.

repair.py     brings a submission's nbgrader cells back to what the assignment says
execution.py  runs one notebook, to an end that is always told
writer.py     the one process that reads and writes the gradebook, through nbgrader's own Autograde
runner.py     the class: who needs grading, who runs it, how it went
"""

from autograder.grading.execution import BoundedExecute
from autograder.grading.repair import RepairCells
from autograder.grading.runner import Result, grade
from autograder.grading.writer import course_directory

__all__ = ["BoundedExecute", "RepairCells", "Result", "course_directory", "grade"]
