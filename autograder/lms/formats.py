"""Which LMS a file comes from: its own first line, or the names in it, say so.

Each module of an LMS has NAME; IDS, the columns of which one is our id, the best first; KEPT, what stands in place of a
grade and stays, in small letters; FEEDBACK, where its feedback goes; and recognises, people, columns and readings.
"""

from autograder.lms import blackboard, canvas, moodle, plain
from autograder.lms.people import Unusable

ALL = {lms.NAME: lms for lms in (canvas, moodle, blackboard, plain)}


def of_sheet(sheet, name=None):
    """The module of the LMS that wrote a Sheet; name: the one that was asked for. Raises Unusable."""
    if name:
        if not ALL[name].recognises(sheet.header):
            raise Unusable(f"{name} writes no such file: its first line is {', '.join(sheet.header)[:300]}")
        return ALL[name]
    found = next((lms for lms in ALL.values() if lms.recognises(sheet.header)), None)
    if not found:
        raise Unusable(f"no LMS known here writes such a first line in English: {', '.join(sheet.header)[:300]}")
    return found


def of_names(members, name=None):
    """The module of the LMS that named the files in a zip: the one that can read most of them. Raises Unusable."""
    if name:
        return ALL[name]
    counts = {lms: sum(map(bool, lms.readings(members).values())) for lms in (canvas, moodle, blackboard)}
    best = max(counts, key=counts.get)
    if not counts[best]:
        raise Unusable("no LMS known here names files so; where there is a folder a student, say --from plain")
    return best
