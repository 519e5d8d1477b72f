"""Processes that have nothing of this one, such as the gradebook's connections, but what workers import."""

import multiprocessing
from multiprocessing import forkserver

PRELOADED = ["autograder.grading.pool"]


def context():
    """How to start such a process."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(PRELOADED)
    return found


def warm_up():
    """Lets the imports begin, in the background; whoever needs the first process waits for what is left of them."""
    if context().get_start_method() == "forkserver":
        forkserver.ensure_running()
