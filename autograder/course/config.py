"""The course's settings: its nbgrader_config.py, and what the command line says besides."""

from contextlib import suppress
from pathlib import Path

from traitlets.config import Config, ConfigFileNotFound, KVArgParseConfigLoader, PyFileConfigLoader

from autograder.course import schema  # noqa: F401 - before nbgrader makes a gradebook
from autograder.course.places import CONFIG, ROOT

FOLDERS = {"source_directory": "source", "release_directory": "release"}  # in which places.py looks
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


def elsewhere():
    """A sentence where the settings put the course, or its notebooks, where nobody looks for them; None otherwise."""
    own = course_config().CourseDirectory
    if (root := Path(own.get("root", ROOT)).resolve()) != ROOT:
        return f"{CONFIG} puts the course into {root} (c.CourseDirectory.root): move the file there, and go there"
    for name, folder in FOLDERS.items():
        if own.get(name, folder) != folder:
            return f"{CONFIG} sets c.CourseDirectory.{name}: call the folder {folder}, and take the setting out"
    return None
