"""A whole class: who needs grading, who does it, how it went.

runner.py     `python -m autograder grade`
pool.py       worker processes, or a Dask cluster; clean.py: how they are started
worker.py     what a worker does with one submission
exporter.py   the same for `nbgrader autograde` and Formgrader
regrade.py    what a run has changed
"""
