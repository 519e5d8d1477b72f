"""nbgrader's exchange, for `c.ExchangeFactory`: a course's own comes about when it is used, one bad folder stops
nobody's feedback, and what is collected is its owner's."""

import glob
import os
import stat
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeList,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
)
from nbgrader.utils import find_owner

from autograder.course import schema  # noqa: F401 - every nbgrader command comes by here
from autograder.course.intake import ALL_FILES, files_of, noted, shown

NOBODY = ""
FALSE_NAME = "it belongs to {}, not to {}. Where all students have one account: c.ExchangeCollect.check_owner = False"
LATE_CHANGE = "{} says that it was handed in in time, and was changed after it was due: {:%Y-%m-%d %H:%M} UTC"
SECRET, TIMESTAMP = "submission_secret.txt", "timestamp.txt"
NO_SECRET = "it was not handed in through the exchange (no {}), so it can't be fetched there: hand out {} yourself"


class List(ExchangeList):
    """What is in the exchange, which Formgrader asks for first: the course's own need not be there by then."""

    def ensure_root(self):
        if self.coursedir and Path(self.root).parent == Path(self.coursedir.root):
            ExchangeReleaseAssignment.ensure_root(self)
        super().ensure_root()


class ReleaseFeedback(ExchangeReleaseFeedback):
    """Releases all feedback that can be released, and says of any other in a line why it is not."""

    def copy_files(self):
        for folder in sorted(glob.glob(self.src_path)):
            self.src_path = glob.escape(folder)
            try:
                self.release(Path(folder))
            except (OSError, UnicodeError) as error:
                self.log.error("No feedback is released from %s: %s", folder, error)

    def release(self, folder):
        """Releases one student's feedback; nbgrader wants to name the time of what was handed in, known or not."""
        if not (folder / SECRET).exists():
            self.log.error("No feedback is released from %s: %s", folder, NO_SECRET.format(SECRET, folder))
            return
        if not (folder / TIMESTAMP).exists():
            (folder / TIMESTAMP).touch()
        super().copy_files()


def last_change(folder):
    """When a folder, or what lies in it, was last changed, in UTC: no student can write that time."""
    try:
        times = [os.lstat(path).st_ctime for path in (folder, *map(folder.joinpath, os.listdir(folder)))]
    except OSError:  # it is just being changed
        times = [time.time()]
    return datetime.fromtimestamp(max(times), UTC).replace(tzinfo=None)


class Collect(ExchangeCollect):
    """Collects what students have handed in themselves. Everybody may put into the exchange whatever they like.

    nbgrader takes what bears somebody else's name, and files to which links lead that only the collector may read; one
    folder that it stumbles over ends it.
    """

    def _path_to_record(self, path):
        """nbgrader's record of a folder; of what is not collected nobody's, so that it is no student's newest."""
        try:
            record = super()._path_to_record(path)
            self.expect_owner(path, record["username"])
        except (OSError, ValueError, KeyError, OverflowError) as error:  # a time, or an account, that is none
            name = os.path.basename(path)
            self.log.error("%s is not collected: %s", shown(name), error)
            return {"username": NOBODY, "filename": name, "timestamp": datetime.min}
        return record

    def expect_owner(self, path, student):
        """Raises ValueError where a folder is not the student's whose name it bears."""
        if not student.strip("."):
            raise ValueError("it bears nobody's name")
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise ValueError("it is no folder")
        if self.check_owner and (owner := find_owner(path)) != student:
            raise ValueError(FALSE_NAME.format(owner, student))

    def copy_files(self):
        self.src_records = [record for record in self.src_records if record["username"] != NOBODY]
        for record in self.src_records:
            changed = last_change(Path(self.inbound_path, record["filename"]))
            if self.duedate and record["timestamp"] <= self.duedate < changed - timedelta(minutes=1):
                self.log.warning(LATE_CHANGE.format(shown(record["filename"]), changed))
        self.check_owner = False  # that is done
        super().copy_files()

    def do_copy(self, src, dest, log=None):
        """Copies the files that are the folder's own, as many as one submission may have."""
        most = min(ALL_FILES, 1000 * self.coursedir.max_dir_size)
        name, files, left_out = os.path.basename(src), {}, []
        with noted(name, left_out):
            files, left_out = files_of(src, self.coursedir.ignore, most, os.O_NOFOLLOW)
        for sentence in left_out:
            self.log.warning("%s: %s", shown(name), sentence)
        with tempfile.TemporaryDirectory() as scratch:
            own = Path(scratch, "own")
            own.mkdir()
            for path, content in files.items():
                (own / path).parent.mkdir(parents=True, exist_ok=True)
                (own / path).write_bytes(content)
            super().do_copy(own, dest, log)
