"""Runs the checks under pytest: on `solutions`, or with `--submission FILE.ipynb` on a student's notebook.

With `--topic ps2` nothing else is looked at, nor imported, than what is about that topic, tests included.
"""

import contextlib
import inspect

import pytest

from autograder.course.cells import answers_of
from autograder.course.checks import about_checks
from autograder.course.places import CHECKS, solutions_of, topics
from autograder.grading.functions import functions_for
from autograder.kit.case import cases_of
from autograder.kit.mistakes import CheckFailed
from autograder.kit.run import run_case

TOPICS = topics()
MOST_ANSWERS = 160  # of a topic: they take about half a minute


def pytest_addoption(parser):
    parser.addoption("--submission", metavar="FILE.ipynb", help="check this notebook instead of the solutions")
    parser.addoption("--unsandboxed", action="store_true", help="let the submission's code run with your own rights")
    parser.addoption("--topic", help="only what is about an assignment, its topic, or a function: ps2, power_loss, …")


def pytest_configure(config):
    config.checked, word = None, config.getoption("--topic")
    config.asked = None if word is None else asked_by(word)
    if path := config.getoption("--submission"):
        try:
            config.checked = examined(config, path)
        except (ValueError, RuntimeError) as error:
            raise pytest.UsageError(str(error)) from None


def asked_by(word):
    """(assignment, functions) that the name of an assignment, of its topic or of one of its functions stands for."""
    for assignment, topic in TOPICS.items():
        functions = answers_of(assignment)
        if word in (assignment, topic, *functions):
            return assignment, [word] if word in functions else functions
    raise pytest.UsageError(f"no topic {word!r}: which of {', '.join([*TOPICS, *TOPICS.values()])}, or which function?")


def examined(config, path):
    """(topic, the Examiner of a notebook that has run, what went wrong), as long as pytest runs.

    Raises ValueError or RuntimeError where it can't be graded, or not here.
    """
    from autograder.course import intake
    from autograder.grading.box.forkserver import ForkServer, ServerSpec
    from autograder.grading.judge import Examiner, modules_of
    from autograder.grading.kernel.run import Allowance, ran
    from autograder.grading.reading import take_in

    handed_in, left_out = intake.files_around(path)
    found = take_in(handed_in, left_out=left_out)
    stack = contextlib.ExitStack()
    config.add_cleanup(stack.close)
    sandboxed = not config.getoption("--unsandboxed")
    server = stack.enter_context(ForkServer(ServerSpec(modules_of((found.assignment,)), sandboxed=sandboxed)))
    run = stack.enter_context(ran(found.notebook, found.assignment, server, Allowance(), files=found.files))
    problems = run.problems(answers_of(found.assignment))
    return TOPICS[found.assignment], Examiner(run, found.assignment), [*found.notes, *problems]


def topic_of(path):
    """The topic of a file of checks; None for any other file."""
    return path.parent.name if path.parent.parent == CHECKS else None


def pytest_ignore_collect(collection_path, config):
    """Checks of other topics and functions than the one asked for are not even imported."""
    if config.asked and (topic := topic_of(collection_path)):
        assignment, functions = config.asked
        return topic != TOPICS[assignment] or collection_path.stem not in map("check_{}".format, functions)


def params_of(item):
    return item.callspec.params if hasattr(item, "callspec") else {}


def is_asked(item, assignment, functions):
    """Whether a check, or a test by its parameters, is about this assignment, and about one of these functions."""
    params = params_of(item)
    if "answer" in params or "function" in params:
        return (params["answer"].function if "answer" in params else params["function"]) in functions
    return params.get("assignment") == assignment or topic_of(item.path) == TOPICS[assignment]


def thinned(items):
    """The items with no more answers than MOST_ANSWERS, evenly spread: those of one function are never so many."""
    answers = list(dict.fromkeys(params_of(item)["answer"] for item in items if "answer" in params_of(item)))
    judged = {None, *answers[:: -(-len(answers) // MOST_ANSWERS) or 1]}
    return [item for item in items if params_of(item).get("answer") in judged]


@pytest.hookimpl(trylast=True)  # when marks and words have chosen
def pytest_collection_modifyitems(config, items):
    """With a submission, only the checks of its own topic remain; with a topic, only what is about it."""
    kept = items
    if config.checked:
        kept = [item for item in kept if topic_of(item.path) == config.checked[0]]
    if config.asked:
        kept = thinned([item for item in kept if is_asked(item, *config.asked)])
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_report_header(config):
    if config.checked:
        topic, _, problems = config.checked
        return [f"submission: {config.getoption('--submission')} ({topic})", *problems]
    return "checking the reference solutions"


@pytest.fixture
def functions(request):
    """{name: function} that the running check asks for, from the submission or the solutions."""
    if request.config.checked:
        return request.config.checked[1].functions_of(request.function)
    topic = topic_of(request.path)
    return functions_for(request.function, vars(solutions_of(topic)), topic)


def fixture_named(name):
    """A fixture that hands a check the function which it names as a parameter."""

    def fetch(functions):
        return functions[name]

    return pytest.fixture(name=name)(fetch)


for _topic in TOPICS.values():
    for _about in about_checks(_topic).values():
        for _name in _about.functions:
            globals()[f"fixture_{_name}"] = fixture_named(_name)


def pytest_pyfunc_call(pyfuncitem):
    """Runs a check as notebooks do, so that a failure reads the same."""
    settings = cases_of(pyfuncitem.function)[0][0]
    given = {n: pyfuncitem.funcargs[n] for n in inspect.signature(pyfuncitem.function).parameters}
    case = {name: value for name, value in given.items() if name in settings}
    run_case(pyfuncitem.function, {n: f for n, f in given.items() if n not in case}, case)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.excinfo and isinstance(call.excinfo.value, CheckFailed):
        report.longrepr = str(call.excinfo.value)
    return report
