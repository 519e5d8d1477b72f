"""Frames: messages on a socket, each with its length before it."""

import socket
import struct
import time
from collections.abc import Sequence

SIZE = struct.Struct("<Q")
PART = 1 << 20  # bytes that are read at a time, and up to which several frames are sent as one


class TooLong(ValueError):
    """A frame is longer than it may be."""


def framed(payload: bytes) -> bytes:
    """A frame's bytes."""
    return SIZE.pack(len(payload)) + payload


def allow_until(sock: socket.socket, deadline: float | None) -> None:
    """Lets a socket take so long, by time.monotonic(); None: as long as it likes. Raises TimeoutError."""
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left <= 0:
        raise TimeoutError
    sock.settimeout(left)


def send(sock: socket.socket, payloads: Sequence[bytes], deadline: float | None = None) -> None:
    """Sends some frames; large ones are not copied for it. Raises TimeoutError, OSError."""
    parts = [part for payload in payloads for part in (SIZE.pack(len(payload)), payload)]
    for part in [b"".join(parts)] if sum(map(len, parts)) < PART else parts:
        allow_until(sock, deadline)
        sock.sendall(part)


class Frames:
    """The frames that come on a socket.

    ahead: how many bytes beyond the next frame may be read with it: then nobody else reads from this socket.
    """

    def __init__(self, sock: socket.socket, ahead: int = 0):
        self.sock, self.ahead, self.come = sock, ahead, bytearray()

    def receive(self, most: int | None = None, deadline: float | None = None) -> bytes:
        """The next frame, of so many bytes at most. Raises EOFError at the end, TimeoutError, TooLong, OSError."""
        self.fill(SIZE.size, deadline)
        (size,) = SIZE.unpack_from(self.come)
        if most is not None and size > most:
            raise TooLong(f"{size:,} bytes")
        end = SIZE.size + size
        self.fill(end, deadline)
        frame = bytes(memoryview(self.come)[SIZE.size : end])
        del self.come[:end]
        return frame

    def fill(self, size: int, deadline: float | None) -> None:
        """Reads until so many bytes are there. Raises EOFError, TimeoutError, OSError."""
        while len(self.come) < size:
            allow_until(self.sock, deadline)
            part = self.sock.recv(min(size - len(self.come) + self.ahead, PART))
            if not part:
                raise EOFError
            self.come += part


def receive(sock: socket.socket, most: int | None = None, deadline: float | None = None) -> bytes:
    """The next frame, as Frames has it, of a socket from which others read, too."""
    return Frames(sock).receive(most, deadline)
