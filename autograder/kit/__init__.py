"""Checks that name mistakes. Knows no course and no nbgrader.

outcome.py      how one case of a check went
"""
