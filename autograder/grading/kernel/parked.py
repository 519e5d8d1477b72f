"""A fork of a kernel that was left where a check stands: it keeps the notebook's functions as they are there.

It forks a process for each set of calls that it is asked for, so that one that hangs or crashes costs no other; where
nobody is to be asked but one function, it answers itself.
"""

import contextlib
import faulthandler
import fcntl
import json
import os
import signal
import socket
import sys

from autograder.grading.boundary.host import Host
from autograder.grading.frames import send

FORK, ANSWER, KILL = b"f", b"a", b"k"
MOST_NAMES = 1000  # of functions that a kernel tells of


def tell(sock, about):
    """The first message: what became of the request to park."""
    send(sock, [json.dumps(about).encode()])


def live(sock, kernel, about, forks):
    """The whole life of a fork, or what is left of the kernel's own, until the examiner hangs up.

    forks: whether a fork answers each set of calls; the kernel itself answers them, one after the other.
    """
    try:
        fall_silent(kernel)
        if torch := sys.modules.get("torch"):
            torch.set_num_threads(1)  # the first thing: the kernel's other threads are not here
        tell(sock, about)
        sock.settimeout(None)
        serve(sock, kernel.shell.user_ns, os.fork if forks else lambda: None)
    finally:
        os._exit(0)


def fall_silent(kernel):
    """Nothing of what runs here reaches the kernel's client, whose sockets are the kernel's own."""
    kernel.session.send = lambda *_, **__: None
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    faulthandler.disable()
    sys.stdin = open(os.devnull)  # noqa: SIM115  (they last as long as the process)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGIO, signal.SIG_DFL)


def serve(sock, namespace, fork):
    """Does what the examiner asks for: a byte, and with it the socket on which the functions are to answer."""
    children = []
    while True:
        command, descriptors, _, _ = socket.recv_fds(sock, 1, 1)
        if command == ANSWER:
            end_when_told(sock)
            fork = lambda: None
        elif command != FORK:
            for child in children:
                os.kill(child, signal.SIGKILL)  # it is there, if only as what is left of it, until it is waited for
                os.waitpid(child, 0)
            if command != KILL:
                return
            children.clear()
        for number in descriptors:
            children += answering(sock, socket.socket(fileno=number), namespace, fork)


def end_when_told(sock):
    """Whatever comes through the socket from now on, or its end, ends this process, in the middle of a loop, too."""
    fcntl.fcntl(sock, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(sock, fcntl.F_SETFL, os.O_ASYNC)  # SIGIO, which nobody handles


def answering(sock, calls, namespace, fork):
    """[the process that answers these calls]; this one answers them itself where it can't fork."""
    with calls:
        try:
            child = fork()
        except OSError:
            child = None
        if not child:
            if child == 0:
                sock.close()
            with contextlib.suppress(Exception):
                Host(calls, namespace).serve()
            if child == 0:
                os._exit(0)
    return [child] if child else []
