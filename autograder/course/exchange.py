"""nbgrader's exchange, for `c.ExchangeFactory`: a course's own comes about when it is used, and one bad folder stops
nobody's feedback."""

import glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeList, ExchangeReleaseAssignment, ExchangeReleaseFeedback

from autograder.course import schema  # noqa: F401 - every nbgrader command comes by here

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
