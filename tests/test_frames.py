"""Messages between processes: they arrive as they were sent, or it is clear why not."""

import socket
import threading
import time

import pytest

from autograder.grading.frames import PART, Frames, TooLong, framed, receive, send


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.mark.parametrize("ahead", [0, 1 << 18])
@pytest.mark.parametrize("size", [1, PART // 2, 3 * PART])  # a few small ones go as one, large ones uncopied
def test_frames_arrive_in_order_whatever_is_in_them(ends, size, ahead):
    ours, theirs = ends
    payloads = [b"", bytes(size), b"x" * size, framed(b"a frame in a frame")]
    sending = threading.Thread(target=send, args=(theirs, payloads))
    sending.start()
    coming = Frames(ours, ahead)
    assert [coming.receive() for _ in payloads] == payloads
    sending.join()


def test_who_reads_one_frame_leaves_the_next_to_others(ends):
    ours, theirs = ends
    send(theirs, [b"mine", b"yours"])
    assert receive(ours) == b"mine" and ours.recv(100) == framed(b"yours")


def test_the_end_is_told_also_within_a_frame(ends):
    ours, theirs = ends
    theirs.sendall(framed(b"cut short")[:-1])
    theirs.close()
    with pytest.raises(EOFError):
        receive(ours)


def test_a_frame_that_is_too_long_is_not_read(ends):
    ours, theirs = ends
    send(theirs, [b"12345"])
    with pytest.raises(TooLong, match="5 bytes"):
        receive(ours, most=4)
    assert ours.recv(100) == b"12345"


def test_nobody_waits_beyond_the_deadline(ends):
    ours, _ = ends
    for deadline in (time.monotonic() - 1, time.monotonic() + 0.01):
        with pytest.raises(TimeoutError):
            receive(ours, deadline=deadline)
    with pytest.raises(TimeoutError):
        send(ours, [bytes(64 << 20)], time.monotonic() + 0.01)  # which nobody takes
