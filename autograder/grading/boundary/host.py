"""The student's side of the boundary: a process that holds a notebook's functions, and answers calls of them.

Whatever the student's code may do to this process, the examiner sees nothing of it but bytes to be read as data.
"""

import builtins
import io
import pickle
import socket
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from autograder.grading.boundary.wire import (
    AS_THEY_STAND,
    LAYERS,
    LOSS_FUNCTIONS,
    NUMBERS,
    OPTIMIZERS,
    Frames,
    ambient,
    loaded_torch,
    packed,
    set_ambient,
    snapshot,
    to_npy,
    with_arrays,
)
from autograder.kit.compare import handed_on, lines_run
from autograder.kit.run import innermost, student_line

LOOPS: dict[str | None, Callable] = {None: lambda function, *arguments, **settings: function(*arguments, **settings)}
LOOPS |= {loop.__name__: loop for loop in (handed_on, lines_run)}
SETTINGS = (bool, int, float, str, tuple, type(None))
OWN_WAYS = {"forward", "__call__", "__getattr__", "__getattribute__", "__iter__", "__len__", "__getitem__"}


def layer_of(module: Any) -> str | None:
    """The name of torch's own layer that a module is, or is made from; None where there is none of those.

    What a layer computes is found out by calling it. A Sequential or a loss with ways of its own, or hooks, is none.
    """
    nn = loaded_torch().nn
    hooked = any(name.endswith("_hooks") and hooks for name, hooks in vars(module).items())
    own = "forward" in vars(module) or hooked
    for cls in type(module).__mro__:
        if cls.__name__ in LAYERS and getattr(nn, cls.__name__) is cls:
            return None if own and cls.__name__ in AS_THEY_STAND else cls.__name__
        own = own or not OWN_WAYS.isdisjoint(vars(cls))
    return None


def offset_in(array: np.ndarray, base: Any) -> int | None:
    """Where an array starts within another one's memory, in bytes; None if it is no view of it."""
    if type(base) is not np.ndarray or not base.flags.c_contiguous or array.dtype != base.dtype:
        return None
    if not np.may_share_memory(array, base):
        return None
    return int(array.__array_interface__["data"][0] - base.__array_interface__["data"][0])


class Encoder:
    """Writes values as JSON and .npy bytes. An argument is told as one, and what lasts is known again when it returns.

    lasting: whether the examiner will be able to hand this very object back; else it gets a copy. calling: whether a
    function of the examiner's is called, which may train a network with the student's optimizer and loss.
    """

    calling = False

    def __init__(self, host: "Host", lasting: bool = True):
        self.host, self.lasting = host, lasting
        self.blobs: list[bytes] = []
        self.open: set[int] = set()  # the lists and dicts that are being written
        self.arguments = {id(x): number for number, x in enumerate(host.tracked)}

    def blob(self, array: Any) -> int:
        """Puts an array among the blobs; returns its number there."""
        self.blobs.append(to_npy(array))
        return len(self.blobs) - 1

    def object(self, x: Any, form: dict, always: bool = False) -> dict:
        """The form of an object that the examiner may hand back."""
        return {**form, "object": self.host.number_of(x)} if self.lasting or always else form

    def __call__(self, x: Any) -> Any:
        if x is None or isinstance(x, (bool, str)):
            return x
        if id(x) in self.arguments:
            return {"argument": self.arguments[id(x)]}
        if id(x) in self.open:
            return {"again": self.host.number_of(x)}
        if isinstance(x, np.generic) and x.dtype.kind in NUMBERS:
            return {"scalar": self.blob(x)}
        if isinstance(x, int):
            return {"int": str(int(x))}
        if isinstance(x, float):
            return {"float": float(x).hex()}
        return self.array(x) if isinstance(x, np.ndarray) else self.container(x) or self.of_torch(x) or self.opaque(x)

    def opaque(self, x: Any) -> dict:
        """Anything else stays here; the examiner sees its type's name."""
        torch = loaded_torch()
        form = {"opaque": type(x).__name__, "module": bool(torch) and isinstance(x, torch.nn.Module)}
        return self.object(x, form, always=True)

    def array(self, x: np.ndarray) -> dict:
        """An array; of an argument's memory it is told as a view of that."""
        plain = np.asarray(x)
        if plain.dtype.kind == "O":
            return {"objects": plain.shape}
        if plain.dtype.kind not in NUMBERS:
            return self.opaque(x)
        for number, base in enumerate(self.host.tracked):
            if (at := offset_in(plain, base)) is not None:
                return {"view": number, "at": at, "shape": plain.shape, "strides": plain.strides}
        return self.object(x, {"array": self.blob(plain)})

    def container(self, x: Any) -> dict | None:
        """A tuple, list or dict, whatever its class adds to that; None for anything else."""
        if isinstance(x, tuple):
            return {"tuple": [self(value) for value in x]}
        if not isinstance(x, (list, dict)):
            return None
        self.host.number_of(x)
        self.open.add(id(x))
        form = {"dict": self.pairs(x)} if isinstance(x, dict) else {"list": [self(value) for value in x]}
        self.open.discard(id(x))
        return self.object(x, form)

    def pairs(self, x: dict) -> list[list]:
        """A dict's items: JSON's own keys are strings."""
        return [[self(key), self(value)] for key, value in x.items()]

    def of_torch(self, x: Any) -> dict | None:
        """A tensor of numbers, a network of torch's own layers, or what trains one; None for anything else."""
        torch = loaded_torch()
        if torch is None:
            return None
        if isinstance(x, torch.Tensor) and x.layout == torch.strided:
            array = self.numbers(x)
            if array is not None and array.dtype.kind in NUMBERS:
                is_parameter = isinstance(x, torch.nn.Parameter)
                form = {"tensor": self.blob(array), "requires_grad": x.requires_grad, "parameter": is_parameter}
                return self.object(x, form)
        if isinstance(x, torch.nn.Module) and (layer := layer_of(x)):
            return self.object(x, {"layer": layer, "settings": self.settings(x), **self.held(x)})
        return self.means(x, torch) if self.calling else None

    def means(self, x: Any, torch: Any) -> dict | None:
        """A device or one of torch's own losses, by its name; an optimizer, by all that it holds; None for all else."""
        if isinstance(x, torch.device):
            return {"device": str(x)}
        if losses := [name for name in LOSS_FUNCTIONS if x is getattr(torch.nn.functional, name)]:
            return {"loss": losses[0]}
        if type(x) not in [getattr(torch.optim, name) for name in OPTIMIZERS]:
            return None
        parameters = [[self(p) for p in group["params"]] for group in x.param_groups]
        form = {"optimizer": type(x).__name__, "parameters": parameters, "held": self(x.state_dict())}
        return self.object(x, form, always=True)

    @staticmethod
    def numbers(tensor: Any) -> np.ndarray | None:
        """A tensor's numbers as an array; None where NumPy has no such type."""
        try:
            return tensor.detach().cpu().resolve_conj().resolve_neg().numpy()
        except (TypeError, RuntimeError):
            return None

    def settings(self, module: Any) -> list[list]:
        """A layer's sizes and options: what it was made with."""
        return [
            [name, self(value)]
            for name, value in vars(module).items()
            if name != "training" and not name.startswith("_") and isinstance(value, SETTINGS)
        ]

    def held(self, module: Any) -> dict:
        """What a module holds now."""
        return {
            "training": bool(module.training),
            "parameters": [[name, self(p)] for name, p in module._parameters.items()],
            "buffers": [[name, self(b)] for name, b in module._buffers.items()],
            "children": [[name, self(child)] for name, child in module._modules.items()],
        }

    def contents(self, x: Any) -> dict | None:
        """What an argument holds now, which itself stays the examiner's."""
        if isinstance(x, np.ndarray):
            return {"array": self.blob(x)} if x.dtype.kind in NUMBERS else None
        if isinstance(x, np.random.Generator):
            return {"generator": self(x.bit_generator.state)}
        if isinstance(x, (list, dict)):
            return {"items": self.pairs(x) if isinstance(x, dict) else [self(value) for value in x]}
        torch = loaded_torch()
        if isinstance(x, torch.Tensor):
            grad = None if x.grad is None else self.blob(x.grad.detach().numpy())
            return {"tensor": self.blob(x.detach().numpy()), "requires_grad": x.requires_grad, "grad": grad}
        if isinstance(x, torch.nn.Module):
            return self.held(x)
        if not isinstance(x, torch.optim.Optimizer):
            return None
        return {"state": [[self(p), self(dict(s))] for p, s in x.state.items()], "groups": self(x.param_groups)}


class CalledBack(Exception):
    """An exception that the examiner's own function raised; known again by its token."""

    token: int | None = None


def stand_in(name: str, text: str, token: int) -> CalledBack:
    """An exception of the same name, and of the same class where Python has it, as the one that the examiner met."""
    base = getattr(builtins, name, None)
    known = base if isinstance(base, type) and issubclass(base, Exception) else RuntimeError
    return type(name, (CalledBack, known), {"token": token})(text)


class Stub:
    """A function of the examiner's, seen from here: calling it asks the examiner."""

    def __init__(self, host: "Host", number: int, name: str):
        self.host, self.number, self.__name__ = host, number, name

    def __call__(self, *arguments: Any, **settings: Any) -> Any:
        return self.host.ask(self.number, arguments, settings)

    def __deepcopy__(self, _: Any) -> "Stub":
        return self


class Loader(pickle.Unpickler):
    """Reads what the examiner sends: known objects by their number, its functions as stubs."""

    def __init__(self, raw: bytes, host: "Host"):
        super().__init__(io.BytesIO(raw))
        self.host = host

    def persistent_load(self, pid: tuple) -> Any:
        """What the examiner means by (kind, number, …)."""
        kind, number, *name = pid
        if kind == "object":
            return self.host.objects[number]
        return self.host.namespace[number] if kind == "function" else Stub(self.host, number, *name)


class Host:
    """A notebook's functions, and the objects of theirs that the examiner may hand back."""

    def __init__(self, sock: socket.socket, namespace: dict[str, Any]):
        self.frames, self.namespace, self.number = Frames(sock), namespace, 0
        self.objects: list[Any] = []
        self.numbers: dict[int, int] = {}  # {id: number among the objects}
        self.tracked: list[Any] = []  # the arguments of the call that is being answered
        self.before: list[tuple | None] = []  # their snapshots
        self.world: dict[str, Any] = {}  # this process's global state, as the examiner knows it

    def number_of(self, x: Any) -> int:
        """The number by which the examiner knows an object."""
        if id(x) not in self.numbers:
            self.numbers[id(x)] = len(self.objects)
            self.objects.append(x)
        return self.numbers[id(x)]

    def serve(self) -> NoReturn:
        """Answers one call after the other. Raises Died when the examiner hangs up."""
        while True:
            self.answer(Loader(self.frames.receive(), self))

    def answer(self, loader: Loader) -> None:
        """Does what the examiner asks for, and replies."""
        self.number, name, *about = loader.load()
        number = self.number
        try:
            head, blobs = self.call(loader, name, *about)
        except BaseException as error:
            head, blobs = {"error": self.told(error, name)}, []
        self.frames.send([packed({"number": number, **head}, blobs)])

    def told(self, error: BaseException, name: Any) -> dict:
        """What the examiner needs to know of an exception."""
        try:
            text = str(error)[:2000]
        except BaseException:
            text = ""
        place = student_line(error, self.namespace.get(name))
        token = error.token if isinstance(error, CalledBack) else None
        about = {"kind": type(error).__name__, "text": text, "inside": innermost(error), "place": place, "token": token}
        return about | {"grad": ambient().get("grad")}

    def call(
        self, loader: Loader, name: str | int, fresh: bool, loop: str | None, arguments: tuple, settings: dict
    ) -> tuple[dict, list[bytes]]:
        """Calls a student's function; tells what it returned, and what it left in its arguments.

        fresh: whether a new case begins, and what went back and forth before is no longer needed.
        """
        if fresh:
            self.objects.clear()
            self.numbers.clear()
        outer, (self.tracked, about) = (self.tracked, self.before), loader.load()
        try:
            self.before = self.prepared(about)
            function = self.namespace[name] if isinstance(name, str) else self.objects[name]
            value = LOOPS[loop](function, *arguments, **settings)
            encoder = Encoder(self)
            head = {"value": encoder(value), "changed": self.changed(encoder)}
            head["ambient"] = self.moved(encoder)
            return head, encoder.blobs
        finally:
            self.tracked, self.before = outer

    def prepared(self, about: dict) -> list[tuple | None]:
        """Puts on the arguments what pickle does not carry, and remembers how they look.

        The examiner's functions take the place of what has their names here.
        """
        self.namespace.update(about["given"])
        for number in about["read_only"]:
            self.tracked[number].flags.writeable = False
        for number, grad in about["grads"].items():
            self.tracked[number].grad = grad
        set_ambient(about["ambient"])
        self.world |= about["ambient"]
        return [snapshot(x) for x in self.tracked]

    def changed(self, encoder: Encoder, at_the_end: bool = True) -> list[list]:
        """[[number, contents], …] of the arguments that have changed since this was last told.

        Of networks, optimizers and generators that is not known: they are told of at the end of a call.
        """
        encoder.lasting = False  # arguments stay the examiner's: what they hold now is copied to it
        now, before = [snapshot(x) for x in self.tracked], self.before
        self.before = now
        pairs = enumerate(zip(now, before))
        numbers = [number for number, (is_now, was) in pairs if is_now != was or (at_the_end and was is None)]
        return [[number, encoder.contents(self.tracked[number])] for number in numbers]

    def moved(self, encoder: Encoder) -> Any:
        """The parts of the process's global state that the examiner does not know of yet."""
        now, before = ambient(), self.world
        self.world, found = now, {name: state for name, state in now.items() if state != before.get(name)}
        return encoder(with_arrays(found))

    def ask(self, number: int, arguments: tuple, settings: dict) -> Any:
        """Calls a function of the examiner's, and returns what it returns."""
        encoder, own = Encoder(self, lasting=False), self.number
        head = {"number": own, "callback": number, "changed": self.changed(encoder, at_the_end=False)}
        torch, encoder.calling = loaded_torch(), True
        head |= {"grad": torch is None or torch.is_grad_enabled()}
        head |= {"arguments": encoder(arguments), "settings": encoder.pairs(settings)}
        self.frames.send([packed(head, encoder.blobs)])
        while True:
            loader = Loader(self.frames.receive(), self)
            kind, value, left = loader.load()
            if kind == "nested":  # the examiner's function calls the student's in its turn
                self.answer(loader)
                self.number = own
                continue
            if kind == "raised":
                raise stand_in(*value)
            self.take(left)
            return value

    def take(self, left: dict[str, list]) -> None:
        """Makes objects here what a function of the examiner's has left in its own."""
        for number, data, grad in left.get("tensors", ()):
            self.tracked[number].data.copy_(data)
            self.tracked[number].grad = grad
        for number, training in left.get("modes", ()):
            self.tracked[number].training = training
        for number, state in left.get("optimizers", ()):
            self.objects[number].load_state_dict(state)
