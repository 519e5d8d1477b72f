"""The arguments of roster, submissions, grades and feedback. What they do is imported when they are asked for: where
the course is, is not known before.
"""

import importlib
import inspect
import sys

from autograder.lms.formats import ALL
from autograder.lms.people import Unusable


def run(module, options):
    """Runs a command of this room; its exit code is 2 where it can do nothing with what it was given, 1 or 130 where it
    had to stop."""
    from autograder.kit.text import one_line

    main = importlib.import_module(f"autograder.lms.{module}").main
    try:
        return main(**{name: vars(options)[name] for name in inspect.signature(main).parameters if name in options})
    except Unusable as error:
        print(one_line(str(error), 1000), file=sys.stderr)  # it may quote a file
        return 2
    except OSError as error:
        print(one_line(f"stopped: {error}; what was done before is done", 1000), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; what was done before is done", file=sys.stderr)
        return 130


def roster(options):
    return run("roster", options)


def submissions(options):
    return run("submissions", options)


def grades(options):
    return run("grades", options)


def feedback(options):
    return run("feedback", options)


def declare(command):
    """Declares the commands; command: makes the parser of a function, with a line about it."""
    parser = command(roster, "enter the roster that an LMS exports: Canvas, Moodle, Blackboard or plain CSV")
    parser.add_argument("file", metavar="FILE", help="the LMS's CSV, as it exports it")
    parser.add_argument("--id", dest="column", metavar="COLUMN", help="which of its columns holds our students' ids")
    shared(parser, dry="show what would change, and write nothing")
    parser = command(submissions, "take the zip of submissions that an LMS gives out into submitted/")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="for example ps1")
    parser.add_argument("file", metavar="FILE.zip")
    worksheet(parser)
    parser.add_argument("--timezone", metavar="ZONE", help="of the LMS's times (default: the course's, else UTC)")
    parser.add_argument("--replace", action="store_true", help="also where it can't be told which is newer")
    shared(parser, dry="show what would come, and write nothing")
    parser = command(grades, "fill an assignment's column in a gradebook file that the LMS has exported")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="for example ps1")
    parser.add_argument("--into", required=True, metavar="FILE", help="the LMS's own file, which stays as it is")
    parser.add_argument("-o", "--output", metavar="FILE", help="the file to write, for the LMS")
    parser.add_argument("--column", metavar="TITLE", help="its title or number (default: the assignment's name)")
    parser.add_argument("--scale", action="store_true", help="to the points that the LMS has for it")
    shared(parser, dry="show what would change, and write nothing")
    parser = command(feedback, "pack feedback pages into a zip whose names the LMS knows again")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="for example ps1")
    parser.add_argument("--for", dest="lms", required=True, choices=ALL)
    parser.add_argument("--submissions", metavar="ZIP", help="the LMS's zip of what was handed in, for its names")
    worksheet(parser)
    parser.add_argument("-o", "--output", required=True, metavar="FILE.zip")


def worksheet(parser):
    parser.add_argument("--worksheet", metavar="CSV", help="Moodle's grading worksheet: who has which number, and when")


def shared(parser, dry):
    parser.add_argument("--from", dest="lms", choices=ALL, help="which LMS wrote it (default: it is found out)")
    parser.add_argument("--dry-run", action="store_true", help=dry)
