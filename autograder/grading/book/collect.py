"""What students have put into nbgrader's exchange, for `c.ExchangeFactory`: collected is what is its owner's."""

import os
import stat
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.utils import find_owner

from autograder.course import schema  # noqa: F401 - before nbgrader makes a gradebook
from autograder.course.intake import ALL_FILES, files_of, noted, shown
from autograder.grading.book.inside import Inbound

NOBODY = ""
FALSE_NAME = "it belongs to {}, not to {}. Where all students have one account: c.ExchangeCollect.check_owner = False"
LATE_CHANGE = "{} says that it was handed in in time, and was changed after it was due: {:%Y-%m-%d %H:%M} UTC"


def last_change(folder):
    """When a folder, or what lies in it, was last changed, in UTC: no student can write that time."""
    try:
        times = [os.lstat(path).st_ctime for path in (folder, *map(folder.joinpath, os.listdir(folder)))]
    except OSError:  # it is just being changed
        times = [time.time()]
    return datetime.fromtimestamp(max(times), UTC).replace(tzinfo=None)


class Collect(Inbound):
    """Collects what students have handed in themselves. Everybody may put into the exchange whatever they like.

    nbgrader takes what bears somebody else's name, and files to which links lead that only the collector may read; one
    folder that it stumbles over ends it.
    """

    def record_of(self, path):
        """nbgrader's record of a folder; of what is not collected nobody's, so that it is no student's newest."""
        try:
            record = super().record_of(path)
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
