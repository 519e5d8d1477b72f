"""The examiner's side of the boundary: functions to call that live in the student's process.

A check cannot tell the difference: what it passes is changed in place as the function changed its copy, what comes
back has its exact type, and whatever goes wrong is a CheckFailed.
"""

import contextlib
import io
import math
import pickle
import re
import socket
import time
import types
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.grading.boundary.wire import (
    LAYERS,
    LOSS_FUNCTIONS,
    NUMBERS,
    OPTIMIZERS,
    REPLY_LIMIT,
    Died,
    Frames,
    Malformed,
    Slow,
    Trouble,
    ambient,
    from_npy,
    loaded_torch,
    set_ambient,
    snapshot,
    tensor_of,
    to_npy,
    unpacked,
    with_bytes,
)
from autograder.kit.compare import Recorder
from autograder.kit.mistakes import CheckFailed
from autograder.kit.outcome import Status
from autograder.kit.run import raised

LIBRARIES = {"numpy", "torch", "torchvision", "math", "functools", "operator", "_operator", "collections", "builtins"}
READ = ("int", "float", "argument", "again", "scalar", "array", "view", "objects", "tuple", "list", "dict")
CASE_LIMIT = 256 << 20  # bytes of all the replies in one case, on their way and as they are read
AT_ONCE = 64 << 10  # bytes of requests: less than a socket takes without being read
A_PART = 100  # bytes that the smallest part of a reply takes
MOST_KEYS = 10_000  # of a dict: with keys that collide, more of them would take long
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SHORT = 200
PLAIN = {type(None), bool, int, float, str, bytes, tuple, type}  # what is nobody's object
SLOW, DIED = "had no result after", "the process ended in the middle of it"


class Opaque:
    """Something that only the student's process understands; passed back, it is there itself again."""

    handle: int | None = None

    def __repr__(self) -> str:
        return f"<a {type(self).__name__} of the student's>"


@lru_cache(256)
def opaque_class(name: str, is_module: bool) -> type:
    """A class of this name; is_module: whether it passes for a network, too."""
    torch = loaded_torch()
    bases = (Opaque, torch.nn.Module) if is_module and torch else (Opaque,)
    return type(re.sub(r"\W", "", name)[:60] or "object", bases, {})


def printable(text: str) -> str:
    """A string from the other side, as any file can hold it, and any terminal show."""
    return CONTROL.sub("", text.encode("utf-8", "replace").decode())


def is_examiners(function: Any) -> bool:
    """Whether a function has to stay here; a library's goes by its name."""
    if not isinstance(function, (types.FunctionType, types.MethodType)) or function in (tensor_of, from_npy):
        return False
    return (function.__module__ or "").partition(".")[0] not in LIBRARIES


def tracked_types() -> tuple[type, ...]:
    """The types of arguments that a function may change in place, or pass on as they are."""
    torch = loaded_torch()
    if torch is None:
        return np.ndarray, np.random.Generator, Recorder
    changed = torch.Tensor, torch.nn.Module, torch.optim.Optimizer
    return np.ndarray, np.random.Generator, Recorder, *changed, torch.utils.data.DataLoader


class Passing(pickle.Pickler):
    """Writes arguments: libraries by reference, objects by copy; our functions, and what came back, by number."""

    def __init__(self, file: io.BytesIO, remote: "Remote"):
        super().__init__(file, protocol=5)
        self.remote, self.kinds = remote, tracked_types()
        self.tracked: list[Any] = []
        self.seen: set[int] = set()

    def track(self, x: Any) -> None:
        """Notes an argument that the function may change in place."""
        if id(x) not in self.seen:
            self.seen.add(id(x))
            self.tracked.append(x)

    def persistent_id(self, x: Any) -> tuple | None:
        """How what goes by its number is named there; None for what is copied."""
        if type(x) in PLAIN:
            return None
        if isinstance(x, Opaque):
            return "object", x.handle
        known, handle = self.remote.known.get(id(x), (None, None))
        if known is x:
            self.track(x)
            return "object", handle
        if isinstance(x, StudentFunction):
            return "function", x.name
        if is_examiners(x):
            return "callback", self.remote.number_of(x), x.__name__
        if isinstance(x, self.kinds):
            self.track(x)
        return None

    def reducer_override(self, x: Any) -> Any:
        """A short way to write arrays and tensors."""
        if type(x) is np.ndarray and x.dtype.kind in NUMBERS and x.flags.c_contiguous:
            return from_npy, (to_npy(x),)  # a quarter of the objects that NumPy's own way takes
        torch = loaded_torch()
        if torch is None or type(x) not in (torch.Tensor, torch.nn.Parameter):
            return NotImplemented
        data, is_parameter = x.detach().contiguous(), type(x) is torch.nn.Parameter
        return tensor_of, (data.numpy().tobytes(), data.dtype, tuple(data.shape), x.requires_grad, is_parameter)


class Decoder:
    """Reads a reply: plain data and torch's own layers, nothing else.

    Its methods named *_of make what a form stands for: (the form's one part that says which it is, the whole form).
    """

    def __init__(self, remote: "Remote", blobs: Sequence[bytes], tracked: Sequence = ()):
        self.remote, self.blobs, self.tracked = remote, blobs, tracked
        self.optimizers: list[tuple[int, Any]] = []  # (number of the student's, ours that is made alike)

    def spend(self, size: int) -> None:
        """Counts bytes that something takes here, whatever it took on its way. Raises Malformed."""
        self.remote.decoded += size + A_PART
        if self.remote.decoded > CASE_LIMIT:
            raise Malformed(f"more than {CASE_LIMIT >> 20} MB in one case")

    def read(self, blob: int) -> np.ndarray:
        """The array in a blob."""
        array = from_npy(self.blobs[blob])
        self.spend(array.nbytes)
        return array

    def __call__(self, form: Any) -> Any:
        self.spend(0)
        if form is None or form is True or form is False:
            return form
        if isinstance(form, str):
            return printable(form)
        for name in READ:
            if name in form:
                return getattr(self, f"{name}_of")(form[name], form)
        if "opaque" in form or not (torch := loaded_torch()):
            return self.opaque_of(form)
        if "tensor" in form:
            return self.tensor_of(form)
        if "layer" in form:
            return self.layer_of(form)
        if "optimizer" in form:
            return self.optimizer_of(form)
        if form.get("device") == "cpu":
            return torch.device("cpu")
        if form.get("loss") in LOSS_FUNCTIONS:
            return getattr(torch.nn.functional, form["loss"])
        raise Malformed("something of an unknown kind")

    def int_of(self, text: str, _: dict) -> int:
        return int(text)

    def float_of(self, text: str, _: dict) -> float:
        return float.fromhex(text)

    def argument_of(self, number: int, _: dict) -> Any:
        return self.tracked[number]

    def again_of(self, handle: int, _: dict) -> Any:
        return self.remote.kept[handle]

    def scalar_of(self, blob: int, _: dict) -> Any:
        return self.read(blob)[()]

    def array_of(self, blob: int, form: dict) -> np.ndarray:
        new = self.read(blob)
        old = self.known_as(form)
        if type(old) is np.ndarray and old.shape == new.shape and old.dtype == new.dtype:
            old[...] = new  # the same object as before, with other numbers in it
            return old
        return self.keep(new, form)

    def view_of(self, number: int, form: dict) -> np.ndarray:
        base = self.tracked[number]
        self.spend(math.prod(form["shape"]) * base.itemsize)  # strides of 0 make much of little
        return np.ndarray(tuple(form["shape"]), base.dtype, base, form["at"], tuple(form["strides"]))

    def objects_of(self, shape: list[int], _: dict) -> np.ndarray:
        self.spend(math.prod(shape) * np.dtype(object).itemsize)
        return np.empty(tuple(shape), dtype=object)

    def tuple_of(self, forms: list, _: dict) -> tuple:
        return tuple(self(form) for form in forms)

    def list_of(self, forms: list, form: dict) -> list:
        found = self.emptied(list, form)
        found.extend(self(one) for one in forms)
        return found

    def dict_of(self, pairs: list, form: dict) -> dict:
        found = self.emptied(dict, form)
        if len(pairs) > MOST_KEYS:
            raise Malformed(f"a dict of {len(pairs):,}")
        for key, value in pairs:
            key = self(key)
            found[key if isinstance(key, (str, int, float, bool, tuple, type(None))) else f"{key!r}"] = self(value)
        return found

    def known_as(self, form: dict) -> Any:
        """What came back before as the same object; None without one."""
        return self.remote.kept.get(form.get("object"))

    def emptied(self, kind: Any, form: dict) -> Any:
        """The list or dict that came back before as the same object, emptied; else a new one."""
        old = self.known_as(form)
        if type(old) is kind:
            old.clear()
            return old
        return self.keep(kind(), form)

    def keep(self, x: Any, form: dict) -> Any:
        """Remembers as which object of the student's process x is known there."""
        if (handle := form.get("object")) is not None:
            self.remote.kept[handle] = x
            self.remote.known[id(x)] = x, handle
        return x

    def opaque_of(self, form: dict) -> Opaque:
        """Something of the student's; where torch isn't imported, its tensors and layers, too."""
        name = "Tensor" if "tensor" in form else form["layer"] if "layer" in form else form["opaque"]
        x = opaque_class(str(name), bool(form.get("module")))()
        x.handle = int(form["object"])
        return self.keep(x, form)

    def tensor_of(self, form: dict) -> Any:
        torch = loaded_torch()
        data = torch.from_numpy(self.read(form["tensor"]))
        wants = bool(form["requires_grad"])
        return self.keep(torch.nn.Parameter(data, wants) if form["parameter"] else data.requires_grad_(wants), form)

    def layer_of(self, form: dict) -> Any:
        """One of torch's own layers, put together from what it holds; the same object as before, where it is that."""
        nn = loaded_torch().nn
        if form["layer"] not in LAYERS:
            raise Malformed("an unknown layer")
        kind, old = getattr(nn, form["layer"]), self.known_as(form)
        layer = old if type(old) is kind else kind.__new__(kind)
        vars(layer).clear()
        nn.Module.__init__(layer)
        for name, value in form["settings"]:
            if name.isidentifier() and not name.startswith("_") and not hasattr(nn.Module, name):
                vars(layer)[name] = self(value)
        self.fill(layer, form, nn)
        for name, child in form["children"]:
            child = self(child)
            layer.add_module(name, child if isinstance(child, nn.Module) else None)
        return self.keep(layer, form)

    def optimizer_of(self, form: dict) -> Any:
        """One of torch's own optimizers, of the same parameters, which goes on from what the student's holds."""
        if form["optimizer"] not in OPTIMIZERS:
            raise Malformed("an unknown optimizer")
        groups, held = [{"params": [self(p) for p in own]} for own in form["parameters"]], self(form["held"])
        for group in held["param_groups"]:
            group |= {"foreach": False, "fused": False}  # tensor by tensor, where torch compares all sizes
        made = getattr(loaded_torch().optim, form["optimizer"])(groups)
        made.load_state_dict(held)
        self.optimizers.append((int(form["object"]), made))
        return made

    def fill(self, module: Any, form: dict, nn: Any) -> None:
        """Gives a module its mode, parameters and buffers."""
        module.training = bool(form["training"])
        for name, parameter in form["parameters"]:
            parameter = self(parameter)
            module.register_parameter(name, parameter if isinstance(parameter, nn.Parameter) else None)
        for name, buffer in form["buffers"]:
            module.register_buffer(name, self(buffer))

    def write_all(self, changed: list) -> None:
        """Makes all arguments hold what the function has left in its copies."""
        for number, form in changed:
            if form is not None:
                self.write(self.tracked[number], form)

    def write(self, x: Any, form: dict) -> None:
        """Makes an argument hold what the function left in its copy."""
        torch = loaded_torch()
        if isinstance(x, np.ndarray):
            write_array(x, self.read(form["array"]))
        elif isinstance(x, np.random.Generator):
            x.bit_generator.state = self(form["generator"])
        elif isinstance(x, list):
            x[:] = [self(value) for value in form["items"]]
        elif isinstance(x, dict):
            items = {self(key): self(value) for key, value in form["items"]}
            x.clear()
            x.update(items)
        elif isinstance(x, torch.Tensor):
            self.write_tensor(x, form, torch)
        elif isinstance(x, torch.nn.Module):
            self.write_module(x, form)
        elif isinstance(x, torch.optim.Optimizer):
            self.write_optimizer(x, form)

    def write_tensor(self, x: Any, form: dict, torch: Any) -> None:
        data = torch.from_numpy(self.read(form["tensor"]))
        if data.shape == x.shape:
            x.data.copy_(data)  # no history, no new memory: x may be a view
        else:
            x.data = data.to(x.dtype)
        x.requires_grad_(bool(form["requires_grad"]))
        grad = form["grad"]
        x.grad = None if grad is None else torch.from_numpy(self.read(grad))

    def write_module(self, x: Any, form: dict) -> None:
        x.training = bool(form["training"])
        for held, pairs in ((x._parameters, form["parameters"]), (x._buffers, form["buffers"])):
            for name, value in pairs:
                if name in held and held[name] is not (value := self(value)):
                    held[name] = value

    def write_optimizer(self, x: Any, form: dict) -> None:
        x.state.clear()
        for parameter, state in form["state"]:
            x.state[self(parameter)] = self(state)
        for own, theirs in zip(x.param_groups, self(form["groups"])):
            own.update(theirs)


def write_array(x: np.ndarray, new: np.ndarray) -> None:
    """Writes new numbers into an array, which may have been reshaped in place, and may be read-only here."""
    if x.size != new.size:
        raise Malformed("an argument of another size than before")
    if x.shape != new.shape:
        x.shape = new.shape
    writeable = x.flags.writeable
    x.flags.writeable = True
    x[...] = new
    x.flags.writeable = writeable


def why(trouble: Trouble | None, seconds: float) -> str:
    """Why the student's process gives no answer, in words for the student."""
    if isinstance(trouble, Slow):
        return f"it {SLOW} {seconds:g} seconds: does a loop never end?"
    if isinstance(trouble, Died):
        return f"{DIED}: does the code call exit, or crash?"
    return f"what it returned could not be read ({printable(str(trouble))[:SHORT]})."


class StudentFunction:
    """A function of the student's: calling it asks the process in which it lives."""

    def __init__(self, remote: "Remote", name: str | int):
        self.remote, self.name, self.__name__ = remote, name, str(name)

    def __call__(self, *arguments: Any, **settings: Any) -> Any:
        return self.remote.call(self.name, arguments, settings)

    def answers(self, questions: Sequence[tuple], settings: dict) -> list:
        """[what the function returns] for several tuples of arguments. Raises the first CheckFailed."""
        return self.remote.answers(self.name, questions, settings)

    def within(self, loop: Callable, *arguments: Any, **settings: Any) -> Any:
        """What a function of the kit's, known there by name, makes of this one where it lives: no proof of anything."""
        return self.remote.call(self.name, arguments, settings, loop.__name__)

    def of_result(self, made: Any) -> "StudentFunction":
        """An object that came back, to be called there: it goes by the number that it has there. Raises CheckFailed."""
        _, handle = self.remote.known.get(id(made), (None, getattr(made, "handle", None)))
        if handle is None:
            raise CheckFailed(f"{self.name} returned something that cannot be called again.")
        return StudentFunction(self.remote, handle)


class Remote:
    """The functions of one notebook, on the other end of a socket.

    trouble: why there are no more answers, once there are none: then every call is a CheckFailed.
    """

    def __init__(self, sock: socket.socket, seconds: float):
        self.frames, self.number, self.inside = Frames(sock), 0, 0
        self.trouble: Trouble | None = None
        self.world: dict[str, Any] = {}  # the other process's global state, as far as it is known
        self.begin(seconds)

    def begin(self, seconds: float, given: dict[str, Callable] | None = None) -> None:
        """Grants so many seconds from now on, and lets both sides let go of what went back and forth before.

        given: {name: function of ours} that the student's own functions find under these names from now on.
        """
        self.seconds, self.deadline, self.fresh = seconds, time.monotonic() + seconds, True
        self.given = given or {}
        self.received = self.decoded = 0
        self.known: dict[int, tuple[Any, int]] = {}  # {id: (what came back, its number there)}
        self.kept: dict[Any, Any] = {}  # {number there: what came back}
        self.callbacks: list[Callable] = []
        self.failures: list[Exception] = []
        self.unwritten: dict[str | int, dict] = {}  # {function: its NotImplementedError}: asked again, it has no other

    def function(self, name: str) -> StudentFunction:
        """The student's function of this name, to be called from here."""
        return StudentFunction(self, name)

    def number_of(self, function: Callable) -> int:
        """The number by which the student's process knows a function of ours."""
        if function not in self.callbacks:
            self.callbacks.append(function)
        return self.callbacks.index(function)

    def next_number(self) -> int:
        """The number of a new request."""
        self.number += 1
        return self.number

    def call(self, name: str | int, arguments: tuple, settings: dict, loop: str | None = None) -> Any:
        """What the function returns, after its arguments here were changed as there. Raises CheckFailed.

        loop: the name of the function of the kit's that calls it.
        """
        (found,) = self.answers(name, [arguments], settings, loop)
        return found

    def answers(self, name: str | int, questions: Sequence[tuple], settings: dict, loop: str | None = None) -> list:
        """[what `call` returns] for each tuple of arguments; all of them are on their way before the first is answered.

        Raises the first CheckFailed.
        """
        if name in self.unwritten:
            raise self.failure(name, self.unwritten[name])
        if self.trouble is None:
            try:
                return self.all_answers(name, questions, settings, loop)
            except Trouble as trouble:
                self.trouble = trouble
        raise CheckFailed(self.why())

    def why(self) -> str:
        """Why there is no answer, in words for the student."""
        return why(self.trouble, self.seconds)

    def all_answers(self, name: str | int, questions: Sequence[tuple], settings: dict, loop: str | None) -> list:
        """As answers, as long as there are any. Raises the first CheckFailed, Trouble."""
        requests = [self.written(name, arguments, settings, loop) for arguments in questions]
        found: list[Any] = []
        failures: list[CheckFailed] = []
        for group in self.together(requests):
            self.frames.send([payload for payload, _, _ in group], self.deadline)
            for _, tracked, number in group:
                try:
                    found.append(self.answer(name, tracked, number))
                except CheckFailed as failure:
                    failures.append(failure)
        if failures:
            raise failures[0]
        return found

    def together(self, requests: list[tuple]) -> list[list[tuple]]:
        """The requests in groups, each of which is sent at once: one by one where the other side may not read on."""
        short = sum(len(payload) for payload, _, _ in requests) < AT_ONCE
        return [requests] if short and not self.callbacks else [[request] for request in requests]

    def answer(self, name: str | int, tracked: list, number: int) -> Any:
        """What the function returns, from the reply to the request with this number. Raises CheckFailed, Trouble."""
        head, blobs = self.reply(tracked, number)
        decoder = Decoder(self, blobs, tracked)
        with reading():
            if "error" in head:
                self.world = {}
                failure = self.failure(name, head["error"])
                if failure.status == Status.NOT_WRITTEN:
                    self.unwritten[name] = head["error"]
                raise failure
            value = decoder(head["value"])
            decoder.write_all(head["changed"])
            self.follow(decoder(head["ambient"]))
            return value

    def written(self, name: str | int, arguments: tuple, settings: dict, loop: str | None) -> tuple[bytes, list, int]:
        """(the bytes of a call, the arguments that may be changed in place, the number of the request)."""
        file = io.BytesIO()
        passing = Passing(file, self)
        if self.inside:
            passing.dump(("nested", None, {}))
        passing.dump((self.next_number(), name, self.fresh, loop, arguments, settings))
        tracked = list(passing.tracked)
        torch = loaded_torch()
        grads = {n: x.grad for n, x in enumerate(tracked) if torch and isinstance(x, torch.Tensor) and x.is_leaf}
        news = {name: state for name, state in ambient().items() if state != self.world.get(name)}
        self.world |= news
        about = {
            "read_only": [n for n, x in enumerate(tracked) if isinstance(x, np.ndarray) and not x.flags.writeable],
            "grads": {n: grad.detach() for n, grad in grads.items() if grad is not None},
            "ambient": news,
            "given": self.given if self.fresh else {},
        }
        passing.dump((tracked, about))
        self.fresh = False
        return file.getvalue(), tracked, self.number

    def reply(self, tracked: list, own: int) -> tuple[dict, list[bytes]]:
        """(head, blobs) of the reply to a request, after all that the function has asked of ours. Raises Trouble."""
        while True:
            reply = self.frames.receive(REPLY_LIMIT, self.deadline)
            self.received += len(reply)
            if self.received > CASE_LIMIT:
                raise Malformed(f"more than {CASE_LIMIT >> 20} MB in one case")
            head, blobs = unpacked(reply)
            with reading():
                if head["number"] != own:
                    raise Malformed("a reply to another request")
                if "callback" not in head:
                    return head, blobs
                answer = self.called_back(head, Decoder(self, blobs, tracked))
            self.frames.send([answer], self.deadline)

    def called_back(self, head: dict, decoder: Decoder) -> bytes:
        """The bytes that answer a call of one of our functions."""
        function = self.callbacks[int(head["callback"])]
        decoder.write_all(head["changed"])
        arguments, settings = decoder(head["arguments"]), {key: decoder(value) for key, value in head["settings"]}
        self.inside += 1
        answer: tuple[str, Any, dict]
        try:
            if function in self.given.values():
                answer = "value", *done(function, arguments, settings, decoder, bool(head["grad"]))
            else:
                answer = "value", function(*arguments, **settings), {}
        except Exception as error:
            self.failures.append(error)
            answer = "raised", (type(error).__name__, str(error), len(self.failures) - 1), {}
        finally:
            self.inside -= 1
        file = io.BytesIO()
        Passing(file, self).dump(answer)
        return file.getvalue()

    def failure(self, name: str | int, error: dict) -> CheckFailed:
        """The CheckFailed for an exception of the student's function; our own function's comes through as it was."""
        token = error["token"]
        if token is not None and isinstance(ours := self.failures[token], CheckFailed):
            return ours
        if error.get("grad") is not None:
            self.follow({"grad": bool(error["grad"])})
        kind, text, inside = (printable(str(error[key])) for key in ("kind", "text", "inside"))
        place = error["place"] and (int(error["place"][0]), printable(str(error["place"][1])))
        name = name if isinstance(name, str) else "what was returned"
        return raised(name, kind, text, inside, place)

    def follow(self, news: dict[str, Any]) -> None:
        """Makes the state that is global to this process what the call has left in the other one."""
        news = with_bytes(news)
        set_ambient(news)
        self.world |= news


def done(function: Callable, arguments: tuple, settings: dict, decoder: Decoder, grad: bool) -> tuple[Any, dict]:
    """(what a function of ours returns, what it has left in its arguments): it may train a network, as theirs would.

    grad: how the student's process has set autograd's switch.
    """
    torch, before = loaded_torch(), [snapshot(x) for x in decoder.tracked]
    with torch.set_grad_enabled(grad) if torch else contextlib.nullcontext():
        value = function(*arguments, **settings)
    if not torch:
        return value, {}
    changed = [n for n, x in enumerate(decoder.tracked) if isinstance(x, torch.Tensor) and snapshot(x) != before[n]]
    return value, {
        "tensors": [(n, decoder.tracked[n].detach(), decoder.tracked[n].grad) for n in changed],
        "modes": [(n, x.training) for n, x in enumerate(decoder.tracked) if isinstance(x, torch.nn.Module)],
        "optimizers": [(number, made.state_dict()) for number, made in decoder.optimizers],
    }


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Whatever a reply that makes no sense leads to is told as Malformed."""
    try:
        yield
    except (CheckFailed, Trouble):
        raise
    except Exception as error:
        raise Malformed(f"{type(error).__name__}: {str(error)[:SHORT]}") from None
