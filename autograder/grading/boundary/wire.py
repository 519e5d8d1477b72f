"""What both sides of the boundary speak: frames on a socket, arrays as .npy bytes, the state global to a process."""

import contextlib
import ctypes
import io
import json
import math
import random
import socket
import struct
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.grading import frames
from autograder.grading.frames import SIZE, TooLong, framed

REPLY_LIMIT = 64 << 20  # bytes of one reply, arrays included
HEAD_LIMIT = 4 << 20  # bytes of its JSON: that is what takes memory to read
AHEAD = 1 << 18  # bytes that may be read with a frame
MT19937_BYTES = 4 * 625  # of its C struct: 624 keys, and the place among them
NUMBERS = "biufc"  # the kinds of dtype that travel by value


class Trouble(Exception):
    """The student's process gave no answer that can be read."""


class Slow(Trouble):
    """No answer in time."""


class Died(Trouble):
    """The process ended in the middle of a call."""


class Malformed(Trouble):
    """An answer that makes no sense."""


@contextlib.contextmanager
def in_our_words() -> Iterator[None]:
    """Tells whatever befalls a socket as Trouble."""
    try:
        yield
    except TimeoutError:
        raise Slow from None
    except (EOFError, OSError):
        raise Died from None
    except TooLong as error:
        raise Malformed(f"a reply of {error}") from None


class Frames:
    """Frames on a socket that carries nothing else, several of which may come with one read."""

    def __init__(self, sock: socket.socket):
        self.sock, self.coming = sock, frames.Frames(sock, AHEAD)

    def send(self, payloads: Sequence[bytes], deadline: float | None = None) -> None:
        """Sends some frames. Raises Slow, Died."""
        with in_our_words():
            frames.send(self.sock, payloads, deadline)

    def receive(self, most: int | None = None, deadline: float | None = None) -> bytes:
        """The next frame, of so many bytes at most. Raises Slow, Died, Malformed."""
        with in_our_words():
            return self.coming.receive(most, deadline)


def loaded_torch() -> Any:
    """torch, if this process has imported it, which takes seconds; else None."""
    return sys.modules.get("torch")


def packed(head: dict, blobs: list[bytes]) -> bytes:
    """A message's bytes: JSON, then the arrays that it speaks of."""
    parts = [json.dumps(head).encode(), *blobs]
    return SIZE.pack(len(parts)) + b"".join(map(framed, parts))


def unpacked(raw: bytes) -> tuple[Any, list[bytes]]:
    """(head, blobs) of a message's bytes. Raises Malformed."""
    try:
        (count,), at = SIZE.unpack_from(raw, 0), SIZE.size
        parts: list[bytes] = []
        for _ in range(count):
            (size,), at = SIZE.unpack_from(raw, at), at + SIZE.size
            parts.append(raw[at : at + size])
            at += size
        if len(parts[0]) > HEAD_LIMIT:
            raise Malformed(f"a reply with {len(parts[0]):,} bytes beside its arrays")
        return json.loads(parts[0]), parts[1:]
    except (struct.error, ValueError, IndexError, RecursionError, OverflowError, MemoryError) as error:
        raise Malformed(str(error)) from None


@lru_cache(4096)
def header_of(shape: tuple[int, ...], dtype: str) -> bytes:
    """The .npy header of an array in C order."""
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": dtype, "fortran_order": False, "shape": shape})
    return file.getvalue()


@lru_cache(4096)
def declared(header: bytes) -> tuple[tuple[int, ...], np.dtype]:
    """(shape, dtype) of a .npy header in C order. Raises Malformed."""
    file = io.BytesIO(header)
    if np.lib.format.read_magic(file) != (1, 0):
        raise Malformed("another version of .npy")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=1000)
    if dtype.kind not in NUMBERS or min(shape, default=0) < 0 or fortran:
        raise Malformed("an array of something else than numbers")
    return shape, dtype


def to_npy(array: Any) -> bytes:
    """An array of numbers as .npy bytes."""
    array = np.asarray(array)
    return header_of(array.shape, array.dtype.str) + array.tobytes()


def from_npy(raw: bytes) -> np.ndarray:
    """The array in these .npy bytes, if their length is what its header declares. Raises Malformed."""
    try:
        start = 10 + int.from_bytes(raw[8:10], "little")
        shape, dtype = declared(raw[:start])
        if math.prod(shape) * dtype.itemsize != len(raw) - start:
            raise Malformed("an array of another length than it declares")
        return np.frombuffer(raw, dtype, math.prod(shape), start).copy().reshape(shape)
    except Malformed:
        raise
    except Exception as error:  # NumPy reads a header as Python's parser does: it may stumble in many ways
        raise Malformed(str(error)) from None


SEEN: dict[str, tuple[Any, tuple]] = {}  # {name of a generator: (what tells whether it has moved, its state by then)}


def unless_moved(name: str, mark: Any, state: Callable[[], tuple]) -> tuple:
    """A generator's state: read anew only if its mark has changed, for that takes far longer than to compare."""
    if name not in SEEN or SEEN[name][0] != mark:
        SEEN[name] = mark, state()
    return SEEN[name][1]


def state_of_random() -> tuple:
    """The state of the generator in random, its numbers as bytes."""
    version, numbers, gauss = now = random.getstate()
    return unless_moved("random", now, lambda: (version, array("I", numbers).tobytes(), gauss))


def state_of_numpy() -> tuple:
    """The state of NumPy's global generator, its keys as bytes."""

    def state() -> tuple:
        now: Any = np.random.get_state()
        name, keys, *rest = now
        return name, keys.tobytes(), *rest

    bits: Any = np.random.get_bit_generator()  # type: ignore[attr-defined]  # NumPy's own stubs lack it
    _, _, _, half_used, _ = SEEN.get("numpy", (None, (None,) * 3 + (True, None)))[1]
    if type(bits) is not np.random.MT19937 or half_used:  # the other half of a normal pair moves nothing else
        SEEN.pop("numpy", None)
    return unless_moved("numpy", ctypes.string_at(bits.ctypes.state_address, MT19937_BYTES), state)


def ambient() -> dict[str, Any]:
    """The state that is global to this process: the generators of random, NumPy and torch, and autograd's switch."""
    found: dict[str, Any] = {"random": state_of_random(), "numpy": state_of_numpy()}
    if torch := loaded_torch():
        found |= {"torch": (torch.get_rng_state().numpy().tobytes(),), "grad": torch.is_grad_enabled()}
    return found


def with_arrays(state: dict[str, Any]) -> dict[str, Any]:
    """What ambient() has found, with arrays for bytes, as the boundary carries it."""
    return {name: converted(x, bytes, lambda raw: np.frombuffer(raw, np.uint8)) for name, x in state.items()}


def with_bytes(state: dict[str, Any]) -> dict[str, Any]:
    """What with_arrays() has made, as it was: bytes can be compared."""
    return {name: converted(x, np.ndarray, np.ndarray.tobytes) for name, x in state.items()}


def converted(x: Any, kind: type, convert: Callable) -> Any:
    """A tuple with each part of this kind converted; anything else as it is."""
    return tuple(convert(part) if isinstance(part, kind) else part for part in x) if isinstance(x, tuple) else x


def set_ambient(state: dict[str, Any]) -> None:
    """Makes this process's global state what ambient() has found elsewhere, as far as it is given."""
    if "random" in state:
        version, numbers, gauss = state["random"]
        random.setstate((version, tuple(array("I", numbers)), gauss))
    if "numpy" in state:
        name, keys, *rest = state["numpy"]
        np.random.set_state((name, np.frombuffer(keys, np.uint32), *rest))
    if torch := loaded_torch():
        if "torch" in state:
            (numbers,) = state["torch"]
            torch.set_rng_state(torch.frombuffer(bytearray(numbers), dtype=torch.uint8))
        if "grad" in state:
            torch.set_grad_enabled(state["grad"])


def snapshot(x: Any) -> tuple | None:
    """What tells later whether an argument has changed; None where that is not worth finding out."""
    if isinstance(x, np.ndarray):
        return x.shape, x.dtype, x.tobytes()
    if (torch := loaded_torch()) and isinstance(x, torch.Tensor):
        grad = None if x.grad is None else x.grad.detach().numpy().tobytes()
        return tuple(x.shape), x.requires_grad, x.detach().numpy().tobytes(), grad
    return None


LAYERS = (  # what a returned network may be made of; in other classes' place the examiner sees their names only
    *("Sequential", "Linear", "Flatten", "Identity", "Dropout", "BatchNorm1d"),
    *("ReLU", "LeakyReLU", "GELU", "ELU", "SiLU", "Sigmoid", "Tanh", "Softplus"),
    *("Softmax", "LogSoftmax", "LogSigmoid"),
    *("NLLLoss", "CrossEntropyLoss"),
)
AS_THEY_STAND = ("Sequential", "NLLLoss", "CrossEntropyLoss")  # with ways of their own they are none of torch's
LOSS_FUNCTIONS = ("nll_loss", "cross_entropy")
OPTIMIZERS = ("SGD", "Adagrad", "RMSprop", "Adam", "AdamW", "NAdam", "RAdam", "Adamax", "Adadelta")


def tensor_of(raw: bytes, dtype: Any, shape: tuple[int, ...], requires_grad: bool, is_parameter: bool) -> Any:
    """The tensor, or parameter, with these bytes."""
    import torch

    data = torch.frombuffer(bytearray(raw), dtype=dtype).reshape(shape) if raw else torch.empty(shape, dtype=dtype)
    return torch.nn.Parameter(data, requires_grad) if is_parameter else data.requires_grad_(requires_grad)
