"""When a submission came in: nbgrader's timestamp.txt, which may hold whatever a student wrote."""

import contextlib
import os
import re
from datetime import datetime
from pathlib import Path

from autograder.grading.clock import to_utc, zone_of

TIMESTAMP = "timestamp.txt"
A_TIME = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?([\w+:/-]{0,64})", re.ASCII)
NO_TIME = f"The time of submission could not be read ({TIMESTAMP}): it counts as on time."


def moment_of(text, clocks=()):
    """A date and time of day, as nbgrader and LMSs write it, as UTC without a zone.

    After it stand an offset, a time zone, the short name of one by one of these clocks, CEST for instance, or nothing,
    which is UTC. Raises ValueError for all else: nbgrader itself would guess, and take CEST, and +02:00, for UTC.
    """
    found = A_TIME.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no date and time")
    written, name = found.groups()
    with contextlib.suppress(ValueError):
        return to_utc(datetime.fromisoformat(written + (name or "Z")))
    time = datetime.fromisoformat(written)
    by_clock = [time.replace(tzinfo=clock, fold=fold) for clock in clocks for fold in (0, 1)]
    return to_utc(next((t for t in by_clock if t.tzname() == name), None) or time.replace(tzinfo=zone_of(name)))


def time_of(files, clocks=()):
    """(when a submission came in, as UTC, or None; what is wrong with its timestamp, or None)."""
    if TIMESTAMP not in files:
        return None, None
    try:
        return moment_of(files[TIMESTAMP][:1000].decode("utf-8", "replace").strip(), clocks), None
    except (ValueError, OverflowError):
        return None, NO_TIME


def time_in(folder, clocks=()):
    """When what lies in a folder came in, as UTC; None where that is not known."""
    with contextlib.suppress(OSError):
        descriptor = os.open(Path(folder, TIMESTAMP), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:
            return time_of({TIMESTAMP: file.read(1000)}, clocks)[0]
    return None
