"""The boundary between the examiner and student code: nobody can tell that there is one, except who tries to cheat."""

import contextlib
import inspect
import resource
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from torch import nn

from autograder.grading.boundary.remote import Decoder, Opaque
from autograder.grading.boundary.wire import Malformed, from_npy, packed, to_npy, unpacked
from autograder.grading.box import forkserver
from autograder.grading.kernel.run import Allowance, Run
from autograder.kit.compare import Recorder, handed_on, lines_run
from autograder.kit.mistakes import CheckFailed, Mistake
from autograder.kit.run import computed_by, guarded

A_MATRIX = Mistake("a-matrix", "it is given a matrix")
GIVEN = "import numpy as np, torch, sys, os, random\nfrom torch import nn\n"


@pytest.fixture(scope="module")
def server():
    with forkserver.ForkServer(forkserver.ServerSpec(("numpy", "torch"))) as server:
        yield server


@pytest.fixture(scope="module")
def kernel(server):
    """A kernel that has run the given cell."""
    run = Run(new_notebook(cells=[new_code_cell(GIVEN)]), {}, [0], server, Allowance())
    run.to_the_end()
    yield run
    run.close()


@pytest.fixture
def functions(kernel):
    """Makes {name: function} of a source, in a fork of its own."""
    with contextlib.ExitStack() as stack:

        def make(source, seconds=30):
            cell = new_code_cell(source)
            kernel.nb.cells.append(cell)
            kernel.run_cell(cell, len(kernel.nb.cells) - 1)
            assert not cell.outputs
            place = kernel.parked()
            stack.callback(place.close)
            stack.callback(place.kill)
            remote = place.remote(seconds)
            return {name: remote.function(name) for name in place.names}

        yield make


def here(source):
    """{name: function} of a source, in this process."""
    namespace = {}
    exec(compile(GIVEN + source, "<cell 1>", "exec"), namespace)
    return namespace


def alike(a, b):
    """Whether two values are the same, types and all."""
    if isinstance(b, (tuple, list)):
        return type(a) is type(b) and len(a) == len(b) and all(map(alike, a, b))
    if isinstance(b, dict):
        return type(a) is dict and list(a) == list(b) and all(alike(a[key], b[key]) for key in b)
    if isinstance(b, torch.Tensor):
        return type(a) is type(b) and a.dtype == b.dtype and torch.equal(a, b) and a.requires_grad == b.requires_grad
    if isinstance(b, np.ndarray):
        return type(a) is type(b) and a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=True)
    return type(a) is type(b) and (a == b or a != a)


@pytest.mark.parametrize("loop", ["while True: pass", "sum(range(10**15))"])
def test_a_fork_that_answers_itself_ends_when_it_is_told_to(kernel, loop):
    """In Python code or not."""
    cell = new_code_cell(f"def f():\n    {loop}")
    kernel.nb.cells.append(cell)
    kernel.run_cell(cell, len(kernel.nb.cells) - 1)
    with contextlib.closing(kernel.parked()) as place:
        remote = place.remote(0.5, last=True)
        with pytest.raises(CheckFailed, match=r"no result after 0\.5 seconds"):
            remote.function("f")()
        place.kill()
        place.sock.settimeout(30)
        with pytest.raises(ConnectionResetError):  # it is gone, with the command unread
            place.sock.recv(1)


# ── right functions in the place of the student's ───────────────────────────────────────────────────────────────────


def test_a_given_function_stands_in_the_place_of_the_students_own(functions):
    """As long as it is given: nobody else answers for it afterwards."""
    f = functions("def g(x):\n    return -x\ndef f(x):\n    return g(x) + 1")["f"]
    f.remote.begin(30, {"g": lambda x: 10 * x})
    assert f(np.float64(2)) == 21 and f(np.array([2.0])) == [21]
    f.remote.begin(30)
    with pytest.raises(CheckFailed):
        f(2)


def right_one(x):
    a_name_that_nobody_else_has = 3
    return a_name_that_nobody_else_has * x


SEARCHES = """
import gc
def g(x):
    return 0
def f(x):
    g(x)
    mark = "_".join("a name that nobody else has".split())
    texts = [one for one in gc.get_objects() if isinstance(one, str)] + [repr(vars(g))]
    texts += [repr(x.__code__.co_varnames) for x in gc.get_objects() if isinstance(x, type(f))]
    return any(mark in text for text in texts)
"""


def test_nothing_of_a_given_function_but_its_results_can_be_found(functions):
    f, control = functions(SEARCHES)["f"], functions(SEARCHES + inspect.getsource(right_one))["f"]
    for searching in (f, control):
        searching.remote.begin(30, {"g": right_one})
    assert f(2.0) is False and control(2.0) is True


TRAINS = """
def epoch(*_):
    return 0.0
def train(model, loader, kind, epochs=3):
    means = getattr(torch.optim, kind)(model.parameters(), lr=0.01)
    slower = torch.optim.lr_scheduler.StepLR(means, 1, 0.5)
    losses = []
    for _ in range(epochs):
        losses.append(epoch(model, loader, means, nn.NLLLoss(), torch.device("cpu")))
        slower.step()
    return losses, sorted(means.state_dict()["state"]), means.param_groups[0]["lr"]
"""


def epoch(model, loader, optimizer, criterion, device):
    """What trains a network for real."""
    model.train()
    for x, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(x.to(device)), labels)
        loss.backward()
        optimizer.step()
    return loss.item()


@pytest.mark.parametrize("kind", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "NAdam", "RAdam", "Adamax", "Adadelta"])
def test_a_given_function_trains_as_it_would_there(functions, kind):
    """From epoch to epoch: what it leaves in the network and in the optimizer is there for the next one."""

    def run(train):
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 3), nn.LogSoftmax(1)).eval()
        data = torch.utils.data.TensorDataset(torch.rand(12, 4), torch.arange(12) % 3)
        return train(model, torch.utils.data.DataLoader(data, batch_size=4), kind), held(model)

    there = functions(TRAINS)["train"]
    there.remote.begin(30, {"epoch": epoch})
    names = here(TRAINS) | {"epoch": epoch}
    names["train"].__globals__["epoch"] = epoch
    assert alike(run(there), run(names["train"]))


VALUES = """
    None; True; 7; 10**30; -0.0; float('nan'); float('inf'); 'γ'; np.float64(0.1); np.float32(0.1); np.int64(3)
    np.bool_(True); np.array(3.0); np.zeros((2, 0)); np.arange(6.).reshape(2, 3).T; np.arange(6)[::2]
    np.array([1+2j]); np.array([True])
    (1, 2.0); [1, [2, (3,)]]; {'m': np.ones((2, 1)), 't': 1, 5: None}; ({}, []); torch.tensor(2.5); torch.ones(2, 3).T
    torch.ones(2, requires_grad=True); nn.Parameter(torch.ones(2)); torch.tensor([1, 2]); torch.tensor([True])
"""


@pytest.mark.parametrize("value", [v.strip() for line in VALUES.split("\n") for v in line.split(";") if v.strip()])
def test_a_result_comes_back_as_it_is(functions, value):
    source = f"def f():\n    return {value}"
    assert alike(functions(source)["f"](), here(source)["f"]())


@pytest.mark.parametrize(
    "value", ["{1, 2}", "(x for x in 'ab')", "b'bytes'", "lambda: 1", "np.array(['a'])", "object()"]
)
def test_anything_else_is_opaque_and_itself_again_when_passed_back(functions, value):
    f = functions(f"kept = {value}\ndef f(x=None):\n    return kept if x is None else x is kept")["f"]
    assert isinstance(f(), Opaque)
    assert type(f()).__name__ == type(eval(value)).__name__
    assert f(f()) is True


@pytest.mark.parametrize("value, name", [("torch.ones(2)", "Tensor"), ("nn.Linear(2, 1)", "Linear")])
def test_where_torch_is_not_imported_what_is_torchs_is_opaque(functions, monkeypatch, value, name):
    f = functions(f"kept = {value}\ndef f(x=None):\n    return kept if x is None else x is kept")["f"]
    monkeypatch.delitem(sys.modules, "torch")
    assert isinstance(f(), Opaque)
    assert type(f()).__name__ == name
    assert f(f()) is True


CHANGES = {
    "x[0] = 7": lambda: np.zeros(3),
    "x.shape = (3, 1)": lambda: np.zeros(3),
    "x += 1": lambda: torch.zeros(3),
    "x.grad = torch.ones(3)": lambda: torch.zeros(3),
    "x.requires_grad_(True)": lambda: torch.zeros(3),
    "x.standard_normal(5)": lambda: np.random.default_rng(0),
    "x.train(); x[0].eval(); x[0].weight.data += 1": lambda: nn.Sequential(nn.Linear(2, 2), nn.ReLU()).eval(),
    "x.train(); x[0](torch.ones(4, 2))": lambda: nn.Sequential(nn.BatchNorm1d(2)),
    "x(torch.ones(1, 2)).sum().backward()": lambda: nn.Linear(2, 1),
    "x.weight = nn.Parameter(torch.zeros(1, 2))": lambda: nn.Linear(2, 1),
}


def held(x):
    """All that an argument holds, as plain data."""
    if isinstance(x, nn.Module):
        modes = [module.training for module in x.modules()]
        return modes, {name: (held(value), held(value.grad)) for name, value in x.state_dict(keep_vars=True).items()}
    if isinstance(x, np.random.Generator):
        return x.bit_generator.state
    return (x, x.grad) if isinstance(x, torch.Tensor) and x.grad is not None else x


@pytest.mark.parametrize("change", CHANGES)
def test_an_argument_holds_what_the_function_left_in_it(functions, change):
    source, make = f"def f(x):\n    {change}", CHANGES[change]
    torch.manual_seed(0)
    there = make()
    torch.manual_seed(0)
    own = make()
    functions(source)["f"](there)
    here(source)["f"](own)
    assert alike(held(there), held(own))


def test_an_optimizer_and_its_network_belong_together(functions):
    source = """
def f(model, optimizer):
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.ones(4, 2)).square().sum().backward()
        optimizer.step()"""
    results = []
    for f in (functions(source)["f"], here(source)["f"]):
        torch.manual_seed(1)
        model = nn.Linear(2, 1)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
        f(model, optimizer)
        f(model, optimizer)  # goes on with the moments that the first call left
        results.append((held(model), [optimizer.state[p] for p in model.parameters()]))
    assert alike(*results)


@pytest.mark.parametrize(
    "use", ["np.random.rand()", "random.random()", "torch.rand(1)", "torch.set_grad_enabled(False)"]
)
def test_what_is_global_follows(functions, use):
    f, own = (
        make(f"def f():\n    {use}\n    return np.random.rand(), random.random()")["f"] for make in (functions, here)
    )
    results = []
    for each in (f, own):
        np.random.seed(3)
        torch.manual_seed(3)
        try:
            each()
            results.append((np.random.rand(), torch.rand(2), torch.is_grad_enabled()))
        finally:
            torch.set_grad_enabled(True)
    assert alike(*results)


def test_what_was_given_is_known_again(functions):
    f = functions("def same(x):\n    return x\ndef part(x):\n    return x[1:]\ndef read(x):\n    x[0] = 1")
    array = np.arange(4.0)
    assert f["same"](array) is array
    assert np.shares_memory(f["part"](array), array)
    array.flags.writeable = False
    with pytest.raises(CheckFailed, match="read-only"):
        f["read"](array)


def test_a_state_that_is_passed_back_is_the_functions_own(functions):
    step = functions("""
def step(state):
    if state is None:
        state = {"v": np.zeros(2), "own": {1, 2}}
        state["me"] = state
    state["v"] += 1
    return state, state["me"] is state""")["step"]
    state, _ = step(None)
    again, is_itself = step(state)
    assert again is state and is_itself
    assert alike(state["v"], np.full(2, 2.0))
    assert state["me"] is state


def test_our_functions_are_called_back(functions):
    seen = []

    def ours(x, scale=1):
        seen.append(np.array(x))
        return x * scale

    f = functions("def f(g, x):\n    return sum(g(x + k, scale=2) for k in range(3))")["f"]
    assert alike(f(ours, np.ones(2)), np.full(2, 12.0))
    assert alike(seen, [np.full(2, 1.0), np.full(2, 2.0), np.full(2, 3.0)])


def test_our_function_sees_what_became_of_the_arguments(functions):
    nudge = functions("def f(g, x):\n    x[0] += 1\n    first = g(x)\n    x[0] += 1\n    return first, g(x)")["f"]
    x = np.zeros(1)
    assert nudge(lambda now: float(now[0] + x[0]), x) == (2.0, 4.0)
    assert x[0] == 2


def test_our_function_may_call_the_students_in_its_turn(functions):
    f = functions("def twice(x):\n    return 2 * x\ndef f(g):\n    return g(3)")
    assert f["f"](lambda x: f["twice"](x) + 1) == 7


def test_our_failure_comes_through(functions):
    def ours(x):
        raise CheckFailed("f is given a matrix", mistake=A_MATRIX)

    f = functions("def f(g):\n    g(1)\ndef deaf(g):\n    try:\n        g(1)\n    except Exception:\n        return 5")
    with pytest.raises(CheckFailed) as failed:
        f["f"](ours)
    assert failed.value.mistake == A_MATRIX
    assert f["deaf"](ours) == 5


@pytest.mark.parametrize(
    "body", ["1 / 0", "{}['k']", "raise SystemExit(3)", "raise NotImplementedError", "x", "int('γ')"]
)
def test_an_exception_is_told_as_it_is_in_the_notebook(functions, body):
    source = f"def f():\n    {body}"
    told = []
    for make in (functions, here):
        with pytest.raises(CheckFailed) as failed:
            guarded("f", make(source)["f"])()
        told.append((failed.value.lines, failed.value.mistake))
    assert told[0] == told[1]


def test_what_is_not_written_is_asked_once_a_case(functions):
    f = functions("""
def f(asked):
    asked()
    raise NotImplementedError
""")["f"]
    asked, told = [], []
    for begin in (False, False, True):
        if begin:
            f.remote.begin(30)
        with pytest.raises(CheckFailed) as failed:
            f(lambda: asked.append(1))
        told.append((failed.value.lines, failed.value.status))
    assert len(asked) == 2 and told == [told[0]] * 3 and told[0][1] == "not written"


def test_the_line_is_told(functions):
    with pytest.raises(CheckFailed) as failed:
        functions("def f():\n    a = 1\n    return a / 0")["f"]()
    assert failed.value.place == "line 3 of the cell: “return a / 0”"


def test_a_network_of_torchs_layers_comes_back_whole(functions):
    make = (
        "def f():\n    torch.manual_seed(0)\n    return nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.LogSoftmax(dim=1))"
    )
    model, own = functions(make)["f"](), here(make)["f"]()
    assert [type(layer) for layer in model] == [type(layer) for layer in own]
    assert torch.equal(model(torch.ones(4, 3)), own(torch.ones(4, 3)))


def test_a_network_that_comes_back_again_is_the_same_object(functions):
    layer = "layer = nn.Linear(3, 2)\ndef f():\n    return nn.Sequential(nn.Linear(3, 3), layer)\n"
    made = functions(layer + "net = f()\ndef g():\n    return net")
    first, second = made["f"](), made["f"]()
    assert first is not second and first[0] is not second[0] and first[1] is second[1]
    assert made["g"]() is made["g"]() and made["g"]()[1] is first[1]
    assert first[1].weight.shape == (2, 3) and len(first) == 2


def test_a_setting_of_none_comes_back(functions):
    layers = functions("def f():\n    return nn.Sequential(nn.LogSoftmax(), nn.BatchNorm1d(2, momentum=None))")["f"]()
    assert layers[0].dim is None and layers[1].momentum is None


def test_what_came_back_is_called_where_it_lives(functions):
    """A layer that lies about its name: its class, its forward and its hooks are seen by calling it."""
    source = """
class Own(nn.ReLU):
    def forward(self, x):
        return x + 5
def f(how):
    layer = Own() if how == "class" else nn.ReLU()
    if how == "forward":
        layer.forward = lambda x: x + 5
    if how == "hook":
        layer.register_forward_hook(lambda module, given, result: given[0] + 5)
    return nn.Sequential(layer)"""
    for how in ("class", "forward", "hook"):
        f = functions(source)["f"]
        made, own = f(how), here(source)["f"]
        x = torch.tensor([[-1.0, 2.0]])
        assert torch.equal(computed_by(f, made, x), computed_by(own, own(how), x))
        assert torch.equal(computed_by(f, made, x), x + 5)


@pytest.mark.parametrize("made", ["lambda x: 1 / 0", "object()", "[1]"])
def test_what_came_back_and_cannot_be_called_is_a_failed_check(functions, made):
    f = functions(f"def f():\n    return {made}")["f"]
    with pytest.raises(CheckFailed, match="raised"):
        computed_by(f, f(), 1)
    with pytest.raises(CheckFailed, match="cannot be called"):
        computed_by(f, 5, 1)


def test_a_network_with_ways_of_its_own_is_opaque(functions):
    net = "class Net(nn.Sequential):\n    def forward(self, x):\n        return 'all right'\n"
    model = functions(net + "def f():\n    return Net(nn.ReLU())")["f"]()
    assert isinstance(model, nn.Module) and type(model).__name__ == "Net" and not isinstance(model, nn.Sequential)


def test_lines_are_counted_where_the_function_lives(functions):
    loop = functions("def f(n):\n    for _ in range(n):\n        pass")["f"]
    assert lines_run(guarded("f", loop), 1000) - lines_run(guarded("f", loop), 10) > 900


COUNTED = """
def f(x, given, state, factor):
    count = 1 if state is None else state["count"] + 1
    return x + factor * count * given, {"count": count}
"""


def test_what_is_handed_on_is_handed_on_where_the_function_lives(functions):
    starts, inputs = np.array([[1.0], [2.0]]), np.arange(6.0).reshape(3, 2, 1)
    for make in (functions, here):
        way = handed_on(make(COUNTED)["f"], starts, inputs, 10)
        np.testing.assert_array_equal(way, [[[1], [12]], [[41], [72]], [[161], [222]]])


@pytest.mark.parametrize("pair", ["x", "(x, None)", "(x[None], {})", "(x.astype(int), {})", "(list(x), {})"])
def test_what_cannot_be_handed_on_is_none(functions, pair):
    step = functions(f"def f(x, given, state):\n    return {pair}")["f"]
    assert handed_on(step, np.ones((1, 2)), np.ones((3, 1, 2))) is None


WALK = """
def f(step, x):
    for _ in range(2):
        x, state = step(x, -x, None, 0.5)
    return x
"""


def test_what_a_step_was_given_comes_back(functions):
    calls = Recorder(2)
    assert functions(WALK)["f"](calls, np.zeros(1)) == [2.0]
    given = [(run, state, theta[0], gradient[0], lr) for run, state, theta, gradient, lr in calls]
    assert given == [(0, None, 0, 0, 0.5), (1, None, 1, -1, 0.5)]


UNWATCHED = {
    "switched off": "def f(n):\n    sys.settrace(None)\n    for _ in range(n):\n        pass",
    "in a thread": """
import threading
def f(n):
    thread = threading.Thread(target=lambda: [str(x) for x in range(n)] and [x for x in map(lambda x: x, range(n))])
    thread.start()
    thread.join()""",
}


@pytest.mark.parametrize("source", UNWATCHED.values(), ids=UNWATCHED)
def test_lines_are_counted_where_nobody_should_look(functions, source):
    for make in (functions, here):
        assert lines_run(make(source)["f"], 1000) > 900


@pytest.mark.parametrize(
    "body, told",
    [
        ("while True: pass", "no result after 2 seconds"),
        ("os._exit(0)", "the process ended"),
        ("import ctypes; ctypes.string_at(0)", "the process ended"),
        ("return np.zeros(9_000_000)", "could not be read"),
        ("return 'x' * 5_000_000", "could not be read"),
    ],
)
def test_no_answer_is_a_failed_check_then_and_later(functions, body, told):
    f = functions(f"def f():\n    {body}", seconds=2)["f"]
    for _ in range(2):
        with pytest.raises(CheckFailed, match=told):
            f()


@pytest.mark.parametrize(
    "body",
    [
        "return np.lib.stride_tricks.as_strided(x, (10**9,), (0,))",
        "return [np.lib.stride_tricks.as_strided(x, (10**6,), (0,)) for _ in range(100)]",
        "a = np.empty((1000, 1000), object)\n    return [a] * 1000",
        "return [np.zeros(1) for _ in range(10**6)]",
        "a = []\n    return [a] * 10**6",
    ],
)
def test_little_that_would_take_much_here_is_not_read(functions, body):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    f = functions(f"def f(x):\n    {body}")["f"]
    with pytest.raises(CheckFailed, match="could not be read"):
        f(np.ones(1))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1 << 20, "KiB: a gigabyte"


def test_student_code_meets_no_check(functions):
    names = functions(
        "def f():\n    return [name for name in sys.modules if name.startswith(('autograder', 'solutions'))]"
    )
    loaded = names["f"]()
    assert not [name for name in loaded if "check" in name or "judge" in name or name.startswith("solutions")], loaded


arrays = st.sampled_from([np.float64, np.float32, np.int64, np.bool_]).flatmap(
    lambda dtype: st.lists(st.integers(0, 3), max_size=3).map(lambda shape: np.ones(shape, dtype))
)


@given(arrays)
def test_arrays_travel_as_npy(array):
    assert alike(from_npy(to_npy(array)), array)


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_reply_is_malformed_and_nothing_else(data):
    head = {"number": 1, "value": {"array": 0, "object": 3}, "changed": [], "ambient": {"dict": []}}
    raw = bytearray(packed(head, [to_npy(np.ones((2, 3)))]))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(1, 9))] = data.draw(st.binary(max_size=9))
    with contextlib.suppress(Malformed, KeyError, TypeError, IndexError, AttributeError, ValueError, OverflowError):
        found, blobs = unpacked(bytes(raw))
        remote = type("R", (), {"kept": {}, "known": {}, "decoded": 0})
        Decoder(remote, blobs)(found["value"])
