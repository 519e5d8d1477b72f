"""What test_bounded asks of a helper process. It imports as little as the helper does."""

import ctypes
import os
import resource
import sys
import time

from autograder.course.intake import Unreadable


def limits():
    return [resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in ("AS", "FSIZE", "CORE", "NOFILE")]


def loaded():
    return sorted(sys.modules)


def environment():
    return dict(os.environ)


def descriptors():
    return sorted(os.readlink(f"/proc/self/fd/{name}").split(":")[0] for name in os.listdir("/proc/self/fd")[:-1])


def write(path):
    with open(path, "w") as file:
        file.write("text")


def long_text(size):
    return "x" * size


def hog():
    return len([bytearray(1 << 20) for _ in range(1 << 20)])


def keeps_computing():
    while True:
        pass


def waits():
    time.sleep(1000)


def refuses(why):
    raise Unreadable(why)


def fails():
    raise KeyError("a mistake of ours")


def dies(number):
    os.kill(os.getpid(), number)


def leaves():
    os._exit(0)


def fault():
    ctypes.string_at(0)


def surrogates(text):
    return [text, text.encode("utf-8", "surrogateescape").hex()]
