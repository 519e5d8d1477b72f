"""A parked fork of a kernel, seen from the examiner: a place in a notebook, and the functions as they are there."""

import contextlib
import json
import socket

from autograder.grading.boundary.remote import Remote, printable
from autograder.grading.boundary.wire import Frames, Malformed, Trouble
from autograder.grading.kernel.parked import ANSWER, FORK, KILL, MOST_NAMES

PARK_BYTES = 1 << 20
SHORT = 100  # characters of a name


class Place:
    """Where a check stands. Every set of calls is answered by a process of its own.

    names: what can be called there; lacks_threads: whether the kernel ran threads of the student's, which no fork has;
    is_kernel: whether it is the kernel itself, which answers all calls in one process.
    """

    def __init__(self, sock, deadline, is_kernel):
        """Waits for a fork to tell that it is there. Raises Trouble."""
        self.sock, self.is_kernel = sock, is_kernel
        about = json_of(Frames(sock).receive(PARK_BYTES, deadline))
        if "failed" in about:
            raise Trouble(printable(str(about["failed"]))[:SHORT])
        named = about.get("callable") if isinstance(about.get("callable"), list) else []
        self.names = {printable(str(name))[:SHORT] for name in named[:MOST_NAMES]}
        self.lacks_threads = bool(about.get("threads")) and not is_kernel

    def remote(self, seconds, last=False):
        """A Remote whose functions are those of this place; last: there will be no other one, which saves a fork."""
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):  # then the Remote finds out
            socket.send_fds(self.sock, [ANSWER if last else FORK], [theirs.fileno()])
        return Remote(ours, seconds)

    def kill(self):
        """Ends all that answers calls from here."""
        with contextlib.suppress(OSError):
            self.sock.sendall(KILL)

    def close(self):
        self.sock.close()


def json_of(raw):
    """The object in these bytes. Raises Malformed."""
    with contextlib.suppress(ValueError, RecursionError):
        if isinstance(found := json.loads(raw), dict):
            return found
    raise Malformed("no object")
