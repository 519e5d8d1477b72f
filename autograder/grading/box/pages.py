"""A process's memory in large pages, of which a fork copies a short table instead of a long one.

With torch a fork takes a third of the time. Linux has this since version 6.1; elsewhere all stays as it is.
"""

import ctypes
import re
import sys
from pathlib import Path

from autograder.grading.box.sandbox import libc

LARGE = 2 << 20  # bytes
MADV_COLLAPSE = 25
OWN = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ 0 +(?:\[heap\])?\n")  # a line of memory that is no file's


def own_memory():
    """[(first, last address)] of what this process has written, and may share with its forks, in whole large pages."""
    found = ((int(a, 16), int(b, 16)) for a, b in OWN.findall(Path("/proc/self/maps").read_text()))
    rounded = ((-(-a // LARGE) * LARGE, b // LARGE * LARGE) for a, b in found)
    return [(a, b) for a, b in rounded if a < b]


def make_large():
    """Gathers this process's memory in large pages, where the system does that."""
    if sys.platform == "linux":
        for start, end in own_memory():
            libc().madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)
