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

from nbgrader.utils import find_all_files

RECORD = ".graded.json"


def names_of_odd_files(folder):
    """The names of links, pipes and the like, which no student needs to hand in: they are left alone."""
    return sorted(
        {path.name for path in folder.rglob("*") if path.is_symlink() or not (path.is_file() or path.is_dir())}
    )


def fingerprint(folder, ignored):
    """A digest of a submission's files, their names and what they hold."""
    digest = hashlib.sha256()
    for path in sorted(map(Path, find_all_files(str(folder), ignored))):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def write_record(folder, record):
    (folder / RECORD).unlink(missing_ok=True)  # a student may have handed in one
    (folder / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def read_record(folder):
    """What the folder's record says; {} where there is none that makes sense."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def newest(folder, ignored):
    return max((os.stat(path).st_mtime for path in find_all_files(str(folder), ignored)), default=0)


def is_newer(coursedir, submitted, graded):
    """Whether something came in after nbgrader itself had graded: by the timestamps, else by the files' own times."""
    came, was_graded = (coursedir.get_existing_timestamp(str(folder)) for folder in (submitted, graded))
    if came and was_graded:
        return came > was_graded
    return newest(submitted, coursedir.ignore) > newest(graded, coursedir.ignore)


def is_up_to_date(coursedir, submitted, graded, notebooks, machine_total):
    """Whether folder and gradebook both say that what was handed in is graded.

    notebooks: the assignment's; machine_total: what the gradebook says a machine gave, None if it knows of nothing.
    """
    if machine_total is None or not all((graded / f"{name}.ipynb").is_file() for name in notebooks):
        return False
    record = read_record(graded)
    try:
        if not record:
            return not is_newer(coursedir, submitted, graded)
        same = record["submission"] == fingerprint(submitted, coursedir.ignore)
        return same and math.isclose(record["machine_total"], machine_total, abs_tol=1e-6)
    except Exception:  # a record or a timestamp that makes no sense, a folder that cannot be read
        return False


def beside(folder):
    """(where its successor is filled, where it waits to be removed); nbgrader overlooks names with a dot."""
    return folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")


def sweep(folder):
    """Removes what a killed run left beside a folder."""
    for left in beside(folder):
        shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def replacing(folder):
    """Yields a new folder, which takes this one's place at the end; after an error all is as it was.

    In between there is none: who is killed here leaves a submission that counts as not graded.
    """
    sweep(folder)
    new, old = beside(folder)
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
