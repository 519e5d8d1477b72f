"""Checks that name mistakes. Knows no course and no nbgrader.

mistakes.py  what goes wrong in answers, and what a failed check says of it
compare.py   what comes back from a student's function, compared; what it does, measured
case.py      the cases of a check, and what it is about
run.py       how a case is run: the student's function called, whatever it does told in plain lines
examine.py   how a check cell tries all claims about an exercise
outcome.py   how one case of a check went; points.py: what it is worth; text.py: what others wrote, fit to be shown
explore.py   pictures and sliders for a notebook's experiments
"""
