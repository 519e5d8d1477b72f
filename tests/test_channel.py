"""A kernel's socket as the worker reads it: what ZeroMQ sends arrives, and what takes too much is not read."""

import asyncio
import socket
import threading
from pathlib import Path
from queue import Empty

import pytest
import zmq
from jupyter_client.session import Session
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell

from autograder.grading.boundary.wire import Malformed
from autograder.grading.kernel.channel import GREETING, LARGEST_MESSAGE, READ_BYTES, SUBSCRIBE, Channel, Wire, ready
from autograder.grading.kernel.provisioner import ForkedKernelClient
from tests.attacks import TOOLS, attacks
from tests.test_execution import executed

SIZES = [0, 1, 255, 256, 70_000, READ_BYTES, 3_000_000]
GREETED = GREETING + ready(b"ROUTER", b"")
LONG = LARGEST_MESSAGE.to_bytes(8, "big")


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "socket")


def within(coroutine):
    """What it returns, if that takes no longer than any busy machine does."""
    return asyncio.run(asyncio.wait_for(coroutine, 60))


class Peer:
    """Who sends these bytes in a kernel's place, and hangs up or waits."""

    def __init__(self, path, raw, times=1, stays=True):
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(path)
        self.listening.listen()
        self.raw, self.times, self.stays = raw, times, stays
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        self.wire, _ = self.listening.accept()
        try:
            self.wire.sendall(GREETED)
            for _ in range(self.times):
                self.wire.sendall(self.raw)
        except OSError:
            pass  # the test is over
        if not self.stays:
            self.wire.close()


def test_messages_go_both_ways_whatever_their_size(path):
    parts = [bytes([number]) * size for number, size in enumerate(SIZES)]
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.linger = 0
        router.bind(f"ipc://{path}")
        wire = Wire(path, b"DEALER", b"me")
        wire.send_multipart(parts)  # before the other end has greeted
        coming = asyncio.wait_for(wire.message(), 60)

        async def there_and_back():
            got = asyncio.get_running_loop().run_in_executor(None, router.recv_multipart)
            first = asyncio.ensure_future(coming)
            await asyncio.get_running_loop().run_in_executor(None, router.send_multipart, await got)
            return await first

        assert within(there_and_back()) == parts
        wire.close()


def test_a_subscriber_is_published_to(path):
    with zmq.Context() as context, context.socket(zmq.XPUB) as publisher:
        publisher.linger = 0
        publisher.bind(f"ipc://{path}")
        wire = Wire(path, b"SUB", first=[SUBSCRIBE])

        async def published():
            first = asyncio.ensure_future(wire.message())
            assert await asyncio.get_running_loop().run_in_executor(None, publisher.recv) == SUBSCRIBE
            publisher.send_multipart([b"topic", b"text"])
            return await first

        assert within(published()) == [b"topic", b"text"]
        wire.close()


@pytest.mark.parametrize(
    "raw, times, told",
    [
        (b"\3" + (1 << 20).to_bytes(8, "big") + bytes(1 << 20), 10_000, "more than 64 MB"),
        (b"\2" + (1 << 60).to_bytes(8, "big"), 1, "more than 64 MB"),
        (b"\1\1x\2" + LONG, 1, "more than 64 MB"),
        (b"\1\0" * 1000, 10_000, "more than 1000 parts"),
        (b"\4\5READY", 1, "no message"),
        (b"\xa5 garbage", 1, "no message"),
    ],
)
def test_what_is_no_message_or_too_large_is_not_read(path, raw, times, told):
    peer = Peer(path, raw, times)
    wire = Wire(path, b"DEALER")
    with pytest.raises(Malformed, match=told):
        within(wire.message())
    assert len(wire.come) + sum(map(len, wire.parts)) <= LARGEST_MESSAGE + READ_BYTES
    wire.close(), peer.listening.close()


def test_nothing_is_read_before_somebody_wants_it(path):
    Peer(path, b"\0\1x", 10_000_000)
    wire = Wire(path, b"DEALER")
    for _ in range(3):
        assert within(wire.message()) == [b"x"]
    assert len(wire.come) <= READ_BYTES
    wire.close()


def test_a_message_that_stops_in_its_middle_is_waited_for_and_goes_on(path):
    session = Session(key=b"key")
    parts = session.serialize(session.msg("status", {"execution_state": "idle"}))
    raw = b"".join(b"\1" + bytes([len(part)]) + part for part in parts[:-1]) + bytes([0, len(parts[-1])]) + parts[-1]
    for cut in (1, 20, len(raw) - 1):
        where = f"{path}{cut}"
        peer = Peer(where, raw[:cut])
        channel = Channel(Wire(where, b"DEALER"), session.clone())
        with pytest.raises(Empty):
            asyncio.run(channel.get_msg(timeout=0.2))
        peer.thread.join()
        peer.wire.sendall(raw[cut:])
        assert within(channel.get_msg())["content"] == {"execution_state": "idle"}
        channel.stop()


def test_who_hangs_up_is_taken_for_dead(path):
    Peer(path, b"\0\1x\1\1y", stays=False)
    wire = Wire(path, b"DEALER")
    assert within(wire.message()) == [b"x"]
    with pytest.raises(DeadKernelError):
        within(wire.message())
    wire.close()


class Saying:
    """A channel on which these kinds of messages come."""

    def __init__(self, *kinds):
        self.kinds = [*kinds]

    async def get_msg(self, timeout):
        if not self.kinds:
            raise Empty
        return {"msg_type": self.kinds.pop(0), "content": {}}


def test_a_kernel_is_up_when_it_publishes_with_a_welcome_or_without():
    for first in ("iopub_welcome", "status"):
        client = ForkedKernelClient(
            _iopub_channel=Saying(first), _shell_channel=Saying("execute_reply", "kernel_info_reply")
        )
        client.kernel_info = client._handle_kernel_info_reply = lambda *_: None
        within(client.wait_for_ready(10))
        assert not client.iopub_channel.kinds and not client.shell_channel.kinds


def peak():
    """The most memory that this process has held since it was last forgotten, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


HEAVY = {"a message whose parts never end", "widgets whose data have no end"}
HEAVY |= {f"JSON that takes far more memory when it is read{where}" for where in ("", ", in a message's head")}


@pytest.mark.parametrize("attack", [a for a in attacks() if a.title in HEAVY], ids=lambda attack: attack.title)
def test_what_a_kernel_sends_takes_little_memory(attack):
    attacking = new_code_cell(f"{TOOLS.format(target={})}\n{attack.source}\nattack()", id="attack")
    Path("/proc/self/clear_refs").write_text("5")  # which forgets the peak
    before = peak()
    found = executed(new_code_cell("x = 1", id="a"), attacking, new_code_cell("print(x)", id="last"), timeout=3)
    assert found["last"][0].text == "1\n"
    assert peak() - before < 4 * LARGEST_MESSAGE
