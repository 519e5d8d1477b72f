"""When a submission came in: nbgrader's timestamp.txt, which may hold whatever a student wrote."""

import contextlib
import os
import re
from pathlib import Path

from nbgrader.utils import parse_utc

TIMESTAMP = "timestamp.txt"
A_TIME = re.compile(r"(?!.*\.\.)(?!.*(^|\s)/)[\w :.,+/-]{1,64}", re.ASCII)  # and no path to a file of time zones
NO_TIME = f"The time of submission could not be read ({TIMESTAMP}): it counts as on time."


def time_of(files):
    """(when a submission came in, as UTC, or None; what is wrong with its timestamp, or None)."""
    if TIMESTAMP not in files:
        return None, None
    text = files[TIMESTAMP][:1000].decode("utf-8", "replace").strip()
    with contextlib.suppress(Exception):  # dateutil raises many kinds
        if A_TIME.fullmatch(text):
            return parse_utc(text), None
    return None, NO_TIME


def time_in(folder):
    """When what lies in a folder came in, as UTC; None where that is not known."""
    with contextlib.suppress(OSError):
        descriptor = os.open(Path(folder, TIMESTAMP), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:
            return time_of({TIMESTAMP: file.read(1000)})[0]
    return None
