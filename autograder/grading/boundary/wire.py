"""What both sides of the boundary speak: frames on a socket, arrays as .npy bytes, the state global to a process."""

import ctypes
import io
import json
import math
import random
import struct
import sys
import time
from array import array
from functools import lru_cache

import numpy as np

REPLY_LIMIT = 64 << 20  # bytes of one reply, arrays included
HEAD_LIMIT = 4 << 20  # bytes of its JSON: that is what takes memory to read
SIZE = struct.Struct("<Q")
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


def left_until(deadline):
    """The seconds that a socket may still take; None for as long as it likes. Raises Slow."""
    if deadline is None:
        return None
    if (left := deadline - time.monotonic()) <= 0:
        raise Slow
    return left


def send(sock, payloads, deadline=None):
    """Sends some frames. Raises Slow, Died."""
    try:
        sock.settimeout(left_until(deadline))
        sock.sendall(b"".join(part for payload in payloads for part in (SIZE.pack(len(payload)), payload)))
    except TimeoutError:
        raise Slow from None
    except OSError:
        raise Died from None


class Frames:
    """Frames on a socket that carries nothing else, several of which may come with one read."""

    def __init__(self, sock):
        self.sock, self.read = sock, bytearray()

    def send(self, payloads, deadline=None):
        """Sends some frames. Raises Slow, Died."""
        send(self.sock, payloads, deadline)

    def receive(self, limit=None, deadline=None):
        """The next frame, of limit bytes at most. Raises Slow, Died, Malformed."""
        self.fill(SIZE.size, deadline)
        (size,) = SIZE.unpack_from(self.read)
        if limit is not None and size > limit:
            raise Malformed(f"a reply of {size:,} bytes")
        self.fill(SIZE.size + size, deadline)
        frame = bytes(memoryview(self.read)[SIZE.size : SIZE.size + size])
        del self.read[: SIZE.size + size]
        return frame

    def fill(self, size, deadline):
        """Reads until so many bytes are there. Raises Slow, Died."""
        while len(self.read) < size:
            self.read += some(self.sock, 1 << 18, deadline)


def some(sock, most, deadline):
    """What comes next from the socket, so many bytes at most. Raises Slow, Died."""
    try:
        sock.settimeout(left_until(deadline))
        part = sock.recv(most)
    except TimeoutError:
        raise Slow from None
    except OSError:
        raise Died from None
    if not part:
        raise Died
    return part


def packed(head, blobs):
    """One frame's bytes: JSON, then the arrays that it speaks of."""
    parts = [json.dumps(head).encode(), *blobs]
    return SIZE.pack(len(parts)) + b"".join(SIZE.pack(len(part)) + part for part in parts)


def unpacked(raw):
    """(head, blobs) of a frame's bytes. Raises Malformed."""
    try:
        (count,), at, parts = SIZE.unpack_from(raw, 0), SIZE.size, []
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
def header_of(shape, dtype):
    """The .npy header of an array in C order."""
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": dtype, "fortran_order": False, "shape": shape})
    return file.getvalue()


@lru_cache(4096)
def declared(header):
    """(shape, dtype) of a .npy header in C order. Raises Malformed."""
    file = io.BytesIO(header)
    if np.lib.format.read_magic(file) != (1, 0):
        raise Malformed("another version of .npy")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=1000)
    if dtype.kind not in NUMBERS or min(shape, default=0) < 0 or fortran:
        raise Malformed("an array of something else than numbers")
    return shape, dtype


def to_npy(array):
    """An array of numbers as .npy bytes."""
    array = np.asarray(array)
    return header_of(array.shape, array.dtype.str) + array.tobytes()


def from_npy(raw):
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


SEEN = {}  # {name of a generator: (what tells whether it has moved, its state by then)}


def unless_moved(name, mark, state):
    """A generator's state: read anew only if its mark has changed, for that takes far longer than to compare."""
    if name not in SEEN or SEEN[name][0] != mark:
        SEEN[name] = mark, state()
    return SEEN[name][1]


def state_of_random():
    version, numbers, gauss = now = random.getstate()
    return unless_moved("random", now, lambda: (version, array("I", numbers).tobytes(), gauss))


def state_of_numpy():
    def state():
        name, keys, *rest = np.random.get_state()
        return name, keys.tobytes(), *rest

    bits = np.random.get_bit_generator()
    _, _, _, half_used, _ = SEEN.get("numpy", (None, (None,) * 3 + (True, None)))[1]
    if type(bits) is not np.random.MT19937 or half_used:  # the other half of a normal pair moves nothing else
        SEEN.pop("numpy", None)
    return unless_moved("numpy", ctypes.string_at(bits.ctypes.state_address, MT19937_BYTES), state)


def ambient():
    """The state that is global to this process: the generators of random, NumPy and torch, and autograd's switch."""
    found = {"random": state_of_random(), "numpy": state_of_numpy()}
    if torch := sys.modules.get("torch"):
        found |= {"torch": (torch.get_rng_state().numpy().tobytes(),), "grad": torch.is_grad_enabled()}
    return found


def with_arrays(state):
    """What ambient() has found, with arrays for bytes, as the boundary carries it."""
    return {name: converted(x, bytes, lambda raw: np.frombuffer(raw, np.uint8)) for name, x in state.items()}


def with_bytes(state):
    """What with_arrays() has made, as it was: bytes can be compared."""
    return {name: converted(x, np.ndarray, np.ndarray.tobytes) for name, x in state.items()}


def converted(x, kind, convert):
    """A tuple with each part of this kind converted; anything else as it is."""
    return tuple(convert(part) if isinstance(part, kind) else part for part in x) if isinstance(x, tuple) else x


def set_ambient(state):
    """Makes this process's global state what ambient() has found elsewhere, as far as it is given."""
    if "random" in state:
        version, numbers, gauss = state["random"]
        random.setstate((version, tuple(array("I", numbers)), gauss))
    if "numpy" in state:
        name, keys, *rest = state["numpy"]
        np.random.set_state((name, np.frombuffer(keys, np.uint32), *rest))
    if torch := sys.modules.get("torch"):
        if "torch" in state:
            (numbers,) = state["torch"]
            torch.set_rng_state(torch.frombuffer(bytearray(numbers), dtype=torch.uint8))
        if "grad" in state:
            torch.set_grad_enabled(state["grad"])


def snapshot(x):
    """What tells later whether an argument has changed; None where that is not worth finding out."""
    if isinstance(x, np.ndarray):
        return x.shape, x.dtype, x.tobytes()
    if (torch := sys.modules.get("torch")) and isinstance(x, torch.Tensor):
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


def tensor_of(raw, dtype, shape, requires_grad, is_parameter):
    """The tensor, or parameter, with these bytes."""
    import torch

    data = torch.frombuffer(bytearray(raw), dtype=dtype).reshape(shape) if raw else torch.empty(shape, dtype=dtype)
    return torch.nn.Parameter(data, requires_grad) if is_parameter else data.requires_grad_(requires_grad)
