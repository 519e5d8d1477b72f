"""What lies beside an assignment's notebooks, such as data or a module: it goes to students as it is."""

from functools import cache

from nbgrader.coursedir import CourseDirectory

from autograder.course.config import course_config
from autograder.course.intake import files_of
from autograder.course.places import assignment_at, notebooks


@cache
def given_files(assignment, folder="source"):
    """{path: content} of what lies beside the notebooks of one of the course's assignments, in source/ or release/."""
    place = next(path.parent for key, path in notebooks(folder).items() if assignment_at(key) == assignment)
    files, _ = files_of(place, [*CourseDirectory(config=course_config()).ignore, "*.ipynb"])
    return files
