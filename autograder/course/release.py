"""Generates `release/` through nbgrader, from notebooks whose quotations are up to date."""

from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.course import quote
from autograder.course.config import course_config
from autograder.course.places import assignments


def generate(config, assignments):
    """Generates these assignments and enters them in the gradebook. Raises RuntimeError with nbgrader's log."""
    config = Config(config)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    for assignment in assignments:
        answer = api.generate_assignment(assignment, force=True)
        if not answer["success"]:
            raise RuntimeError(f"nbgrader could not generate {assignment}:\n{answer.get('log') or answer.get('error')}")


def main(chosen=(), before=lambda config, assignments: None):
    """Quotes, then generates every assignment, or those chosen; returns the changed notebooks of `source/`.

    before: what is to be done in between, with the configuration and the assignments.
    """
    changed, config, names = quote.main(), course_config(), [*chosen] or [*assignments()]
    before(config, names)
    generate(config, names)
    return changed
