"""What a message of ps4's says is to be tried works in the notebook, and gives what the student's function takes."""

import pytest

from autograder.course.cells import grade_id, is_answer, own_cells
from autograder.grading.functions import failure_of
from autograder.grading.judge import plan
from autograder.kit.case import student_functions
from autograder.kit.examine import subject_of

VISIBLE = [(check, case) for check, case, is_hidden in plan("ps4") if not is_hidden]
CALLS = {  # what can be called with what a line gives
    "build_model": "isinstance(model, nn.Sequential)",
    "loss_and_gradients": "loss_and_gradients(parameters, x, labels)[0] > 0",
    "train_epoch": "train_epoch(t.model, t.loader, t.optimizer, t.criterion, 'cpu') > 0",
    "evaluate": "0 <= evaluate(model, loader, 'cpu') <= 1",
    "predict": "len(predict(model, images[0] if 'images' in globals() else image, 'cpu')[1]) == 10",
    "train": "len(train(model, loader, 1, 'cpu')) == 1",
}


@pytest.fixture(scope="module")
def notebook():
    """ps4's names once its imports, its tools and the right answers have run."""
    names = {}
    for cell in own_cells("ps4"):
        if grade_id(cell) in ("imports", "toolkit") or is_answer(cell):
            exec(compile(cell.source, cell.id, "exec"), names)
    return names


@pytest.mark.parametrize("check, case", VISIBLE, ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_line_to_try_works_in_the_notebook(notebook, check, case):
    nothing = dict.fromkeys(student_functions(check), lambda *_, **__: None)
    told = failure_of(check, case, False, nothing).lines
    (line,) = [line.removeprefix("To try it: ") for line in told if line.startswith("To try it: ")]
    names = dict(notebook)
    exec(line, names)
    assert eval(CALLS[subject_of(check)], names)


def test_a_function_that_is_not_written_has_nothing_to_try():
    def unwritten(*_, **__):
        raise NotImplementedError

    check, case = VISIBLE[0]
    assert "To try it" not in str(failure_of(check, case, False, dict.fromkeys(student_functions(check), unwritten)))
