"""What a wrong answer does as a right one would after a small change: for the grader's side, never for a notebook.

changes.py  small changes to a right function's source, each a kind of slip that people make
forms/      other ways to write the right functions, whose slips are others
slips/      the mistakes that the optimizers' steps are known for, as edits of right steps; writes their fingerprints
search.py   the change after which a right function fails its visible cases as the student's does
naming.py   which failures tell what is wrong, and by what name
"""
