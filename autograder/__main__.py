"""The command line: `python -m autograder COMMAND`, or, where the package is installed, `nbautograder COMMAND`.

A command is a function of its options, which returns the exit code, and a few lines in `parser`. What it needs it
imports itself: where the course is, is known only when the options are read.
"""

import argparse
import contextlib
import importlib.metadata
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

EPILOG = """\
The course is the folder in which you stand, where its nbgrader_config.py lies; among submissions the one around
them; or --course-dir; else the one around this package. --Class.trait=value sets what nbgrader_config.py could set;
--help-all lists what there is.

exit codes:
  0    all is done
  1    something needs a look: a submission could not be graded, a line not be matched, or grading had to stop
  2    nothing was done: wrong options, no such course or assignment, a name that is taken, no sandbox on this machine
  130  stopped by Ctrl-C: what was graded is kept"""

SCRIPT = "nbautograder"
ASSIGNMENT = "--assignment="  # as nbgrader's commands have it, before what stands here alone
SETTING = re.compile(r"--[A-Z]\w*\.\w+=.*", re.DOTALL)

BENCH_HELP = """\
sweep, mnist_epoch, mnist_evaluation, grading (a class of ps2), grading_mnist (one of ps4): all of these if none is
named; and grading_scaling (more submissions, more workers), only if it is named"""

ITEMS_HELP = "write difficulty and discrimination of every exercise and claim, too: a .json file, or else CSV"

SOLUTIONS_HELP = """\
put the solutions into the zip: then errors are carried forward, and more mistakes have names; but where student code
runs there, it could read them"""

DUE_HELP = """\
The clock is c.DueDates.timezone in nbgrader_config.py, the gradebook holds UTC. The notebook's head tells students the
due date, and what lateness costs (c.LatePenalty), when it is generated; `grade` brings lateness up to date"""

SCOPE_HELP = """\
Lateness is Gradescope's own there: set due dates, late days and penalties in the assignment's settings"""

EXTEND_HELP = """\
An extension is a length of time: another due date moves it along. It may be given before anything was handed in"""


def new(options):
    from autograder.course.new import MAKERS, Refused, how_to_go_on, write
    from autograder.course.places import COURSE, ROOT

    about = {name: value for name, value in vars(options).items() if name not in ("run", "kind")}
    try:
        files = MAKERS[options.kind](**about)
    except Refused as refusal:
        print(f"nothing is written: {refusal}", file=sys.stderr)
        return 2
    print("\n".join(f"written: {path}" for path in write(files)), flush=True)
    if options.kind != "course":  # another process reads all anew
        command = [sys.executable, "-m", "autograder", "release"]
        if subprocess.run(command, cwd=ROOT, env=os.environ | {COURSE: str(ROOT)}, check=False).returncode:
            return 1
    print(how_to_go_on(files))


def is_amiss(imported=False):
    """Whether a module of the course's author holds a mistake; says which. imported: see amiss.

    Before each grading only where it is not this repository's, whose tests know.
    """
    from autograder.course.amiss import amiss
    from autograder.course.places import IS_FOREIGN

    found = [*amiss(imported)] if imported or IS_FOREIGN else []
    print("".join(f"{line}\n" for line in found), end="", file=sys.stderr)
    return bool(found)


def quote(_):
    from autograder.course import quote

    if is_amiss(imported=True):
        return 2
    told(quote.main())


def release(options):
    from autograder.course import release
    from autograder.course.places import IS_FOREIGN, assignments

    if not there_are(options.assignments, assignments()) or is_amiss(imported=True):
        return 2
    if not IS_FOREIGN:
        from autograder.grading.diagnosis.slips import optimizers

        optimizers.main()
    try:
        told(release.main(options.assignments, before=make_room))
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1


def make_room(config, assignments):
    """Says what releasing these assignments anew does to submissions that are in the gradebook already."""
    from autograder.grading.book.change import prepared
    from autograder.grading.book.gradebook import Book
    from autograder.grading.book.writer import course_directory

    coursedir = course_directory(config)
    with contextlib.closing(Book(coursedir.db_url, coursedir.course_id)) as book:
        print("".join(f"{line}\n" for line in prepared(book, coursedir, assignments)), end="")


def told(changed):
    """Says which notebooks a command has changed, and what it has left out."""
    from autograder.course.overlooked import overlooked

    print("\n".join(f"changed: {path}" for path in changed) or "source/ was up to date")
    print("".join(f"warning: {line}\n" for line in overlooked()), end="", file=sys.stderr)


def check(options):
    from autograder.grading import assess

    if is_amiss():
        return 2
    asked = {"sandboxed": not options.unsandboxed, "carry_forward": not options.no_carry_forward}
    return assess.main(options.files, options.json, options.workers, **asked)


def there_are(names, known):
    """Whether there are all of these assignments; says which is not."""
    from autograder.course.places import no_such

    if why := no_such(names, known):
        print(why, file=sys.stderr)
    return not why


def gradescope(options):
    from autograder.course.places import assignments, notebooks
    from autograder.gradescope import build

    if not there_are([options.assignment], assignments()):
        return 2
    if not notebooks("release").keys() >= set(assignments()[options.assignment]):
        print(f"{options.assignment} is not released: run `release` first", file=sys.stderr)
        return 2
    print(build.main(options.assignment, options.output, options.with_solutions))


def grade(options):
    if is_amiss():
        return 2
    from autograder.grading.whole_class import clean

    if not options.scheduler:
        clean.warm_up(options.assignments)  # while this process imports its own
    from autograder.grading.whole_class.runner import CannotGrade, grade
    from autograder.report.table import print_table

    asked = {name: getattr(options, name) for name in ("students", "workers", "force", "dry_run", "scheduler")}
    try:
        results = grade(options.assignments, sandboxed=not options.unsandboxed, **asked)
    except CannotGrade as error:
        print(error, file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print("Stopped. What was graded is kept: the same command goes on with the rest.", file=sys.stderr)
        return 130
    if results and not options.dry_run:
        print_table(assignments=options.assignments)
    return 1 if any(result.score is None for result in results) else 0


def due(options):
    from autograder.grading.book import dates

    return dated(dates.due, options)


def extend(options):
    from autograder.grading.book import dates

    return dated(dates.extend, options)


def dated(run, options):
    """Says what a command about due dates has to say, or why nothing is changed."""
    from traitlets import TraitError

    try:
        print(run(**{name: value for name, value in vars(options).items() if name != "run"}))
    except (ValueError, TraitError) as error:
        print(error, file=sys.stderr)
        return 2


def student(options):
    from autograder.course import student

    try:
        print(student.main(options.output, options.address))
    except (ValueError, FileExistsError) as error:
        print(f"nothing is written: {error}", file=sys.stderr)
        return 2


def report(options):
    from autograder.course.config import course_config
    from autograder.grading.book.penalties import grade_first, stale_lateness
    from autograder.lms.course import Course
    from autograder.report.page import write_report
    from autograder.report.table import print_table

    with Course().gradebook() as gradebook:
        stale = stale_lateness(gradebook, course_config())
    if stale:
        print(grade_first(stale), file=sys.stderr)
    print_table()
    print(write_report(to=options.to))
    if options.items:
        from autograder.report.analysis import write_items

        print(write_items(options.items))


def similar(options):
    from autograder.report.similar.page import write_similar

    try:
        print(write_similar(options.assignment, options.output))
    except LookupError as error:
        print(error, file=sys.stderr)
        return 2


def demo(options):
    from autograder import demo

    demo.main(options.folder, options.students)


def bench(options):
    from autograder import bench

    bench.main(options.names)


def positive(text):
    """A whole number from 1 on."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


def writable(path):
    """A path whose folder is there; "-" is none."""
    if path != "-" and not Path(path).absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"{path}: there is no such folder")
    return path


def benchmark(name):
    """The name of a benchmark."""
    from autograder.bench import BENCHMARKS

    if name not in BENCHMARKS:
        raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(BENCHMARKS)}")
    return name


def folder(path):
    """A folder that is there."""
    if not Path(path).is_dir():
        raise argparse.ArgumentTypeError(f"{path}: there is no such folder")
    return str(Path(path).resolve())


def versions():
    """'optimization-for-ml-course 1.0.0, nbgrader 0.9.6'"""
    names = "optimization-for-ml-course", "nbgrader"
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    return "not installed"


class HelpAll(argparse.Action):
    """Prints the help, and every setting that there is, and ends."""

    def __call__(self, parser, *_):
        from nbgrader.apps import NbGrader

        from autograder.grading.book.penalties import DueDates, LatePenalty
        from autograder.grading.execution import BoundedExecute

        own = BoundedExecute, DueDates, LatePenalty
        classes = {cls.__name__: cls for cls in [*NbGrader().all_configurable_classes(), *own]}
        print("\n\n".join([parser.format_help(), *(cls.class_get_help() for _, cls in sorted(classes.items()))]))
        parser.exit()


def for_all():
    """The options of every command, which may stand before it or after."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    asked = common.add_argument_group("options of every command")
    asked.add_argument("--course-dir", type=folder, metavar="DIR", help="the course (default: see `--help`)")
    asked.add_argument("-v", "--verbose", "--debug", action="store_true", help="show the log, too")
    asked.add_argument("-q", "--quiet", action="store_true", help="print only what is wrong")
    asked.add_argument("--help-all", nargs=0, action=HelpAll, help="show this help, and all settings")
    asked.add_argument("--version", action="version", version=versions(), help="show the versions")
    return common


def authors(command):
    """Declares what makes and releases assignments."""
    making = command(new, "write a small exercise, or an assignment around one, that works as it comes out")
    kinds = making.add_subparsers(required=True, dest="kind", metavar="course|assignment|notebook|exercise")
    course = kinds.add_parser(
        "course", parents=[for_all()], help="a folder with an nbgrader_config.py, to put assignments into"
    )
    course.add_argument("folder", metavar="FOLDER", help="for example hw: a new or an empty one")
    exercise = kinds.add_parser("exercise", parents=[for_all()], help="a function with its checks, cells and answers")
    exercise.add_argument("function", metavar="FUNCTION", help="what students write, for example huber_loss")
    exercise.add_argument(
        "--in", dest="assignment", required=True, metavar="ASSIGNMENT", help="for example ps2; hw1/TOPIC of several"
    )
    assignment = kinds.add_parser(
        "assignment", parents=[for_all()], help="a notebook with an exercise, and all that belongs to it"
    )
    assignment.add_argument("assignment", metavar="ASSIGNMENT", help="for example ps5")
    assignment.add_argument("topic", metavar="TOPIC", help="its word in every folder, for example robust_loss")
    assignment.add_argument("function", metavar="FUNCTION", help="what students write, for example huber_loss")
    notebook = kinds.add_parser(
        "notebook", parents=[for_all()], help="one more notebook in an assignment, with an exercise"
    )
    notebook.add_argument("topic", metavar="TOPIC", help="its word in every folder, for example robust_loss")
    notebook.add_argument("function", metavar="FUNCTION", help="what students write, for example huber_loss")
    notebook.add_argument("--in", dest="assignment", required=True, metavar="ASSIGNMENT", help="for example hw1")
    for kind in (exercise, assignment, notebook):
        kind.add_argument("--points", type=positive, default=4, help="what it is worth (default: 4)")
    command(quote, "bring source/ up to date with the modules that it quotes")
    releasing = command(release, "write the optimizers' fingerprints, quote, then generate release/ through nbgrader")
    releasing.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="only these (default: all)")
    scope = command(gradescope, "write the zip that makes an assignment's autograder on Gradescope", SCOPE_HELP)
    scope.add_argument("assignment", metavar="ASSIGNMENT", help="for example ps2")
    scope.add_argument("--with-solutions", action="store_true", help=SOLUTIONS_HELP)
    scope.add_argument("-o", "--output", type=writable, help="the zip file to write (default: ASSIGNMENT.zip)")
    handout = command(student, "write what students without nbgrader need: notebooks, requirements, README")
    handout.add_argument("-o", "--output", default="student.zip", help="a new folder, or a zip (default: student.zip)")
    handout.add_argument("--address", metavar="URL", help="the GitHub repository that it will be: adds links to Colab")


def graders(command):
    """Declares what grades."""
    checking = command(check, "grade notebooks outside any course, and say what is wrong with them")
    checking.add_argument("files", nargs="+", metavar="FILE.ipynb")
    checking.add_argument("--json", metavar="OUT", type=writable, help="write all results to this file (-: print them)")
    checking.add_argument("--workers", type=positive, help="notebooks that run at a time (default: one a core)")
    checking.add_argument("--unsandboxed", action="store_true", help="let student code run with your own rights")
    checking.add_argument("--no-carry-forward", action="store_true", help="let an error also cost what calls it")
    grading = command(grade, "grade all submissions of an assignment, several at a time")
    grading.add_argument("assignments", nargs="+", metavar="ASSIGNMENT", help="for example ps2")
    grading.add_argument("--workers", type=positive, help="notebooks that run at a time (default: one a core)")
    grading.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster that runs them: tcp://HOST:PORT")
    grading.add_argument(
        "--student", dest="students", action="append", help="only this one (may be given several times)"
    )
    grading.add_argument("--force", action="store_true", help="grade again what was graded before")
    grading.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
    grading.add_argument("--unsandboxed", action="store_true", help="let student code run with your own rights")


def calendar(command):
    """Declares what is about due dates."""
    dating = command(due, "set when an assignment is due, or list all due dates and extensions", DUE_HELP)
    dating.add_argument("assignment", nargs="?", metavar="ASSIGNMENT", help="for example ps2 (default: list all)")
    dating.add_argument("when", nargs="?", metavar="WHEN", help='by the course\'s clock: "2026-10-12 23:59"')
    dating.add_argument("--remove", action="store_true", help="it is due at no time")
    extending = command(extend, "extend an assignment's due date for one student", EXTEND_HELP)
    extending.add_argument("assignment", metavar="ASSIGNMENT", help="for example ps2")
    extending.add_argument("student", metavar="STUDENT", help="the student's id in the gradebook")
    how = extending.add_mutually_exclusive_group(required=True)
    how.add_argument("--until", metavar="WHEN", help='by the course\'s clock: "2026-10-14 23:59"')
    how.add_argument("--hours", type=float, help="how many more than all others have")
    how.add_argument("--remove", action="store_true", help="no more time than all others")


def readers(command):
    """Declares what shows a class, or the machine."""
    reporting = command(report, "write the class report, and print the table of scores")
    reporting.add_argument("--to", type=Path, help="the HTML file to write (default: report.html in the course)")
    reporting.add_argument("--items", type=writable, metavar="FILE", help=ITEMS_HELP)
    alike = command(similar, "write a page of answers that are suspiciously alike: a reason to look, never a verdict")
    alike.add_argument("assignment", metavar="ASSIGNMENT", help="for example ps2")
    alike.add_argument("-o", "--output", type=writable, help="the page to write (default: similar-ASSIGNMENT.html)")
    demonstration = command(demo, "a class is taught, graded and reported in a scratch folder")
    demonstration.add_argument("--folder", type=Path, help="a new folder for it (default: a temporary one)")
    demonstration.add_argument("--students", type=int, default=12, help="how many (default: 12)")
    timing = command(bench, "timings as ratios: the original course's loops, and stock nbgrader, against ours")
    timing.add_argument("names", nargs="*", metavar="NAME", type=benchmark, help=BENCH_HELP)


def parser():
    style, common = argparse.RawDescriptionHelpFormatter, [for_all()]
    about = "The course's own commands."
    called = SCRIPT if Path(sys.argv[0]).name == SCRIPT else "python -m autograder"
    texts = {"description": about, "epilog": EPILOG, "formatter_class": style}
    top = argparse.ArgumentParser(prog=called, parents=common, **texts)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(run, about, more=None):
        new = commands.add_parser(run.__name__, help=about, description=about, epilog=more, parents=common)
        new.set_defaults(run=run)
        return new

    from autograder.lms import commands as lms  # which imports nothing of a course

    for declare in (authors, graders, calendar, readers, lms.declare):
        declare(command)
    return top


def exit_code(options):
    """Runs a command; 2 where it needs a package that comes with an extra only."""
    try:
        return options.run(options)
    except ModuleNotFoundError as error:
        package = error.name.partition(".")[0]
        if package in ("autograder", "solutions"):
            raise
        how = "pip install 'optimization-for-ml-course[grader]'"
        print(f"{package} is not installed, which this command needs: {how}", file=sys.stderr)
        return 2


def settle(options, words):
    """Makes hold what is said for every command, and settings in nbgrader's manner; says why there is no course."""
    from autograder.course import places
    from autograder.course.config import elsewhere, say

    say(words)
    if options.pop("verbose", False):
        logging.getLogger("autograder.grading").addHandler(logging.StreamHandler())
    if (places.ROOT / "source").is_dir() or (places.ROOT / places.CONFIG).is_file():
        return elsewhere()
    return "There is no course here: go where its nbgrader_config.py lies, or say --course-dir"


def main(arguments=None):
    top = parser()
    typed = sys.argv[1:] if arguments is None else arguments
    options, words = top.parse_known_args([word.removeprefix(ASSIGNMENT) for word in typed])
    if strange := [word for word in words if not SETTING.fullmatch(word)]:
        top.error(f"unrecognized arguments: {' '.join(strange)}")
    if chosen := vars(options).pop("course_dir", None):
        os.environ["AUTOGRADER_COURSE"] = chosen
    quiet = vars(options).pop("quiet", False)
    if getattr(options, "kind", None) == "course":
        settle(vars(options), words)
    elif why := settle(vars(options), words):
        print(why, file=sys.stderr)
        return 2
    silent = quiet and getattr(options, "json", None) != "-"
    with contextlib.redirect_stdout(None) if silent else contextlib.nullcontext():
        return exit_code(options)


if __name__ == "__main__":
    sys.exit(main())
