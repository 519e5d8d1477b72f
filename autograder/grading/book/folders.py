"""Submitted and autograded folders: what was graded, and how a new result takes an old one's place.

A run may be killed at any moment. So an autograded folder is filled beside its place and moved there when the scores
are in the gradebook, and holds a record of what it came from. Without it, a submission counts as not graded.
"""

import contextlib
import hashlib
import json
import math
import os
import shutil
import tempfile
from pathlib import Path

from autograder.course.intake import files_of

RECORD = ".graded.json"
UNFINISHED = f"{RECORD}.new"
LONGEST = 100_000  # characters of a record; stock nbgrader lets a student's file lie in its place


def fingerprint(files, left_out):
    """A digest of a submission's files, {path: content}, and of what is said of those that were left out."""
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        digest.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    digest.update("".join(left_out).encode("utf-8", "replace"))
    return digest.hexdigest()


def write_record(folder, record):
    """Writes a folder's record, all at once."""
    new = folder / UNFINISHED
    new.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    new.replace(folder / RECORD)


def read_record(folder):
    """What the folder's record says; {} where there is none that makes sense."""
    try:
        with open(folder / RECORD, encoding="utf-8") as file:
            found = json.loads(file.read(LONGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def is_newer(submitted, graded, time_in, ignored):
    """Whether something came in after nbgrader itself had graded: by the timestamps, else by the files' own times."""
    came, was_graded = map(time_in, (submitted, graded))
    return came > was_graded if came and was_graded else newest(submitted, ignored) > newest(graded, ignored)


def newest(folder, ignored):
    return max((os.lstat(folder / path).st_mtime for path in files_of(folder, ignored)[0]), default=0)


def is_as_recorded(record, files, left_out, machine_total):
    """Whether a folder's record tells of these files, and of what the gradebook says that a machine gave."""
    given = record.get("machine_total")
    same = record.get("submission") == fingerprint(files, left_out)
    return same and isinstance(given, int | float) and math.isclose(given, machine_total, abs_tol=1e-6)


def neighbours(folder):
    """(where its successor is filled, where it waits to be removed); nbgrader overlooks names with a dot."""
    return folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")


def sweep(folder):
    """Removes what a killed run left beside a folder."""
    for left in neighbours(folder):
        shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def replacing(folder):
    """Yields a new folder, which takes this one's place at the end; after an error all is as it was.

    In between there is none: who is killed here leaves a submission that counts as not graded.
    """
    sweep(folder)
    new, old = neighbours(folder)
    new.mkdir(parents=True)
    try:
        if folder.exists():
            folder.rename(old)
        yield new
    except BaseException:
        if old.exists():
            old.rename(folder)
        sweep(folder)
        raise
    new.rename(folder)
    sync_folder(folder.parent)
    sweep(folder)


@contextlib.contextmanager
def scratch():
    """Yields a folder that is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="dry-run-") as folder:
        yield Path(folder)


def sync_folder(folder):
    """Makes sure that a folder's entries outlast a power failure, where the system can say so."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync(folder):
    """Makes sure that all of a folder outlasts a power failure."""
    for place, _, names in os.walk(folder):
        for name in names:
            with open(Path(place, name), "rb") as file:
                os.fsync(file.fileno())
        sync_folder(place)
