"""Processes that have nothing of this one, such as the gradebook's connections, but what workers import."""

import contextlib
import multiprocessing
import os
from multiprocessing import forkserver

from autograder.course.places import COURSE, ROOT, assignment_at, files_of_checks, topics
from autograder.grading.box.start import ONE_THREAD

PRELOADED = ["autograder.grading.whole_class.pool"]


def context():
    """How to start such a process."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    return multiprocessing.get_context("forkserver")


@contextlib.contextmanager
def environment(settings):
    """This process's environment, with these settings as long as something is started."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def warm_up(assignments=()):
    """Lets workers for these assignments import, once for all and in the background, what they need.

    Whoever needs the first one waits for what is left of it. Workers are as many as there are cores, and threads of
    numerical libraries would only wait for each other: each worker has one.
    """
    if context().get_start_method() == "forkserver":
        chosen = [topic for key, topic in topics().items() if assignment_at(key) in assignments]
        used = [module for topic in chosen for module in (*files_of_checks(topic), f"solutions.{topic}")]
        forkserver.set_forkserver_preload([*PRELOADED, *used])
        with environment({**ONE_THREAD, COURSE: str(ROOT)}):
            forkserver.ensure_running()
