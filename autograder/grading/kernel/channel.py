"""A kernel's socket, seen from the worker: what a client needs of ZeroMQ's protocol (ZMTP 3.0), within limits.

A student's code can write to the kernel's sockets whatever it likes. libzmq, which would read it here, keeps all parts
of a message until the last has come, however many there are.
"""

import asyncio
import contextlib
import socket
from queue import Empty

from jupyter_client.channels import ZMQSocketChannel
from nbclient.exceptions import DeadKernelError

from autograder.grading.boundary.wire import Malformed

LARGEST_MESSAGE = 64 << 20  # bytes of all its parts
MOST_PARTS = 1000  # of a message: each takes memory, even if it is empty
LARGEST_HEAD = 1 << 20  # bytes of JSON beside a message's content; read, they may take thirty times as much
LARGEST_CONTENT = 8 << 20  # bytes of JSON; what is larger is passed on as it came
READ_BYTES = 1 << 18  # at once
SEND_SECONDS = 10  # for the kernel to take what it is sent
MORE, LONG, COMMAND = 1, 2, 4  # flags of a frame
GREETING = b"\xff" + bytes(8) + b"\x7f" + bytes([3, 0]) + b"NULL".ljust(20, b"\0") + bytes(32)
SUBSCRIBE = b"\1"  # to everything


def framed(payload, flags=0):
    """One frame's bytes."""
    if len(payload) < 256:
        return bytes([flags, len(payload)]) + payload
    return bytes([flags | LONG]) + len(payload).to_bytes(8, "big") + payload


def ready(kind, identity):
    """The command that says who is there."""
    about = {b"Socket-Type": kind, b"Identity": identity}
    told = (bytes([len(name)]) + name + len(value).to_bytes(4, "big") + value for name, value in about.items())
    return framed(b"\5READY" + b"".join(told), COMMAND)


class Wire:
    """The worker's end of a connection; it takes from the kernel only what somebody waits for."""

    def __init__(self, path, kind, identity=b"", first=()):
        """Connects, before the kernel is up if need be.

        kind: the ZeroMQ socket that this stands in for; first: messages, each of one part.
        """
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SEND_SECONDS)
        self.sock.connect(path)
        self.send(GREETING + ready(kind, identity))
        self.come, self.parts, self.size = bytearray(), [], 0
        self.waiting = [framed(message) for message in first]  # until the kernel has greeted

    def send_multipart(self, parts, **_):
        """Sends a message. Raises TimeoutError where the kernel does not take it."""
        message = b"".join(framed(part, MORE) for part in parts[:-1]) + framed(parts[-1])
        if self.waiting is None:
            self.send(message)
        else:
            self.waiting.append(message)

    def send(self, message):
        with contextlib.suppress(ConnectionError):  # whoever reads hears of it
            self.sock.sendall(message)

    async def message(self):
        """The parts of the next message. Raises Malformed, DeadKernelError.

        Who stops waiting for it misses nothing: what has come by then is kept for the next time.
        """
        if self.waiting is not None:
            await self.greet()
        while await self.part():
            pass
        message, self.parts, self.size = self.parts, [], 0
        return message

    async def greet(self):
        """Waits for the kernel's greeting and its first command, and sends what had to wait for them."""
        start = len(GREETING) + 2
        await self.fill(start)
        size = start + self.come[start - 1]
        await self.fill(size)
        del self.come[:size]
        waiting, self.waiting = self.waiting, None
        self.send(b"".join(waiting))

    async def part(self):
        """Takes the next part of a message; says whether there are more. Raises Malformed, DeadKernelError."""
        await self.fill(1)
        flags = self.come[0]
        start = 9 if flags & LONG else 2
        await self.fill(start)
        size = int.from_bytes(self.come[1:start], "big")
        if flags & ~(MORE | LONG):
            raise Malformed("no message")
        if self.size + size > LARGEST_MESSAGE:
            raise Malformed(f"a message of more than {LARGEST_MESSAGE >> 20} MB")
        if len(self.parts) == MOST_PARTS:
            raise Malformed(f"a message of more than {MOST_PARTS} parts")
        await self.fill(start + size)
        self.parts.append(bytes(memoryview(self.come)[start : start + size]))
        self.size += size
        del self.come[: start + size]
        return flags & MORE

    async def fill(self, size):
        """Reads until so many bytes have come. Raises DeadKernelError where no more do."""
        while len(self.come) < size:
            await self.readable()
            try:
                come = self.sock.recv(READ_BYTES, socket.MSG_DONTWAIT)
            except ConnectionError:
                come = b""
            if not come:
                raise DeadKernelError("it hung up")
            self.come += come

    async def readable(self):
        loop, there = asyncio.get_running_loop(), asyncio.Event()
        descriptor = self.sock.fileno()  # also when the socket has been closed meanwhile
        loop.add_reader(descriptor, there.set)
        try:
            await there.wait()
        finally:
            loop.remove_reader(descriptor)

    def close(self, linger=0):
        self.sock.close()


class Channel(ZMQSocketChannel):
    """A channel of jupyter_client's on such a connection."""

    async def get_msg(self, timeout=None):
        """The next message. Raises Empty, Malformed, DeadKernelError; ValueError and others where it is none."""
        try:
            return self.read(await asyncio.wait_for(self.socket.message(), timeout))
        except TimeoutError:
            raise Empty from None
        except Exception:
            self.stop()  # so that nobody in the kernel waits for its being read
            raise

    def read(self, parts):
        """The message in these parts; its content is bytes where that is too large."""
        _, parts = self.session.feed_identities(parts)
        if sum(map(len, parts[:4])) > LARGEST_HEAD:
            raise Malformed(f"a message with a head of more than {LARGEST_HEAD >> 20} MB")
        return self.session.deserialize(parts, content=sum(map(len, parts[4:5])) <= LARGEST_CONTENT)
