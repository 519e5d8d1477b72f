"""Messages between processes of ours: bytes on a socket, their length before them."""

import sys
import time

HEAD = 8  # bytes of the length
PART = 1 << 20  # bytes that are read at a time


class TooLong(ValueError):
    """A message is longer than it may be."""


def head_of(body):
    return len(body).to_bytes(HEAD, "big")


def send(connection, body):
    """Sends a message, which may be too large to be copied for it."""
    connection.sendall(head_of(body))
    connection.sendall(body)


def receive(connection, most=sys.maxsize, deadline=None):
    """The next message. Raises EOFError at its end, TimeoutError at the deadline, TooLong."""
    size = int.from_bytes(exactly(connection, HEAD, deadline), "big")
    if size > most:
        raise TooLong(f"{size} bytes")
    return exactly(connection, size, deadline)


def exactly(connection, size, deadline):
    read = bytearray()
    while len(read) < size:
        if deadline is not None:
            connection.settimeout(max(deadline - time.monotonic(), 1e-3))
        part = connection.recv(min(size - len(read), PART))
        if not part:
            raise EOFError
        read += part
    return bytes(read)
