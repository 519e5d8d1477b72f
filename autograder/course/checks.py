"""The checks of a topic, as they stand in its modules."""

from functools import cache

from autograder.course.places import ROOT
from autograder.kit.case import checks_in


@cache
def about_checks(topic):
    """{check: About} of a topic, in order; {} for one that is none of ours."""
    path = ROOT / "autograder" / f"check_{topic}.py"
    return checks_in(path.read_text(encoding="utf-8")) if path.is_file() else {}
