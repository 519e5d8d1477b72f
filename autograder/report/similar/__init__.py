"""Answers that are suspiciously alike: a page with them side by side, as a reason to look.

code.py        an answer without names, texts, comments and layout: made by a process with limits
pairs.py       which of an exercise's answers are alike, and what is told of them
page.py        an assignment's answers from the gradebook's notebooks, and the page
measured.json  false alarms and finds, as `python -m tests.similarity` has measured them
"""
