"""Grading a class: workers execute, one writer owns the gradebook, and student code meets neither.

runner.py       the class: who needs grading, who runs it, how it went
writer.py       the one process that reads and writes the gradebook (gradebook.py) and its folders (folders.py)
plan.py         what an assignment wants of its notebooks, as plain data
worker.py       one submission, from its bytes to what the gradebook needs; bounded.py: where its notebooks are read
repair.py       brings a submission's nbgrader cells back to what the assignment says
exporter.py     the same for `nbgrader autograde` and Formgrader
inside.py       what is used of nbgrader's inside
execution.py    runs one notebook, to an end that is always told
examine.py      writes what the checks say as ordinary cell outputs
judge.py        runs the checks on functions that live in a process of their own
boundary/       how the checks call those functions
forkserver.py   a process that has imported everything, and forks those that hold student code
sandbox.py      the box around each of them
cgroups.py      limits that the kernel keeps for a box's processes together
syscalls.py     the system calls that code in a box may make
kernel.py, provisioner.py   a notebook's kernel in such a box
"""
