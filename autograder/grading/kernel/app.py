"""A notebook's kernel in a forked process: IPython's own, on sockets that were opened for it outside.

Where a check stands, it leaves a fork of itself behind, which keeps the namespace as it is there: see parked.py.
"""

import os
import socket
import sys
import threading

import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from traitlets import Any, Bytes, Dict
from traitlets.config import Config

from autograder.grading.kernel import parked

INLINE = "module://matplotlib_inline.backend_inline"
IN_MEMORY = "--HistoryManager.hist_file=:memory:"  # which nbclient asks for anyway
DOOR_SECONDS = 5  # the socket is sent before the request


class ParkingKernel(IPythonKernel):
    """IPython's kernel, which also answers `park_request`."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.shell_handlers["park_request"] = self.park_request
        self.own_threads, self.forks = None, []

    async def park_request(self, stream, ident, parent):
        """Leaves a fork behind that answers on the socket which comes through the door; or answers there itself."""
        with received(self.parent.door) as sock:
            about = {"callable": self.callable_names(), "threads": set(threading.enumerate()) > self.own_threads}
            self.forks = [fork for fork in self.forks if not has_ended(fork)]
            try:
                fork = 0 if parent["content"]["stays"] else os.fork()
            except OSError as error:
                return parked.tell(sock, {"failed": error.strerror})
            if fork == 0:
                parked.live(sock, self, about, forks=not parent["content"]["stays"])
            self.forks.append(fork)

    def callable_names(self):
        """The names under which something can be called by now."""
        found = [n for n, x in list(self.shell.user_ns.items()) if isinstance(n, str) and callable(x)]
        return found[-parked.MOST_NAMES :]


def has_ended(child):
    """Whether a child of this process has ended, which takes note of that."""
    try:
        return os.waitpid(child, os.WNOHANG)[0] == child
    except ChildProcessError:
        return True


def received(door):
    """The socket that comes through the door."""
    door.settimeout(DOOR_SECONDS)
    _, (number,), _, _ = socket.recv_fds(door, 1, 1)
    return socket.socket(fileno=number)


class ForkedKernelApp(IPKernelApp):
    """A kernel that makes no socket of its own, and reads and writes no file."""

    kernel_class = ParkingKernel
    listening = Dict(help="{port: the socket that listens for the client}")
    key = Bytes(help="signs the messages")
    door = Any(help="the socket through which others come, one for each request to park")

    def _bind_socket(self, s, port):
        s.sndhwm = 0  # what the client has not taken yet waits here, in the box's own memory
        s.setsockopt(zmq.USE_FD, self.listening[port].detach())
        s.bind("ipc://kernel")  # only a name: libzmq makes no file for a socket that it is given
        return port

    def init_control(self, context):
        super().init_control(context)
        self.debug_shell_socket.disconnect(self.shell_socket.getsockopt(zmq.LAST_ENDPOINT))  # out of sight in a box

    def start(self):
        self.kernel.own_threads = set(threading.enumerate())
        super().start()

    def parse_command_line(self, argv=None):
        """Makes a parser, which takes milliseconds, only for what there is to parse."""
        if argv:
            super().parse_command_line(argv)

    def init_connection_file(self):
        self.session.key = self.key

    def leave_out(self, **_):
        """What else a kernel does when it starts: this one has no files, no heartbeat, and nobody to tell."""

    load_config_files = write_connection_file = init_heartbeat = log_connection_info = leave_out


def main(request, sockets):
    """Runs a kernel until it is told to shut down, or is killed.

    request: the key that signs messages, the kernel's command-line arguments, and {port: number} in the sockets'
    order; the door comes after them.
    """
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcParams["backend"] = INLINE
        sys.modules.pop(INLINE.removeprefix("module://"), None)  # it finds its shell when it is imported
    ports = request["ports"]
    *listening, door = [*sockets, None][: len(ports) + 1]
    about = {"listening": dict(zip(ports.values(), listening, strict=True)), "key": request["key"].encode()}
    config = Config({"HistoryManager": {"hist_file": ":memory:"}})
    app = ForkedKernelApp.instance(transport="ipc", door=door, config=config, **about, **ports)
    app.initialize([argument for argument in request["arguments"] if argument != IN_MEMORY])
    if ipywidgets := sys.modules.get("ipywidgets"):
        ipywidgets.load_ipython_extension(app.shell)
    app.start()
