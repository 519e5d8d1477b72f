"""The course's settings: its nbgrader_config.py, and what the command line says besides."""

from contextlib import suppress

from traitlets.config import Config, ConfigFileNotFound, KVArgParseConfigLoader, PyFileConfigLoader

from autograder.course import schema  # noqa: F401 - before nbgrader makes a gradebook
from autograder.course.places import CONFIG, ROOT

SAID = Config()  # on the command line, which has the last word


def say(words):
    """Takes settings in nbgrader's manner, such as --Execute.timeout=90, from now on."""
    SAID.clear()
    SAID.merge(KVArgParseConfigLoader(argv=list(words)).load_config())


def course_config(root=ROOT):
    """The course's nbgrader configuration; nbgrader's own where it says nothing."""
    config = Config({"CourseDirectory": {"root": str(root)}})
    with suppress(ConfigFileNotFound):
        config.merge(PyFileConfigLoader(CONFIG, path=str(root)).load_config())
    config.merge(SAID)
    return config
