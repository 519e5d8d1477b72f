"""Grading: what a student handed in goes in, what the checks say comes out, and student code meets none of them.

    whole_class/    a class: who needs grading, who does it, how it went
    book/           all that writes a gradebook
    box/            a process for untrusted code, and one that reads what students wrote
    kernel/         a notebook's run in its box, and the forks that it leaves where the checks stand
    boundary/       how the checks call functions that live in such a fork
    judge.py        the cases of the checks, in order, asked of a notebook that has run

assess.py      notebooks outside any course: `python -m autograder check`
follow.py      which functions are asked again, and with right ones in whose place
functions.py   those that a check calls, and what a case of it fails for
frames.py      what processes tell each other: messages on a socket
reading.py     a submission, read with limits; job.py: as a worker gets it, and as it comes back
timestamp.py   when a submission came in; lateness.py: how late that is, and what it costs; clock.py: the course's zone
execution.py   nbgrader's step that executes a notebook: a run, its judgement, its outputs
own.py         what an author's own test cells have earned, and tell
examine.py     how the cases went, as cell outputs; records.py: as data; outputs.py: what a student's may hold
"""
