"""python -m autograder new | quote | release | check | gradescope | grade | due | extend | report | similar | demo | bench"""

import argparse
import subprocess
import sys
from pathlib import Path

from autograder.course.places import ROOT, notebooks

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
    from autograder.course.new import MAKERS, Refused, write

    about = {name: value for name, value in vars(options).items() if name not in ("run", "kind")}
    try:
        files = MAKERS[options.kind](**about)
    except Refused as refusal:
        print(f"nothing is written: {refusal}", file=sys.stderr)
        return 2
    print("\n".join(f"written: {path}" for path in write(files)), flush=True)
    subprocess.run([sys.executable, "-m", "autograder", "release"], cwd=ROOT, check=True)  # which reads all anew
    *_, (_, assignment, _) = (Path(path).parts for path in files if path.endswith(".ipynb"))
    print(f"make quick TOPIC={assignment} says whether it works; CONTRIBUTING.md says how to go on.")


def quote(_):
    from autograder.course import quote

    told(quote.main())


def release(_):
    from autograder.course import release
    from autograder.grading.diagnosis.slips import optimizers

    optimizers.main()
    told(release.main())


def told(changed):
    """Says which notebooks a command has changed, and what it has left out."""
    from autograder.course.overlooked import overlooked

    print("\n".join(f"changed: {path}" for path in changed) or "source/ was up to date")
    print("".join(f"warning: {line}\n" for line in overlooked()), end="", file=sys.stderr)


def check(options):
    from autograder.grading import assess

    asked = {"sandboxed": not options.unsandboxed, "carry_forward": not options.no_carry_forward}
    return assess.main(options.files, options.json, options.workers, **asked)


def gradescope(options):
    from autograder.gradescope import build

    print(build.main(options.assignment, options.output, options.with_solutions))


def grade(options):
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
    from autograder.course.release import course_config
    from autograder.grading.book.writer import stale_lateness
    from autograder.report.page import write_report
    from autograder.report.table import print_table

    if stale := stale_lateness(course_config()):
        print(f"lateness has changed: `python -m autograder grade {' '.join(stale)}` first", file=sys.stderr)
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


def parser():
    top = argparse.ArgumentParser(prog="python -m autograder", description="The course's own commands.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(run, about, more=None):
        new = commands.add_parser(run.__name__, help=about, description=about, epilog=more)
        new.set_defaults(run=run)
        return new

    making = command(new, "write a small exercise, or an assignment around one, that works as it comes out")
    kinds = making.add_subparsers(required=True, dest="kind", metavar="exercise|assignment")
    exercise = kinds.add_parser("exercise", help="a function with its checks, cells and answers")
    exercise.add_argument("function", metavar="FUNCTION", help="what students write, for example huber_loss")
    exercise.add_argument("--in", dest="assignment", required=True, metavar="ASSIGNMENT", help="for example ps2")
    assignment = kinds.add_parser("assignment", help="a notebook with an exercise, and all that belongs to it")
    assignment.add_argument("assignment", metavar="ASSIGNMENT", help="for example ps5")
    assignment.add_argument("topic", metavar="TOPIC", help="its word in every folder, for example robust_loss")
    assignment.add_argument("function", metavar="FUNCTION", help="what students write, for example huber_loss")
    for kind in (exercise, assignment):
        kind.add_argument("--points", type=positive, default=4, help="what it is worth (default: 4)")
    command(quote, "bring source/ up to date with the modules that it quotes")
    command(release, "write the optimizers' fingerprints, quote, then generate release/ through nbgrader")
    checking = command(check, "grade notebooks outside any course, and say what is wrong with them")
    checking.add_argument("files", nargs="+", metavar="FILE.ipynb")
    checking.add_argument("--json", metavar="OUT", type=writable, help="write all results to this file (-: print them)")
    checking.add_argument("--workers", type=positive, help="notebooks that run at a time (default: one a core)")
    checking.add_argument("--unsandboxed", action="store_true", help="let student code run with your own rights")
    checking.add_argument("--no-carry-forward", action="store_true", help="let an error also cost what calls it")
    scope = command(gradescope, "write the zip that makes an assignment's autograder on Gradescope", SCOPE_HELP)
    scope.add_argument("assignment", choices=list(notebooks()), help="for example ps2")
    scope.add_argument("--with-solutions", action="store_true", help=SOLUTIONS_HELP)
    scope.add_argument("-o", "--output", type=writable, help="the zip file to write (default: ASSIGNMENT.zip)")
    handout = command(student, "write what students without nbgrader need: notebooks, requirements, README")
    handout.add_argument("-o", "--output", default="student.zip", help="a new folder, or a zip (default: student.zip)")
    handout.add_argument("--address", metavar="URL", help="the GitHub repository that it will be: adds links to Colab")
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
    reporting = command(report, "write the class report, and print the table of scores")
    reporting.add_argument("--to", type=Path, help="the HTML file to write (default: report.html in the course)")
    reporting.add_argument("--items", type=writable, metavar="FILE", help=ITEMS_HELP)
    alike = command(similar, "write a page of answers that are suspiciously alike: a reason to look, never a verdict")
    alike.add_argument("assignment", metavar="ASSIGNMENT", help="for example ps2")
    alike.add_argument("-o", "--output", type=writable, help="the page to write (default: similar-ASSIGNMENT.html)")
    demonstration = command(demo, "a class is taught, graded and reported in a scratch folder")
    demonstration.add_argument("--folder", type=Path, help="a new folder for it (default: a temporary one)")
    demonstration.add_argument("--students", type=int, default=12, help="how many (default: 12)")
    from autograder.lms import commands as lms  # which imports nothing of a course

    lms.declare(command)
    timing = command(bench, "timings as ratios: the original course's loops, and stock nbgrader, against ours")
    timing.add_argument("names", nargs="*", metavar="NAME", type=benchmark, help=BENCH_HELP)
    return top


def exit_code(options):
    """Runs a command; 2 where it needs a package that comes with an extra only."""
    try:
        return options.run(options)
    except ModuleNotFoundError as error:
        if error.name.partition(".")[0] in ("autograder", "solutions"):
            raise
        how = "pip install 'optimization-for-ml-course[grader]'"
        print(f"{error.name} is not installed, which this command needs: {how}", file=sys.stderr)
        return 2


def main(arguments=None):
    options = parser().parse_args(arguments)
    return exit_code(options)


if __name__ == "__main__":
    sys.exit(main())
